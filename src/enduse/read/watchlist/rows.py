"""Pieces that every list format needs: names, countries, identity, columns."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from enduse.errors import InputError, Issue
from enduse.model.countries import code_of
from enduse.model.watchlists import AIRCRAFT, ORGANISATION, PERSON, VESSEL, Card, Entry, Format, cards, format_of, slug

KINDS = {"individual": PERSON, "entity": ORGANISATION, "vessel": VESSEL, "aircraft": AIRCRAFT}
_ELSEWHERE = re.compile(r"\s*\(See (?:also )?(?:alternate|additional)[^)]*\)\.?", re.I)
_AND = re.compile(r"[;.]?\s*;\s*(?:and\s+)?|,\s+and\s+(?=(?:No\.|Room|Flat|Unit|Building|Floor|P\.?O\.?)\b)")

country_code = cache(code_of)


def digest(*paths: Path) -> str:
    """SHA-256 over the bytes of the files, in the order given."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()


def unknown(name: str, found: str) -> InputError:
    known = ", ".join(sorted(cards()))
    return InputError(name, "a list that a card describes", found, f"Give one of {known} as published")


def check_columns(rows: Sequence[Any], form: Format, name: str) -> tuple[Issue, ...]:
    """Issues for columns that the card does not map.

    Raises:
        InputError: if a row is no object, or no row has the column of the names.
    """
    if not all(isinstance(row, dict) for row in rows):
        raise InputError(name, "one object an entry", "other values", "Fetch the list again")
    seen = Counter(column for row in rows for column in row)
    for ours in ("names", "number") if form.name == "sdn_lines" else ("names",):
        if form.columns[ours] not in seen:
            shown = ", ".join(sorted(seen)[:8])
            raise InputError(name, f"a column {form.columns[ours]!r}", shown, "Correct the columns of the list's card")
    known = {*form.columns.values(), *form.also}
    return tuple(
        Issue(name, f"column {column!r} is not mapped by the card; {seen[column]} rows carry it")
        for column in sorted(set(seen) - known)
    )


def identified(rows: Iterable[tuple[str, Entry]]) -> list[Entry]:
    """Entries with the list's number, or with name and country made unique where it has none."""
    used: Counter[tuple[str, str]] = Counter()
    entries = []
    for number, entry in rows:
        key = number or f"{slug(entry.names[0])}.{'-'.join(sorted(entry.countries)).lower() or 'xx'}"
        used[entry.list, key] += 1
        count = used[entry.list, key]
        entries.append(replace(entry, entry=key if count == 1 else f"{key}~{count}"))
    return entries


def names(*groups: object) -> tuple[str, ...]:
    """Distinct names in order, from strings and lists of strings."""
    names: dict[str, None] = {}
    for group in groups:
        for name in group if isinstance(group, list) else [group]:
            if isinstance(name, str) and name.strip():
                names.setdefault(" ".join(name.split()))
    return tuple(names)


def codes(names: Iterable[object]) -> frozenset[str]:
    return frozenset(code for name in names if isinstance(name, str) and (code := country_code(name)))


def split_addresses(text: str | None) -> tuple[str, ...]:
    """The addresses of one published field.

    >>> split_addresses("Room 1, Kowloon, Hong Kong; and Flat 2, Shenzhen, China. (See alternate addresses under UK).")
    ('Room 1, Kowloon, Hong Kong', 'Flat 2, Shenzhen, China')
    """
    if not text:
        return ()
    parts = _AND.split(_ELSEWHERE.sub("", " ".join(text.split())))
    return tuple(part.strip(" .,;") for part in parts if len(part.strip(" .,;")) > 3)


def expect(format_name: str) -> tuple[Card, Format]:
    found = format_of(format_name)
    assert found is not None, f"no card has the format {format_name}"
    return found


def one_line(place: Mapping[str, Any]) -> str:
    """One address from its parts; empty where only the country is known."""
    parts = [str(place.get(key) or "") for key in ("address", "city", "state", "postal_code")]
    stated = [part for part in parts if part.strip()]
    return ", ".join([*stated, str(place.get("country") or "")]).strip(", ") if stated else ""
