"""What the 50 % test keeps to, whatever the holdings."""

from __future__ import annotations

from collections import Counter

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from enduse.screen.control import OwnershipTest
from enduse.screen.holdings import holdings_on

from .conftest import DAY, share

ORDER = {"not_met": 0, "unknown": 1, "met": 2}
PARTIES = "ABCDEFLM"
HOLDINGS = st.lists(
    st.tuples(st.sampled_from(PARTIES), st.sampled_from("ABCDEF"), st.integers(0, 20), st.integers(0, 20)),
    min_size=1,
    max_size=14,
)


def verdicts(holdings: list[tuple[str, str, int, int]]) -> dict[str, int]:
    rows = [share(owner, owned, min(a, b) / 20, max(a, b) / 20) for owner, owned, a, b in holdings if owner != owned]
    test = OwnershipTest(holdings_on(rows, DAY), {"L": "list/L", "M": "list/M"})
    return {party: ORDER[test.of(party).verdict] for party in "ABCDEF"}


@settings(max_examples=80, deadline=None)
@given(HOLDINGS, st.data())
def test_more_share_to_a_listed_owner_never_moves_towards_not_met(
    holdings: list[tuple[str, str, int, int]], data: st.DataObject
) -> None:
    before = verdicts(holdings)
    listed = [i for i, (owner, _, _, _) in enumerate(holdings) if owner in "LM"]
    if not listed:
        return
    i = data.draw(st.sampled_from(listed))
    owner, owned, a, b = holdings[i]
    least, most = min(a, b), max(a, b)
    more_least = data.draw(st.integers(least, 20))
    more = (owner, owned, more_least, max(more_least, data.draw(st.integers(most, 20))))
    after = verdicts([*holdings[:i], more, *holdings[i + 1 :]])
    assert all(after[party] >= before[party] for party in before)


@settings(max_examples=80, deadline=None)
@given(HOLDINGS)
def test_bounds_are_in_order_and_within_the_whole(holdings: list[tuple[str, str, int, int]]) -> None:
    rows = [share(owner, owned, min(a, b) / 20, max(a, b) / 20) for owner, owned, a, b in holdings]
    test = OwnershipTest(holdings_on(rows, DAY), {"L": "list/L", "M": "list/M"})
    for party in "ABCDEF":
        result = test.of(party)
        assert 0 <= result.share_min <= result.share_max <= 1
        assert 0 <= result.economic_min <= result.economic_max <= 1
        assert result.verdict in ORDER
        assert (result.verdict == "unknown") <= bool(result.decided_by)


@settings(max_examples=60, deadline=None)
@given(HOLDINGS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(holdings: list[tuple[str, str, int, int]], chance: object) -> None:
    shuffled = sorted(holdings, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert verdicts(holdings) == verdicts(shuffled)


@settings(max_examples=60, deadline=None)
@given(HOLDINGS)
def test_knowing_more_never_turns_a_settled_answer_around(holdings: list[tuple[str, str, int, int]]) -> None:
    total: Counter[str] = Counter()
    for owner, owned, a, b in holdings:
        total[owned] += max(a, b) if owner != owned else 0
    assume(len({(owner, owned) for owner, owned, _, _ in holdings}) == len(holdings))
    assume(all(share <= 20 for share in total.values()))
    open_shares = verdicts([(owner, owned, 0, 20) if i % 2 else (owner, owned, a, b)
                            for i, (owner, owned, a, b) in enumerate(holdings)])  # fmt: skip
    middle = verdicts(holdings)
    assert all(open_shares[party] != ORDER["not_met"] or middle[party] != ORDER["met"] for party in middle)
