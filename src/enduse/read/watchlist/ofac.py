"""OFAC's own list: three CSV files without headers."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from enduse.errors import Issue
from enduse.model.watchlists import ORGANISATION, Edition, Entry, Version, check_count, date_in
from enduse.read.watchlist.rows import KINDS, codes, digest, expect, identified, names, one_line, unknown

_WEAK_ALIAS = re.compile(r"(?:a\.k\.a\.|f\.k\.a\.) '([^']{2,80})'")
_SDN_COLUMNS, _ALIAS_COLUMNS, _ADDRESS_COLUMNS = 12, 5, 6
_NOTHING = "-0-"


def read_ofac(path: Path, name: str) -> Edition:
    """OFAC's own three files without headers: names, alternate names, addresses."""
    card, form = expect("ofac_csv")
    files = _ofac_files(path, name)
    rows = _csv_rows(files["sdn"])
    check_count(card, form, len(rows), name)
    aliases: dict[str, list[str]] = {}
    for row in _csv_rows(files["alt"]) if "alt" in files else []:
        if len(row) >= _ALIAS_COLUMNS:
            aliases.setdefault(row[0], []).append(row[3])
    places: dict[str, list[dict[str, str]]] = {}
    for row in _csv_rows(files["add"]) if "add" in files else []:
        if len(row) >= _ADDRESS_COLUMNS:
            places.setdefault(row[0], []).append({"address": row[2], "city": row[3], "country": row[4]})
    issues: tuple[Issue, ...] = ()
    read = []
    for number, row in enumerate(rows, 1):
        if len(row) != _SDN_COLUMNS or not row[1]:
            issues += (Issue(f"{files['sdn'].name}:{number}", f"{len(row)} columns where {_SDN_COLUMNS} are expected"),)
            continue
        own = places.get(row[0], [])
        entry = Entry(
            card.list, "", names(row[1], aliases.get(row[0], []), _WEAK_ALIAS.findall(row[11])),
            KINDS.get(row[2].lower(), ORGANISATION), codes(place["country"] for place in own),
            tuple(filter(None, map(one_line, own))), row[3], "", "", "", f"{files['sdn'].name}:{number}",
        )  # fmt: skip
        read.append((row[0], entry))
    used = [files[part] for part in ("sdn", "alt", "add") if part in files]
    missing = tuple(Issue(name, f"the file of {what} is missing") for part, what in
                    (("alt", "alternate names"), ("add", "addresses")) if part not in files)  # fmt: skip
    entries = identified(read)
    version = Version(card.list, card.title, name, date_in(name), digest(*used), len(entries))
    return Edition(tuple(entries), (version,), issues + missing)


def _ofac_files(path: Path, name: str) -> dict[str, Path]:
    """The files of OFAC's set by part, found from a folder or from one of the files."""
    folder = path if path.is_dir() else path.parent
    stem = re.sub(r"(?i)(sdn|alt|add)(?=[^a-z]*$)", "{}", path.stem) if path.is_file() else "*{}"
    found: dict[str, Path] = {}
    for part in ("sdn", "alt", "add"):
        wanted = re.compile(re.escape(stem).replace(r"\*", ".*").replace(r"\{\}", part), re.I)
        for file in sorted(folder.iterdir()):
            if file.suffix.lower() in (".csv", ".pip") and wanted.fullmatch(file.stem):
                found.setdefault(part, file)
    if "sdn" not in found or len((_csv_rows(found["sdn"]) or [[]])[0]) != _SDN_COLUMNS:
        raise unknown(name, "CSV that is not OFAC's set of sdn, alt and add files")
    return found


def _csv_rows(path: Path) -> list[list[str]]:
    """Rows of a file of OFAC's set; `-0-` is nothing, and a final control-Z is not a row."""
    text = path.read_bytes().decode("utf-8", errors="replace").rstrip("\x1a\r\n ")
    rows = csv.reader(io.StringIO(text))
    return [["" if cell.strip() == _NOTHING else cell.strip() for cell in row] for row in rows if row]


def is_ofac_csv(path: Path, head: str) -> bool:
    """Whether a file is one of OFAC's three."""
    row = next(csv.reader([head.split("\n", 1)[0].strip()]), [])
    columns = {_SDN_COLUMNS: "sdn", _ALIAS_COLUMNS: "alt", _ADDRESS_COLUMNS: "add"}
    part = columns.get(len(row), "")
    return bool(part) and part in path.stem.lower() and row[0].isdigit() and _NOTHING in head


def is_first_part(path: Path) -> bool:
    """Whether a file of the set is the one of names, with which the other two are read."""
    return "sdn" in path.stem.lower()
