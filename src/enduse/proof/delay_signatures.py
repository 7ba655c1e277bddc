"""Verifies who measured a round trip and whose key answered."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from enduse.model.delay_record import DelayRecord, answer_bytes, split_signatures

Signed = Literal["no", "landmark", "both", "forged"]
"""Nobody signed; the landmark did; the unit answered with its key too; a signature does not verify."""


def signed_by(row: Mapping[str, Any], landmark_key: str | None) -> tuple[Signed, str]:
    """Who signed a row of the delays table, and the unit's key (base64, empty if none).

    A row without a signature, or of a landmark without a key, is signed by nobody: usable, of grade
    `read`. A signature that fails makes the row unusable, whatever else it says.
    """
    column = str(row.get("signature") or "").strip()
    if not column or not landmark_key:
        return "no", ""
    parts = split_signatures(column)
    record = _record(row, parts[1:]) if parts else None
    if parts is None or record is None or not verifies(landmark_key, parts[0], record.signed_bytes()):
        return "forged", ""
    if not record.unit_key:
        return "landmark", ""
    answer = answer_bytes(record.unit, record.landmark, record.nonce)
    if not verifies(record.unit_key, _decoded(record.unit_signature), answer):
        return "forged", ""
    return "both", record.unit_key


def verifies(key: str, signature: bytes, message: bytes) -> bool:
    """Whether an Ed25519 signature verifies under a key in base64."""
    try:
        Ed25519PublicKey.from_public_bytes(_decoded(key)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _record(row: Mapping[str, Any], unit_part: tuple[str, str]) -> DelayRecord | None:
    at = row.get("at")
    try:
        instant = at if isinstance(at, datetime) else datetime.fromisoformat(str(at))
        rtt_ms = float(str(row.get("rtt_ms")))
    except ValueError:
        return None
    unit, landmark = str(row.get("unit") or "").strip(), str(row.get("landmark") or "").strip()
    return DelayRecord(unit, landmark, rtt_ms, instant, str(row.get("nonce") or "").strip(), *unit_part)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
