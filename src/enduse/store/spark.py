"""The same stage SQL on Spark: transpiled text over the same tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import pyarrow as pa
import sqlglot
from sqlglot import exp

from enduse.model.table import tables
from enduse.store.sql import Query, Rows
from enduse.store.tables import arrow_schema
from enduse.store.view import Policy


def transpiled(query: Query, values: Mapping[str, object]) -> str:
    """The text for Spark, each ``$name`` replaced by its value as a literal."""
    (tree,) = (node for node in sqlglot.parse(query.text, read="duckdb") if node is not None)

    def literal(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Parameter | exp.Placeholder):
            return (
                exp.convert(values[node.name])
                if not isinstance(values[node.name], datetime)
                else exp.cast(exp.Literal.string(str(values[node.name])), "timestamp")
            )
        return node

    return str(tree.transform(literal).sql(dialect="spark"))


class SparkView:
    """What stages need of a view, on a Spark session: evidence in, derived tables as temporary views.

    For fleets beyond one machine. The session's time zone must be UTC.
    """

    def __init__(
        self, session: Any, evidence: Mapping[str, pa.Table], as_of: datetime, policy: Policy | None = None
    ) -> None:
        self._session = session
        self.as_of, self.known_by, self.policy = as_of, as_of, policy or Policy()
        self._own = {"as_of": as_of, "known_by": as_of, **asdict(self.policy)}
        for table in tables().values():
            if table.kind == "evidence":
                self.register(table.name, _with_clock(table.name, evidence.get(table.name), as_of))
            else:
                self.register(table.name, arrow_schema(table.name).empty_table())

    def table(self, query: Query | str, **parameters: object) -> pa.Table:
        """The rows of ``query``."""
        rows: pa.Table = self._frame(query, parameters).toArrow()
        return rows

    def rows(self, query: Query | str, **parameters: object) -> list[dict[str, Any]]:
        """The rows of ``query`` as dictionaries."""
        rows: list[dict[str, Any]] = self.table(query, **parameters).to_pylist()
        return rows

    def register(self, name: str, rows: pa.Table) -> None:
        """Lend a temporary table to later SQL."""
        self._session.createDataFrame(rows).createOrReplaceTempView(name)

    def keep(self, name: str, query: Query | str, **parameters: object) -> None:
        """Keep the rows of ``query`` for later SQL; a checkpoint, so that plans do not grow without end."""
        self._frame(query, parameters).localCheckpoint().createOrReplaceTempView(name)

    def define(self, name: str, query: Query | str) -> None:
        """Give a query a name in later SQL."""
        self.keep(name, query)

    def forget(self, *names: str) -> None:
        """Let go of temporary tables that no later SQL reads."""
        for name in names:
            self._session.catalog.dropTempView(name)

    def write(self, name: str, rows: Rows) -> None:
        """Rebuild a derived table."""
        if isinstance(rows, Query):
            self.keep(name, rows)
        else:
            self.register(name, rows)

    def _frame(self, query: Query | str, parameters: Mapping[str, object]) -> Any:
        given = query if isinstance(query, Query) else Query(query)
        return self._session.sql(transpiled(given, {**self._own, **parameters, **given.parameters}))


def _with_clock(name: str, rows: pa.Table | None, loaded: datetime) -> pa.Table:
    """An evidence table with the two columns that admission adds."""
    schema = arrow_schema(name)
    filled = rows if rows is not None else schema.empty_table()
    columns = {
        field.name: filled.column(field.name)
        if field.name in filled.column_names
        else pa.nulls(len(filled), field.type)
        for field in schema
    }
    columns["sequence"] = pa.array(range(1, len(filled) + 1), pa.int64())
    columns["loaded"] = pa.array([loaded] * len(filled), pa.timestamp("us"))
    return pa.table(columns)
