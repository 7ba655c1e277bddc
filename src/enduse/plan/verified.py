"""After a visit: what was really verified, by grade, and what was not."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

import pyarrow as pa

from enduse.model.judgement import ITEM_SENSITIVITY
from enduse.plan.sampling import detection_probability
from enduse.store import View, named

SHARE_GONE = 0.03
"""The depletion that question 33 asks about: would a site with 3 % removed have passed this check?"""


def after_visits(view: View) -> pa.Table:
    """Rows of `verified`: one for each site, day and report of a visit.

    A unit counts once, at the best grade of the visit. A label seen is not a device seen: the chance that a
    depleted site would have passed uses each grade's own sensitivity.
    """
    rows = view.table(named(__package__, "verified"))
    counts = {name: rows[name].to_pylist() for name in ("population", "label", "read", "attested")}
    chances = [
        passes_if_short(population, {"label": label, "read": read, "attested": attested})
        for population, label, read, attested in zip(*counts.values(), strict=True)
    ]
    goal = timedelta(days=view.policy.timeliness_days)
    stale = pa.array([day + goal for day in rows["day"].to_pylist()], pa.timestamp("us"))
    return rows.append_column("stale_on", stale).append_column("passes_if_short", pa.array(chances, pa.float64()))


def passes_if_short(population: int, looked: dict[str, int]) -> float:
    """P(no absence noticed | 3 % of the units are gone), grades taken as independent parts of the sample."""
    gone = max(1, ceil(SHARE_GONE * population))
    escapes = 1.0
    for grade, sample in looked.items():
        escapes *= 1.0 - detection_probability(population, gone, sample, sensitivity=ITEM_SENSITIVITY[grade])
    return escapes
