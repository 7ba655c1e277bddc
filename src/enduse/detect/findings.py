"""Runs every detector over a view: findings, and what could be seen."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from enduse.detect.detector import Detector, detectors
from enduse.detect.lens import lay_out
from enduse.store import Query, View

FINDINGS = pa.schema([
    ("finding", pa.string()), ("detector", pa.string()), ("family", pa.string()),
    ("subject_kind", pa.string()), ("subject", pa.string()),
    ("since", pa.timestamp("us")), ("until", pa.timestamp("us")),
    ("db", pa.float64()), ("m", pa.float64()), ("u", pa.float64()),
    ("evidence", pa.list_(pa.string())), ("says", pa.string()),
])  # fmt: skip
COVERAGE = pa.schema([
    ("detector", pa.string()), ("need", pa.string()), ("rows", pa.int64()), ("could_see", pa.bool_()),
])  # fmt: skip


def coverage(view: View) -> pa.Table:
    """For each detector what it needs to see, and how many such rows there are; lays out the lenses."""
    lay_out(view)
    return pa.concat_tables([COVERAGE.empty_table(), *(_seen(view, one) for one in detectors())])


def detect(view: View) -> pa.Table:
    """Every finding of every detector, one line in decibans each; those with nothing to look at are not asked."""
    seeing = {row["detector"] for row in view.rows("SELECT detector FROM detector_coverage WHERE could_see")}
    looked = (found(view, one) for one in detectors() if one.name in seeing)
    return pa.concat_tables([FINDINGS.empty_table(), *looked])


def catalogue(_: View) -> pa.Table:
    """The detectors themselves as rows, for whoever reads the findings."""
    return pa.table(
        {
            "detector": [one.name for one in detectors()],
            "question": [one.question for one in detectors()],
            "family": [one.family for one in detectors()],
            "m": [one.m for one in detectors()],
            "u": [one.u for one in detectors()],
            "basis": [one.basis for one in detectors()],
            "typologies": pa.array([one.typologies for one in detectors()], pa.list_(pa.string())),
            "red_flags": pa.array([one.red_flags for one in detectors()], pa.list_(pa.string())),
            "innocent": pa.array([one.innocent for one in detectors()], pa.list_(pa.string())),
            "check": [one.check for one in detectors()],
        }
    )


def found(view: View, one: Detector) -> pa.Table:
    """The findings of one detector, in the columns of the contract."""
    rows = view.table(_bound(one.finds, one))
    size = rows.num_rows
    m, u = _column(rows, "m", one.m, pa.float64()), _column(rows, "u", one.u, pa.float64())
    since = pc.cast(rows["since"], pa.timestamp("us"))
    return pa.table(
        {
            "finding": _identified(one, rows["subject"], since),
            "detector": pa.repeat(pa.scalar(one.name), size),
            "family": pa.repeat(pa.scalar(one.family), size),
            "subject_kind": _column(rows, "subject_kind", one.subject, pa.string()),
            "subject": rows["subject"],
            "since": since,
            "until": pc.cast(rows["until"], pa.timestamp("us")),
            "db": pc.multiply(10.0, pc.log10(pc.divide(m, u))),
            "m": m,
            "u": u,
            "evidence": pc.split_pattern(pc.fill_null(pc.cast(rows["evidence"], pa.string()), ""), "|"),
            "says": sentence(one.says, rows),
        },
        schema=FINDINGS,
    )


def sentence(template: str, rows: pa.Table) -> pa.Array:
    """Fill a template's `{column}` places for all rows at once; a null reads "unknown"."""
    pieces = re.split(r"\{(\w+)\}", template)
    parts = [
        pa.scalar(piece) if place % 2 == 0 else _text(rows[piece], "%e %B %Y") for place, piece in enumerate(pieces)
    ]
    if len(parts) == 1:
        return pa.repeat(parts[0], rows.num_rows)
    return _join(parts, "")


def _identified(one: Detector, subjects: Any, since: Any) -> pa.Array:
    """`detector:subject:day`, with a number behind it where two would be alike."""
    names = _join([pa.scalar(one.name), subjects, _text(since, "%Y-%m-%d")], ":")
    if pc.count_distinct(names).as_py() == len(names):
        return names
    met: Counter[str] = Counter()
    distinct = []
    for name in names.to_pylist():
        met[name] += 1
        distinct.append(name if met[name] == 1 else f"{name}:{met[name]}")
    return pa.array(distinct, pa.string())


def _seen(view: View, one: Detector) -> pa.Table:
    rows = view.table(_bound(one.sees, one))
    counts = pc.cast(rows["rows"], pa.int64())
    return pa.table(
        {
            "detector": pa.repeat(pa.scalar(one.name), rows.num_rows),
            "need": rows["need"],
            "rows": counts,
            "could_see": pc.greater(counts, 0),
        },
        schema=COVERAGE,
    )


def _bound(sql: str, one: Detector) -> Query:
    """The statement with the file's own numbers; the view knows the clocks and the policy."""
    return Query(sql, {key: parameter.value for key, parameter in one.parameters.items()})


def _column(rows: pa.Table, name: str, otherwise: Any, kind: pa.DataType) -> Any:
    if name in rows.column_names:
        return pc.cast(rows[name], kind)
    return pa.repeat(pa.scalar(otherwise, kind), rows.num_rows)


def _text(column: Any, date_format: str) -> Any:
    if pa.types.is_temporal(column.type):
        column = _dates(pc.cast(column, pa.timestamp("s"), safe=False), date_format)
    return pc.fill_null(pc.cast(column, pa.string()), "unknown")


def _dates(column: Any, date_format: str) -> Any:
    """Instants in words: few instants are distinct, and wording one costs more than finding it."""
    distinct = pc.unique(column)
    worded = pc.utf8_ltrim_whitespace(pc.strftime(distinct, date_format))
    return pc.take(worded, pc.index_in(column, value_set=distinct))


def _join(parts: list[Any], separator: str) -> Any:
    """Join scalars and columns row by row; at least one part must be a column."""
    return pc.binary_join_element_wise(*parts, separator)
