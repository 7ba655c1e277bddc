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
PLACE_WEIGHT, PARTY_WEIGHT, WORLD_WEIGHT = 4.0, 6.0, 20.0
"""How many clusters of honest record each hazard is worth before the data (judgement)."""
CAP_DB = 20.0


def learn(view: View) -> pa.Table:
    """Rows of `hazards`: own odds of each unit and the decibans that the record of others adds."""
    own = view.table(named(__package__, "odds"), **constants(view))
    odds = [own[name].to_numpy(zero_copy_only=False).astype(float)
            for name in ("odds_diverted", "odds_lost", "odds_error")]  # fmt: skip
    _, cluster = np.unique(own["cluster"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    _, place = np.unique(own["place"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    party_names = own["custodian"].fill_null("?").to_numpy(zero_copy_only=False).astype(str)
    _, party = np.unique(party_names, return_inverse=True)
    weighs = own["chips"].to_numpy(zero_copy_only=False) > 0
    lines = records(odds, cluster, place, party, weighs.astype(float), float(str(constants(view)["prior"])))
    lines[2] = np.where(party_names == "?", 0.0, lines[2])
    kept = own.drop_columns(["unit_kind"])
    for name, db in zip(("world_db", "place_record_db", "party_record_db"), lines, strict=True):
        kept = kept.append_column(name, pa.array(db))
    return kept


def records(odds: list[Numbers], cluster: Indices, place: Indices, party: Indices, counts: Numbers,
            prior: float) -> list[Numbers]:  # fmt: skip
    """Decibans of the base rate, of the place's record and of the custodian's record elsewhere, per unit.

    h = (sum P + a) / (exposure + b), in eight passes of expectation and maximisation. Units of one cluster (a
    server, a shipment) share one fate and count once; the cluster itself is left out of the record it is judged
    by, and the place itself out of its custodian's.
    """
    size = len(cluster)
    members = np.bincount(cluster, counts)
    weight = counts / np.maximum(1.0, members[cluster])
    world, by_place, by_party = np.zeros(size), np.zeros(size), np.zeros(size)
    for _ in range(PASSES):
        probability = _probability(odds, world + by_place + by_party)
        mass = weight * probability
        base = (mass.sum() + WORLD_WEIGHT * prior) / (weight.sum() + WORLD_WEIGHT)
        world = np.full(size, _decibans(base / prior, 10.0))
        place_mass, place_count = np.bincount(place, mass), np.bincount(place, weight)
        own_mass, own_count = np.bincount(cluster, mass), np.bincount(cluster, weight)
        here_mass = np.maximum(0.0, place_mass[place] - own_mass[cluster])
        here_count = np.maximum(0.0, place_count[place] - own_count[cluster])
        rate = (here_mass + PLACE_WEIGHT * base) / (here_count + PLACE_WEIGHT)
        by_place = _decibans(rate / base, CAP_DB)
        party_mass, party_count = np.bincount(party, mass), np.bincount(party, weight)
        else_mass = np.maximum(0.0, party_mass[party] - place_mass[place])
        else_count = np.maximum(0.0, party_count[party] - place_count[place])
        rate = (else_mass + PARTY_WEIGHT * base) / (else_count + PARTY_WEIGHT)
        by_party = _decibans(rate / base, 10.0)
    return [world, by_place, by_party]


def _probability(odds: list[Numbers], shift_db: Numbers) -> Numbers:
    diverted = odds[0] * 10.0 ** (shift_db / 10.0)
    return np.asarray(diverted / (1.0 + diverted + odds[1] + odds[2]))


def _decibans(ratio: Numbers | float, cap: float) -> Numbers:
    return np.asarray(np.clip(10.0 * np.log10(np.maximum(ratio, 1e-9)), -cap, cap))
