"""What other units teach: records of places and custodians, by empirical Bayes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from enduse.score.evidence import constants
from enduse.store import View, named

Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]

PASSES = 8
LEAKS = (0.1, 0.3, 1.0)
"""Hazards of an ordinary place, as multiples of the prior."""
CAMPAIGNS = (0.03, 0.07, 0.15, 0.3, 0.5, 0.7, 0.9)
"""Shares of its units that a place may lose to diversion where somebody there is at it."""
CAMPAIGN = 0.03
"""One place or corridor in thirty, before the data (judgement)."""
WORLD_WEIGHT, PARTY_WEIGHT = 20.0, 4.0
"""How many places the first guess is worth for the world, and the world for one custodian (judgement)."""
CAP_DB = 20.0


def learn(view: View) -> pa.Table:
    """Rows of `hazards`: own odds of each unit and the decibans that the record of others adds."""
    prior = float(str(constants(view)["prior"]))
    own = view.table(named(__package__, "odds"), **constants(view))
    diverted, lost, error = (
        own[name].to_numpy(zero_copy_only=False).astype(float)
        for name in ("odds_diverted", "odds_lost", "odds_error")
    )  # fmt: skip
    counts = (own["chips"].to_numpy(zero_copy_only=False) > 0).astype(float)
    groups = Groups(
        cluster=_indices(own["cluster"]), place=_indices(own["place"]), party=_indices(own["custodian"]), counts=counts
    )
    lines = records(diverted / prior, 1.0 + lost + error, groups, prior)
    kept = own.drop_columns(["unit_kind"])
    for name, db in zip(("world_db", "place_record_db", "party_record_db"), lines, strict=True):
        kept = kept.append_column(name, pa.array(db))
    return kept


class Groups:
    """Which cluster, place and custodian each unit belongs to, and how much it weighs in their record.

    Units of one cluster (a server, a shipment) share one fate: together they weigh one.
    """

    def __init__(self, cluster: Indices, place: Indices, party: Indices, counts: Numbers) -> None:
        self.place = place
        members = np.bincount(cluster, counts)
        self.weight = counts / np.maximum(1.0, members[cluster])
        self.places = int(place.max()) + 1 if place.size else 0
        owner = np.zeros(self.places, dtype=np.int64)
        owner[place] = party
        self.owner = owner


def records(ratio: Numbers, booked: Numbers, groups: Groups, prior: float) -> list[Numbers]:
    """Decibans of the base rate, of the place's record and of the custodian's record elsewhere, per unit.

    Each place has an unknown share s of its units diverted. Given s the clusters are independent, so its
    likelihood is a product over them; the distribution of s over places is learned from the places themselves
    (smoothed non-parametric empirical Bayes on a grid, eight passes of expectation and maximisation), for a
    custodian from its other places first. A unit's probability is the mean over s of its place.

    Args:
        ratio: P(evidence | diverted) / P(evidence | as booked) of each unit by its own legs.
        booked: 1 plus the odds of loss and record error.
        prior: P(diverted) before all evidence.
    """
    grid = np.array([multiple * prior for multiple in LEAKS] + list(CAMPAIGNS))
    first = np.array([(1.0 - CAMPAIGN) / len(LEAKS)] * len(LEAKS) + [CAMPAIGN / len(CAMPAIGNS)] * len(CAMPAIGNS))
    support = np.column_stack([
        np.bincount(groups.place, groups.weight * np.log((1.0 - s) + s * ratio / booked), groups.places) for s in grid
    ])  # fmt: skip
    world = first
    by_world = by_party = _posterior(support, np.tile(first, (groups.places, 1)))
    for _ in range(PASSES):
        by_world = _posterior(support, np.tile(world, (groups.places, 1)))
        by_party = _posterior(support, _elsewhere(by_party, world, groups.owner))
        world = (by_party.sum(axis=0) + WORLD_WEIGHT * first) / (groups.places + WORLD_WEIGHT)
    own_db = _decibans(prior * ratio / booked)
    world_db = np.full(len(ratio), np.clip(_decibans(np.array(world @ grid / prior)), -3.0, 10.0))
    place_db = np.clip(_log_odds_db(by_world, groups.place, grid, ratio / booked) - own_db - world_db, -CAP_DB, CAP_DB)
    party_db = _log_odds_db(by_party, groups.place, grid, ratio / booked) - own_db - world_db - place_db
    return [world_db, place_db, np.clip(party_db, -3.0, 10.0)]


def _posterior(support: Numbers, prior: Numbers) -> Numbers:
    log_weight = support + np.log(prior)
    weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def _elsewhere(posterior: Numbers, world: Numbers, owner: Indices) -> Numbers:
    """What each place's custodian shows at its other places, with the world as the first guess."""
    total = np.zeros((int(owner.max()) + 1 if owner.size else 0, posterior.shape[1]))
    np.add.at(total, owner, posterior)
    others = np.maximum(0.0, total[owner] - posterior)
    count = np.bincount(owner)[owner] - 1.0
    return np.asarray((others + PARTY_WEIGHT * world) / (count + PARTY_WEIGHT)[:, None])


def _log_odds_db(posterior: Numbers, place: Indices, grid: Numbers, ratio: Numbers) -> Numbers:
    """Decibans of the mean over s of s r / (1 - s + s r)."""
    probability = np.zeros(len(ratio))
    for column, s in enumerate(grid):
        probability += posterior[place, column] * (s * ratio / ((1.0 - s) + s * ratio))
    probability = np.clip(probability, 1e-12, 1.0 - 1e-12)
    return _decibans(probability / (1.0 - probability))


def _decibans(ratio: Numbers) -> Numbers:
    return np.asarray(10.0 * np.log10(np.maximum(ratio, 1e-15)))


def _indices(column: pa.ChunkedArray) -> Indices:
    encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
