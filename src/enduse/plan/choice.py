"""The best set of visits within hours, number and region."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Limits:
    """How many visits, how many hours in all (None: no limit), how many in one country."""

    visits: int
    hours: float | None
    per_country: int


def choose(value: Numbers, cost: Numbers, country: list[str], limits: Limits) -> list[int]:
    """Places of the chosen sites, by a mixed-integer programme (HiGHS); greedy if the solver fails.

    Maximises the sum of `value`. If the limit by country leaves visits unused, it is lifted: better a second
    team in one country than an idle one.
    """
    if len(value) == 0 or limits.visits <= 0:
        return []
    room = sum(min(limits.per_country, country.count(name)) for name in set(country))
    per_country = limits.per_country if room >= min(limits.visits, len(value)) else len(value)
    solved = _solve(value, cost, country, Limits(limits.visits, limits.hours, per_country))
    return (
        solved if solved is not None else greedy(value, cost, country, Limits(limits.visits, limits.hours, per_country))
    )


def greedy(value: Numbers, cost: Numbers, country: list[str], limits: Limits) -> list[int]:
    """Take the most valuable sites that still fit: the audited fallback."""
    taken: list[int] = []
    spent = 0.0
    for place in sorted(range(len(value)), key=lambda place: (-value[place], place)):
        same = sum(country[other] == country[place] for other in taken)
        fits = limits.hours is None or spent + cost[place] <= limits.hours + 1e-9
        if len(taken) < limits.visits and same < limits.per_country and fits:
            taken.append(place)
            spent += float(cost[place])
    return taken


def _solve(value: Numbers, cost: Numbers, country: list[str], limits: Limits) -> list[int] | None:
    size = len(value)
    rows, caps = [np.ones(size)], [float(limits.visits)]
    if limits.hours is not None:
        rows.append(cost)
        caps.append(limits.hours)
    for name in sorted(set(country)):
        rows.append(np.array([float(other == name) for other in country]))
        caps.append(float(limits.per_country))
    # A tiny preference for earlier places makes the optimum unique, so that two runs agree.
    worth = np.asarray(value, dtype=float) + 1e-9 * np.arange(size, 0, -1) / size
    outcome = scipy.optimize.milp(
        -worth, integrality=np.ones(size), bounds=scipy.optimize.Bounds(0.0, 1.0),
        constraints=scipy.optimize.LinearConstraint(np.vstack(rows), -np.inf, np.array(caps)),
    )  # fmt: skip
    if not outcome.success:
        return None
    return [place for place in range(size) if outcome.x[place] > 0.5]
