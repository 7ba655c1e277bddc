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
