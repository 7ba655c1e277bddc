"""Balances on the page, in the dossier and in the answer to a question."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from enduse import pipeline, report
from enduse.ask import answer
from enduse.report.figures.balances import balances
from enduse.store import Store, View

STORY = Path(__file__).resolve().parent.parent.parent / "scenarios" / "a-slow-leak" / "evidence"


@pytest.fixture(scope="module")
def view() -> View:
    store = Store.open(None)
    pipeline.load(store, [STORY])
    return pipeline.examine(store).view


def closed(week: int, missing: int, **more: Any) -> dict[str, Any]:
    begin = datetime(2026, 1, 5) + timedelta(weeks=week)
    row = {
        "basis": "round", "period_from": begin, "period_to": begin + timedelta(weeks=1), "book": 40, "muf": 0,
        "physical": 40 - missing, "cumuf": missing, "inventory": "taken", "expected": 0.5, "sigma": 1.0, "page": 0.0,
        "threshold": 5.0, "alarm": False,
    }  # fmt: skip
    return {**row, **more}


def test_the_figure_marks_alarms_and_rounds_without_inventory() -> None:
    rows = [
        closed(0, 0), closed(1, 9, page=8.0, alarm=True), closed(2, 40, inventory="nothing answered", sigma=None),
        closed(3, 40, inventory="nothing answered", sigma=None), closed(4, 9),
        closed(4, 9, basis="month", alarm=True),
    ]  # fmt: skip
    figure = ElementTree.fromstring(balances(rows, "b", "A & <B>"))
    kinds = [mark.get("class") for mark in figure.iter() if mark.get("class")]
    assert kinds.count("spot flagged") == 1 and kinds.count("spot stray") == 1
    assert kinds.count("dark") == 1 and kinds.count("band") == 3
    assert "A & <B>" in (figure.findtext("title") or "") and "missing 9, alarm" in (figure.findtext("desc") or "")


def test_steps_of_the_figure_are_as_high_as_the_chips() -> None:
    figure = ElementTree.fromstring(balances([closed(0, 0), closed(1, 10), closed(2, 20)], "b", "A"))
    course = next(path.get("d", "") for path in figure.iter("path") if path.get("class") == "course")
    heights = [float(step.split("V")[1]) for step in course.split("H")[1:]]
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2], abs=0.2)


def test_the_page_draws_what_alarmed_and_says_over_what_no_balance_is_closed(view: View) -> None:
    page = report.render(view, title="synthetic")
    section = page[page.index('<section id="drift"') :]
    section = section[: section.index("</section>")]
    assert "A: 2 alarms since 20 April 2026, 12 chips of 40 missing" in section
    assert "3 sites of 4 on the book" in section and "over 16 chips elsewhere no balance can be closed" in section
    assert section.count("<svg") == 1 and "An alarm asks a question" in section


def test_the_dossier_of_a_site_tells_its_alarms(view: View) -> None:
    lines = report.subject(view, "A").lines()
    told = [line for line in lines if "round closed" in line]
    assert len(told) == 3 and sum("ALARM" in line for line in told) == 2
    assert "missing 12" in told[-1]
    assert report.subject(view, "A-001").sections["series"] == []


def test_the_question_tells_abrupt_from_slow_and_lists_what_never_answered(view: View) -> None:
    rows = {row["site"]: row for row in answer(view, "drift", {}).to_pylist()}
    assert (rows["A"]["alarms"], rows["A"]["slow"], rows["A"]["abrupt"]) == (2, 2, 0)
    assert (rows["B"]["alarms"], rows["C"]["basis"]) == (0, "month")
    assert rows["D"]["alarms"] is None and rows["D"]["last_inventory"].startswith("never answered")
    monthly = {row["site"]: row for row in answer(view, "drift", {"basis": "month"}).to_pylist()}
    assert (monthly["A"]["slow"], monthly["A"]["abrupt"]) == (1, 1)
