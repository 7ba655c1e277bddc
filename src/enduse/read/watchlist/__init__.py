"""Published watchlists admitted as evidence, each recognised by its card."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import pyarrow as pa

from enduse.errors import InputError
from enduse.model.watchlists import Edition
from enduse.read.reader import Reader, Reading, Source
from enduse.read.watchlist.formats import read_edition
from enduse.read.watchlist.ofac import is_first_part, is_ofac_csv

_MARKS = ('"list_id"', '"entryCount"', '"source_list_url"', '"ent_num"')


def load_list(path: Path, name: str | None = None) -> Edition:
    """Read a published list; which one it is shows from its content.

    Args:
        path: the file; of OFAC's CSV set any of its three files, or the folder that holds them.
        name: what to call it in references; its file name by default.

    Raises:
        InputError: if no card describes the file, a column is missing, or entries are missing in number.
    """
    if not path.exists():
        raise InputError(str(path), "a list file", "no such file", "Give the path of a published list")
    return read_edition(path, name or path.name)


def edition_rows(edition: Edition, exhibit: str | None = None) -> pa.Table:
    """The entries of an edition as rows of the table `listed`."""
    versions = {version.list: version for version in edition.versions}
    days = {name: version.dated for name, version in versions.items()}
    return pa.Table.from_pylist([
        {
            "list": entry.list, "entry": entry.entry, "names": list(entry.names), "kind": entry.kind or None,
            "countries": sorted(entry.countries), "addresses": list(entry.addresses), "programme": entry.programme,
            "requirement": entry.requirement, "policy": entry.policy, "citation": entry.citation,
            "edition": versions[entry.list].sha256, "source": entry.source, "exhibit": exhibit,
            "recorded": datetime.combine(day, time()) if (day := days[entry.list]) else None,
        }
        for entry in edition.entries
    ])  # fmt: skip


def _recognises(source: Source) -> bool:
    if source.is_folder:
        return False
    if source.text.lstrip()[:1] == "{":
        return any(mark in source.text for mark in _MARKS) or '"alt_names"' in source.text
    return is_ofac_csv(source.path, source.text)


def _read(source: Source) -> Reading:
    """The entries of a list; OFAC's files of alternate names and addresses are read with that of names."""
    if source.text.lstrip()[:1] != "{" and not is_first_part(source.path):
        return Reading()
    edition = read_edition(source.path, source.name)
    return Reading(tables={"listed": edition_rows(edition)}, issues=edition.issues)


READER = Reader(
    name="watchlist",
    describes="published lists of restricted parties: the Consolidated Screening List, BIS lists, OFAC's SDN",
    recognises=_recognises,
    read=_read,
    order=30,
)
