"""Receipts: the verifier's word on when a commitment reached it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from enduse.errors import InputError
from enduse.proof.rollcall.answer import Answer
from enduse.proof.rollcall.challenge import Seal
from enduse.proof.rollcall.signing import field, fixed_hex, holds, instant, sign, written

KIND: Final = "enduse.rollcall.receipt"


@dataclass(frozen=True)
class Receipt:
    """A commitment was there at an instant of the verifier's own clock; the unit's clock is never asked."""

    unit: str
    commitment: bytes
    received_at: datetime
    signature: str

    def body(self) -> dict[str, Any]:
        """What is signed."""
        stamp = written(self.received_at)
        return {"kind": KIND, "unit": self.unit, "commitment": self.commitment.hex(), "received_at": stamp}

    def record(self) -> dict[str, Any]:
        """The receipt as JSON."""
        return {**self.body(), "signature": self.signature}

    def holds(self, verifier: str) -> bool:
        """Whether the verifier of that key signed it."""
        return holds(verifier, self.signature, KIND, self.body())


def receive(answer: Answer, seal: Seal, received_at: datetime) -> Receipt:
    """Stamp an answer's commitment as it arrives."""
    bare = Receipt(answer.unit, answer.commitment, received_at, "")
    return Receipt(bare.unit, bare.commitment, received_at, sign(seal.key, KIND, bare.body()))


def read_receipt(document: Any, where: str) -> Receipt:
    """Read a receipt: its shape only.

    Raises:
        InputError: if it is none.
    """
    if field(document, "kind", str, where) != KIND:
        raise InputError(where, "a receipt", "another document", "Give what rollcall receive wrote")
    return Receipt(
        unit=field(document, "unit", str, where),
        commitment=fixed_hex(document.get("commitment"), 32, where, "a commitment"),
        received_at=instant(document.get("received_at"), where),
        signature=fixed_hex(document.get("signature"), 64, where, "a signature").hex(),
    )
