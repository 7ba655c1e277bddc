"""Rules for pooling two estimates of one quantity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy import stats

from enduse.estimate.parameters import Draws

RULES: Final = {
    "average": "weighted average, draw by draw: independent errors cancel, so it narrows the interval by itself",
    "mixture": "one or the other, by weight: keeps the spread of both",
    "log_pool": "weighted geometric mean of the densities: where both are plausible",
    "product": "product of the densities, as if the two were independent evidence",
}
_GRID: Final = 512
_KDE_DRAWS: Final = 6000
_BANDWIDTH: Final = 0.1
"""Of the spread of the logarithms: narrow, since a kernel widens what it smooths."""


def pool(one: Draws, other: Draws, weight: float, rule: str, rng: np.random.Generator) -> Draws:
    """Draws of the pooled estimate; `weight` is that of `one`.

    The densities of log pool and product are kernel estimates on the logarithm.
    """
    if rule == "average":
        return weight * one + (1 - weight) * other
    if rule == "mixture":
        return np.where(rng.random(len(one)) < weight, one, other)
    exponents = (weight, 1 - weight) if rule == "log_pool" else (1.0, 1.0)
    return density_pool([one, other], exponents, len(one), rng)


def density_pool(parts: Sequence[Draws], exponents: Sequence[float], count: int, rng: np.random.Generator) -> Draws:
    """Draws from the product of densities, each to its exponent, on the logarithm."""
    logs = [np.log(part) for part in parts]
    low = min(float(log.min()) for log in logs)
    high = max(float(log.max()) for log in logs)
    grid = np.linspace(low, high, _GRID)
    density = np.zeros(_GRID)
    for log, exponent in zip(logs, exponents, strict=True):
        thinned = log[:: max(1, len(log) // _KDE_DRAWS)]
        density += exponent * np.log(np.maximum(stats.gaussian_kde(thinned, _BANDWIDTH)(grid), 1e-300))
    mass = np.exp(density - density.max())
    cumulative = np.cumsum(mass) / mass.sum()
    return np.exp(np.interp(rng.random(count), cumulative, grid))
