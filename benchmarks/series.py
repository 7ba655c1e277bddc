"""Near-real-time balances against period-driven ones, on worlds with known truth.

Usage: python benchmarks/series.py [--worlds 12] [--units 900] [--seed 8000] [--replay | --other] [--only NAME…]

For each way of loss and each test: share of the depleted sites that alarm after the loss began, the share that would by
chance at the rate of honest sites, median days from the first chip lost to the alarm among those that do, and false
alarms per honest site-year: for drift, for drift where a hall had been moved without paper, and for sites gone dark.
`--replay` examines every world again as of each week after the loss, so that nothing is known before its time, and adds
the posterior: the first week in which it expects at least half of the chips that have really left the site by then, and
the first in which the site's own probability is above one half. `--other` takes honest worlds of the second generator:
false alarms alone.
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
from enduse.simulate.world import BEGIN, World
from enduse.store import Store, View

sys.path.insert(0, str(Path(__file__).parent))
import judgement
import otherworld

WAYS = ("empty_site", "dismantle", "leaks", "none")
STAGES = judgement.LEDGER_AND_SCORE | {"series"}
CUMUF_LIMIT = 3.0
BASES = (("round", "near-real-time"), ("month", "period-driven"))
Lost = dict[str, list[tuple[datetime, str]]]
"""When each diverted chip left each site, in order."""
BALANCES = """
SELECT site, coalesce(party, '') AS party, basis, period_from, period_to, alarm AND inventory = 'taken' AS page,
       alarm AND inventory <> 'taken' AS dark, coalesce(cumuf_standardised > $limit, FALSE) AS cumuf
