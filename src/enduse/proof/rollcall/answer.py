"""A unit's answer: all tasks done, one commitment, signed or attested."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from enduse.errors import InputError
from enduse.proof.rollcall import commit, memory
from enduse.proof.rollcall.challenge import Challenge
from enduse.proof.rollcall.matmul import Engine
from enduse.proof.rollcall.signing import digest, fixed_hex, sign
from enduse.proof.rollcall.signing import field as part
from enduse.proof.rollcall.tasks import leaf, results

KIND: Final = "enduse.rollcall.answer"
COMMITMENT: Final = "enduse.rollcall.commitment"

MAX_RESULT_BYTES: Final = 32 << 20
"""Results up to this size go with the answer; larger ones are given for the drawn tasks when they are asked for."""


@dataclass(frozen=True)
class Answer:
    """What a unit sends back.

    Attributes:
        challenge: digest of the challenge it answers.
        root: Merkle root over the tasks' leaves.
        memory_root: Merkle root over the memory walk's states; None where none was asked.
        leaves: the tasks' leaves; checked against ``root``, so they may follow after the deadline.
        trace: the walk's states; likewise.
        results: results of tasks by number, which let the verifier do a few rows instead of all.
        signature: the unit's own Ed25519 signature over the commitment, hexadecimal.
        attestation: an NVIDIA evidence entry whose nonce is the commitment.
    """

    challenge: bytes
    unit: str
    root: bytes
    memory_root: bytes | None
    leaves: tuple[bytes, ...]
    trace: tuple[bytes, ...] = ()
    signature: str | None = None
    attestation: dict[str, Any] | None = None
    results: Mapping[int, bytes] = field(default_factory=dict)

    @property
    def commitment(self) -> bytes:
        """The 32 bytes that must reach the verifier before the deadline; also the nonce to attest with."""
        return commitment(self.challenge, self.unit, self.root, self.memory_root)

    def record(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "kind": KIND,
            "version": 1,
            "challenge": self.challenge.hex(),
            "unit": self.unit,
            "root": self.root.hex(),
            "memory_root": self.memory_root.hex() if self.memory_root else None,
            "commitment": self.commitment.hex(),
            "leaves": base64.b64encode(b"".join(self.leaves)).decode("ascii"),
            "trace": [base64.b64encode(states).decode("ascii") for states in self.trace],
            "signature": self.signature,
            "attestation": self.attestation,
            "results": packed_results(self.results),
        }


def commitment(challenge: bytes, unit: str, root: bytes, memory_root: bytes | None) -> bytes:
    """One hash over challenge, identity and both roots."""
    record = {
        "challenge": challenge.hex(),
        "unit": unit,
        "root": root.hex(),
        "memory_root": memory_root.hex() if memory_root else None,
    }
    return digest(COMMITMENT, record)


def packed_results(found: Mapping[int, bytes]) -> dict[str, str]:
    """Results as JSON: task number to base64."""
    return {str(number): base64.b64encode(result).decode("ascii") for number, result in sorted(found.items())}


def answer(challenge: Challenge, unit: str, engine: Engine, key: Ed25519PrivateKey | None = None) -> Answer:
    """Do every task of ``unit`` and commit to the results.

    Raises:
        InputError: if the unit is not on the roster.
    """
    if challenge.enrolled(unit) is None:
        raise InputError("rollcall answer", "a unit on the challenge's roster", repr(unit), "Name an enrolled unit")
    keep = 4 * challenge.shape.side * challenge.tasks <= MAX_RESULT_BYTES
    found, kept = [], {}
    for number, result in enumerate(results(engine, challenge.shape, challenge.nonce, unit, range(challenge.tasks))):
        found.append(leaf(number, result))
        if keep:
            kept[number] = result
    trace: tuple[bytes, ...] = ()
    if challenge.memory is not None:
        seed = memory.memory_seed(challenge.nonce, unit)
        trace = tuple(memory.packed(states) for states in memory.walk(engine, challenge.memory, seed))
    return replace(committed(challenge.digest, unit, found, trace, key), results=kept)


def committed(
    challenge: bytes,
    unit: str,
    found: Sequence[bytes],
    trace: Sequence[bytes] = (),
    key: Ed25519PrivateKey | None = None,
) -> Answer:
    """An answer from its leaves and trace, signed where there is a key."""
    root = commit.root(found)
    memory_root = commit.root(trace_leaves(trace)) if trace else None
    value = commitment(challenge, unit, root, memory_root)
    signature = sign(key, COMMITMENT, value.hex()) if key else None
    return Answer(challenge, unit, root, memory_root, tuple(found), tuple(trace), signature)


def trace_leaves(trace: Sequence[bytes]) -> list[bytes]:
    """The leaves of a memory walk."""
    return [memory.trace_leaf(number, states) for number, states in enumerate(trace)]


def read_answer(document: Any, where: str) -> Answer:
    """Read an answer: shapes only, nothing of it is believed.

    Raises:
        InputError: if it is none.
    """
    if part(document, "kind", str, where) != KIND or part(document, "version", int, where) != 1:
        raise InputError(where, "a roll-call answer of version 1", "another document", "Give the unit's answer")
    packed = _bytes(part(document, "leaves", str, where), where)
    memory_root, signature = document.get("memory_root"), document.get("signature")
    attestation = document.get("attestation")
    return Answer(
        challenge=fixed_hex(document.get("challenge"), 32, where, "a challenge's digest"),
        unit=part(document, "unit", str, where),
        root=fixed_hex(document.get("root"), 32, where, "a root"),
        memory_root=None if memory_root is None else fixed_hex(memory_root, 32, where, "a root"),
        leaves=tuple(packed[at : at + commit.DIGEST_BYTES] for at in range(0, len(packed), commit.DIGEST_BYTES)),
        trace=tuple(_bytes(states, where) for states in part(document, "trace", list, where)),
        signature=None if signature is None else fixed_hex(signature, 64, where, "a signature").hex(),
        attestation=attestation if isinstance(attestation, dict) else None,
        results=read_results(document.get("results"), where),
    )


def read_results(document: Any, where: str) -> dict[int, bytes]:
    """Results by task number; none where there are none.

    Raises:
        InputError: if a number or a result is none.
    """
    if document is None:
        return {}
    if not isinstance(document, dict) or not all(number.isdecimal() and len(number) < 10 for number in document):
        raise InputError(where, "results by task number", "something else", "Fetch the answer again")
    return {int(number): _bytes(text, where) for number, text in document.items()}


def _bytes(text: Any, where: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, ValueError):
        raise InputError(where, "bytes as base64", "other characters", "Fetch the answer again") from None
