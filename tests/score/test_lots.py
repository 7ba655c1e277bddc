"""Lots without serial numbers: counts, samples, splits and mergers."""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom, hypergeom

from enduse import pipeline
from enduse.score.kinship import Leg, Origin, course
from enduse.score.lots import interval
from enduse.score.recursion import Step
from enduse.store import Store, View

HEADER = "event,happened,unit,unit_kind,part,quantity,site,to_site,from_party,to_party,parent,grade,document\n"
SITES = (
    "site,name,operator,kind,country\nFAB,Fab,maker,fab,TW\nHALL,Hall,cloud,data_centre,MY\nHUB,Hub,freight,port,SG\n"
)


def examined(folder: Path, *rows: str) -> View:
    (folder / "events.csv").write_text(HEADER + "\n".join(rows) + "\n")
    (folder / "sites.csv").write_text(SITES)
    (folder / "case.toml").write_text('title = "lots"\nas_of = "2026-06-01"\n')
    store = Store.open(None)
    pipeline.load(store, [folder])
    return pipeline.examine(store).view


def event(name: str, day: str, lot: str, quantity: int, **more: str) -> str:
    given_ = {
        "site": "",
        "to_site": "",
        "from_party": "",
        "to_party": "",
        "parent": "",
        "grade": "",
        "document": "D1",
        **more,
    }
    rest = ",".join(given_[key] for key in ("site", "to_site", "from_party", "to_party", "parent", "grade", "document"))
    return f"{name},{day},{lot},lot,H100 SXM5,{quantity},{rest}"


def shipped(lot: str, quantity: int, arrived: int | None, day: str = "2026-01-05") -> list[str]:
    rows = [event("shipping", day, lot, quantity, site="FAB", to_site="HALL", from_party="maker", to_party="cloud")]
    if arrived is not None:
        rows.append(event("receiving", "2026-01-15", lot, arrived, site="HALL", to_party="cloud"))
    return rows


def lots(view: View) -> dict[str, dict[str, object]]:
    return {row["lot"]: row for row in view.rows("SELECT * FROM lots")}


def diverted(view: View) -> dict[str, float]:
    query = "SELECT subject, probability FROM posteriors WHERE subject_kind = 'lot' AND hypothesis = 'diverted'"
    return {row["subject"]: row["probability"] for row in view.rows(query)}


@given(st.integers(2, 40), st.data(), st.floats(0.05, 3.0), st.floats(0.05, 3.0))
def test_a_sample_updates_the_beta_binomial_as_the_hypergeometric_does(size, data, alpha, beta):
    """Bayes' rule over every possible number missing, against the closed form that the SQL uses."""
    sample = data.draw(st.integers(0, size))
    gone = data.draw(st.integers(0, sample))
    missing = np.arange(size + 1)
    weight = betabinom.pmf(missing, size, alpha, beta) * hypergeom.pmf(gone, size, missing, sample)
    by_rule = float(missing @ weight / weight.sum())
    closed = gone + (alpha + gone) / (alpha + beta + sample) * (size - sample)
    assert closed == pytest.approx(by_rule, rel=1e-6, abs=1e-9)


@given(st.integers(1, 200), st.floats(0.05, 3.0), st.floats(0.05, 3.0))
def test_the_interval_is_that_of_the_beta_binomial(size, alpha, beta):
    low, high = interval(0, 0.0, size, 0, alpha, beta)
    for point, level in ((low, 0.05), (high, 0.95)):
        assert betabinom.cdf(point, size, alpha, beta) >= level - 1e-6
        assert betabinom.cdf(point - 1, size, alpha, beta) <= level + 1e-6


def test_the_interval_of_a_part_of_one_fate_and_a_rest():
    assert interval(20, 0.5, 0, 0, 1.0, 1.0) == (0, 20)
    assert interval(20, 0.97, 0, 0, 1.0, 1.0) == (20, 20)
    assert interval(0, 0.0, 10, 3, 1e-6, 1.0) == (3, 3)
    low, high = interval(0, 0.0, 99, 0, 1.0, 1.0)
    assert (low, high) == (4, 94)


