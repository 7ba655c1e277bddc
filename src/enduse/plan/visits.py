"""Which sites to visit next, how many units to read there, and which."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from math import ceil

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from enduse.model.judgement import ITEM_SENSITIVITY
from enduse.plan.choice import Limits, choose
from enduse.plan.game import floor
from enduse.plan.sampling import detection_probability, sample_size, systematic_by_weight
from enduse.store import View, named

Numbers = NDArray[np.float64]

TRAVEL_HOURS, UNIT_HOURS = 16.0, 0.05
"""Of one visit, two days with the way; of one electronic reading, three minutes (judgement)."""
SHARE_GONE = 0.02
"""A site counts as depleted when this share of its units is gone; the sample must notice it (question 29)."""
LEAST_BY_LOT = 0.1
"""Only visits drawn by lot can calibrate the score, so their share is never below a tenth."""
MOST_READ = 200
"""No officer reads more units in one visit."""


@dataclass(frozen=True)
class Site:
    """One site as a visit would find it; arrays run over its units."""

    site: str
    country: str
    part: str
    units: tuple[str, ...]
    chips: Numbers = field(repr=False, compare=False)
    chance: Numbers = field(repr=False, compare=False)
    unverified: float

    def sample(self, goal: float) -> int:
        """Units to read so that a depleted site is noticed with the wanted probability."""
        gone = max(1, ceil(SHARE_GONE * len(self.units)))
        size = sample_size(len(self.units), gone, goal, sensitivity=ITEM_SENSITIVITY["read"])
        return min(len(self.units), MOST_READ, size or len(self.units))

    def detection(self, sample: int) -> float:
        """P(the sample notices one missing unit | the site is depleted)."""
        gone = max(1, ceil(SHARE_GONE * len(self.units)))
        return detection_probability(len(self.units), gone, sample, sensitivity=ITEM_SENSITIVITY["read"])

    def cost(self, sample: int) -> float:
        return TRAVEL_HOURS + UNIT_HOURS * sample

    def value(self, sample: int) -> float:
        """GPUs that the visit is expected to find missing: drawn units by their weight, times the reading's power."""
        shares = inclusion(self.weights(), sample)
        return float(ITEM_SENSITIVITY["read"] * np.sum(shares * self.chips * self.chance))

    def weights(self) -> Numbers:
        """Half of a unit's chance to be drawn is equal for all, half goes by its probability."""
        total = float(self.chance.sum())
        even = np.full(len(self.units), 0.5 / max(1, len(self.units)))
        return np.asarray(even + (0.5 * self.chance / total if total > 0.0 else even), dtype=float)


@dataclass(frozen=True)
class Wanted:
    """What is asked of a plan; `hours` None is no limit."""

    visits: int = 12
    goal: float = 0.9
    random_share: float = 0.1
    hours: float | None = None


@dataclass(frozen=True)
class Planned:
    """One planned visit; `by_lot` is the chance with which the lot fell on the site, None where risk chose it."""

    site: Site
    sample: int
    reason: str
    serials: tuple[str, ...]
    by_lot: float | None = None


def plan(view: View) -> pa.Table:
    """Rows of `visits`, in the order of their value; the seed is fixed by the evidence itself.

    A plan for officers takes a secret seed instead (`enduse plan`), whose hash is committed beforehand.
    """
    policy = view.policy
    wanted = Wanted(policy.visits, policy.detection_goal, policy.random_share)
    return table(draw(populations(view), wanted, evidence_seed(view)))


def evidence_seed(view: View) -> str:
    """A seed that anybody with the evidence can compute again."""
    row = view.one("SELECT count(*) AS n, min(unit) AS first, max(seq) AS last FROM timeline") or {}
    return hashlib.sha256(f"{row.get('n')}/{row.get('first')}/{row.get('last')}/{view.as_of}".encode()).hexdigest()


def draw(sites: list[Site], asked: Wanted, seed: str) -> list[Planned]:
    """Choose the visits worth most within the limits, and a fixed random share of at least a tenth among the rest.

    The chosen are a stratum of certainty, the rest one of lot, so every site's chance of a visit is known.
    """
    wanted = min(asked.visits, len(sites))
    if wanted <= 0:
        return []
    samples = [site.sample(asked.goal) for site in sites]
    by_lot = min(wanted, max(1, ceil(max(LEAST_BY_LOT, asked.random_share) * wanted)))
    costs = np.array([site.cost(sample) for site, sample in zip(sites, samples, strict=True)])
    hours = None if asked.hours is None else max(0.0, asked.hours - by_lot * float(np.median(costs)))
    values = np.array([site.value(sample) for site, sample in zip(sites, samples, strict=True)])
    limits = Limits(wanted - by_lot, hours, max(2, ceil(wanted / 3)))
    picked = choose(values, costs, [site.country for site in sites], limits)
    chosen: list[tuple[int, str, float | None]] = [(place, _why(sites[place]), None) for place in picked]
    rest = [place for place in range(len(sites)) if place not in picked]
    spare = None if asked.hours is None else asked.hours - float(costs[picked].sum())
    for place, chance in _by_lot([sites[place] for place in rest], costs[rest], by_lot, seed):
        if spare is None or costs[rest[place]] <= spare:
            spare = None if spare is None else spare - float(costs[rest[place]])
            chosen.append((rest[place], "random: drawn by lot so that the score can be checked", chance))
    chosen.sort(key=lambda item: (-sites[item[0]].value(samples[item[0]]), sites[item[0]].site))
    return [
        Planned(sites[place], samples[place], reason, serials(sites[place], samples[place], seed), chance)
        for place, reason, chance in chosen
    ]


