"""The physical bound: what no signal could have reached in time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from enduse.model.borders import GRID_COVER_KM, country_at
from enduse.model.sphere import EARTH_RADIUS_KM, Floats, cosine_of_km, cosines, degrees, unit_vectors
from enduse.proof.delay_points import Disks, Ground


@dataclass(frozen=True)
class Region:
    """The intersection of a unit's disks.

    Attributes:
        held: positions of the world's points within it, strictly.
        inner: a point of the region that stands for it where it holds no point of the world.
        empty: whether no place at all, on land or at sea, lies in every disk.
    """

    held: NDArray[np.intp]
    inner: Floats | None
    empty: bool


def region_of(disks: Disks, world: Ground) -> Region:
    """The region that disks leave."""
    held = world.points.held(disks)
    if held.size:
        return Region(held, None, False)
    inner, depth_km = innermost(disks)
    return Region(held, inner if depth_km >= 0 else None, depth_km < 0)


def possible(disks: Disks, region: Region, ground: Ground) -> frozenset[str]:
    """Which of the ground's countries have a place within all disks.

    A region either crosses a country's border, and then holds a border point once the disks are
    widened by the ground's margin; or it lies wholly within or without, which any point of it tells:
    a point of the world grid, which the ground shares, or else the region's innermost point.
    """
    held = ground.countries_at(ground.points.held(disks, ground.margin_km))
    if region.inner is None:
        return held
    latitude, longitude = degrees(region.inner)
    return held | ground.countries & {country_at(float(latitude), float(longitude)) or ""}


def innermost(disks: Disks) -> tuple[Floats, float]:
    """The point deepest within all disks and its depth in km; below zero they have no common point.

    Walks from the tightest disk's centre with shrinking steps; the depth is the least, over disks, of
    radius less distance.
    """
    place = disks.centre[0].copy()
    depth = float(_depth_km(disks, place[None])[0])
    step_km = float(min(disks.radius_km[0], 5_000.0))
    bearings = np.linspace(0.0, 2.0 * np.pi, 16, endpoint=False)
    while step_km > 0.25:
        around = _around(place, bearings, step_km / EARTH_RADIUS_KM)
        depths = _depth_km(disks, around)
        best = int(np.argmax(depths))
        if depths[best] > depth + 1e-9:
            place, depth = around[best], float(depths[best])
        else:
            step_km /= 2.0
    return place, depth


def _depth_km(disks: Disks, places: Floats) -> Floats:
    distance = np.arccos(np.clip(cosines(places, disks.centre), -1.0, 1.0)) * EARTH_RADIUS_KM
    return np.asarray((disks.radius_km - distance).min(axis=1))


def _around(place: Floats, bearings: Floats, angle: float) -> Floats:
    x, y, _ = place
    flat = np.hypot(x, y)
    east = np.array([-y, x, 0.0]) / flat if flat > 1e-9 else np.array([1.0, 0.0, 0.0])
    north = np.cross(place, east)
    aside = np.cos(bearings)[:, None] * north + np.sin(bearings)[:, None] * east
    return np.asarray(np.cos(angle) * place + np.sin(angle) * aside)


def binding(disks: Disks, points: Floats, margin_km: float = 0.0) -> list[int]:
    """The fewest landmarks, near enough, that exclude all of the points that can be excluded.

    Takes disks tightest first until no point is left, then drops each that the others make needless.
    """
    taken: list[int] = []
    outside: list[NDArray[np.bool_]] = []
    count = np.zeros(len(points), dtype=np.intp)
    for i, cosine in enumerate(cosine_of_km(disks.radius_km + margin_km)):
        out = cosines(points, disks.centre[i : i + 1])[:, 0] < cosine
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


def radius_from(disks: Disks, region: Region, world: Ground, place: tuple[float, float]) -> float:
    """Greatest distance, km, from a place to any land within all disks (an upper bound)."""
    here = unit_vectors(*place)
    near = world.points.held(disks, GRID_COVER_KM)
    points = world.points.vectors[near] if near.size else region.inner
    if points is None:
        return float(disks.radius_km[0])
    cosine = float(np.clip((points @ here).min(), -1.0, 1.0))
    return float(np.arccos(cosine)) * EARTH_RADIUS_KM + GRID_COVER_KM
