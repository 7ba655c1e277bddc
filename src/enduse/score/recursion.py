"""The recursion of the score for one unit, by hand: explanation and oracle."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DECIBANS_PER_NAT = 10.0 / math.log(10.0)


def decibans(m: float, u: float) -> float:
    """Weight of a finding: 10 log10 of P(finding | alternative) over P(finding | as booked).

    Fellegi and Sunter's match weight in decibans.

    >>> round(decibans(0.9, 0.01), 3)
    19.542
    """
    return 10.0 * math.log10(m / u)


@dataclass(frozen=True)
class Step:
    """One leg: the hazard of leaving the book there, and the evidence on it, for each hypothesis.

    `hazard` is a probability per leg; `weight` is ln P(evidence | absorbed) / P(evidence | as booked).
    """

    hazard: Mapping[str, float]
    weight: Mapping[str, float]


def odds(steps: Sequence[Step], begin: Mapping[str, float] | None = None) -> dict[str, float]:
    """Odds of each absorbing hypothesis against as booked, after all legs; `begin` is what they were before.

    O_t = (O_(t-1) + h) / (1 - H) · exp(l_t), where H is the total hazard of the leg: an absorbed unit stays
    absorbed, and what has not left the book may leave on the next leg.
    """
    current: dict[str, float] = {**{name: 0.0 for step in steps for name in step.hazard}, **(begin or {})}
    for step in steps:
        stays = 1.0 - sum(step.hazard.values())
        current = {
            name: (value + step.hazard.get(name, 0.0)) / stays * math.exp(step.weight.get(name, 0.0))
            for name, value in current.items()
        }
    return current


def probabilities(steps: Sequence[Step]) -> dict[str, float]:
    """Probability of each hypothesis, `as_booked` included; they sum to one."""
    against = odds(steps)
    total = 1.0 + sum(against.values())
    return {"as_booked": 1.0 / total, **{name: value / total for name, value in against.items()}}


def change_points(steps: Sequence[Step], hypothesis: str) -> list[float]:
    """Log odds contributed by a change on each leg: the closed form, whose logsumexp is `odds`.

    ln h_k + sum_(i<k) ln(1 - H_i) + S_T - S_(k-1) - sum_(i<=T) ln(1 - H_i), S the prefix sums of the weights.
    """
    stays = [math.log1p(-sum(step.hazard.values())) for step in steps]
    weights = [step.weight.get(hypothesis, 0.0) for step in steps]
    terms = []
    for k, step in enumerate(steps):
        hazard = step.hazard.get(hypothesis, 0.0)
        start = math.log(hazard) if hazard > 0.0 else -math.inf
        terms.append(start + sum(stays[:k]) + sum(weights[k:]) - sum(stays))
    return terms


def filter_states(
    start: Sequence[float], move: Sequence[Sequence[float]], likelihoods: Sequence[Sequence[float]]
) -> list[list[float]]:
    """Forward filter of a hidden Markov chain, for the rare course that is not absorbing (recovered units).

    Args:
        start: probability of each state before the first step.
        move: row-stochastic transition matrix.
        likelihoods: P(evidence | state), one row a step.

    Returns:
        The probability of each state after each step.
    """
    belief, course = list(start), []
    for row in likelihoods:
        predicted = [sum(belief[i] * move[i][j] for i in range(len(belief))) for j in range(len(belief))]
        weighted = [p * q for p, q in zip(predicted, row, strict=True)]
        belief = [value / sum(weighted) for value in weighted]
        course.append(belief)
    return course
