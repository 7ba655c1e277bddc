"""Screening as people ask for it: names, files of names, answers as JSON."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from enduse.errors import InputError
from enduse.model.countries import code_of
from enduse.model.watchlists import Edition, Entry, Version, cards
from enduse.screen import ftm
from enduse.screen.addresses import read_address
from enduse.screen.match import Answer, Query
from enduse.screen.names import MAX_NAME_CHARACTERS, fold
from enduse.screen.register import Register

COLUMNS = ("id", "name", "country", "address")
EDITIONS = """
SELECT listed.*, edition.age = 1 AS newest FROM listed
JOIN (
    SELECT list, edition, placed,
           row_number() OVER (PARTITION BY list ORDER BY dated DESC NULLS LAST, added DESC) AS age,
           row_number() OVER (PARTITION BY list, placed ORDER BY dated DESC NULLS LAST, added DESC) AS placed_age
    FROM (
        SELECT list, edition, max(recorded) AS dated, max(sequence) AS added,
               max(CASE WHEN len(addresses) > 0 THEN 1 ELSE 0 END) AS placed
        FROM listed GROUP BY list, edition
    ) AS editions
) AS edition ON edition.list = listed.list AND edition.edition = listed.edition
WHERE edition.age = 1 OR (edition.placed = 1 AND edition.placed_age = 1)
ORDER BY listed.sequence
"""
"""The newest edition of each list, and the newest that states addresses where the newest does not."""

LATEST_EDITIONS = (
    "WITH listed AS (SELECT * FROM evidence.listed WHERE coalesce(recorded, loaded) <= $known_by)" + EDITIONS
)
"""The same from a store, as known by an instant."""


def register_of(rows: Sequence[Mapping[str, Any]]) -> Register:
    """The register of the newest editions; an older one only lends its addresses to entries that are still listed."""
    newest, older = ([row for row in rows if row["newest"] is wanted] for wanted in (True, False))
    return Register.of([editions_of(newest)], [editions_of(older)] if older else [])


def ask(name: str, address: str = "", country: str = "", id: str = "", where: str = "NAME") -> Query:
    """A query from what a person typed.

    Raises:
        InputError: if there is neither a name nor an address, a name too long, or a country that is none.
    """
    if not name.strip() and not address.strip():
        raise InputError(where, "a name or an address", "neither", "Give the name of the party, or --address")
    if len(name) > MAX_NAME_CHARACTERS:
        expected = f"a name of at most {MAX_NAME_CHARACTERS} characters"
        raise InputError(where, expected, f"{len(name)}", "Give the party's name alone")
    if name.strip() and not fold(name) and not address.strip():
        raise InputError(where, "a name with letters or digits", repr(name[:20]), "Write the name in letters")
    code = code_of(country) if country.strip() else ""
    if code is None:
        raise InputError("country", "an ISO 3166 country code", repr(country), "Write two letters such as SG")
    return Query(name.strip(), address.strip(), code, id)


def queries(file: Path) -> list[Query]:
    """The queries of a CSV file or of FollowTheMoney lines, in order; a row that cannot be asked is its sentence.

    Raises:
        InputError: if the file is no CSV text with a column `name` or `address`.
    """
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InputError(str(file), "a CSV file in UTF-8", "none", "Name a file of that kind") from None
    first = text.split("\n", 1)[0]
    if first.lstrip().startswith("{"):
        return list(ftm.queries(text.splitlines(), file.name))
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter)
    header = {(column or "").strip().lower(): column for column in reader.fieldnames or ()}
    if not {"name", "address"} & set(header):
        raise InputError(
            str(file), f"columns {', '.join(COLUMNS)}", first.strip()[:60] or "nothing", "Name the columns"
        )
    rows = [{ours: (row.get(header[ours]) or "") for ours in COLUMNS if ours in header} for row in reader]
    sharers = Counter(read_address(row["address"]).key for row in rows if row.get("address"))
    return [_asked(row, f"{file.name}:{number}", sharers) for number, row in enumerate(rows, 1)]


def _asked(row: Mapping[str, str], where: str, sharers: Mapping[tuple[str, ...], int]) -> Query:
    """The query of one row; a country that is none is left out and said, a row without a name is refused."""
    name, address, country = (row.get(column, "") for column in ("name", "address", "country"))
    note = ""
    if country.strip() and code_of(country) is None:
        note, country = f"{where}: country {country.strip()[:40]!r} is none that is known; screened without it", ""
    try:
        query = ask(name, address, country, row.get("id", ""), where)
    except InputError as error:
        return Query(name.strip()[:80], "", "", row.get("id", ""), note=str(error), refused=True)
    shared = sharers[read_address(query.address).key] if query.address else 1
    return replace(query, sharers=shared, note=note)


def answer_json(answer: Answer, editions: Sequence[str]) -> dict[str, Any]:
    """One answer as the command line and the API print it."""
    query = answer.query
    shown: dict[str, Any] = {
        "query": query.name or query.address,
        "id": query.id or None,
        "alert": answer.alert,
        "matches": [
            {
                "list": match.list, "entry": match.entry, "name": match.name, "score": match.score,
                "verdict": match.verdict, "because": list(match.because), "also": list(match.also),
            }
            for match in answer.matches
        ],
        "lists": list(editions),
    }  # fmt: skip
    return {**shown, "issue": answer.problem} if answer.problem else shown


def editions_of(rows: Iterable[Mapping[str, Any]]) -> Edition:
    """An edition from rows of the table `listed`."""
    entries: list[Entry] = []
    held: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        entries.append(Entry(
            row["list"], row["entry"], tuple(row["names"]), row["kind"] or "", frozenset(row["countries"] or ()),
            tuple(row["addresses"] or ()), row["programme"] or "", row["requirement"] or "", row["policy"] or "",
            row["citation"] or "", row["source"] or "",
        ))  # fmt: skip
        one = held.setdefault((row["list"], row["edition"]), [0, row["recorded"], row["source"]])
        one[0] += 1
    titles = cards()
    versions = tuple(
        Version(name, titles[name].title if name in titles else name, str(source or "").rsplit(":", 1)[0],
                recorded.date() if isinstance(recorded, datetime) else None, sha256, count)
        for (name, sha256), (count, recorded, source) in held.items()
    )  # fmt: skip
    return Edition(tuple(entries), versions)
