"""What happened to a unit: repeats, corrections, containers, custody."""

from __future__ import annotations

from collections.abc import Callable

from enduse.store import View
from tests.ledger.conftest import event

Derive = Callable[..., View]
SITES = [
    {"site": "FAB", "name": "Fab", "operator": "MAKER", "kind": "fab", "country": "TW"},
    {"site": "K2", "name": "K2, Johor", "operator": "OPS", "kind": "data_centre", "country": "MY"},
    {"site": "HUB", "name": "Port Klang", "operator": "FWD", "kind": "port", "country": "MY"},
]
PARTIES = [
    {"party": "MAKER", "name": "The Maker", "country": "US"},
    {"party": "OPS", "name": "Ops Sdn Bhd", "country": "MY"},
]


def steps(view: View, unit: str) -> list[tuple[str, str]]:
    query = "SELECT event, happened FROM timeline WHERE unit = $unit ORDER BY seq"
    return [(row["event"], row["happened"].date().isoformat()) for row in view.rows(query, unit=unit)]


def custody(view: View, unit: str) -> list[tuple[str | None, str | None, str]]:
    query = "SELECT site, party, state FROM holdings WHERE unit = $unit ORDER BY held_from"
    return [(row["site"], row["party"], row["state"]) for row in view.rows(query, unit=unit)]


def test_one_shipment_told_in_two_papers_happened_once(derive: Derive) -> None:
    shipped = event("2025-01-03", "shipping", "SN-1001", site="FAB", to_site="K2")
    view = derive(
        "2026-01-01", sites=SITES, events=[{**shipped, "document": "PL-9"}, {**shipped, "document": "AWB-160"}]
    )
    assert steps(view, "SN-1001") == [("shipping", "2025-01-03")]


def test_names_of_places_and_parties_are_resolved(derive: Derive) -> None:
    told = event("2025-01-03", "receiving", "SN-1001", site="k2, johor", to_party="ops sdn bhd ")
    view = derive("2026-01-01", sites=SITES, parties=PARTIES, events=[told])
    row = view.one("SELECT site, country, to_party FROM timeline")
    assert row == {"site": "K2", "country": "MY", "to_party": "OPS"}


def test_a_withdrawn_document_is_out_of_the_timeline_and_stays_in_the_evidence(derive: Derive) -> None:
    view = derive(
        "2026-01-01",
        events=[
            event("2025-01-03", "shipping", "SN-1001", document="PL-9", recorded="2025-01-03"),
            event("2025-01-09", "receiving", "SN-1001", document="GR-4", recorded="2025-01-09"),
            event("2025-01-12", "correcting", "SN-1001", document="GR-4", recorded="2025-01-12"),
        ],
    )
    assert [step for step, _ in steps(view, "SN-1001")] == ["shipping", "correcting"]
    assert view.one("SELECT count(*) AS n FROM events WHERE document = 'GR-4'") == {"n": 2}


def test_before_the_correction_was_known_the_document_stands(derive: Derive) -> None:
    view = derive(
        "2026-01-01",
        known_by="2025-01-10",
        events=[
            event("2025-01-09", "receiving", "SN-1001", document="GR-4", recorded="2025-01-09"),
            event("2025-01-12", "correcting", "SN-1001", document="GR-4", recorded="2025-01-12"),
        ],
    )
    assert [step for step, _ in steps(view, "SN-1001")] == ["receiving"]


def test_what_happens_to_a_server_happens_to_the_chips_in_it_then(derive: Derive) -> None:
    server = {"unit_kind": "server"}
    view = derive(
        "2026-01-01",
        sites=SITES,
        events=[
            event("2025-01-01", "commissioning", "SN-1001", parent="CH-7", site="FAB"),
            event("2025-01-03", "shipping", "CH-7", site="FAB", to_site="K2", **server),
            event("2025-01-09", "receiving", "CH-7", site="K2", **server),
            event("2025-05-01", "removing", "SN-1001", site="K2"),
            event("2025-06-01", "inspecting", "CH-7", site="K2", **server),
        ],
    )
    assert [step for step, _ in steps(view, "SN-1001")] == ["commissioning", "shipping", "receiving", "removing"]


def test_a_rack_carries_its_servers_and_their_chips(derive: Derive) -> None:
    view = derive(
        "2026-01-01",
        sites=SITES,
        events=[
            event("2025-01-01", "commissioning", "SN-1001", parent="CH-7"),
            event("2025-01-02", "commissioning", "CH-7", parent="RACK-1", unit_kind="server"),
            event("2025-01-09", "receiving", "RACK-1", site="K2", unit_kind="rack"),
        ],
    )
    assert ("receiving", "2025-01-09") in steps(view, "SN-1001")
    assert view.one("SELECT via FROM timeline WHERE unit = 'SN-1001' AND event = 'receiving'") == {"via": "RACK-1"}


def test_custody_follows_the_entries_and_ends_open(derive: Derive) -> None:
    view = derive(
        "2026-01-01",
        sites=SITES,
        parties=PARTIES,
        events=[
            event("2025-01-01", "commissioning", "SN-1001", site="FAB", to_party="MAKER"),
            event("2025-01-03", "shipping", "SN-1001", site="FAB", to_site="K2", from_party="MAKER", to_party="OPS"),
            event("2025-01-09", "receiving", "SN-1001", site="K2"),
            event("2025-01-20", "installing", "SN-1001", site="K2"),
            event("2025-03-20", "observing", "SN-1001", site="K2", grade="read"),
        ],
    )
    assert custody(view, "SN-1001") == [("FAB", "MAKER", "held"), (None, "OPS", "transit"), ("K2", "OPS", "held")]


def test_on_one_day_a_hub_receives_before_it_sends_on(derive: Derive) -> None:
    view = derive(
        "2026-01-01",
        sites=SITES,
        events=[
            event("2025-01-03", "shipping", "SN-1001", site="FAB", to_site="HUB", to_party="FWD"),
            event("2025-01-05", "shipping", "SN-1001", site="HUB", to_site="K2", to_party="OPS"),
            event("2025-01-05", "receiving", "SN-1001", site="HUB", to_party="FWD"),
            event("2025-01-09", "receiving", "SN-1001", site="K2", to_party="OPS"),
        ],
    )
    assert custody(view, "SN-1001") == [(None, "FWD", "transit"), (None, "OPS", "transit"), ("K2", "OPS", "held")]


def test_a_sighting_elsewhere_does_not_move_the_book(derive: Derive) -> None:
    view = derive(
        "2026-01-01",
        sites=SITES,
        events=[
            event("2025-01-09", "receiving", "SN-1001", site="K2", to_party="OPS"),
            event("2025-06-09", "observing", "SN-1001", site="HUB", grade="read"),
        ],
    )
    assert custody(view, "SN-1001") == [("K2", "OPS", "held")]


def test_what_was_missing_and_is_seen_again_is_held_again(derive: Derive) -> None:
    view = derive(
        "2026-01-01",
        sites=SITES,
        events=[
            event("2025-01-09", "receiving", "SN-1001", site="K2", to_party="OPS"),
            event("2025-03-01", "missing", "SN-1001", site="K2", grade="label"),
            event("2025-04-01", "observing", "SN-1001", site="K2", grade="read"),
        ],
    )
    assert [state for _, _, state in custody(view, "SN-1001")] == ["held", "missing", "held"]
