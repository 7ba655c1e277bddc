"""Countries: codes, names, and the EAR's country groups by date."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from enduse.errors import InputError, nearest

GROUPS = ("A:1", "A:5", "A:6", "D:1", "D:4", "D:5", "E:1", "E:2")
"""The columns of 15 CFR 740 Supp. 1 that the chip rules use."""


@dataclass(frozen=True)
class Country:
    """A country or territory by its ISO 3166 alpha-2 code.

    `governed_as` is the code under which the EAR reads it: Hong Kong as China since 2020-12-23 (85 FR 83765),
    the territories of the United States as the United States.
    """

    code: str
    name: str
    other_names: tuple[str, ...]
    governed_as: str


@dataclass(frozen=True)
class Membership:
    """The groups of a country between two days, both inclusive; None is open."""

    country: str
    groups: frozenset[str]
    valid_from: date | None
    valid_to: date | None
    confidence: str
    source: str
    note: str

    def holds_on(self, day: date) -> bool:
        """Whether this row is the one of that day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


@cache
def countries() -> dict[str, Country]:
    """Every country by code."""
    return {
        row["country"]: Country(
            row["country"],
            row["name"],
            tuple(filter(None, row["other_names"].split("|"))),
            row["governed_as"] or row["country"],
        )
        for row in _rows("countries.csv")
    }


@cache
def memberships() -> tuple[Membership, ...]:
    """Every dated row of the country groups."""
    return tuple(
        Membership(
            country=row["country"],
            groups=frozenset(row["groups"].split()),
            valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            confidence=row["confidence"],
            source=row["source"],
            note=row["note"],
        )
        for row in _rows("country_groups.csv")
    )


@cache
def groups(code: str, day: date) -> frozenset[str]:
    """The EAR country groups of ``code`` on ``day``; empty for a country in none.

    >>> sorted(groups("HK", date(2024, 1, 1)))
    ['D:1', 'D:4', 'D:5']
    """
    governed = countries()[code].governed_as if code in countries() else code
    for row in memberships():
        if row.country == governed and row.holds_on(day):
            return row.groups
    return frozenset()


def code_of(text: str) -> str | None:
    """The code of a country written as code or name, whatever its case, or None.

    >>> code_of("Viet Nam"), code_of("uk"), code_of("XX")
    ('VN', 'GB', None)
    """
    return _by_name().get(_folded(text))


def expect(text: str, where: str) -> str:
    """The code of a country, or a sentence that says which codes come nearest.

    Raises:
        InputError: if no country is so written.
    """
    code = code_of(text)
    if code is None:
        close = nearest(text, [name for country in countries().values() for name in (country.name, country.code)])
        mend = f"Nearest: {', '.join(close)}" if close else "Write two letters such as SG"
        raise InputError(where, "an ISO 3166 country code", repr(text), mend)
    return code


@cache
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for country in countries().values():
        for name in (country.code, country.name, *country.other_names):
            names[_folded(name)] = country.code
    return names


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain.casefold() if letter.isalnum())


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = resources.files("enduse.model").joinpath("data", name).read_text(encoding="utf-8")
    return csv.DictReader(io.StringIO(text))
