"""Declared tables as engine DDL, Arrow schemas and a data dictionary."""

from __future__ import annotations

import typing
from datetime import date, datetime

import pyarrow as pa

from enduse.model.table import Column, Table, tables

_SQL_TYPES: dict[object, str] = {
    str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN", datetime: "TIMESTAMP", date: "DATE",
    bytes: "BLOB",
}  # fmt: skip
_ARROW_TYPES: dict[object, pa.DataType] = {
    str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), datetime: pa.timestamp("us"),
    date: pa.date32(), bytes: pa.binary(),
}  # fmt: skip


def sql_type(column: Column) -> str:
    """The engine's type of a column."""
    if typing.get_origin(column.type) is list:
        return _SQL_TYPES[typing.get_args(column.type)[0]] + "[]"
    return _SQL_TYPES[column.type]


def arrow_type(column: Column) -> pa.DataType:
    """The Arrow type of a column."""
    if typing.get_origin(column.type) is list:
        return pa.list_(_ARROW_TYPES[typing.get_args(column.type)[0]])
    return _ARROW_TYPES[column.type]


def arrow_schema(name: str) -> pa.Schema:
    """The Arrow schema of a declared table."""
    return pa.schema([pa.field(c.name, arrow_type(c), c.nullable) for c in tables()[name].columns])


def ddl(table: Table) -> str:
    """The statement that creates a table, evidence with its sequence and loading clock."""
    columns = [f'"{c.name}" {sql_type(c)}{"" if c.nullable else " NOT NULL"}' for c in table.columns]
    if table.kind == "evidence":
        columns += ["sequence BIGINT NOT NULL", "loaded TIMESTAMP NOT NULL"]
    schema = "evidence" if table.kind == "evidence" else "derived"
    return f'CREATE TABLE IF NOT EXISTS {schema}."{table.name}" ({", ".join(columns)})'


def conform(name: str, rows: pa.Table) -> pa.Table:
    """``rows`` with the columns of the declared table, in order and type; missing nullable columns are empty.

    Words kept as a dictionary stay one: the engine takes them as text, and they are not written out a million times.
    """
    columns = {}
    for field in arrow_schema(name):
        if field.name not in rows.column_names:
            columns[field.name] = pa.nulls(rows.num_rows, field.type)
        elif _words(field.type, rows.schema.field(field.name).type):
            columns[field.name] = rows.column(field.name)
        else:
            columns[field.name] = rows.column(field.name).cast(field.type)
    return pa.table(columns)


def _words(declared: pa.DataType, given: pa.DataType) -> bool:
    return bool(pa.types.is_dictionary(given) and given.value_type == declared)


def data_dictionary() -> str:
    """The data dictionary as Markdown: every table, who writes it, every column and what it means."""
    lines = [
        "# Data dictionary",
        "",
        "Generated from the model by `make docs`; a test keeps it true. Instants are UTC, spans half-open.",
        "Evidence tables also carry `sequence` (order of admission) and `loaded` (when admitted).",
    ]
    for table in tables().values():
        alone = f" No two rows share {', '.join(table.key)}." if table.key else ""
        lines += ["", f"## {table.name}", "", f"{table.about} ({table.kind}; written by `{table.writer}`){alone}", ""]
        lines += ["| column | type | may be empty | meaning |", "|---|---|---|---|"]
        for c in table.columns:
            lines.append(f"| {c.name} | {sql_type(c).lower()} | {'yes' if c.nullable else 'no'} | {c.meaning} |")
    return "\n".join(lines) + "\n"
