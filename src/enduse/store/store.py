"""The store: append-only evidence, and derived tables that stages rebuild."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import numpy as np
import pyarrow as pa

from enduse.errors import StoreError
from enduse.model.table import tables
from enduse.store import engine
from enduse.store.sql import Query
from enduse.store.tables import conform, ddl
from enduse.store.view import Policy, View


class Store:
    """Evidence on two clocks in one embedded file, or in memory.

    Evidence is only ever appended; each row gets a monotone ``sequence`` and the instant it was ``loaded``.
    """

    files_open: ClassVar[int] = 0
    """Stores in files that this process has opened and not closed."""

    def __init__(self, connection: engine.Connection, path: Path | None) -> None:
        self._connection = connection
        self.path = path
        Store.files_open += path is not None

    @classmethod
    def open(cls, path: Path | None = None) -> Store:
        """Open the store at ``path``, made if absent; without a path, one in memory.

        Raises:
            StoreError: if the file is no store, is in use, or its folder does not exist.
        """
        if path is not None and not path.parent.exists():
            raise StoreError(str(path), "a file in a folder that exists", "no such folder", "Make the folder first")
        connection = engine.connect(path)
        schemas = [f"CREATE SCHEMA IF NOT EXISTS {schema}" for schema in engine.SCHEMAS]
        connection.execute(";\n".join(schemas + [ddl(one) for one in tables().values() if one.kind == "evidence"]))
        return cls(connection, path)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is appended inside becomes durable together, or not at all."""
        self._connection.execute("BEGIN TRANSACTION")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def append(self, name: str, rows: pa.Table, *, loaded: datetime | None = None) -> int:
        """Append rows to an evidence table and return how many; absent columns are empty.

        Args:
            loaded: when admitted, UTC without zone; now by default.

        Raises:
            StoreError: if the table is not declared as evidence.
        """
        declared = tables().get(name)
        if declared is None or declared.kind != "evidence":
            raise StoreError(name, "an evidence table", "none of that name", "Declare it in the model")
        if rows.num_rows == 0:
            return 0
        start = self._next_sequence(name)
        # numbered here: a row_number() would make one thread of the insertion
        sequence = pa.array(np.arange(start, start + rows.num_rows))
        self._connection.register("arriving", conform(name, rows).append_column("sequence", sequence))
        columns = ", ".join(f'"{c}"' for c in declared.column_names)
        try:
            self._connection.execute(
                f'INSERT INTO evidence."{name}" ({columns}, sequence, loaded) '
                f"SELECT {columns}, sequence, $loaded FROM arriving",
                {"loaded": loaded or now()},
            )
        finally:
            self._connection.unregister("arriving")
        return int(rows.num_rows)

    def table(self, query: Query | str, **parameters: object) -> pa.Table:
        """Rows of the evidence itself, uncut by either clock, as `evidence.NAME`."""
        text = query if isinstance(query, Query) else Query(query)
        return engine.arrow(self._connection, text.bound(**parameters))

    def rows_of(self, name: str, exhibit: str) -> pa.Table:
        """The rows of an evidence table that came with an exhibit, in order of admission.

        Raises:
            StoreError: if the table is not declared as evidence.
        """
        declared = tables().get(name)
        if declared is None or declared.kind != "evidence":
            raise StoreError(name, "an evidence table", "none of that name", "Declare it in the model")
        columns = ", ".join(f'"{c}"' for c in declared.column_names)
        text = f'SELECT {columns} FROM evidence."{name}" WHERE exhibit = $exhibit ORDER BY sequence'
        return self.table(text, exhibit=exhibit)

    def view(
        self, as_of: datetime | None = None, known_by: datetime | None = None, policy: Policy | None = None
    ) -> View:
        """The evidence as it stood: happened by ``as_of`` and recorded by ``known_by``, both inclusive.

        Nothing is derived yet: a new view clears what an earlier one derived.
        """
        moment = now()
        view = View(self._connection.cursor(), as_of or moment, known_by or moment, policy or Policy())
        view.clear()
        return view

    def tidy(self) -> None:
        """Give memory that a load has let go of back to the system; the C library would keep it."""
        engine.tidy()

    def close(self) -> None:
        Store.files_open -= self.path is not None
        self._connection.close()

    def _next_sequence(self, name: str) -> int:
        query = Query(f'SELECT coalesce(max(sequence), 0) + 1 AS next FROM evidence."{name}"')
        return int(engine.arrow(self._connection, query).column("next")[0].as_py())


def now() -> datetime:
    """The present instant, UTC, without zone as stored."""
    return datetime.now(UTC).replace(tzinfo=None)
