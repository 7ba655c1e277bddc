"""The published matrix of a cloud's network: what may be cleared, and what never."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from enduse.model.borders import borders
from enduse.model.sphere import distances_km, unit_vectors
from enduse.proof.delay_landmarks import excess_km
from enduse.proof.delay_locate import Locator
from enduse.proof.delay_records import FIBRE_KM_PER_MS, TOLERANCE_KM, Landmarks, mutual_rtt_ms, round_trips_of
from enduse.proof.delay_verdict import Assumptions

Azure = Callable[[bool], tuple[Landmarks, list[tuple[str, str, float]]]]

NOT_CLEARED = {
    "Japan East", "Japan West", "Korea Central", "Korea South", "Central India", "South India", "Jio India West",
    "Brazil South", "East Asia",
}  # fmt: skip


def located(landmarks: Landmarks, trips: list[tuple[str, str, float]]) -> Locator:
    rows = [("azure", {"unit": u, "landmark": m, "rtt_ms": rtt_ms}) for u, m, rtt_ms in trips]
    return Locator(landmarks, round_trips_of(rows, landmarks)[0], Assumptions())


def test_forty_regions_are_cleared_and_hong_kong_never(azure: Azure) -> None:
    locator = located(*azure(True))
    verdicts = {unit: locator.locate(unit).verdict for unit in locator.round_trips.units}
    both_ways = {unit: verdict for unit, verdict in verdicts.items() if unit != "West India"}  # it never measures
    assert len(both_ways) == 49
    assert {unit for unit, verdict in both_ways.items() if verdict != "cleared"} == NOT_CLEARED
    assert sum(verdict == "cleared" for verdict in both_ways.values()) == 40


def test_without_places_for_seven_regions_fewer_are_cleared(azure: Azure) -> None:
    locator = located(*azure(False))
    verdicts = {unit: locator.locate(unit).verdict for unit in locator.round_trips.units}
    assert (len(verdicts), sum(verdict == "cleared" for verdict in verdicts.values())) == (43, 34)
    assert verdicts["East Asia"] == "unresolved"
    assert verdicts["Southeast Asia"] == "unresolved"  # its only near landmark is one without a place


def test_no_pair_breaks_the_bound(azure: Azure) -> None:
    landmarks, trips = azure(True)
    locator = located(landmarks, trips)
    distance = distances_km(landmarks.vectors, landmarks.vectors)
    mutual = mutual_rtt_ms(locator.round_trips, landmarks)
    assert not excess_km(distance, mutual, FIBRE_KM_PER_MS, TOLERANCE_KM).any()
    assert not excess_km(distance, mutual, FIBRE_KM_PER_MS, 0.0).any()
    assert all(locator.landmark_verdicts().values())


def test_the_best_guess_beats_the_shortest_ping(azure: Azure) -> None:
    landmarks, trips = azure(True)
    locator = located(landmarks, trips)
    column = landmarks.index()
    guessed, nearest, country, country_by_ping = [], [], [], []
    for unit, rtt_ms in zip(locator.round_trips.units, locator.round_trips.rtt_ms, strict=True):
        answer = locator.locate(unit)
        true, fastest = column[unit], int(np.argmin(rtt_ms))
        assert answer.latitude is not None and answer.longitude is not None
        at = unit_vectors(answer.latitude, answer.longitude)[None]
        guessed.append(distances_km(at, landmarks.vectors[true : true + 1])[0, 0])
        nearest.append(distances_km(landmarks.vectors[fastest][None], landmarks.vectors[true : true + 1])[0, 0])
        country.append(landmarks.country[true] == borders().codes.index(answer.countries[0]))
        country_by_ping.append(landmarks.country[true] == landmarks.country[fastest])
    assert np.median(guessed) < 0.5 * np.median(nearest)
    assert np.mean(country) > np.mean(country_by_ping) + 0.1
