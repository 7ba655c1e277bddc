"""The table of balances: a hand-made story, and what no order of rows may change."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import pytest

from enduse import pipeline
from enduse.store import Store, View

STORY = Path(__file__).resolve().parent.parent.parent / "scenarios" / "a-slow-leak"
TOLD = ("site", "opening", "received", "shipped", "removed", "book", "physical", "muf", "cumuf")
ALL = "SELECT * FROM series ORDER BY site, party, basis, period_to"


def examined(folder: Path) -> View:
    store = Store.open(None)
    pipeline.load(store, [folder])
    return pipeline.examine(store).view


@pytest.fixture(scope="module")
def view() -> View:
    return examined(STORY / "evidence")


@pytest.fixture(scope="module")
def rows(view: View) -> list[dict[str, Any]]:
    return view.rows(ALL)


def test_the_months_of_the_story_are_as_reckoned_by_hand(rows: list[dict[str, Any]]) -> None:
    with (STORY / "expected" / "series.csv").open(encoding="utf-8") as file:
        expected = [{**row, "period_to": row["period_to"]} for row in csv.DictReader(file)]
    found = [
        {"period_to": f"{row['period_to']:%Y-%m-%d}", **{name: str(row[name]) for name in TOLD}}
        for row in rows if row["basis"] == "month"
    ]  # fmt: skip
    assert found == [{name: row[name] for name in ("period_to", *TOLD)} for row in expected]


def test_every_balance_closes(rows: list[dict[str, Any]]) -> None:
    running: dict[tuple[str, str], int] = {}
    for row in rows:
        assert row["muf"] == row["opening"] + row["received"] - row["shipped"] - row["removed"] - row["physical"]
        key = row["site"], row["basis"]
        running[key] = running.get(key, 0) + row["muf"]
        assert row["cumuf"] == running[key] == row["book"] - row["physical"]


def test_only_the_hall_that_leaks_alarms_and_its_rounds_before_its_months(rows: list[dict[str, Any]]) -> None:
    alarms = [row for row in rows if row["alarm"]]
    assert {row["site"] for row in alarms} == {"A"}
    first = {basis: min(row["period_to"] for row in alarms if row["basis"] == basis) for basis in ("round", "month")}
    assert first["round"] < first["month"]


def test_a_hall_that_never_answers_has_no_series(rows: list[dict[str, Any]]) -> None:
    assert {row["site"] for row in rows} == {"A", "B", "C"}


def test_an_announced_outage_takes_no_inventory(rows: list[dict[str, Any]]) -> None:
    shut = [row for row in rows if row["site"] == "B" and row["inventory"] != "taken"]
    assert {row["inventory"] for row in shut} == {"announced outage"}
    assert all(row["sitmuf"] is None and row["page"] == 0.0 and not row["alarm"] for row in shut)
    assert any(row["physical"] == 0 for row in shut)


def test_chips_weigh_as_their_part_does(rows: list[dict[str, Any]]) -> None:
    assert all(row["cumuf_h100e"] == pytest.approx(row["cumuf"], rel=0.01) for row in rows)


def copied(to: Path, change: Any) -> Path:
    """The story's evidence with its events changed."""
    for path in (STORY / "evidence").iterdir():
        (to / path.name).write_bytes(path.read_bytes())
    with (to / "events.csv").open(encoding="utf-8") as file:
        events = list(csv.DictReader(file))
    changed = change(events)
    with (to / "events.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(changed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(changed)
    return to


def late_answer(event: dict[str, str]) -> bool:
    return event["event"] == "observing" and event["happened"] > "2026-05-12"


def test_the_order_of_rows_changes_nothing(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    def shuffled(events: list[dict[str, str]]) -> list[dict[str, str]]:
        return random.Random(7).sample(events, len(events))

    assert examined(copied(tmp_path, shuffled)).rows(ALL) == rows


def test_a_loss_raises_cumuf_by_itself_from_its_close_on(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    """Three chips of B last answer on the second Monday of May; they fall silent seventeen days later, on the 28th."""
    gone = {"B-030", "B-031", "B-032"}

    def robbed(events: list[dict[str, str]]) -> list[dict[str, str]]:
        return [e for e in events if not (e["unit"] in gone and late_answer(e))]

    after = examined(copied(tmp_path, robbed)).rows(ALL)
    for before, now in zip(rows, after, strict=True):
        lost = 3 if now["site"] == "B" and f"{now['period_to']:%Y-%m-%d}" > "2026-05-28" else 0
        assert now["cumuf"] - before["cumuf"] == lost, now


def test_a_site_gone_dark_unannounced_alarms_once(tmp_path: Path) -> None:
    def dark(events: list[dict[str, str]]) -> list[dict[str, str]]:
        return [e for e in events if not (e["site"] == "B" and late_answer(e))]

    after = [row for row in examined(copied(tmp_path, dark)).rows(ALL) if row["site"] == "B" and row["alarm"]]
    assert [(row["basis"], row["inventory"], row["physical"]) for row in after] == [
        ("month", "nothing answered", 0), ("round", "nothing answered", 0)
    ]  # fmt: skip


def test_paper_is_no_answer(tmp_path: Path) -> None:
    """Taken out with paper is excused; put back on paper and never answering again is not."""

    def dummy(events: list[dict[str, str]]) -> list[dict[str, str]]:
        return [
            e for e in events
            if not (e["unit"] == "A-040" and e["event"] == "observing" and e["happened"] > "2026-02-17")
        ]  # fmt: skip

    months = {
        f"{row['period_to']:%Y-%m}": row["cumuf"]
        for row in examined(copied(tmp_path, dummy)).rows(ALL) if row["site"] == "A" and row["basis"] == "month"
    }  # fmt: skip
    assert (months["2026-03"], months["2026-04"], months["2026-05"]) == (0, 2, 9)


def test_two_holders_at_one_site_balance_apart(tmp_path: Path) -> None:
    def split(events: list[dict[str, str]]) -> list[dict[str, str]]:
        return [{**e, "to_party": "MKR"} if e["unit"] < "B-021" and e["unit"][0] == "B" and e["to_party"] else e
                for e in events]  # fmt: skip

    after = [row for row in examined(copied(tmp_path, split)).rows(ALL) if row["site"] == "B"]
    assert {(row["party"], row["book"]) for row in after} == {("MKR", 20), ("OPR", 20)}
