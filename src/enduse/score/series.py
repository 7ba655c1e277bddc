"""Series of balances: SITMUF, CUMUF, GEMUF and Page's test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """Test statistics of one site's balances, one value a period.

    `muf` is book less physical in units (positive is missing) and `cumuf` its running sum; the others are
    in standard deviations (`gemuf` squared).
    """

    muf: Numbers
    sitmuf: Numbers
    cumuf: Numbers
    cumuf_standardised: Numbers
    gemuf: Numbers
    page: Numbers


def series(muf: Numbers, covariance: Numbers, *, reference: float = 0.5) -> Series:
    """Test a series of balances for loss, abrupt or protracted.

    SITMUF whitens the series with the Cholesky factor of its covariance, so that its terms are independent
    and standard normal without loss. GEMUF is the quadratic form of the whole series so far; it equals the
    running sum of squared SITMUF. Sign: book less physical, positive is missing.

    Args:
        muf: material unaccounted for per period, units.
        covariance: of the series, units squared; a closing inventory is the next opening one, so neighbours
            are negatively correlated.
        reference: what Page's test subtracts each period, standard deviations.

    >>> balances = np.array([0.5, 1.0, 3.0, 2.0])
    >>> spread = 4.0 * np.eye(4) - np.eye(4, k=1) - np.eye(4, k=-1)
    >>> series(balances, spread).sitmuf.round(5).tolist()
    [0.25, 0.58095, 1.70791, 1.49281]
    """
    muf = np.asarray(muf, dtype=float)
    factor = np.linalg.cholesky(np.asarray(covariance, dtype=float))
    sitmuf = np.asarray(np.linalg.solve(factor, muf), dtype=np.float64)
    ones = np.tril(np.ones_like(factor))
    cumulative_variance = np.diag(ones @ covariance @ ones.T)
    cumuf = np.cumsum(muf)
    return Series(
        muf=muf,
        sitmuf=sitmuf,
        cumuf=cumuf,
        cumuf_standardised=cumuf / np.sqrt(cumulative_variance),
        gemuf=np.cumsum(sitmuf**2),
        page=page(sitmuf, reference=reference),
    )


def page(standardised: Numbers, *, reference: float = 0.5) -> Numbers:
    """Page's one-sided test: a sum that restarts at zero, without reference on the first term.

    This is the form of the field's published tool; a maximum over change points instead of the sum over
    them that the posterior takes.
    """
    sums = np.empty(len(standardised))
    level = reference
    for period, value in enumerate(standardised):
        level = max(0.0, level + float(value) - reference)
        sums[period] = level
    return sums


def average_run_length(threshold: float, *, reference: float = 0.5, shift: float = 0.0, states: int = 400) -> float:
    """Periods until Page's one-sided test first exceeds `threshold`, on average (Brook and Evans, 1972).

    The sum is a Markov chain on [0, threshold]; the integral equation is solved on Gauss-Legendre nodes with
    the atom at zero kept apart. A two-sided test has half the false-alarm run length.

    Args:
        threshold: h, standard deviations.
        reference: k, standard deviations.
        shift: true mean of the series, standard deviations.
        states: nodes of the quadrature.
    """
    from scipy.stats import norm

    nodes, weights = np.polynomial.legendre.leggauss(states)
    at = 0.5 * threshold * (nodes + 1.0)
    weight = 0.5 * threshold * weights
    points = np.concatenate([[0.0], at])
    density = norm.pdf(at[None, :] - points[:, None] + reference - shift) * weight[None, :]
    to_zero = norm.cdf(reference - shift - points)
    chain = np.column_stack([to_zero, density])
    lengths = np.linalg.solve(np.eye(states + 1) - chain, np.ones(states + 1))
    return float(lengths[0])


def balance_covariance(entry_variance: Numbers, inventory_variance: Numbers) -> Numbers:
    """Covariance of a series of balances that share inventories.

    Args:
        entry_variance: count variance of each period's receipts and shipments, units squared, length n;
            zero for serial scans, p(1-p)n for reads by eye, the declared tolerance for lots.
        inventory_variance: of each physical inventory, units squared, length n + 1.
    """
    opening, closing = inventory_variance[:-1], inventory_variance[1:]
    shared = -np.diag(closing[:-1], k=1) if len(closing) > 1 else np.zeros((1, 1))
    return np.diag(entry_variance + opening + closing) + shared + shared.T
