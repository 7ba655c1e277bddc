"""Sampling and games: published or recomputed values, each with its source."""

from __future__ import annotations

from math import isclose

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.stats import binom

from enduse.plan.game import floor, stage_game, stage_game_closed, water_level
from enduse.plan.sampling import (
    detection_probability,
    passes,
    sample_size,
    sample_size_formula,
    sample_size_lane,
    sample_size_unbounded,
)

SIZES = (100, 200, 500, 1000, 10000)


def test_example_1_n_hypergeo():
    """RSurveillance n.hypergeo, output shown: 1 % missing, 95 %."""
    assert [sample_size_formula(n, n // 100, 0.95) for n in SIZES] == [95, 156, 226, 259, 296]


def test_example_2_detection_goals():
    """The same: N = 100, d = 5."""
    assert [sample_size_formula(100, 5, goal) for goal in (0.5, 0.8, 0.9, 0.95)] == [13, 28, 37, 46]


def test_example_3_numbers_missing():
    """The same: N = 80, 95 %."""
    assert [sample_size_formula(80, d, 0.95) for d in (1, 2, 5, 10)] == [76, 63, 37, 21]


def test_example_4_item_sensitivity():
    """The same with item sensitivity .8; 95 of 80 cannot be done."""
    assert [sample_size_formula(80, d, 0.95, sensitivity=0.8) for d in (1, 2, 5, 10)] == [None, 78, 46, 26]


def test_example_5_n_freedom():
    """RSurveillance n.freedom, output shown: N = 500, 1 %."""
    sizes = [sample_size_formula(500, 5, 0.95, sensitivity=s) for s in (0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1.0)]
    assert sizes == [451, 376, 322, 282, 251, 228, 226]


def test_example_6_unbounded_population():
    """The same: infinite population, 95 %, 1 %."""
    assert sample_size_unbounded(0.01, 0.95) == 299


def test_example_7_lane_and_the_exact_hypergeometric():
    """Lane et al. 2018 on example 1; the exact hypergeometric agrees (recomputed)."""
    expected = [95, 155, 225, 258, 294]
    assert [sample_size_lane(n, n // 100, 0.95) for n in SIZES] == expected
    assert [sample_size(n, n // 100, 0.95) for n in SIZES] == expected


def test_example_8_the_approximation_against_the_exact_size():
    """Recomputed for goals from one half up: never below the exact size, and at most two above."""
    for population in (20, 50, 80, 100, 200, 500, 1000, 5000):
        for missing in sorted({1, 2, 3, 5, population // 20, population // 10}):
            for goal in (0.5, 0.8, 0.9, 0.95, 0.99):
                if missing >= 1:
                    difference = sample_size_lane(population, missing, goal) - (
                        sample_size(population, missing, goal) or 0
                    )
                    assert 0 <= difference <= 2, (population, missing, goal)


def test_example_9_acceptance():
    """SCITEPRESS 2022/112358: P(X <= 1) = .9976, binomial P(0) = .9047; P(X = 0) is .9024."""
    assert round(passes(500, 2, 25, allowed=1), 4) == 0.9976
    assert round(float(binom.pmf(0, 25, 0.004)), 4) == 0.9047
    assert round(passes(500, 2, 25), 4) == 0.9024


@pytest.mark.parametrize(
    ("stages", "inspections", "value"),
    [(2, 1, -1 / 3), (3, 1, -0.5), (4, 2, -0.2727), (6, 2, -0.4545), (12, 3, -0.5518)],
)
def test_example_12_inspection_game(stages: int, inspections: int, value: float):
    """Dresher's game: recursion and closed form (model after von Stengel, arXiv 1412.0129)."""
    assert stage_game(stages, inspections) == pytest.approx(value, abs=5e-5)
    assert stage_game(stages, inspections) == pytest.approx(stage_game_closed(stages, inspections))


def test_example_17_water_filling_equals_the_linear_programme():
    """On 5,000 sites, as the facts report of another set: the level is the programme's optimum."""
    rng = np.random.default_rng(17)
    stakes, costs = rng.gamma(0.8, 400.0, 5000), rng.uniform(1.0, 3.0, 5000)
    level = water_level(stakes, costs, 900.0)
    # min t subject to s (1 - p) <= t, c · p <= budget
    from scipy.sparse import coo_array, hstack, vstack

    size = len(stakes)
    diagonal = coo_array((-stakes, (np.arange(size), np.arange(size))), shape=(size, size))
    rows = vstack([hstack([diagonal, coo_array(-np.ones((size, 1)))]), coo_array(np.append(costs, 0.0)[None, :])])
    solved = linprog(
        np.append(np.zeros(size), 1.0), A_ub=rows.tocsr(), b_ub=np.append(-stakes, 900.0),
        bounds=[(0, 1)] * size + [(0, None)], method="highs",
    )  # fmt: skip
    assert level == pytest.approx(solved.fun, rel=1e-7)
    assert float(costs @ floor(stakes, costs, 900.0)) == pytest.approx(900.0)


def test_a_million_chips():
    """Facts: n for 1,000,000 chips, d = 1,000 and 8,000 at 90, 50 and 20 %."""
    sizes = [sample_size_formula(1_000_000, d, goal) for d in (1000, 8000) for goal in (0.9, 0.5, 0.2)]
    assert sizes == [2300, 693, 224, 288, 87, 28]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 400), st.integers(1, 40), st.sampled_from([0.5, 0.8, 0.9, 0.95]), st.sampled_from([0.5, 0.8, 1.0])
)
def test_the_exact_size_is_the_least_that_reaches_the_goal(
    population: int, missing: int, goal: float, sensitivity: float
):
    size = sample_size(population, min(missing, population), goal, sensitivity=sensitivity)
    if size is None:
        assert detection_probability(population, missing, population, sensitivity=sensitivity) < goal
        return
    assert detection_probability(population, missing, size, sensitivity=sensitivity) >= goal
    less = detection_probability(population, missing, size - 1, sensitivity=sensitivity)
    assert less < goal or isclose(less, goal)
