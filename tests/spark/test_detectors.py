"""Every detector finds the same on a running Spark as on the embedded engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from enduse import pipeline
from enduse.detect import detectors, lay_out
from enduse.detect.findings import found
from enduse.model.table import tables
from enduse.store import Store

SCENARIOS = Path(__file__).resolve().parent.parent.parent / "scenarios"
TOLD = ("inspected-then-dismantled", "straw-buyer")


def comparable(table: pa.Table) -> list[tuple[Any, ...]]:
    kept = ("finding", "subject_kind", "subject", "since", "db", "evidence", "says")
    rows = [tuple(row[name] for name in kept) for row in table.to_pylist()]
    return sorted(
        (tuple(value.replace(tzinfo=None) if hasattr(value, "tzinfo") else value for value in row) for row in rows),
        key=repr,
    )


@pytest.mark.spark
@pytest.mark.parametrize("scenario", TOLD)
def test_a_scenario_gives_the_same_findings_on_spark(session: Any, scenario: str) -> None:
    from enduse.store.spark import SparkView

    store = Store.open(None)
    pipeline.load(store, [SCENARIOS / scenario / "evidence"])
    embedded = pipeline.examine(store).view
    names = [name for name in tables() if embedded.rows(f'SELECT 1 AS one FROM "{name}" LIMIT 1')]
    spark = SparkView(session, {}, embedded.as_of, embedded.policy)
    for name in names:
        spark.register(name, embedded.table(f'SELECT * FROM "{name}"'))
    lay_out(embedded)
    lay_out(spark)  # type: ignore[arg-type]
    for one in detectors():
        assert comparable(found(spark, one)) == comparable(found(embedded, one)), one.name  # type: ignore[arg-type]
