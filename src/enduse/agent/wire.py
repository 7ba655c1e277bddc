"""The two datagrams between landmark and agent, byte for byte."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from enduse.model.delay_record import answer_bytes

PORT: Final = 47821
CHALLENGE_BYTES: Final = 256
"""Every challenge has this size, every answer less: an agent cannot be used to amplify traffic."""

_CHALLENGE, _ANSWER = b"EDC1", b"EDA1"
_HEAD = struct.Struct(">4s32sQB63s")
_ANSWER_HEAD = struct.Struct(">4s32s32s64sB")
_SIGNED_AS = b"enduse-delay-challenge-v1\n"
MAX_LANDMARK_BYTES: Final = 63
MAX_UNIT_BYTES: Final = 96


@dataclass(frozen=True)
class Challenge:
    """A landmark asks.

    Attributes:
        nonce: 32 random bytes.
        sent_ns: the landmark's clock, nanoseconds since 1970: for freshness only, never for the delay.
        signature: the landmark's, over all that stands before it.
    """

    landmark: str
    nonce: bytes
    sent_ns: int
    signature: bytes

    def verifies(self, key: Ed25519PublicKey) -> bool:
        """Whether the landmark of this key signed it."""
        try:
            key.verify(self.signature, _SIGNED_AS + _head(self.landmark, self.nonce, self.sent_ns))
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Answer:
    """A unit answers.

    Attributes:
        key: Ed25519 public key, 32 bytes.
        signature: over unit, landmark and nonce, see `answer_bytes`.
    """

    unit: str
    nonce: bytes
    key: bytes
    signature: bytes

    def verifies(self, landmark: str) -> bool:
        """Whether the key signed this nonce for this landmark."""
        try:
            message = answer_bytes(self.unit, landmark, self.nonce.hex())
            Ed25519PublicKey.from_public_bytes(self.key).verify(self.signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def pack_challenge(landmark: str, nonce: bytes, sent_ns: int, key: Ed25519PrivateKey) -> bytes:
    """The datagram of a challenge, always `CHALLENGE_BYTES` long."""
    head = _head(landmark, nonce, sent_ns)
    return (head + key.sign(_SIGNED_AS + head)).ljust(CHALLENGE_BYTES, b"\0")


def unpack_challenge(datagram: bytes) -> Challenge | None:
    """The challenge in a datagram, None if it is anything else, to the last bit of padding."""
    if len(datagram) != CHALLENGE_BYTES:
        return None
    magic, nonce, sent_ns, length, name = _HEAD.unpack_from(datagram)
    signature, padding = datagram[_HEAD.size : _HEAD.size + 64], datagram[_HEAD.size + 64 :]
    if magic != _CHALLENGE or not 0 < length <= MAX_LANDMARK_BYTES or any(name[length:]) or any(padding):
        return None
    try:
        return Challenge(name[:length].decode(), nonce, sent_ns, signature)
    except UnicodeDecodeError:
        return None


def pack_answer(unit: str, landmark: str, nonce: bytes, key: Ed25519PrivateKey, public_key: bytes) -> bytes:
    """The datagram of an answer, shorter than any challenge."""
    name = unit.encode()
    signature = key.sign(answer_bytes(unit, landmark, nonce.hex()))
    return _ANSWER_HEAD.pack(_ANSWER, nonce, public_key, signature, len(name)) + name


def unpack_answer(datagram: bytes) -> Answer | None:
    """The answer in a datagram, None if it is anything else."""
    if not _ANSWER_HEAD.size < len(datagram) <= CHALLENGE_BYTES:
        return None
    magic, nonce, key, signature, length = _ANSWER_HEAD.unpack_from(datagram)
    name = datagram[_ANSWER_HEAD.size :]
    if magic != _ANSWER or length != len(name) or length > MAX_UNIT_BYTES:
        return None
    try:
        return Answer(name.decode(), nonce, key, signature)
    except UnicodeDecodeError:
        return None


def base64_of(key: bytes) -> str:
    """A public key as it stands in tables."""
    return base64.b64encode(key).decode()


def _head(landmark: str, nonce: bytes, sent_ns: int) -> bytes:
    name = landmark.encode()
    return _HEAD.pack(_CHALLENGE, nonce, sent_ns, len(name), name)
