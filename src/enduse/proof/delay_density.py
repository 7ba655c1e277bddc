"""How long a round trip takes by distance, learnt from the landmarks themselves."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import scipy
from numpy.typing import NDArray

from enduse.model.sphere import EARTH_RADIUS_KM, Floats, unthreaded_product
from enduse.proof.delay_records import FIBRE_KM_PER_MS

DISTANCE_BINS, DELAY_BINS = 100, 170
FARTHEST_KM = 20_040.0
LEAST_LOG_DELAY, GREATEST_LOG_DELAY = -2.0, 4.8
SMOOTHING_BINS = 3.5
SETUP_MS = 1.0
"""Added to the fibre time of a distance, so that delays of neighbours are compared in milliseconds."""

NEIGHBOUR_KM = 500.0
"""Landmarks this near to a place foretell, by exp(-distance/500 km), the detours of its paths."""
ABROAD_WEIGHT = 0.4
"""How much less a landmark across a border foretells."""
NEGLIGIBLE_WEIGHT = 0.005
LANDMARK_SHRINK, NEIGHBOUR_SHRINK, DOMESTIC_SHRINK = 8.0, 0.7, 20.0
FLOOR = 1e-3
"""Share of the density that is spread evenly: no single delay decides alone."""

# Median round trip over fibre time by distance (km, ratio), 241 nodes of a commercial measurement
# network; where there are no landmark pairs to learn from, these stand in, with this spread.
TYPICAL_KM = np.array([50.0, 300.0, 750.0, 1_500.0, 3_500.0, 10_000.0])
TYPICAL_RATIO = np.array([7.95, 4.03, 3.20, 2.67, 2.32, 1.80])
TYPICAL_SPREAD = 0.5
TYPICAL_PAIRS = 0.2
"""Pairs in a distance bin that the typical network counts for."""


def distance_bin(distance_km: Floats) -> NDArray[np.intp]:
    """Bin of a distance: even in log(1 + d/100 km)."""
    position = np.log1p(distance_km / 100.0) / np.log1p(FARTHEST_KM / 100.0)
    return np.asarray(np.clip((position * (DISTANCE_BINS - 1) + 0.5).astype(np.intp), 0, DISTANCE_BINS - 1))


def log_delay(rtt_ms: Floats, distance_km: Floats) -> Floats:
    """Natural log of a round trip over the fibre time of its distance and one millisecond."""
    return np.asarray(np.log(rtt_ms / (distance_km / FIBRE_KM_PER_MS + SETUP_MS)))


def delay_bin(value: Floats) -> NDArray[np.intp]:
    """Bin of a log delay."""
    position = (value - LEAST_LOG_DELAY) / (GREATEST_LOG_DELAY - LEAST_LOG_DELAY)
    return np.asarray(np.clip((position * (DELAY_BINS - 1) + 0.5).astype(np.intp), 0, DELAY_BINS - 1))


_BIN_KM = 100.0 * np.expm1(np.linspace(0.0, np.log1p(FARTHEST_KM / 100.0), DISTANCE_BINS))
_BIN_LOG = np.linspace(LEAST_LOG_DELAY, GREATEST_LOG_DELAY, DELAY_BINS)
_TYPICAL = log_delay(TYPICAL_RATIO * TYPICAL_KM / FIBRE_KM_PER_MS, TYPICAL_KM)
_TYPICAL_TREND = np.interp(np.log(_BIN_KM + 1.0), np.log(TYPICAL_KM), _TYPICAL)
_TYPICAL_ROW = np.exp(-0.5 * (_BIN_LOG / TYPICAL_SPREAD) ** 2)
_TYPICAL_ROW /= _TYPICAL_ROW.sum()


@dataclass(frozen=True)
class Pairs:
    """What landmarks measured of each other.

    Attributes:
        rtt_ms: shape (L, L), row measured by column; infinite where unmeasured.
        distance_km: shape (L, L).
        country: shape (L,), country index of each landmark, -1 if unknown.
    """

    rtt_ms: Floats
    distance_km: Floats
    country: NDArray[np.intp]
    measured: NDArray[np.bool_] = field(init=False)
    delay: Floats = field(init=False)
    bin: NDArray[np.intp] = field(init=False)
    neighbours: scipy.sparse.csr_array = field(init=False)

    def __post_init__(self) -> None:
        measured = np.isfinite(self.rtt_ms) & ~np.eye(len(self.rtt_ms), dtype=bool)
        delay = log_delay(np.where(measured, self.rtt_ms, 1.0), self.distance_km)
        object.__setattr__(self, "measured", measured)
        object.__setattr__(self, "delay", np.where(measured, delay, 0.0))
        object.__setattr__(self, "bin", distance_bin(self.distance_km))
        weight = neighbour_weight(self.distance_km, self.domestic())
        weight[np.eye(len(weight), dtype=bool) | (weight < NEGLIGIBLE_WEIGHT)] = 0.0
        object.__setattr__(self, "neighbours", scipy.sparse.csr_array(weight))

    def domestic(self) -> NDArray[np.bool_]:
        """Pairs within one country, shape (L, L)."""
        return np.asarray((self.country[:, None] == self.country[None, :]) & (self.country[:, None] >= 0))


@dataclass(frozen=True)
class Density:
    """Density of a log delay given distance, landmark, country and the paths of neighbours.

    A log delay is the sum of a trend by distance, an offset of the landmark, an offset within one
    country, and what neighbours' paths to that landmark foretell; the rest has a histogram density.
    The density with neighbours is the sharper one (it finds places); the one without is the harder
    one to imitate (it weighs a claim).

    Attributes:
        trend: shape (DISTANCE_BINS,).
        landmark_offset: shape (L,).
        domestic_offset: scalar.
        rest: shape (L, L), what the three leave of each pair; 0 where unmeasured.
        known: shape (L, L), 1 where measured.
        log_plain, log_local: shape (DISTANCE_BINS, DELAY_BINS), natural logs.
    """

    trend: Floats
    landmark_offset: Floats
    domestic_offset: float
    rest: Floats
    known: Floats
    log_plain: Floats
    log_local: Floats


def neighbour_weight(distance_km: Floats, domestic: NDArray[np.bool_]) -> Floats:
    """How much one place's paths foretell another's."""
    return np.asarray(np.exp(-distance_km / NEIGHBOUR_KM) * np.where(domestic, 1.0, ABROAD_WEIGHT))


def fit(pairs: Pairs, usable: NDArray[np.bool_]) -> Density:
    """Learns the density from pairs of usable landmarks, shape (L,): the unit itself is left out of it."""
    used = pairs.measured & usable[:, None] & usable[None, :]
    bins = pairs.bin[used]
    count = np.bincount(bins, minlength=DISTANCE_BINS)
    total = np.bincount(bins, weights=pairs.delay[used], minlength=DISTANCE_BINS)
    weight = scipy.ndimage.gaussian_filter1d(count.astype(float), SMOOTHING_BINS, mode="constant")
    trend = scipy.ndimage.gaussian_filter1d(total, SMOOTHING_BINS, mode="constant") + TYPICAL_PAIRS * _TYPICAL_TREND
    trend /= weight + TYPICAL_PAIRS

    left = np.where(used, pairs.delay - trend[pairs.bin], 0.0)
    landmark_offset = left.sum(axis=0) / (used.sum(axis=0) + LANDMARK_SHRINK)
    left = np.where(used, left - landmark_offset, 0.0)
    domestic = pairs.domestic()
    within = used & domestic
    domestic_offset = float(left[within].sum() / (within.sum() + DOMESTIC_SHRINK))
    left = np.where(within, left - domestic_offset, left)

    known = used.astype(float)
    foretold = (pairs.neighbours @ left) / (pairs.neighbours @ known + NEIGHBOUR_SHRINK)
    return Density(
        trend=trend,
        landmark_offset=landmark_offset,
        domestic_offset=domestic_offset,
        rest=left,
        known=known,
        log_plain=_log_table(bins, left[used]),
        log_local=_log_table(bins, (left - foretold)[used]),
    )


def _log_table(bins: NDArray[np.intp], rest: Floats) -> Floats:
    cells = np.bincount(bins * DELAY_BINS + delay_bin(rest), minlength=DISTANCE_BINS * DELAY_BINS)
    table = scipy.ndimage.gaussian_filter(
        cells.reshape(DISTANCE_BINS, DELAY_BINS).astype(float), SMOOTHING_BINS, mode="constant"
    )
    table += TYPICAL_PAIRS * _TYPICAL_ROW
    table /= table.sum(axis=1, keepdims=True)
    return np.asarray(np.log((table + FLOOR / DELAY_BINS) / (1.0 + FLOOR)))


def log_likelihood(
    density: Density, pairs: Pairs, rtt_ms: Floats, cosine: Floats, country: NDArray[np.intp], local: bool
) -> Floats:
    """Log likelihood of one unit's round trips at each of n places, shape (n,).

    Args:
        density: learnt without the unit.
        pairs: the landmarks' own measurements, for their countries.
        rtt_ms: shape (L,); infinite entries are not used.
        cosine: shape (n, L), of the angle from each place to each landmark.
        country: shape (n,), country index of each place.
        local: whether neighbours' paths are used (to find a place) or not (to weigh a claim).
    """
    used = np.flatnonzero(np.isfinite(rtt_ms))
    distance_km = _arc_km(cosine[:, used])
    bins = distance_bin(distance_km)
    domestic = (country[:, None] == pairs.country[None, :]) & (country[:, None] >= 0)
    rest = log_delay(rtt_ms[used], distance_km) - density.trend[bins] - density.landmark_offset[used]
    rest -= density.domestic_offset * domestic[:, used]
    if not local:
        return np.asarray(density.log_plain[bins, delay_bin(rest)].sum(axis=1))
    weight = neighbour_weight(_arc_km(cosine), domestic)
    foretold, support = (unthreaded_product(weight, table[:, used]) for table in (density.rest, density.known))
    rest -= foretold / (support + NEIGHBOUR_SHRINK)
    return np.asarray(density.log_local[bins, delay_bin(rest)].sum(axis=1))


def _arc_km(cosine: Floats) -> Floats:
    return np.asarray(np.arccos(np.clip(cosine, -1.0, 1.0)) * EARTH_RADIUS_KM)
