"""Series of balances: SITMUF, CUMUF, GEMUF and Page's test."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import scipy
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """Test statistics of one site's balances, one value a period.

    `muf` is book less physical in units (positive is missing), `cumuf` its running sum and `sigma` the standard
    deviation of that; the others are in standard deviations (`gemuf` squared), `alarm` where Page's sum passes its
    limit.
    """

    muf: Numbers
    sitmuf: Numbers
    cumuf: Numbers
    sigma: Numbers
    cumuf_standardised: Numbers
    gemuf: Numbers
    page: Numbers
    alarm: NDArray[np.bool_]


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
    ones = np.tril(np.ones_like(factor))
    sigma = np.sqrt(np.diag(ones @ covariance @ ones.T))
    sitmuf, cumuf = np.asarray(np.linalg.solve(factor, muf), dtype=np.float64), np.cumsum(muf)
    sums = page(sitmuf, reference=reference)
    return Series(muf, sitmuf, cumuf, sigma, cumuf / sigma, np.cumsum(sitmuf**2), sums, np.zeros(len(muf), bool))


def carried_series(
    muf: Numbers, carried: Numbers, fresh: Numbers, *, limit: float = np.inf, reference: float = 0.5
) -> Series:
    """The same for balances whose errors last: of the error of one inventory a share is still in the next.

    What is unaccounted for in all follows `cumuf = carried * cumuf before + error`, with errors of variance `fresh`; so
    the whitening needs no matrix: SITMUF is the error in its standard deviations. Without a limit it equals `series`
    under `carried_covariance`. An alarm ends an epoch: what is then missing has been told, and the tests begin again
    from it; what comes back is taken off it.

    Args:
        muf: material unaccounted for per period, less what is expected of honest sites, units.
        carried: share of the earlier error that is still there, 0 to 1; the first is not used.
        fresh: variance of what each period adds, units squared, above zero.
        limit: of Page's test.
    """
    cumuf, spread = np.cumsum(np.asarray(muf, dtype=float)), np.sqrt(fresh)
    before = np.concatenate([[0.0], cumuf[:-1]])
    sitmuf, sums = np.zeros(len(cumuf)), np.zeros(len(cumuf))
    alarm = np.zeros(len(cumuf), bool)
    begin, told = 0, 0.0
    while begin < len(cumuf):
        known = np.maximum(0.0, np.minimum(told, np.minimum.accumulate(cumuf[begin:])))
        sitmuf[begin:] = ((cumuf[begin:] - known) - carried[begin:] * (before[begin:] - known)) / spread[begin:]
        sums[begin:] = page(sitmuf[begin:], reference=reference)
        over = np.flatnonzero(sums[begin:] > limit)
        if not over.size:
            break
        begin += int(over[0]) + 1
        alarm[begin - 1], told = True, float(cumuf[begin - 1])
    variances, level = [], 0.0
    for share, added in zip(carried.tolist(), fresh.tolist(), strict=True):
        level = share * share * level + added
        variances.append(level)
    sigma = np.sqrt(np.array(variances))
    return Series(np.asarray(muf, dtype=float), sitmuf, cumuf, sigma, cumuf / sigma, np.cumsum(sitmuf**2), sums, alarm)


def page(standardised: Numbers, *, reference: float = 0.5) -> Numbers:
    """Page's one-sided test: a sum that restarts at zero, without reference on the first term.

    This is the form of the field's published tool; a maximum over change points instead of the sum over
    them that the posterior takes.

    >>> page(np.array([1.0, -2.0, 3.0, 0.25])).tolist()
    [1.0, 0.0, 2.5, 2.25]
    """
    path = np.cumsum(np.asarray(standardised, dtype=float) - reference) + reference
    return np.asarray(path - np.minimum(0.0, np.minimum.accumulate(path)), dtype=np.float64)


@cache
def threshold(run_length: float, *, reference: float = 0.5) -> float:
    """The h of Page's test whose false alarms are so many periods apart on average, to three decimals.

    >>> threshold(335.4)
    4.0
    """
    low, high = 0.5, 30.0
    while high - low > 1e-5:
        middle = 0.5 * (low + high)
        short = average_run_length(middle, reference=reference, states=60) < run_length
        low, high = (middle, high) if short else (low, middle)
    return round(high, 3)


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
    nodes, weights = np.polynomial.legendre.leggauss(states)
    at = 0.5 * threshold * (nodes + 1.0)
    weight = 0.5 * threshold * weights
    points = np.concatenate([[0.0], at])
    apart = at[None, :] - points[:, None] + reference - shift
    density = np.exp(-0.5 * apart**2) / np.sqrt(2.0 * np.pi) * weight[None, :]
    to_zero = scipy.special.ndtr(reference - shift - points)
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


def carried_covariance(carried: Numbers, fresh: Numbers) -> Numbers:
    """Covariance of the balances of `carried_series`."""
    size = len(fresh)
    spread = np.zeros((size, size))
    for period in range(size):
        if period:
            spread[period, :period] = spread[:period, period] = carried[period] * spread[period - 1, :period]
            spread[period, period] = carried[period] ** 2 * spread[period - 1, period - 1]
        spread[period, period] += fresh[period]
    difference = np.eye(size) - np.eye(size, k=-1)
    return np.asarray(difference @ spread @ difference.T)
