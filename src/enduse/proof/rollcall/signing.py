"""Signed JSON records: canonical bytes, hashes, Ed25519."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from enduse.errors import InputError


def canonical(record: Any) -> bytes:
    """The bytes of a record of texts, whole numbers, lists and objects, the same wherever it was written."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def digest(label: str, record: Any) -> bytes:
    """SHA-256 over a label and a record, so that no record can be taken for one of another kind."""
    return hashlib.sha256(label.encode("ascii") + b"\0" + canonical(record)).digest()


def sign(key: Ed25519PrivateKey, label: str, record: Any) -> str:
    """The signature over a labelled record, hexadecimal."""
    return key.sign(digest(label, record)).hex()


def holds(public_key: str, signature: str, label: str, record: Any) -> bool:
    """Whether the hexadecimal signature of a labelled record holds under the hexadecimal key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), digest(label, record))
    except (InvalidSignature, ValueError):
        return False
    return True


def public_hex(key: Ed25519PrivateKey) -> str:
    """The public key, hexadecimal."""
    return key.public_key().public_bytes_raw().hex()


def private_key(text: str, where: str) -> Ed25519PrivateKey:
    """A private key from 64 hexadecimal digits.

    Raises:
        InputError: if it is none.
    """
    return Ed25519PrivateKey.from_private_bytes(fixed_hex(text, 32, where, "a private key"))


def fixed_hex(value: Any, size: int, where: str, what: str) -> bytes:
    """``size`` bytes from lower-case hexadecimal.

    Raises:
        InputError: if the value is anything else.
    """
    try:
        data = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        data = b""
    if len(data) != size or data.hex() != value:
        raise InputError(where, f"{what} of {2 * size} hexadecimal digits", repr(value)[:70], "Take it from its source")
    return data


def field(record: Any, name: str, kind: type, where: str) -> Any:
    """A field of a JSON object.

    Raises:
        InputError: if it is missing or of another type.
    """
    value = record.get(name) if isinstance(record, dict) else None
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        expected = {str: "text", int: "a whole number", list: "a list", dict: "an object"}[kind]
        raise InputError(where, f"{name} as {expected}", type(value).__name__, "Take the file from its source again")
    return value


def instant(text: Any, where: str) -> datetime:
    """An instant as this program writes it, UTC without zone.

    Raises:
        InputError: if it is none.
    """
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise InputError(where, "an instant such as 2026-11-23T20:00:00Z", repr(text)[:70], "Give it so") from None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def written(moment: datetime) -> str:
    """An instant with milliseconds and Z."""
    return moment.isoformat(timespec="milliseconds") + "Z"
