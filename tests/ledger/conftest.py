"""A world in a few lines: events in, derived tables out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from enduse.ledger import account, identity, timeline, units
from enduse.store import Policy, Store, View
from enduse.store.tables import arrow_schema

Told = Mapping[str, Any]
STAGES = (
    ("identities", identity.bind),
    ("containment", timeline.containment),
    ("timeline", timeline.timeline),
    ("units", units.units),
    ("holdings", timeline.holdings),
    ("accounts", account.balance),
)


def instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def rows(table: str, told: Sequence[Told]) -> pa.Table:
    """Rows of an evidence table from dictionaries, dates as text."""
    columns = {}
    for field in arrow_schema(table):
        values = [row.get(field.name) for row in told]
        if pa.types.is_timestamp(field.type):
            values = [instant(value) for value in values]
        columns[field.name] = pa.array(values, field.type)
    return pa.table(columns)


@pytest.fixture(scope="session")
def derive() -> Callable[..., View]:
    """`derive(as_of, events=[…], sites=[…], …)`: a view with the ledger's tables."""

    def run(as_of: str, known_by: str | None = None, policy: Policy | None = None, **told: Sequence[Told]) -> View:
        store = Store.open()
        for table, listed in told.items():
            filled = [{"source": f"{table}.csv:{number}", **row} for number, row in enumerate(listed, 1)]
            store.append(table, rows(table, filled))
        view = store.view(instant(as_of), instant(known_by), policy)
        for table, stage in STAGES:
            view.write(table, stage(view))
        return view

    return run


def event(happened: str, step: str, unit: str, **more: Any) -> dict[str, Any]:
    """One event in the words of the native table."""
    return {"event": step, "happened": happened, "unit": unit, "unit_kind": "gpu", **more}
