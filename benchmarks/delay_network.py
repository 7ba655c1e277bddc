"""A synthetic measurement network with known truth, for the delay benchmark only.

Cities are drawn by the root of their population, hubs are joined to their neighbours and by a few long cables, every
other city hangs on one to three hubs; a round trip is the shortest path, with access delay at both ends and, for one
pair in eight, a detour. Against the published figures of a real network of 241 nodes (median effective speed over pairs
beyond 300 km 0.336 c, 5 % 0.153, 95 % 0.467, 99 % 0.521) it comes to 0.36, 0.15, 0.51 and 0.55.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from enduse.model.borders import borders
from enduse.model.cities import cities
from enduse.model.sphere import Floats, degrees, distances_km, unit_vectors
from enduse.proof.delay_records import FIBRE_KM_PER_MS, Landmarks, RoundTrips, landmarks_of

HOSTING = {"US": 6.0, "AU": 6.0, "NL": 5.0, "CA": 4.0, "GB": 4.0, "DE": 4.0, "FR": 4.0, "IN": 0.5, "CN": 0.15}
HUBS, LONG_CABLES = 45, 40


@dataclass(frozen=True)
class World:
    """Landmarks that are units too, with the country that each is really in."""

    landmarks: Landmarks
    round_trips: RoundTrips
    country: NDArray[np.str_]


def world(seed: int, count: int = 241) -> World:
    """A network of so many nodes."""
    random = np.random.default_rng(seed)
    towns = cities()
    weight = np.sqrt(towns.population) * np.array([HOSTING.get(code, 1.5) for code in towns.country.tolist()])
    weight[~np.isin(towns.country, borders().codes)] = 0.0
    first = np.unique(towns.country, return_index=True)[1]
    share = weight[first] ** 0.5
    breadth = random.choice(first, size=count // 3, replace=False, p=share / share.sum())
    rest = random.choice(len(weight), size=2 * count, replace=False, p=weight / weight.sum())
    chosen = np.sort(list(dict.fromkeys([*breadth.tolist(), *rest.tolist()]))[:count])
    vectors, country = towns.vectors[chosen], towns.country[chosen]
    rtt_ms = _round_trips(random, distances_km(vectors, vectors), country, weight[chosen])
    return World(*_tabulated(vectors, rtt_ms), country)


def _round_trips(random: np.random.Generator, distance: Floats, country: NDArray[np.str_], weight: Floats) -> Floats:
    count = len(distance)
    hubs = np.argsort(-weight * random.lognormal(0, 0.5, count))[:HUBS]
    link = np.zeros((count, count))

    def join(a: int, b: int, detour: float) -> None:
        link[a, b] = link[b, a] = distance[a, b] * detour / FIBRE_KM_PER_MS + 0.15

    for hub in hubs:
        near = hubs[np.argsort(distance[hub, hubs])][1:]
        for other in (*near[:4], *random.choice(near[4:25], 2, replace=False)):
            join(hub, other, random.uniform(1.1, 1.7))
    for _ in range(LONG_CABLES):
        join(*random.choice(hubs, 2, replace=False), random.uniform(1.05, 1.4))
    for node in set(range(count)) - set(hubs.tolist()):
        pull = distance[node, hubs] * np.where(country[hubs] == country[node], 0.6, 1.0)
        for hub in hubs[np.argsort(pull * random.lognormal(0, 0.45, HUBS))][: random.integers(1, 4)]:
            join(node, hub, random.uniform(1.1, 2.0))
        at_home = np.flatnonzero(country == country[node])
        for other in at_home[np.argsort(distance[node, at_home])][1:3]:
            if random.random() < 0.6:
                join(node, other, random.uniform(1.1, 2.0))
    rtt_ms = dijkstra(link, directed=False) * random.lognormal(0.08, 0.12, (count, count)).clip(1)
    access = random.lognormal(-0.7, 1.0, count) / 2.0
    rtt_ms += access[:, None] + access[None, :]
    routed_away = np.triu(random.random((count, count)) < 0.12)
    extra = rtt_ms * random.uniform(0.1, 1.0, rtt_ms.shape) + random.uniform(0, 20, rtt_ms.shape)
    rtt_ms = np.where(routed_away | routed_away.T, rtt_ms + extra, rtt_ms)
    np.fill_diagonal(rtt_ms, np.inf)
    return np.asarray(rtt_ms)


def _tabulated(vectors: Floats, rtt_ms: Floats) -> tuple[Landmarks, RoundTrips]:
    latitude, longitude = degrees(vectors)
    names = [f"node-{i:03d}" for i in range(len(vectors))]
    places = zip(names, latitude, longitude, strict=True)
    rows = [("made", {"landmark": name, "latitude": north, "longitude": east}) for name, north, east in places]
    return landmarks_of(rows)[0], RoundTrips(tuple(names), rtt_ms)


def spoiled(made: World, seed: int) -> tuple[World, set[str], set[str]]:
    """The same with five misplaced nodes and two with one impossible measurement each; the names of both."""
    random = np.random.default_rng(seed)
    chosen = random.choice(len(made.country), 7, replace=False)
    misplaced, artefacts = chosen[:5], chosen[5:]
    vectors = made.landmarks.vectors.copy()
    vectors[misplaced] = unit_vectors(random.uniform(-45, 60, 5), random.uniform(-180, 180, 5))
    rtt_ms = made.round_trips.rtt_ms.copy()
    for node in artefacts:
        far = int(np.argmax(np.where(np.isfinite(rtt_ms[node]), rtt_ms[node], 0.0)))
        rtt_ms[node, far] = 3.0
    bad = Landmarks(made.landmarks.ids, vectors, made.landmarks.country, made.landmarks.keys)
    names = made.landmarks.ids
    trips = RoundTrips(made.round_trips.units, rtt_ms)
    return World(bad, trips, made.country), {names[i] for i in misplaced}, {names[i] for i in artefacts}
