"""Country borders of the world: containment, distance, sample points, outlines.

Natural Earth 1:50m (public domain) by way of world-atlas 2.0.2, de facto lines; Taiwan, Hong Kong
and Macao stand apart from mainland China as they do in trade law. Outlines are political and the
law's codes decide, never the map; see the attribution beside the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import ArrayLike, NDArray

from enduse.model.sphere import EARTH_RADIUS_KM, Floats, fibonacci_grid, unit_vectors

GRID_POINTS = 400_000
"""Points of the world grid: one for each 1,275 km2, sea included."""

GRID_COVER_KM = 26.0
"""No place is farther than this from a point of the world grid (measured: 25.2 km)."""


@dataclass(frozen=True)
class Borders:
    """All rings, each an array (n, 2) of longitude and latitude in degrees, first point repeated last.

    A ring across the antimeridian runs on beyond 180 degrees, so that it has no jumps.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    rings: tuple[Floats, ...]
    ring_owner: NDArray[np.int16]
    ring_box: Floats  # (n, 4): west, south, east, north
    land_owner: NDArray[np.int16]  # country index of each point of the world grid, -1 at sea

    def rings_of(self, codes: Iterable[str]) -> list[Floats]:
        """The rings of some countries; a code without an outline has none."""
        wanted = {self.codes.index(code) for code in codes if code in self.codes}
        return [ring for ring, owner in zip(self.rings, self.ring_owner, strict=True) if int(owner) in wanted]


@lru_cache(maxsize=1)
def borders() -> Borders:
    """The bundled borders, read once."""
    path = files("enduse.model") / "data" / "borders" / "countries.npz"
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
        ends = np.cumsum(data["ring_length"])
        steps = np.split(data["ring_steps"], ends[:-1], axis=1)
        scale, shift = data["scale"], data["shift"]
        rings = tuple(np.cumsum(step, axis=1).T * scale + shift for step in steps)
        boxes = np.array([[*ring.min(axis=0), *ring.max(axis=0)] for ring in rings])
        return Borders(
            tuple(data["codes"].tolist()),
            tuple(data["names"].tolist()),
            rings,
            data["ring_owner"],
            boxes,
            data["land_owner"],
        )


def name_of(code: str) -> str:
    """Natural Earth's short name of a country, or the code where it draws none.

    >>> name_of("TW")
    'Taiwan'
    """
    known = borders()
    return known.names[known.codes.index(code)] if code in known.codes else code


