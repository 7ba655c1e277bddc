"""Which native table a header is, and what each column may hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from enduse.errors import nearest
from enduse.model.evidence import EVENTS, GRADES, SITE_KINDS, UNIT_KINDS
from enduse.model.table import Table, tables
from enduse.read.reader import ColumnMap, Source

REQUIRED: Final[dict[str, tuple[str, ...]]] = {
    "events": ("event", "happened", "unit"),
    "identifiers": ("unit", "identifier"),
    "sites": ("site",),
    "parties": ("party",),
    "ownership": ("owner", "owned"),
    "licences": ("licence",),
    "outages": ("site", "from", "to"),
    "delays": ("unit", "landmark", "rtt_ms"),
    "landmarks": ("landmark",),
}
"""Columns that must be there: the first, and the two ends of a span or relation."""

FILLED: Final[dict[str, tuple[str, ...]]] = {
    "outages": ("site", "from"),
}
"""Columns that no row may leave empty, where these are not just the required ones."""

WORDS: Final[dict[tuple[str, str], Sequence[str]]] = {
    ("events", "event"): EVENTS,
    ("events", "unit_kind"): UNIT_KINDS,
    ("events", "grade"): GRADES,
    ("identifiers", "grade"): GRADES,
    ("sites", "kind"): SITE_KINDS,
}
"""Columns with a closed vocabulary."""

RANGES: Final[dict[str, tuple[float, float]]] = {
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
    "share_min": (0.0, 1.0),
    "share_max": (0.0, 1.0),
    "power_kw": (0.0, 1e7),
    "pue": (1.0, 20.0),
    "rtt_ms": (0.0, 1e6),
    "quantity": (1, 10**9),
}
"""Least and greatest value of a number, both allowed."""

SPANS: Final[dict[str, tuple[str, str]]] = {
    "events": ("happened", "happened_to"),
    "identifiers": ("from", "to"),
    "sites": ("opened", "closed"),
    "ownership": ("valid_from", "valid_to"),
    "licences": ("valid_from", "valid_to"),
    "outages": ("from", "to"),
}
"""Columns of which the second may not come before the first."""

OWN: Final = frozenset(("source", "exhibit", "sequence", "loaded"))
"""Columns that admission fills; a file that has them does not decide them."""

_ALIASES: Final = {"lat": "latitude", "lon": "longitude", "lng": "longitude", "long": "longitude"}


@dataclass(frozen=True)
class Layout:
    """How the columns of a file become those of a native table.

    Attributes:
        places: for each native column that the file has, its position in the file.
        ignored: header cells that the table does not know.
    """

    table: str
    places: dict[str, int]
    ignored: tuple[str, ...]


def plain(name: str) -> str:
    """A header cell as we write it: lower case, underscores, no byte order mark.

    >>> plain(" Power kW ")
    'power_kw'
    """
    return re.sub(r"[\s\-.]+", "_", name.strip("\ufeff \t\r\n\"'")).strip("_").lower()


@cache
def columns_of(name: str) -> tuple[str, ...]:
    """The columns of a native table as files write them."""
    return tuple(c.removesuffix("_") for c in _declared(name).column_names if c not in OWN)


def native_words(header: Iterable[str], given: ColumnMap | None = None) -> int:
    """How many cells of a header are columns of some native table, or are mapped to one."""
    known = _words()
    theirs = {plain(name) for name in given.columns.values()} if given else set()
    return sum(plain(cell) in known or plain(cell) in theirs for cell in header)


@cache
def _words() -> frozenset[str]:
    return frozenset(column for name in REQUIRED for column in columns_of(name)) | _ALIASES.keys()


def header_place(rows: Sequence[Sequence[str]], given: ColumnMap) -> int:
    """Which of the first rows is the header: a report may have a title and blank lines above it.

    The first row, unless a later one has at least two native columns and more than the first.
    """
    words = [native_words(row, given) for row in rows]
    best = max(words, default=0)
    return words.index(best) if best >= 2 else 0


def layout(source: Source, header: Sequence[str], where: str | None = None) -> Layout:
    """The native table that a header is, through the column map beside the file.

    Raises:
        InputError: if no native table has what it requires; names the nearest and what is missing.
    """
    names = _mapped(header, source.columns)
    fixed = set(source.columns.defaults)
    table = source.columns.table or _best(names, fixed)
    if table not in REQUIRED:
        close = nearest(table, REQUIRED, 1)
        raise source.refuse(
            "the name of a native table in the column map", repr(table), f"Nearest: {', '.join(close or REQUIRED)}"
        )
    missing = [column for column in REQUIRED[table] if column not in names and column not in fixed]
    if missing:
        where_said = where or "the header"
        raise source.refuse(
            f"the columns of a native table in {where_said}",
            f"{_listed(header)}, nearest is {table} without {', '.join(missing)}",
            "Name the columns so, or put a column map beside the file",
        )
    known = set(columns_of(table))
    twice = next((name for name in names if name in known and names.count(name) > 1), None)
    if twice is not None:
        raise source.refuse("each column once", f"{twice} twice in the header", "Rename or remove one of them")
    places = {name: place for place, name in reversed(list(enumerate(names))) if name in known}
    ignored = tuple(header[place].strip() for place, name in enumerate(names) if name not in known and name)
    return Layout(table, places, ignored)


def _best(names: Sequence[str], fixed: set[str]) -> str:
    """The table that knows most of the columns, then the one that misses least of what it requires."""
    have = set(names) | fixed

    def rank(table: str) -> tuple[int, float]:
        required = REQUIRED[table]
        known = sum(name in columns_of(table) for name in have)
        return known, sum(column in have for column in required) / len(required)

    return max(REQUIRED, key=rank)


def _mapped(header: Sequence[str], given: ColumnMap) -> list[str]:
    ours_by_theirs = {plain(theirs): ours for ours, theirs in given.columns.items()}
    names = []
    for cell in header:
        name = plain(cell)
        name = ours_by_theirs.get(name, name)
        names.append(_ALIASES.get(name, name))
    return names


def _listed(header: Sequence[str]) -> str:
    shown = ", ".join(" ".join(cell.split())[:40] or "an empty cell" for cell in header[:8])
    return shown + (f" and {len(header) - 8} more" if len(header) > 8 else "")


def _declared(name: str) -> Table:
    return tables()[name]
