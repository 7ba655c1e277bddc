"""How many units to read, and what a check of so many can show."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import scipy
from numpy.typing import NDArray

Item = TypeVar("Item")


def detection_probability(population: int, missing: int, sample: int, *, sensitivity: float = 1.0) -> float:
    """P(at least one missing unit is noticed) when `sample` of `population` are checked without replacement.

    Exact: 1 - sum_x Hypergeometric(x) (1 - sensitivity)^x.

    >>> round(detection_probability(80, 5, 37), 3)
    0.954
    """
    missing, sample = min(missing, population), min(sample, population)
    if missing <= 0 or sample <= 0 or sensitivity <= 0.0:
        return 0.0
    if sensitivity >= 1.0:
        return 1.0 - _none_drawn(population, missing, sample)
    found = np.arange(min(missing, sample) + 1)
    escapes = float(np.sum(_drawn(population, missing, sample, found) * (1.0 - sensitivity) ** found))
    return min(1.0, max(0.0, 1.0 - escapes))


def sample_size(population: int, missing: int, goal: float, *, sensitivity: float = 1.0) -> int | None:
    """Least sample that notices at least one of `missing` absent units with probability `goal`.

    Exact, by bisection on `detection_probability`. None if even a full count cannot reach the goal.
    """
    if detection_probability(population, missing, population, sensitivity=sensitivity) < goal:
        return None
    low, high = 0, population
    while low < high:
        middle = (low + high) // 2
        if detection_probability(population, missing, middle, sensitivity=sensitivity) >= goal:
            high = middle
        else:
            low = middle + 1
    return low


def sample_size_formula(population: int, missing: int, goal: float, *, sensitivity: float = 1.0) -> int | None:
    """The safeguards formula n = (N / s)(1 - (1 - goal)^(1/d)), rounded up; None if above the population.

    The published tables of RSurveillance (`n.hypergeo`) follow it.
    """
    exact = population / sensitivity * (1.0 - (1.0 - goal) ** (1.0 / missing))
    size = math.ceil(exact - 1e-9)
    return size if size <= population else None


def sample_size_lane(population: int, missing: int, goal: float) -> int:
    """Lane's closed approximation (1 - (1 - goal)^(1/d)) (N - (d - 1) / 2), rounded up."""
    share = float(1.0 - (1.0 - goal) ** (1.0 / missing))
    return math.ceil(share * (population - (missing - 1) / 2.0) - 1e-9)


def sample_size_unbounded(prevalence: float, goal: float, *, sensitivity: float = 1.0) -> int:
    """Sample from an unbounded population in which a share `prevalence` is missing."""
    return math.ceil(math.log(1.0 - goal) / math.log(1.0 - prevalence * sensitivity))


def passes(population: int, missing: int, sample: int, *, allowed: int = 0) -> float:
    """P(at most `allowed` missing units are drawn): the chance that a depleted site passes a check."""
    found = np.arange(min(allowed, missing, sample) + 1)
    return min(1.0, float(np.sum(_drawn(population, missing, sample, found))))


def _drawn(population: int, missing: int, sample: int, found: NDArray[np.int64]) -> NDArray[np.float64]:
    """Hypergeometric probability of each count in `found`: C(d, x) C(N - d, n - x) / C(N, n), by log-gammas."""
    present, rest = population - missing, sample - found
    possible = (rest >= 0) & (rest <= present)
    rest = np.where(possible, rest, 0)
    log_ways = _log_choose(missing, found) + _log_choose(present, rest) - _log_choose(population, sample)
    return np.where(possible, np.exp(log_ways), 0.0)


def _log_choose(n: int, k: NDArray[np.int64] | int) -> NDArray[np.float64]:
    gammaln = scipy.special.gammaln
    ways: NDArray[np.float64] = gammaln(n + 1) - gammaln(np.asarray(k) + 1) - gammaln(n - np.asarray(k) + 1)
    return ways


def systematic(items: Sequence[Item], size: int, seed: str) -> list[Item]:
    """Every k-th of the sorted items from a start that the seed fixes: the auditor's own draw.

    Equal chance for every item; anybody with the seed can draw the same list again.
    """
    ordered = sorted(items)  # type: ignore[type-var]
    if size >= len(ordered):
        return ordered
    if size <= 0:
        return []
    step = len(ordered) / size
    start = fraction(seed, "start") * step
    return [ordered[int(start + place * step)] for place in range(size)]


def systematic_by_weight(items: Sequence[Item], weights: NDArray[np.float64], size: int, seed: str) -> list[Item]:
    """A systematic draw in which an item's chance goes by its weight; equal weights give `systematic`.

    Items that are due more than once are taken once, and the draw goes on among the rest.
    """
    order = sorted(range(len(items)), key=lambda place: items[place])  # type: ignore[arg-type,return-value]
    taken: list[int] = []
    left = order
    while left and len(taken) < size:
        heavy = np.array([weights[place] for place in left], dtype=float)
        step = heavy.sum() / (size - len(taken))
        sure = [place for place, weight in zip(left, heavy, strict=True) if weight >= step]
        if sure and len(taken) + len(sure) <= size:
            taken += sure
            left = [place for place in left if place not in set(sure)]
            continue
        ends = np.cumsum(heavy)
        points = (fraction(seed, "start") + np.arange(size - len(taken))) * step
        hits = np.minimum(np.searchsorted(ends, points, side="right"), len(left) - 1)
        taken += [left[hit] for hit in sorted(set(hits.tolist()))]
        break
    return [items[place] for place in sorted(taken, key=lambda place: items[place])]  # type: ignore[arg-type,return-value]


def fraction(seed: str, label: str) -> float:
    """A number in [0, 1) that seed and label fix: SHA-256, first 53 bits."""
    digest = hashlib.sha256(f"{seed}/{label}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) / float(1 << 53)


def nonce(seed: str, unit: str) -> str:
    """32 bytes in hexadecimal for one machine to answer; fresh for each plan, fixed by its secret seed."""
    return hashlib.sha256(f"{seed}/nonce/{unit}".encode()).hexdigest()


def _none_drawn(population: int, missing: int, sample: int) -> float:
    """C(N - d, n) / C(N, n) as a product over the smaller of d and n."""
    if missing + sample > population:
        return 0.0
    few, many = sorted((missing, sample))
    log_none = sum(math.log1p(-many / (population - place)) for place in range(few))
    return math.exp(log_none)
