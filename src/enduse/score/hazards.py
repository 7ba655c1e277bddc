"""What other units teach: records of places and custodians, by empirical Bayes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from enduse.score.evidence import constants, first_day
from enduse.score.kinship import inherit
from enduse.store import View, named

Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]

PASSES = 8
LEAKS = (0.1, 0.3, 1.0)
"""Shares that an ordinary place loses, as multiples of the prior."""
SHARES = (0.03, 0.07, 0.15, 0.3, 0.5, 0.7, 0.9)
"""Shares of its units that a place may lose where somebody there is at it."""
LASTING, BURST = 0.02, 0.02
"""Places that divert all along, and places that do so within one window of time, before the data (judgement)."""
BESIDE = 0.05
"""Share that a place with a burst loses outside of it."""
WINDOW_DAYS = 45.0
"""Within which a burst of dismantling falls; windows overlap by half."""
WORLD_WEIGHT, PARTY_WEIGHT = 20.0, 4.0
"""How many places the first guess is worth for the world, and the world for one custodian (judgement)."""
CAP_DB = 20.0
LEAST = 1e-4
"""Fates of a place that are less likely are not drawn."""
RECEIPT = 10.0**-0.5
"""P(a receipt on paper | diverted on the way) against P(it | as booked), as on the leg that it closes (judgement)."""
ARRIVED = """
SELECT place, custodian, concat(document, ' arrived ', CAST(happened AS VARCHAR)) AS cluster, arrived,
    CAST(coalesce(date_diff('day', CAST($begin AS DATE), CAST(happened AS DATE)), 0) AS DOUBLE) AS since_day
