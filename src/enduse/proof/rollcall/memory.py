"""The memory challenge: fill pages that mix throughout, then walk where the data leads.

A page is filled with pseudo-random words and mixed by a butterfly network of log₂ n stages, as in a fast
Fourier transform: every word of the page then depends on every seed word, and one word alone costs the work
of the whole page. A walk of many lanes follows; each step's address is the lane's state, which depends on
all that the lane has read. Who holds only a share of the pages must rebuild a page at nearly every step.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from enduse.proof.rollcall import commit
from enduse.proof.rollcall.arithmetic import Array, key, scrambled, shifted, stream
from enduse.proof.rollcall.challenge import MemoryDemand
from enduse.proof.rollcall.matmul import Engine

_LABEL = b"enduse.rollcall.memory.1"
_STEP = 0x2545F491


def memory_seed(nonce: bytes, unit: str) -> bytes:
    """The seed of a unit's memory challenge."""
    return hashlib.sha256(_LABEL + nonce + unit.encode("utf-8")).digest()


def page(engine: Engine, demand: MemoryDemand, seed: bytes, number: int) -> Array:
    """One filled page, ``page_words`` words."""
    words = stream(engine.counter(0, demand.page_words), key(seed, f"page {number}"))
    stages = demand.page_words.bit_length() - 1
    for stage in range(stages):
        pairs = words.reshape(-1, 2, 1 << stage)
        low, high = pairs[:, 0, :], pairs[:, 1, :]
        low = scrambled(low + high * 3)
        pairs[:, 1, :] = scrambled(high ^ low)
        pairs[:, 0, :] = low
    return words


def start(engine: Engine, demand: MemoryDemand, seed: bytes) -> Array:
    """The lanes' states before the first step."""
    return stream(engine.counter(0, demand.lanes), key(seed, "walk"))


def address(demand: MemoryDemand, states: Array) -> tuple[Array, Array]:
    """The page, and the word in it, that each lane reads next."""
    return shifted(states, 1) % demand.pages, scrambled(states) & (demand.page_words - 1)


def step(states: Array, read: Array) -> Array:
    """The lanes' states after reading."""
    return scrambled((states ^ read) + _STEP)


def walk(engine: Engine, demand: MemoryDemand, seed: bytes) -> Iterator[Any]:
    """Fill, then walk: the states before the first step and after each, as NumPy arrays of int32."""
    filled = engine.space(demand.pages, demand.page_words)
    for number in range(demand.pages):
        filled[number] = page(engine, demand, seed, number)
    states = start(engine, demand, seed)
    yield engine.integers(states)
    for _ in range(demand.steps):
        states = step(states, engine.gathered(filled, *address(demand, states)))
        yield engine.integers(states)


def trace_leaf(number: int, states: bytes) -> bytes:
    """What the commitment holds of the lanes' states after ``number`` steps."""
    return commit.leaf(number.to_bytes(8, "big") + states)


def packed(states: Any) -> bytes:
    """States as little endian bytes."""
    return bytes(np.asarray(states).astype("<i4").tobytes())


def transition_holds(
    engine: Engine, demand: MemoryDemand, seed: bytes, lane: int, before: bytes, after: bytes
) -> bool:
    """Whether one lane's step from ``before`` to ``after`` (all lanes' states) is right; rebuilds one page."""
    if len(before) != 4 * demand.lanes or len(after) != 4 * demand.lanes:
        return False
    old, new = (np.frombuffer(states, dtype="<i4").astype(np.int32) for states in (before, after))
    one = old[lane : lane + 1]
    number, offset = (int(part[0]) for part in address(demand, one))
    read = engine.integers(page(engine, demand, seed, number))[offset : offset + 1]
    return bool(step(one, read)[0] == new[lane])


def start_holds(engine: Engine, demand: MemoryDemand, seed: bytes, states: bytes) -> bool:
    """Whether these are the states that the walk must start from."""
    return packed(engine.integers(start(engine, demand, seed))) == states
