"""Canonical event hashes against the published vectors."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enduse.read.epcis import documents
from enduse.read.epcis.digital_link import canonical, check_digit
from enduse.read.epcis.identity import event_hash, instant
from enduse.read.epcis.tree import Node
from enduse.read.reader import HEAD_BYTES, Source


def hashes(path: Path) -> list[str]:
    document = documents.document(Source(path, path.name, path.read_bytes()[:HEAD_BYTES]))
    return [event_hash(event, document.ignored) for event in document.events]


def test_every_published_hash_is_reproduced(shared_data: Path) -> None:
    files = events = 0
    for expected in sorted((shared_data / "epcis" / "event-hash" / "tests" / "examples").glob("*.hashes")):
        for suffix in (".jsonld", ".xml"):
            path = expected.with_suffix(suffix)
            if path.exists():
                assert hashes(path) == expected.read_text().split(), path.name
                files, events = files + 1, events + len(hashes(path))
    assert (files, events) == (39, 89)


def test_different_spellings_of_one_event_are_one_event(shared_data: Path) -> None:
    for path in sorted((shared_data / "epcis" / "event-hash" / "tests" / "expected_equal").iterdir()):
        assert len(set(hashes(path))) == 1, path.name


def test_a_document_has_the_same_hashes_in_json_and_in_xml(shared_data: Path) -> None:
    folder = shared_data / "epcis" / "event-hash" / "tests" / "examples"
    pairs = [path for path in folder.glob("*.jsonld") if path.with_suffix(".xml").exists()]
    assert len(pairs) >= 8
    for path in pairs:
        assert hashes(path) == hashes(path.with_suffix(".xml")), path.name


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("urn:epc:id:sgtin:4012345.011111.9876", "https://id.gs1.org/01/04012345111118/21/9876"),
        ("urn:epc:id:sgtin:4012345.011111.98%22", "https://id.gs1.org/01/04012345111118/21/98%22"),
        ("urn:epc:id:sscc:4012345.1111111111", "https://id.gs1.org/00/140123451111111117"),
        ("urn:epc:id:sgln:4012345.00005.0", "https://id.gs1.org/414/4012345000054"),
        ("urn:epc:id:sgln:4012345.00005.12", "https://id.gs1.org/414/4012345000054/254/12"),
        ("urn:epc:class:lgtin:4012345.011111.Lot(1)", "https://id.gs1.org/01/04012345111118/10/Lot%281%29"),
        ("urn:epc:idpat:sgtin:4012345.011111.*", "https://id.gs1.org/01/04012345111118"),
        ("https://example.com/x/gtin/4012345111118/lot/A/ser/9?17=250101", "https://id.gs1.org/01/04012345111118/21/9"),
        ("https://example.com/gpu/1650522003820", None),
        ("urn:epc:id:sgtin:401.1.1", None),
        ("H100-0001", None),
    ],
)
def test_keys_have_one_canonical_link(written: str, link: str | None) -> None:
    assert canonical(written) == link


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_the_check_digit_makes_the_weighted_sum_a_multiple_of_ten(digits: str) -> None:
    whole = digits + str(check_digit(digits))
    assert sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(whole))) % 10 == 0


@given(st.permutations(["a1", "b2", "c3", "d4"]))
def test_the_order_of_identifiers_does_not_change_the_hash(epcs: list[str]) -> None:
    def event(listed: list[str]) -> Node:
        return Node("ObjectEvent", "", (Node("epcList", "", tuple(Node("epc", epc) for epc in listed)),))

    assert event_hash(event(epcs)) == event_hash(event(["a1", "b2", "c3", "d4"]))


def test_a_withdrawal_has_the_hash_of_the_event_it_withdraws() -> None:
    fields = (Node("eventTime", "2025-01-01T00:00:00Z"), Node("action", "OBSERVE"))
    withdrawn = (*fields, Node("errorDeclaration", "", (Node("reason", "x"),)), Node("eventID", "urn:uuid:1"))
    assert event_hash(Node("ObjectEvent", "", fields)) == event_hash(Node("ObjectEvent", "", withdrawn))


@pytest.mark.parametrize("text", ["2020-03-04T11:00:30+01:00", "2020-03-04T10:00:30.0004Z", "2020-03-04T10:00:30Z"])
def test_instants_are_utc_to_the_millisecond(text: str) -> None:
    assert instant(text) == "2020-03-04T10:00:30.000Z"
