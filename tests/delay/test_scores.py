"""Scores: learnt without the unit, favouring the truth, never a verdict."""

from __future__ import annotations

import numpy as np
from tests.delay.conftest import Network, synthetic

from enduse.model.sphere import degrees, distances_km
from enduse.proof.delay_density import Pairs, fit
from enduse.proof.delay_locate import Locator, claim_of
from enduse.proof.delay_records import Landmarks, RoundTrips
from enduse.proof.delay_verdict import Assumptions


def _pairs(network: Network) -> Pairs:
    vectors = network.landmarks.vectors
    return Pairs(network.round_trips.rtt_ms, distances_km(vectors, vectors), network.landmarks.country)


def test_density_does_not_know_the_unit_it_judges(network: Network) -> None:
    usable = np.ones(60, dtype=bool)
    usable[17] = False
    one = fit(_pairs(network), usable)
    changed = network.round_trips.rtt_ms.copy()
    changed[17, :] *= 3.0
    changed[:, 17] *= 3.0
    other = Network(network.landmarks, RoundTrips(network.round_trips.units, changed), network.countries)
    again = fit(_pairs(other), usable)
    for name in ("trend", "landmark_offset", "rest", "log_plain", "log_local"):
        assert np.array_equal(getattr(one, name), getattr(again, name)), name


def test_densities_are_densities(network: Network) -> None:
    learnt = fit(_pairs(network), np.ones(60, dtype=bool))
    for table in (learnt.log_plain, learnt.log_local):
        assert np.allclose(np.exp(table).sum(axis=1), 1.0)


def test_without_landmark_pairs_the_typical_network_stands_in() -> None:
    network = synthetic(3, 6)
    column = network.landmarks.index()
    alone = RoundTrips(("unit",), network.round_trips.rtt_ms[[2]])
    others = Landmarks(
        tuple(f"L{i}" for i in column.values()), network.landmarks.vectors, network.landmarks.country, (None,) * 6
    )
    located = Locator(others, alone, Assumptions()).locate("unit")
    assert located.latitude is not None and located.llr_db is not None


def test_a_true_claim_scores_above_a_false_one(network: Network) -> None:
    locator = Locator(network.landmarks, network.round_trips, Assumptions())
    latitude, longitude = degrees(network.landmarks.vectors)
    inside = [i for i, code in enumerate(network.countries) if code == "CN"]
    outside = [i for i, code in enumerate(network.countries) if code not in ("CN", "HK", "MO")][:12]
    honest = []
    for i in outside:
        claim = claim_of(float(latitude[i]), float(longitude[i]), None, "claim")
        score = locator.locate(f"N{i:02d}", claim).llr_db
        assert score is not None
        honest.append(score)
    lying = []
    for i in inside[:4]:
        claim = claim_of(35.7, 139.7, None, "claim")
        score = locator.locate(f"N{i:02d}", claim).llr_db
        assert score is not None
        lying.append(score)
    assert np.median(honest) > 0 > np.median(lying)
    assert max(lying) < np.median(honest)


def test_scores_change_no_verdict(network: Network) -> None:
    """The same physics with other claims in the same disks gives the same excluded countries."""
    locator = Locator(network.landmarks, network.round_trips, Assumptions())
    for unit in network.round_trips.units[:15]:
        bare = locator.locate(unit)
        claimed = locator.locate(unit, claim_of(bare.latitude, bare.longitude, None, "claim"))
        assert (claimed.verdict, claimed.excluded) == (bare.verdict, bare.excluded)
