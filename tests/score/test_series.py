"""Statistics of a series of balances: what must hold of any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enduse.score.honest import Habit, Onsets, errors, learn, miscounts
from enduse.score.series import carried_covariance, carried_series, page, series, threshold

PERIODS = st.integers(2, 30)
LOSSES = st.lists(st.floats(-20, 20), min_size=2, max_size=30)
HABIT = Habit(per_day=1e-4, days=40.0, lasting_days=60.0, grain=8.0)


def weekly(periods: int, book: float = 160.0) -> tuple[np.ndarray, np.ndarray]:
    return errors(HABIT, np.full(periods, book), np.full(periods, 7.0))


@given(LOSSES)
@settings(max_examples=50)
def test_without_a_limit_the_recursion_is_the_whitening_by_cholesky(muf: list[float]) -> None:
    carried, fresh = weekly(len(muf))
    dense = series(np.array(muf), carried_covariance(carried, fresh))
    quick = carried_series(np.array(muf), carried, fresh)
    for name in ("sitmuf", "cumuf", "sigma", "cumuf_standardised", "gemuf", "page"):
        np.testing.assert_allclose(getattr(quick, name), getattr(dense, name), rtol=1e-6, atol=1e-6)


@given(LOSSES, st.floats(0.5, 6.0))
@settings(max_examples=50)
def test_gemuf_is_the_running_sum_of_squared_sitmuf_whatever_the_limit(muf: list[float], limit: float) -> None:
    told = carried_series(np.array(muf), *weekly(len(muf)), limit=limit)
    np.testing.assert_allclose(told.gemuf, np.cumsum(told.sitmuf**2))


@given(LOSSES)
@settings(max_examples=50)
def test_gemuf_is_the_quadratic_form_of_the_series(muf: list[float]) -> None:
    carried, fresh = weekly(len(muf))
    form = np.array(muf) @ np.linalg.solve(carried_covariance(carried, fresh), np.array(muf))
    assert carried_series(np.array(muf), carried, fresh).gemuf[-1] == pytest.approx(form, rel=1e-6, abs=1e-6)


@given(PERIODS, st.floats(10, 5000))
def test_no_loss_and_no_noise_is_no_alarm(periods: int, book: float) -> None:
    expected = HABIT.share * book
    muf = np.concatenate([[-expected], np.zeros(periods - 1)])
    told = carried_series(muf, *weekly(periods, book), limit=0.5)
    assert not told.alarm.any() and told.page.max() == 0.0


@given(LOSSES, st.integers(0, 29), st.floats(0.0, 50.0))
@settings(max_examples=50)
def test_a_loss_raises_cumuf_by_itself_from_its_period_on(muf: list[float], when: int, loss: float) -> None:
    when = when % len(muf)
    carried, fresh = weekly(len(muf))
    shocked = np.array(muf)
    shocked[when] += loss
    before, after = carried_series(np.array(muf), carried, fresh), carried_series(shocked, carried, fresh)
    np.testing.assert_allclose(after.cumuf - before.cumuf, np.where(np.arange(len(muf)) >= when, loss, 0.0), atol=1e-9)
    assert after.sitmuf[when] >= before.sitmuf[when]


def test_an_alarm_is_told_once_and_the_next_loss_again() -> None:
    muf = np.zeros(30)
    muf[[5, 20]] = 60.0
    told = carried_series(muf, *weekly(30), limit=threshold(1040.0))
    assert np.flatnonzero(told.alarm).tolist() == [5, 20]


def test_what_comes_back_is_taken_off_what_has_been_told() -> None:
    muf = np.zeros(30)
    muf[[5, 12, 20]] = 60.0, -60.0, 60.0
    told = carried_series(muf, *weekly(30), limit=threshold(1040.0))
    assert np.flatnonzero(told.alarm).tolist() == [5, 20]


def test_a_slow_loss_alarms_too() -> None:
    told = carried_series(np.full(40, 3.0), *weekly(40), limit=threshold(1040.0))
    assert told.alarm.any()


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=30))
def test_pages_sum_is_its_recursion(values: list[float]) -> None:
    level, sums = 0.5, []
    for value in values:
        level = max(0.0, level + value - 0.5)
        sums.append(level)
    np.testing.assert_allclose(page(np.array(values)), sums, atol=1e-9)


@pytest.mark.parametrize("run_length", [240.0, 1043.6, 7305.0])
def test_false_alarms_are_as_far_apart_as_the_threshold_says(run_length: float) -> None:
    """Independent standard normal balances, simulated: the mean run length within a tenth."""
    random, limit = np.random.default_rng(3), threshold(run_length)
    walkers, runs = np.zeros(2000), []
    ages = np.zeros(2000)
    while len(runs) < 4000:
        ages += 1
        walkers = np.maximum(0.0, walkers + random.standard_normal(2000) - 0.5)
        over = walkers > limit
        runs += ages[over].tolist()
        walkers[over], ages[over] = 0.0, 0.0
    exposure = sum(runs) + ages.sum()  # those still under way have waited too
    assert exposure / len(runs) == pytest.approx(run_length, rel=0.1)


def test_variance_never_vanishes_and_one_container_is_no_more_than_its_rarity() -> None:
    lonely = Habit(per_day=1e-9, days=60.0, lasting_days=60.0, grain=1.0)
    _, fresh = errors(lonely, np.array([0.0, 1.0, 8.0]), np.array([7.0, 7.0, 7.0]))
    assert (fresh > 0.01).all()
    _, fresh = errors(HABIT, np.array([160.0]), np.array([7.0]))
    assert HABIT.grain / np.sqrt(fresh[0]) < 3.0


def test_a_lot_counted_by_eye_has_a_binomial_variance_and_a_tolerance() -> None:
    counted, idle = miscounts(np.array([1000.0, 0.0]))
    assert counted == pytest.approx(1000 * 0.01 * 0.99 + 5.0**2)
    assert 0 < idle < counted


def test_only_silences_that_ended_teach_how_often_honest_chips_fall_silent() -> None:
    name = ("A", "")
    gone = Onsets([name] * 20, np.full(20, 8.0), np.full(20, 100.0), np.zeros(20))
    back = Onsets([name] * 20, np.full(20, 8.0), np.full(20, 100.0), np.ones(20))
    nothing = Onsets([], np.zeros(0), np.zeros(0), np.zeros(0))
    served = {name: 50_000.0}
    quiet, robbed, flaky = (learn(served, onsets)[name] for onsets in (nothing, gone, back))
    assert robbed.per_day <= quiet.per_day < flaky.per_day
    assert 4 * robbed.share < flaky.share
    assert robbed.grain > 6.0 > quiet.grain
