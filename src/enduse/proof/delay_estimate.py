"""Best guess of a place and weight of a claim: scores, never proofs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from enduse.model.borders import borders, land_points
from enduse.model.cities import cities
from enduse.model.sphere import Floats, cosines, degrees, distances_km
from enduse.proof.delay_density import Density, Pairs, fit, log_likelihood
from enduse.proof.delay_points import Disks, Points, points_of

GUESS_LANDMARKS = 30
"""Fastest landmarks that a guess uses."""
WEIGH_LANDMARKS = 15
"""Fastest landmarks that weigh a claim."""
IMPOSSIBLE_NATS = 60.0
"""What a side of the ratio loses in log likelihood if no signal could have come from it in time."""
LANDMARK_SHARE, OPEN_LAND_SHARE = 0.3, 0.05
"""Prior weight of landmarks' own sites and of open land, beside 1 for all cities by root of population."""
UNTEMPERED = 0.5
"""Weight of a log likelihood where too few landmarks are there to fit it: paths share their detours."""
SHORT_LIST = 1_500
"""Places that are looked at with their neighbours' paths: the likeliest without them."""
WEIGHED_PLACES = 500
"""Likeliest places among which the one of least expected distance is sought."""
DECIBANS = 10.0 / np.log(10.0)


@dataclass(frozen=True)
class Places:
    """Places where a machine may stand.

    Attributes:
        points: n places.
        country: shape (n,), index into the borders' codes.
        log_prior: shape (n,).
        landmark: shape (n,), the landmark that stands there, -1 for none.
    """

    points: Points
    country: NDArray[np.intp]
    log_prior: Floats
    landmark: NDArray[np.intp]

    def select(self, chosen: NDArray[np.bool_]) -> Places:
        """Some of the places, chosen of shape (n,)."""
        vectors = self.points.vectors[chosen]
        return Places(points_of(vectors), self.country[chosen], self.log_prior[chosen], self.landmark[chosen])


def one_place(vector: Floats, country: int) -> Places:
    """A single place, unit vector of shape (3,)."""
    return Places(points_of(vector[None, :]), np.array([country]), np.zeros(1), np.array([-1]))


@dataclass(frozen=True)
class Guess:
    """The most likely place among the possible ones, and countries by likelihood."""

    latitude: float
    longitude: float
    countries: tuple[str, ...]


def places_of(landmark_vectors: Floats, landmark_country: NDArray[np.intp]) -> Places:
    """Cities, every fourth point of the land grid, and the landmarks' own sites."""
    towns = cities()
    index = {code: i for i, code in enumerate(borders().codes)}
    town_country = np.array([index.get(code, -1) for code in towns.country.tolist()], dtype=np.intp)
    drawn = town_country >= 0
    people = np.sqrt(towns.population[drawn].astype(float))
    open_land, open_owner = (array[::4] for array in land_points(None))
    sited = np.flatnonzero(landmark_country >= 0)
    weight = np.concatenate(
        [
            people / people.sum(),
            np.full(len(sited), LANDMARK_SHARE / max(len(sited), 1)),
            np.full(len(open_land), OPEN_LAND_SHARE / len(open_land)),
        ]
    )
    no_landmark = np.full(int(drawn.sum()), -1), np.full(len(open_land), -1)
    return Places(
        points_of(np.concatenate([towns.vectors[drawn], landmark_vectors[sited], open_land])),
        np.concatenate([town_country[drawn], landmark_country[sited], open_owner]).astype(np.intp),
        np.log(weight),
        np.concatenate([no_landmark[0], sited, no_landmark[1]]),
    )


def excluded_places(codes: Sequence[str]) -> Places:
    """Cities and every third point of the land grid of some countries, without a prior."""
    towns = cities()
    index = {code: i for i, code in enumerate(borders().codes)}
    own = np.isin(towns.country, list(codes))
    land, owner = (array[::3] for array in land_points(frozenset(codes)))
    country = np.concatenate([[index[code] for code in towns.country[own].tolist()], owner]).astype(np.intp)
    vectors = np.concatenate([towns.vectors[own], land])
    return Places(points_of(vectors), country, np.zeros(len(vectors)), np.full(len(vectors), -1))


def fastest(rtt_ms: Floats, count: int) -> Floats:
    """The round trips with all but the fastest ones made infinite, shape (L,)."""
    kept = np.full_like(rtt_ms, np.inf)
    order = np.argsort(rtt_ms, kind="stable")[:count]
    kept[order] = rtt_ms[order]
    return kept


@dataclass(frozen=True)
class Tempering:
    """Weights of the two log likelihoods, fitted so that landmarks' own places come out as likely as they are."""

    local: float = UNTEMPERED
    plain: float = UNTEMPERED


