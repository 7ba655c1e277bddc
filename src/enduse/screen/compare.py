"""How alike two names are: measured features, one calibrated score."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from enduse import registry
from enduse.errors import InputError
from enduse.screen.index import INITIALS, Hit
from enduse.screen.names import Name

FEATURES = (
    "bias", "query_covered", "listed_covered", "both_covered", "mass", "rarest", "query_missing", "listed_missing",
    "ratio", "part_ratio", "same", "initials", "numbers_differ", "legal_same", "legal_differ", "first", "one_word",
    "listed_one_word", "generic", "short", "sorted_ratio", "other_kind", "rarest_exact", "query_extra",
    "listed_extra", "initials_only", "short_unlike", "specific", "rarest_both", "rarest_listed",
)  # fmt: skip
"""What is measured on a pair of names; `docs/screening.md` says each in words."""

_SPECIFIC_WORTH = 0.45
_SHORT_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Cover:
    """How far each token of two names has a counterpart in the other, 0 to 1, and by what kind of piece."""

    query: list[float]
    listed: list[float]
    plain: list[float]
    initials: float


@dataclass(frozen=True, slots=True)
class Ratios:
    """Edit similarities of the whole names, 0 to 1: joined, best part, words sorted."""

    joined: float
    part: float
    sorted: float


def cover(query: Name, listed: Name, pairs: Iterable[tuple[int, int, Hit]]) -> Cover:
    """Best likeness for each token of both names."""
    of_query, plain = [0.0] * len(query.tokens), [0.0] * len(query.tokens)
    of_listed = [0.0] * len(listed.tokens)
    initials = 0.0
    for start, stop, hit in pairs:
        likeness = hit.likeness
        by_initials = hit.kind == INITIALS
        if by_initials and likeness > initials:
            initials = likeness
        for i in range(hit.start, hit.stop):
            if likeness > of_query[i]:
                of_query[i] = likeness
            if not by_initials and likeness > plain[i]:
                plain[i] = likeness
        for i in range(start, stop):
            if likeness > of_listed[i]:
                of_listed[i] = likeness
    return Cover(of_query, of_listed, plain, initials)


def worth(likeness: float) -> float:
    """What a likeness counts: 1 for the same spelling, 0 at half alike."""
    return 2.0 * likeness - 1.0 if likeness > 0.5 else 0.0


def features(
    query: Name, listed: Name, covered: Cover, weights: Sequence[float], listed_weights: Sequence[float],
    ratios: Ratios, other_kind: bool,
) -> list[float]:  # fmt: skip
    """Measurements on a pair of names, in the order of `FEATURES`."""
    mass, listed_mass = sum(weights), sum(listed_weights)
    matched = [w * worth(c) for w, c in zip(weights, covered.query, strict=True)]
    listed_matched = [w * worth(c) for w, c in zip(listed_weights, covered.listed, strict=True)]
    got, listed_got = sum(matched), sum(listed_matched)
    q, f = got / mass, listed_got / listed_mass
    rarest = max(matched)
    k = matched.index(rarest)
    missing = max(w - m for w, m in zip(weights, matched, strict=True))
    listed_missing = max(w - m for w, m in zip(listed_weights, listed_matched, strict=True))
    exact = max((w for w, c in zip(weights, covered.query, strict=True) if c == 1.0), default=0.0)
    plain = max(w * worth(c) for w, c in zip(weights, covered.plain, strict=True))
    numbers, listed_numbers = _numbers(query), _numbers(listed)
    legal, same_legal = bool(query.legal and listed.legal), bool(query.legal & listed.legal)
    return [
        1.0, q, f, q * f, min(got, 3.0) / 3, rarest, missing, listed_missing,
        ratios.joined, ratios.part, float(query.joined == listed.joined), covered.initials,
        float(numbers != listed_numbers), float(same_legal), float(legal and not same_legal),
        worth(covered.query[0]) * worth(covered.listed[0]), float(len(weights) == 1),
        float(len(listed_weights) == 1), float(max(weights) < 0.5), float(len(query.joined) <= _SHORT_LETTERS),
        ratios.sorted, float(other_kind), exact, min(mass - got, 3.0) / 3, min(listed_mass - listed_got, 3.0) / 3,
        covered.initials * (1 - plain), float(len(query.tokens[k]) <= _SHORT_LETTERS and covered.query[k] < 1.0),
        min(sum(m > _SPECIFIC_WORTH for m in matched), 3) / 3, q * f * rarest, f * rarest,
    ]  # fmt: skip


def _numbers(name: Name) -> frozenset[str]:
    return frozenset(token for token in name.tokens if token.isdigit())


@dataclass(frozen=True)
class Calibration:
    """Weights of the features and thresholds by alert budget, fitted by `benchmarks/screen.py --fit`.

    Attributes:
        weights: natural log-odds a unit of each feature, in the order of `FEATURES`.
        thresholds: (other alerts a query on hard aliases, score from which to alert), fewest alerts first.
        basis: on what they were fitted.
    """

    weights: tuple[float, ...]
    thresholds: tuple[tuple[float, float], ...]
    basis: str

    def threshold(self, budget: float) -> float:
        """The score from which to alert so that at most `budget` other alerts a query are expected.

        Raises:
            InputError: if the budget is below the smallest that was measured.
        """
        allowed = [score for alerts, score in self.thresholds if alerts <= budget]
        if not allowed:
            least = self.thresholds[0][0]
            raise InputError("--alerts", f"a budget of at least {least} alerts a query", str(budget), "Allow more")
        return min(allowed)


@cache
def calibration() -> Calibration:
    """The calibration that ships with the program."""
    text = resources.files("enduse.screen").joinpath("calibration.yaml").read_text("utf-8")
    raw = registry.load_yaml(text, "calibration.yaml")
    return Calibration(
        tuple(float(raw["weights"][name]) for name in FEATURES),
        tuple(sorted((float(row["alerts"]), float(row["score"])) for row in raw["thresholds"])),
        str(raw["basis"]),
    )


def probability(log_odds: float) -> float:
    """The probability of natural log-odds."""
    return 1.0 / (1.0 + math.exp(-log_odds)) if log_odds > -60 else 0.0
