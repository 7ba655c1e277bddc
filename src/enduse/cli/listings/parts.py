"""`enduse list parts`."""

from __future__ import annotations

from typing import Any

from enduse.model.measures import Interval
from enduse.model.parts import catalogue


class Figures(dict[str, Any]):
    """The figures of a part: whole in JSON, a count to a person."""

    def __str__(self) -> str:
        return f"{len(self)} with sources (--json)"


def rows() -> list[dict[str, Any]]:
    """Each part of the catalogue with its figures, sources and confidence."""
    return [
        {
            "part": part.name,
            "vendor": part.vendor,
            "kind": part.form or part.kind,
            "chips": part.chips,
            "contains": list(part.contains),
            "tpp": _plain(part.tpp),
            "performance_density": _plain(part.performance_density),
            "memory_gb_s": _plain(part.figure("memory_gb_s")),
            "interconnect_gb_s": _plain(part.figure("interconnect_gb_s")),
            "datacentre": part.agreed("datacentre"),
            "families": list(part.families),
            "aliases": list(part.aliases),
            "figures": Figures({
                name: {"value": _plain(figure.value), "source": figure.source, "confidence": figure.confidence}
                for name, figure in part.figures.items()
            }),
            "note": part.note,
        }
        for part in catalogue().values()
    ]


def _plain(value: Interval) -> float | list[float | None] | None:
    if value.is_unknown:
        return None
    return _short(value.low) if value.is_exact else [_short(value.low), _short(value.high)]


def _short(end: float | None) -> float | None:
    return None if end is None else round(end, 4)
