"""Ownership statements, declarations and waybills."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from enduse.errors import InputError
from enduse.read import Reading

Read = Callable[[Path], Reading]


def rows(reading: Reading, table: str) -> list[dict[str, Any]]:
    return reading.tables[table].to_pylist() if table in reading.tables else []


def test_shares_are_ranges(shared_data: Path, read: Read) -> None:
    (row,) = rows(read(shared_data / "ownership-bods" / "bods-package-entity-owning-entity.json"), "ownership")
    assert (row["owner"], row["owned"]) == ("e83cce729ada", "12b7dd0770ce")
    assert (row["share_min"], row["share_max"]) == (0.75, 1.0)


def test_an_indirect_share_whose_links_are_there_is_not_counted_twice(shared_data: Path, read: Read) -> None:
    told = rows(read(shared_data / "ownership-bods" / "mixed-direct-and-indirect-ownership.json"), "ownership")
    assert [(row["owner"], row["owned"], row["share_min"], row["share_max"]) for row in told] == [
        ("ec61aeda7141", "9bfe59b6a869", 0.5, 0.5),
        ("53508b65253f", "ec61aeda7141", 0.0, 1.0),
        ("53508b65253f", "9bfe59b6a869", 0.5, 0.5),
    ]


def test_an_owner_who_is_not_named_is_a_party_of_its_own(written: Callable[..., Reading]) -> None:
    reading = written(
        "bods.json",
        json.dumps(
            [
                {"statementID": "e1", "statementType": "entityStatement", "name": "Lotus Ltd"},
                {
                    "statementID": "o1",
                    "statementType": "ownershipOrControlStatement",
                    "subject": {"describedByEntityStatement": "e1"},
                    "interestedParty": {"unspecified": {"reason": "unknown"}},
                    "interests": [{"type": "shareholding", "share": {"exclusiveMinimum": 25, "maximum": 50}}],
                },
            ]
        ),
    )
    (row,) = rows(reading, "ownership")
    assert (row["owner"], row["share_min"], row["share_max"]) == ("unknown:o1", 0.25, 0.5)
    assert [party["name"] for party in rows(reading, "parties")] == ["Lotus Ltd", "unknown owner (unknown)"]


def test_a_declaration_is_the_shipment_of_a_lot(shared_data: Path, read: Read) -> None:
    reading = read(shared_data / "customs-hmrc-export" / "TT1_EX_v2.02_Accepted.xml")
    (row,) = rows(reading, "events")
    assert (row["event"], row["unit_kind"], row["quantity"], row["to_party"]) == ("shipping", "lot", 55, "Bags Export")
    assert str(row["happened"]) == "2017-10-01 00:00:00" and "gross kg 150" in row["note"]
    assert {party["country"] for party in rows(reading, "parties")} == {None, "US"}


def test_logistics_events_move_a_lot(shared_data: Path, read: Read) -> None:
    reading = read(shared_data / "one-record-air-cargo" / "LogisticsEvents_list.json")
    assert [row["event"] for row in rows(reading, "events")] == ["shipping", "observing"]
    assert {row["unit"] for row in rows(reading, "events")} == {"1a8ded38-1804-467c-a369-81a411416b3c"}


def test_a_waybill_needs_its_date(shared_data: Path, tmp_path: Path, read: Read) -> None:
    source = shared_data / "one-record-air-cargo" / "FWB-Example1.txt"
    with pytest.raises(InputError, match="date of issue"):
        read(source)
    (tmp_path / "awb.txt").write_text(source.read_text() + "ISU/04APR25/BRUSSELS\n")
    (row,) = rows(read(tmp_path / "awb.txt"), "events")
    expected = ("020-12345675", "BRU", "LAX", 6, "ELECTRICALS; NOT RESTRICTED")
    assert (row["unit"], row["site"], row["to_site"], row["quantity"], row["part"]) == expected
