"""One unit's delays to one verdict, with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from enduse.model.borders import borders, name_of
from enduse.model.sphere import EARTH_RADIUS_KM, Floats
from enduse.proof.delay_bounds import Region, binding, possible, region_of
from enduse.proof.delay_points import Disks, Ground, world
from enduse.proof.delay_records import FIBRE_KM_PER_MS, TOLERANCE_KM

Verdict = Literal["cleared", "contradicted", "unresolved"]

CONTRADICTING_LANDMARKS = 2
"""Landmarks that must exclude a claim before it is contradicted: one alone may itself be wrong."""


@dataclass(frozen=True)
class Assumptions:
    """What a verdict rests on.

    Attributes:
        exclude: countries that a cleared unit cannot be in, ISO 3166 alpha-2.
        km_per_ms: distance that a signal can cover for each millisecond of round trip.
        tolerance_km: how far a landmark, or a claimed site, may be from its stated place.
        witnesses: landmarks that must exclude each place of the excluded countries.
    """

    exclude: tuple[str, ...] = ("CN", "HK", "MO")
    km_per_ms: float = FIBRE_KM_PER_MS
    tolerance_km: float = TOLERANCE_KM
    witnesses: int = 1


@dataclass(frozen=True)
class Claim:
    """Where a unit is said to be: a point, or a country only.

    Attributes:
        point: unit vector, shape (3,); None if only the country is known.
        country: index of the country among the borders' codes, -1 if unknown.
        ground: the country's points, where the claim has no point.
        says: the claim in words.
    """

    point: Floats | None
    country: int
    ground: Ground | None
    says: str


@dataclass(frozen=True)
class Located:
    """The answer about one unit; `latitude` to `radius_km` are None where nothing measured it."""

    unit: str
    verdict: Verdict
    excluded: tuple[str, ...]
    countries: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    radius_km: float | None
    binding: tuple[str, ...]
    llr_db: float | None
    because: tuple[str, ...]
    landmarks: int
    witnesses: int

    def as_json(self) -> dict[str, Any]:
        """The object that ``enduse locate --json`` prints."""
        return {
            "unit": self.unit,
            "verdict": self.verdict,
            "excluded": list(self.excluded),
            "countries": list(self.countries),
            "latitude": _rounded(self.latitude, 4),
            "longitude": _rounded(self.longitude, 4),
            "radius_km": _rounded(self.radius_km, 1),
            "binding": list(self.binding),
            "llr_db": _rounded(self.llr_db, 2),
            "because": list(self.because),
            "landmarks": self.landmarks,
            "witnesses": self.witnesses,
        }


def unmeasured(unit: str) -> Located:
    """The answer about a unit that no landmark of known place measured."""
    because = ("no landmark of known place, agreeing with the others, measured this unit",)
    return Located(unit, "unresolved", (), borders().codes, None, None, None, (), None, because, 0, 0)


@dataclass(frozen=True)
class Judgement:
    """What physics alone says of one unit."""

    verdict: Verdict
    excluded: tuple[str, ...]
    binding: tuple[int, ...]
    witnesses: int
    because: tuple[str, ...]


def judge(
    disks: Disks, region: Region, assumptions: Assumptions, ground: Ground, claim: Claim | None, names: Sequence[str]
) -> Judgement:
    """The verdict of the physical bound.

    While some place fits all delays, a delay that grows can only turn a verdict to unresolved, or lift
    a contradiction; it never adds to the excluded countries.
    """
    held = possible(disks, region, ground)
    excluded = () if region.empty else tuple(code for code in assumptions.exclude if code not in held)
    against = contradicting(disks, claim) if claim else ()
    if claim and len(against) >= CONTRADICTING_LANDMARKS:
        lines = tuple(_against(disks, claim, i, names) for i in against[:3])
        return Judgement("contradicted", excluded, against, len(against), lines)
    tightest = f"the tightest, {names[disks.landmark[0]]}, puts it within {disks.radius_km[0]:,.0f} km"
    if region.empty:
        line = "no place fits all delays: a landmark errs, or one key answers from several places"
        return Judgement("unresolved", (), (int(disks.landmark[0]),), 0, (line, tightest))
    if held or not ground.countries:
        open_to = ", ".join(name_of(code) for code in sorted(held))
        line = f"possible still: {open_to}" if open_to else "no country was asked to be excluded"
        bounding = tuple(binding(disks, world().points.centre)[:3])
        return Judgement("unresolved", excluded, bounding, 0, (line, tightest))
    least = ground.points.least_excluded(disks, ground.margin_km)
    deciding = tuple(binding(disks, ground.points.vectors, ground.margin_km))
    if least < assumptions.witnesses:
        line = f"only {least} landmarks exclude some place there, {assumptions.witnesses} are asked for"
        return Judgement("unresolved", excluded, deciding, least, (line, tightest))
    line = f"no signal could have come in time from {', '.join(name_of(code) for code in excluded)}"
    each = tuple(_for(disks, i, names) for i in deciding[:3])
    return Judgement("cleared", excluded, deciding, least, (line, *each))


def contradicting(disks: Disks, claim: Claim) -> tuple[int, ...]:
    """Landmarks whose disks hold no place of the claim, tightest first."""
    if claim.point is not None:
        return tuple(int(i) for i in disks.excludes(claim.point))
    if claim.ground is None:
        return ()
    alone = (disks.only(i) for i in range(len(disks.landmark)))
    return tuple(int(disk.landmark[0]) for disk in alone if not possible(disk, region_of(disk, world()), claim.ground))


def _for(disks: Disks, landmark: int, names: Sequence[str]) -> str:
    radius = disks.radius_km[disks.landmark == landmark][0]
    return f"{names[landmark]} puts it within {radius:,.0f} km"


def _against(disks: Disks, claim: Claim, landmark: int, names: Sequence[str]) -> str:
    at = int(np.flatnonzero(disks.landmark == landmark)[0])
    limit = f"{names[landmark]} puts it within {disks.radius_km[at]:,.0f} km"
    if claim.point is None:
        return f"{limit}, and {claim.says} is farther"
    away = float(np.arccos(np.clip(disks.centre[at] @ claim.point, -1.0, 1.0))) * EARTH_RADIUS_KM
    return f"{limit}, and {claim.says} is {away:,.0f} km away"


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