FROM arrived WHERE place IN (SELECT place FROM legs WHERE state = 'transit' AND until IS NULL)
ORDER BY place, cluster, custodian
"""
GROUPING = ["cluster", "place", "custodian", "since_day"]


def learn(view: View) -> pa.Table:
    """Rows of `hazards`: own odds of each unit and the decibans that the record of others adds."""
    prior = float(str(constants(view)["prior"]))
    own = inherit(view, view.table(named(__package__, "odds"), begin=first_day(view), **constants(view)))
    diverted, lost, error = (
        own[name].to_numpy(zero_copy_only=False).astype(float)
        for name in ("odds_diverted", "odds_lost", "odds_error")
    )  # fmt: skip
    came = view.table(ARRIVED, begin=first_day(view))
    size, more = own.num_rows, came.num_rows
    both = pa.concat_tables([own.select(GROUPING), came.select(GROUPING)], promote_options="permissive")
    arrived = came["arrived"].to_numpy(zero_copy_only=False).astype(float)
    groups = Groups(
        cluster=_indices(both["cluster"]), place=_indices(both["place"]), party=_indices(both["custodian"]),
        counts=np.concatenate([(own["chips"].to_numpy(zero_copy_only=False) > 0).astype(float), arrived]),
        day=both["since_day"].to_numpy(zero_copy_only=False).astype(float),
    )  # fmt: skip
    dilution = np.maximum(1.0, own["life_days"].to_numpy(zero_copy_only=False).astype(float) / WINDOW_DAYS)
    found = records(
        np.concatenate([diverted / prior, np.full(more, RECEIPT)]),
        np.concatenate([1.0 + lost + error, np.ones(more)]), groups, prior, np.concatenate([dilution, np.ones(more)]),
    )  # fmt: skip
    view.register("place_fates", _fates(found, groups, both["place"]))
    early, late = groups.steps
    kept = own.drop_columns(["unit_kind", "since_day", "life_days"])
    for name, values in (
        ("world_db", found.world_db), ("place_record_db", found.place_db), ("party_record_db", found.party_db),
        ("dilution", dilution), ("window_early", early), ("window_late", late),
    ):  # fmt: skip
        kept = kept.append_column(name, pa.array(values[:size]))
    return kept


@dataclass(frozen=True)
class Records:
    """Decibans that others add to each unit, and what each place may be: weights of shares, and of bursts."""

    world_db: Numbers
    place_db: Numbers
    party_db: Numbers
    shares: Numbers
    steady: Numbers
    burst: Numbers


def _fates(found: Records, groups: Groups, place: pa.ChunkedArray) -> pa.Table:
    """Rows of `place_fates`: what each place may be, how likely, and whether that is an ordinary place."""
    names = np.empty(groups.places, dtype=object)
    names[groups.place] = place.to_numpy(zero_copy_only=False)
    steady_place, steady_share = np.nonzero(found.steady > LEAST)
    burst_row, burst_share = np.nonzero(found.burst > LEAST)
    weights = (found.steady[steady_place, steady_share], found.burst[burst_row, burst_share])
    return pa.table({
        "place": pa.array(np.concatenate([names[steady_place], names[groups.window_place[burst_row]]]), pa.string()),
        "window_code": pa.array(np.concatenate([np.full(len(steady_place), -1), groups.window_code[burst_row]])),
        "share": pa.array(np.concatenate([found.shares[steady_share], np.array(SHARES)[burst_share]])),
        "weight": pa.array(np.concatenate(weights)),
        "ordinary": pa.array(np.concatenate([steady_share < len(LEAKS), np.zeros(len(burst_row), dtype=bool)])),
    })  # fmt: skip


class Groups:
    """Which cluster, place, custodian and windows of time each unit belongs to, and how much it weighs.

    Units of one cluster (a server, a shipment) share one fate: together they weigh one.
    """

    def __init__(self, cluster: Indices, place: Indices, party: Indices, counts: Numbers, day: Numbers) -> None:
        self.place = place
        members = np.bincount(cluster, counts)
        self.weight = counts / np.maximum(1.0, members[cluster])
        self.places = int(place.max()) + 1 if place.size else 0
        self.owner = np.zeros(self.places, dtype=np.int64)
        self.owner[place] = party
        self.at_place = np.bincount(place, self.weight, self.places)
        self.steps = [
            2 * np.floor(day / WINDOW_DAYS + phase / 2.0).astype(np.int64) + phase for phase in (0, 1)
        ]  # fmt: skip
        number = int(max(int(step.max(initial=0)) for step in self.steps)) + 1
        codes = np.concatenate([place * number + step for step in self.steps])
        found, self.window = np.unique(codes, return_inverse=True)
        self.windows = len(found)
        self.window_place, self.window_code = found // number, found % number
        self.possible = float(number)

    def halves(self) -> tuple[Indices, Indices]:
        """The two windows of each unit."""
        size = len(self.place)
        return self.window[:size], self.window[size:]


@dataclass(frozen=True)
class Support:
    """Log likelihoods of what each place may be, given its units: shares by place, bursts by window and share."""

    steady: Numbers
    burst: Numbers


def records(ratio: Numbers, booked: Numbers, groups: Groups, prior: float, dilution: Numbers) -> Records:
    """Decibans of the base rate, of the place's record and of the custodian's record elsewhere, per unit.

    Each place has an unknown share s of its units diverted, over all its time or in one burst. Given s the
    clusters are independent, so its likelihood is a product over them; the distribution of s over places is
    learned from the places themselves (smoothed non-parametric empirical Bayes on a grid, eight passes of
    expectation and maximisation), for a custodian from its other places first. A unit's probability is the mean
    over what its place may be.

    Args:
        ratio: P(evidence | diverted) / P(evidence | as booked) of each unit by its own legs.
        booked: 1 plus the odds of loss and record error.
        prior: P(diverted) before all evidence.
        dilution: how many windows the unit's life holds; a burst knows the time, a lone unit pays for it.
    """
    grid = np.array([multiple * prior for multiple in LEAKS] + list(SHARES))
    ordinary = (1.0 - LASTING - BURST) / len(LEAKS)
    first = np.array(
        [ordinary] * len(LEAKS) + [LASTING / len(SHARES)] * len(SHARES) + [BURST / len(SHARES)] * len(SHARES)
    )
    plain = ratio / booked
    support = _support(plain, plain * dilution, groups, grid)
    world = first
    by_party = _posterior(support, np.tile(first, (groups.places, 1)), groups)
    for _ in range(PASSES):
        by_party = _posterior(support, _elsewhere(by_party, world, groups.owner), groups)
        world = (by_party.sum(axis=0) + WORLD_WEIGHT * first) / (groups.places + WORLD_WEIGHT)
    own_db = _decibans(prior * plain)
    alone = _probability(support, np.tile(world, (groups.places, 1)), groups, grid, plain, dilution)
    known = _probability(support, _elsewhere(by_party, world, groups.owner), groups, grid, plain, dilution)
    expected = float(world[: len(grid)] @ grid + world[len(grid) :] @ np.array(SHARES))
    world_db = np.full(len(ratio), np.clip(float(_decibans(np.array(expected / prior))), -3.0, 10.0))
    place_db = np.clip(_odds_db(alone) - own_db - world_db, -CAP_DB, CAP_DB)
    party_db = np.clip(_odds_db(known) - _odds_db(alone), -3.0, 10.0)
    steady, burst = _weights(support, _elsewhere(by_party, world, groups.owner), groups)
    return Records(world_db, place_db, party_db, grid, steady, burst)


def _support(plain: Numbers, timed: Numbers, groups: Groups, grid: Numbers) -> Support:
    steady: Numbers = np.column_stack([
        np.bincount(groups.place, groups.weight * np.log((1.0 - s) + s * plain), groups.places) for s in grid
    ])  # fmt: skip
    beside = groups.weight * np.log((1.0 - BESIDE) + BESIDE * plain)
    all_beside = np.bincount(groups.place, beside, groups.places)[groups.window_place]
    columns = []
    for s in SHARES:
        gain = groups.weight * (np.log((1.0 - s) + s * timed) - np.log(1.0 - s)) - beside
        inside = np.bincount(groups.window, np.concatenate([gain, gain]), groups.windows)
        stays = groups.at_place[groups.window_place] * np.log(1.0 - s)
        columns.append(inside + all_beside + stays - np.log(groups.possible))
    return Support(steady, np.column_stack(columns))


def _weights(support: Support, prior: Numbers, groups: Groups) -> tuple[Numbers, Numbers]:
    """Posterior weight of each steady share by place, and of each burst by window and share."""
    steady = support.steady + np.log(prior[:, : support.steady.shape[1]])
    burst = support.burst + np.log(prior[:, support.steady.shape[1] :])[groups.window_place]
    top = steady.max(axis=1)
    np.maximum.at(top, groups.window_place, burst.max(axis=1))
    steady = np.exp(steady - top[:, None])
    burst = np.exp(burst - top[groups.window_place][:, None])
    total = steady.sum(axis=1) + np.bincount(groups.window_place, burst.sum(axis=1), groups.places)
    return steady / total[:, None], burst / total[groups.window_place][:, None]


def _posterior(support: Support, prior: Numbers, groups: Groups) -> Numbers:
    steady, burst = _weights(support, prior, groups)
    by_place = np.column_stack([np.bincount(groups.window_place, column, groups.places) for column in burst.T])
    return np.column_stack([steady, by_place])


def _probability(support: Support, prior: Numbers, groups: Groups, grid: Numbers, plain: Numbers,
                 dilution: Numbers) -> Numbers:  # fmt: skip
    """Mean over what the place may be of s r / (1 - s + s r); outside its burst a place leaks a little."""
    steady, burst = _weights(support, prior, groups)
    bursts = np.bincount(groups.window_place, burst.sum(axis=1), groups.places)[groups.place]
    outside = bursts - sum(burst[half].sum(axis=1) for half in groups.halves())
    probability = outside * (BESIDE * plain / ((1.0 - BESIDE) + BESIDE * plain))
    for column, s in enumerate(grid):
        probability += steady[groups.place, column] * (s * plain / ((1.0 - s) + s * plain))
    timed = plain * dilution
    for half in groups.halves():
        for column, s in enumerate(SHARES):
            probability += burst[half, column] * (s * timed / ((1.0 - s) + s * timed))
    return np.asarray(np.clip(probability, 1e-12, 1.0 - 1e-12), dtype=float)


def _elsewhere(posterior: Numbers, world: Numbers, owner: Indices) -> Numbers:
    """What each place's custodian shows at its other places, with the world as the first guess."""
    total = np.zeros((int(owner.max()) + 1 if owner.size else 0, posterior.shape[1]))
    np.add.at(total, owner, posterior)
    others = np.maximum(0.0, total[owner] - posterior)
    count = np.bincount(owner)[owner] - 1.0
    return np.asarray((others + PARTY_WEIGHT * world) / (count + PARTY_WEIGHT)[:, None])


def _odds_db(probability: Numbers) -> Numbers:
    return _decibans(probability / (1.0 - probability))


def _decibans(ratio: Numbers) -> Numbers:
    return np.asarray(10.0 * np.log10(np.maximum(ratio, 1e-15)))


def _indices(column: pa.ChunkedArray) -> Indices:
    encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)
