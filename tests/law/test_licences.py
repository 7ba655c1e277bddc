"""Licences on file: matched, drawn down, and what the detectors of the law say."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from enduse import detect
from enduse.rules import effects
from enduse.rules.scenario import scenario
from enduse.store import View

from .conftest import Shipments

PARTIES = [
    {"party": "MAKER", "name": "Specimen Servers", "headquarters": "US"},
    {"party": "LION", "name": "Lion Compute", "headquarters": "SG"},
    {"party": "DUNE", "name": "Dune Compute", "headquarters": "SA"},
]
SITES = [
    {"site": site, "name": name, "operator": operator, "kind": "data_centre", "country": country}
    for site, name, operator, country in (
        ("RENO", "Reno Works", "MAKER", "US"), ("RUH1", "Riyadh One", "DUNE", "SA"),
        ("RUH2", "Riyadh Two", "DUNE", "SA"), ("SIN1", "Tuas", "LION", "SG"), ("SGN1", "Hanoi", "LION", "VN"),
        ("DXB1", "Dubai Free Zone", None, "AE"),
    )
]  # fmt: skip
LICENCE = {
    "licence": "L-1", "part": "H100 SXM5", "quantity": 16, "exporter": "MAKER", "consignee": "Dune Compute",
    "end_user": None, "site": "Riyadh One", "country": "SA", "valid_from": datetime(2024, 1, 1),
    "valid_to": datetime(2025, 1, 1), "conditions": "no re-export", "source": "licences.csv:1",
}  # fmt: skip


def shipped(unit: str, day: str, **other: Any) -> dict[str, Any]:
    return {
        "event": "shipping", "unit": unit, "unit_kind": "gpu", "part": "H100 SXM5", "grade": "document",
        "happened": datetime.fromisoformat(day), "site": "RENO", "to_site": "RUH1", "from_party": "MAKER",
        "to_party": "DUNE", "quantity": 1, "source": f"ship.csv:{unit}", "note": None, **other,
    }  # fmt: skip


def judged(derived: Shipments, rows: list[dict[str, Any]], licences: list[dict[str, Any]]) -> View:
    return derived(rows, parties=PARTIES, sites=SITES, licences=licences)


def outcomes(view: View) -> list[tuple[Any, ...]]:
    rows = view.rows("SELECT subject, licence, outcome, drawn FROM licence_use ORDER BY transfer")
    return [tuple(row.values()) for row in rows]


def test_shipments_draw_on_the_licence_in_order_until_it_is_used_up(derived: Shipments) -> None:
    rows = [
        shipped("SRV1", "2024-02-01", part="DGX H100", unit_kind="server"),
        shipped("GPUS", "2024-03-01", quantity=8, unit_kind="lot"),
        shipped("MORE", "2024-04-01"),
    ]
    view = judged(derived, rows, [LICENCE])
    assert outcomes(view) == [
        ("SRV1", "L-1", "covered", 8), ("GPUS", "L-1", "covered", 16), ("MORE", "L-1", "overdrawn", 17),
    ]  # fmt: skip


def test_a_second_leg_of_the_same_unit_does_not_draw_again(derived: Shipments) -> None:
    rows = [shipped("GPUS", "2024-03-01", quantity=16, unit_kind="lot"),
            shipped("GPUS", "2024-03-20", quantity=16, unit_kind="lot", site="DXB1")]  # fmt: skip
    view = judged(derived, rows, [{**LICENCE, "exporter": None}])
    assert outcomes(view) == [("GPUS", "L-1", "covered", 16), ("GPUS", "L-1", "covered", 16)]


def test_what_does_not_fit_is_named(derived: Shipments) -> None:
    rows = [
        shipped("LATE", "2025-01-01"),
        shipped("SITE", "2024-02-01", to_site="RUH2"),
        shipped("PART", "2024-02-01", part="B200"),
        shipped("WHO", "2024-02-01", to_party="LION", to_site="SGN1"),
        shipped("FROM", "2024-02-01", from_party="LION"),
    ]
    view = judged(derived, rows, [LICENCE])
    assert sorted(row[:3] for row in outcomes(view)) == [
        ("FROM", "L-1", "other_exporter"), ("LATE", "L-1", "outside_validity"), ("PART", None, "none"),
        ("SITE", "L-1", "other_site"), ("WHO", None, "none"),
    ]  # fmt: skip


def test_detectors_of_the_law_speak(derived: Shipments) -> None:
    rows = [
        shipped("GOOD", "2024-02-01", quantity=16, unit_kind="lot"),
        shipped("OVER", "2024-02-02"),
        shipped("BARE", "2025-06-01", note="ECCN EAR99, NLR"),
        shipped("FREE", "2025-06-01", to_site="SIN1", to_party="LION"),
    ]
    view = judged(derived, rows, [LICENCE])
    view.write("detector_coverage", detect.coverage(view))
    view.write("findings", detect.detect(view))
    found = view.rows("SELECT detector, subject, says FROM findings WHERE family = 'law' ORDER BY detector, subject")
    assert [(row["detector"], row["subject"]) for row in found] == [
        ("licence_missing", "BARE"), ("licence_overdrawn", "OVER"), ("paper_against_law", "BARE"),
    ]  # fmt: skip
    assert found[1]["says"] == "17 units drawn on licence L-1 by 2 February 2024; it allows 16."


def test_without_any_licence_on_file_the_detector_is_blind(derived: Shipments) -> None:
    view = judged(derived, [shipped("BARE", "2025-06-01")], [])
    view.write("detector_coverage", detect.coverage(view))
    view.write("findings", detect.detect(view))
    assert view.rows("SELECT * FROM findings WHERE detector = 'licence_missing'") == []
    could_see = {row["need"]: row["could_see"] for row in detect.coverage(view).to_pylist()}
    assert could_see["licences on file"] is False


def test_leaving_the_licensed_country_breaks_its_condition(derived: Shipments) -> None:
    rows = [
        shipped("U1", "2024-02-01"),
        shipped("U1", "2024-03-01", event="installing", site="RUH1", to_site=None),
        shipped("U1", "2024-06-01", site="RUH1", to_site="SGN1", to_party="LION", from_party="DUNE"),
    ]
    view = judged(derived, rows, [LICENCE])
    view.write("detector_coverage", detect.coverage(view))
    view.write("findings", detect.detect(view))
    row = view.one("SELECT says FROM findings WHERE detector = 'licence_condition_broken'")
    assert row is not None
    assert row["says"] == "Licence L-1 is for use in SA (no re-export); it was sent on to VN on 1 June 2024."


def test_a_scenario_sorts_the_cases(derived: Shipments) -> None:
    rows = [
        shipped("OLD", "2025-06-01"),
        shipped("HELD", "2024-02-01"),
        shipped("NEW", "2026-12-05"),
        shipped("WIDE", "2026-12-05", part="B200"),
    ]
    view = judged(derived, rows, [LICENCE])
    laid = scenario("h200-line-up")
    view.write("scenario_effects", effects.effects(view, laid))
    said = {row["subject"]: row for row in view.rows("SELECT subject, effect, today FROM scenario_effects")}
    assert {subject: row["effect"] for subject, row in said.items()} == {
        "OLD": "stays_violation", "HELD": "condition_check", "NEW": "moot", "WIDE": "stays_violation",
    }  # fmt: skip
    assert said["OLD"]["today"] == "not_required"
    view.write("detector_coverage", detect.coverage(view))
    view.write("findings", detect.detect(view))
    lines = effects.lines(view, laid)
    assert lines[0] == "under h200-line-up (from 2026-12-01): The line of 3A090 drawn above the H200"
    assert lines[-1] == "Not legal advice."


def test_a_scenario_may_ask_more(derived: Shipments) -> None:
    rows = [shipped("SG", "2026-12-05", to_site="SIN1", to_party="LION")]
    view = judged(derived, rows, [])
    view.write("scenario_effects", effects.effects(view, scenario("location-verification")))
    row = view.one("SELECT before, under, effect FROM scenario_effects")
    assert row == {"before": "not_required", "under": "required", "effect": "newly_required"}
