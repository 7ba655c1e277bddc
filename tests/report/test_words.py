"""How numbers, days and likelihoods are worded."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enduse.report import words


def test_days_and_counts() -> None:
    assert words.day(datetime(2026, 4, 2)) == "2 April 2026"
    assert words.day(None) == "an unknown day"
    assert words.count(1, "delivery") == "1 delivery"
    assert words.count(41212, "event") == "41,212 events"
    assert words.decibans(-3.25) == "−3.2 dB"


@pytest.mark.parametrize(
    ("value", "word"),
    [(0.001, "remote"), (0.1, "very unlikely"), (0.5, "about as likely as not"), (0.93, "very likely"),
     (0.99, "almost certain"), (None, "not judged")],
)  # fmt: skip
def test_likelihood_words_are_those_of_the_scale(value: float | None, word: str) -> None:
    assert words.likelihood(value) == word


@given(st.floats(0, 1))
def test_nothing_is_impossible_and_nothing_is_certain(value: float) -> None:
    assert words.probability(value) not in ("0.00", "1.00", "0", "1")
