"""Rows of a native table: typed, completed with defaults, the bad ones set aside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from enduse.errors import Issue, nearest
from enduse.model.identifiers import is_placeholder
from enduse.model.table import Column, tables
from enduse.read.native import cells
from enduse.read.native.cells import INSTANT, Typed
from enduse.read.native.header import FILLED, RANGES, REQUIRED, SPANS, WORDS
from enduse.read.reader import Source

SHOWN: Final = 10_000
"""Bad rows of one file that are named one by one; the rest is counted in one more issue."""

_GRADES: Final = {"inspecting": "label", "observing": "read"}
"""Grade of an event that states none; every other event is a paper."""

_DOUBTFUL: Final = r"^[0fFxX.:\- ]+$|^[^0-9]+$|^[^0-9]*0*123456789|[\x00-\x1f]"
"""Only units written so can be placeholders, or run over the end of a line."""

Locate: TypeAlias = Callable[[int], str]
"""From a row number to its reference."""


@dataclass
class Bench:
    """A table being checked: columns by native name, and which rows are bad for which reason."""

    rows: int
    columns: dict[str, pa.ChunkedArray] = field(default_factory=dict)
    unread: dict[str, pa.ChunkedArray] = field(default_factory=dict)
    reasons: dict[int, list[str]] = field(default_factory=dict)
    bad: np.ndarray[Any, np.dtype[np.bool_]] = field(init=False)

    def __post_init__(self) -> None:
        self.bad = np.zeros(self.rows, dtype=bool)

    def blame(self, wrong: pa.ChunkedArray | None, why: Callable[[int], str]) -> None:
        """Mark the rows where ``wrong`` is true; the first of them with their reason."""
        if wrong is None:
            return
        rows = pc.indices_nonzero(pc.fill_null(wrong, False)).to_numpy()
        self.bad[rows] = True
        for row in rows[:SHOWN].tolist():
            self.reasons.setdefault(row, []).append(why(row))


def check(source: Source, table: str, raw: Mapping[str, pa.ChunkedArray], rows: int) -> Bench:
    """Type every column of ``raw`` and find the rows that cannot be admitted.

    Args:
        raw: columns by native name, as text or already typed.
        rows: number of rows, needed where a file has none of a column.
    """
    bench = Bench(rows)
    for column in tables()[table].columns:
        name = column.name.removesuffix("_")
        given = raw.get(name)
        default = source.columns.defaults.get(name)
        if given is None and default is not None:
            given = pa.chunked_array([pa.repeat(pa.scalar(default), rows)])
        if given is None:
            continue
        typed, wrong = _typed(source, table, name, column, given)
        if default is not None:
            if pa.types.is_dictionary(typed.type):
                typed = typed.cast(pa.string())
            typed = pc.coalesce(typed, _typed(source, table, name, column, _one(default))[0][0])
        bench.columns[name] = typed
        if wrong is not None:
            bench.unread[name] = wrong
        bench.blame(wrong, _why_not(table, name, column, given))
        if column.type in (int, float) and name in RANGES:
            bench.blame(_outside(typed, *RANGES[name]), _why_outside(name, typed))
    for name in FILLED.get(table, REQUIRED[table]):
        _check_filled(bench, name)
    if table in SPANS:
        _check_span(bench, *SPANS[table])
    if table == "ownership":
        _check_shares(bench)
    if table == "events":
        _check_units(bench)
        _complete(bench)
    return bench


def issues(bench: Bench, numbers: pa.Array, locate: Locate) -> list[Issue]:
    """One sentence for each bad row, in row order."""
    rows = np.flatnonzero(bench.bad).tolist()
    found = [
        Issue(locate(numbers[row].as_py()), "; ".join(dict.fromkeys(bench.reasons[row]))) for row in rows[:SHOWN]
    ]
    if len(rows) > SHOWN:
        where = locate(numbers[rows[SHOWN]].as_py())
        found.append(Issue(where, f"this row and {len(rows) - SHOWN - 1:,} more are bad in like ways"))
    return found


def admitted(bench: Bench, source: pa.ChunkedArray) -> pa.Table:
    """The rows that are not bad, with their references."""
    columns = {_stored(name): column for name, column in bench.columns.items()}
    rows = pa.table(columns | {"source": source})
    return rows.filter(pa.array(~bench.bad)) if bench.bad.any() else rows


def _typed(source: Source, table: str, name: str, column: Column, given: pa.ChunkedArray) -> Typed:
    if (table, name) in WORDS:
        return cells.words(given, tuple(WORDS[table, name]), source.columns.values.get(name, {}))
    if column.type is datetime:
        return cells.instants(given, source.columns.dates)
    if column.type is int:
        return cells.counts(given)
    if column.type is float:
        return cells.numbers(given)
    spoken = source.columns.values.get(name)
    plain = cells.text(given)
    return (_spoken(plain, spoken) if spoken else plain), None


def _spoken(column: pa.ChunkedArray, spoken: Mapping[str, str]) -> pa.ChunkedArray:
    plain = column.cast(pa.string())
    for theirs, ours in spoken.items():
        plain = pc.if_else(pc.equal(plain, theirs), ours, plain)
    return plain


def _one(value: str) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array([value])])


def _stored(name: str) -> str:
    return "from_" if name == "from" else name


def _outside(column: pa.ChunkedArray, least: float, most: float) -> pa.ChunkedArray:
    return pc.or_(pc.less(column, least), pc.greater(column, most))


def _why_not(table: str, name: str, column: Column, given: pa.ChunkedArray) -> Callable[[int], str]:
    known = WORDS.get((table, name))
    kind = {datetime: "a date", int: "a whole number", float: "a number"}.get(column.type, "known")

    def why(row: int) -> str:
        word = _shown(given[row].as_py())
        if known is None:
            return f"{name} {word} is not {kind}"
        close = nearest(str(given[row].as_py()), known, 1)
        return f"{name} {word} is unknown, " + (f"nearest is {close[0]}" if close else f"known are {', '.join(known)}")

    return why


def _why_outside(name: str, column: pa.ChunkedArray) -> Callable[[int], str]:
    least, most = RANGES[name]

    def why(row: int) -> str:
        value = column[row].as_py()
        if name == "quantity":
            return f"quantity {value} is not 1 or more" if value < least else f"quantity {value} is too great"
        return f"{name} {value:g} is not between {least:g} and {most:g}"

    return why


def _check_filled(bench: Bench, name: str) -> None:
    column = bench.columns.get(name)
    if column is not None and column.null_count:
        missing = pc.is_null(column)
        if name in bench.unread:
            missing = pc.and_not(missing, bench.unread[name])
        bench.blame(missing, lambda _: f"{name} is missing")


def _check_span(bench: Bench, start: str, end: str) -> None:
    if start in bench.columns and end in bench.columns:
        first, last = bench.columns[start], bench.columns[end]
        bench.blame(pc.less(last, first), lambda row: f"{end} {_day(last, row)} is before {start} {_day(first, row)}")


def _check_shares(bench: Bench) -> None:
    if "share_min" in bench.columns and "share_max" in bench.columns:
        least, most = bench.columns["share_min"], bench.columns["share_max"]
        wrong = pc.less(most, least)
        bench.blame(wrong, lambda row: f"share_max {most[row]} is below share_min {least[row]}")


def _check_units(bench: Bench) -> None:
    units = bench.columns["unit"].cast(pa.string())
    doubtful = units.filter(pc.fill_null(pc.match_substring_regex(units, _DOUBTFUL), False))
    words = pc.unique(doubtful).to_pylist()
    nothing = [word for word in words if is_placeholder(word)]
    running = [word for word in words if "\n" in word or "\r" in word]
    for fault, chosen in (("names nothing", nothing), ("runs over the end of its line", running)):
        if chosen:
            wrong = pc.is_in(units, value_set=pa.array(chosen, pa.string()))
            bench.blame(wrong, _why_unit(units, fault))


def _why_unit(units: pa.ChunkedArray, fault: str) -> Callable[[int], str]:
    return lambda row: f"unit {_shown(units[row].as_py())} {fault}"


def _complete(bench: Bench) -> None:
    """Defaults of events: quantity 1, a lot where there are more, the grade by the event."""
    empty = pa.chunked_array([pa.nulls(bench.rows, pa.string())])
    quantity = bench.columns.get("quantity")
    if quantity is None:
        quantity = pa.chunked_array([pa.repeat(pa.scalar(1, pa.int64()), bench.rows)])
    bench.columns["quantity"] = quantity = pc.fill_null(quantity, 1)
    kind = bench.columns.get("unit_kind", empty)
    if kind.null_count:
        several = pc.if_else(pc.greater(quantity, 1), "lot", pa.scalar(None, pa.string()))
        bench.columns["unit_kind"] = pc.coalesce(kind, several)
    grade = bench.columns.get("grade", empty)
    if grade.null_count:
        event = bench.columns["event"]
        default = pc.fill_null(event, "")
        for name, graded in _GRADES.items():
            default = pc.if_else(pc.equal(default, name), graded, default)
        known = pa.array(list(_GRADES.values()))
        default = pc.if_else(pc.is_in(default, value_set=known), default, "document")
        bench.columns["grade"] = pc.coalesce(grade, default)


def _shown(value: object) -> str:
    text = str(value)
    return repr(text if len(text) <= 60 else text[:57] + "…")


def _day(column: pa.ChunkedArray, row: int) -> str:
    moment = column.cast(INSTANT)[row].as_py()
    return str(moment.date() if moment.hour == moment.minute == moment.second == 0 else moment)
