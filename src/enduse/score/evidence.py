"""From the timeline to legs: what each stretch of custody says of a unit."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from enduse.model.judgement import CONCERN, ITEM_SENSITIVITY
from enduse.score import habits
from enduse.score.removal import Announced, Darkness, Doors, judge
from enduse.score.silence import Cell, Gap, Numbers, deaths, misses, observe
from enduse.score.waiting import Survival
from enduse.store import Rows, View, named

PRIOR_DIVERTED = 0.01
"""P(diverted) of a unit over its recorded life, if the policy sets none.

Judgement: 3.2 % of compute sold is one national estimate (80 % interval 1.7-6.4 %); a fleet whose operator keeps
such records as are read here is the better part of it. The base rate of the evidence itself then shifts it."""
TRANSIT_DAYS, HELD_DAYS = 250.0, 180.0
"""Days of custody that one transit, and at most one unseen stay, weigh as: eleven of nineteen documented patterns
leave the path between sites, three from an installed site (`facts`, typologies T06 and T05)."""
SEEN_HAZARD, INSTALLED_HAZARD = 0.3, 1.0
"""What a day at a site that has read the unit, or where it never answered, risks against a day on the way."""
CAP_DB = 20.0


def legs(view: View) -> Rows:
    """Rows of `legs`: hazards and weights of every stretch of custody that still matters; after `darkness`."""
    view.keep("remarks", named(__package__, "remarks"), **constants(view))
    return named(__package__, "legs").bound(**constants(view))


def constants(view: View) -> dict[str, object]:
    """The numbers that SQL of the score may name."""
    return {"prior": view.policy.prior_diverted or PRIOR_DIVERTED, "cap_db": CAP_DB}


def prepare(view: View) -> list[Darkness]:
    """Keep the tables that `legs` is drawn from; returns the dark cells that were judged."""
    view.register("concern", pa.table({"country": list(CONCERN)}))
    below, share = habits.sample(view)
    view.keep("steps", named(__package__, "steps"), sample_below=below)
    for name in ("reported", "places", "strays", "firm", "abroad", "stays", "cells", "orphans",
                 "shipments", "arrived", "taken"):  # fmt: skip
        view.keep("places_here" if name == "places" else name, named(__package__, name))
    view.keep("lot_counts", named(__package__, "lot_counts"), **ITEM_SENSITIVITY)
    waits, habit = habits.waits(view, below)
    cells = _cells(view)
    for cell in cells:
        observe(cell)
    gaps = _gaps(view) if cells else []
    misses(cells, gaps, share)
    survival = deaths(cells, gaps, share)
    dark = judge(cells, _trailing(view, cells), _announced(view), _doors(view)) if cells else []
    _lend(view, cells, dark, {**waits, "agent": survival})
    view.register("unanswered", habits.unanswered(view, below))
    view.keep("weighed", named(__package__, "weighed"), transit_days=TRANSIT_DAYS, held_days=HELD_DAYS,
              seen_hazard=SEEN_HAZARD, installed_hazard=INSTALLED_HAZARD,
              install_habit=habit, **habits.unwritten(view, below))  # fmt: skip
    return dark


def darkness(view: View) -> pa.Table:
    """Rows of `darkness`; leaves behind the tables that `legs` reads."""
    dark_cells, first = prepare(view), first_day(view)
    rows = [
        (dark.cell.site, dark.cell.unit_kind, first + timedelta(days=dark.since), line, says,
         10.0 / np.log(10.0) * weight)
        for dark in dark_cells for line, (says, weight) in enumerate(dark.lines)
    ]  # fmt: skip
    names = ("site", "unit_kind", "since", "line", "says", "db")
    kinds = (pa.string(), pa.string(), pa.timestamp("us"), pa.int64(), pa.string(), pa.float64())
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return pa.table([pa.array(list(c), k) for c, k in zip(columns, kinds, strict=True)], names=list(names))


def first_day(view: View) -> datetime:
    """The day on which the evidence begins, at midnight."""
    row = view.one("SELECT min(happened) AS first FROM timeline") or {}
    return (row.get("first") or view.as_of).replace(hour=0, minute=0, second=0, microsecond=0)


def _cells(view: View) -> list[Cell]:
    """Cells in the order of their names, with daily counts from the first day of the evidence to the view's."""
    first = first_day(view)
    days = (view.as_of - first).days + 1
    cells = {
        (row["site"], row["unit_kind"]): Cell(
            row["site"], row["unit_kind"], row["country"], row["units"], max(1.0, row["cadence_days"] or 7.0),
            np.zeros(days), np.zeros(days), np.zeros(days),
        )
        for row in view.rows("SELECT * FROM cells")
    }  # fmt: skip
    pulse = view.table(named(__package__, "pulse"))
    day = (pulse["day"].to_numpy(zero_copy_only=False).astype("datetime64[D]") - np.datetime64(first, "D")).astype(int)
    names = zip(pulse["site"].to_pylist(), pulse["unit_kind"].to_pylist(), strict=True)
    counts = [pulse[name].to_numpy(zero_copy_only=False).astype(float) for name in ("reports", "starts", "stops")]
    for place, name in enumerate(names):
        if name in cells and 0 <= day[place] < days:
            cell = cells[name]
            cell.reports[day[place]] += counts[0][place]
            cell.starts[day[place]] += counts[1][place]
            cell.stops[day[place]] += counts[2][place]
    return list(cells.values())