def serials(site: Site, sample: int, seed: str) -> tuple[str, ...]:
    """The serial numbers that the seed draws at a site; with the seed anybody can draw them again."""
    return tuple(systematic_by_weight(site.units, site.weights(), sample, seed + site.site))


def populations(view: View) -> list[Site]:
    """Sites that have units on the book, with each unit's GPUs and probability."""
    rows = view.table(named(__package__, "populations"))
    names = rows["site"].to_pylist()
    starts = [place for place, name in enumerate(names) if place == 0 or names[place - 1] != name]
    columns = {name: rows[name].to_numpy(zero_copy_only=False) for name in ("chips", "probability", "unverified")}
    units, part, country = rows["unit"].to_pylist(), rows["part"].to_pylist(), rows["country"].to_pylist()
    sites = []
    for start, stop in zip(starts, [*starts[1:], len(names)][: len(starts)], strict=True):
        held = part[start:stop]
        sites.append(Site(
            names[start], country[start] or "?", max(sorted(set(held)), key=held.count), tuple(units[start:stop]),
            columns["chips"][start:stop], columns["probability"][start:stop],
            float((columns["unverified"][start:stop] * columns["chips"][start:stop]).sum()),
        ))  # fmt: skip
    return sites


def inclusion(weights: Numbers, size: int) -> Numbers:
    """P(drawn) of each item in a systematic draw by weight: size x weight, none above one."""
    shares = np.zeros(len(weights))
    free = np.ones(len(weights), dtype=bool)
    for _ in range(len(weights)):
        left = size - float(np.count_nonzero(~free))
        total = float(weights[free].sum())
        if left <= 0 or total <= 0:
            break
        shares[free] = left * weights[free] / total
        full = free & (shares >= 1.0)
        if not full.any():
            break
        shares[full] = 1.0
        free &= ~full
    return np.minimum(shares, 1.0)


def table(planned: list[Planned]) -> pa.Table:
    """Planned visits as rows of `visits`."""
    return pa.table({
        "rank": pa.array(range(1, len(planned) + 1), pa.int64()),
        "site": pa.array([p.site.site for p in planned], pa.string()),
        "part": pa.array([p.site.part for p in planned], pa.string()),
        "population": pa.array([len(p.site.units) for p in planned], pa.int64()),
        "sample": pa.array([p.sample for p in planned], pa.int64()),
        "detection_probability": pa.array([p.site.detection(p.sample) for p in planned], pa.float64()),
        "reason": pa.array([p.reason for p in planned], pa.string()),
        "cost": pa.array([p.site.cost(p.sample) for p in planned], pa.float64()),
        "value": pa.array([p.site.value(p.sample) for p in planned], pa.float64()),
        "serials": pa.array([list(p.serials) for p in planned], pa.list_(pa.string())),
    })  # fmt: skip


def _by_lot(sites: list[Site], costs: Numbers, count: int, seed: str) -> list[tuple[int, float]]:
    """Sites drawn by lot among those that risk has not chosen, and their chances: half by the floor, half equal.

    The floor is water-filling over what an informed diverter could take unseen; every site keeps a chance, and
    its chance is known.
    """
    if not sites:
        return []
    visits = floor(np.array([site.unverified for site in sites]), costs, count * float(costs.mean()))
    even = np.full(len(sites), 1.0 / len(sites))
    chances = 0.5 * even + 0.5 * (visits / visits.sum() if visits.sum() > 0.0 else even)
    order = [str(place).zfill(6) for place in range(len(sites))]
    due = inclusion(chances, count)
    return [(int(name), float(due[int(name)])) for name in systematic_by_weight(order, chances, count, seed + "/lot")]


def _why(site: Site) -> str:
    expected = float((site.chance * site.chips).sum())
    return (
        f"risk: {expected:.0f} of {site.chips.sum():.0f} GPUs expected missing, "
        f"{site.unverified:.0f} without an electronic reading within the goal"
    )
