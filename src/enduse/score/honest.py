"""What an honest site misses at a close: how often, how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy

from enduse.score.series import Numbers
from enduse.score.silence import DEATH_PER_DAY, DEATH_WEIGHT

Series = tuple[str, str]
"""Site and holder."""

LASTING_DAYS = 60.0
"""Before the data a silence of more than two rounds lasts so long, worth two of them (judgement)."""
MISREAD = 0.01
"""P(an item of a lot is miscounted by eye): one in a hundred (judgement)."""
LOT_TOLERANCE = 0.005
"""Standard deviation of a whole lot's count by eye, as a share of it: a carton of eight in 1,600 (judgement)."""


@dataclass(frozen=True)
class Onsets:
    """Times at which a container's chips fell silent together, one element each; none while the whole site was dark."""

    series: list[Series]
    chips: Numbers
    days: Numbers
    came_back: Numbers


@dataclass(frozen=True)
class Habit:
    """How the chips of a site and holder fall silent without being gone.

    Args:
        per_day: times a container falls silent, for each of its chips and day in service.
        days: mean length of a silence.
        lasting_days: how long the silence lasts that a chip silent at a close is in the midst of; long ones weigh more.
        grain: chips that fall silent together: one container, one agent.
    """

    per_day: float
    days: float
    lasting_days: float
    grain: float

    @property
    def share(self) -> float:
        """Chips silent at a close, of those in service, expected of an honest site."""
        odds = self.per_day * self.grain * self.days
        return odds / (1.0 + odds)


def learn(served: Mapping[Series, float], onsets: Onsets) -> dict[Series, Habit]:
    """Habits of each site and holder, drawn towards those of all, and those towards what is stated above.

    Only silences that ended by themselves teach rate and length: what never came back may be gone. So agents that die
    for good, and silences still open, are counted against the site and not for its noise. The grain is learned from
    all: it is the size of a container, whatever became of it.

    Args:
        served: chip-days in service while inventories could be taken.
    """
    chips, back = onsets.chips, onsets.came_back > 0
    days = np.minimum(onsets.days, 2.0 * LASTING_DAYS)
    prior = DEATH_WEIGHT * LASTING_DAYS
    grain = (float(np.sum(chips**2 * days)) + prior) / (float(np.sum(chips * days)) + prior)
    chips, days, weight = chips[back], onsets.days[back], DEATH_WEIGHT * grain
    length = (float(np.sum(chips * days)) + weight * LASTING_DAYS) / (float(np.sum(chips)) + weight)
    lasting = (0.5 * float(np.sum(chips**2 * days**2)) + weight * grain * LASTING_DAYS**2) / (
        float(np.sum(chips**2 * days)) + weight * grain * LASTING_DAYS
    )
    own = dict.fromkeys(served, 0.0)
    for place, fallen in zip(np.flatnonzero(back).tolist(), chips.tolist(), strict=True):
        own[onsets.series[place]] += fallen / grain
    overall = (sum(own.values()) + DEATH_WEIGHT) / (sum(served.values()) / grain + DEATH_WEIGHT / DEATH_PER_DAY)
    containers = {series: chip_days / grain + DEATH_WEIGHT / overall for series, chip_days in served.items()}
    return {
        series: Habit((own[series] + DEATH_WEIGHT) / containers[series] / grain, length, lasting, grain)
        for series in served
    }


def errors(habit: Habit, book: Numbers, elapsed: Numbers) -> tuple[Numbers, Numbers]:
    """Share of the earlier error that lasts until each close, and the variance of what came on top, chips squared.

    Electronic reads have no count variance of their own: what varies is which honest chips do not answer, container by
    container, binomially, and a silence lasts. The variance has a floor, so that no series divides by nothing: one
    container that falls silent may not stand out by more than its rarity, P(any container here falls silent in the
    period), as a normal deviate.

    Args:
        habit: how the chips fall silent.
        book: chips in service at each close.
        elapsed: days since the last close.
    """
    book = np.maximum(book, 1.0)
    carried = np.exp(-elapsed / habit.lasting_days)
    fresh = habit.grain * habit.share * (1.0 - habit.share) * book * (1.0 - carried**2)
    quiet = np.exp(-habit.per_day * book * elapsed)
    rarity = np.maximum(scipy.special.ndtri(np.clip(quiet, 1e-12, 1.0 - 1e-12)), 1.0)
    return carried, np.maximum(fresh, (habit.grain / rarity) ** 2)


def miscounts(counted: Numbers) -> Numbers:
    """Variance of counts of lots by eye, chips squared: p(1-p)n, and the tolerance of the whole squared.

    An error of a count stays until the next one. Where nothing was counted in a period, that of one item is the floor.

    Args:
        counted: chips counted by eye in each period.
    """
    each = MISREAD * (1.0 - MISREAD)
    return np.where(counted > 0, each * counted + (LOT_TOLERANCE * counted) ** 2, each)