def test_of_a_lot_that_arrived_in_part_the_missing_part_is_in_question(tmp_path: Path):
    whole = lots(examined(tmp_path, *shipped("L1", 100, 100), *shipped("L2", 100, 80)))
    assert (whole["L2"]["doubtful"], whole["L2"]["standing"]) == (20, 80)
    assert whole["L1"]["missing"] < 5.0 < whole["L2"]["missing"] < 25.0
    assert whole["L2"]["p95"] >= 20


def test_a_sample_that_is_there_lowers_and_one_that_is_not_raises_what_is_missing(tmp_path: Path):
    look = {"site": "HALL", "grade": "read"}
    view = examined(
        tmp_path, *shipped("PLAIN", 100, 100), *shipped("SEEN", 100, 100), *shipped("GONE", 100, 100),
        event("inspecting", "2026-03-01", "SEEN", 30, **look),
        event("inspecting", "2026-03-01", "GONE", 20, **look), event("missing", "2026-03-01", "GONE", 10, **look),
    )  # fmt: skip
    told = lots(view)
    assert told["SEEN"]["missing"] < 0.2 * told["PLAIN"]["missing"]
    assert 20.0 < told["GONE"]["missing"] < 60.0
    assert told["GONE"]["p05"] >= 10
    assert diverted(view)["SEEN"] < diverted(view)["PLAIN"] < diverted(view)["GONE"]


def test_the_lines_of_a_lot_say_its_count_and_add_up(tmp_path: Path):
    view = examined(tmp_path, *shipped("L1", 100, 100), *shipped("L2", 100, 80))
    lines = view.rows("SELECT * FROM evidence_lines WHERE subject = 'L2' AND hypothesis = 'diverted' ORDER BY line")
    (counted,) = [row for row in lines if row["line"] == 11]
    said = "of 100, 20 are on the way or missing from a count; of the rest 0 were looked for and 0 not found"
    assert (counted["says"], counted["db"] < 0.0) == (said, True)
    row = view.one("SELECT db FROM posteriors WHERE subject = 'L2' AND hypothesis = 'diverted'")
    assert row is not None
    assert sum(line["db"] for line in lines[1:]) == pytest.approx(row["db"], abs=1e-6)


def test_what_is_short_counts_once_for_every_explanation(tmp_path: Path):
    """The same shortage must not speak for a slip of the pen twice and for diversion once."""
    view = examined(tmp_path, *shipped("L1", 100, 100), *shipped("L2", 100, 80))
    (leg,) = view.rows("SELECT * FROM legs WHERE unit = 'L2' AND until IS NULL")
    assert 10.0 < leg["count_db"] < 10.0 * math.log10(1.0 / 0.03)
    assert leg["weight_lost"] == pytest.approx(leg["count_db"] + leg["custody_db"] + 1.5 * leg["looks_db"])
    assert leg["weight_error"] == pytest.approx(0.8 * leg["count_db"] + leg["custody_db"] + leg["looks_db"])


def test_a_label_shows_less_than_a_reading(tmp_path: Path):
    told = lots(examined(
        tmp_path, *shipped("READ", 100, 100), *shipped("LABEL", 100, 100),
        event("inspecting", "2026-03-01", "READ", 40, site="HALL", grade="read"),
        event("inspecting", "2026-03-01", "LABEL", 40, site="HALL", grade="label"),
    ))  # fmt: skip
    assert told["READ"]["missing"] < told["LABEL"]["missing"]


def test_a_count_of_most_of_a_lot_that_comes_short_is_a_shortage(tmp_path: Path):
    told = lots(examined(
        tmp_path, *shipped("L1", 100, 100), event("inspecting", "2026-03-01", "L1", 88, site="HALL", grade="read"),
    ))  # fmt: skip
    assert (told["L1"]["doubtful"], told["L1"]["standing"], told["L1"]["gone"]) == (12, 88, 0)


