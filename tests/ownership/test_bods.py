"""Ownership written in the Beneficial Ownership Data Standard and read again."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

from enduse import pipeline
from enduse.screen import bods
from enduse.store import Store

PARTIES = [
    {"party": "X", "name": "Beta Compute", "country": "MY", "registration": "2020-1", "address": "1 Harbour Road"}
]
HOLDINGS = [
    {
        "owner": "L",
        "owned": "X",
        "share_min": 0.3,
        "share_max": 0.3,
        "valid_from": datetime(2020, 1, 1),
        "valid_to": None,
    },
    {"owner": "M", "owned": "X", "share_min": 0.25, "share_max": 0.5, "valid_from": None, "valid_to": None},
    {"owner": "N", "owned": "X", "share_min": None, "share_max": None, "valid_from": None, "valid_to": None},
]


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    written = tmp_path / "holdings.json"
    written.write_text(json.dumps(bods.statements(PARTIES, HOLDINGS, date(2026, 1, 1))), "utf-8")
    store = Store.open(None)
    pipeline.load(store, [written])
    rows = store.table("SELECT owner, owned, share_min, share_max FROM evidence.ownership ORDER BY owner").to_pylist()
    assert [tuple(row.values()) for row in rows] == [("L", "X", 0.3, 0.3), ("M", "X", 0.25, 0.5), ("N", "X", 0.0, 1.0)]
    party = store.table("SELECT * FROM evidence.parties WHERE party = 'X'").to_pylist()[0]
    assert (party["name"], party["country"], party["registration"]) == ("Beta Compute", "MY", "2020-1")


def test_the_same_holdings_give_the_same_bytes() -> None:
    one, two = (bods.statements(PARTIES, HOLDINGS, date(2026, 1, 1)) for _ in range(2))
    assert one == two
    assert len({statement["statementId"] for statement in one}) == len(one)
