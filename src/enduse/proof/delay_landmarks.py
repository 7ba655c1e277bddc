"""Landmarks check each other before they judge anyone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from enduse.model.sphere import Floats


def excess_km(distance_km: Floats, mutual_rtt_ms: Floats, km_per_ms: float, tolerance_km: float) -> Floats:
    """By how much two landmarks stand too far apart for their round trip, shape (L, L); 0 where they do not."""
    excess: Floats = np.maximum(distance_km - (mutual_rtt_ms * km_per_ms + tolerance_km), 0.0)
    np.fill_diagonal(excess, 0.0)
    return excess


def inconsistent(excess: Floats, without: int | None = None) -> NDArray[np.bool_]:
    """Names the fewest landmarks whose removal leaves no impossible pair, shape (L,).

    Greedy vertex cover: the landmark in the most impossible pairs goes first, at equal number the one
    with the greater excess in all. One misplaced landmark is thus named, not the many that it accuses.

    Args:
        excess: shape (L, L), see :func:`excess_km`.
        without: a landmark whose own pairs are left out, because it is itself the unit to be located.
    """
    left = excess.copy()
    if without is not None:
        left[without, :] = left[:, without] = 0.0
    named = np.zeros(len(left), dtype=bool)
    while left.any():
        pairs = (left > 0).sum(axis=1)
        ranked = np.lexsort((-left.sum(axis=1), -pairs))
        worst = int(ranked[0])
        named[worst] = True
        left[worst, :] = left[:, worst] = 0.0
    return named
