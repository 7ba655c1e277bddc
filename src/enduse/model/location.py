"""The table of places that delays allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from enduse.model.table import table


@table("locations", kind="derived", writer="proof.delay")
@dataclass(frozen=True)
class Location:
    """Where the delays of one day allow a unit to have been."""

    unit: Annotated[str, "identifier as the landmarks wrote it"]
    site: Annotated[str | None, "site id that the unit was said to be at"]
    at: Annotated[datetime | None, "last measurement of the day, UTC"]
    verdict: Annotated[str, "cleared, contradicted or unresolved"]
    grade: Annotated[str, "attested if the unit's registered key signed, else read"]
    latitude: Annotated[float | None, "best guess, degrees north: a score, no proof"]
    longitude: Annotated[float | None, "best guess, degrees east: a score, no proof"]
    radius_km: Annotated[float | None, "no allowed land is farther than this from the best guess, km"]
    excluded: Annotated[list[str], "countries of the exclusion list that the delays rule out"]
    countries: Annotated[list[str], "countries that the delays allow, likeliest first"]
    binding: Annotated[list[str], "landmarks that decide the verdict"]
    landmarks: Annotated[int, "landmarks that measured and were used"]
    llr_db: Annotated[float | None, "claimed place against the best excluded place, decibans; a score"]
    because: Annotated[str, "the deciding lines"]
    source: Annotated[str | None, "FILE:ROW of the first measurement"]
