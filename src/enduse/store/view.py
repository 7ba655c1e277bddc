"""The evidence as it stood on two clocks, and what stages derive from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa

from enduse.errors import StoreError
from enduse.model.table import Table, tables
from enduse.store import engine
from enduse.store.sql import Query, Rows
from enduse.store.tables import ddl, sql_type


@dataclass(frozen=True)
class Policy:
    """What the user decides, never the program."""

    timeliness_days: int = 90
    prior_diverted: float | None = None
    detection_goal: float = 0.9
    visits: int = 12
    random_share: float = 0.1


class View:
    """All that a stage may see: evidence cut by both clocks, and the derived tables written so far.

    Every evidence table appears under its own name, cut; a row is seen if what it tells of happened by
    ``as_of`` and if it was recorded by ``known_by``. SQL may use the parameters ``$as_of``, ``$known_by`` and
    those of the policy without being given them.
    """

    def __init__(self, connection: engine.Connection, as_of: datetime, known_by: datetime, policy: Policy) -> None:
        self._connection = connection
        self.as_of, self.known_by, self.policy = as_of, known_by, policy
        self._own = {"as_of": as_of, "known_by": known_by, **asdict(policy)}
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET search_path = 'derived,evidence'")
        connection.execute("CREATE OR REPLACE TEMP TABLE clock (as_of TIMESTAMP, known_by TIMESTAMP)")
        connection.execute("INSERT INTO clock VALUES ($as_of, $known_by)", {"as_of": as_of, "known_by": known_by})
        cuts = [_cut(table) for table in tables().values() if table.kind == "evidence"]
        connection.execute(";\n".join(cuts))

    def clear(self) -> None:
        """Make every derived table anew, empty."""
        anew = [
            f'DROP TABLE IF EXISTS derived."{table.name}";\n{ddl(table)}'
            for table in tables().values() if table.kind == "derived"
        ]  # fmt: skip
        self._connection.execute(";\n".join(anew))

    def expect_bulk(self) -> None:
        """Let the engine keep a gigabyte of what it frees: large tables come and go, and to ask again takes time."""
        self._connection.execute("SET block_allocator_memory = '1GB'")

    def beside(self) -> View:
        """The same for another room: what that keeps is its own, and it may work meanwhile."""
        return View(self._connection.cursor(), self.as_of, self.known_by, self.policy)

    def table(self, query: Query | str, **parameters: object) -> pa.Table:
        """The rows of ``query``."""
        return engine.arrow(self._connection, self._bound(query, parameters))

    def rows(self, query: Query | str, **parameters: object) -> list[dict[str, Any]]:
        """The rows of ``query`` as dictionaries; for what one person reads, never for bulk."""
        rows: list[dict[str, Any]] = self.table(query, **parameters).to_pylist()
        return rows

    def one(self, query: Query | str, **parameters: object) -> dict[str, Any] | None:
        """The first row of ``query``, or None."""
        rows = self.rows(query, **parameters)
        return rows[0] if rows else None

    def register(self, name: str, rows: pa.Table) -> None:
        """Lend a temporary table to later SQL of this view."""
        self._connection.register("lent", rows)
        self._connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS SELECT * FROM lent')
        self._connection.unregister("lent")

    def keep(self, name: str, query: Query | str, **parameters: object) -> None:
        """Keep the rows of ``query`` as a temporary table for later SQL of this view."""
        bound = self._bound(query, parameters)
        text = f'CREATE OR REPLACE TEMP TABLE "{name}" AS {bound.text}'
        engine.run(self._connection, Query(text, bound.parameters))

    def define(self, name: str, query: Query | str) -> None:
        """Give a query a name in later SQL of this view, without keeping its rows; it takes no parameters."""
        engine.run(self._connection, Query(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {self._bound(query, {}).text}'))

    def forget(self, *names: str) -> None:
        """Let go of temporary tables that no later SQL of this view reads: a large one is as large as the evidence."""
        for name in names:
            self._connection.execute(f'DROP TABLE IF EXISTS temp."{name}"')

    def write(self, name: str, rows: Rows) -> None:
        """Rebuild a derived table; columns that the rows lack are empty, doubles are kept to nine decimals.

        Parallel sums differ in their last bits from run to run; nine decimals make two runs the same bytes.

        Raises:
            StoreError: if the table is not declared, or the rows lack a column that may not be empty.
        """
        declared = tables().get(name)
        if declared is None or declared.kind != "derived":
            raise StoreError(name, "a derived table", "none of that name", "Declare it in the model")
        bound = self._bound(rows if isinstance(rows, Query) else "SELECT * FROM lent", {})
        if isinstance(rows, Query):
            described = engine.arrow(self._connection, Query(f"DESCRIBE {bound.text}", bound.parameters))
            columns = _projection(declared, set(described.column("column_name").to_pylist()))
        else:
            self._connection.register("lent", rows)
            columns = _projection(declared, set(rows.column_names))
        self._connection.execute(f'DELETE FROM derived."{name}"')
        text = f'INSERT INTO derived."{name}" SELECT {columns} FROM ({bound.text}) AS fresh'
        engine.run(self._connection, Query(text, bound.parameters))
        if not isinstance(rows, Query):
            self._connection.unregister("lent")

    def export(self, name: str, path: Path) -> None:
        """Write a derived table as Parquet, rows in order of their sequence, of their key, or else of all columns.

        By a cursor of its own, so that another thread may write tables while this view is asked.
        """
        target = str(path).replace("'", "''")
        declared = tables()[name]
        order = "seq" if "seq" in declared.column_names else ", ".join(f'"{one}"' for one in declared.key) or "ALL"
        with self._connection.cursor() as own:
            own.execute(
                f'COPY (SELECT * FROM derived."{name}" ORDER BY {order}) '
                f"TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
            )

    def _bound(self, query: Query | str, parameters: dict[str, object]) -> Query:
        given = query if isinstance(query, Query) else Query(query)
        values = {**self._own, **parameters, **given.parameters}
        used = given.named_parameters()
        absent = sorted(used - values.keys())
        if absent:
            raise StoreError("query", f"a value for ${absent[0]}", "none", "Give the parameter a value")
        return Query(given.text.rstrip().rstrip(";"), {name: values[name] for name in used})


Stage: TypeAlias = Callable[[View], Rows]
"""A stage: from what may be seen to the rows of one table."""

_HAPPENED = {
    "events": "happened",
    "delays": "at",
    "outages": "from_",
    "ownership": "valid_from",
    "identifiers": "from_",
}
"""The clock column of the evidence tables whose rows tell of an instant."""


def _cut(table: Table) -> str:
    """The cut of one evidence table.

    An event without a date of recording counts as recorded when it was loaded. Reference rows (sites, parties,
    shares, …) without one count as always known: a folder's register of sites is seldom dated.
    """
    conditions = []
    if table.name in _HAPPENED:
        column = _HAPPENED[table.name]
        conditions.append(f'("{column}" IS NULL OR "{column}" <= clock.as_of)')
    if "recorded" in table.column_names:
        unknown = "loaded" if table.name == "events" else "clock.known_by"
        conditions.append(f"coalesce(recorded, {unknown}) <= clock.known_by")
    where = " AND ".join(conditions) or "true"
    return (
        f'CREATE OR REPLACE TEMP VIEW "{table.name}" AS '
        f'SELECT stated.* FROM evidence."{table.name}" AS stated, clock WHERE {where}'
    )


def _projection(table: Table, present: set[str]) -> str:
    columns = []
    for column in table.columns:
        if column.name not in present and not column.nullable:
            raise StoreError(table.name, f"a column {column.name}", "none", f"See {table.writer}")
        value = f'"{column.name}"' if column.name in present else "NULL"
        if column.type is float and column.name in present:
            value = f"round({value}, 9)"
        columns.append(f'CAST({value} AS {sql_type(column)}) AS "{column.name}"')
    return ", ".join(columns)
