"""The stages `matches` and `control` over evidence in a store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from enduse import pipeline
from enduse.screen import stage
from enduse.store import Store, View

Written = Callable[..., Path]
PARTIES = """party,name,country,address
V,Vindek Trading House LLC,RU,
A,Northlight Bakery,HK,"1512 Lucky Centre, 165 Wan Chai Road, Hong Kong"
B,Beta Compute Sdn Bhd,MY,
"""
OWNERSHIP = """owner,owned,share_min,share_max,valid_from,valid_to
Vindek Trading House LLC,B,0.4,0.4,2020-01-01,
Kavir Zavod,B,0.2,0.2,2020-01-01,2025-01-01
A,B,0.3,0.3,2020-01-01,
B,Gamma,0.5,0.5,2020-01-01,
"""


@pytest.fixture
def view_on(entity_list: Written, tmp_path: Path) -> Callable[[str], View]:
    """The evidence with its lists, matched, as it stood on a day."""
    listed = entity_list(
        {"name": "Vindek Trading House", "country": "Russia"},
        {"name": "Kavir Zavod", "country": "Russia"},
        {"name": "Address 15", "address": "Flat 1512, Lucky Centre, 165 Wan Chai Road, Hong Kong"},
    )
    (tmp_path / "parties.csv").write_text(PARTIES, "utf-8")
    (tmp_path / "ownership.csv").write_text(OWNERSHIP, "utf-8")
    store = Store.open(None)
    pipeline.load(store, [listed, tmp_path / "parties.csv", tmp_path / "ownership.csv"])

    def at(day: str) -> View:
        view = store.view(datetime.fromisoformat(day))
        view.write("matches", stage.matches(view))
        view.write("control", stage.control(view))
        return view

    return at


def aggregate(view: View, party: str) -> tuple[str, float]:
    row = view.one(f"SELECT * FROM control WHERE party = '{party}' AND controller = 'listed parties'")
    assert row is not None
    return row["verdict"], row["share_min"]


def test_parties_and_owners_are_matched_by_name_and_by_address(view_on: Callable[[str], View]) -> None:
    rows = {row["party"]: row for row in view_on("2026-01-01").rows("SELECT * FROM matches ORDER BY score")}
    assert set(rows) == {"V", "A", "Kavir Zavod"}
    assert rows["V"]["verdict"] == "match"
    assert rows["A"]["by_name"] < 0.3


def test_the_table_answers_each_day_for_itself(view_on: Callable[[str], View]) -> None:
    assert aggregate(view_on("2024-06-01"), "B") == ("met", pytest.approx(0.6))
    assert aggregate(view_on("2026-01-01"), "B") == ("not_met", pytest.approx(0.4))
    assert aggregate(view_on("2024-06-01"), "Gamma") == ("met", 0.5)


def test_an_owner_at_a_listed_address_is_not_a_listed_owner(view_on: Callable[[str], View]) -> None:
    row = view_on("2026-01-01").one("SELECT * FROM control WHERE party = 'B' AND controller = 'listed parties'")
    assert row is not None
    assert "A holds 30 % of B; not listed" in row["because"]


def test_owners_have_rows_of_their_own(view_on: Callable[[str], View]) -> None:
    rows = view_on("2026-01-01").rows("SELECT * FROM control WHERE party = 'Gamma' AND controller = 'B'")
    assert [(row["share_min"], row["verdict"]) for row in rows] == [(0.5, "met")]


def test_two_runs_are_the_same(view_on: Callable[[str], View]) -> None:
    first, second = (view_on("2026-01-01").rows("SELECT * FROM control ORDER BY ALL") for _ in range(2))
    assert first == second
