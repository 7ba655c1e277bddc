"""Near-real-time balances against period-driven ones, on worlds with known truth.

Usage: python benchmarks/series.py [--worlds 10] [--units 900] [--seed 7000] [--replay]

For each way of loss and each test: share of the depleted sites that alarm after the loss began, median days from the first
chip lost to the alarm among them, and false alarms per honest site-year, apart for drift and for sites gone dark. `--replay`
examines every world again week by week after the loss, and adds the posterior: first week in which it expects at least
half of the chips really lost by then.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from enduse import pipeline
from enduse.simulate import write
from enduse.store import Store, View

sys.path.insert(0, str(Path(__file__).parent))
import judgement

WAYS = ("empty_site", "dismantle", "leaks", "none")
STAGES = judgement.LEDGER_AND_SCORE | {"series"}
CUMUF_LIMIT = 3.0
BALANCES = """
SELECT site, coalesce(party, '') AS party, basis, period_from, period_to, alarm AND inventory = 'taken' AS page,
       alarm AND inventory <> 'taken' AS dark, coalesce(cumuf_standardised > $limit, FALSE) AS cumuf
FROM series ORDER BY site, party, basis, period_to
"""


@dataclass
class Tally:
    """What one test did over the worlds of one way of loss."""

    depleted: int = 0
    days: list[float] = field(default_factory=list)
    false_drift: int = 0
    false_dark: int = 0
    honest_years: float = 0.0

    def line(self) -> str:
        share = f"{len(self.days) / self.depleted:7.2f}" if self.depleted else "      –"
        delay = f"{np.median(self.days):7.0f}" if self.days else "      –"
        years = max(self.honest_years, 1e-9)
        return f"{self.depleted:6d} {share} {delay}  {self.false_drift / years:7.3f} {self.false_dark / years:7.3f}"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--worlds", type=int, default=10)
    asked.add_argument("--units", type=int, default=900)
    asked.add_argument("--seed", type=int, default=7000)
    asked.add_argument("--replay", action="store_true")
    given = asked.parse_args()
    pipeline.STAGES = tuple(item for item in pipeline.STAGES if item[0] in STAGES)
    print(f"{'way':<11} {'test':<22} {'sites':>6} {'alarmed':>7} {'days':>7}  {'drift':>7} {'dark':>7}   false, a site-year")
    for way in WAYS:
        tallies: dict[str, Tally] = {}
        for number in range(given.worlds):
            folder = Path(tempfile.mkdtemp())
            try:
                write.write(write.build(given.seed + number, given.units, [way]), folder)
                _measure(folder, tallies, given.replay)
            finally:
                shutil.rmtree(folder)
        for name, tally in tallies.items():
            print(f"{way:<11} {name:<22} {tally.line()}", flush=True)


def _measure(folder: Path, tallies: dict[str, Tally], replay: bool) -> None:
    store = Store.open(None)
    pipeline.load(store, [folder / "evidence"])
    view = pipeline.examine(store).view
    lost = _lost(folder)
    rows = view.rows(BALANCES, limit=CUMUF_LIMIT)
    for basis, called in (("round", "near-real-time"), ("month", "period-driven")):
        chosen = [row for row in rows if row["basis"] == basis]
        for test in ("page", "cumuf"):
            name = f"{called} {test}"
            _count(tallies.setdefault(name, Tally()), chosen, test, lost)
    if replay and lost:
        _replay(tallies.setdefault("posterior, weekly", Tally()), store, view, lost, folder)


def _lost(folder: Path) -> dict[str, list[tuple[datetime, str]]]:
    """When each chip that was diverted left each site."""
    found: dict[str, list[tuple[datetime, str]]] = {}
    with (folder / "truth" / "units.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["truth"] == "diverted" and row["since"]:
                when = datetime.fromisoformat(row["since"]).replace(tzinfo=None)
                found.setdefault(row["site"], []).append((when, row["unit"]))
    return {site: sorted(chips) for site, chips in sorted(found.items())}


def _count(tally: Tally, rows: list[dict[str, Any]], test: str, lost: dict[str, list[tuple[datetime, str]]]) -> None:
    """Alarms begin where a close alarms and the one before it did not; on a depleted site those before the loss are false."""
    series: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        series.setdefault((row["site"], row["party"]), []).append(row)
    for (site, _), closes in series.items():
        gone = lost[site][0][0] if site in lost else None
        if gone and closes[0]["period_from"] > gone:
            continue
        alarmed, standing = None, False
        for close in closes:
            sounded = close[test] or close["dark"]
            honest = gone is None or close["period_to"] <= gone
            if honest:
                tally.honest_years += (close["period_to"] - close["period_from"]).days / 365.25
            if sounded and not standing:
                if honest:
                    tally.false_drift += bool(close[test])
                    tally.false_dark += not close[test]
                elif alarmed is None and gone:
                    alarmed = (close["period_to"] - gone).total_seconds() / 86400.0
            standing = sounded and test == "cumuf"
        if gone:
            tally.depleted += 1
            tally.days += [] if alarmed is None else [alarmed]


def _replay(tally: Tally, store: Store, view: View, lost: dict[str, list[tuple[datetime, str]]], folder: Path) -> None:
    """The day on which the posterior expects half of what is really gone from a site by then."""
    for site, chips in lost.items():
        if not view.one("SELECT site FROM series WHERE site = $site LIMIT 1", site=site):
            continue
        tally.depleted += 1
        day = chips[0][0] + timedelta(days=7)
        while day <= view.as_of:
            then = pipeline.examine(store, as_of=day).view
            gone = [unit for when, unit in chips if when <= day]
            units = then.rows(
                "SELECT subject, probability FROM posteriors WHERE hypothesis = 'diverted' AND subject_kind = 'unit'"
            )
            chance = {row["subject"]: row["probability"] for row in units}
            if sum(chance.get(unit, 0.0) for unit in gone) >= 0.5 * len(gone):
                tally.days.append((day - chips[0][0]).total_seconds() / 86400.0)
                break
            day += timedelta(days=7)


if __name__ == "__main__":
    main()
