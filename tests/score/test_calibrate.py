"""Measures of truthfulness, and recalibration from random visits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from enduse.score.calibrate import (
    average_precision,
    brier,
    clopper_pearson,
    false_alarm_level,
    isotonic,
    recall_within,
    reliability,
    said_and_found,
)


def test_average_precision_of_a_perfect_and_of_a_blind_score():
    fate = np.array([True] * 5 + [False] * 95)
    assert average_precision(np.linspace(1, 0, 100), fate) == pytest.approx(1.0)
    assert average_precision(np.zeros(100), fate) == pytest.approx(0.05)


def test_recall_within_a_budget():
    fate = np.array([True, True, False, *[False] * 97])
    scores = np.array([0.9, 0.1, 0.5, *np.linspace(0.05, 0.0, 97)])
    assert recall_within(scores, fate, 0.0) == 0.5
    assert recall_within(scores, fate, 0.02) == 1.0


def test_isotonic_recovers_an_overconfident_score():
    rng = np.random.default_rng(2)
    true = rng.uniform(0, 0.5, 4000)
    said, shares = isotonic(true * 2.0, rng.random(4000) < true, np.full(4000, 0.1))
    assert np.all(np.diff(shares) > 0)
    assert np.interp(0.6, said, shares) == pytest.approx(0.3, abs=0.06)


def test_brier_and_reliability():
    chance, fate = np.array([0.0, 1.0, 0.5, 0.5]), np.array([False, True, True, False])
    assert brier(chance, fate) == 0.125
    assert (0.4, 0.6, 0.5, 0.5, 2) in reliability(chance, fate)


def test_a_false_alarm_budget_is_kept_on_exchangeable_units():
    rng = np.random.default_rng(4)
    level = false_alarm_level(rng.random(499), 0.02)
    assert np.mean(rng.random(20000) > level) < 0.03


def test_exact_intervals_by_their_definition():
    """Clopper and Pearson 1934: at either end what was found, or more extreme, has a chance of 2.5 %."""
    for found, tried in ((1, 5), (7, 20), (59, 60)):
        low, high = clopper_pearson(found, tried)
        assert binom.sf(found - 1, tried, low) == pytest.approx(0.025)
        assert binom.cdf(found, tried, high) == pytest.approx(0.025)
    assert clopper_pearson(0, 20) == (0.0, pytest.approx(1.0 - 0.025 ** (1.0 / 20.0)))


def test_exact_intervals_hold_their_level():
    rng = np.random.default_rng(6)
    for share in (0.02, 0.3):
        ends = [clopper_pearson(int(found), 60) for found in rng.binomial(60, share, 2000)]
        assert np.mean([low <= share <= high for low, high in ends]) >= 0.94


def test_what_a_visit_did_not_settle_widens_both_ends():
    said, visit = np.full(40, 0.3), np.repeat([1, 2], 20)
    absent, settled = np.arange(40) < 12, np.ones(40, dtype=bool)
    (all_seen,) = said_and_found(said, absent, settled, visit)
    (some,) = said_and_found(said, absent, np.arange(40) < 30, visit)
    assert (all_seen.absent, all_seen.drawn, all_seen.visits, all_seen.fits) == (12, 40, 2, True)
    assert (all_seen.least, all_seen.most) == clopper_pearson(12, 40)
    assert (some.least, some.most) == (clopper_pearson(12, 40)[0], clopper_pearson(22, 40)[1])
