"""Counts on worlds with known truth, and the m and u that they leave."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import Any

from enduse.errors import InputError

LEAST_RATIO = 1.05
"""No finding counts against diversion: where the counts say less than this, `m` is held at so much of `u`."""


@dataclass(frozen=True)
class Fitted:
    """What worlds showed of one detector. Both counts are of independent observations, not of units.

    A world is one observation as booked, and one for each method diverted; what it adds to the first number is the
    share of its GPUs that the finding touches. `weight` is how many observations the argued value counts as; `among`
    is `all` GPUs, or those `unread` within the goal, where a finding that is added to the score decides.
    """

    argued: tuple[float, float]
    weight: float
    generators: tuple[str, ...]
    worlds: int
    seeds: tuple[int, int]
    diverted: tuple[float, float]
    booked: tuple[float, float]
    among: str

    @classmethod
    def read(cls, name: str, raw: Any) -> Fitted:
        """From a detector's header.

        Raises:
            InputError: a number is missing or is none.
        """
        try:
            pairs = {key: tuple(float(part) for part in raw[key]) for key in ("argued", "diverted", "booked")}
            first, last = (int(seed) for seed in raw["seeds"])
            (m, u), (x, y), (z, w) = pairs["argued"], pairs["diverted"], pairs["booked"]
            return cls((m, u), float(raw["weight"]), tuple(str(made) for made in raw["generators"]), int(raw["worlds"]),
                       (first, last), (x, y), (z, w), {"all": "all", "unread": "unread"}[raw["among"]])  # fmt: skip
        except (KeyError, TypeError, ValueError):
            raise InputError(f"{name} fitted", "argued, weight, generators, worlds, seeds, diverted, booked and among",
                             str(raw), "Let benchmarks/fit.py --write write it") from None  # fmt: skip

    @property
    def u(self) -> float:
        """P(finding | as booked), two digits: the beta-binomial mean with the argued value as its prior."""
        return two_digits(self._mean(self.argued[1], self.booked))

    @property
    def m(self) -> float:
        """P(finding | diverted), two digits, never below `u`."""
        return max(two_digits(self._mean(self.argued[0], self.diverted)), self._least)

    @property
    def held(self) -> bool:
        """Whether `m` is above what the counts say, since no finding counts against diversion."""
        return two_digits(self._mean(self.argued[0], self.diverted)) < self._least

    @property
    def db(self) -> float:
        """The weight, decibans."""
        return 10.0 * log10(self.m / self.u)

    def sentence(self) -> str:
        """The counts in words."""
        one = "two generators" if len(self.generators) == 2 else f"one generator ({self.generators[0]})"
        (x, y), (z, w) = self.diverted, self.booked
        where = {"all": "", "unread": ", among GPUs that nobody has read within the goal"}[self.among]
        held = f" m is held at {LEAST_RATIO:g} u: no finding counts against diversion." if self.held else ""
        return (
            f"fitted on {self.worlds} synthetic worlds of {one} (seeds {self.seeds[0]}-{self.seeds[1]}): found in "
            f"{x:g} of {y:g} diverted, {z:g} of {w:g} as booked{where} (a world counts once, and once for each "
            f"method); drawn towards the argued {self.argued[0]:g} and {self.argued[1]:g} by the weight of "
            f"{self.weight:g}.{held}"
        )

    def header(self) -> str:
        """The line of the file, in YAML."""
        def pair(two: tuple[float, float]) -> str:
            return f"[{two[0]:g}, {two[1]:g}]"

        return (f"{{argued: {pair(self.argued)}, weight: {self.weight:g}, generators: [{', '.join(self.generators)}], "
                f"worlds: {self.worlds}, seeds: [{self.seeds[0]}, {self.seeds[1]}], "
                f"diverted: {pair(self.diverted)}, booked: {pair(self.booked)}, among: {self.among}}}")  # fmt: skip

    @property
    def _least(self) -> float:
        return two_digits(LEAST_RATIO * self.u, up=True)

    def _mean(self, argued: float, counted: tuple[float, float]) -> float:
        return (self.weight * argued + counted[0]) / (self.weight + counted[1])


def two_digits(number: float, *, up: bool = False) -> float:
    """Two significant digits, to the nearest or upwards.

    >>> two_digits(0.04567), two_digits(0.0331, up=True)
    (0.046, 0.034)
    """
    step = 10.0 ** (floor(log10(number)) - 1)
    steps = -floor(-number / step + 1e-9) if up else round(number / step)
    return float(f"{steps * step:.12g}")
