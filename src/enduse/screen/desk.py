"""Screening as people ask for it: names, files of names, answers as JSON."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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

COLUMNS = ("id", "name", "country", "address")
LATEST_EDITIONS = """
SELECT listed.* FROM evidence.listed AS listed
JOIN (
    SELECT list, edition, row_number() OVER (
        PARTITION BY list ORDER BY max(recorded) DESC NULLS LAST, max(sequence) DESC
    ) AS age
    FROM evidence.listed WHERE coalesce(recorded, loaded) <= $known_by GROUP BY list, edition
) AS latest ON latest.list = listed.list AND latest.edition = listed.edition AND latest.age = 1
ORDER BY listed.sequence
"""
"""The newest edition of each list that was known by an instant."""


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


def queries(file: Path) -> list[Query | InputError]:
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
    asked: list[Query | InputError] = []
    for number, row in enumerate(rows, 1):
        try:
            query = ask(row.get("name", ""), row.get("address", ""), row.get("country", ""), row.get("id", ""),
                        f"{file.name}:{number}")  # fmt: skip
        except InputError as error:
            asked.append(error)
            continue
        shared = sharers[read_address(query.address).key] if query.address else 1
        asked.append(Query(query.name, query.address, query.country, query.id, shared))
    return asked


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