def inside_rings(rings: Sequence[Floats], latitude: ArrayLike, longitude: ArrayLike) -> NDArray[np.bool_]:
    """Which of n points lie inside (even-odd rule, so holes count as outside)."""
    lat, lon = np.atleast_1d(np.asarray(latitude, dtype=float)), np.atleast_1d(np.asarray(longitude, dtype=float))
    odd = np.zeros(lat.shape, dtype=bool)
    for ring in rings:
        (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
        for turn in (0.0, 360.0, -360.0):
            x = lon + turn
            near = np.flatnonzero((lat >= south) & (lat <= north) & (x >= west) & (x <= east))
            for block in np.array_split(near, max(1, near.size * len(ring) // 4_000_000)):
                odd[block] ^= _crossings(ring, x[block], lat[block]) % 2 == 1
    return odd


def _crossings(ring: Floats, x: Floats, y: Floats) -> NDArray[np.intp]:
    """How many edges a ray eastward from each point crosses."""
    (x0, y0), (x1, y1) = ring[:-1].T[:, None, :], ring[1:].T[:, None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossed = ((y0 > y[:, None]) != (y1 > y[:, None])) & (
            x[:, None] < (x1 - x0) * (y[:, None] - y0) / (y1 - y0) + x0
        )
    return np.asarray(crossed.sum(axis=1))


def country_at(latitude: float, longitude: float) -> str | None:
    """The country whose outline holds the point, None at sea.

    >>> [country_at(*place) for place in ((31.2, 121.4), (22.4, 114.1), (25.0, 121.5), (0, -30))]
    ['CN', 'HK', 'TW', None]
    """
    known = borders()
    west, south, east, north = known.ring_box.T
    hits = (south <= latitude) & (latitude <= north)
    hits &= ((west <= longitude) & (longitude <= east)) | (longitude + 360.0 <= east) | (longitude - 360.0 >= west)
    for owner in sorted({int(o) for o in known.ring_owner[hits]}):
        rings = [r for r, o, hit in zip(known.rings, known.ring_owner, hits, strict=True) if hit and o == owner]
        if inside_rings(rings, latitude, longitude)[0]:
            return known.codes[owner]
    return None


def country_near(latitude: float, longitude: float, within_km: float = 50.0) -> str | None:
    """The country that holds the point or, at sea, the nearest one within a distance."""
    held = country_at(latitude, longitude)
    if held is not None:
        return held
    known = borders()
    vectors, owner = boundary_points()
    cosine = vectors @ unit_vectors(latitude, longitude)
    nearest = int(np.argmax(cosine))
    if np.arccos(np.clip(cosine[nearest], -1.0, 1.0)) * EARTH_RADIUS_KM > within_km:
        return None
    return known.codes[int(owner[nearest])]


def distance_km(codes: Iterable[str], latitude: float, longitude: float) -> float:
    """Shortest distance from a point to a set of countries; 0 inside, infinite if none is drawn."""
    rings = borders().rings_of(codes)
    if not rings:
        return float("inf")
    if inside_rings(rings, latitude, longitude)[0]:
        return 0.0
    here = unit_vectors(latitude, longitude)
    starts = np.concatenate([unit_vectors(ring[:-1, 1], ring[:-1, 0]) for ring in rings])
    ends = np.concatenate([unit_vectors(ring[1:, 1], ring[1:, 0]) for ring in rings])
    along = ends - starts
    length_squared = np.maximum((along**2).sum(axis=1), 1e-30)
    fraction = np.clip(((here - starts) * along).sum(axis=1) / length_squared, 0.0, 1.0)
    nearest = starts + fraction[:, None] * along
    nearest /= np.linalg.norm(nearest, axis=1, keepdims=True)
    chord = np.linalg.norm(nearest - here, axis=1).min()
    return float(2.0 * EARTH_RADIUS_KM * np.arcsin(min(chord / 2.0, 1.0)))


@lru_cache(maxsize=8)
def boundary_points(
    codes: frozenset[str] | None = None, spacing_km: float = 25.0
) -> tuple[Floats, NDArray[np.int16]]:
    """Border points no farther apart than a spacing: unit vectors (n, 3) and country indices (n,).

    Every vertex is there; longer edges are divided, so no border place is farther than half the
    spacing from a point. None stands for all countries.
    """
    known = borders()
    points: list[Floats] = []
    owners: list[NDArray[np.int16]] = []
    for ring, owner in zip(known.rings, known.ring_owner, strict=True):
        if codes is not None and known.codes[owner] not in codes:
            continue
        divided = _divided(ring, spacing_km)
        points.append(divided)
        owners.append(np.full(len(divided), owner, dtype=np.int16))
    if not points:
        return np.empty((0, 3)), np.empty(0, dtype=np.int16)
    return np.concatenate(points), np.concatenate(owners)


def _divided(ring: Floats, spacing_km: float) -> Floats:
    vertices = unit_vectors(ring[:, 1], ring[:, 0])
    edge_km = np.linalg.norm(np.diff(vertices, axis=0), axis=1) * EARTH_RADIUS_KM
    pieces = np.maximum(np.ceil(edge_km / spacing_km).astype(int), 1)
    edge = np.repeat(np.arange(len(pieces)), pieces)
    step = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    fraction = (step / pieces[edge])[:, None]
    lonlat = ring[edge] * (1.0 - fraction) + ring[edge + 1] * fraction
    return unit_vectors(lonlat[:, 1], lonlat[:, 0])


@lru_cache(maxsize=8)
def land_points(codes: frozenset[str] | None = None) -> tuple[Floats, NDArray[np.int16]]:
    """Points of the world grid on land: unit vectors (n, 3) and country indices (n,)."""
    known = borders()
    owner = known.land_owner
    wanted = owner >= 0
    if codes is not None:
        wanted &= np.isin(owner, [known.codes.index(code) for code in codes if code in known.codes])
    latitude, longitude = fibonacci_grid(GRID_POINTS)
    return unit_vectors(latitude[wanted], longitude[wanted]), owner[wanted]


@lru_cache(maxsize=4)
def outlines(
    tolerance_deg: float = 0.25, least_deg2: float = 0.3
) -> dict[str, tuple[tuple[tuple[float, float], ...], ...]]:
    """Simplified rings for a map: country code to rings of (longitude, latitude), two decimals.

    Args:
        tolerance_deg: greatest departure from the true line, degrees (Douglas and Peucker 1973).
        least_deg2: islands of a smaller box are dropped; each country keeps its largest ring.
    """
    known = borders()
    size = (known.ring_box[:, 2] - known.ring_box[:, 0]) * (known.ring_box[:, 3] - known.ring_box[:, 1])
    drawn: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {}
    for index, code in enumerate(known.codes):
        own = np.flatnonzero(known.ring_owner == index)
        kept = [i for i in own if size[i] >= least_deg2] or [own[np.argmax(size[own])]]
        lines = [_simplified(known.rings[i], tolerance_deg) for i in kept]
        drawn[code] = tuple(
            tuple((round(float(x), 2), round(float(y), 2)) for x, y in part) for ring in lines for part in _framed(ring)
        )
    return drawn


def _framed(ring: Floats) -> list[Floats]:
    """The ring as seen on a map from -180 to 180 degrees: a part for each side that it reaches."""
    parts = [ring + np.array([turn, 0.0]) for turn in (0.0, 360.0, -360.0)]
    return [np.clip(part, -180.0, 180.0) for part in parts if part[:, 0].max() > -180.0 and part[:, 0].min() < 180.0]


def _simplified(ring: Floats, tolerance_deg: float) -> Floats:
    # A ring's ends coincide, so it is cut in two at the point farthest from its start.
    turn = int(np.argmax(((ring - ring[0]) ** 2).sum(axis=1)))
    keep = np.zeros(len(ring), dtype=bool)
    keep[[0, turn, len(ring) - 1]] = True
    spans = [(0, turn), (turn, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        chord, offset = ring[last] - ring[first], ring[first + 1 : last] - ring[first]
        length = float(np.hypot(*chord)) or 1.0
        departure = np.abs(chord[0] * offset[:, 1] - chord[1] * offset[:, 0]) / length
        middle = int(np.argmax(departure)) + first + 1
        if departure[middle - first - 1] > tolerance_deg:
            keep[middle] = True
            spans += [(first, middle), (middle, last)]
    simplified = ring[keep]
    return simplified if len(simplified) >= 4 else ring
