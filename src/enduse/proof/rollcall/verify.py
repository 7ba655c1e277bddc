"""The verifier closes a roll call: opens what is drawn, recomputes, signs the transcript."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from enduse.errors import InputError
from enduse.proof.rollcall import commit
from enduse.proof.rollcall.answer import Answer, trace_leaves
from enduse.proof.rollcall.challenge import Challenge, Seal, seal_digest, signed
from enduse.proof.rollcall.matmul import Engine
from enduse.proof.rollcall.opening import drawn, drawn_steps
from enduse.proof.rollcall.receipt import Receipt
from enduse.proof.rollcall.signing import sign
from enduse.proof.rollcall.transcript import KIND, Present, Transcript, check_all


def close(
    challenge: Challenge,
    answers: Sequence[tuple[Answer, Receipt | None]],
    seal: Seal,
    beacon: str | None = None,
    engine: Engine | None = None,
) -> tuple[dict[str, Any], list[Present]]:
    """Draw, open and recompute; the transcript to keep, and what it shows of each unit.

    Args:
        beacon: public randomness that appeared after the deadline, mixed into the draw: with it, not even a
            verifier who lets its secret slip can help a unit.

    Raises:
        InputError: if the seal is not the challenge's, or a unit answers twice.
    """
    if seal_digest(seal.secret) != challenge.sealed:
        raise InputError("rollcall verify", "the seal of this challenge", "another", "Give the seal made with it")
    units = [answer.unit for answer, _ in answers]
    if len(set(units)) < len(units):
        twice = next(unit for unit in units if units.count(unit) > 1)
        raise InputError("rollcall verify", "one answer a unit", f"two of {twice}", "Give the one received first")
    parts = tuple(opened(challenge, answer, receipt, seal.secret, beacon) for answer, receipt in answers)
    present = check_all(Transcript(challenge, seal.secret, beacon, parts, {}), engine=engine)
    body = {
        "kind": KIND,
        "version": 1,
        "challenge": signed(challenge, seal),
        "secret": seal.secret.hex(),
        "beacon": beacon,
        "answers": list(parts),
        "results": [{"unit": one.unit, "verdict": one.verdict} for one in present],
    }
    return {**body, "signature": sign(seal.key, KIND, body)}, present


def opened(
    challenge: Challenge, answer: Answer, receipt: Receipt | None, secret: bytes, beacon: str | None = None
) -> dict[str, Any]:
    """One unit's part of the transcript: its commitment, its receipt, and the leaves that were drawn."""
    return {
        "unit": answer.unit,
        "challenge": answer.challenge.hex(),
        "root": answer.root.hex(),
        "memory_root": answer.memory_root.hex() if answer.memory_root else None,
        "signature": answer.signature,
        "attestation": answer.attestation,
        "receipt": receipt.record() if receipt else None,
        "openings": _tasks(challenge, answer, secret, beacon),
        "memory_openings": _steps(challenge, answer, secret, beacon),
    }


def _tasks(challenge: Challenge, answer: Answer, secret: bytes, beacon: str | None) -> list[dict[str, Any]]:
    if len(answer.leaves) != challenge.tasks or commit.root(answer.leaves) != answer.root:
        return []
    numbers = drawn(secret, beacon, answer.commitment, "tasks", challenge.openings, challenge.tasks)
    return [
        {
            "task": number,
            "leaf": answer.leaves[number].hex(),
            "path": [beside.hex() for beside in path],
            "result": _result(answer.results.get(number)),
        }
        for number, path in zip(numbers, commit.paths(answer.leaves, numbers), strict=True)
    ]


def _result(result: bytes | None) -> str | None:
    return None if result is None else base64.b64encode(result).decode("ascii")


def _steps(challenge: Challenge, answer: Answer, secret: bytes, beacon: str | None) -> list[dict[str, Any]]:
    demand = challenge.memory
    if demand is None or len(answer.trace) != demand.steps + 1:
        return []
    leaves = trace_leaves(answer.trace)
    if commit.root(leaves) != answer.memory_root:
        return []
    steps = drawn_steps(secret, beacon, answer.commitment, demand)
    return [
        {
            "step": number,
            "lane": lane,
            "states": [base64.b64encode(answer.trace[n]).decode("ascii") for n in (number, number + 1)],
            "paths": [[beside.hex() for beside in path] for path in commit.paths(leaves, (number, number + 1))],
        }
        for number, lane in steps
    ]
