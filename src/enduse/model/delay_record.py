"""What a landmark and a unit sign about one round trip, byte for byte."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime

ANSWER_PREFIX = b"enduse-delay-answer-v1"
RECORD_PREFIX = b"enduse-delay-record-v1"


def answer_bytes(unit: str, landmark: str, nonce: str) -> bytes:
    """What a unit signs: that it answered this landmark's fresh nonce (hexadecimal)."""
    return b"\n".join([ANSWER_PREFIX, *(text.encode() for text in (unit, landmark, nonce.lower()))])


@dataclass(frozen=True)
class DelayRecord:
    """One round trip as a landmark states it; the fields are the columns of the delays table.

    Attributes:
        at: UTC; a naive instant is UTC.
        unit_key: Ed25519 public key that signed the answer, base64; empty if the unit does not sign.
        unit_signature: over :func:`answer_bytes`, base64; empty if the unit does not sign.
    """

    unit: str
    landmark: str
    rtt_ms: float
    at: datetime
    nonce: str
    unit_key: str = ""
    unit_signature: str = ""

    def signed_bytes(self) -> bytes:
        """What the landmark signs: every field, one a line, the round trip to the nanosecond."""
        at = self.at.astimezone(UTC) if self.at.tzinfo else self.at
        fields = (
            self.unit,
            self.landmark,
            f"{self.rtt_ms:.6f}",
            at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            self.nonce.lower(),
            self.unit_key,
            self.unit_signature,
        )
        return b"\n".join([RECORD_PREFIX, *(text.encode() for text in fields)])


def join_signatures(landmark_signature: bytes, unit_key: str = "", unit_signature: str = "") -> str:
    """The `signature` column: the landmark's signature, the unit's key, the unit's signature, by colons."""
    own = base64.b64encode(landmark_signature).decode()
    return f"{own}:{unit_key}:{unit_signature}" if unit_key else own


def split_signatures(column: str) -> tuple[bytes, str, str] | None:
    """Reverses :func:`join_signatures`; None where the column is not of that form."""
    parts = column.split(":")
    if len(parts) not in (1, 3):
        return None
    try:
        own = base64.b64decode(parts[0], validate=True)
    except (binascii.Error, ValueError):
        return None
    return (own, parts[1], parts[2]) if len(parts) == 3 else (own, "", "")
