"""Intermediaries inside the evidence: one firm under several names, and what firms share."""

from __future__ import annotations

from typing import Any

import pytest

from enduse.screen.resolution import link_parties, same_parties

FIVE_WAYS = (
    "Ocean Route Logistics Sdn Bhd",
    "OCEAN ROUTE LOGISTIC SDN. BHD.",
    "Oceanroute Logistics",
    "Ocean-Rout Logistics Sdn Bhd",
    "Route Ocean Logistics Berhad",
)


def party(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {"party": f"P{number}", "name": name, "country": "MY", **more}


def test_one_forwarder_written_five_ways_is_one() -> None:
    rows = [party(number, name) for number, name in enumerate(FIVE_WAYS)]
    rows += [party(7, "Pacific Bridge Logistics Sdn Bhd"), party(8, "Ocean Star Shipping Sdn Bhd")]
    same = same_parties(link_parties(rows))
    assert {same[f"P{number}"] for number in range(5)} == {"P0"}
    assert "P7" not in same or same["P7"] == "P7"


def test_the_same_registration_is_the_same_firm() -> None:
    links = link_parties(
        [party(1, "Alpha Trading", registration="2020-01234"), party(2, "Beta", registration="202001234")]
    )
    assert [(link.kind, link.verdict) for link in links] == [("registration", "same")]


@pytest.mark.parametrize(
    ("kind", "one", "two"),
    [
        ("address", {"address": "12-3 Jalan Ampang, Kuala Lumpur"}, {"address": "Kuala Lumpur, 12-3 Jln. Ampang"}),
        ("telephone", {"telephone": "+60 3 2161 0001"}, {"telephone": "03-21610001"}),
        ("director", {"directors": "TAN, Wei Ming; Lee Ann"}, {"directors": "Wei Ming Tan"}),
    ],
)
def test_what_two_firms_share_links_them(kind: str, one: dict[str, str], two: dict[str, str]) -> None:
    links = link_parties([party(1, "Alpha Trading", **one), party(2, "Beta Holdings", **two)])
    if kind == "address":
        links = [link for link in links if link.kind == "address"]
    assert [(link.kind, link.verdict, link.sharers) for link in links] == [(kind, "linked", 2)]


def test_an_address_of_many_is_weak_and_says_so() -> None:
    rows = [party(number, f"{chr(97 + number) * 6} Ventures", address="1 Harbour Road 2001, Central")
            for number in range(26)]  # fmt: skip
    links = [link for link in link_parties(rows) if link.kind == "address"]
    assert len(links) == 25
    assert all(link.score < 0.05 and "weak" in link.because for link in links)


def test_a_city_alone_is_no_address() -> None:
    rows = [party(1, "Alpha", address="Kuala Lumpur"), party(2, "Beta", address="Kuala Lumpur")]
    assert link_parties(rows) == []


def test_firms_with_only_generic_words_in_common_are_two() -> None:
    rows = [party(1, "Kronshtadt Logistics Sdn Bhd"), party(2, "Meridian Logistics Sdn Bhd")]
    assert link_parties(rows) == []
