"""Measures of truthfulness, and recalibration from random visits."""

from __future__ import annotations

import numpy as np
import pytest

from enduse.score.calibrate import average_precision, brier, false_alarm_level, isotonic, recall_within, reliability


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
