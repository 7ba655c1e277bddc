"""The answer to the bundled example: who is found first, why, and what is left open."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow.parquet as pq

from enduse import report
from enduse.pipeline import Examination

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

FINDINGS = {
    "beyond_power": 1,
    "contact_off_path": 5,
    "counted_fewer": 1,
    "described_differently": 1,
    "formed_near_a_rule": 2,
    "forwarder_holds": 1,
    "goods_left_as_silence_began": 1,
    "in_two_places": 2,
    "label_only": 729,
    "left_its_chassis": 3,
    "new_firm": 2,
    "not_seen_within_goal": 306,
    "on_paper_only": 288,
    "onward_from_hub": 1,
    "removed_and_gone": 54,
    "shipped_never_received": 54,
    "silent_since_inspection": 297,
    "site_silent_together": 1,
    "sold_on_at_once": 1,
    "weight_differs": 1,
}
"""Findings of the detectors of records; those of law and proofs are tested with their own rooms."""


def test_what_was_read_and_what_the_account_says(examination: Examination) -> None:
    case = report.gather(examination.view)
    assert (case.reading["files"], case.reading["chips"], case.reading["set_aside"]) == (27, 6208, 5)
    assert [case.booked(column) for column in ("book", "verified", "stale", "never_verified", "muf")] == [
        6208, 5628, 272, 308, 4,
    ]  # fmt: skip
    assert [site["site"] for site in case.blind] == ["TH-2"]


def test_the_emptied_hall_is_named_first_with_its_chips(examination: Examination) -> None:
    first = report.gather(examination.view).suspects[0]
    import random

    from example_world import SEED, of_site, servers

    gone = {gpu for server in of_site(servers(random.Random(SEED)), "K2")[:32] for gpu in server.gpus}
    assert first.site == "K2"
    assert {member["unit"] for member in first.members} == gone
    assert first.clock_days == 64


def test_the_reasons_are_told_in_time_and_name_what_else_fits(examination: Examination) -> None:
    first = report.gather(examination.view).suspects[0]
    order = [reason.detector for reason in first.reasons]
    assert order.index("label_only") < order.index("site_silent_together") < order.index("goods_left_as_silence_began")
    assert "contact_off_path" in order
    assert all(reason.innocent and reason.check and reason.evidence for reason in first.reasons)


def test_the_detectors_find_what_was_put_there(examination: Examination) -> None:
    counted = {
        row["detector"]: row["n"]
        for row in examination.view.rows("SELECT detector, COUNT(*) AS n FROM findings GROUP BY detector")
    }
    assert {name: counted.get(name, 0) for name in FINDINGS} == FINDINGS


def test_the_answer_is_under_twenty_lines(examination: Examination) -> None:
    lines = report.answer(examination.view).lines("out/report.html")
    assert len(lines) < 20
    assert all(len(line) <= 130 for line in lines)
    assert lines[3].split()[:2] == ["1", "K2,"]
    assert "256 chips" in lines[3] and "64 days past the goal" in lines[3]
    text = "\n".join(lines)
    assert "label only" in text and "fits too:" in text and "Check:" in text and "cannot say" in text
    assert "proves" not in text


def test_tables_are_written_beside_the_report(report_page: Path) -> None:
    findings = pq.read_table(report_page.parent / "tables" / "findings.parquet")
    assert {"finding", "detector", "family", "subject_kind", "subject", "db", "m", "u", "evidence", "says"} <= set(
        findings.column_names
    )
    assert (report_page.parent / "tables" / "detector_coverage.parquet").exists()


def test_the_generator_writes_what_is_bundled(tmp_path: Path) -> None:
    import make_example

    make_example.main(tmp_path / "again")
    bundled = ROOT / "examples" / "phantom-data-centre"
    text = [path for path in bundled.rglob("*") if path.suffix in (".csv", ".json", ".xml", ".toml", ".yaml")]
    assert len(text) > 30
    for path in text:
        assert (tmp_path / "again" / path.relative_to(bundled)).read_bytes() == path.read_bytes(), path.name
    for path in bundled.rglob("*.parquet"):
        assert pq.read_table(tmp_path / "again" / path.relative_to(bundled)).equals(pq.read_table(path))


def test_everything_in_the_example_says_that_it_is_synthetic() -> None:
    for path in sorted((ROOT / "examples" / "phantom-data-centre").rglob("*")):
        if path.is_file() and path.suffix != ".xlsx":
            content = path.read_bytes().lower()
            assert b"synthet" in content or b"syn-" in content, path.name
