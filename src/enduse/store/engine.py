"""DuckDB: opening a file, running a query, giving back Arrow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from enduse.errors import StoreError
from enduse.store.sql import Query

Connection = Any
SCHEMAS = ("evidence", "derived")

# Arrow's own pools keep what they free; a laptop that examines a fleet wants it back.
pa.set_memory_pool(pa.system_memory_pool())


def connect(path: Path | None) -> Connection:
    """Open the database file, or one in memory.

    Raises:
        StoreError: if the file is no store, is in use by another process, or has the name of one of its schemas.
    """
    if path is not None and path.stem.lower() in SCHEMAS:  # the engine names a database after its file
        mend = f"Name it otherwise, such as {path.with_name('case.duckdb')}"
        raise StoreError(str(path), "a store under another name", "the name of a part of every store", mend)
    try:
        connection = duckdb.connect(str(path) if path else ":memory:")
    except duckdb.IOException as error:
        in_use = "lock" in str(error).lower()
        found = "a file in use by another process" if in_use else "a file that is none"
        mend = "Wait until it is done" if in_use else "Name a store made by enduse, or a new file"
        raise StoreError(str(path), "a store", found, mend) from None
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")
    return connection


def arrow(connection: Connection, query: Query) -> pa.Table:
    """Run ``query`` and return its rows.

    As a relation: a cursor's Arrow rows come in any order, ORDER BY or not, while insertion order is not kept.
    """
    return connection.sql(query.text, params=_used(query)).to_arrow_table()


def run(connection: Connection, query: Query) -> None:
    """Run ``query`` for its effect."""
    connection.execute(query.text, _used(query))


def tidy() -> None:
    """Give freed memory back to the system."""
    pa.default_memory_pool().release_unused()


def scratch(query: Query, **lent: pa.Table) -> pa.Table:
    """Run ``query`` over Arrow tables alone, in a throw-away database: bulk work on columns before a store."""
    connection = connect(None)
    try:
        connection.execute("SET preserve_insertion_order = true")
        for name, rows in lent.items():
            connection.register(name, rows)
        return arrow(connection, query)
    finally:
        connection.close()


def _used(query: Query) -> dict[str, object]:
    return {name: query.parameters[name] for name in query.named_parameters()}
