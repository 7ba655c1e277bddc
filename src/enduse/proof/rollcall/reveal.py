"""Results of drawn tasks, asked for after the commitment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from enduse.errors import InputError
from enduse.proof.rollcall.answer import Answer, packed_results, read_results
from enduse.proof.rollcall.challenge import Challenge
from enduse.proof.rollcall.matmul import Engine
from enduse.proof.rollcall.opening import drawn
from enduse.proof.rollcall.receipt import Receipt
from enduse.proof.rollcall.signing import field
from enduse.proof.rollcall.tasks import results

DRAW_KIND: Final = "enduse.rollcall.draw"
RESULTS_KIND: Final = "enduse.rollcall.results"


@dataclass(frozen=True)
class Revealed:
    """A unit's results of tasks that were drawn; believed only where they lead to the committed leaves."""

    unit: str
    results: Mapping[int, bytes]

    def record(self) -> dict[str, Any]:
        """The results as JSON."""
        return {"kind": RESULTS_KIND, "unit": self.unit, "results": packed_results(self.results)}


def draw(
    challenge: Challenge, received: Sequence[tuple[Answer, Receipt]], secret: bytes, beacon: str | None = None
) -> dict[str, Any]:
    """The numbers of the tasks that each unit must reveal: the same that the transcript will open."""
    units = {
        answer.unit: drawn(secret, beacon, answer.commitment, "tasks", challenge.openings, challenge.tasks)
        for answer, _ in received
    }
    return {"kind": DRAW_KIND, "challenge": challenge.digest.hex(), "units": units}


def reveal(challenge: Challenge, draw: Any, unit: str, engine: Engine, where: str) -> Revealed:
    """Do the drawn tasks of one unit once more: cheaper than keeping the results of all.

    Raises:
        InputError: if the draw is of another challenge, or names no task of this unit.
    """
    if field(draw, "kind", str, where) != DRAW_KIND or draw.get("challenge") != challenge.digest.hex():
        raise InputError(where, "a draw for this challenge", "another document", "Give what rollcall draw wrote")
    numbers = field(draw, "units", dict, where).get(unit)
    if not isinstance(numbers, list) or not all(isinstance(n, int) and 0 <= n < challenge.tasks for n in numbers):
        raise InputError(where, f"task numbers for {unit}", "none", "Name a unit that was received")
    done = results(engine, challenge.shape, challenge.nonce, unit, numbers)
    return Revealed(unit, dict(zip(numbers, done, strict=True)))


def read_revealed(document: Any, where: str) -> Revealed:
    """Read a unit's results.

    Raises:
        InputError: if the document is none.
    """
    if field(document, "kind", str, where) != RESULTS_KIND:
        raise InputError(where, "a unit's results", "another document", "Give what rollcall open wrote")
    return Revealed(field(document, "unit", str, where), read_results(document.get("results"), where))
