"""Location by delay beside the plain ways, on a published matrix and on synthetic networks.

    python benchmarks/delay.py [--matrix FOLDER] [--seeds 3]

FOLDER holds `azure_regions.csv` and `azure_region_rtt_p50.csv`. Prints the regions cleared, best guess against shortest
ping, claims weighed with and without imitation, bad landmarks named, and the time of 250 units against 250 landmarks
beside a plain recomputation.
"""

from __future__ import annotations

import argparse
import csv
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from delay_network import World, spoiled, world

from enduse.model.borders import borders, boundary_points, land_points
from enduse.model.sphere import Floats, distances_km, unit_vectors
from enduse.proof.delay_density import Density, fit
from enduse.proof.delay_estimate import Weighing, one_place, ratio_db
from enduse.proof.delay_locate import Locator
from enduse.proof.delay_plan import budget
from enduse.proof.delay_points import disks_of
from enduse.proof.delay_records import FIBRE_KM_PER_MS, TOLERANCE_KM, VACUUM_KM_PER_MS, landmarks_of, round_trips_of
from enduse.proof.delay_verdict import Assumptions

BY_CITY = {
    "Malaysia West": (3.0, 101.8), "Poland Central": (52.23, 21.01), "Mexico Central": (20.59, -100.39),
    "New Zealand North": (-36.85, 174.76), "Israel Central": (32.08, 34.78), "Italy North": (45.46, 9.19),
    "Indonesia Central": (-6.2, 106.82),
}  # fmt: skip
"""Regions without coordinates in the file, placed by the city that they are named after: public knowledge."""

ASIA = ("SG", "MY", "TW", "AE", "JP", "TH", "IN", "KR", "VN", "ID", "PH", "KH", "SA", "KZ")
EXCLUDED = ("CN", "HK", "MO")
METROPOLISES = {
    "Hanoi": (21.03, 105.85, 1.1), "Taipei": (25.03, 121.56, 1.3), "New Delhi": (28.61, 77.21, 3.1),
    "Seoul": (37.57, 126.98, 3.1), "Bangkok": (13.76, 100.50, 8.0), "Manila": (14.60, 120.98, 10.2),
    "Tokyo": (35.69, 139.69, 10.8), "Kuala Lumpur": (3.14, 101.69, 18.2), "Singapore": (1.35, 103.82, 19.3),
    "Dubai": (25.20, 55.27, 22.3), "Jakarta": (-6.20, 106.83, 26.8), "Riyadh": (24.71, 46.68, 29.4),
}  # fmt: skip


def matrix(folder: Path, by_city: bool) -> World:
    """The published matrix as a world."""
    with (folder / "azure_regions.csv").open() as stream:
        places = {r["title"]: (float(r["latitude"]), float(r["longitude"])) for r in csv.DictReader(stream)}
    places.update(BY_CITY if by_city else {})
    with (folder / "azure_region_rtt_p50.csv").open() as stream:
        header, *lines = list(csv.reader(stream))
    cells = [(unit, line[0], cell) for line in lines for unit, cell in zip(header[1:], line[1:], strict=True) if cell]
    cells = [(u, m, c) for u, m, c in cells if u != m and u in places and m in places and u != "West India"]
    names = dict.fromkeys(name for u, m, _ in cells for name in (u, m))
    rows = [("matrix", {"landmark": n, "latitude": places[n][0], "longitude": places[n][1]}) for n in names]
    landmarks, _ = landmarks_of(rows)
    trips, _ = round_trips_of((("m", {"unit": u, "landmark": m, "rtt_ms": c}) for u, m, c in cells), landmarks)
    index = landmarks.index()
    country = np.array([borders().codes[landmarks.country[index[unit]]] for unit in trips.units])
    return World(landmarks, trips, country)


def true_place(made: World, unit: str) -> Floats:
    return made.landmarks.vectors[made.landmarks.index()[unit]]


def guesses(made: World, km_per_ms: float = FIBRE_KM_PER_MS) -> str:
    """Cleared, and best guess against shortest ping."""
    locator = Locator(made.landmarks, made.round_trips, Assumptions(km_per_ms=km_per_ms))
    answers = [locator.locate(unit) for unit in made.round_trips.units]
    error, ping, right, ping_right, kept = [], [], [], [], []
    column = made.landmarks.index()
    for i, answer in enumerate(answers):
        truth = true_place(made, answer.unit)[None]
        error.append(distances_km(unit_vectors(answer.latitude or 0.0, answer.longitude or 0.0)[None], truth)[0, 0])
        nearest = int(np.argmin(made.round_trips.rtt_ms[i]))
        ping.append(distances_km(made.landmarks.vectors[nearest][None], truth)[0, 0])
        right.append(answer.countries[0] == made.country[i])
        ping_right.append(made.landmarks.country[nearest] == made.landmarks.country[column[answer.unit]])
        kept.append(made.country[i] in answer.countries and error[-1] <= (answer.radius_km or 0.0))
    outside = ~np.isin(made.country, EXCLUDED)
    cleared = np.array([answer.verdict == "cleared" for answer in answers])
    asian = np.isin(made.country, ASIA)
    return (
        f"cleared {cleared.sum():3d} of {outside.sum():3d} outside ({cleared[outside].mean():6.1%}), "
        f"Asian {cleared[asian].mean():6.1%}, wrongly {int(cleared[~outside].sum())}; truth kept {np.mean(kept):.1%}; "
        f"median error {np.median(error):4.0f} km (shortest ping {np.median(ping):4.0f}, "
        f"ratio {np.median(error) / np.median(ping):.2f}), "
        f"country {np.mean(right):.1%} (ping {np.mean(ping_right):.1%})"
    )


