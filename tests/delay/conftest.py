"""A small synthetic network, and the published one of a cloud."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from enduse.model.cities import cities
from enduse.model.sphere import Floats, degrees, distances_km
from enduse.proof.delay_records import FIBRE_KM_PER_MS, Landmarks, RoundTrips, landmarks_of

# Coordinates that the published file lacks: the named city of each region, public knowledge.
REGIONS_BY_CITY = {
    "Malaysia West": (3.0, 101.8),
    "Poland Central": (52.23, 21.01),
    "Mexico Central": (20.59, -100.39),
    "New Zealand North": (-36.85, 174.76),
    "Israel Central": (32.08, 34.78),
    "Italy North": (45.46, 9.19),
    "Indonesia Central": (-6.2, 106.82),
}


@dataclass(frozen=True)
class Network:
    """Nodes that are landmarks and units at once, with the truth about each."""

    landmarks: Landmarks
    round_trips: RoundTrips
    countries: tuple[str, ...]

    def write(self, folder: Path, rtt_ms: Floats | None = None) -> tuple[Path, Path]:
        """The two CSV files that the command line reads."""
        delays, places = folder / "delays.csv", folder / "landmarks.csv"
        table = self.round_trips.rtt_ms if rtt_ms is None else rtt_ms
        with delays.open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(("unit", "landmark", "rtt_ms", "at", "nonce", "signature"))
            for unit, row in zip(self.round_trips.units, table, strict=True):
                writer.writerows(
                    (unit, landmark, f"{value:.4f}", "2026-05-01T00:00:00Z", "", "")
                    for landmark, value in zip(self.landmarks.ids, row, strict=True)
                    if np.isfinite(value)
                )
        latitude, longitude = degrees(self.landmarks.vectors)
        with places.open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(("landmark", "latitude", "longitude", "country", "key"))
            rows = zip(self.landmarks.ids, latitude, longitude, self.countries, strict=True)
            writer.writerows((name, f"{north:.5f}", f"{east:.5f}", code, "") for name, north, east, code in rows)
        return delays, places


def synthetic(seed: int, count: int) -> Network:
    """Large cities joined by detours of 1.3 to 3.5 times fibre, with a few milliseconds at each end."""
    random = np.random.default_rng(seed)
    towns = cities()
    chosen = np.sort(random.choice(900, size=count, replace=False))
    vectors = towns.vectors[chosen]
    distance = distances_km(vectors, vectors)
    access = random.exponential(0.8, count)
    detour = 1.3 + random.exponential(0.45, (count, count)).clip(0, 2.2)
    rtt_ms = distance / FIBRE_KM_PER_MS * detour + access[:, None] + access[None, :] + 0.2
    np.fill_diagonal(rtt_ms, np.inf)
    latitude, longitude = degrees(vectors)
    ids = [f"N{i:02d}" for i in range(count)]
    rows = [
        ("made", {"landmark": name, "latitude": north, "longitude": east})
        for name, north, east in zip(ids, latitude, longitude, strict=True)
    ]
    landmarks, _ = landmarks_of(rows)
    return Network(landmarks, RoundTrips(tuple(ids), rtt_ms), tuple(towns.country[chosen].tolist()))


@pytest.fixture(scope="session")
def network() -> Network:
    """Sixty nodes."""
    return synthetic(7, 60)


@pytest.fixture(scope="session")
def azure(shared_data: Path) -> Callable[[bool], tuple[Landmarks, list[tuple[str, str, float]]]]:
    """The published matrix: landmarks and (unit, landmark, rtt_ms); True adds regions placed by their city."""

    def read(placed_by_city: bool) -> tuple[Landmarks, list[tuple[str, str, float]]]:
        folder = shared_data / "latency-azure"
        with (folder / "azure_regions.csv").open() as stream:
            places = {r["title"]: (float(r["latitude"]), float(r["longitude"])) for r in csv.DictReader(stream)}
        if placed_by_city:
            places.update(REGIONS_BY_CITY)
        with (folder / "azure_region_rtt_p50.csv").open() as stream:
            header, *lines = list(csv.reader(stream))
        cells = [(column, line[0], cell) for line in lines for column, cell in zip(header[1:], line[1:], strict=True)]
        trips = [(u, m, float(c)) for u, m, c in cells if c and u != m and u in places and m in places]
        names = dict.fromkeys(name for u, m, _ in trips for name in (u, m))
        rows = [("azure", {"landmark": n, "latitude": places[n][0], "longitude": places[n][1]}) for n in names]
        return landmarks_of(rows)[0], trips

    return read
