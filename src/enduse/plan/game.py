"""Checking against one who knows the rule: inspection games and the floor."""

from __future__ import annotations

from functools import cache
from math import comb

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def floor(stakes: Numbers, costs: Numbers, budget: float) -> Numbers:
    """Visit probabilities that leave an informed diverter the least: water-filling.

    He takes from the site where stake x (1 - visit probability) is greatest; the least greatest value is
    reached by p_i = max(0, 1 - level / stake_i), with the level that spends the budget. It equals the linear
    programme min t subject to stake_i (1 - p_i) <= t, cost · p <= budget, 0 <= p <= 1.

    Args:
        stakes: what could be taken unseen at each site, GPUs.
        costs: of a visit there, hours.
        budget: hours to spend on average.
    """
    level = water_level(stakes, costs, budget)
    with np.errstate(divide="ignore", invalid="ignore"):
        visits = np.where(stakes > level, 1.0 - level / stakes, 0.0)
    return np.asarray(np.clip(visits, 0.0, 1.0), dtype=float)


def water_level(stakes: Numbers, costs: Numbers, budget: float) -> float:
    """The most that an informed diverter may still expect to take, GPUs."""
    order = np.argsort(-stakes, kind="stable")
    stake, cost = np.asarray(stakes, dtype=float)[order], np.asarray(costs, dtype=float)[order]
    positive = stake > 0.0
    stake, cost = stake[positive], cost[positive]
    if stake.size == 0 or budget >= cost.sum():
        return 0.0
    # With the k largest sites above water: sum c_i - level · sum c_i / s_i = budget.
    levels = (np.cumsum(cost) - budget) / np.cumsum(cost / stake)
    below = np.append(stake[1:], 0.0)
    holds = np.nonzero((levels <= stake + 1e-12) & (levels >= below - 1e-12))[0]
    return float(max(0.0, levels[holds[0]]))


@cache
def stage_game(stages: int, inspections: int) -> float:
    """Value to the inspector of Dresher's game: one violation at most, so many inspections in so many stages.

    Caught is +1, unseen is -1, legal throughout 0; by backward recursion over 2 x 2 games.
    """
    if inspections >= stages:
        return 0.0
    if inspections == 0:
        return -1.0
    waits = stage_game(stages - 1, inspections)
    inspects = stage_game(stages - 1, inspections - 1)
    return (waits + inspects) / (waits + 2.0 - inspects)


def stage_game_closed(stages: int, inspections: int) -> float:
    """The same in closed form: -C(n-1, m) / sum_(i<=m) C(n, i)."""
    return -comb(stages - 1, inspections) / sum(comb(stages, i) for i in range(inspections + 1))
