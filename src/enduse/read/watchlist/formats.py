"""The formats in which lists are published, row by row."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from enduse.errors import InputError, Issue
from enduse.model.watchlists import Edition, Entry, Version, cards, check_count, date_in, format_of, slug
from enduse.read.watchlist.ofac import read_ofac
from enduse.read.watchlist.rows import (
    KINDS,
    check_columns,
    codes,
    country_code,
    digest,
    expect,
    identified,
    names,
    one_line,
    split_addresses,
    unknown,
)

_FILE_DATE = re.compile(r"(?<!\d)(\d\d)(\d\d)(20\d\d)(?!\d)")


def read_edition(path: Path, name: str) -> Edition:
    """Read a file or OFAC folder in whichever format it is.

    Raises:
        InputError: if it is in none of them.
    """
    if path.is_dir() or path.suffix.lower() in (".csv", ".pip"):
        return read_ofac(path, name)
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    start = text.lstrip()[:1]
    if start != "{":
        raise unknown(name, "another kind of file")
    first, _, rest = text.lstrip().partition("\n")
    if rest and first.rstrip().endswith("}"):
        return _sdn_lines(text, path, name)
    try:
        document = json.loads(text)
    except ValueError as error:
        raise InputError(name, "a whole JSON document", str(error), "Fetch the list again") from None
    if "list_id" in document and isinstance(document.get("entities"), list):
        return _bis(document, path, name)
    if isinstance(document.get("entries"), list) and "tables" in document:
        return _csl_compact(document, path, name)
    if isinstance(document.get("results"), list):
        return _csl(document["results"], path, name)
    raise unknown(name, f"JSON with {', '.join(list(document)[:4]) or 'nothing in it'}")


def _bis(document: Mapping[str, Any], path: Path, name: str) -> Edition:
    """Entity List, Denied Persons and their like: one object with `list_id` and `entities`."""
    found = format_of("bis", str(document["list_id"]))
    if found is None:
        raise unknown(name, f"list_id {document['list_id']!r}")
    card, form = found
    rows = document["entities"]
    check_count(card, form, len(rows), name)
    issues = check_columns(rows, form, name)
    column = form.columns
    read: list[tuple[str, Entry]] = []
    for number, row in enumerate(rows, 1):
        own = names(row.get(column["names"]), row.get(column["aliases"]))
        if not own:
            issues += (Issue(f"{name}:{number}", "an entry without a name"),)
            continue
        addresses = split_addresses(row.get(column["addresses"]))
        tails = [address.rsplit(",", 1)[-1].strip() for address in addresses]
        countries = codes([row.get(column["country"]), *tails])
        notes = " ".join((row.get(column["requirement"]) or "").split())
        entry = Entry(
            card.list, "", own, "", countries, addresses, "", notes, "",
            " ".join((row.get(column["citation"]) or "").split()), f"{name}:{number}",
        )  # fmt: skip
        primary = country_code(row.get(column["country"]) or "") or slug(row.get(column["country"]) or "xx")
        read.append((f"\0{slug(own[0])}.{primary.lower()}", entry))
    entries = identified((key.lstrip("\0"), entry) for key, entry in read)
    stated = _file_date(str(document.get("source_file", ""))) or date_in(str(document.get("extracted", "")))
    version = Version(card.list, card.title, name, stated or date_in(name), digest(path), len(entries))
    return Edition(tuple(entries), (version,), issues)


def _csl_compact(document: Mapping[str, Any], path: Path, name: str) -> Edition:
    """The Consolidated Screening List with its repeated texts in tables."""
    card, form = expect("csl_compact")
    rows, tables = document["entries"], document["tables"]
    check_count(card, form, len(rows), name)
    issues = check_columns(rows, form, name)
    column = form.columns

    def looked_up(row: Mapping[str, Any], ours: str, table: str) -> str:
        value = row.get(column[ours])
        return str(tables[table][value]) if isinstance(value, int) and table in tables else str(value or "")

    read = []
    for number, row in enumerate(rows, 1):
        read.append((
            looked_up(row, "section", "sources"), str(row.get(column["number"]) or ""),
            Entry(
                "", "", names(row.get(column["names"]), row.get(column["aliases"])),
                KINDS.get(str(row.get(column["kind"], "")).lower(), ""),
                codes(row.get(column["countries"]) or ()), (), looked_up(row, "programme", "programmes"),
                looked_up(row, "requirement", "licenceRequirements"), looked_up(row, "policy", "licencePolicies"),
                str(row.get(column["citation"]) or ""), f"{name}:{number}",
            ),
        ))  # fmt: skip
    dated = date_in(str(document.get("sourceGeneratedAt", ""))) or date_in(name)
    return _sections(read, dated, path, name, issues)


def _csl(rows: Sequence[Any], path: Path, name: str) -> Edition:
    """The Consolidated Screening List as its publisher's JSON."""
    card, form = expect("csl")
    check_count(card, form, len(rows), name)
    issues = check_columns(rows, form, name)
    column = form.columns
    read = []
    for number, row in enumerate(rows, 1):
        places = [place for place in row.get(column["addresses"]) or () if isinstance(place, dict)]
        read.append((
            str(row.get(column["section"]) or ""), str(row.get(column["number"]) or ""),
            Entry(
                "", "", names(row.get(column["names"]), row.get(column["aliases"])),
                KINDS.get(str(row.get(column["kind"]) or "").lower(), ""),
                codes([row.get("country"), *(place.get("country") for place in places)]),
                tuple(filter(None, (one_line(place) for place in places))),
                "; ".join(map(str, row.get(column["programme"]) or ())), str(row.get(column["requirement"]) or ""),
                str(row.get(column["policy"]) or ""), str(row.get(column["citation"]) or ""), f"{name}:{number}",
            ),
        ))  # fmt: skip
    return _sections(read, date_in(name), path, name, issues)