def temper(pairs: Pairs, vectors: Floats, usable: NDArray[np.bool_], most: int = 32) -> Tempering:
    """Fits the weights on landmarks located as if unknown among all landmarks' sites (conditional logit)."""
    candidates = np.flatnonzero(usable & (pairs.measured.sum(axis=1) >= 5))
    if len(candidates) < 8:
        return Tempering()
    chosen = candidates[np.linspace(0, len(candidates) - 1, min(most, len(candidates))).astype(int)]
    local, plain = [], []
    for target in chosen:
        others = usable.copy()
        others[target] = False
        density = fit(pairs, others)
        rtt_ms = np.where(others, pairs.rtt_ms[target], np.inf)
        sites = np.concatenate([[target], np.flatnonzero(others)])
        cosine = cosines(vectors[sites], vectors)
        country = pairs.country[sites]
        guess, weigh = fastest(rtt_ms, GUESS_LANDMARKS), fastest(rtt_ms, WEIGH_LANDMARKS)
        local.append(log_likelihood(density, pairs, guess, cosine, country, local=True))
        plain.append(log_likelihood(density, pairs, weigh, cosine, country, local=False))
    return Tempering(_weight(local), _weight(plain))


def _weight(scores: Sequence[Floats]) -> float:
    """The weight that makes the first of each array's entries most likely in all."""
    weights = np.linspace(0.05, 1.0, 20)
    worth = [sum(float(w * s[0] - np.logaddexp.reduce(w * s)) for s in scores) for w in weights]
    return float(weights[int(np.argmax(worth))])


def guess(
    density: Density,
    pairs: Pairs,
    rtt_ms: Floats,
    vectors: Floats,
    places: Places,
    held: NDArray[np.intp],
    weight: float,
) -> Guess | None:
    """The place of least expected distance in the likeliest country; None if no listed place is possible.

    Args:
        density: learnt without the unit.
        rtt_ms: shape (L,), the unit's least round trips.
        vectors: shape (L, 3), landmarks.
        places: candidates.
        held: positions of those that the physical bound allows, the unit's own landmark site left out.
        weight: of the log likelihood, see :func:`temper`.
    """
    if not held.size:
        return None
    cosine = cosines(places.points.vectors[held], vectors)
    used = fastest(rtt_ms, GUESS_LANDMARKS)
    first = weight * log_likelihood(density, pairs, used, cosine, places.country[held], local=False)
    short = np.argsort(-(first + places.log_prior[held]), kind="stable")[:SHORT_LIST]
    held = held[short]
    country = places.country[held]
    posterior = weight * log_likelihood(density, pairs, used, cosine[short], country, local=True)
    posterior += places.log_prior[held]
    posterior = np.exp(posterior - posterior.max())
    posterior /= posterior.sum()
    mass = np.bincount(country, weights=posterior)
    ranked = [int(i) for i in np.argsort(-mass, kind="stable") if mass[i] > 0]

    top = np.argsort(-posterior, kind="stable")[:WEIGHED_PLACES]
    within = np.flatnonzero(country == ranked[0])
    within = within[np.argsort(-posterior[within], kind="stable")[:WEIGHED_PLACES]]
    at = places.points.vectors[held]
    expected_km = distances_km(at[within], at[top]) @ posterior[top]
    latitude, longitude = degrees(at[within[int(np.argmin(expected_km))]])
    codes = borders().codes
    return Guess(float(latitude), float(longitude), tuple(codes[i] for i in ranked))


@dataclass(frozen=True)
class Weighing:
    """What a claim is weighed with: the density, the landmarks, and the places it is weighed against."""

    density: Density
    pairs: Pairs
    vectors: Floats
    disks: Disks
    weight: float

    def best(self, rtt_ms: Floats, places: Places) -> float:
        """Greatest log likelihood among the possible places, or among all, reduced, where none is possible."""
        held = places.points.held(self.disks)
        among = held if held.size else np.arange(len(places.country))
        cosine = cosines(places.points.vectors[among], self.vectors)
        used = fastest(rtt_ms, WEIGH_LANDMARKS)
        scores = log_likelihood(self.density, self.pairs, used, cosine, places.country[among], local=False)
        return float(scores.max()) - (0.0 if held.size else IMPOSSIBLE_NATS)


def ratio_db(weighing: Weighing, rtt_ms: Floats, claimed: Places, against: Places) -> float | None:
    """Decibans by which the delays favour the best claimed place over the best excluded place.

    Positive speaks for the claim. None where fewer than three landmarks measured, or no place stands
    on one side.
    """
    if np.isfinite(rtt_ms).sum() < 3 or not len(claimed.country) or not len(against.country):
        return None
    difference = weighing.best(rtt_ms, claimed) - weighing.best(rtt_ms, against)
    return float(weighing.weight * difference * DECIBANS)
