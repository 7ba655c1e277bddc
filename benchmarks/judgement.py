"""The score on worlds with known truth, beside three simple rivals.

Usage: python benchmarks/judgement.py [--worlds 4] [--units 900] [--seed 1000] [--other] [--quick] [--only NAME…]

`--other` takes the second generator, on which nothing was chosen; `--quick` runs ledger and score without detectors
and law. Prints, for each method and over all: average precision, recall when 2 % of the honest units may be
reviewed, expected against true number, Brier score, emptied sites found, coverage of the 90 % interval, what the
plan's visits find against random ones, and average precision of the rivals.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from enduse import pipeline
from enduse.plan.sampling import systematic
from enduse.plan.visits import populations
from enduse.score.calibrate import average_precision, brier, recall_within, reliability
from enduse.simulate import typologies, write
from enduse.store import Store, View

sys.path.insert(0, str(Path(__file__).parent))
import otherworld

LEDGER_AND_SCORE = {
    "proofs", "attested_devices", "identities", "containment", "timeline", "units", "holdings", "accounts", "darkness",
    "legs", "hazards", "lots", "posteriors", "quantities", "visits",
}  # fmt: skip
RIVALS = """
SELECT units.unit, coalesce(date_diff('day', CAST(seen.at_last AS DATE), CAST($as_of AS DATE)), 999) AS silent_days,
       coalesce(seen.pace, 30.0) AS pace
FROM units LEFT JOIN (
    SELECT unit, max(happened) AS at_last, greatest(1.0, (epoch(max(happened)) - epoch(min(happened))) / 86400.0
           / greatest(1, count(*) - 1)) AS pace
    FROM timeline WHERE event = 'observing' GROUP BY unit
) AS seen ON seen.unit = units.unit
ORDER BY units.unit
"""


@dataclass
class Tally:
    """Figures of one method over its worlds."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    expected: float = 0.0
    true: float = 0.0
    units: int = 0
    brier: list[float] = field(default_factory=list)
    emptied: list[float] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)
    above_half: list[float] = field(default_factory=list)
    planned: float = 0.0
    by_chance: float = 0.0
    rivals: dict[str, list[float]] = field(default_factory=lambda: {"silence": [], "clock": [], "sum": []})
    pairs: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)

    def line(self, name: str) -> str:
        def mean(values: list[float] | list[bool]) -> str:
            return f"{np.mean(values):6.3f}" if values else "     –"

        ratio = (
            f"{self.expected / self.true:6.2f}" if self.true else f"{100 * self.expected / max(1, self.units):5.2f}%"
        )
        gain = f"{self.planned / self.by_chance:5.1f}x" if self.by_chance else "     –"
        least = f"{min(self.precision):6.3f}" if self.precision else "     –"
        rivals = " ".join(mean(values) for values in self.rivals.values())
        return (f"{name:<16}{mean(self.precision)} {least} {mean(self.recall)} {ratio} {mean(self.brier)} "
                f"{mean(self.emptied)} {mean(self.covered)} {mean(self.above_half)} {gain}  {rivals}")  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--worlds", type=int, default=4)
    asked.add_argument("--units", type=int, default=900)
    asked.add_argument("--seed", type=int, default=1000)
    asked.add_argument("--other", action="store_true")
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--only", nargs="*")
    given = asked.parse_args()
    own = [method.name for method in typologies.METHODS]
    names = given.only or [*(otherworld.PLANS if given.other else own), "none", "mixed"]
    heads = ("AP", "least", "R@2%", "e/t", "Brier", "sites", "90%", "hon>½", "plan", "silent", "clock", "sum")
    print(f"{'method':<16}" + " ".join(f"{head:>6}" for head in heads))
    overall = Tally()
    for name in names:
        tally = Tally()
        for number in range(given.worlds):
            folder = Path(tempfile.mkdtemp())
            try:
                _make(given.other, given.seed + number, given.units, name, folder)
                _measure(_examined(folder, given.quick), folder, (tally, overall))
            finally:
                shutil.rmtree(folder)
        print(tally.line(name), flush=True)
    print(overall.line("all"))
    chance = np.concatenate([pair[0] for pair in overall.pairs])
    fate = np.concatenate([pair[1] for pair in overall.pairs])
    print("reliability: " + "  ".join(f"{low:.2f}-{high:.2f}: said {said:.3f} true {true:.3f} ({count})"
                                      for low, high, said, true, count in reliability(chance, fate)))  # fmt: skip


