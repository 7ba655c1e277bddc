"""A site gone dark as a whole: removal of everything against an outage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from enduse.score.recursion import DECIBANS_PER_NAT
from enduse.score.silence import Cell, outage_spells
from enduse.score.waiting import PRIORS, Survival, learn

Numbers = NDArray[np.float64]

REMOVALS_PER_SITE_YEAR = 0.02
"""One site in fifty a year loses everything at once (judgement; one of nineteen documented patterns does so)."""
OUTAGE_WEIGHT, OUTAGES_PER_SITE_YEAR = 2.0, 0.5
ANNOUNCED_REMOVAL = 0.03
"""P(an outage is announced that covers a removal): a diverter would have to write it beforehand (judgement)."""


@dataclass(frozen=True)
class Announced:
    """An announced outage in days of the view; `until` None is open."""

    site: str
    since: int
    until: int | None


@dataclass(frozen=True)
class Doors:
    """What passed a site's door and when, in days of the view: visits, and shipments of anything else."""

    visits: dict[str, list[int]]
    shipments: dict[str, list[int]]


@dataclass(frozen=True)
class Darkness:
    """One dark cell: since when, and the log odds of removal against outage with the lines they add up from."""

    cell: Cell
    since: int
    lines: tuple[tuple[str, float], ...]

    @property
    def log_odds(self) -> float:
        return float(sum(weight for _, weight in self.lines))


def outages_learned(cells: list[Cell], announced: list[Announced]) -> tuple[Survival, float, float]:
    """How long outages last, how many there are a site and year, and the share announced beforehand."""
    lasted, horizon, told = [], [], 0
    for cell in cells:
        for start, stop in outage_spells(cell):
            lasted.append(float(stop - start))
            horizon.append(float(len(cell.reports) - start))
            told += any(a.site == cell.site and a.since <= stop and (a.until or stop) >= start for a in announced)
    years = sum(float(np.count_nonzero(cell.alive)) for cell in cells) / 365.0
    survival = learn(PRIORS["outage"], np.array(lasted), np.array(horizon), np.ones(len(lasted)))
    rate = (len(lasted) + OUTAGE_WEIGHT) / (years + OUTAGE_WEIGHT / OUTAGES_PER_SITE_YEAR)
    return survival, rate, (told + 1.0) / (len(lasted) + 2.0)


def judge(cells: list[Cell], trailing: dict[tuple[str, str], Numbers], announced: list[Announced],
          doors: Doors) -> list[Darkness]:  # fmt: skip
    """Weigh removal of everything against an outage for every cell that is dark.

    Args:
        trailing: for each cell, how many units that are still booked there had their last report on each day.
    """
    survival, rate, told = outages_learned(cells, announced)
    dark = [cell for cell in cells if cell.dark() and (cell.site, cell.unit_kind) in trailing]
    verdicts = []
    for cell in dark:
        last = cell.last_day
        lines = [
            ("removals against outages, a site and year", np.log(REMOVALS_PER_SITE_YEAR / rate)),
            *_duration(cell, survival, [a for a in announced if a.site == cell.site], told),
            ("how the last reports ended", _staggered(cell, trailing[cell.site, cell.unit_kind])),
            ("neighbours dark at the same time", _region(cell, dark)),
            ("an inspection shortly before", _recent(doors.visits, cells, cell.site, last - 60, last + 3)),
            (
                "shipments of something else around then",
                _recent(doors.shipments, cells, cell.site, last - 14, last + 45),
            ),
        ]
        verdicts.append(Darkness(cell, last, tuple((says, float(weight)) for says, weight in lines if weight)))
    return verdicts


def _duration(cell: Cell, survival: Survival, announced: list[Announced], told: float) -> list[tuple[str, float]]:
    """Trailing k silent days add -ln P(an outage lasts k); an announced outage is as long as announced."""
    today, last = len(cell.reports) - 1, cell.last_day
    covers = [
        a for a in announced if a.since <= last + 2 * cell.cadence_days + 2 and (a.until is None or a.until > last)
    ]
    if not covers:
        waited = float(survival.at(np.array([today - last - cell.cadence_days]))[0])
        return [("dark for longer than outages last", -np.log(max(waited, 1e-6))),
                ("no outage announced", np.log((1.0 - ANNOUNCED_REMOVAL) / (1.0 - told)))]  # fmt: skip
    ends = max(today if a.until is None else a.until for a in covers)
    overdue = float(survival.at(np.array([max(0.0, float(today - ends))]))[0])
    return [("an outage was announced", np.log(ANNOUNCED_REMOVAL / told)),
            ("dark beyond its announced end", -np.log(max(overdue, 1e-6)))]  # fmt: skip


def _staggered(cell: Cell, last_reports: Numbers) -> float:
    """An outage stops every report within one round; dismantling may take weeks.

    Of the units last heard in the weeks before, the share that stopped more than a round earlier: under an
    outage near none; under removal half the time spread, half the time within a day or two (judgement).
    """
    window = int(max(21.0, 5.0 * cell.cadence_days))
    last = cell.last_day
    edge = int(last - 1.6 * cell.cadence_days - 1.0)
    early = float(last_reports[max(0, last - window) : max(0, edge)].sum())
    total = early + float(last_reports[max(0, edge) : last + 1].sum())
    if total < 4.0:
        return 0.0
    expected = total * (1.0 - np.exp(-cell.death_per_day * window)) + 0.02 * total
    if early > 3.0 * expected + 2.0 and early / total > 0.1:
        return float(np.log(0.5 / 0.03))
    return float(np.log(0.6))


def _region(cell: Cell, dark: list[Cell]) -> float:
    """Neighbours of other sites in the country that went dark within ten days speak for an outage."""
    others = [
        other for other in dark
        if other.site != cell.site and other.country == cell.country and abs(other.last_day - cell.last_day) <= 10
    ]  # fmt: skip
    return float(-13.0 / DECIBANS_PER_NAT) if others else 0.0


def _recent(events: dict[str, list[int]], cells: list[Cell], site: str, since: int, until: int) -> float:
    """Weight of such an event inside the window: P = 0.6 before a removal, the sites' own rate otherwise."""
    if not any(since <= day <= until for day in events.get(site, [])):
        return 0.0
    sites = {cell.site for cell in cells}
    days = len(cells[0].reports) * max(1, len(sites))
    rate = sum(len(found) for name, found in events.items() if name in sites) / days
    usual = 1.0 - np.exp(-(rate + 0.5 / days) * (until - since))
    return float(np.clip(np.log(0.6 / usual), 0.0, np.log(10.0)))
