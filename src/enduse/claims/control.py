"""The negative control: the same lead with another product and another time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from enduse.claims.claim import Claim
from enduse.claims.lexicon import words
from enduse.claims.lots import Lots, instant
from enduse.claims.weigh import judge, removal_by, shifted, weigh

_SEED: Final = 20260731
_REACH_DAYS: Final = 180


@dataclass(frozen=True)
class Control:
    """How the lead's best lot compares with the best lots of shuffled leads.

    Attributes:
        percentile: share of shuffled leads whose best compatible lot weighs less, in percent; None where the
            lead has no compatible lot or there is only one kind of lot to shuffle with.
        shuffled_percentile: the same for further shuffled leads, averaged: near 50 if the control is fair.
    """

    runs: int
    percentile: float | None
    shuffled_percentile: float | None

    def sentence(self) -> str:
        """The control in words."""
        if self.percentile is None:
            return "no control: the lead has no compatible lot, or all lots are of one kind"
        if self.percentile >= 90:
            reading = "the lead tells these lots apart"
        elif self.percentile <= 60:
            reading = "a lead shuffled in product and time does as well, so this one carries little information"
        else:
            reading = "the lead tells these lots apart only weakly"
        return f"its best lot weighs more than that of {self.percentile:.0f} % of {self.runs} shuffled leads: {reading}"

    def record(self) -> dict[str, Any]:
        """As printed."""
        return {
            "runs": self.runs,
            "percentile": self.percentile,
            "shuffled_percentile": self.shuffled_percentile,
            "says": self.sentence(),
        }


def against_shuffled(claim: Claim, lots: Lots, best_db: float | None, runs: int) -> Control:
    """Shuffle product and time `runs` times with a fixed seed and compare the best compatible lots."""
    families = sorted(
        {frozenset(aliases & _families(lots)) for aliases in lots.chip_of if aliases & _families(lots)}, key=sorted
    )
    if best_db is None or runs == 0 or (len(families) < 2 and claim.last is None and claim.said_on is None):
        return Control(runs, None, None)
    dated = claim if claim.last or claim.said_on else replace(claim, last=instant(removal_by(claim, lots)).date())
    draws = np.random.default_rng(_SEED)
    scores = np.array(
        [
            _best(
                shifted(
                    dated,
                    families[int(draws.integers(len(families)))] if claim.parts else frozenset(),
                    int(draws.integers(-_REACH_DAYS, _REACH_DAYS + 1)),
                ),
                lots,
            )
            for _ in range(runs)
        ]
    )
    half = runs // 2
    further = np.array([_rank(score, scores[:half]) for score in scores[half:]])
    return Control(runs, round(_rank(best_db, scores), 1), round(float(further.mean()), 1))


def _families(lots: Lots) -> frozenset[str]:
    return frozenset(words("parts")["families"])


def _rank(score: float, among: np.ndarray) -> float:
    """Mid-rank of a score, in percent."""
    return float(100 * (np.count_nonzero(among < score) + 0.5 * np.count_nonzero(among == score)) / len(among))


def _best(claim: Claim, lots: Lots) -> float:
    db, verdicts, _ = judge(claim, lots, weigh(claim, lots))
    compatible = [float(weight) for weight, verdict in zip(db, verdicts, strict=True) if verdict == "compatible"]
    return round(max(compatible), 2) if compatible else -1e9