def _make(other: bool, seed: int, units: int, name: str, folder: Path) -> None:
    chosen = None if name == "mixed" else [name]
    if other:
        otherworld.write(otherworld.build(seed, units, [] if name == "none" else chosen), folder)
    else:
        write.write(write.build(seed, units, chosen), folder)


def _examined(folder: Path, quick: bool) -> View:
    store = Store.open(None)
    pipeline.load(store, [folder / "evidence"])
    if not quick:
        return pipeline.examine(store).view
    stages: tuple[tuple[str, Callable[[View], object]], ...] = pipeline.STAGES
    kept, pipeline.STAGES = stages, tuple(item for item in pipeline.STAGES if item[0] in LEDGER_AND_SCORE)
    try:
        return pipeline.examine(store).view
    finally:
        pipeline.STAGES = kept


def _measure(view: View, folder: Path, tallies: tuple[Tally, ...]) -> None:
    truth = {row["unit"]: row["truth"] for row in _read(folder / "truth" / "units.csv")}
    rows = view.table("""
        SELECT posteriors.subject, posteriors.probability FROM posteriors JOIN units ON units.unit = posteriors.subject
        WHERE hypothesis = 'diverted' AND subject_kind = 'unit' AND units.chips > 0 ORDER BY posteriors.subject
    """)
    names = rows["subject"].to_pylist()
    chance = rows["probability"].to_numpy()
    fate = np.array([truth.get(unit) == "diverted" for unit in names])
    rivals = {row["unit"]: row for row in view.rows(RIVALS)}
    silent = np.array([float(rivals[unit]["silent_days"]) for unit in names])
    pace = np.array([float(rivals[unit]["pace"]) for unit in names])
    scores = {"silence": silent, "clock": (silent > 84.0) + 0.0, "sum": silent / pace}
    lots = sum(float(row["missing"]) for row in _read(folder / "truth" / "lots.csv"))
    total = view.one("SELECT p05, p95 FROM quantities WHERE scope_kind = 'all' AND part = 'all'") or {
        "p05": 0,
        "p95": 0,
    }
    emptied = {row["site"] for row in _read(folder / "truth" / "sites.csv") if row["emptied"] == "1"}
    judged = view.rows("SELECT * FROM posteriors WHERE subject_kind = 'site' AND hypothesis = 'diverted'")
    sites = {row["subject"]: row["probability"] for row in judged}
    for tally in tallies:
        if fate.any():
            tally.precision.append(average_precision(chance, fate))
            tally.recall.append(recall_within(chance, fate, 0.02))
            for name, values in scores.items():
                tally.rivals[name].append(average_precision(values, fate))
            tally.true += float(fate.sum())
            _visits(view, {unit for unit, what in truth.items() if what == "diverted"}, tally)
        tally.expected += float(chance.sum()) if fate.any() or tally.true == 0 else 0.0
        tally.units += len(fate)
        tally.brier.append(brier(chance, fate))
        tally.emptied += [float(sites.get(site, 0.0) > 0.5) for site in emptied]
        tally.covered.append(bool(total["p05"] <= fate.sum() + lots <= total["p95"]))
        tally.above_half.append(float(np.mean(chance[~fate] > 0.5)))
        tally.pairs.append((chance, fate))


def _visits(view: View, taken: set[str], tally: Tally) -> None:
    """Diverted units among the plan's serial numbers, and among those of as many sites drawn by chance.

    The first visits of the plan, one for every eight sites.
    """
    rows = view.rows("SELECT serials FROM visits ORDER BY rank")
    sites = populations(view)
    visits = max(1, len(sites) // 8)
    tally.planned += sum(unit in taken for row in rows[:visits] for unit in row["serials"])
    found = [sum(unit in taken for unit in systematic(site.units, site.sample(0.9), site.site)) for site in sites]
    tally.by_chance += visits * float(np.mean(found)) if found else 0.0


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


if __name__ == "__main__":
    main()
