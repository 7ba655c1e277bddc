"""Joint draws of what happened to places and their clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Draws = NDArray[np.float32]
Names = NDArray[np.str_]

WORLD_SHARE, PARTY_SHARE = 0.2, 0.2
"""Shares of the variance that the world and a custodian carry in whether somebody at a place is at it (judgement)."""
WORLD_DOUBT, PLACE_DOUBT = 0.35, 0.4
"""Shares of the variance of a cluster's own evidence that is doubt about what is usual in the world and at its place:
how often agents die there, receipts are forgotten, outages last (judgement)."""


@dataclass(frozen=True)
class Fates:
    """What one place may be: shares of its clusters diverted, all along (window -1) or in one window, with weights."""

    window: NDArray[np.int64]
    share: Numbers
    weight: Numbers
    ordinary: Flags


@dataclass(frozen=True)
class Clusters:
    """Clusters of one place: their own evidence, the windows they fall into, and the probability to be kept.

    `ratio` is P(evidence | diverted) / P(evidence | not) and `timed` the same where the time is known;
    `concentration` is 0 for what goes or stays as one; of a lot any share may be gone, by a beta distribution with the
    probability as its mean and this as the sum of its parameters.
    """

    name: Names
    early: NDArray[np.int64]
    late: NDArray[np.int64]
    ratio: Numbers
    timed: Numbers
    probability: Numbers
    concentration: Numbers


def conditional(fates: Fates, clusters: Clusters, beside: float) -> Numbers:
    """P(diverted) of each cluster under each fate of its place, shape (clusters, fates): s r / (1 - s + s r)."""
    window = fates.window[None, :]
    inside = (window == clusters.early[:, None]) | (window == clusters.late[:, None])
    share = np.where((window < 0) | inside, fates.share[None, :], beside)
    ratio = np.where(inside, clusters.timed[:, None], clusters.ratio[:, None])
    return np.asarray(share * ratio / (1.0 - share + share * ratio))


def draw(rng: np.random.Generator, fates: Fates, clusters: Clusters, shared: Numbers, doubt: Numbers,
         beside: float) -> Draws:  # fmt: skip
    """Share of each cluster of a place that is diverted in each draw, shape (clusters, draws).

    A draw first says whether somebody at the place is at it, then with which share and when; given that, its clusters
    share only the doubt about what is usual there. How often somebody is at it is set for each cluster so that its
    mean is its own posterior: findings on its lot, site or parties are in that and not in the fates.

    Args:
        shared: standard normal draws of what the place shares with others, of variance WORLD_SHARE + PARTY_SHARE.
        doubt: standard normal draws of what is usual in the world.
        beside: share that a place with a burst loses outside of its window.
    """
    count = len(shared)
    chance = conditional(fates, clusters, beside)
    usual = _mean(chance, fates, fates.ordinary)
    rest = np.sqrt(1.0 - WORLD_SHARE - PARTY_SHARE)
    level = scipy.special.ndtr(shared + rest * rng.standard_normal(count))
    if fates.ordinary.all():
        at_it, bad = np.zeros(len(usual)), usual
    else:
        bad = _mean(chance, fates, ~fates.ordinary)
        span = np.where(bad - usual > 1e-9, bad - usual, 1e-9)
        at_it = np.clip((clusters.probability - usual) / span, 0.0, 1.0)
    which = rng.choice(np.nonzero(~fates.ordinary)[0], count, p=_shares(fates)) if not fates.ordinary.all() else None
    given = chance[:, which] if which is not None else np.repeat(usual[:, None], count, axis=1)
    drawn = np.where(level[None, :] < at_it[:, None], given, usual[:, None])
    expected = at_it * bad + (1.0 - at_it) * usual
    drawn = _tilted(drawn, clusters.probability, expected)
    names, index = np.unique(clusters.name, return_inverse=True)
    own = np.sqrt(1.0 - WORLD_DOUBT - PLACE_DOUBT) * rng.standard_normal((len(names), count))
    usual_here = np.sqrt(WORLD_DOUBT) * doubt + np.sqrt(PLACE_DOUBT) * rng.standard_normal(count)
    level = scipy.special.ndtr(own + usual_here)[index]
    diverted: Draws = (level < drawn).astype(np.float32)
    for lot in np.nonzero(clusters.concentration > 0.0)[0]:
        mean = np.clip(drawn[lot], 1e-6, 1.0 - 1e-6)
        alpha = clusters.concentration[lot] * mean
        diverted[lot] = scipy.special.betaincinv(alpha, clusters.concentration[lot] - alpha, 1.0 - level[lot])
    return diverted


def _mean(chance: Numbers, fates: Fates, chosen: Flags) -> Numbers:
    weight = fates.weight[chosen]
    return np.asarray(chance[:, chosen] @ weight / weight.sum()) if weight.sum() > 0.0 else np.zeros(len(chance))


def _shares(fates: Fates) -> Numbers:
    weight = fates.weight[~fates.ordinary]
    return np.asarray(weight / weight.sum())


def _tilted(drawn: Numbers, wanted: Numbers, expected: Numbers) -> Numbers:
    """Where no fate of the place reaches the posterior, the clusters' own odds make up the difference."""
    off = np.abs(wanted - expected) > 1e-6
    odds = (wanted / (1.0 - wanted)) / (expected / (1.0 - expected))
    tilted = drawn * odds[:, None] / (1.0 - drawn + drawn * odds[:, None])
    return np.where(off[:, None], tilted, drawn)
