"""Worked examples with published or recomputed values; each names its source."""

from __future__ import annotations

import math

import numpy as np
import pytest

from enduse.score.recursion import Step, change_points, decibans, filter_states, odds, probabilities
from enduse.score.series import average_run_length, balance_covariance, page, series
from enduse.score.waiting import PRIORS, learn

MUF = np.array([0.5, 1.0, 3.0, 2.0])
SPREAD = 4.0 * np.eye(4) - np.eye(4, k=1) - np.eye(4, k=-1)


def test_example_10_sitmuf_gemuf_and_page():
    """MAPIT, executed: MUF (.5, 1, 3, 2) with tridiagonal covariance 4/-1."""
    tested = series(MUF, SPREAD)
    assert tested.sitmuf.round(5).tolist() == [0.25, 0.58095, 1.70791, 1.49281]
    assert tested.gemuf.round(5).tolist() == [0.0625, 0.4, 3.31696, 5.54545]
    assert tested.page.round(5).tolist() == [0.25, 0.33095, 1.53886, 2.53167]


def test_gemuf_is_the_quadratic_form_of_the_series_so_far():
    """Identity GEMUF_k = sum of SITMUF squared (facts, example 10)."""
    for k in range(1, 5):
        form = MUF[:k] @ np.linalg.solve(SPREAD[:k, :k], MUF[:k])
        assert series(MUF, SPREAD).gemuf[k - 1] == pytest.approx(form)


def test_cumuf_is_the_sum_of_book_less_physical():
    tested = series(MUF, SPREAD)
    assert tested.cumuf.tolist() == [0.5, 1.5, 4.5, 6.5]
    assert tested.cumuf_standardised[1] == pytest.approx(1.5 / math.sqrt(4 + 4 - 2))


@pytest.mark.parametrize(("threshold", "honest", "shifted"), [(4.0, 335.4, 8.38), (5.0, 930.9, 10.38)])
def test_example_11_average_run_lengths(threshold: float, honest: float, shifted: float):
    """Brook and Evans (1972), k = .5; the two-sided false-alarm length is half: 168 and 465 in the textbooks."""
    assert average_run_length(threshold) == pytest.approx(honest, abs=0.06)
    assert average_run_length(threshold, shift=1.0) == pytest.approx(shifted, abs=0.006)


def test_near_real_time_finds_an_abrupt_loss_sooner_than_one_yearly_balance():
    """Twelve monthly balances that share inventories, eight units lost in month seven."""
    spread = balance_covariance(np.zeros(12), np.full(13, 1.0))
    muf = np.zeros(12)
    muf[6] = 8.0
    monthly = page(series(muf, spread).sitmuf)
    assert int(np.argmax(monthly > 3.0)) == 6
    yearly = series(np.array([muf.sum()]), balance_covariance(np.zeros(1), np.full(2, 1.0)))
    assert yearly.sitmuf[0] == pytest.approx(8.0 / math.sqrt(2.0))


def test_example_13_forward_filter():
    """The umbrella world of Russell and Norvig: two days with umbrella, .8182 and .8834 (recomputed)."""
    course = filter_states([0.5, 0.5], [[0.7, 0.3], [0.3, 0.7]], [[0.9, 0.2], [0.9, 0.2]])
    assert [round(day[0], 4) for day in course] == [0.8182, 0.8834]


def test_example_14_match_weight():
    """Fellegi and Sunter: m = .9, u = .01 is 6.492 bits, 19.542 dB (definition)."""
    assert decibans(0.9, 0.01) == pytest.approx(19.542, abs=5e-4)
    assert math.log2(0.9 / 0.01) == pytest.approx(6.492, abs=5e-4)


def test_thirty_decibans_bring_one_in_a_thousand_to_one_half():
    """Facts, 5.7: 30 dB only bring prior 1e-3 to 50 %."""
    step = Step({"diverted": 1e-3}, {"diverted": math.log(1000.0)})
    assert probabilities([step])["diverted"] == pytest.approx(0.5, abs=1e-3)


def test_the_recursion_equals_its_closed_form():
    """Facts, 5.2: O_t = (O_(t-1) + h)/(1 - h) e^l against logsumexp over change points."""
    rng = np.random.default_rng(5)
    steps = [
        Step({"diverted": h, "lost": h / 3}, {"diverted": w, "lost": w / 2})
        for h, w in zip(rng.uniform(0, 0.05, 9), rng.normal(0, 3, 9), strict=True)
    ]
    for name in ("diverted", "lost"):
        assert math.log(odds(steps)[name]) == pytest.approx(np.logaddexp.reduce(change_points(steps, name)))


def test_page_is_the_greatest_change_point_instead_of_the_sum():
    """Facts, 5.2: max instead of sum is Page's test."""
    weights = [-1.0, 2.0, -0.5, 1.5]
    steps = [Step({"diverted": 1e-6}, {"diverted": w}) for w in weights]
    greatest = max(change_points(steps, "diverted")) - math.log(1e-6)
    assert greatest == pytest.approx(page(np.array([0.0, *weights]), reference=0.0)[-1], abs=1e-4)


def test_an_outage_of_k_weeks_weighs_as_the_facts_say():
    """Facts, 5.3: trailing k silent weeks add -k ln(1-r); with many outages seen the rate is all but known."""
    rng = np.random.default_rng(1)
    lasted = rng.exponential(14.0, 4000)
    survival = learn(PRIORS["outage"], lasted, np.full(4000, 1e6), np.ones(4000))
    weeks = 6
    recovery = 1.0 - math.exp(-7.0 / 14.0)
    assert -math.log(survival.at(np.array([7.0 * weeks]))[0]) == pytest.approx(
        -weeks * math.log(1 - recovery), rel=0.06
    )