def _sections(
    read: Iterable[tuple[str, str, Entry]], dated: date | None, path: Path, name: str, issues: tuple[Issue, ...]
) -> Edition:
    """Entries of a consolidated file, each under the card of its own list."""
    known = {form.mark: (card, form) for card in cards().values() for form in card.formats if form.name == "section"}
    rows: list[tuple[str, Entry]] = []
    counts: Counter[str] = Counter()
    strange: Counter[str] = Counter()
    for section, number, entry in read:
        found = known.get(section)
        if found is None or not entry.names:
            strange[section if found is None else "without a name"] += 1
            continue
        counts[section] += 1
        rows.append((number, replace(entry, list=found[0].list)))
    for section, (card, form) in known.items():
        check_count(card, form, counts[section], name)
    odd = tuple(Issue(name, f"{count} entries of {what!r} have no card") for what, count in sorted(strange.items()))
    sha256 = digest(path)
    versions = tuple(
        Version(card.list, card.title, name, dated, sha256, counts[section]) for section, (card, _) in known.items()
    )
    return Edition(tuple(identified(rows)), versions, issues + odd)


def _sdn_lines(text: str, path: Path, name: str) -> Edition:
    """The SDN list with its alternate names and addresses, one JSON object a line."""
    card, form = expect("sdn_lines")
    rows: list[Any] = []
    issues: tuple[Issue, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            rows.append(json.loads(line))
        except ValueError:
            issues += (Issue(f"{name}:{number}", "a line that is not JSON"),)
    check_count(card, form, len(rows), name)
    issues += check_columns(rows, form, name)
    column = form.columns
    read = []
    for number, row in enumerate(rows, 1):
        more = [other.get("name") for other in row.get(column["more_aliases"]) or () if isinstance(other, dict)]
        places = [place for place in row.get(column["addresses"]) or () if isinstance(place, dict)]
        entry = Entry(
            card.list, "", names(row.get(column["names"]), row.get(column["aliases"]), more),
            KINDS.get(str(row.get(column["kind"]) or "").lower(), ""),
            codes(row.get(column["countries"]) or ()), tuple(filter(None, map(one_line, places))),
            str(row.get(column["programme"]) or ""), "", "", "", f"{name}:{number}",
        )  # fmt: skip
        if entry.names:
            read.append((str(row.get(column["number"]) or ""), entry))
    entries = identified(read)
    version = Version(card.list, card.title, name, date_in(name), digest(path), len(entries))
    return Edition(tuple(entries), (version,), issues)


def _file_date(text: str) -> date | None:
    """The day in a file name such as `dpl_04142026.csv`."""
    found = _FILE_DATE.search(text)
    return date(int(found[3]), int(found[1]), int(found[2])) if found else None
