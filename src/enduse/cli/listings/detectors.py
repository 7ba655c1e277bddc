"""Lists the detectors with the case that each makes."""

from __future__ import annotations

from math import log10
from typing import Any

from enduse.detect import detectors


def rows() -> list[dict[str, Any]]:
    """One row a detector."""
    return [
        {
            "detector": one.name,
            "family": one.family,
            "asks": one.question,
            "subject": one.subject,
            "m": one.m,
            "u": one.u,
            "db": round(10 * log10(one.m / one.u), 1),
            "typologies": list(one.typologies),
            "red_flags": list(one.red_flags),
            "basis": one.basis,
            "innocent": list(one.innocent),
            "check": one.check,
        }
        for one in detectors()
    ]
