"""Lots that split and merge take over the odds of those before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa

from enduse.score.recursion import DECIBANS_PER_NAT, Step, odds
from enduse.store import View

HYPOTHESES = ("diverted", "lost", "error")
BIRTHS = """
    SELECT born.unit AS lot, born.parent, sum(born.quantity) AS quantity, min(born.happened) AS happened
    FROM timeline AS born JOIN units ON units.unit = born.parent AND units.unit_kind = 'lot'
    WHERE born.event = 'commissioning' AND born.unit_kind = 'lot' AND born.parent <> born.unit
    GROUP BY born.unit, born.parent ORDER BY born.unit, born.parent
"""
LEGS = """
    SELECT legs.* FROM legs JOIN units USING (unit) WHERE units.unit_kind = 'lot' ORDER BY legs.unit, legs.leg
"""


@dataclass(frozen=True)
class Origin:
    """One lot that another came out of: how many units of it, and when."""

    parent: str
    quantity: float
    happened: datetime


@dataclass(frozen=True)
class Leg:
    """A leg of a lot as the recursion takes it, and when it began."""

    since: datetime
    step: Step


def inherit(view: View, own: pa.Table) -> pa.Table:
    """The table of own odds, with those of lots that came out of others taken through the lots before.

    A unit of a lot that split has the history of the lot until then; of a merged lot, that of each part in the
    proportion of its count.
    """
    births: dict[str, list[Origin]] = {}
    for row in view.rows(BIRTHS):
        births.setdefault(row["lot"], []).append(Origin(row["parent"], float(row["quantity"]), row["happened"]))
    if not births:
        return own
    legs: dict[str, list[Leg]] = {}
    for row in view.rows(LEGS):
        weights = {name: row[f"weight_{name}"] / DECIBANS_PER_NAT for name in HYPOTHESES}
        hazards = {name: row[f"hazard_{name}"] for name in HYPOTHESES}
        legs.setdefault(row["unit"], []).append(Leg(row["since"], Step(hazards, weights)))
    names = own["unit"].to_pylist()
    places = {lot: names.index(lot) for lot in births if lot in set(names)}
    for name in HYPOTHESES:
        column = own[f"odds_{name}"].to_numpy(zero_copy_only=False).copy()
        for lot, place in places.items():
            column[place] = course(lot, None, births, legs)[name]
        own = own.set_column(own.column_names.index(f"odds_{name}"), f"odds_{name}", pa.array(np.asarray(column)))
    return own


def course(lot: str, until: datetime | None, births: Mapping[str, Sequence[Origin]],
           legs: Mapping[str, Sequence[Leg]]) -> dict[str, float]:  # fmt: skip
    """Odds of a unit of the lot after its legs that began before `until`, the history of earlier lots included.

    The prior is one for a whole life: the hazards of the lots before and of its own share it.
    """
    origins = [one for one in births.get(lot, ()) if until is None or one.happened < until]
    own = [leg.step for leg in legs.get(lot, ()) if until is None or leg.since < until]
    if not origins:
        return odds(own, dict.fromkeys(HYPOTHESES, 0.0))
    counted = sum(one.quantity for one in origins)
    before = dict.fromkeys(HYPOTHESES, 0.0)
    risked = 0.0
    for one in origins:
        part = one.quantity / counted
        told = course(one.parent, one.happened, births, legs)
        before = {name: before[name] + part * told[name] for name in HYPOTHESES}
        earlier = [leg.step.hazard["diverted"] for leg in legs.get(one.parent, ()) if leg.since < one.happened]
        risked += part * sum(earlier)
    here = sum(step.hazard["diverted"] for step in own)
    scale = max(risked, here) / (risked + here) if risked + here > 0.0 else 1.0
    shared = [Step({**step.hazard, "diverted": scale * step.hazard["diverted"]}, step.weight) for step in own]
    return odds(shared, {**before, "diverted": scale * before["diverted"]})
