"""Runs every scenario: its evidence gives exactly the findings that its story tells."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from enduse import pipeline
from enduse.detect import detectors, lay_out
from enduse.detect.findings import found
from enduse.store import Store

FOLDER = Path(__file__).resolve().parent.parent.parent / "scenarios"
SCENARIOS = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())


def told(scenario: str) -> set[tuple[str, str, str]]:
    with (FOLDER / scenario / "expected" / "findings.csv").open(encoding="utf-8") as file:
        return {(row["detector"], row["subject_kind"], row["subject"]) for row in csv.DictReader(file)}


NAMED = {detector for scenario in SCENARIOS for detector, _, _ in told(scenario)}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_evidence_gives_the_findings_of_the_story(scenario: str) -> None:
    store = Store.open(None)
    pipeline.load(store, [FOLDER / scenario / "evidence"])
    view = pipeline.examine(store).view
    found = {
        (row["detector"], row["subject_kind"], row["subject"])
        for row in view.rows("SELECT detector, subject_kind, subject FROM findings")
        if row["detector"] in NAMED
    }
    assert found == told(scenario)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_detector_that_has_nothing_to_look_at_would_find_nothing(scenario: str) -> None:
    """Such detectors are not asked; asked all the same, none has an answer."""
    store = Store.open(None)
    pipeline.load(store, [FOLDER / scenario / "evidence"])
    view = pipeline.examine(store).view
    lay_out(view)
    seeing = {row["detector"] for row in view.rows("SELECT detector FROM detector_coverage WHERE could_see")}
    idle = [one for one in detectors() if one.name not in seeing]
    assert idle
    assert [one.name for one in idle if found(view, one).num_rows] == []


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_story_is_five_lines(scenario: str) -> None:
    assert len((FOLDER / scenario / "story.md").read_text(encoding="utf-8").strip().splitlines()) == 5


def test_every_detector_of_records_is_in_a_story_and_silent_in_an_honest_one() -> None:
    elsewhere = ("licence_", "attest", "rollcall_", "delay_", "party_", "ownership_", "paper_against", "seen_where")
    of_records = {one.name for one in detectors() if not one.name.startswith(elsewhere)}
    assert of_records <= NAMED
    assert told("an-honest-fleet") == set() == told("announced-outage")
