"""Locates units from landmarks' round trips: the whole computation, no files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from enduse.errors import InputError
from enduse.model.borders import borders, country_near
from enduse.model.sphere import Floats, distances_km, unit_vectors
from enduse.proof.delay_bounds import Region, possible, radius_from, region_of
from enduse.proof.delay_density import Density, Pairs, fit
from enduse.proof.delay_estimate import (
    Places,
    Tempering,
    Weighing,
    excluded_places,
    guess,
    one_place,
    places_of,
    ratio_db,
    temper,
)
from enduse.proof.delay_landmarks import excess_km, inconsistent
from enduse.proof.delay_points import Disks, Ground, disks_of, ground_of, world
from enduse.proof.delay_records import TOLERANCE_KM, Landmarks, RoundTrips, mutual_rtt_ms
from enduse.proof.delay_verdict import Assumptions, Claim, Located, judge, unmeasured


@dataclass(frozen=True)
class Locator:
    """Landmarks, what they measured, and what is assumed; answers for one unit at a time.

    A unit that is itself a landmark is located as if its own record did not exist: neither its stated
    place, nor the pairs it takes part in, nor a self-check verdict that rests on them is used for it.
    """

    landmarks: Landmarks
    round_trips: RoundTrips
    assumptions: Assumptions

    @cached_property
    def _column(self) -> dict[str, int]:
        return self.landmarks.index()

    @cached_property
    def _excess_km(self) -> Floats:
        distance = distances_km(self.landmarks.vectors, self.landmarks.vectors)
        mutual = mutual_rtt_ms(self.round_trips, self.landmarks)
        return excess_km(distance, mutual, self.assumptions.km_per_ms, self.assumptions.tolerance_km)

    @cached_property
    def _inconsistent(self) -> NDArray[np.bool_]:
        return inconsistent(self._excess_km)

    @cached_property
    def pairs(self) -> Pairs:
        """What the landmarks measured of each other."""
        mutual = mutual_rtt_ms(self.round_trips, self.landmarks)
        return Pairs(mutual, distances_km(self.landmarks.vectors, self.landmarks.vectors), self.landmarks.country)

    @cached_property
    def _ground(self) -> Ground:
        return ground_of(self.assumptions.exclude)

    @cached_property
    def _places(self) -> Places:
        return places_of(self.landmarks.vectors, self.landmarks.country)

    @cached_property
    def against(self) -> Places:
        """The excluded places that a claim is weighed against."""
        return excluded_places(self.assumptions.exclude)

    @cached_property
    def _outside_places(self) -> Places:
        excluded = [borders().codes.index(code) for code in self.assumptions.exclude]
        return self._places.select(~np.isin(self._places.country, excluded) & (self._places.landmark < 0))

    @cached_property
    def tempering(self) -> Tempering:
        """The weights that make the landmarks' own places come out as likely as they are."""
        return temper(self.pairs, self.landmarks.vectors, ~self._inconsistent)

    @cached_property
    def _density_for_strangers(self) -> Density:
        return fit(self.pairs, ~self._inconsistent)

    def landmark_verdicts(self) -> dict[str, bool]:
        """Each landmark, and whether its place agrees with the others' round trips."""
        return {name: not bad for name, bad in zip(self.landmarks.ids, self._inconsistent, strict=True)}

    def locate(self, unit: str, claim: Claim | None = None) -> Located:
        """The verdict, region, best guess and score of one unit."""
        own = self._column.get(unit)
        usable = ~(inconsistent(self._excess_km, own) if own is not None else self._inconsistent)
        if own is not None:
            usable[own] = False
        rtt_ms = np.where(usable, self.round_trips.of(unit), np.inf)
        disks = disks_of(rtt_ms, self.landmarks.vectors, self.assumptions.km_per_ms, self.assumptions.tolerance_km)
        if not len(disks.landmark):
            return unmeasured(unit)
        region = region_of(disks, world())
        judged = judge(disks, region, self.assumptions, self._ground, claim, self.landmarks.ids)
        located = Located(
            unit=unit,
            verdict=judged.verdict,
            excluded=judged.excluded,
            countries=(),
            latitude=None,
            longitude=None,
            radius_km=None,
            binding=tuple(self.landmarks.ids[i] for i in judged.binding),
            llr_db=None,
            because=judged.because,
            landmarks=len(disks.landmark),
            witnesses=judged.witnesses,
        )
        density = self._density_for_strangers if own is None else fit(self.pairs, usable)
        weighing = Weighing(density, self.pairs, self.landmarks.vectors, disks, self.tempering.plain)
        located = replace(located, llr_db=self._score(weighing, rtt_ms, claim))
        return self._guessed(located, region, disks, rtt_ms, density)

    def _guessed(self, located: Located, region: Region, disks: Disks, rtt_ms: Floats, density: Density) -> Located:
        """Adds best guess, countries and radius to a verdict; changes nothing of the verdict."""
        held = self._places.points.held(disks)
        own = self._column.get(located.unit, -2)
        held = held[self._places.landmark[held] != own]
        vectors = self.landmarks.vectors
        best = guess(density, self.pairs, rtt_ms, vectors, self._places, held, self.tempering.local)
        allowed = possible(disks, region, world()) - set(located.excluded)
        if best is None:
            return replace(located, countries=tuple(sorted(allowed)))
        return replace(
            located,
            countries=_ranked(allowed, best.countries),
            latitude=best.latitude,
            longitude=best.longitude,
            radius_km=radius_from(disks, region, world(), (best.latitude, best.longitude)),
        )

    def _score(self, weighing: Weighing, rtt_ms: Floats, claim: Claim | None) -> float | None:
        """The claimed place, or else the best place outside, against the best excluded place."""
        if claim is None:
            return ratio_db(weighing, rtt_ms, self._outside_places, self.against)
        if claim.point is not None:
            return ratio_db(weighing, rtt_ms, one_place(claim.point, claim.country), self.against)
        within = self._places.select((self._places.country == claim.country) & (self._places.landmark < 0))
        return ratio_db(weighing, rtt_ms, within, self.against)


def _ranked(held: frozenset[str], likeliest: tuple[str, ...]) -> tuple[str, ...]:
    """The allowed countries, those of the guess first."""
    first = [code for code in likeliest if code in held]
    return (*first, *sorted(held - set(first)))


def claim_of(latitude: float | None, longitude: float | None, country: str | None, says: str) -> Claim | None:
    """A claim from what is known of a site; None if neither its coordinates nor a drawn country is."""
    if latitude is not None and longitude is not None:
        code = country or country_near(latitude, longitude, TOLERANCE_KM)
        index = borders().codes.index(code) if code in borders().codes else -1
        return Claim(unit_vectors(latitude, longitude), index, None, says)
    if country in borders().codes:
        return Claim(None, borders().codes.index(country), ground_of((country,)), says)
    return None


def known_codes(codes: Iterable[str], where: str) -> tuple[str, ...]:
    """Country codes in upper case, each drawn on the bundled map.

    Raises:
        InputError: for a code without an outline.
    """
    cleaned = tuple(dict.fromkeys(code.strip().upper() for code in codes if code.strip()))
    for code in cleaned:
        if code not in borders().codes:
            raise InputError(where, "ISO 3166 alpha-2 codes of countries on the map", repr(code), "Write CN,HK,MO")
    return cleaned
