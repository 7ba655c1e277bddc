"""Small roll calls for tests: synthetic units, keys and clocks."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from enduse.proof.rollcall import commit, memory
from enduse.proof.rollcall.answer import Answer, answer, committed, read_answer
from enduse.proof.rollcall.challenge import Challenge, Enrolled, MemoryDemand, Seal, Terms, issue, new_seal
from enduse.proof.rollcall.matmul import Engine, NumpyEngine
from enduse.proof.rollcall.receipt import receive
from enduse.proof.rollcall.signing import public_hex
from enduse.proof.rollcall.tasks import Shape, leaf, run, task_seed
from enduse.proof.rollcall.transcript import Present
from enduse.proof.rollcall.verify import close

ISSUED = datetime(2026, 3, 12, 10)
SHAPE = Shape(16, 4)
DEMAND = MemoryDemand(pages=4, page_words=256, lanes=8, steps=32, openings=8)
KEYS = {unit: Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number, unit in enumerate("ABC", 1)}
ENGINE = NumpyEngine()


def roster(keyed: bool = True) -> tuple[Enrolled, ...]:
    return tuple(Enrolled(unit, "K2", public_hex(key) if keyed else None) for unit, key in KEYS.items())


def call(
    tasks: int = 40,
    openings: int = 14,
    rows: int = 0,
    memory: MemoryDemand | None = None,
    keyed: bool = True,
    seal: Seal | None = None,
) -> tuple[Challenge, Seal]:
    seal = seal or new_seal()
    terms = Terms("H100 SXM5", SHAPE, tasks, openings, 10_000, rows, memory)
    return issue(seal, roster(keyed), terms, ISSUED), seal


def honest(challenge: Challenge, unit: str = "A", keyed: bool = True) -> Answer:
    done = answer(challenge, unit, ENGINE, KEYS[unit] if keyed else None)
    return read_answer(json.loads(json.dumps(done.record())), unit)


def cheating(
    challenge: Challenge, result: Callable[[int, bytes], bytes], unit: str = "A", trace: Sequence[bytes] = ()
) -> Answer:
    """An answer whose results come from ``result(task number, task seed)``."""
    leaves = [leaf(n, result(n, task_seed(challenge.nonce, unit, n))) for n in range(challenge.tasks)]
    return committed(challenge.digest, unit, leaves, trace, KEYS[unit])


def done(
    challenge: Challenge, seal: Seal, *answers: Answer, after_s: float = 5.0
) -> tuple[dict[str, Any], list[Present]]:
    received_at = ISSUED + timedelta(seconds=after_s)
    pairs = [(one, receive(one, seal, received_at)) for one in answers]
    document, present = close(challenge, pairs, seal)
    return json.loads(json.dumps(document)), present


def verdict(challenge: Challenge, seal: Seal, one: Answer, after_s: float = 5.0) -> tuple[str, str]:
    (present,) = done(challenge, seal, one, after_s=after_s)[1]
    return present.verdict, present.because[0]


def trace(challenge: Challenge, unit: str, engine: Engine = ENGINE) -> list[bytes]:
    assert challenge.memory is not None
    seed = memory.memory_seed(challenge.nonce, unit)
    return [memory.packed(states) for states in memory.walk(engine, challenge.memory, seed)]


__all__ = ["commit", "run"]
