"""Lays out the temporary tables that several detectors look through."""

from __future__ import annotations

import pyarrow as pa

from enduse.model import parts
from enduse.store import View, named

LENSES = ("party_facts", "site_facts", "sighted", "silent", "waves", "paper_weights", "passages", "missed", "ended")
"""In the order in which they build on each other; each is a file of `lenses`."""


def lay_out(view: View) -> None:
    """Keep every lens as a temporary table, names as `site_keys`, the catalogue's power and weight as `part_load`."""
    view.register("part_load", _part_load())
    view.keep("site_keys", named("enduse.model", "site_keys"))
    for name in LENSES:
        view.keep(name, named("enduse.detect.lenses", name))


def _part_load() -> pa.Table:
    """For each catalogue part the least electric load and weight of one of its chips, server included.

    Where no server is known that holds it, the load is the chip's alone: a lower bound.
    """
    rows: dict[str, tuple[int, float | None, float | None]] = {}
    systems = [part for part in parts.catalogue().values() if part.kind == "system" and part.chips]
    for part in parts.catalogue().values():
        hosts = [part] if part.chips > 1 else [s for s in systems if part in s.ics and len(s.ics) == 1]
        power = [low / s.chips for s in hosts if (low := s.figure("power_kw").low)]
        weight = [low / s.chips for s in hosts if (low := s.figure("weight_kg").low)]
        alone_w = part.figure("power_w").low if part.chips == 1 else None
        if not power and alone_w:
            power = [alone_w / 1000]
        rows[part.name] = (part.chips, min(power, default=None), min(weight, default=None))
    return pa.table(
        {
            "part": pa.array(list(rows), pa.string()),
            "part_chips": pa.array([row[0] for row in rows.values()], pa.int64()),
            "chip_kw": pa.array([row[1] for row in rows.values()], pa.float64()),
            "chip_kg": pa.array([row[2] for row in rows.values()], pa.float64()),
        }
    )
