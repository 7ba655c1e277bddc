"""What the evidence shows of honest habits, and what that is worth."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from enduse import pipeline
from enduse.score.evidence import prepare
from enduse.score.habits import _share, unanswered, unwritten
from enduse.score.silence import Cell, observe
from enduse.store import Store, View

HEADER = "event,happened,unit,unit_kind,part,site,to_site,from_party,to_party,parent,grade,document\n"
SITES = "site,name,operator,kind,country\nFAB,Fab,maker,fab,TW\n" + "".join(
    f"H{n},Hall {n},cloud,data_centre,MY\n" for n in range(6)
)


def examined(folder: Path, rows: list[str]) -> View:
    (folder / "events.csv").write_text(HEADER + "\n".join(rows) + "\n")
    (folder / "sites.csv").write_text(SITES)
    (folder / "case.toml").write_text('title = "habits"\nas_of = "2026-06-01"\n')
    store = Store.open(None)
    pipeline.load(store, [folder])
    view = pipeline.examine(store).view
    prepare(view)
    return view


def shipped(unit: str, site: str, document: str, receipt: bool = True) -> list[str]:
    rows = [f"shipping,2026-01-05,{unit},gpu,H100 SXM5,FAB,{site},maker,cloud,,,{document}"]
    if receipt:
        rows.append(f"receiving,2026-01-15,{unit},gpu,H100 SXM5,{site},,,cloud,,,{document}")
    return rows


def diverted(view: View, unit: str) -> float:
    row = view.one("SELECT probability FROM posteriors WHERE subject = $unit AND hypothesis = 'diverted'", unit=unit)
    assert row is not None
    return float(row["probability"])


def test_where_no_receipt_is_ever_told_of_the_want_of_one_is_no_evidence(tmp_path: Path):
    view = examined(tmp_path, shipped("G1", "H0", "D1", receipt=False))
    assert diverted(view, "G1") < 0.03


def test_where_receipts_are_told_of_the_want_of_one_is_evidence(tmp_path: Path):
    others = [row for n in range(40) for row in shipped(f"K{n}", f"H{n % 6}", f"D{n}")]
    view = examined(tmp_path, others + shipped("G1", "H0", "X1", receipt=False))
    assert diverted(view, "G1") > 0.2
    assert diverted(view, "K1") < 0.1


def test_a_shipment_that_turned_up_without_receipt_counts_against_the_clerk(tmp_path: Path):
    rows = [row for n in range(30) for row in shipped(f"K{n}", "H0", f"D{n}", receipt=n >= 10)]
    rows += [f"observing,2026-03-01,K{n},gpu,H100 SXM5,H0,,,,,read," for n in range(30)]
    found = unwritten(examined(tmp_path, rows), "g")
    assert found["unwritten_whole"] == pytest.approx((10 + 0.5) / (30 + 50))
    assert found["unwritten_single"] == pytest.approx(0.5 / (20 + 50))
    assert found["untold"] == pytest.approx(1.0 / 21.0**2)


def test_a_site_where_nothing_runs_does_not_make_that_usual(tmp_path: Path):
    rows = []
    for n in range(60):
        site = f"H{n % 6}"
        rows += [*shipped(f"K{n}", site, f"D{n}"), f"installing,2026-01-20,K{n},gpu,H100 SXM5,{site},,,,S{n},,"]
        if site != "H3" or n == 3:
            rows += [f"observing,2026-0{month}-01,K{n},gpu,H100 SXM5,{site},,,,,read," for month in (2, 3, 4)]
    usual = {row["site"]: row["never_start"] for row in unanswered(examined(tmp_path, rows), "g").to_pylist()}
    assert max(usual.values()) < 0.03


def test_the_third_of_sites_with_most_is_not_what_is_usual():
    honest = [(50.0, 1.0)] * 6
    assert _share([*honest, (50.0, 50.0), (50.0, 40.0)], 0.03, 30.0) == pytest.approx((6 + 0.9) / (300 + 30))
    assert _share([], 0.03, 30.0) == pytest.approx(0.03)


def test_a_site_that_is_back_since_yesterday_was_not_up_for_a_whole_round():
    days = 100
    cell = Cell("H0", "gpu", "MY", 20, 7.0, np.zeros(days), np.zeros(days), np.zeros(days))
    cell.reports[:50] = 3.0
    cell.starts[:7] = 20.0 / 7.0
    cell.stops[43:50] = 13.0 / 7.0
    cell.reports[98:] = 3.0
    cell.stops[98:] = 3.5
    observe(cell)
    rounds = cell.rounds()
    assert rounds[-1] - rounds[49] == pytest.approx(2.0 / 7.0, abs=0.1)


def test_a_site_back_from_an_outage_shorter_than_two_rounds_was_down_in_it():
    """Machines report at their own hours; twelve days of none are an outage, and who came back first proves nothing."""
    rng = np.random.default_rng(3)
    reports = rng.poisson(20.0, 200).astype(float) + 1.0
    reports[186:198] = 0.0
    starts, stops = np.zeros(200), np.zeros(200)
    starts[0], stops[185], stops[198] = 200.0, 160.0, 40.0
    cell = Cell("H0", "gpu", "MY", 200, 10.0, reports, starts, stops)
    observe(cell)
    assert cell.up[150:186].min() > 0.9
    assert cell.up[186:198].max() == 0.0
    weekly = np.zeros(200)
    weekly[::7] = 200.0
    cell = Cell("H1", "gpu", "MY", 200, 7.0, weekly, starts, np.zeros(200))
    observe(cell)
    assert cell.up[7:190].min() > 0.9


def test_what_arrived_speaks_for_a_corridor(tmp_path: Path):
    """One delivery of thirty that is missing weighs less than the only delivery of its corridor."""
    (tmp_path / "known").mkdir()
    (tmp_path / "new").mkdir()
    others = [row for n in range(60) for row in shipped(f"K{n}", f"H{n % 2}", f"D{n}")]
    known = examined(tmp_path / "known", others + shipped("G1", "H0", "X1", receipt=False))
    new = examined(tmp_path / "new", others + shipped("G1", "H5", "X1", receipt=False))
    assert diverted(known, "G1") < diverted(new, "G1") - 0.1
