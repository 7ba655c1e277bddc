"""Many points on Earth, by cells, against many disks at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from enduse.model.borders import borders, boundary_points, land_points
from enduse.model.sphere import EARTH_RADIUS_KM, Floats, cosine_of_km, cosines, degrees

CELL_DEGREES = 6.0
BORDER_SPACING_KM = 2.0
"""Spacing of the border points of excluded countries; half of it is added to every disk."""
WORLD_SPACING_KM = 25.0
"""Spacing of the border points of all other countries."""


@dataclass(frozen=True)
class Disks:
    """One disk a landmark that measured the unit, tightest first.

    Attributes:
        landmark: shape (n,), positions among the landmarks.
        centre: shape (n, 3), unit vectors.
        radius_km: shape (n,), speed times least round trip, plus the tolerance.
    """

    landmark: NDArray[np.intp]
    centre: Floats
    radius_km: Floats

    def only(self, position: int) -> Disks:
        """One of the disks."""
        one = slice(position, position + 1)
        return Disks(self.landmark[one], self.centre[one], self.radius_km[one])

    def excludes(self, point: Floats) -> NDArray[np.intp]:
        """Landmarks whose disk does not hold a point, tightest first."""
        return self.landmark[self.centre @ point < cosine_of_km(self.radius_km)]


def disks_of(rtt_ms: Floats, vectors: Floats, km_per_ms: float, tolerance_km: float) -> Disks:
    """The disks of one unit: rtt_ms of shape (L,), infinite where unmeasured; vectors of shape (L, 3)."""
    measured = np.flatnonzero(np.isfinite(rtt_ms))
    order = measured[np.argsort(rtt_ms[measured], kind="stable")]
    return Disks(order, vectors[order], rtt_ms[order] * km_per_ms + tolerance_km)


@dataclass(frozen=True)
class Points:
    """Points in cells of a few degrees, so that most are judged by the cell.

    Attributes:
        vectors: shape (n, 3).
        order: shape (n,), positions of the points, those of a cell together.
        start: shape (c + 1,), where each cell begins in the order.
        centre: shape (c, 3), unit vector in the middle of a cell's points.
        reach: shape (c,), radians from the middle to the cell's farthest point.
    """

    vectors: Floats
    order: NDArray[np.intp]
    start: NDArray[np.intp]
    centre: Floats
    reach: Floats

    def held(self, disks: Disks, margin_km: float = 0.0) -> NDArray[np.intp]:
        """Positions, ascending, of the points that lie in every disk widened by a margin."""
        beyond, cut = self._against(disks, margin_km)
        alive = np.logical_not(beyond.any(axis=1))
        partly = np.logical_and(cut.any(axis=1), alive)
        whole, left = self._members(np.logical_and(alive, ~partly)), self._members(partly)
        cosine = cosine_of_km(disks.radius_km + margin_km)
        for i in np.flatnonzero(cut[partly].any(axis=0)):
            left = left[cosines(self.vectors[left], disks.centre[i : i + 1])[:, 0] >= cosine[i]]
        return np.sort(np.concatenate([whole, left]))

    def least_excluded(self, disks: Disks, margin_km: float = 0.0) -> int:
        """The number of disks that do not hold the point that is in most of them."""
        beyond, cut = self._against(disks, margin_km)
        surely = beyond.sum(axis=1)
        fewest: int = (surely + cut.sum(axis=1)).min()
        near = self._members(np.less_equal(surely, fewest))
        outside = cosines(self.vectors[near], disks.centre) < cosine_of_km(disks.radius_km + margin_km)
        return int(outside.sum(axis=1).min())

    def _against(self, disks: Disks, margin_km: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which cells, shape (c, n), lie beyond each disk, and which its edge may cut."""
        radius = np.clip((disks.radius_km + margin_km) / EARTH_RADIUS_KM, 0.0, np.pi)[None, :]
        cosine, reach = cosines(self.centre, disks.centre), self.reach[:, None] + 1e-9
        product, excess = np.cos(radius) * np.cos(reach), np.sin(radius) * np.sin(reach)
        beyond = (cosine < product - excess) & (radius + reach < np.pi)
        within = (cosine >= product + excess) & (radius >= reach) | (radius >= np.pi)
        return beyond, ~beyond & ~within

    def _members(self, cells: NDArray[np.bool_]) -> NDArray[np.intp]:
        chosen = np.flatnonzero(cells)
        if not chosen.size:
            return np.empty(0, dtype=np.intp)
        return np.concatenate([self.order[self.start[c] : self.start[c + 1]] for c in chosen])


def points_of(vectors: Floats) -> Points:
    """Sorts points, shape (n, 3), into cells."""
    latitude, longitude = degrees(vectors)
    row = np.floor((latitude + 90.0) / CELL_DEGREES)
    # Cells of like width: fewer in a row near a pole.
    width = CELL_DEGREES / np.maximum(np.cos(np.radians(row * CELL_DEGREES - 90.0 + CELL_DEGREES / 2.0)), 0.05)
    cell = row * 1_000 + np.floor((longitude + 180.0) / width)
    _, label = np.unique(cell, return_inverse=True)
    order = np.argsort(label, kind="stable")
    start = np.searchsorted(label[order], np.arange(label.max(initial=-1) + 2))
    centre = np.array([vectors[order[a:b]].mean(axis=0) for a, b in pairwise(start)])
    centre = centre.reshape(-1, 3)
    centre /= np.linalg.norm(centre, axis=1, keepdims=True)
    cosine = (vectors[order] * np.repeat(centre, np.diff(start), axis=0)).sum(axis=1)
    reach = np.arccos(np.clip(np.minimum.reduceat(cosine, start[:-1]), -1.0, 1.0)) if len(order) else np.empty(0)
    return Points(vectors, order, start, centre, reach)


@dataclass(frozen=True)
class Ground:
    """Points that stand for countries: no border place of theirs is farther than the margin from one.

    Attributes:
        owner: shape (n,), index of each point's country among the borders' codes.
        countries: the codes that the points stand for.
    """

    points: Points
    owner: NDArray[np.intp]
    countries: frozenset[str]
    margin_km: float

    def countries_at(self, positions: NDArray[np.intp]) -> frozenset[str]:
        """The countries of some points."""
        codes = borders().codes
        return frozenset(codes[i] for i in np.unique(self.owner[positions]))


def ground_of(codes: Sequence[str]) -> Ground:
    """Border points every two kilometres and the inner grid of some countries."""
    return _ground(frozenset(codes), BORDER_SPACING_KM)


@lru_cache(maxsize=1)
def world() -> Ground:
    """The same of all countries, more coarsely."""
    return _ground(None, WORLD_SPACING_KM)


@lru_cache(maxsize=32)
def _ground(codes: frozenset[str] | None, spacing_km: float) -> Ground:
    edge, edge_owner = boundary_points(codes, spacing_km)
    inner, inner_owner = land_points(codes)
    owner = np.concatenate([inner_owner, edge_owner]).astype(np.intp)
    countries = frozenset(borders().codes) if codes is None else codes
    return Ground(points_of(np.concatenate([inner, edge])), owner, countries, spacing_km / 2.0)
