"""The case: a title, two clocks and what the user decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from enduse.model.evidence import Exhibit, Recorded, Source
from enduse.model.table import table


@table("cases", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class Case:
    """What `case.toml` of an evidence folder says; the one admitted last holds."""

    title: Annotated[str | None, "title of the case"]
    as_of: Annotated[datetime | None, "what had happened by then, UTC, inclusive"]
    known_by: Annotated[datetime | None, "what had been recorded by then, UTC, inclusive"]
    timeliness_days: Annotated[int | None, "how old a sighting may be and still verify, days"]
    prior_diverted: Annotated[float | None, "probability before any evidence that a unit is diverted"]
    detection_goal: Annotated[float | None, "probability of finding at least one missing unit that a visit aims at"]
    visits: Annotated[int | None, "visits that can be made"]
    random_share: Annotated[float | None, "share of visits that are drawn at random"]
    recorded: Recorded
    source: Source
    exhibit: Exhibit
