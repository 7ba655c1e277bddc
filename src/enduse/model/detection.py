"""What detectors could see: an empty answer is only as good as this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from enduse.model.table import table


@table("detector_coverage", kind="derived", writer="detect.findings")
@dataclass(frozen=True)
class Coverage:
    """One thing a detector needs to see, and how much of it the evidence holds."""

    detector: Annotated[str, "detector by name"]
    need: Annotated[str, "what it needs to see"]
    rows: Annotated[int, "rows of that kind in the evidence"]
    could_see: Annotated[bool, "false: the detector was blind, and its silence means nothing"]


@table("detectors", kind="derived", writer="detect.findings")
@dataclass(frozen=True)
class Question:
    """A detector's own case: what it asks, what an answer is worth, and what else would explain it."""

    detector: Annotated[str, "detector by name"]
    question: Annotated[str, "what it asks"]
    family: Annotated[str, "family, capped together in the score"]
    m: Annotated[float, "P(finding | diverted)"]
    u: Annotated[float, "P(finding | as booked)"]
    basis: Annotated[str, "where m and u come from"]
    typologies: Annotated[list[str], "methods of diversion that it covers"]
    red_flags: Annotated[list[str], "published flags that it tests; DER marks an analyst's hypothesis"]
    innocent: Annotated[list[str], "explanations that fit as well"]
    check: Annotated[str, "what would separate them"]