def onward(lot: str, quantity: int, **more: str) -> list[str]:
    ship = {"site": "HUB", "to_site": "HALL", "from_party": "freight", "to_party": "cloud", "document": "D9", **more}
    return [event("shipping", "2026-02-20", lot, quantity, **ship),
            event("receiving", "2026-03-01", lot, quantity, site="HALL", to_party="cloud", document="D9")]  # fmt: skip


def test_a_lot_that_splits_keeps_its_count_and_its_history(tmp_path: Path):
    to_hub = [
        event("shipping", "2026-01-05", "L1", 100, site="FAB", to_site="HUB", from_party="maker", to_party="freight"),
        event("receiving", "2026-01-12", "L1", 100, site="HUB", to_party="freight"),
    ]
    born = [event("commissioning", "2026-02-10", child, 50, site="HUB", parent="L1") for child in ("A", "B")]
    (tmp_path / "whole").mkdir()
    (tmp_path / "split").mkdir()
    whole = examined(tmp_path / "whole", *to_hub, *onward("L1", 100))
    split = examined(tmp_path / "split", *to_hub, *born, *onward("A", 50), *onward("B", 50))
    chips = split.rows("SELECT unit, chips FROM units WHERE unit_kind = 'lot' ORDER BY unit")
    assert [(row["unit"], row["chips"]) for row in chips] == [("A", 50), ("B", 50), ("L1", 0)]
    query = "SELECT odds_diverted FROM hazards WHERE unit = $unit"
    (before,), (after,) = whole.rows(query, unit="L1"), split.rows(query, unit="A")
    assert after["odds_diverted"] == pytest.approx(before["odds_diverted"], rel=0.15)
    assert lots(split)["A"]["missing"] == lots(split)["B"]["missing"]


def test_a_merged_lot_has_the_count_of_its_parts_and_their_odds_by_count(tmp_path: Path):
    parts = [*shipped("GOOD", 60, 60), *shipped("BAD", 40, 40, day="2025-03-01")]
    parts.insert(
        0, event("shipping", "2025-02-01", "BAD", 40, site="HUB", to_site="FAB", from_party="freight", to_party="maker")
    )
    merged = [event("commissioning", "2026-03-01", "C", count, site="HALL", parent=part, document="D3")
              for part, count in (("GOOD", 60), ("BAD", 40))]  # fmt: skip
    view = examined(tmp_path, *parts, *merged)
    (row,) = view.rows("SELECT quantity, chips FROM units WHERE unit = 'C'")
    assert (row["quantity"], row["chips"]) == (100, 100)
    odds = {row["unit"]: row["odds_diverted"] for row in view.rows("SELECT unit, odds_diverted FROM hazards")}
    assert odds["C"] > 0.0
    assert min(odds["GOOD"], odds["BAD"]) < odds["C"]


def leg(day: int, hazard: float) -> Leg:
    return Leg(datetime(2026, 1, day), Step({"diverted": hazard, "lost": 0.0, "error": 0.0}, {"diverted": 1.0}))


def test_a_merged_lot_takes_the_odds_of_its_parts_in_the_proportion_of_their_counts():
    legs = {"A": [leg(1, 0.3)], "B": [leg(1, 0.01)]}
    births = {"C": [Origin("A", 25, datetime(2026, 1, 9)), Origin("B", 75, datetime(2026, 1, 9))]}
    alone = {name: course(name, None, {}, legs)["diverted"] for name in "AB"}
    merged = course("C", None, births, legs)["diverted"]
    assert merged == pytest.approx(0.25 * alone["A"] + 0.75 * alone["B"])


def test_what_happens_to_the_rest_after_a_split_does_not_touch_the_part():
    births = {"C": [Origin("A", 10, datetime(2026, 1, 9))]}
    quiet, later = {"A": [leg(1, 0.01)]}, {"A": [leg(1, 0.01), leg(20, 0.5)]}
    assert course("C", None, births, quiet) == course("C", None, births, later)
