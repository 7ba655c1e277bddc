"""Who signed a round trip, and the stage that grades it."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from enduse.model.delay_record import DelayRecord, answer_bytes, join_signatures
from enduse.proof.delay import delay_proofs, locations
from enduse.proof.delay_signatures import signed_by
from enduse.store import Store

LANDMARK, UNIT = Ed25519PrivateKey.from_private_bytes(b"l" * 32), Ed25519PrivateKey.from_private_bytes(b"u" * 32)


def public(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def signed_row(unit_signs: bool = True, **changes: Any) -> dict[str, Any]:
    """A row as a landmark writes it, then changed."""
    nonce = "ab" * 32
    own = base64.b64encode(UNIT.sign(answer_bytes("GPU-1", "sin", nonce))).decode() if unit_signs else ""
    key = public(UNIT) if unit_signs else ""
    at = datetime(2026, 5, 1, 12)
    record = DelayRecord("GPU-1", "sin", 1.25, at, nonce, key, own)
    signature = join_signatures(LANDMARK.sign(record.signed_bytes()), key, own)
    row = {"unit": "GPU-1", "landmark": "sin", "rtt_ms": 1.25, "at": at, "nonce": nonce, "signature": signature}
    return {**row, **changes}


def test_both_signatures_verify() -> None:
    assert signed_by(signed_row(), public(LANDMARK)) == ("both", public(UNIT))
    assert signed_by(signed_row(unit_signs=False), public(LANDMARK)) == ("landmark", "")
    as_text = signed_row(rtt_ms="1.250", at="2026-05-01T12:00:00Z")
    assert signed_by(as_text, public(LANDMARK)) == ("both", public(UNIT))


def test_without_key_or_signature_nobody_signed() -> None:
    assert signed_by(signed_row(), None) == ("no", "")
    assert signed_by(signed_row(signature=""), public(LANDMARK)) == ("no", "")


@pytest.mark.parametrize(
    "changes",
    [
        {"rtt_ms": 1.2},
        {"unit": "GPU-2"},
        {"landmark": "fra"},
        {"at": datetime(2026, 5, 1, 13)},
        {"nonce": "ac" * 32},
        {"signature": "AAAA"},
        {"signature": "not base64 at all"},
        {"signature": "a:b"},
        {"at": "yesterday"},
    ],
)
def test_any_change_is_a_forgery(changes: dict[str, Any]) -> None:
    assert signed_by(signed_row(**changes), public(LANDMARK)) == ("forged", "")


def test_a_unit_that_signed_another_nonce_is_a_forgery() -> None:
    nonce, other = "ab" * 32, "cd" * 32
    own = base64.b64encode(UNIT.sign(answer_bytes("GPU-1", "sin", other))).decode()
    record = DelayRecord("GPU-1", "sin", 1.25, datetime(2026, 5, 1, 12), nonce, public(UNIT), own)
    signature = join_signatures(LANDMARK.sign(record.signed_bytes()), public(UNIT), own)
    assert signed_by(signed_row(signature=signature), public(LANDMARK)) == ("forged", "")


def view_of(rows: list[dict[str, Any]], identifiers: list[dict[str, Any]] | None = None) -> Any:
    """A store with one landmark in Singapore, a second in Jakarta, two sites and a unit said to be in one."""
    store = Store.open(None)
    landmarks = [
        {"landmark": "sin", "latitude": 1.35, "longitude": 103.82, "key": public(LANDMARK)},
        {"landmark": "jkt", "latitude": -6.2, "longitude": 106.83, "key": None},
    ]
    store.append("landmarks", pa.Table.from_pylist(landmarks))
    sites = [
        {"site": "SG-1", "name": "Jurong", "country": "SG", "latitude": 1.33, "longitude": 103.7},
        {"site": "FR-1", "name": "Saclay", "country": "FR", "latitude": 48.7, "longitude": 2.2},
    ]
    store.append("sites", pa.Table.from_pylist(sites))
    events = [
        {"event": "installing", "happened": datetime(2026, 1, 5), "unit": "GPU-1", "site": "FR-1"},
        {"event": "installing", "happened": datetime(2026, 3, 5), "unit": "GPU-1", "site": "Jurong"},
        {"event": "installing", "happened": datetime(2026, 6, 5), "unit": "GPU-1", "site": "FR-1"},
    ]
    store.append("events", pa.Table.from_pylist(events))
    store.append("delays", pa.Table.from_pylist([{"source": f"d.csv:{i}", **row} for i, row in enumerate(rows, 1)]))
    if identifiers:
        store.append("identifiers", pa.Table.from_pylist(identifiers))
    return store.view(as_of=datetime(2026, 12, 1), known_by=datetime(2030, 1, 1))


def test_grade_is_attested_only_for_a_key_bound_to_the_unit() -> None:
    bound = [{"unit": "GPU-1", "identifier": public(UNIT), "identifier_kind": "key"}]
    for identifiers, grade in ((None, "read"), (bound, "attested")):
        (proof,) = delay_proofs(view_of([signed_row()], identifiers)).to_pylist()
        assert (proof["kind"], proof["verdict"], proof["site"], proof["grade"]) == ("delay", "cleared", "SG-1", grade)
        assert proof["radius_km"] < 400
    unsigned = {"unit": "GPU-1", "landmark": "jkt", "rtt_ms": 30.0, "at": datetime(2026, 5, 1, 13)}
    (mixed,) = delay_proofs(view_of([signed_row(), unsigned], bound)).to_pylist()
    assert mixed["grade"] == "read"


def test_the_site_is_the_one_stated_on_the_day_of_measurement() -> None:
    trips = [
        {"unit": "GPU-1", "landmark": name, "rtt_ms": rtt_ms, "at": at}
        for at in (datetime(2026, 5, 1), datetime(2026, 7, 1))
        for name, rtt_ms in (("sin", 2.0), ("jkt", 20.0))
    ]
    rows = {row["site"]: row for row in locations(view_of(trips)).to_pylist()}
    assert (rows["SG-1"]["verdict"], rows["FR-1"]["verdict"]) == ("cleared", "contradicted")
    assert "Saclay" in rows["FR-1"]["because"]
    assert rows["SG-1"]["countries"][0] == "SG"


def test_a_forged_row_decides_nothing_and_is_said() -> None:
    (row,) = locations(view_of([signed_row(rtt_ms=0.5)])).to_pylist()
    assert (row["verdict"], row["landmarks"]) == ("unresolved", 0)
    assert row["because"] == "a signature does not verify under the landmark's or the unit's key"


def test_no_delays_no_rows() -> None:
    store = Store.open(None)
    view = store.view(as_of=datetime(2026, 12, 1), known_by=datetime(2030, 1, 1))
    assert locations(view).num_rows == 0 and delay_proofs(view).num_rows == 0


def test_a_key_that_answers_for_two_units_attests_neither() -> None:
    nonce, at = "ab" * 32, datetime(2026, 5, 1, 12)
    rows = []
    for unit in ("GPU-1", "GPU-2"):
        own = base64.b64encode(UNIT.sign(answer_bytes(unit, "sin", nonce))).decode()
        record = DelayRecord(unit, "sin", 1.25, at, nonce, public(UNIT), own)
        signature = join_signatures(LANDMARK.sign(record.signed_bytes()), public(UNIT), own)
        rows.append({**signed_row(), "unit": unit, "signature": signature})
    bound = [{"unit": u, "identifier": public(UNIT), "identifier_kind": "key"} for u in ("GPU-1", "GPU-2")]
    found = locations(view_of(rows, bound)).to_pylist()
    assert {row["grade"] for row in found} == {"read"}
    assert "the key that answered also answers for GPU-2" in found[0]["because"]
