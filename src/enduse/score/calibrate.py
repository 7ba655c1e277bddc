"""How true the probabilities are: measures, and recalibration from random visits only."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


def average_precision(scores: Numbers, fate: Flags) -> float:
    """Mean precision at each true unit, best score first; ties share their mean rank's precision.

    >>> average_precision(np.array([0.9, 0.8, 0.1]), np.array([True, False, True])).__round__(3)
    0.833
    """
    if not fate.any():
        return float("nan")
    levels, index = np.unique(-np.asarray(scores, dtype=float), return_inverse=True)
    hits = np.cumsum(np.bincount(index, fate.astype(float), len(levels)))
    taken = np.cumsum(np.bincount(index, minlength=len(levels)))
    gained = np.diff(np.concatenate([[0.0], hits]))
    return float(np.sum(gained * hits / taken) / fate.sum())


def recall_within(scores: Numbers, fate: Flags, budget: float) -> float:
    """Share of true units found when so large a share of the others may be reviewed in vain."""
    others = np.sort(scores[~fate])[::-1]
    allowed = int(budget * len(others))
    level = others[allowed] if allowed < len(others) else -np.inf
    return float(np.mean(scores[fate] > level)) if fate.any() else float("nan")


def brier(chance: Numbers, fate: Flags) -> float:
    """Mean squared difference of probability and outcome; 0 is perfect."""
    return float(np.mean((chance - fate) ** 2)) if len(chance) else 0.0


def reliability(chance: Numbers, fate: Flags) -> list[tuple[float, float, float, float, int]]:
    """For each band of probability: its ends, the mean said, the share true, and how many units."""
    edges = (0.0, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0)
    bands = []
    for low, high in pairwise(edges):
        inside = (chance >= low) & (chance < high if high < 1.0 else chance <= high)
        if inside.any():
            bands.append((low, high, float(chance[inside].mean()), float(fate[inside].mean()), int(inside.sum())))
    return bands


def isotonic(chance: Numbers, found: Flags, drawn: Numbers) -> tuple[Numbers, Numbers]:
    """Monotone recalibration from the outcomes of visits drawn by lot, by pooling adjacent violators.

    Targeted visits are selected by the very score and must not be used. Each outcome counts by the inverse of
    its known chance to be drawn.

    Args:
        chance: what the score had said of each unit read.
        found: whether it was missing.
        drawn: the unit's chance to be drawn.

    Returns:
        Knots: what was said, and what was true of units of whom that was said.
    """
    order = np.argsort(chance, kind="stable")
    blocks: list[list[float]] = []
    for place in order:
        weight = 1.0 / float(drawn[place])
        blocks.append([float(chance[place]) * weight, float(found[place]) * weight, weight])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    return np.array([b[0] / b[2] for b in blocks]), np.array([b[1] / b[2] for b in blocks])


def false_alarm_level(honest: Numbers, budget: float) -> float:
    """Score above which at most a share `budget` of units like the honest ones lies, with the finite-sample rank.

    Conformal: honest only if the units to come are exchangeable with these, which an adversary breaks; a budget
    for reviewers, never a measure of guilt.
    """
    ordered = np.sort(honest)
    rank = int(np.ceil((len(ordered) + 1) * (1.0 - budget)))
    return float(ordered[rank - 1]) if rank <= len(ordered) else float("inf")
