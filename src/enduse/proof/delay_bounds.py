"""The physical bound: what no signal could have reached in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from enduse.model.borders import GRID_COVER_KM, borders, boundary_points, country_at, land_points
from enduse.model.sphere import EARTH_RADIUS_KM, Floats, cosine_of_km, degrees, unit_vectors

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

    def holds(self, points: Floats, margin_km: float = 0.0) -> NDArray[np.intp]:
        """Positions of the points, shape (m, 3), that lie in every disk widened by a margin."""
        left = np.arange(len(points))
        for centre, cosine in zip(self.centre, cosine_of_km(self.radius_km + margin_km), strict=True):
            if not left.size:
                break
            left = left[points[left] @ centre >= cosine]
        return left

    def excludes(self, point: Floats) -> NDArray[np.intp]:
        """Landmarks whose disk does not hold a point, tightest first."""
        return self.landmark[self.centre @ point < cosine_of_km(self.radius_km)]


def disks_of(rtt_ms: Floats, vectors: Floats, km_per_ms: float, tolerance_km: float) -> Disks:
    """The disks of one unit: rtt_ms of shape (L,), infinite where unmeasured; vectors of shape (L, 3)."""
    measured = np.flatnonzero(np.isfinite(rtt_ms))
    order = measured[np.argsort(rtt_ms[measured], kind="stable")]
    return Disks(order, vectors[order], rtt_ms[order] * km_per_ms + tolerance_km)


@dataclass(frozen=True)
class Ground:
    """Points that stand for countries: no place of theirs is farther than the margin from one."""

    points: Floats
    owner: NDArray[np.intp]
    codes: tuple[str, ...]
    wanted: frozenset[str]
    margin_km: float

    def of(self, positions: NDArray[np.intp]) -> frozenset[str]:
        """The countries of some points."""
        return frozenset(self.codes[i] for i in np.unique(self.owner[positions]))


def ground_of(codes: Sequence[str]) -> Ground:
    """Border points every two kilometres and the inner grid of some countries.

    An intersection of disks that meets a country either crosses its border, and then holds a border
    point once widened by half their spacing, or lies wholly within, and is met by the inner grid or,
    if smaller than that, by its own innermost point (see :func:`possible`).
    """
    wanted = frozenset(codes)
    edge, edge_owner = boundary_points(wanted, BORDER_SPACING_KM)
    inner, inner_owner = land_points(wanted)
    owner = np.concatenate([edge_owner, inner_owner]).astype(np.intp)
    return Ground(np.concatenate([edge, inner]), owner, borders().codes, wanted, BORDER_SPACING_KM / 2.0)


def world() -> Ground:
    """The same for all countries, more coarsely."""
    edge, edge_owner = boundary_points(None, WORLD_SPACING_KM)
    inner, inner_owner = land_points(None)
    owner = np.concatenate([inner_owner, edge_owner]).astype(np.intp)
    codes = borders().codes
    return Ground(np.concatenate([inner, edge]), owner, codes, frozenset(codes), WORLD_SPACING_KM / 2.0)


def innermost(disks: Disks) -> tuple[Floats, float]:
    """The point deepest within all disks and its depth in km; below zero the disks have no common point.

    Walks from the tightest disk's centre with shrinking steps; the depth is the least, over disks, of
    radius less distance. Disks of hemisphere size and more never bind here.
    """
    place = disks.centre[0].copy()
    depth = _depth_km(disks, place[None])[0]
    step_km = float(min(disks.radius_km[0], 5_000.0))
    bearings = np.linspace(0.0, 2.0 * np.pi, 16, endpoint=False)
    while step_km > 0.25:
        around = _around(place, bearings, step_km / EARTH_RADIUS_KM)
        depths = _depth_km(disks, around)
        best = int(np.argmax(depths))
        if depths[best] > depth + 1e-9:
            place, depth = around[best], depths[best]
        else:
            step_km /= 2.0
    return place, float(depth)


def _depth_km(disks: Disks, places: Floats) -> Floats:
    distance = np.arccos(np.clip(places @ disks.centre.T, -1.0, 1.0)) * EARTH_RADIUS_KM
    return np.asarray((disks.radius_km - distance).min(axis=1))


def _around(place: Floats, bearings: Floats, angle: float) -> Floats:
    east = np.cross([0.0, 0.0, 1.0], place)
    if np.linalg.norm(east) < 1e-9:
        east = np.array([1.0, 0.0, 0.0])
    east /= np.linalg.norm(east)
    north = np.cross(place, east)
    aside = np.cos(bearings)[:, None] * north + np.sin(bearings)[:, None] * east
    return np.asarray(np.cos(angle) * place + np.sin(angle) * aside)


def possible(disks: Disks, ground: Ground) -> frozenset[str]:
    """Which of the ground's countries have a place within all disks."""
    held = ground.of(disks.holds(ground.points, ground.margin_km))
    place, depth = innermost(disks)
    if depth >= 0:
        latitude, longitude = degrees(place)
        at = country_at(float(latitude), float(longitude))
        held |= ground.wanted & {at}
    return held


def binding(disks: Disks, points: Floats, margin_km: float = 0.0) -> list[int]:
    """The fewest landmarks, near enough, that exclude every point; those that exclude most of them if none do.

    Takes disks tightest first until no point is left, then drops each that the others make needless.
    """
    taken: list[int] = []
    outside: list[NDArray[np.bool_]] = []
    count = np.zeros(len(points), dtype=np.intp)
    for i, cosine in enumerate(cosine_of_km(disks.radius_km + margin_km)):
        out = points @ disks.centre[i] < cosine
        if (out & (count == 0)).any():
            taken.append(i)
            outside.append(out)
            count += out
        if count.all():
            break
    for i, out in list(zip(taken, outside, strict=True)):
        if (count[out] > 1).all():
            count -= out
            taken.remove(i)
    return [int(disks.landmark[i]) for i in taken]


def witnesses(disks: Disks, points: Floats, margin_km: float = 0.0) -> int:
    """How many landmarks exclude the least excluded point: so many, less one, may lie."""
    outside = points @ disks.centre.T < cosine_of_km(disks.radius_km + margin_km)
    return int(outside.sum(axis=1).min())


def radius_from(disks: Disks, ground: Ground, place: tuple[float, float]) -> float | None:
    """Greatest distance, km, from a place to any land within all disks; None if there is none."""
    here = unit_vectors(*place)
    held = disks.holds(ground.points, GRID_COVER_KM)
    if not held.size:
        return None
    cosine = float(np.clip((ground.points[held] @ here).min(), -1.0, 1.0))
    return float(np.arccos(cosine)) * EARTH_RADIUS_KM + GRID_COVER_KM
