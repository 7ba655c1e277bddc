"""Which tasks are opened: drawn from a sealed secret, so neither side can choose."""

from __future__ import annotations

import hashlib
from typing import Final

from enduse.proof.rollcall.challenge import MemoryDemand

LABEL: Final = b"enduse.rollcall.opening.1"


def drawn(secret: bytes, beacon: str | None, commitment: bytes, purpose: str, count: int, among: int) -> list[int]:
    """``count`` different numbers below ``among``, fixed by secret, beacon and the unit's commitment.

    The unit cannot foresee them (the secret is unknown to it), the verifier cannot choose them (the secret was
    sealed in the challenge), and anybody can draw them again once the secret is published. Drawing from the
    commitments alone would not do: a cheat could try commitments until the draw falls on honest tasks.
    """
    parts = (LABEL, secret, commitment, purpose.encode("ascii"), (beacon or "").encode("utf-8"))
    seed = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()
    chosen: dict[int, None] = {}
    limit = (1 << 64) // among * among  # beyond it the remainders are not even
    turn = 0
    while len(chosen) < min(count, among):
        value = int.from_bytes(hashlib.sha256(seed + turn.to_bytes(8, "big")).digest()[:8], "big")
        turn += 1
        if value < limit:
            chosen.setdefault(value % among)
    return list(chosen)


def drawn_steps(secret: bytes, beacon: str | None, commitment: bytes, demand: MemoryDemand) -> list[tuple[int, int]]:
    """The (step, lane) pairs of the memory walk to open; the first step is always one, so that the start is seen."""
    cells = drawn(secret, beacon, commitment, "memory", demand.openings, demand.steps * demand.lanes)
    (lane,) = drawn(secret, beacon, commitment, "memory start", 1, demand.lanes)
    return [(0, lane), *(divmod(cell, demand.lanes) for cell in cells)]
