"""EPCIS events as rows, and the ones that are set aside."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from enduse.errors import InputError
from enduse.read import Reading

CONTEXT = ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"x": "https://example.com/x/"}]


def document(*events: dict[str, Any]) -> str:
    given = {"eventTime": "2025-03-01T08:00:00+08:00", "eventTimeZoneOffset": "+08:00", "action": "OBSERVE"}
    listed = [{"type": "ObjectEvent", **given, **event} for event in events]
    return json.dumps({"@context": CONTEXT, "type": "EPCISDocument", "epcisBody": {"eventList": listed}})


def rows(reading: Reading, table: str = "events") -> list[dict[str, Any]]:
    return reading.tables[table].to_pylist() if table in reading.tables else []


def test_a_shipment_names_units_sites_and_parties(written: Callable[..., Reading]) -> None:
    reading = written(
        "shipment.json",
        document(
            {
                "bizStep": "shipping",
                "epcList": ["urn:epc:id:sgtin:4012345.011111.1650522003820", "https://example.com/gpu/1650522003821"],
                "readPoint": {"id": "urn:epc:id:sgln:4012345.00005.7"},
                "sourceList": [{"type": "possessing_party", "source": "urn:epc:id:pgln:4012345.00001"}],
                "destinationList": [
                    {"type": "possessing_party", "destination": "https://example.com/party/lotus"},
                    {"type": "location", "destination": "https://example.com/site/K2"},
                ],
                "bizTransactionList": [{"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:4012345000009:PO-7"}],
                "x:part": "H100 SXM5",
            }
        ),
    )
    first, second = rows(reading)
    assert reading.events == 1 and len(reading.hashes or ()) == 1 and not reading.issues
    assert (first["unit"], second["unit"]) == ("1650522003820", "1650522003821")
    expected = {
        "event": "shipping", "site": "4012345000054", "to_site": "K2", "from_party": "4012345000016",
        "to_party": "lotus", "document": "PO-7", "part": "H100 SXM5", "grade": "document", "quantity": 1,
        "source": "shipment.json#event[1]",
    }  # fmt: skip
    assert {name: first[name] for name in expected} == expected
    assert str(first["happened"]) == "2025-03-01 00:00:00"
    bound = rows(reading, "identifiers")
    assert {row["identifier_kind"] for row in bound} == {"epc"}
    assert [row["unit"] for row in bound] == ["1650522003820", "1650522003821"]


def test_association_puts_a_unit_into_its_server_and_takes_it_out(written: Callable[..., Reading]) -> None:
    pair = {"type": "AssociationEvent", "parentID": "urn:epc:id:giai:4012345.SRV-000001"}
    child = {"childEPCs": ["urn:epc:id:giai:4012345.1650522003820"]}
    into = rows(written("in.json", document({**pair, **child, "action": "ADD"})))
    out = rows(written("out.json", document({**pair, **child, "action": "DELETE"})))
    assert [(row["event"], row["unit"], row["parent"]) for row in into] == [
        ("installing", "1650522003820", "SRV-000001"),
        ("observing", "SRV-000001", None),
    ]
    assert (out[0]["event"], out[0]["parent"]) == ("removing", None)


def test_a_lot_keeps_its_count(written: Callable[..., Reading]) -> None:
    lot = {"epcClass": "urn:epc:class:lgtin:4012345.011111.LOT-0117", "quantity": 48}
    (row,) = rows(written("lot.json", document({"quantityList": [lot], "bizStep": "shipping"})))
    assert (row["unit"], row["unit_kind"], row["quantity"]) == ("LOT-0117", "lot", 48)


def test_a_weight_is_no_count(written: Callable[..., Reading]) -> None:
    lot = {"epcClass": "urn:epc:class:lgtin:4012345.011111.LOT-0117", "quantity": 48.5, "uom": "KGM"}
    (row,) = rows(written("lot.json", document({"quantityList": [lot], "bizStep": "shipping"})))
    assert row["quantity"] == 1


def test_an_error_declaration_keeps_the_event_and_withdraws_it(written: Callable[..., Reading]) -> None:
    error = {"declarationTime": "2025-04-01T00:00:00Z", "reason": "did_not_occur"}
    reading = written(
        "error.json",
        document(
            {"bizStep": "shipping", "epcList": ["https://example.com/gpu/1650522003820"], "errorDeclaration": error}
        ),
    )
    kept, withdrawal = rows(reading)
    assert (kept["event"], withdrawal["event"], reading.events) == ("shipping", "correcting", 1)
    assert kept["document"] == withdrawal["document"] and kept["happened"] == withdrawal["happened"]
    assert withdrawal["note"] == "withdraws shipping: did_not_occur"
    assert str(withdrawal["recorded"]) == "2025-04-01 00:00:00"


def test_sensor_reports_are_kept(written: Callable[..., Reading]) -> None:
    sensor = {
        "sensorMetadata": {"time": "2025-03-01T00:00:00Z", "deviceID": "https://example.com/logger/7"},
        "sensorReport": [{"type": "Temperature", "value": 26.5, "uom": "CEL"}],
    }
    reading = written(
        "sensor.json", document({"epcList": ["https://example.com/gpu/1650522003820"], "sensorElementList": [sensor]})
    )
    (row,) = rows(reading, "sensor_readings")
    assert (row["property"], row["value"], row["uom"], row["unit"]) == ("Temperature", 26.5, "CEL", "1650522003820")


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        ({"eventTime": "22-07-2026"}, "eventTime '22-07-2026' is not an instant: set aside"),
        ({"action": "CREATE"}, "action 'CREATE' is not one of ADD, OBSERVE, DELETE: set aside"),
        ({"bizStep": "shiping"}, "bizStep 'shiping' is not in the vocabulary, nearest is shipping: set aside"),
        ({"epcList": []}, "none of epcList, quantityList, sensorElementList is there: set aside"),
        (
            {"quantityList": [{"epcClass": "urn:epc:class:lgtin:4012345.011111.L1", "quantity": -3}]},
            "quantity '-3' is not a positive number: set aside",
        ),
        ({"type": "ThingEvent"}, "ThingEvent is not an EPCIS event type: set aside"),
        ({"disposition": "in_transport"}, "disposition 'in_transport' is not in the vocabulary: admitted all the same"),
    ],
)
def test_what_is_wrong_with_an_event_is_one_sentence(
    event: dict[str, Any], problem: str, written: Callable[..., Reading]
) -> None:
    reading = written("bad.json", document({"epcList": ["https://example.com/gpu/1650522003820"], **event}))
    assert [(issue.where, issue.problem) for issue in reading.issues] == [("bad.json#event[1]", problem)]


def test_every_valid_sample_is_admitted_and_every_invalid_one_named(
    shared_data: Path, read: Callable[[Path], Reading]
) -> None:
    seen = {"valid": 0, "invalid": 0, "query": 0}
    for path in sorted((shared_data / "epcis" / "openepcis").rglob("*.*ml")) + sorted(
        (shared_data / "epcis" / "openepcis").rglob("*.json")
    ):
        kind = "query" if "Queries" in path.parts else "invalid" if "Invalid" in path.parts else "valid"
        seen[kind] += 1
        if kind == "query":
            with pytest.raises(InputError, match=r"found (a query for events|no event list)"):
                read(path)
            continue
        try:
            reading = read(path)
        except InputError as error:
            assert kind == "invalid", error
            continue
        assert (len(reading.issues) > 0) == (kind == "invalid"), path
        assert kind == "invalid" or reading.events > 0, path
    assert seen["invalid"] >= 15 and seen["valid"] > 100


def test_a_pallet_is_no_chip(written: Callable[..., Reading]) -> None:
    pallet = {"type": "AggregationEvent", "action": "ADD", "parentID": "urn:epc:id:sscc:4012345.1111111111"}
    told = rows(written("pack.json", document({**pallet, "childEPCs": ["https://example.com/gpu/1650522003820"]})))
    assert [(row["unit"], row["unit_kind"], row["part"], row["parent"]) for row in told] == [
        ("1650522003820", None, None, "140123451111111117"),
        ("140123451111111117", "lot", "transport package", None),
    ]


def test_the_same_document_gives_the_same_rows_in_json_and_in_xml(
    shared_data: Path, read: Callable[[Path], Reading]
) -> None:
    folder = shared_data / "epcis" / "event-hash" / "tests" / "examples"
    for path in sorted(path for path in folder.glob("*.jsonld") if path.with_suffix(".xml").exists()):
        json_rows, xml_rows = read(path), read(path.with_suffix(".xml"))
        for table in json_rows.tables:
            unlike = ("source",)
            of_json, of_xml = (
                sorted(str({k: v for k, v in row.items() if k not in unlike}) for row in rows(reading, table))
                for reading in (json_rows, xml_rows)
            )
            assert of_json == of_xml, (path.name, table)
