"""All shipments at once and one by one give the same answers."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pyarrow as pa

from enduse.model.parts import catalogue
from enduse.rules.evaluate import determine, determine_one
from enduse.rules.rule import FIRST_DAY
from enduse.rules.transfer import stated

from .conftest import Shipments

SEATS = ["CN", "US", "SG", "AE", None, "DE", "HK", "KH", "RU", "MY", "MO", "CY"]
PLACES = ["US", "CN", "HK", "MO", "SG", "MY", "AE", "DE", "TW", "VN", "RU", "IN", "KH", "CY", "IL", "IR"]
NAMES = ["Core42", "Microsoft", "Microsoft Gulf", "Specimen Cloud"]


def test_bulk_equals_one_by_one(shipments: Shipments) -> None:
    chance = random.Random(20261123)
    parties = [
        {"party": f"P{n}", "name": chance.choice(NAMES), "headquarters": chance.choice(SEATS)} for n in range(60)
    ]
    seats = {party["party"]: party for party in parties}
    rows = [
        {
            "happened": datetime(2022, 10, 7) + timedelta(days=chance.randrange(1650)),
            "part": chance.choice(list(catalogue())),
            "country": chance.choice(["US", "US", "TW", "SG", "CN"]),
            "to_country": chance.choice(PLACES),
            "to_party": chance.choice(parties)["party"],
        }
        for _ in range(1200)
    ]
    view = shipments(rows, parties=parties)
    view.write("determinations", determine(view))
    found = view.rows("SELECT * FROM determinations ORDER BY transfer")
    assert len(found) == len(rows)
    for row, said in zip(rows, found, strict=True):
        recipient = seats[row["to_party"]]
        alone = determine_one(stated({
            "part": row["part"], "to": row["to_country"], "from": row["country"], "kind": said["kind"],
            "on": row["happened"].date().isoformat(), "headquarters": recipient["headquarters"],
            "end_user": recipient["name"],
        })).as_json()  # fmt: skip
        open_exceptions = ", ".join(one["name"] for one in alone["exceptions"] if one["available"] == "yes")
        assert (said["outcome"], said["policy"]) == (alone["licence"], alone["policy"]), (row, recipient)
        assert (said["classification"] or "") == ", ".join(alone["classification"]), row
        assert (said["exceptions"] or "") == open_exceptions, row
        assert (said["missing"] or "") == ", ".join(alone["missing"]), row


def test_kinds_of_transfer_follow_from_the_countries(shipments: Shipments) -> None:
    day = datetime(2024, 6, 1)
    view = shipments([
        {"happened": day, "part": "H100 SXM5", "country": "US", "to_country": "CN"},
        {"happened": day, "part": "H100 SXM5", "country": "MY", "to_country": "CN"},
        {"happened": day, "part": "H100 SXM5", "country": "HK", "to_country": "CN"},
        {"happened": day, "part": "H100 SXM5", "country": "US", "to_country": None},
    ])  # fmt: skip
    view.write("determinations", determine(view))
    rows = view.rows("SELECT kind, outcome, missing FROM determinations ORDER BY transfer")
    assert [row["kind"] for row in rows] == ["export", "reexport", "transfer", "export"]
    assert [row["outcome"] for row in rows] == ["required", "required", "required", "unknown"]
    assert "destination" in rows[3]["missing"]


def test_a_part_that_no_catalogue_knows_is_unknown_not_free(shipments: Shipments) -> None:
    day = datetime(2026, 4, 4)
    view = shipments([{"happened": day, "part": "cooling equipment", "country": "MY", "to_country": "HK"}])
    view.write("determinations", determine(view))
    row = view.one("SELECT * FROM determinations")
    assert row is not None
    assert (row["outcome"], row["part"]) == ("unknown", None)
    assert "tpp" in row["missing"]


def test_before_the_first_rule_nothing_is_said(shipments: Shipments) -> None:
    before = datetime.combine(FIRST_DAY, datetime.min.time()) - timedelta(days=1)
    view = shipments([{"happened": before, "part": "A100 PCIe", "country": "US", "to_country": "CN"}])
    view.write("determinations", determine(view))
    row = view.one("SELECT verdict, outcome FROM determinations")
    assert row == {"verdict": "not_in_force", "outcome": None}


def test_no_shipments_no_rows(shipments: Shipments) -> None:
    view = shipments([{"event": "observing", "part": "B200", "country": "MY"}])
    view.write("determinations", determine(view))
    assert view.rows("SELECT * FROM determinations") == []


def test_a_sighting_where_no_shipment_led_is_a_transfer(shipments: Shipments) -> None:
    view = shipments([
        {"unit": "S1", "part": "B200", "happened": datetime(2026, 1, 5), "country": "TW", "to_country": "MY"},
        {"unit": "S1", "part": "B200", "happened": datetime(2026, 2, 1), "event": "receiving", "country": "MY"},
        {"unit": "S1", "part": "B200", "happened": datetime(2026, 5, 1), "event": "observing", "country": "HK"},
    ])  # fmt: skip
    view.write("determinations", determine(view))
    row = view.one("SELECT * FROM determinations WHERE basis = 'sighting'")
    assert row is not None
    assert (row["origin"], row["destination"], row["kind"], row["outcome"]) == ("MY", "HK", "reexport", "required")


def test_who_is_listed_or_owned_comes_from_the_tables_of_screening(shipments: Shipments) -> None:
    october = datetime(2025, 10, 10)
    view = shipments(
        [
            {"happened": october, "part": "L20", "country": "US", "to_country": "SG", "to_party": party}
            for party in ("listed", "owned", "perhaps", "plain")
        ],
        parties=[{"party": p, "name": p, "headquarters": "SG"} for p in ("listed", "owned", "perhaps", "plain")],
    )
    view.write("matches", pa.Table.from_pylist([
        {"party": "listed", "list": "us_bis_entity_list", "entry": "x", "score": 1.0, "verdict": "match"},
        {"party": "plain", "list": "us_bis_entity_list", "entry": "y", "score": 0.7, "verdict": "review"},
    ]))  # fmt: skip
    view.write("control", pa.Table.from_pylist([
        {"party": p, "controller": "listed parties", "share_min": low, "share_max": high, "verdict": verdict,
         "on": october}
        for p, low, high, verdict in (("owned", 0.6, 0.6, "met"), ("perhaps", 0.4, 0.6, "unknown"))
    ]))  # fmt: skip
    view.write("determinations", determine(view))
    rows = view.rows("SELECT to_party, rule, outcome FROM determinations ORDER BY transfer")
    assert [(row["rule"], row["outcome"]) for row in rows] == [
        ("us-entity-list", "required"), ("us-affiliates", "required"), ("us-affiliates", "unknown"),
        ("us-chips-licence", "not_required"),
    ]  # fmt: skip


def test_a_majority_owner_seated_in_china_decides(shipments: Shipments) -> None:
    day = datetime(2026, 6, 1)
    view = shipments(
        [{"happened": day, "part": "B200", "country": "US", "to_country": "SG", "to_party": p} for p in ("A", "B")],
        parties=[{"party": "A", "name": "A", "headquarters": "SG"}, {"party": "B", "name": "B", "headquarters": "SG"},
                 {"party": "TOP", "name": "Top", "headquarters": "CN"}],
    )  # fmt: skip
    view.write("control", pa.Table.from_pylist([
        {"party": "A", "controller": "TOP", "share_min": 0.7, "share_max": 0.7, "verdict": "met", "on": day},
        {"party": "B", "controller": "TOP", "share_min": 0.2, "share_max": 0.4, "verdict": "not_met", "on": day},
    ]))  # fmt: skip
    view.write("determinations", determine(view))
    rows = view.rows("SELECT outcome FROM determinations ORDER BY transfer")
    assert [row["outcome"] for row in rows] == ["required", "not_required"]
