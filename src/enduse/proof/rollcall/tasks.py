"""A unit's own tasks: chains of exact matrix products with a mixing step between."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from enduse.proof.rollcall import commit
from enduse.proof.rollcall.arithmetic import entries, key, stream
from enduse.proof.rollcall.matmul import Engine

MAX_SIDE = 8192
MAX_ROUNDS = 64

_LABEL = b"enduse.rollcall.task.1"


@dataclass(frozen=True)
class Shape:
    """How large a task is.

    Attributes:
        side: rows and columns of each matrix, a multiple of 8; at most 8,192, so that a verifier needs 1 GiB.
        rounds: products in the chain.
    """

    side: int
    rounds: int

    def __post_init__(self) -> None:
        if self.side % 8 or not 8 <= self.side <= MAX_SIDE or not 1 <= self.rounds <= MAX_ROUNDS:
            raise ValueError("side must be a multiple of 8 up to 8,192, rounds 1 to 64")

    @property
    def operations(self) -> int:
        """Multiplications and additions of one task: 2 n³ a round."""
        return 2 * self.side**3 * self.rounds


def task_seed(nonce: bytes, unit: str, number: int) -> bytes:
    """The seed of one task of one unit: nobody else's, and unknown before the nonce is."""
    return hashlib.sha256(_LABEL + nonce + number.to_bytes(8, "big") + unit.encode("utf-8")).digest()


def run(engine: Engine, shape: Shape, seed: bytes, rows: Sequence[int] | None = None) -> bytes:
    """Do one task, or only the rows of it that are named.

    Row i of every product needs row i of the state and all of B, and no other row: the verifier can do a few
    rows at a cost of n² a round each. Who has to fill every row has no such way.

    From the seed come a start A, a factor B and weights w. Each round replaces A by ``mixed(A · B)``; the
    result is ``A · w`` after the last. Because the mixing step follows the last product too, no product
    can be folded into the weights: all ``rounds`` must be done in full.

    Returns:
        the sums, 4 bytes a row.
    """
    state = engine.matrix(shape.side, key(seed, "start"))
    kept = slice(None) if rows is None else list(rows)
    state = state[kept]
    factor = engine.matrix(shape.side, key(seed, "factor"))
    counter = engine.counter(0, shape.side)
    for number in range(shape.rounds):
        row = stream(counter, key(seed, f"row {number}"))[kept]
        column = stream(counter, key(seed, f"column {number}"))
        state = engine.round(state, factor, row, column)
    return engine.weighed(state, entries(stream(counter, key(seed, "weights")), 0))


def leaf(number: int, result: bytes) -> bytes:
    """What the commitment holds of one task: a hash of its number and its result, 32 bytes."""
    return commit.leaf(number.to_bytes(8, "big") + result)


def results(engine: Engine, shape: Shape, nonce: bytes, unit: str, numbers: Sequence[int]) -> Iterator[bytes]:
    """The results of a unit's tasks of these numbers, in order."""
    for number in numbers:
        yield run(engine, shape, task_seed(nonce, unit, number))