def weighed(made: World, apart: bool) -> str:
    """Liars' claims of Asian sites caught at 1 % false alarm over honest sites."""
    locator = Locator(made.landmarks, made.round_trips, Assumptions())
    vectors, rtt_ms = made.landmarks.vectors, made.round_trips.rtt_ms
    distance = distances_km(vectors, vectors)
    honest, lying, imitating = [], [], []
    for target in range(len(made.country)):
        usable = np.arange(len(made.country)) != target
        density = fit(locator.pairs, usable)

        def score(trips: Floats, at: int, target: int = target, density: Density = density) -> float:
            near = (distance[at] < 100.0) | (distance[target] < 100.0) if apart else np.arange(len(trips)) == target
            seen = np.where(near, np.inf, trips)
            disks = disks_of(seen, vectors, FIBRE_KM_PER_MS, TOLERANCE_KM)
            weighing = Weighing(density, locator.pairs, vectors, disks, locator.tempering.plain)
            place = one_place(vectors[at], int(made.landmarks.country[at]))
            return ratio_db(weighing, seen, place, locator.against) or 0.0

        if made.country[target] not in EXCLUDED:
            honest.append(score(rtt_ms[target], target))
            continue
        for site in np.flatnonzero(np.isin(made.country, ASIA)):
            lying.append(score(rtt_ms[target], site))
            shown = np.where(np.isfinite(rtt_ms[site]), rtt_ms[site], 0.0)
            imitating.append(score(np.maximum(rtt_ms[target], shown), site))
    line = np.sort(honest)[int(0.01 * len(honest))]
    caught, imitated = np.mean(np.array(lying) < line), np.mean(np.array(imitating) < line)
    return f"caught {caught:.1%}, imitating {imitated:.1%} of {len(lying)}"


def timed_250() -> Iterator[str]:
    """Seconds for 250 units against 250 landmarks, beside the plain bound alone."""
    made = world(99, 250)
    began, worked = time.perf_counter(), time.process_time()
    locator = Locator(made.landmarks, made.round_trips, Assumptions())
    ours = [locator.locate(unit).verdict == "cleared" for unit in made.round_trips.units]
    whole, work = time.perf_counter() - began, time.process_time() - worked
    began = time.perf_counter()
    points = np.concatenate([boundary_points(frozenset(EXCLUDED), 2.0)[0], land_points(frozenset(EXCLUDED))[0]])
    distance = distances_km(points, made.landmarks.vectors)
    plain = [
        not (distance <= rtt_ms * FIBRE_KM_PER_MS + TOLERANCE_KM + 1.0).all(axis=1).any()
        for rtt_ms in made.round_trips.rtt_ms
    ]
    bound = time.perf_counter() - began
    yield f"verdict, region, guess and score {whole:.1f} s, {work:.1f} s of processor"
    yield f"plain recomputation of the bound alone {bound:.1f} s"
    yield f"ratio {whole / bound:.2f}; verdicts that differ: {sum(a != b for a, b in zip(ours, plain, strict=True))}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--matrix", type=Path, help="folder of the published matrix")
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    if options.matrix:
        for by_city in (True, False):
            made = matrix(options.matrix, by_city)
            print(f"published matrix, {len(made.country)} regions{'' if by_city else ' with coordinates in the file'}")
            print("  fibre   ", guesses(made))
            print("  vacuum  ", guesses(made, VACUUM_KM_PER_MS))
    for seed in range(1, options.seeds + 1):
        made = world(seed)
        print(f"synthetic network {seed}, {len(made.country)} nodes")
        print("  fibre   ", guesses(made))
        print("  claims  ", weighed(made, apart=True), "(no landmark within 100 km);", weighed(made, apart=False))
        bad, misplaced, artefacts = spoiled(made, seed)
        verdicts = Locator(bad.landmarks, bad.round_trips, Assumptions()).landmark_verdicts()
        named = {name for name, good in verdicts.items() if not good}
        print(f"  check    {len(named & misplaced)} of 5 misplaced named; besides them {len(named - misplaced)}, "
              f"{len(named & artefacts)} of these artefacts")  # fmt: skip
    for line in timed_250():
        print("250 x 250 ", line)
    print("budgets    own ms (published ms): ", end="")
    own = {n: budget(n, (a, b), (a, b), Assumptions()).budget_ms for n, (a, b, _) in METROPOLISES.items()}
    print(", ".join(f"{n} {own[n]:.1f} ({METROPOLISES[n][2]})" for n in METROPOLISES))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
