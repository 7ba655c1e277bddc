"""The account balances: book against verified, in GPUs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enduse.store import Policy, View
from tests.ledger.conftest import event
from tests.ledger.test_timeline import SITES

Derive = Callable[..., View]


def state(view: View, site: str | None) -> dict[str, Any]:
    """The account of a site in its latest period, over all holders and parts."""
    row = view.one(
        "SELECT sum(book) AS book, sum(verified) AS verified, sum(stale) AS stale, sum(never_verified) AS never, "
        "sum(muf) AS muf FROM accounts WHERE coalesce(site, '') = $site "
        "AND period_to = (SELECT max(period_to) FROM accounts)",
        site=site or "",
    )
    return {name: int(value) for name, value in (row or {}).items() if value is not None}


def received(unit: str, day: str = "2025-01-09", **more: Any) -> dict[str, Any]:
    return event(day, "receiving", unit, site="K2", to_party="OPS", part="H100 SXM5", **more)


def test_seen_lately_seen_long_ago_and_never_seen_are_kept_apart(derive: Derive) -> None:
    view = derive(
        "2025-12-31",
        sites=SITES,
        events=[
            received("SN-1001"), event("2025-12-01", "observing", "SN-1001", site="K2", grade="read"),
            received("SN-1002"), event("2025-02-01", "observing", "SN-1002", site="K2", grade="read"),
            received("SN-1003"),
        ],
    )  # fmt: skip
    assert state(view, "K2") == {"book": 3, "verified": 1, "stale": 1, "never": 1, "muf": 0}


def test_the_timeliness_goal_is_the_users(derive: Derive) -> None:
    told = [received("SN-1001"), event("2025-12-01", "observing", "SN-1001", site="K2", grade="read")]
    view = derive("2025-12-31", sites=SITES, events=told, policy=Policy(timeliness_days=14))
    assert state(view, "K2")["stale"] == 1


def test_a_label_is_never_counted_as_a_reading(derive: Derive) -> None:
    told = [received("SN-1001"), event("2025-12-01", "inspecting", "SN-1001", site="K2", grade="label")]
    view = derive("2025-12-31", sites=SITES, events=told)
    latest = view.one("SELECT verified_label, verified_read FROM accounts ORDER BY period_to DESC, site NULLS LAST")
    assert latest == {"verified_label": 1, "verified_read": 0}


def test_a_contact_from_elsewhere_verifies_nothing_here(derive: Derive) -> None:
    told = [received("SN-1001"), event("2025-12-01", "observing", "SN-1001", site="HUB", grade="read")]
    view = derive("2025-12-31", sites=SITES, events=told)
    assert state(view, "K2") == {"book": 1, "verified": 0, "stale": 0, "never": 1, "muf": 0}


def test_what_was_looked_for_and_not_found_is_unaccounted_for(derive: Derive) -> None:
    told = [received("SN-1001"), event("2025-12-01", "missing", "SN-1001", site="K2", grade="label")]
    view = derive("2025-12-31", sites=SITES, events=told)
    assert state(view, "K2") == {"book": 1, "verified": 0, "stale": 0, "never": 1, "muf": 1}


def lot(day: str, step: str, unit: str, quantity: int, **more: Any) -> dict[str, Any]:
    return event(day, step, unit, quantity=quantity, part="H100 SXM5", **{"unit_kind": "lot", **more})


def test_a_lot_that_travels_in_portions_keeps_its_count(derive: Derive) -> None:
    view = derive(
        "2025-12-31",
        sites=SITES,
        events=[
            lot("2025-01-03", "shipping", "LOT-1", 48, site="FAB", to_site="HUB", to_party="FWD"),
            lot("2025-01-09", "receiving", "LOT-1", 48, site="HUB", to_party="FWD"),
            lot("2025-01-20", "shipping", "LOT-1", 20, site="HUB", to_site="K2", to_party="OPS"),
            lot("2025-01-29", "receiving", "LOT-1", 20, site="K2", to_party="OPS"),
        ],
    )
    assert (state(view, "HUB")["book"], state(view, "K2")["book"], state(view, None)["book"]) == (28, 20, 0)


def test_a_lot_that_splits_keeps_its_count(derive: Derive) -> None:
    view = derive(
        "2025-12-31",
        sites=SITES,
        events=[
            lot("2025-01-09", "receiving", "LOT-1", 48, site="HUB", to_party="FWD"),
            lot("2025-01-20", "commissioning", "LOT-1a", 20, site="HUB", parent="LOT-1"),
        ],
    )
    assert state(view, "HUB")["book"] == 48


def test_a_lot_counted_short_is_material_unaccounted_for(derive: Derive) -> None:
    view = derive(
        "2025-12-31",
        sites=SITES,
        events=[
            lot("2025-01-09", "receiving", "LOT-1", 48, site="K2", to_party="OPS"),
            lot("2025-12-01", "inspecting", "LOT-1", 41, site="K2", grade="label"),
        ],
    )
    assert state(view, "K2") == {"book": 48, "verified": 41, "stale": 0, "never": 7, "muf": 7}


def test_a_server_without_listed_chips_stands_for_those_of_its_part(derive: Derive) -> None:
    told = [event("2025-01-09", "receiving", "CH-7", site="K2", to_party="OPS", part="DGX H100", unit_kind="server")]
    view = derive("2025-12-31", sites=SITES, events=told)
    assert state(view, "K2")["book"] == 8


def test_a_server_is_not_counted_beside_its_chips(derive: Derive) -> None:
    told = [
        event("2025-01-09", "receiving", "CH-7", site="K2", to_party="OPS", part="DGX H100", unit_kind="server"),
        *(received(f"SN-100{number}", parent="CH-7") for number in range(8)),
    ]
    view = derive("2025-12-31", sites=SITES, events=told)
    assert state(view, "K2")["book"] == 8
