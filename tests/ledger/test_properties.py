"""What holds for any events at all: order, splits, overlaps, balance."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enduse.store import Store, View
from tests.ledger.conftest import STAGES, instant, rows
from tests.ledger.test_timeline import SITES

Derive = Callable[..., View]
STEPS = ("commissioning", "shipping", "receiving", "installing", "observing", "inspecting", "missing", "removing",
         "repairing", "returning", "decommissioning", "destroying", "correcting")  # fmt: skip

events = st.lists(
    st.builds(
        lambda step, day, unit, kind, quantity, site, to_site, party, parent, grade, document: {
            "event": step,
            "happened": (date(2025, 1, 1) + timedelta(days=day)).isoformat(),
            "unit": f"{kind}-10{unit}", "unit_kind": kind, "quantity": quantity if kind == "lot" else 1,
            "site": site, "to_site": to_site, "to_party": party,
            "parent": parent if kind == "gpu" else None, "grade": grade, "document": document, "part": "H100 SXM5",
            "recorded": "2025-12-01",
        },
        st.sampled_from(STEPS), st.integers(0, 300), st.integers(0, 3),
        st.sampled_from(("gpu", "gpu", "server", "lot")),
        st.integers(1, 9), st.sampled_from(("FAB", "K2", "HUB", None)), st.sampled_from(("K2", "HUB", None)),
        st.sampled_from(("OPS", "FWD", None)), st.sampled_from(("server-100", "server-101", None, None)),
        st.sampled_from(("document", "label", "read", "attested")), st.sampled_from(("D1", "D2", None)),
    ),
    max_size=40,
)  # fmt: skip
COMPARED = {
    "timeline": "SELECT * EXCLUDE (source) FROM timeline ORDER BY seq",
    "holdings": "SELECT * EXCLUDE (source) FROM holdings ORDER BY ALL",
    "accounts": "SELECT * EXCLUDE (evidence) FROM accounts ORDER BY ALL",
    "units": "SELECT * FROM units ORDER BY ALL",
}
slow = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def derived(batches: list[list[dict[str, Any]]]) -> View:
    store = Store.open()
    store.append("sites", rows("sites", SITES))
    for batch in batches:
        store.append("events", rows("events", batch))
    view = store.view(instant("2025-12-31"))
    for table, stage in STAGES:
        view.write(table, stage(view))
    return view


@slow
@given(events, st.randoms(use_true_random=False))
def test_row_order_file_split_and_repeated_loading_change_nothing(
    told: list[dict[str, Any]], dice: random.Random
) -> None:
    shuffled = dice.sample(told, len(told))
    cut = len(told) // 2
    once, again = derived([told]), derived([shuffled[:cut], shuffled[cut:], shuffled[:cut]])
    for query in COMPARED.values():
        assert once.rows(query) == again.rows(query)


@slow
@given(events)
def test_a_unit_is_never_held_twice_at_once(told: list[dict[str, Any]]) -> None:
    view = derived([told])
    overlaps = view.rows(
        """
        SELECT * FROM holdings AS one JOIN holdings AS other
          ON other.unit = one.unit AND other.held_from > one.held_from
         AND (one.held_to IS NULL OR other.held_from < one.held_to)
        WHERE one.unit NOT LIKE 'lot%'
        """
    )
    doubled = view.rows(
        "SELECT unit, held_from FROM holdings WHERE unit NOT LIKE 'lot%' GROUP BY ALL HAVING count(*) > 1"
    )
    assert overlaps == [] and doubled == []


@slow
@given(events)
def test_every_account_balances(told: list[dict[str, Any]]) -> None:
    view = derived([told])
    off = view.rows(
        """
        SELECT * FROM accounts
        WHERE opening + received - shipped - removed <> book OR verified + stale + never_verified <> book
           OR verified_label + verified_read + verified_attested <> verified
           OR least(opening, book, verified, stale, never_verified) < 0
        """
    )
    assert off == []


@slow
@given(events)
def test_the_account_is_the_sum_of_what_is_held(told: list[dict[str, Any]]) -> None:
    view = derived([told])
    booked = view.rows("SELECT sum(chips) AS n FROM booked WHERE held_to IS NULL")[0]["n"] or 0
    state = view.rows("SELECT sum(book) AS n FROM accounts WHERE period_to = (SELECT max(period_to) FROM accounts)")
    assert (state[0]["n"] or 0) == booked
