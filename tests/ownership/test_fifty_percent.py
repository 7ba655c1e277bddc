"""The aggregate 50 % test, case by case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import numpy as np
import pytest

from enduse.screen.control import RULE, Control
from enduse.screen.holdings import controllers, holdings_on, ultimate_parents

from .conftest import DAY, share

Outcome = Callable[..., Control]


def test_one_listed_owner_of_half(outcome: Outcome) -> None:
    result = outcome("X", share("L", "X", 0.5))
    assert (result.verdict, result.share_min, result.share_max) == ("met", 0.5, 0.5)
    assert result.decided_by == "L 50 %"


def test_less_than_half_is_not_met(outcome: Outcome) -> None:
    assert outcome("X", share("L", "X", 0.49), share("Z", "X", 0.51)).verdict == "not_met"


def test_several_listed_owners_together(outcome: Outcome) -> None:
    result = outcome("X", share("L", "X", 0.3), share("M", "X", 0.25), share("Z", "X", 0.45))
    assert result.verdict == "met"
    assert result.decided_by == "L 30 % + M 25 %"


def test_an_interval_over_half_is_unknown_and_named(outcome: Outcome) -> None:
    result = outcome("X", share("L", "X", 0.4, 0.6), share("Z", "X", 0.4))
    assert (result.verdict, result.share_min, result.share_max) == ("unknown", 0.4, 0.6)
    assert result.decided_by == "the share of L in X, 40 to 60 %"


def test_what_others_hold_for_certain_bounds_an_open_share(outcome: Outcome) -> None:
    assert outcome("X", share("L", "X", 0.2, 1.0), share("Z", "X", 0.55)).verdict == "not_met"


def test_an_unstated_share_is_the_whole_interval(outcome: Outcome) -> None:
    result = outcome("X", share("L", "X", None, None))
    assert (result.verdict, result.share_min, result.share_max) == ("unknown", 0.0, 1.0)


def test_a_party_owned_by_half_counts_in_full_further_down(outcome: Outcome) -> None:
    result = outcome("X", share("L", "B", 0.6), share("B", "X", 0.6))
    assert (result.verdict, result.share_min, result.economic_min) == ("met", 0.6, pytest.approx(0.36))
    assert "B holds 60 % of X; restricted, 60 % held by listed parties" in result.because


def test_a_minority_owner_passes_on_its_proportion(outcome: Outcome) -> None:
    result = outcome("X", share("L", "B", 0.4), share("B", "X", 1.0))
    assert (result.verdict, result.share_min) == ("not_met", pytest.approx(0.4))


def test_direct_and_indirect_shares_add_and_the_other_reading_is_shown(outcome: Outcome) -> None:
    result = outcome("X", share("L", "X", 0.3), share("L", "B", 0.4), share("B", "X", 0.5))
    assert result.verdict == "met"
    assert any("without them it is 30 % (OFAC FAQ 401)" in line for line in result.because)


def test_the_unknown_share_is_traced_up_the_chain(outcome: Outcome) -> None:
    result = outcome("X", share("L", "B", 0.4, 0.6), share("B", "X", 0.8))
    assert result.verdict == "unknown"
    assert result.decided_by == "the share of L in B, 40 to 60 %"


def test_an_owner_who_may_be_listed_decides(outcome: Outcome) -> None:
    result = outcome("X", share("P", "X", 0.7), share("Z", "X", 0.3), possible="P")
    assert (result.verdict, result.decided_by) == ("unknown", "whether P is us_bis_entity_list/P")


def test_a_ring_of_five_ends(outcome: Outcome) -> None:
    ring = [share(one, two, 1.0) for one, two in zip("ABCDE", "BCDEA", strict=True)]
    assert outcome("A", *ring).verdict == "not_met"
    listed_inside = [*ring[:4], share("E", "A", 0.4), share("L", "A", 0.6)]
    assert {outcome(party, *listed_inside).verdict for party in "ABCDE"} == {"met"}


def test_dates_are_half_open(outcome: Outcome) -> None:
    rows = [share("L", "X", 0.6, start="2020-01-01", end="2024-01-01"), share("Z", "X", 0.6, start="2024-01-01")]
    verdicts = [
        outcome("X", *rows, on=datetime.fromisoformat(day)).verdict
        for day in ("2020-01-01", "2023-12-31", "2024-01-01")
    ]
    assert verdicts == ["met", "met", "not_met"]


def test_no_owner_on_record_is_unknown_never_not_met(outcome: Outcome) -> None:
    result = outcome("X")
    assert (result.verdict, result.decided_by) == ("unknown", "every owner of X")
    assert outcome("X", share("L", "X", 0.9, start="2027-01-01")).verdict == "unknown"


def test_a_holding_that_ended_is_said(outcome: Outcome) -> None:
    result = outcome("X", share("L", "X", 0.9, end="2025-01-01"))
    assert result.verdict == "not_met"
    assert "every holding in X on record ended before the day" in result.because


def test_what_is_on_no_record_is_said(outcome: Outcome) -> None:
    result = outcome("X", share("L", "X", 0.3))
    assert result.unrecorded == pytest.approx(0.7)
    assert "70 % of X is on no record; taken as not listed" in result.because


def test_the_arithmetic_is_not_the_law_of_the_day(outcome: Outcome) -> None:
    assert outcome("X", share("L", "X", 0.6)).because[-1] == RULE
    assert "status after that is not established" in RULE


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (share("L", "X", 0.6, start="2024-01-01", end="2023-01-01"),
         "the holding of L in X ends 2023-01-01, not after it begins 2024-01-01"),
        (share("L", "X", 0.6, 0.5), "the least share of L in X, 0.6, is above the greatest, 0.5"),
        (share("L", "X", 1.5), "a share of L in X outside 0 to 1: 1.5 to 1.5"),
    ],
)  # fmt: skip
def test_a_holding_that_cannot_be_is_set_aside(row: dict[str, object], problem: str) -> None:
    held = holdings_on([row], DAY)
    assert [issue.problem for issue in held.issues] == [problem]
    assert held.owner.size == 0


def test_shares_that_add_to_more_than_the_whole_are_an_issue(outcome: Outcome) -> None:
    result = outcome("X", share("L", "X", 0.6), share("Z", "X", 0.7))
    assert result.verdict == "met"
    assert "shares in X add to 130 %, more than the whole" in result.because


def test_ultimate_parent_is_the_top_of_majorities_not_of_listed_owners(outcome: Outcome) -> None:
    rows = [share("Top", "Mid", 0.8), share("Mid", "X", 0.51), share("L", "X", 0.49)]
    result = outcome("X", *rows)
    assert (result.ultimate_parent, result.verdict) == ("Top", "not_met")
    held = holdings_on([share("A", "B", 0.9), share("B", "A", 0.9)], DAY)
    assert ultimate_parents(held) == {}


def test_owners_along_chains(outcome: Outcome) -> None:
    held = holdings_on(
        [share("P", "B", 0.6), share("B", "X", 0.6), share("P", "C", 0.5, 1.0), share("C", "X", 0.4)], DAY
    )
    number = held.numbers
    found = controllers(held)
    place = np.flatnonzero((found.party == number["X"]) & (found.owner == number["P"]))[0]
    least, most = found.least[place], found.most[place]
    assert (least, most) == (pytest.approx(0.56), pytest.approx(0.76))
