"""From the columns of a file to evidence rows and issues."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from enduse.errors import Issue
from enduse.read.native.check import admitted, check, issues
from enduse.read.native.header import layout
from enduse.read.reader import Reading, Source


def reading(
    source: Source,
    header: Sequence[str],
    columns: Sequence[pa.ChunkedArray],
    numbers: pa.Array | None = None,
    part: str | None = None,
) -> Reading:
    """Check the columns of one table of a file.

    Args:
        header: the cells of the header, as written.
        columns: the columns under them, as text or already typed.
        numbers: number of each row in the file, from 1; counted where none is given.
        part: the sheet, where a file holds several tables.

    Raises:
        InputError: if the header is that of no native table.
    """
    found = layout(source, header, part and f"sheet {part}")
    rows = len(columns[0]) if columns else 0
    raw = {name: columns[place] for name, place in found.places.items()}
    bench = check(source, found.table, raw, rows)
    where = source.name if part is None else source.at(part)
    if numbers is None:
        numbers = pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int64()), rows))
    problems = issues(bench, numbers, lambda row: f"{where}:{row}")
    good = admitted(bench, references(where, numbers))
    events = good.num_rows if found.table == "events" else 0
    return Reading({found.table: good} if good.num_rows else {}, tuple(problems), events, ignored=found.ignored)


def references(where: str, numbers: pa.Array) -> pa.ChunkedArray:
    """``WHERE:ROW`` for every row."""
    return pa.chunked_array([pc.binary_join_element_wise(where, numbers.cast(pa.string()), ":")])


def together(source: Source, parts: Sequence[Reading], more: Sequence[Issue] = ()) -> Reading:
    """Several tables of one file as one reading."""
    names = list(dict.fromkeys(name for part in parts for name in part.tables))
    listed = {name: [part.tables[name] for part in parts if name in part.tables] for name in names}
    tables = {name: pa.concat_tables(rows, promote_options="permissive") for name, rows in listed.items()}
    problems = [issue for part in parts for issue in part.issues]
    ignored = tuple(dict.fromkeys(name for part in parts for name in part.ignored))
    return Reading(tables, (*problems, *more), sum(part.events for part in parts), ignored=ignored)
