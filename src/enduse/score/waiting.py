"""How long an honest wait may last: survival learned from waits that ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_STEPS = 61


@dataclass(frozen=True)
class Prior:
    """What is believed of a kind of wait before the data: typical mean and its factor of doubt (one sigma)."""

    mean_days: float
    spread: float
    never: float


PRIORS = {
    "transit": Prior(14.0, 2.0, 0.02),
    "out": Prior(45.0, 2.2, 0.08),
    "dwell": Prior(15.0, 2.5, 0.12),
    "install": Prior(15.0, 2.5, 0.05),
    "start": Prior(7.0, 2.5, 0.03),
    "agent": Prior(60.0, 2.0, 0.10),
    "outage": Prior(14.0, 2.0, 0.0),
}
"""Judgement: air freight with customs takes one to three weeks; a board's repair one to two months; an agent
stays dead until somebody passes by. `never` is the share of honest waits whose end nobody will ever write."""


@dataclass(frozen=True)
class Survival:
    """P(an honest wait that began so many days ago is still going on): a mixture of exponentials."""

    rates: Numbers
    weights: Numbers
    never: float

    def at(self, days: Numbers) -> Numbers:
        """Survival at each duration, never below the share that nobody closes."""
        waited = np.maximum(np.asarray(days, dtype=float), 0.0)
        alive = np.exp(-np.outer(waited, self.rates)) @ self.weights
        return np.asarray(self.never + (1.0 - self.never) * alive, dtype=float)

    @property
    def mean_days(self) -> float:
        return float(self.weights @ (1.0 / self.rates))


def learn(prior: Prior, days: Numbers, observable_days: Numbers, counts: Numbers) -> Survival:
    """Posterior of the rate of ending, from waits that ended; predictive survival from it.

    A wait that ended is only seen if it ended in time, so each counts with the truncated likelihood
    rate · exp(-rate x) / (1 - exp(-rate T)); waits still open are left out, for a diverted unit is among
    them and would teach that waits are long. Mixing over the rate keeps the tail honest where few waits were seen.

    Args:
        days: how long each ended wait lasted.
        observable_days: how long it could have lasted and still be seen.
        counts: independent waits behind each row; several units on one paper are one wait.
    """
    centre = np.log(1.0 / prior.mean_days)
    width = np.log(prior.spread)
    grid = centre + np.linspace(-3.5, 3.5, _STEPS) * width
    rates = np.exp(grid)
    log_weight = -0.5 * ((grid - centre) / width) ** 2
    if len(days):
        lasted = np.maximum(np.asarray(days, dtype=float), 0.25)[:, None]
        horizon = np.maximum(np.asarray(observable_days, dtype=float), 0.5)[:, None]
        ended = np.log(rates) - rates * lasted - np.log(-np.expm1(-rates * horizon))
        log_weight = log_weight + np.minimum(np.asarray(counts, dtype=float), 50.0) @ ended
    weight = np.exp(log_weight - log_weight.max())
    return Survival(rates, weight / weight.sum(), prior.never)
