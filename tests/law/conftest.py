"""A timeline of shipments for tests of the law."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from enduse import pipeline
from enduse.model.table import tables
from enduse.store import Store, View

DEFAULTS = {str: "", int: 1, datetime: datetime(2025, 1, 1), float: 0.0, bool: False}
Shipments = Callable[..., View]


def laid(view: View, rows: list[dict[str, Any]]) -> View:
    """Write rows to `timeline`; columns that a row leaves out are empty, or a plain value where they may not be."""
    columns = tables()["timeline"].columns
    filled = [
        {
            **{c.name: None if c.nullable else DEFAULTS[c.type] for c in columns},
            "event": "shipping", "unit_kind": "gpu", "grade": "document", "unit": f"U{number}", "seq": number,
            "source": f"ship.csv:{number}", **row,
        }
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    view.write("timeline", pa.Table.from_pylist(filled))
    return view


@pytest.fixture
def store() -> Iterator[Store]:
    opened = Store.open(None)
    yield opened
    opened.close()


@pytest.fixture
def shipments(store: Store) -> Shipments:
    """A view whose timeline holds the shipments given, with evidence tables by keyword."""

    def lay(rows: list[dict[str, Any]], **evidence: list[dict[str, Any]]) -> View:
        for name, listed in evidence.items():
            store.append(name, pa.Table.from_pylist(listed))
        return laid(store.view(as_of=datetime(2026, 11, 23)), rows)

    return lay


STAGES = ("identities", "containment", "timeline", "units", "holdings", "accounts", "determinations", "licence_use")


@pytest.fixture
def derived(store: Store) -> Shipments:
    """A view on evidence, derived up to the licences in use."""

    def derive(events: list[dict[str, Any]], **evidence: list[dict[str, Any]]) -> View:
        for name, listed in {"events": events, **evidence}.items():
            if listed:
                store.append(name, pa.Table.from_pylist(listed))
        view = store.view(as_of=datetime(2026, 12, 31))
        for name, stage in pipeline.STAGES:
            if name in STAGES:
                view.write(name, stage(view))
        return view

    return derive
