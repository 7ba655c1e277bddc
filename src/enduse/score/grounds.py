"""What balances are closed over: changes day by day, and days without inventory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from enduse.score.answers import Days
from enduse.score.honest import Onsets
from enduse.score.series import Numbers
from enduse.store import View, named

Flags = NDArray[np.bool_]

CHANGES = ("received", "shipped", "removed", "silent", "counted", "silent_h100e")
OUTAGES = """
SELECT coalesce(named.site, outages.site) AS site, CAST(outages.from_ AS DATE) AS since,
    CAST(outages."to" AS DATE) AS until
FROM outages
LEFT JOIN (SELECT lower(name) AS name, min(site) AS site FROM sites GROUP BY lower(name)) AS named
    ON named.name = lower(outages.site) AND outages.site NOT IN (SELECT site FROM sites)
WHERE outages.from_ IS NOT NULL
ORDER BY 1, 2, 3
"""
PACES = "SELECT site, max(pace_days) AS pace_days FROM paces GROUP BY site ORDER BY site"


@dataclass(frozen=True)
class Ground:
    """One site and holder, day by day from the first enrolment to the day of the view.

    `state` has a row for each of `CHANGES`: what has been received, shipped, removed and counted by eye so far, and
    what is silent or short, at the end of each day. `pace_days` is empty where nothing answers and lots are counted.
    On days of an announced outage, or on which the whole site is dark, no inventory can be taken.
    """

    site: str
    party: str
    first_day: int
    pace_days: float | None
    state: Numbers
    announced: Flags
    dark: Flags

    def at(self, days: Days) -> dict[str, Numbers]:
        """The state at the end of these days, and the book: chips enrolled and in service."""
        told = dict(zip(CHANGES, self.state[:, days], strict=True))
        return {**told, "book": told["received"] - told["shipped"] - told["removed"]}

    @property
    def served(self) -> float:
        """Chip-days in service while inventories could be taken."""
        received, shipped, removed = self.state[:3]
        return float(np.sum((received - shipped - removed)[~(self.announced | self.dark)]))


def grounds(view: View, heard: Mapping[str, Days]) -> list[Ground]:
    """All grounds in the order of site and holder; reads the tables that `enrolled` and `silences` keep.

    Args:
        heard: days on which anything answered at each site.
    """
    rows = view.table(named(__package__, "balances"))
    if not rows.num_rows:
        return []
    days, last = _numbers(rows["day"]), int(np.datetime64(view.as_of, "D").astype(np.int64))
    columns = np.stack([rows[name].to_numpy().astype(np.float64) for name in CHANGES])
    paces = {row["site"]: float(row["pace_days"]) for row in view.rows(PACES)}
    outages = _outages(view, last)
    names = list(zip(rows["site"].to_pylist(), rows["party"].to_pylist(), strict=True))
    found, begin = [], 0
    for (site, party), members in groupby(names):
        end = begin + len(list(members))
        first = int(days[begin])
        state = np.zeros((len(CHANGES), last - first + 1))
        state[:, days[begin:end] - first] = columns[:, begin:end]
        size, pace = state.shape[1], paces.get(site)
        dark = _dark(first, size, pace, heard[site]) if pace and site in heard else np.zeros(size, bool)
        announced = _announced(first, size, pace or 0.0, outages.get(site, ()))
        found.append(Ground(site, party, first, pace, np.cumsum(state, axis=1), announced, dark))
        begin = end
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

    Dark is a site with a gap between days of reports of more than twice its usual longest (nine tenths are shorter), or
    more than one round and a fifth: where many machines report at their own hours, a few days without any are told at
    once.
    """
    flags = np.zeros(size, bool)
    gaps = np.diff(reports)
    usual = float(np.quantile(gaps, 0.9)) if len(gaps) else pace
    limit = min(1.2 * pace, 2.0 * usual) + 1.0
    after = np.append(reports[1:], first + size + 2 * _turn(pace))
    long = after - reports > limit
    for since, back in zip(reports[long].tolist(), after[long].tolist(), strict=True):
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


def _numbers(days: pa.ChunkedArray) -> Days:
    return np.asarray(days.to_numpy().astype("datetime64[D]").astype(np.int64))
