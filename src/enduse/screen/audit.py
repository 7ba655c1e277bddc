"""What was asked and answered, and what a person set aside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pyarrow as pa

from enduse.errors import InputError
from enduse.model.watchlists import Entry, Version
from enduse.screen.match import Answer, Match, Query
from enduse.screen.names import fold


def query_digest(query: Query) -> str:
    """What a dismissal remembers of a query: name, address and country, folded."""
    asked = "\0".join((fold(query.name) or query.name, fold(query.address), query.country))
    return hashlib.sha256(asked.encode()).hexdigest()


def entry_digest(entry: Entry) -> str:
    """What a dismissal remembers of an entry: all that is published of it, in any order."""
    parts = (
        *sorted(entry.names),
        *sorted(entry.addresses),
        *sorted(entry.countries),
        entry.programme,
        entry.requirement,
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def apply_dismissals(
    answer: Answer, dismissals: Iterable[Mapping[str, Any]], entries: Mapping[tuple[str, str], Entry]
) -> Answer:
    """The answer with dismissed matches below the line, unless the query or the entry has changed since."""
    latest = {(row["query"], row["list"], row["entry"]): row for row in dismissals}
    asked = query_digest(answer.query)
    matches = tuple(_set_aside(match, latest, asked, entries) for match in answer.matches)
    return replace(answer, matches=matches, alert=any(match.verdict != "below" for match in matches))


def _set_aside(
    match: Match, latest: Mapping[tuple[str, str, str], Mapping[str, Any]], asked: str,
    entries: Mapping[tuple[str, str], Entry],
) -> Match:  # fmt: skip
    row = latest.get((asked, match.list, match.entry))
    if row is None:
        return match
    day, who = f"{row['dismissed']:%Y-%m-%d}", row["who"] or "someone"
    if row["content"] != entry_digest(entries[match.list, match.entry]):
        note = f"dismissed on {day} by {who}; open again: the entry has changed since"
        return replace(match, because=(note, *match.because))
    return replace(match, verdict="below", because=(f"dismissed on {day} by {who}: {row['why']}", *match.because))


def dismissal(
    answer: Answer, which: str, entries: Mapping[tuple[str, str], Entry], who: str, why: str, now: datetime
) -> pa.Table:
    """The row that sets one match of an answer aside.

    Args:
        which: the entry as `LIST/ENTRY`.

    Raises:
        InputError: if no match of the answer is of that entry, or no reason is given.
    """
    if not why.strip():
        raise InputError("--dismiss", "a reason with --why", "none", "Say why the match is not the party")
    found = [match for match in answer.matches if f"{match.list}/{match.entry}" == which]
    if not found:
        shown = ", ".join(f"{match.list}/{match.entry}" for match in answer.matches[:3]) or "no match"
        raise InputError("--dismiss", "LIST/ENTRY of a match of this query", which, f"Matches are {shown}")
    match = found[0]
    content = entry_digest(entries[match.list, match.entry])
    return pa.Table.from_pylist([{
        "dismissed": now, "who": who or None, "why": why, "query": query_digest(answer.query), "list": match.list,
        "entry": match.entry, "content": content, "source": None, "exhibit": None,
    }])  # fmt: skip


def edition_lines(versions: Sequence[Version], today: datetime) -> list[str]:
    """Each list in use in one line: list, date, hash, age."""
    lines = []
    for version in versions:
        age = version.age_days(today.date())
        dated = f"{version.dated} ({age} days old)" if version.dated else "undated"
        lines.append(f"{version.list} {dated} sha256:{version.sha256[:16]} {version.entries} entries")
    return lines


def screening_rows(
    answers: Iterable[Answer], versions: Sequence[Version], threshold: float, who: str, why: str, now: datetime
) -> pa.Table:
    """One audit row an answer."""
    editions = [f"{version.list} {version.dated or 'undated'} {version.sha256}" for version in versions]
    rows = []
    for answer in answers:
        best = answer.matches[0] if answer.matches else None
        rows.append({
            "asked": now, "who": who or None, "why": why or None, "query_id": answer.query.id or None,
            "name": answer.query.name or None, "address": answer.query.address or None,
            "country": answer.query.country or None, "editions": editions, "threshold": threshold,
            "list": best.list if best else None, "entry": best.entry if best else None,
            "score": best.score if best else None, "decision": _decision(answer),
            "because": "; ".join(best.because) if best else None, "source": None, "exhibit": None,
        })  # fmt: skip
    return pa.Table.from_pylist(rows)


def _decision(answer: Answer) -> str:
    if not answer.matches:
        return "nothing"
    best = answer.matches[0]
    return (
        "dismissed"
        if best.because and best.because[0].startswith("dismissed on") and best.verdict == "below"
        else best.verdict
    )
