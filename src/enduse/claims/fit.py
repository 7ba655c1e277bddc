"""Which lots a lead could be about: excluded by evidence, compatible, or cannot say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import pyarrow as pa

from enduse.claims import control
from enduse.claims.claim import Claim
from enduse.claims.lots import Floats, Lots, lots_of
from enduse.claims.texts import claims_of
from enduse.claims.weigh import CONFLICTS, Weighed, judge, weigh
from enduse.store import Rows, View

_ANSWERS: Final = 0.95
"""P(a unit on the spot answers when it is read): assumed, for what a check can be expected to change."""
_HOURS_A_VISIT: Final = 6.0
_HOURS_A_READING: Final = 0.1
_GOAL: Final = 0.9


@dataclass(frozen=True)
class Fit:
    """One lead against one lot, with every predicate that decided.

    Attributes:
        units: GPUs of the lot that the claim could be about; for an excluded lot, all of it.
    """

    lot: str
    verdict: str
    db: float | None
    units: int
    because: str
    next_check: str | None
    site: str | None
    predicates: tuple[tuple[str, bool, str, float, str], ...]


@dataclass(frozen=True)
class Fitted:
    """A lead against all lots: the three groups, their sizes, and the control."""

    claim: Claim
    fits: tuple[Fit, ...]
    control: control.Control
    base_rate: float | None

    def of(self, verdict: str) -> list[Fit]:
        """The lots of one group, best first."""
        return [fit for fit in self.fits if fit.verdict == verdict]

    def sizes(self) -> dict[str, dict[str, int]]:
        """Lots and GPUs of each group."""
        return {
            verdict: {"lots": len(self.of(verdict)), "units": sum(fit.units for fit in self.of(verdict))}
            for verdict in ("compatible", "cannot_say", "excluded")
        }

    def quantity_sentence(self) -> str | None:
        """The claimed quantity against what the evidence does not exclude."""
        wanted = self.claim.chips_wanted()
        if wanted is None:
            return None
        left = sum(fit.units for fit in self.fits if fit.verdict != "excluded")
        low, high = wanted
        claimed = (
            f"{low:,} to {high:,}"
            if high is not None and high != low
            else f"{low:,}"
            if high is not None
            else f"{low:,} or more"
        )
        if left < low:
            alone = "as stated, cannot be about this stock alone"
            return f"{left:,} chips are not excluded; a claim of {claimed} chips, {alone}"
        return f"{left:,} chips are not excluded; a claim of {claimed} chips could be about this stock"

    def base_rate_sentence(self) -> str | None:
        """How rare diversion is among lots at all, so that a good fit is not taken for a finding."""
        if self.base_rate is None:
            return None
        expected = round(1000 * self.base_rate)
        return f"of 1,000 lots like these, about {expected:,} are diverted as far as was known before this lead"


def leads(view: View) -> Rows:
    """Rows of `fits`: every lead of the evidence against every lot."""
    rows: list[dict[str, Any]] = []
    for fitted in fit_all(view):
        percentile = fitted.control.percentile
        rows.extend(
            {
                "lead": fitted.claim.lead,
                "lot": fit.lot,
                "verdict": fit.verdict,
                "db": fit.db,
                "because": fit.because,
                "units": fit.units,
                "next_check": fit.next_check,
                "percentile": percentile,
            }
            for fit in fitted.fits
        )
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


_SCHEMA: Final = pa.schema(
    [
        ("lead", pa.string()),
        ("lot", pa.string()),
        ("verdict", pa.string()),
        ("db", pa.float64()),
        ("because", pa.string()),
        ("units", pa.int64()),
        ("next_check", pa.string()),
        ("percentile", pa.float64()),
    ]
)


_DONE: Final[WeakKeyDictionary[View, tuple[Lots | None, list[Fitted]]]] = WeakKeyDictionary()
"""Fits by view: several tables are written from one pass over the lots."""


def fit_all(view: View) -> list[Fitted]:
    """Every claim of the evidence against the lots of the view."""
    return _pass(view)[1]


def _pass(view: View) -> tuple[Lots | None, list[Fitted]]:
    if view not in _DONE:
        claims = [claim for claim in claims_of(view) if claim.is_checkable]
        lots = lots_of(view) if claims else None
        rate = base_rate(view) if claims else None
        _DONE[view] = lots, [fit(claim, lots, rate) for claim in claims] if lots is not None and len(lots) else []
    return _DONE[view]


def base_rate(view: View) -> float | None:
    """The mean probability of diversion over lots before any lead: the policy's prior, else the score's."""
    if view.policy.prior_diverted is not None:
        return view.policy.prior_diverted
    row = view.one(
        "SELECT avg(prior) AS prior FROM posteriors WHERE hypothesis = 'diverted' AND subject_kind IN ('lot', 'unit')"
    )
    return None if row is None or row["prior"] is None else float(row["prior"])


def fit(claim: Claim, lots: Lots, rate: float | None = None, runs: int = 200) -> Fitted:
    """One claim against the lots, ranked within each group."""
    weighed = weigh(claim, lots)
    db, verdicts, left = judge(claim, lots, weighed)
    fits = [_fit(claim, lots, weighed, i, verdicts[i], float(db[i]), left) for i in range(len(lots))]
    order = {"compatible": 0, "cannot_say": 1, "excluded": 2}
    fits.sort(key=lambda found: (order[found.verdict], -(found.db or 0.0), -found.units, found.lot))
    best = max((found.db for found in fits if found.verdict == "compatible" and found.db is not None), default=None)
    return Fitted(claim, tuple(fits), control.against_shuffled(claim, lots, best, runs), rate)


def _fit(claim: Claim, lots: Lots, weighed: list[Weighed], i: int, verdict: str, db: float, left: Floats) -> Fit:
    words = {1: "fits", 0: "unknown", -1: "conflicts"}
    told = tuple(
        (
            p.predicate,
            p.hard,
            words[int(p.verdicts[i])],
            round(float(p.db[i]), 2),
            p.because(i) if verdict != "excluded" or p.verdicts[i] == CONFLICTS else "",
        )
        for p in weighed
    )
    units = int(lots.size[i]) if verdict == "excluded" else int(left[i])
    if verdict == "excluded":
        conflict = [
            f"{name}: {because}"
            for name, hard, said, _, because in told
            if said == "conflicts" and (hard or name == "removed")
        ]
        removed = next((p for p in weighed if p.predicate == "removed"), None)
        because = "; ".join(conflict) or (f"removed: {removed.because(i)}" if removed else "conflicts")
        return Fit(lots.names[i], verdict, None, units, f"excluded by evidence: {because}", None, lots.sites[i], told)
    if verdict == "cannot_say":
        place = lots.sites[i] or "its place"
        because = f"no unit of it ever answered electronically at {place}: whether it is still there cannot be said"
        return Fit(lots.names[i], verdict, round(db, 2), units, because, _check(lots, i, units), lots.sites[i], told)
    fitting = [f"{name}: {because}" for name, _, said, _, because in told if said == "fits"]
    against = [f"{name}: {because}" for name, _, said, _, because in told if said == "conflicts"]
    because = (
        "consistent with the lead: "
        + ("; ".join(fitting) or "nothing of it conflicts")
        + (f". Against: {'; '.join(against)}" if against else "")
    )
    return Fit(lots.names[i], verdict, round(db, 2), units, because, _check(lots, i, units), lots.sites[i], told)


def _check(lots: Lots, i: int, units: int) -> str:
    """The next check: how many of the units to read, what it costs, and what its outcomes would change."""
    missing = max(1, units // 2)
    sample = sample_size(units, missing, _GOAL)
    hours = _HOURS_A_VISIT + _HOURS_A_READING * sample
    absent_db = min(30.0, -10 * sample * np.log10(1 - _ANSWERS))
    site = lots.sites[i] or "its last place"
    return (
        f"read {sample} of {units} serials at {site} ({_GOAL:.0%} to meet one of {missing} if so many are gone), "
        f"about {hours:.0f} hours; all answer: excluded; none answers: +{absent_db:.0f} dB"
    )


def sample_size(population: int, missing: int, goal: float) -> int:
    """Units to read so that at least one of `missing` is met with probability `goal`.

    Lane's approximation, (1 - b^(1/d)) (N - (d - 1) / 2), never below the exact hypergeometric sample.
    """
    if population <= 0:
        return 0
    needed = (1 - (1 - goal) ** (1 / missing)) * (population - (missing - 1) / 2)
    return int(min(population, max(1, np.ceil(needed))))
