"""Parameters with their distributions and sources, from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from enduse import registry
from enduse.errors import InputError

Draws = npt.NDArray[np.float64]
FIGURES = "enduse.estimate.figures"


@dataclass(frozen=True)
class Distribution:
    """A distribution as an analyst writes it: an interval, a mean and spread, or a number."""

    kind: str  # lognormal, normal, beta, uniform, value
    a: float
    b: float
    level: float = 90.0  # for lognormal: the share of draws between a and b, percent
    clip: tuple[float, float] | None = None

    def draw(self, rng: np.random.Generator, count: int) -> Draws:
        """`count` independent draws."""
        if self.kind == "lognormal":
            drawn = rng.lognormal(self.log_mean, self.log_sd, count)
        elif self.kind == "normal":
            drawn = rng.normal(self.a, self.b, count)
        elif self.kind == "beta":
            drawn = rng.beta(self.a, self.b, count)
        elif self.kind == "uniform":
            drawn = rng.uniform(self.a, self.b, count)
        else:
            drawn = np.full(count, self.a)
        return np.clip(drawn, *self.clip) if self.clip else drawn

    @property
    def log_mean(self) -> float:
        """Mean of the logarithm, of a lognormal given by its interval."""
        return float((np.log(self.a) + np.log(self.b)) / 2)

    @property
    def log_sd(self) -> float:
        """Spread of the logarithm, of a lognormal given by its interval."""
        return float((np.log(self.b) - np.log(self.a)) / (2 * stats.norm.ppf(0.5 + self.level / 200)))


def distribution(entry: Mapping[str, Any], where: str) -> Distribution:
    """Read one distribution.

    Raises:
        InputError: if it is of no known kind.

    >>> distribution({"lognormal": ["10", "1000"]}, "here").kind
    'lognormal'
    """
    clip = tuple(float(bound) for bound in entry["clip"]) if "clip" in entry else None
    limits = (clip[0], clip[1]) if clip else None
    for kind in ("lognormal", "normal", "beta", "uniform"):
        if kind in entry:
            low, high = (float(bound) for bound in entry[kind])
            return Distribution(kind, low, high, float(entry.get("level", 90)), limits)
    if "value" in entry:
        return Distribution("value", float(entry["value"]), 0.0)
    if "low" in entry and "high" in entry:
        return Distribution("uniform", float(entry["low"]), float(entry["high"]))
    raise InputError(where, "lognormal, normal, beta, uniform or value", repr(dict(entry)), "Give one of them")


@cache
def figures(name: str) -> Any:
    """The parameters of one model, scalars as text."""
    return registry.load_yaml(registry.texts(FIGURES, ".yaml")[name], f"figures/{name}.yaml")


def interval(draws: Draws, level: float = 90.0) -> dict[str, float]:
    """Median and the middle `level` percent of draws."""
    tail = (100 - level) / 2
    low, median, high = np.percentile(draws, [tail, 50, 100 - tail])
    found = {"median": float(median), "low": float(low), "high": float(high), "level": level}
    return {**found, "p05": found["low"], "p95": found["high"]} if level == 90 else found


def bounds(entry: Mapping[str, Any]) -> tuple[float, float]:
    """The two ends of a figure given as low and high, or twice its value."""
    if "value" in entry:
        return float(entry["value"]), float(entry["value"])
    return float(entry["low"]), float(entry["high"])


def sources(node: Any, trail: str = "") -> list[dict[str, str]]:
    """Every figure of a model with its source and basis; a figure without its own takes that of the file."""
    root = node if isinstance(node, dict) else {}
    return _walk(
        root, trail, str(root.get("source", "none")), str(root.get("basis", "given" if "source" in root else "assumed"))
    )


def _walk(node: Any, trail: str, source: str, basis: str) -> list[dict[str, str]]:
    if isinstance(node, list):
        return [entry for number, item in enumerate(node) for entry in _walk(item, f"{trail}[{number}]", source, basis)]
    if not isinstance(node, dict):
        return []
    source, basis = str(node.get("source", source)), str(node.get("basis", basis))
    kinds = {"lognormal", "normal", "beta", "uniform", "value", "low"} & node.keys()
    if kinds:
        return [{"parameter": trail, "source": source, "basis": basis}]
    return [
        entry
        for key, item in node.items()
        for entry in _walk(item, f"{trail}.{key}" if trail else str(key), source, basis)
    ]
