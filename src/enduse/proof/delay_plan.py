"""Which landmark, within which round trip, would clear a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from enduse.model.borders import distance_km
from enduse.model.sphere import degrees, distances_km, unit_vectors
from enduse.proof.delay_density import SETUP_MS, TYPICAL_KM, TYPICAL_RATIO
from enduse.proof.delay_points import BORDER_SPACING_KM
from enduse.proof.delay_records import FIBRE_KM_PER_MS, Landmarks
from enduse.proof.delay_verdict import Assumptions


@dataclass(frozen=True)
class Budget:
    """What one landmark would have to measure for a unit at the site to be cleared by it alone.

    Attributes:
        landmark: its id, or "on site" for one to be set up in the site's metropolis.
        away_km: from the landmark to the site.
        border_km: from the landmark to the nearest place of an excluded country.
        budget_ms: greatest round trip that clears; zero or less if none can.
        least_ms: round trip of light in fibre along the great circle.
        usual_ms: usual round trip for the distance, by the ratios of a commercial measurement network.
    """

    landmark: str
    away_km: float
    border_km: float
    budget_ms: float
    least_ms: float
    usual_ms: float

    @property
    def prospect(self) -> str:
        """`likely` within the usual round trip, `hard` within physics only, else `impossible`."""
        if self.budget_ms >= self.usual_ms:
            return "likely"
        return "hard" if self.budget_ms > self.least_ms else "impossible"

    def as_json(self) -> dict[str, Any]:
        """The object that ``enduse locate --plan --json`` prints."""
        return {
            "landmark": self.landmark,
            "away_km": round(self.away_km, 1),
            "border_km": round(self.border_km, 1),
            "budget_ms": round(self.budget_ms, 2),
            "least_ms": round(self.least_ms, 2),
            "usual_ms": round(self.usual_ms, 2),
            "prospect": self.prospect,
        }


def usual_rtt_ms(away_km: float) -> float:
    """Median round trip over a distance, from the ratios to fibre time by distance."""
    ratio = float(np.interp(np.log(max(away_km, 1.0)), np.log(TYPICAL_KM), TYPICAL_RATIO))
    return max(ratio * away_km / FIBRE_KM_PER_MS, SETUP_MS)


def budget(name: str, at: tuple[float, float], site: tuple[float, float], assumptions: Assumptions) -> Budget:
    """The budget of a landmark at one place for a site at another, degrees north and east."""
    border = distance_km(assumptions.exclude, *at)
    away = float(distances_km(unit_vectors(*at)[None, :], unit_vectors(*site)[None, :])[0, 0])
    reach = border - assumptions.tolerance_km - BORDER_SPACING_KM / 2.0
    return Budget(
        landmark=name,
        away_km=away,
        border_km=border,
        budget_ms=reach / assumptions.km_per_ms,
        least_ms=away / FIBRE_KM_PER_MS,
        usual_ms=usual_rtt_ms(away),
    )


def plan(site: tuple[float, float], landmarks: Landmarks | None, assumptions: Assumptions) -> list[Budget]:
    """A landmark on site first, then the known ones, those with most room over the usual round trip first."""
    on_site = budget("on site", site, site, assumptions)
    if landmarks is None:
        return [on_site]
    latitude, longitude = degrees(landmarks.vectors)
    known = [
        budget(name, (float(north), float(east)), site, assumptions)
        for name, north, east in zip(landmarks.ids, latitude, longitude, strict=True)
    ]
    return [on_site, *sorted(known, key=lambda each: (-each.budget_ms / each.usual_ms, each.landmark))]
