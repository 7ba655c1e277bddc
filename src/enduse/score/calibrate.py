"""How true the probabilities are: measures, and recalibration from random visits only."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
EDGES = (0.0, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0)
"""The bands of probability in which what was said is compared with what was found."""


@dataclass(frozen=True)
class Band:
    """Units of whom much the same was said, and what visits drawn by lot found of them.

    `least` and `most` are the exact 95 % interval of the share absent; a unit that the visit did not settle counts
    as present in the one and as absent in the other. Units of one visit share much: with few visits it is too narrow.
    """

    low: float
    high: float
    said: float
    drawn: int
    settled: int
    absent: int
    visits: int
    least: float
    most: float

    @property
    def fits(self) -> bool:
        """Whether what was said lies in the interval."""
        return self.least <= self.said <= self.most


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
    bands = []
    for low, high in pairwise(EDGES):
        inside = _inside(chance, low, high)
        if inside.any():
            bands.append((low, high, float(chance[inside].mean()), float(fate[inside].mean()), int(inside.sum())))
    return bands


def said_and_found(said: Numbers, absent: Flags, settled: Flags, visit: NDArray[np.int64]) -> list[Band]:
    """The reliability table of visits drawn by lot; rows are units, `visit` numbers the visit of each."""
    bands = []
    for low, high in pairwise(EDGES):
        inside = _inside(said, low, high)
        drawn, sure = int(inside.sum()), int((inside & settled).sum())
        if drawn:
            gone = int((inside & settled & absent).sum())
            least = clopper_pearson(gone, drawn)[0]
            most = clopper_pearson(gone + drawn - sure, drawn)[1]
            visits = len(np.unique(visit[inside]))
            bands.append(Band(low, high, float(said[inside].mean()), drawn, sure, gone, visits, least, most))
    return bands


def clopper_pearson(found: int, tried: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of a share.

    >>> tuple(round(end, 4) for end in clopper_pearson(0, 10))
    (0.0, 0.3085)
    """
    tail = (1.0 - confidence) / 2.0
    low = float(beta.ppf(tail, found, tried - found + 1)) if found > 0 else 0.0
    high = float(beta.ppf(1.0 - tail, found + 1, tried - found)) if found < tried else 1.0
    return low, high


def _inside(chance: Numbers, low: float, high: float) -> Flags:
    inside: Flags = (chance >= low) & (chance < high if high < 1.0 else chance <= high)
    return inside


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