def _gaps(view: View) -> list[Gap]:
    first = first_day(view).date()
    return [
        Gap(row["site"], row["unit_kind"], (row["from_day"] - first).days, (row["to_day"] - first).days, row["units"],
            row["clusters"])
        for row in view.rows(named(__package__, "gaps"))
    ]  # fmt: skip


def _trailing(view: View, cells: list[Cell]) -> dict[tuple[str, str], Numbers]:
    """For each cell, how many units still booked there were last heard on each day."""
    first, size = first_day(view).date(), len(cells[0].reports)
    found: dict[tuple[str, str], Numbers] = {}
    query = """
        SELECT site, unit_kind, CAST(since AS DATE) AS day, count(*) AS units FROM stays
        WHERE event = 'seen' AND until_at IS NULL GROUP BY site, unit_kind, CAST(since AS DATE) ORDER BY 1, 2, 3
    """
    for row in view.rows(query):
        counts = found.setdefault((row["site"], row["unit_kind"]), np.zeros(size))
        counts[min(size - 1, max(0, (row["day"] - first).days))] += row["units"]
    return found


def _announced(view: View) -> list[Announced]:
    first = first_day(view)
    return [
        Announced(
            row["site"], (row["since"] - first).days, None if row["until"] is None else (row["until"] - first).days
        )
        for row in view.rows("""
            SELECT coalesce(named.site, outages.site) AS site, outages.from_ AS since, outages."to" AS until
            FROM outages
            LEFT JOIN (SELECT lower(name) AS name, min(site) AS site FROM sites GROUP BY lower(name)) AS named
                ON named.name = lower(outages.site) AND outages.site NOT IN (SELECT site FROM sites)
            ORDER BY 1, 2, 3
        """)
    ]


def _doors(view: View) -> Doors:
    """Days of visits, and of shipments of what no report ever came from, at each site."""
    first = first_day(view).date()
    query = """
        SELECT timeline.site, timeline.event, CAST(timeline.happened AS DATE) AS day
        FROM timeline
        LEFT JOIN (SELECT DISTINCT unit FROM reported) AS own ON own.unit = timeline.unit
        LEFT JOIN places_here AS here ON here.site = timeline.site
        WHERE (timeline.event = 'inspecting'
               OR (timeline.event = 'shipping' AND own.unit IS NULL AND here.kind = 'data_centre'))
          AND timeline.site IS NOT NULL
        GROUP BY timeline.site, timeline.event, CAST(timeline.happened AS DATE) ORDER BY 1, 2, 3
    """
    doors = Doors({}, {})
    for row in view.rows(query):
        kept = doors.visits if row["event"] == "inspecting" else doors.shipments
        kept.setdefault(row["site"], []).append((row["day"] - first).days)
    return doors


def _lend(view: View, cells: list[Cell], dark: list[Darkness], waits: dict[str, Survival]) -> None:
    """Lend what numpy inferred to SQL: rounds by day, rates by cell, survival by day."""
    first = np.datetime64(first_day(view), "D")
    rounds = [cell.rounds() for cell in cells]
    removal = {(d.cell.site, d.cell.unit_kind): d.log_odds for d in dark}
    view.register("cell_rounds", pa.table({
        "site": pa.array([c.site for c in cells for _ in c.up], pa.string()),
        "unit_kind": pa.array([c.unit_kind for c in cells for _ in c.up], pa.string()),
        "day": pa.array(np.concatenate([first + np.arange(len(r)) for r in rounds] or [np.zeros(0, "datetime64[D]")])),
        "rounds": pa.array(np.concatenate([*rounds, np.zeros(0)])),
    }))  # fmt: skip
    view.register("cell_rates", pa.table({
        "site": pa.array([c.site for c in cells], pa.string()),
        "unit_kind": pa.array([c.unit_kind for c in cells], pa.string()),
        "cadence_days": pa.array([c.cadence_days for c in cells], pa.float64()),
        "death_per_day": pa.array([c.death_per_day for c in cells], pa.float64()),
        "miss_first": pa.array([c.miss_first for c in cells], pa.float64()),
        "miss_again": pa.array([c.miss_again for c in cells], pa.float64()),
        "rounds_now": pa.array([float(r[-1]) for r in rounds], pa.float64()),
        "removal_log_odds": pa.array([removal.get((c.site, c.unit_kind)) for c in cells], pa.float64()),
    }))  # fmt: skip
    days = np.arange((view.as_of - first_day(view)).days + 2, dtype=float)
    view.register("waits", pa.table({
        "wait": pa.array(np.repeat(sorted(waits), len(days)).astype(object), pa.string()),
        "day": pa.array(np.tile(days, len(waits)).astype(np.int32)),
        "survival": pa.array(np.concatenate([_open_ended(name, waits[name], days) for name in sorted(waits)])),
    }))  # fmt: skip


def _open_ended(name: str, survival: Survival, days: Numbers) -> Numbers:
    """An agent may stay dead for good; a wait that nobody closes on paper is a record error, a class of its own."""
    alive = survival.at(days)
    if name == "agent":
        return alive
    return np.asarray((alive - survival.never) / (1.0 - survival.never))
