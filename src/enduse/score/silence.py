"""Silence of a unit among its peers, and of a whole site among sites."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from enduse.score.waiting import PRIORS, Survival, learn

Numbers = NDArray[np.float64]

MISS_FIRST, MISS_AGAIN, MISS_WEIGHT = 0.05, 0.2, 20.0
"""P(a round is missed | agent alive) and P(one more | the last was missed) before the data, each worth so many
rounds (judgement); misses come together, and some agents report at no fixed pace."""
DEATH_PER_DAY, DEATH_WEIGHT = 0.05 / 365.0, 2.0
"""Before the data an agent dies once in twenty years of service, worth two observed deaths (judgement)."""
OUTAGE_ODDS = 0.03


@dataclass
class Cell:
    """One kind of unit at one site: its reports day by day, and what is inferred from them.

    Arrays run over the days from the first of the evidence to the day of the view, both included.
    """

    site: str
    unit_kind: str
    country: str | None
    units: int
    cadence_days: float
    reports: Numbers
    starts: Numbers
    stops: Numbers
    up: Numbers = field(default_factory=lambda: np.zeros(0))
    alive: Numbers = field(default_factory=lambda: np.zeros(0))
    death_per_day: float = DEATH_PER_DAY
    miss_first: float = MISS_FIRST
    miss_again: float = MISS_AGAIN

    @property
    def last_day(self) -> int:
        """The last day with any report."""
        return int(np.nonzero(self.reports)[0][-1])

    def dark(self) -> bool:
        """True if nothing of this kind has reported here for longer than two rounds."""
        return len(self.reports) - 1 - self.last_day > 2.2 * self.cadence_days + 1.0

    def rounds(self) -> Numbers:
        """Rounds in which this site was up, counted from the beginning through each day."""
        return np.cumsum(self.up) / self.cadence_days


def observe(cell: Cell) -> None:
    """Infer on which days the site was up, from its own reporting units.

    Bins of one cadence, counted back from the last day. A unit counts as a peer from its first to its last
    report, so the peers of a silent unit never include the unit itself nor those that fell silent before.
    A bin without any peer says nothing: there the whole site is dark, which is a question of its own.
    """
    days = len(cell.reports)
    bins = ((days - 1 - np.arange(days)) / cell.cadence_days).astype(int)
    size = int(bins.max()) + 1
    reports = np.bincount(bins, cell.reports, size)
    starts, stops = np.bincount(bins, cell.starts, size), np.bincount(bins, cell.stops, size)
    started = np.cumsum(starts[::-1])[::-1]
    stopped_before = np.cumsum(stops[::-1])[::-1] - stops
    alive = started - stopped_before
    peers = alive > 0
    usual = float(np.median(reports[peers] / alive[peers])) if peers.any() else 1.0
    seen = np.minimum(reports / max(usual, 1e-9), alive)
    trials = np.minimum(alive, 12.0)
    share = np.divide(seen, alive, out=np.zeros(size), where=peers)
    log_odds = np.log(OUTAGE_ODDS) + trials * (
        share * (np.log(0.1) - np.log(0.9)) + (1.0 - share) * (np.log(0.9) - np.log(0.1))
    )
    down = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -50.0, 50.0)))
    up = np.where(peers, 1.0 - down, 0.0)
    cell.up, cell.alive = _edges(up, bins, cell.reports), alive[bins]
    cell.up[_hushed(cell.reports)] = 0.0


def _edges(up: Numbers, bins: NDArray[np.int64], reports: Numbers) -> Numbers:
    """Days up: beside a bin that was down, only the days between the first and last report of a bin that was up.

    Without this a site that is back since yesterday would seem to have been up for a whole round.
    """
    days = up[bins].copy()
    size = len(up)
    for place in np.nonzero(up >= 0.5)[0]:
        own = np.nonzero(bins == place)[0]
        told = own[reports[own] > 0.0]
        if told.size == 0:
            continue
        if place + 1 < size and up[place + 1] < 0.5:
            days[own[own < told[0]]] = 0.0
        if place > 0 and up[place - 1] < 0.5:
            days[own[own > told[-1]]] = 0.0
    return days


def _hushed(reports: Numbers) -> NDArray[np.bool_]:
    """Days within a gap between reports of more than twice the usual longest here (nine tenths are shorter).

    Where many units report at their own hours a few days without any are an outage, though in the bins before and after
    it every unit that came back was heard.
    """
    told = np.nonzero(reports)[0]
    gaps = np.diff(told)
    down = np.zeros(len(reports), dtype=bool)
    if len(gaps):
        for place in np.nonzero(gaps > 2.0 * np.quantile(gaps, 0.9) + 1.0)[0]:
            down[told[place] + 1 : told[place + 1]] = True
    return down


@dataclass(frozen=True)
class Gap:
    """Units of one cell that reported on one day, then on a later one, and not between."""

    site: str
    unit_kind: str
    from_day: int
    to_day: int
    units: int
    clusters: int


def misses(cells: list[Cell], gaps: list[Gap], share: float) -> None:
    """Learn how often a living agent misses a round, and the next one; sets each cell's rates.

    Gaps of six rounds and more are left out: dead agents are among them.
    """
    counted = {(cell.site, cell.unit_kind): np.zeros(2) for cell in cells}
    by_name = {(cell.site, cell.unit_kind): cell for cell in cells}
    for gap in gaps:
        missed = _missed(by_name[gap.site, gap.unit_kind], gap)
        if missed < 5.0:
            counted[gap.site, gap.unit_kind] += np.array([missed >= 1.0, missed >= 2.0]) * gap.units
    rounds = {name: share * float(cell.reports.sum()) for name, cell in by_name.items()}
    total = np.sum(list(counted.values()), axis=0) if counted else np.zeros(2)
    first = (total[0] + MISS_WEIGHT * MISS_FIRST) / (sum(rounds.values()) + MISS_WEIGHT)
    again = (total[1] + MISS_WEIGHT * MISS_AGAIN) / (total[0] + MISS_WEIGHT)
    for name, cell in by_name.items():
        cell.miss_first = float((counted[name][0] + MISS_WEIGHT * first) / (rounds[name] + MISS_WEIGHT))
        cell.miss_again = float((counted[name][1] + MISS_WEIGHT * again) / (counted[name][0] + MISS_WEIGHT))


def _missed(cell: Cell, gap: Gap) -> float:
    """Rounds missed in a gap while the site was up; the tenth is for jitter."""
    rounds = cell.rounds()
    return float(rounds[gap.to_day] - rounds[gap.from_day]) - 1.1


def deaths(cells: list[Cell], gaps: list[Gap], share: float) -> Survival:
    """Learn how often agents die alone and for how long; sets each cell's rate, shrunk towards all cells.

    A gap counts as a death where a living agent would miss so many rounds less than once in a thousand.

    Args:
        share: of the units that the gaps were taken from.
    """
    by_name = {(cell.site, cell.unit_kind): cell for cell in cells}
    long = [gap for gap in gaps if _dead(by_name[gap.site, gap.unit_kind], gap)]
    lasted, horizon, counts = [], [], []
    dead: dict[tuple[str, str], float] = {}
    for gap in long:
        cell = by_name[gap.site, gap.unit_kind]
        lasted.append(gap.to_day - gap.from_day - cell.cadence_days)
        horizon.append(len(cell.reports) - 1 - gap.from_day - cell.cadence_days)
        counts.append(gap.clusters)
        dead[gap.site, gap.unit_kind] = dead.get((gap.site, gap.unit_kind), 0.0) + gap.clusters
    survival = learn(PRIORS["agent"], np.array(lasted), np.array(horizon), np.array(counts))
    served = {name: _served(cell, survival) * share / _cluster_size(name, long) for name, cell in by_name.items()}
    overall = (sum(dead.values()) + DEATH_WEIGHT) / (sum(served.values()) + DEATH_WEIGHT / DEATH_PER_DAY)
    for name, cell in by_name.items():
        cell.death_per_day = (dead.get(name, 0.0) + 2.0) / (served[name] + 2.0 / overall)
    return survival


def _dead(cell: Cell, gap: Gap) -> bool:
    enough = 1.0 + max(1.0, np.log(1e-3 / cell.miss_first) / np.log(cell.miss_again))
    return bool(_missed(cell, gap) >= enough)


def _cluster_size(name: tuple[str, str], gaps: list[Gap]) -> float:
    own = [gap for gap in gaps if (gap.site, gap.unit_kind) == name] or gaps
    return max(1.0, sum(gap.units for gap in own) / max(1, sum(gap.clusters for gap in own)))


def _served(cell: Cell, survival: Survival) -> float:
    """Unit-days of service in which a death would by now have been followed by a return."""
    left = len(cell.reports) - 1.0 - np.arange(len(cell.reports), dtype=np.float64)
    returned = 1.0 - survival.at(left)
    return float(np.sum(cell.alive * returned))


def outage_spells(cell: Cell) -> list[tuple[int, int]]:
    """First and last day of each outage that ended: runs of days down between days up."""
    down = (cell.up < 0.5) & (cell.alive > 0)
    edges = np.diff(np.concatenate([[0], down.astype(int), [0]]))
    spells = zip(np.nonzero(edges == 1)[0], np.nonzero(edges == -1)[0], strict=True)
    return [
        (int(start), int(stop)) for start, stop in spells
        if stop < len(down) and stop - start >= max(4.0, 1.9 * cell.cadence_days)
    ]  # fmt: skip
