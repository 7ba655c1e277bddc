"""The physical bound: equal to a plain recomputation, and only ever loosened by delay."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.delay.conftest import Network, synthetic

from enduse.model.borders import boundary_points, land_points
from enduse.model.sphere import Floats, cosines, degrees, distances_km, unit_vectors
from enduse.proof.delay_bounds import innermost, possible, region_of
from enduse.proof.delay_landmarks import excess_km, inconsistent
from enduse.proof.delay_locate import Locator, claim_of
from enduse.proof.delay_points import disks_of, ground_of, points_of, world
from enduse.proof.delay_records import (
    FIBRE_KM_PER_MS,
    TOLERANCE_KM,
    VACUUM_KM_PER_MS,
    RoundTrips,
    landmarks_of,
    round_trips_of,
)
from enduse.proof.delay_verdict import Assumptions, judge

EXCLUDED = ("CN", "HK", "MO")


def plainly_cleared(rtt_ms: Floats, vectors: Floats, km_per_ms: float) -> bool:
    """No border or inner point of the excluded countries lies in every disk: one comparison after another."""
    codes = frozenset(EXCLUDED)
    points = np.concatenate([boundary_points(codes, 2.0)[0], land_points(codes)[0]])
    measured = np.isfinite(rtt_ms)
    distance = distances_km(points, vectors[measured])
    return not bool((distance <= rtt_ms[measured] * km_per_ms + TOLERANCE_KM + 1.0).all(axis=1).any())


@pytest.mark.parametrize("km_per_ms", [FIBRE_KM_PER_MS, VACUUM_KM_PER_MS])
def test_equals_a_plain_recomputation(network: Network, km_per_ms: float) -> None:
    locator = Locator(network.landmarks, network.round_trips, Assumptions(km_per_ms=km_per_ms))
    assert all(locator.landmark_verdicts().values())
    for i, unit in enumerate(network.round_trips.units):
        plain = plainly_cleared(network.round_trips.rtt_ms[i], network.landmarks.vectors, km_per_ms)
        assert (locator.locate(unit).verdict == "cleared") == plain, unit


def test_the_true_place_is_never_lost(network: Network) -> None:
    locator = Locator(network.landmarks, network.round_trips, Assumptions())
    for i, unit in enumerate(network.round_trips.units):
        located = locator.locate(unit)
        assert network.countries[i] in located.countries
        assert located.latitude is not None and located.longitude is not None and located.radius_km is not None
        away = distances_km(
            unit_vectors(located.latitude, located.longitude)[None], network.landmarks.vectors[i : i + 1]
        )[0, 0]
        assert away <= located.radius_km
        assert located.verdict != "cleared" or network.countries[i] not in EXCLUDED


@given(seed=st.integers(0, 10_000), node=st.integers(0, 59), share=st.floats(0, 1), most=st.floats(0.01, 200))
@settings(max_examples=60, deadline=None)
def test_added_delay_never_moves_towards_cleared(
    network: Network, seed: int, node: int, share: float, most: float
) -> None:
    random = np.random.default_rng(seed)
    before = network.round_trips.rtt_ms[node]
    added = np.where(random.random(before.shape) < share, random.random(before.shape) * most, 0.0)
    ground, everywhere = ground_of(EXCLUDED), world()
    verdicts = []
    for rtt_ms in (before, before + added):
        disks = disks_of(rtt_ms, network.landmarks.vectors, FIBRE_KM_PER_MS, TOLERANCE_KM)
        region = region_of(disks, everywhere)
        verdicts.append(judge(disks, region, Assumptions(), ground, None, network.landmarks.ids))
    assert set(verdicts[1].excluded) <= set(verdicts[0].excluded)
    assert verdicts[0].verdict == "cleared" or verdicts[1].verdict != "cleared"
    assert verdicts[1].witnesses <= verdicts[0].witnesses


def test_order_of_landmarks_does_not_matter(network: Network) -> None:
    latitude, longitude = degrees(network.landmarks.vectors)
    places = [
        ("made", {"landmark": name, "latitude": north, "longitude": east})
        for name, north, east in zip(network.landmarks.ids, latitude, longitude, strict=True)
    ]
    trips = [
        ("made", {"unit": unit, "landmark": name, "rtt_ms": rtt_ms})
        for unit, row in zip(network.round_trips.units, network.round_trips.rtt_ms, strict=True)
        for name, rtt_ms in zip(network.landmarks.ids, row, strict=True)
    ]
    answers = []
    for turn in (1, -1):
        landmarks, _ = landmarks_of(places[::turn])
        locator = Locator(landmarks, round_trips_of(trips[::turn], landmarks)[0], Assumptions())
        answers.append({unit: locator.locate(unit) for unit in network.round_trips.units[:10]})
    assert answers[0] == answers[1]


def test_nothing_excluded_clears_nothing(network: Network) -> None:
    locator = Locator(network.landmarks, network.round_trips, Assumptions(exclude=()))
    located = locator.locate("N00")
    assert (located.verdict, located.excluded, located.llr_db) == ("unresolved", (), None)


def test_order_of_rows_does_not_matter(network: Network) -> None:
    shuffled = np.random.default_rng(1).permutation(60)
    units = tuple(network.round_trips.units[i] for i in shuffled)
    turned = RoundTrips(units, network.round_trips.rtt_ms[shuffled])
    one = Locator(network.landmarks, network.round_trips, Assumptions())
    other = Locator(network.landmarks, turned, Assumptions())
    for unit in units[:12]:
        assert one.locate(unit) == other.locate(unit)


def test_a_claim_is_contradicted_by_two_landmarks_never_by_one(network: Network) -> None:
    near = int(np.argmin(network.round_trips.rtt_ms.min(axis=1)))
    unit = network.round_trips.units[near]
    claim = claim_of(-33.9, 151.2, None, "the claimed place")
    locator = Locator(network.landmarks, network.round_trips, Assumptions())
    assert locator.locate(unit, claim).verdict == "contradicted"
    fastest = np.argsort(network.round_trips.rtt_ms[near])[:1]
    only = np.full_like(network.round_trips.rtt_ms[near], np.inf)
    only[fastest] = network.round_trips.rtt_ms[near][fastest]
    alone = Locator(network.landmarks, RoundTrips(("unit",), only[None]), Assumptions())
    assert alone.locate("unit", claim).verdict != "contradicted"


def test_a_country_without_coordinates_can_be_contradicted(network: Network) -> None:
    node = network.countries.index("US")
    claim = claim_of(None, None, "ZA", "the claimed country")
    located = Locator(network.landmarks, network.round_trips, Assumptions()).locate(f"N{node:02d}", claim)
    assert located.verdict == "contradicted"
    assert claim_of(None, None, None, "nothing") is None


def test_delays_that_no_place_fits_clear_nothing() -> None:
    vectors = unit_vectors([48.9, 1.35, -33.9], [2.35, 103.8, 151.2])
    disks = disks_of(np.array([1.0, 1.0, 1.0]), vectors, FIBRE_KM_PER_MS, TOLERANCE_KM)
    region = region_of(disks, world())
    judged = judge(disks, region, Assumptions(), ground_of(EXCLUDED), None, ("a", "b", "c"))
    assert region.empty and judged.verdict == "unresolved" and judged.excluded == ()


def test_a_small_region_within_a_country_is_seen() -> None:
    place = unit_vectors(34.6, 102.2)  # inner China, between grid points
    vectors = np.stack([place, place])
    disks = disks_of(np.array([0.01, 0.01]), vectors, FIBRE_KM_PER_MS, 0.0)
    region = region_of(disks, world())
    assert possible(disks, region, ground_of(EXCLUDED)) == {"CN"}
    assert innermost(disks)[1] > 0.9


def test_witnesses_are_asked_for(network: Network) -> None:
    strict = Locator(network.landmarks, network.round_trips, Assumptions(witnesses=99))
    assert all(strict.locate(unit).verdict != "cleared" for unit in network.round_trips.units[:10])


@given(st.integers(0, 1_000), st.floats(5, 19_000))
@settings(max_examples=25, deadline=None)
def test_cells_hold_what_points_hold(seed: int, radius_km: float) -> None:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(3, 3))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    disks = disks_of(np.array([1.0, 1.2, 1.5]) * radius_km, vectors, 1.0, 0.0)
    points = points_of(land_points()[0][::40])
    inside = np.arccos(np.clip(cosines(points.vectors, disks.centre), -1, 1)) * 6371.0088 <= disks.radius_km
    assert points.held(disks).tolist() == np.flatnonzero(inside.all(axis=1)).tolist()
    assert points.least_excluded(disks) == int((~inside).sum(axis=1).min())


def test_one_misplaced_landmark_is_named_not_the_many_it_accuses() -> None:
    network = synthetic(11, 50)
    vectors = network.landmarks.vectors.copy()
    vectors[[4, 9]] = unit_vectors([-40.0, 60.0], [-65.0, 100.0])
    excess = excess_km(distances_km(vectors, vectors), network.round_trips.rtt_ms, FIBRE_KM_PER_MS, TOLERANCE_KM)
    named = inconsistent(excess)
    assert (excess[:, [4, 9]] > 0).any(axis=1).sum() > 6
    assert np.flatnonzero(named).tolist() == [4, 9]
    assert not inconsistent(excess, without=4)[4]
