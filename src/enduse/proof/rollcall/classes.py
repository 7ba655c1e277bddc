"""Classes of chips: their rate at exact products, and the deadline."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from enduse.errors import InputError
from enduse.model.parts import expect
from enduse.proof.rollcall.tasks import Shape

EXACT_FIGURES: Final = ("int8_tops", "fp8_tflops", "fp16_tflops")
"""Formats in which entries of five bits are exact. INT4 and FP4 are not among them, by the choice of entries."""

UTILISATION: Final = 0.6
"""Share of the peak that an honest chip must reach. Above one half, so that half the rate is too slow even
at its own peak; the aim of the honest implementation on tensor cores, not measured here."""

SLACK_MS: Final = 1500
"""Allowance for the network, for starting and for hashing, milliseconds."""

TARGET_S: Final = 20.0
"""Length of a roll call on an honest chip, so that the slack is small beside it."""


@dataclass(frozen=True)
class ChipClass:
    """A class of chips as the roll call sees it.

    Attributes:
        tera_operations: dense peak of the fastest exact format, 10¹² multiplications and additions a second.
        memory_gb: memory of the chip; None where the catalogue has none.
        basis: which figure, and who says so.
    """

    name: str
    tera_operations: float
    memory_gb: float | None
    basis: str

    def work_ms(self, shape: Shape, tasks: int, utilisation: float = UTILISATION) -> float:
        """Milliseconds for ``tasks`` at this share of the peak."""
        return tasks * shape.operations / (self.tera_operations * 1e9 * utilisation)

    def tasks_for(self, shape: Shape, seconds: float = TARGET_S, utilisation: float = UTILISATION) -> int:
        """How many tasks keep an honest chip busy for so long; at least one."""
        return max(1, round(seconds * 1000 / self.work_ms(shape, 1, utilisation)))

    def deadline_ms(self, shape: Shape, tasks: int, slack_ms: int = SLACK_MS) -> int:
        """The deadline: the work at the honest share of the peak, and the slack."""
        return math.ceil(self.work_ms(shape, tasks)) + slack_ms

    def slowest_share(self, shape: Shape, tasks: int, deadline_ms: int) -> float:
        """The share of this class's rate below which no chip can answer in time, even at its own peak."""
        return self.work_ms(shape, tasks, 1.0) / deadline_ms


def chip_class(name: str) -> ChipClass:
    """The class of a part in the catalogue, by its fastest exact format.

    Raises:
        UnknownName: if the catalogue has no such part.
        InputError: if the part has no dense figure in an exact format.
    """
    part = expect(name, "--class")
    rates = {figure: part.figure(figure).high for figure in EXACT_FIGURES}
    known = {figure: rate for figure, rate in rates.items() if rate is not None}
    if not known:
        found = f"{part.name} without one"
        raise InputError("--class", "a part with a dense figure", found, "Give --deadline and --tasks")
    fastest = max(known, key=lambda figure: known[figure])
    sources = {ic.figures[fastest].source for ic in part.ics if fastest in ic.figures}
    basis = f"{fastest} {known[fastest]:g} ({'; '.join(sorted(sources))})"
    return ChipClass(part.name, known[fastest], part.figure("memory_gb").low, basis)
