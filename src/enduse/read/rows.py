"""Rows that a reader made one by one, as a table of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from enduse.store.tables import arrow_schema

Row = Mapping[str, Any]


def tabulate(name: str, rows: Sequence[Row]) -> pa.Table:
    """The evidence table ``name`` with ``rows``; keys that a row lacks are empty.

    For documents that one person could read; bulk rows stay columns throughout.
    """
    schema = arrow_schema(name)
    return pa.Table.from_arrays(
        [_column([row.get(field.name) for row in rows], field.type) for field in schema],
        schema=pa.schema([pa.field(field.name, field.type) for field in schema]),
    )


def _column(values: list[Any], kind: pa.DataType) -> pa.Array:
    """The values as one column; where a document has a number for a text, the number as it is written."""
    if pa.types.is_string(kind):
        values = [value if value is None or isinstance(value, str) else str(value) for value in values]
    return pa.array(values, kind)


def tables(**rows: Sequence[Row]) -> dict[str, pa.Table]:
    """Evidence tables by name, those without rows left out."""
    return {name: tabulate(name, listed) for name, listed in rows.items() if listed}
