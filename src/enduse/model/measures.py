"""Pure measures: numbers in, numbers out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

EARTH_RADIUS_KM = 6371.0088
"""Mean Earth radius, km (IUGG)."""

BIT_LENGTHS = {
    "fp64_tflops": 64, "tf32_tflops": 32, "fp16_tflops": 16, "fp8_tflops": 8, "int8_tops": 8, "fp4_tflops": 4,
}  # fmt: skip
"""Bit length of the largest input of the multiply, by dense figure (3A090 technical notes)."""


@dataclass(frozen=True)
class Interval:
    """A number known only to lie between two ends; an unknown end is None.

    >>> Interval(1.0, 2.0).hull(Interval(1.5, 3.0))
    Interval(low=1.0, high=3.0)
    """

    low: float | None = None
    high: float | None = None

    @classmethod
    def exact(cls, value: float) -> Interval:
        """The interval of one number."""
        return cls(value, value)

    @property
    def is_unknown(self) -> bool:
        return self.low is None and self.high is None

    @property
    def is_exact(self) -> bool:
        return self.low is not None and self.low == self.high

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both; an end unknown in either is unknown."""
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Interval(low, high)

    def scaled(self, factor: float) -> Interval:
        """Both ends times a positive factor."""
        return Interval(
            None if self.low is None else self.low * factor, None if self.high is None else self.high * factor
        )

    def __str__(self) -> str:
        if self.is_unknown:
            return "unknown"
        if self.is_exact and self.low is not None:
            return _figure(self.low)
        if self.low is None:
            return f"at most {_figure(self.high or 0.0)}"
        if self.high is None:
            return f"at least {_figure(self.low)}"
        return f"{_figure(self.low)} to {_figure(self.high)}"


def tpp(dense: Mapping[str, Interval]) -> Interval:
    """Total processing performance from dense peak figures.

    TPP = max over operations of rate x bit length, dense matrices only, summed over the processing units of the
    IC (15 CFR 774 Supp. 1, 3A090, technical notes). A figure that is missing can only raise the maximum, but the
    maker's published ones are taken as complete, as the note takes "the highest value the manufacturer claims".

    Args:
        dense: figures by name as in `BIT_LENGTHS`, tera operations per second.

    >>> tpp({"fp16_tflops": Interval.exact(989.5), "int8_tops": Interval.exact(1979.0)}).low
    15832.0
    """
    products = [dense[name].scaled(bits) for name, bits in BIT_LENGTHS.items() if name in dense]
    known = [product for product in products if not product.is_unknown]
    if not known:
        return Interval()
    lows = [product.low for product in known if product.low is not None]
    highs = [product.high for product in known if product.high is not None]
    return Interval(max(lows, default=None), max(highs) if len(highs) == len(known) else None)


def performance_density(performance: Interval, die_area_mm2: Interval) -> Interval:
    """TPP per mm2 of applicable die area (15 CFR 774 Supp. 1, 3A090, technical note on performance density).

    >>> round(performance_density(Interval.exact(1936.0), Interval.exact(294.0)).low, 2)
    6.59
    """
    low = high = None
    if performance.low is not None and die_area_mm2.high:
        low = performance.low / die_area_mm2.high
    if performance.high is not None and die_area_mm2.low:
        high = performance.high / die_area_mm2.low
    return Interval(low, high)


def great_circle_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Distance along the surface of a sphere of Earth's mean radius, km; arguments in degrees.

    The haversine form, accurate for near points; the ellipsoid differs by at most about 0.6 %.

    >>> round(great_circle_km(1.35, 103.82, 25.2, 55.27))
    5837
    """
    phi, other_phi = math.radians(latitude), math.radians(other_latitude)
    half_phi = (other_phi - phi) / 2
    half_lambda = math.radians(other_longitude - longitude) / 2
    chord = math.sin(half_phi) ** 2 + math.cos(phi) * math.cos(other_phi) * math.sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
