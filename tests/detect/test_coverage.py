"""A detector that could not have seen says so."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from enduse import pipeline
from enduse.store import Store


def test_without_evidence_every_detector_of_records_is_blind() -> None:
    view = Store.open(None).view(datetime(2026, 8, 31))
    pipeline.derive(view)
    rows = view.rows("SELECT detector, need, rows, could_see FROM detector_coverage")
    assert rows and not any(row["could_see"] for row in rows if row["rows"] == 0)
    assert view.rows("SELECT * FROM findings") == []
    blind = {row["detector"] for row in rows if not row["could_see"]}
    assert {"shipped_never_received", "beyond_power", "forwarder_holds", "silent_since_inspection"} <= blind


def test_shipments_without_receipts_blind_the_detector_of_lost_shipments() -> None:
    store = Store.open(None)
    store.append(
        "events",
        pa.table(
            {
                "event": ["shipping"],
                "happened": pa.array([datetime(2026, 1, 5)], pa.timestamp("us")),
                "unit": ["S-1"],
                "unit_kind": ["server"],
                "grade": ["document"],
                "source": ["events.csv:1"],
            }
        ),
    )
    view = store.view(datetime(2026, 8, 31))
    pipeline.derive(view)
    needs = {
        row["need"]: row["could_see"]
        for row in view.rows("SELECT * FROM detector_coverage WHERE detector = 'shipped_never_received'")
    }
    assert needs == {"shipments older than the time allowed": True, "receipts": False}
    (finding,) = view.rows("SELECT * FROM findings WHERE detector = 'shipped_never_received'")
    assert finding["finding"] == "shipped_never_received:S-1:2026-01-05"
    assert finding["evidence"] == ["events.csv:1"]
    assert abs(finding["db"] - 14.771212547) < 1e-9