FROM series ORDER BY site, party, basis, period_to
"""


@dataclass
class Tally:
    """What one test did over the worlds of one way of loss."""

    depleted: int = 0
    years_left: list[float] = field(default_factory=list)
    days: list[float] = field(default_factory=list)
    false_drift: int = 0
    false_moved: int = 0
    false_dark: int = 0
    honest_years: float = 0.0

    def line(self) -> str:
        share = f"{len(self.days) / self.depleted:7.2f}" if self.depleted else "      –"
        delay = f"{np.median(self.days):7.0f}" if self.days else "      –"
        if not self.honest_years:
            return f"{self.depleted:7d} {share} {'':7} {delay}"
        rate = (self.false_drift + self.false_moved + self.false_dark) / self.honest_years
        chance = f"{np.mean(1.0 - np.exp(-rate * np.array(self.years_left))):7.2f}" if self.years_left else "      –"
        counts = (self.false_drift, self.false_moved, self.false_dark)
        told = " ".join(f"{count / self.honest_years:7.3f}" for count in counts)
        return f"{self.depleted:7d} {share} {chance} {delay} {told} {self.honest_years:7.0f}"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--worlds", type=int, default=12)
    asked.add_argument("--units", type=int, default=900)
    asked.add_argument("--seed", type=int, default=8000)
    asked.add_argument("--replay", action="store_true")
    asked.add_argument("--other", action="store_true")
    asked.add_argument("--only", nargs="*", default=WAYS)
    given = asked.parse_args()
    pipeline.STAGES = tuple(item for item in pipeline.STAGES if item[0] in STAGES)
    heads = ("sites", "alarmed", "chance", "days", "drift", "moved", "dark", "years")
    print(f"{'way':<11} {'test':<22}" + " ".join(f"{head:>7}" for head in heads))
    for way in ("other",) if given.other else given.only:
        tallies: dict[str, Tally] = {}
        for number in range(given.worlds):
            folder = Path(tempfile.mkdtemp())
            try:
                moved = _make(way, given.seed + number, given.units, folder)
                _measure(folder, moved, tallies, given.replay)
            finally:
                shutil.rmtree(folder)
        for name, tally in tallies.items():
            print(f"{way:<11} {name:<22} {tally.line()}", flush=True)


def _make(way: str, seed: int, units: int, folder: Path) -> dict[str, datetime]:
    """Write a world; returns when part of each hall was moved without paper."""
    if way == "other":
        otherworld.write(otherworld.build(seed, units, []), folder)
        return {}
    world = write.build(seed, units, [way])
    write.write(world, folder)
    return _moved(world)


def _measure(folder: Path, moved: dict[str, datetime], tallies: dict[str, Tally], replay: bool) -> None:
    store = Store.open(None)
    pipeline.load(store, [folder / "evidence"])
    view = pipeline.examine(store).view
    lost, end = _lost(folder), view.as_of
    rows = view.rows(BALANCES, limit=CUMUF_LIMIT)
    begun = {row["site"]: row["period_from"] for row in reversed(rows)}
    for basis, called in BASES:
        chosen = [row for row in rows if row["basis"] == basis]
        for test in ("page", "cumuf"):
            _count(tallies.setdefault(f"{called} {test}", Tally()), chosen, test, lost, moved)
    if replay and lost:
        known = {site: chips for site, chips in lost.items() if begun.get(site, end) < chips[0][0]}
        _replay(tallies, store, known, end)


def _moved(world: World) -> dict[str, datetime]:
    """When part of a hall went elsewhere without paper."""
    found: dict[str, datetime] = {}
    for life in world.lives:
        if life.truth == "as_booked" and life.runs and life.runs[-1][0] != life.site:
            when = BEGIN + timedelta(days=min(stop for site, _, stop in life.runs if site == life.site))
            found[life.site] = min(when, found.get(life.site, when))
    return found


def _lost(folder: Path) -> Lost:
    """When each chip that was diverted left each site."""
    found: Lost = {}
    with (folder / "truth" / "units.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["truth"] == "diverted" and row.get("since"):
                when = datetime.fromisoformat(row["since"]).replace(tzinfo=None)
                found.setdefault(row["site"], []).append((when, row["unit"]))
    return {site: sorted(chips) for site, chips in sorted(found.items())}


def _count(tally: Tally, rows: list[dict[str, Any]], test: str, lost: Lost, moved: dict[str, datetime]) -> None:
    """A fixed limit alarms where it was kept at the close before; alarms before a loss are false."""
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
                    after_move = site in moved and close["period_to"] > moved[site]
                    tally.false_drift += bool(close[test]) and not after_move
                    tally.false_moved += bool(close[test]) and after_move
                    tally.false_dark += not close[test]
                elif alarmed is None and gone:
                    alarmed = (close["period_to"] - gone).total_seconds() / 86400.0
            standing = sounded and test == "cumuf"
        if gone:
            tally.depleted += 1
            tally.years_left.append(max(0.0, (closes[-1]["period_to"] - gone).days / 365.25))
            tally.days += [] if alarmed is None else [alarmed]


def _replay(tallies: dict[str, Tally], store: Store, lost: Lost, end: datetime) -> None:
    """Every week as of which something is told for the first time of each depleted site."""
    names = [*(f"{called} page, as of" for _, called in BASES), "posterior half", "posterior site"]
    open_ = {(name, site) for name in names for site in lost}
    for name in names:
        tallies.setdefault(name, Tally()).depleted += len(lost)
    day = min((chips[0][0] for chips in lost.values()), default=end) + timedelta(days=7)
    while day <= end and open_:
        then = pipeline.examine(store, as_of=day).view
        told = _told(then, {site: [u for when, u in chips if when <= day] for site, chips in lost.items()}, lost)
        for name, site in sorted(told & open_):
            tallies[name].days.append((day - lost[site][0][0]).total_seconds() / 86400.0)
            open_.discard((name, site))
        day += timedelta(days=7)


def _told(view: View, gone: dict[str, list[str]], lost: Lost) -> set[tuple[str, str]]:
    found = set()
    for row in view.rows("SELECT site, basis, max(period_to) AS last FROM series WHERE alarm GROUP BY site, basis"):
        if row["site"] in lost and row["last"] > lost[row["site"]][0][0]:
            found.add((f"{dict(BASES)[row['basis']]} page, as of", row["site"]))
    scored = view.rows("SELECT subject_kind, subject, probability FROM posteriors WHERE hypothesis = 'diverted'")
    chance = {(row["subject_kind"], row["subject"]): row["probability"] for row in scored}
    for site, chips in gone.items():
        if chips and sum(chance.get(("unit", unit), 0.0) for unit in chips) >= 0.5 * len(chips):
            found.add(("posterior half", site))
        if chips and chance.get(("site", site), 0.0) > 0.5:
            found.add(("posterior site", site))
    return found


if __name__ == "__main__":
    main()
