"""What balances are closed over: changes day by day, and days without inventory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from enduse.score.honest import Onsets
from enduse.score.series import Numbers
from enduse.store import View, named

Days = NDArray[np.int64]
Flags = NDArray[np.bool_]

CHANGES = ("received", "shipped", "removed", "silent", "counted", "silent_h100e")
OUTAGES = """
SELECT coalesce(named.site, outages.site) AS site, CAST(outages.from_ AS DATE) AS since, CAST(outages."to" AS DATE) AS until
FROM outages
LEFT JOIN (SELECT lower(name) AS name, min(site) AS site FROM sites GROUP BY lower(name)) AS named
    ON named.name = lower(outages.site) AND outages.site NOT IN (SELECT site FROM sites)
WHERE outages.from_ IS NOT NULL
ORDER BY 1, 2, 3
"""
REPORTS = """
SELECT site, CAST(happened AS DATE) AS day FROM timeline
WHERE event = 'observing' AND grade IN ('read', 'attested') AND site IS NOT NULL
GROUP BY site, CAST(happened AS DATE) ORDER BY site, day
"""
PACES = "SELECT site, max(greatest(1.0, coalesce(cadence_days, 7.0))) AS pace_days FROM cells GROUP BY site"


@dataclass(frozen=True)
class Ground:
    """One site and holder, day by day from the first enrolment to the day of the view.

    `pace_days` is empty where nothing answers and lots are counted. On days of an announced outage, or on which the whole
    site is dark, no inventory can be taken.
    """

    site: str
    party: str
    first_day: int
    pace_days: float | None
    changes: dict[str, Numbers]
    announced: Flags
    dark: Flags

    def state(self, name: str) -> Numbers:
        """The running sum of a change at the end of each day."""
        return np.asarray(np.cumsum(self.changes[name]), dtype=np.float64)

    @property
    def book(self) -> Numbers:
        """Chips enrolled and in service at the end of each day."""
        return self.state("received") - self.state("shipped") - self.state("removed")

    @property
    def served(self) -> float:
        """Chip-days in service while inventories could be taken."""
        return float(np.sum(self.book[~(self.announced | self.dark)]))


def grounds(view: View) -> list[Ground]:
    """All grounds in the order of site and holder; reads the tables that `enrolled` and `silences` keep."""
    rows = view.table(named(__package__, "balances"))
    if not rows.num_rows:
        return []
    days, last = _numbers(rows["day"]), int(np.datetime64(view.as_of, "D").astype(np.int64))
    columns = {name: rows[name].to_numpy().astype(np.float64) for name in CHANGES}
    paces = {row["site"]: float(row["pace_days"]) for row in view.rows(PACES)}
    reports, outages = _by_site(view.table(REPORTS)), _outages(view, last)
    names = enumerate(zip(rows["site"].to_pylist(), rows["party"].to_pylist(), strict=True))
    found = []
    for (site, party), members in groupby(names, key=lambda member: member[1]):
        chosen = np.array([place for place, _ in members])
        first = int(days[chosen[0]])
        size = last - first + 1
        changes = {name: np.bincount(days[chosen] - first, columns[name][chosen], size) for name in CHANGES}
        pace = paces.get(site)
        dark = _dark(first, size, pace, reports[site]) if pace and site in reports else np.zeros(size, bool)
        announced = _announced(first, size, pace or 0.0, outages.get(site, ()))
        found.append(Ground(site, party, first, pace, changes, announced, dark))
    return found


def onsets(view: View, over: list[Ground]) -> Onsets:
    """The silences of containers, except those that touch days without inventory: these are the whole site's."""
    rows = view.table(named(__package__, "habits"))
    known = {(ground.site, ground.party): ground for ground in over}
    untaken = {name: np.concatenate([[0], np.cumsum(g.announced | g.dark)]) for name, g in known.items()}
    series = list(zip(rows["site"].to_pylist(), rows["party"].to_pylist(), strict=True))
    begins, ends = _numbers(rows["from_day"]), _numbers(rows["to_day"])
    alone = np.ones(len(series), bool)
    for place, (name, begin, end) in enumerate(zip(series, begins.tolist(), ends.tolist(), strict=True)):
        first, through = known[name].first_day, untaken[name]
        low, high = np.clip([begin - first, end - first + 1], 0, len(through) - 1)
        alone[place] = through[high] == through[low]
    return Onsets(
        [name for name, kept in zip(series, alone, strict=True) if kept],
        *(rows[name].to_numpy().astype(np.float64)[alone] for name in ("chips", "days", "came_back")),
    )


def _announced(first: int, size: int, pace: float, spans: Iterable[tuple[int, int]]) -> Flags:
    """Days of announced outages, until one round after the end: until then some chips have had no turn."""
    flags = np.zeros(size, bool)
    for since, until in spans:
        flags[max(0, since - first) : max(0, until + _turn(pace) - first)] = True
    return flags


def _dark(first: int, size: int, pace: float, reports: Days) -> Flags:
    """Days on which the whole site has been dark, until one round after answers are back.

    Dark is a site with a gap between days of reports of more than twice its usual longest (nine tenths are shorter), or more
    than one round and a fifth: where many machines report at their own hours, a few days without any are told at once.
    """
    flags = np.zeros(size, bool)
    gaps = np.diff(reports)
    usual = float(np.quantile(gaps, 0.9)) if len(gaps) else pace
    limit = min(1.2 * pace, 2.0 * usual) + 1.0
    after = np.append(reports[1:], first + size + 2 * _turn(pace))
    for since, back in zip(reports.tolist(), after.tolist(), strict=True):
        if back - since > limit:
            flags[max(0, since + int(limit) + 1 - first) : max(0, back + _turn(pace) - first)] = True
    return flags


def _turn(pace: float) -> int:
    """Days in which every chip has its turn to answer."""
    return int(np.ceil(pace)) + 1


def _outages(view: View, last: int) -> dict[str, list[tuple[int, int]]]:
    rows = view.table(OUTAGES)
    since, until = _numbers(rows["since"]), _numbers(rows["until"].fill_null(view.as_of.date()))
    ongoing = [day is None for day in rows["until"].to_pylist()]
    found: dict[str, list[tuple[int, int]]] = {}
    for site, begin, end, still in zip(rows["site"].to_pylist(), since.tolist(), until.tolist(), ongoing, strict=True):
        found.setdefault(site, []).append((begin, last + 1 if still else end))
    return found


def _by_site(rows: pa.Table) -> dict[str, Days]:
    days, sites = _numbers(rows["day"]), np.array(rows["site"].to_pylist(), dtype=object)
    begins = np.flatnonzero(np.concatenate([[True], sites[1:] != sites[:-1]])) if len(sites) else np.zeros(0, int)
    return {str(sites[begin]): piece for begin, piece in zip(begins, np.split(days, begins[1:]), strict=True)}


def _numbers(days: pa.ChunkedArray) -> Days:
    return days.to_numpy().astype("datetime64[D]").astype(np.int64)
