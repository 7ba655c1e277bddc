"""A lead against the bundled example: true lots first, excluded ones with the sighting that excludes them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from enduse import pipeline
from enduse.claims import answer, competing, leadfile
from enduse.claims.answer import Answer
from enduse.claims.claim import claim_of
from enduse.claims.lead import read_texts
from enduse.store import Store, View
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples" / "phantom-data-centre"
TRUE_LOTS = ["SYN-PL-K2-1", "SYN-PL-K2-2"]
TIP = (
    "Several hundred Nvidia Blackwell chips were installed in a data centre in Johor, Malaysia, "
    "passed an inspection in "
    "March 2026, and were then dismantled and shipped on through Port Klang to Hong Kong in April "
    "2026, according to two "
    "people familiar with the matter. The crates were declared as cooling equipment. Nvidia said it "
    "has seen no evidence."
)
FALSE_TIP = TIP.replace("Blackwell", "H100").replace("Johor, Malaysia", "Frankfurt, Germany")


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    folder = tmp_path_factory.mktemp("evidence") / "case"
    shutil.copytree(EXAMPLE, folder)
    (folder / "tip.txt").write_text(TIP, encoding="utf-8")
    (folder / "second-tip.txt").write_text(
        "A driver said B200 servers left Kulai in Johor for Hong Kong in April 2026.", encoding="utf-8"
    )
    lead = read_texts([("old.txt", FALSE_TIP.encode())])
    body = leadfile.dump(lead).replace(
        "statuses: []",
        "statuses:\n- {proposition: P1, status: contradicted, who: A. Analyst, when: 2026-07-01, "
        "why: all lots seen, observation: 'visit.csv:3'}",
    )
    (folder / "corrected.yaml").write_text(body, encoding="utf-8")
    store = Store.open()
    pipeline.load(store, [folder])
    return pipeline.examine(store).view


def told(text: str, view: View) -> Answer:
    lead = read_texts([("lead.txt", text.encode())])
    return answer.against(Answer(lead, claim_of(lead), None), view)


def test_the_true_lots_are_compatible_and_first(view: View) -> None:
    fitted = told(TIP, view).fitted
    assert fitted is not None
    assert [fit.lot for fit in fitted.of("compatible")[:2]] == TRUE_LOTS
    assert all("consistent with" in fit.because for fit in fitted.of("compatible"))
    assert all(fit.next_check and "hours" in fit.next_check for fit in fitted.of("compatible"))


def test_excluded_lots_name_the_sighting_that_excludes_them(view: View) -> None:
    fitted = told(TIP.replace("Blackwell ", ""), view).fitted
    assert fitted is not None
    seen = [fit for fit in fitted.of("excluded") if "removed" in fit.because]
    assert seen
    assert all("answered (read)" in fit.because or "answered (attested)" in fit.because for fit in seen)
    assert all(":" in fit.because.rsplit("(", 1)[1] for fit in seen)  # FILE:ROW


def test_a_lot_without_an_instrument_cannot_be_judged(view: View) -> None:
    fitted = told(
        "Several hundred H200 chips were dismantled in a data centre in Germany and shipped to China.", view
    ).fitted
    assert fitted is not None
    assert "LOT-HX-0117" in {fit.lot for fit in fitted.of("cannot_say")}


def test_the_control_tells_a_lead_with_information_from_a_shuffled_one(view: View) -> None:
    fitted = told(TIP, view).fitted
    assert fitted is not None
    assert fitted.control.percentile is not None and fitted.control.percentile > 85
    assert fitted.control.shuffled_percentile is not None and 30 < fitted.control.shuffled_percentile < 70


def test_the_quantity_is_held_against_what_is_left(view: View) -> None:
    fitted = told(TIP.replace("Several hundred", "Several thousand"), view).fitted
    assert fitted is not None
    assert "cannot be about this stock alone" in (fitted.quantity_sentence() or "")


def test_other_explanations_are_counted_and_say_what_would_show(view: View) -> None:
    fitted = told(TIP, view).fitted
    assert fitted is not None
    rows = competing.explanations(fitted.of("compatible")[0])
    assert {row["hypothesis"] for row in rows} >= {
        "diverted as claimed",
        "telemetry outage",
        "used by remote access",
        "failed or in repair",
    }
    assert all(row["would_show"] for row in rows)
    remote = next(row for row in rows if row["hypothesis"] == "used by remote access")
    assert remote["inconsistent"] > 0


def test_the_tables_hold_every_lead_of_the_evidence(view: View) -> None:
    leads = {row["lead"] for row in view.rows("SELECT DISTINCT lead FROM fits")}
    assert leads == {"tip.txt", "second-tip.txt", "corrected.yaml"}
    best = view.rows(
        "SELECT lot FROM fits WHERE lead = 'tip.txt' AND verdict = 'compatible' ORDER BY db DESC, lot LIMIT 2"
    )
    assert [row["lot"] for row in best] == TRUE_LOTS
    modes = {row["modality"] for row in view.rows("SELECT modality FROM assertions WHERE lead = 'tip.txt'")}
    assert modes == {"alleges", "no_knowledge"}
    assert view.one("SELECT count(*) AS n FROM fit_predicates")["n"] > 0  # type: ignore[index]
    assert view.one("SELECT count(*) AS n FROM hypotheses")["n"] > 0  # type: ignore[index]


def test_the_history_of_a_status_keeps_who_when_why(view: View) -> None:
    rows = view.rows(
        "SELECT status, who, why FROM statuses WHERE lead = 'corrected.yaml' AND proposition = 'P1' ORDER BY changed"
    )
    assert {row["status"] for row in rows} >= {"unexamined", "contradicted"}
    assert ("contradicted", "A. Analyst", "all lots seen") in {(row["status"], row["who"], row["why"]) for row in rows}


def test_leads_about_the_same_lot_find_each_other(view: View) -> None:
    links = view.rows("SELECT lead, other, shared_kind, shared FROM lead_links")
    pairs = {(row["lead"], row["other"]) for row in links}
    assert ("second-tip.txt", "tip.txt") in pairs
    assert ("corrected.yaml", "tip.txt") not in {
        (row["lead"], row["other"]) for row in links if row["shared_kind"] in ("lot", "site")
    }
    near = told(TIP, view).near
    assert {"lead": "tip.txt", "shared_kind": "site", "shared": "K2"} in near


def test_a_lead_file_is_written_corrected_and_loaded(view: View, tmp_path: Path) -> None:
    lead = read_texts([("tip.txt", TIP.encode())])
    path = tmp_path / "lead.yaml"
    path.write_text(leadfile.dump(lead).replace("confirmed_by: null", "confirmed_by: A. Analyst"), encoding="utf-8")
    loaded = answer.read_paths([path])
    assert loaded.corrected is not None and loaded.corrected.confirmed_by == "A. Analyst"
    assert [a.span for a in loaded.lead.assertions] == [a.span for a in lead.assertions]
    assert [p.text() for p in loaded.lead.propositions] == [p.text() for p in lead.propositions]
    fitted = answer.against(loaded, view).fitted
    assert fitted is not None and fitted.of("compatible")[0].lot == TRUE_LOTS[0]
