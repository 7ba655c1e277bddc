"""Chips that a site's power, cooling and floor can run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from enduse.errors import InputError
from enduse.estimate.parameters import bounds, figures, sources
from enduse.model import parts
from enduse.model.parts import Part


@dataclass(frozen=True)
class Hall:
    """What a site offers; what is None sets no bound.

    Attributes:
        power_kw: total contracted power; machines may draw power_kw / pue.
        cooling_kw: heat that can be carried away.
        racks: rack positions; floor_m2 gives them where they are not counted.
    """

    power_kw: float | None = None
    pue: float = 1.0
    cooling_kw: float | None = None
    racks: int | None = None
    floor_m2: float | None = None

    @property
    def load_kw(self) -> float | None:
        """Power for machines, kW: the smaller of what the grid and the cooling allow."""
        given = [
            load
            for load in (None if self.power_kw is None else self.power_kw / self.pue, self.cooling_kw)
            if load is not None
        ]
        return min(given) if given else None


def estimate(hall: Hall, systems: Sequence[str] = (), observed_kw: float | None = None) -> dict[str, Any]:
    """What `estimate site` prints.

    Raises:
        InputError: if the hall has no bound, a number is not positive, or a system has no rated power.
        UnknownName: if a system is not in the catalogue.
    """
    _check(hall, observed_kw)
    chosen = [_system(name) for name in systems] or [
        p for p in parts.catalogue().values() if p.kind == "system" and _rated(p) is not None
    ]
    record: dict[str, Any] = {
        "power_kw": hall.power_kw,
        "pue": hall.pue,
        "load_kw": hall.load_kw,
        "racks": hall.racks,
        "floor_m2": hall.floor_m2,
        "systems": [_capacity(hall, part) for part in chosen],
    }
    if observed_kw is not None:
        record["observed_kw"] = observed_kw
        record["running"] = [_running(hall, part, observed_kw) for part in chosen]
    record["parameters"] = sources(figures("site"))
    return record


def _check(hall: Hall, observed_kw: float | None) -> None:
    if hall.load_kw is None and hall.racks is None and hall.floor_m2 is None and observed_kw is None:
        raise InputError(
            "enduse estimate site",
            "--power-kw, --cooling-kw, --racks, --floor-m2 or --observed-kw",
            "none of them",
            "Give at least one",
        )
    named = {
        "--power-kw": hall.power_kw,
        "--cooling-kw": hall.cooling_kw,
        "--racks": hall.racks,
        "--floor-m2": hall.floor_m2,
        "--observed-kw": observed_kw,
    }
    for option, value in named.items():
        if value is not None and not value > 0:
            raise InputError(option, "a number above zero", str(value), "Mend it")
    if not hall.pue >= 1:
        raise InputError("--pue", "a power usage effectiveness of 1 or more", str(hall.pue), "Mend it")


def _system(name: str) -> Part:
    part = parts.expect(name, "--system")
    if _rated(part) is None:
        raise InputError(
            "--system", "a system with a rated power", f"{part.name} without one", "Choose DGX H100 or another system"
        )
    return part


def _rated(part: Part) -> tuple[float, float] | None:
    figure = part.figure("power_kw")
    low, high = figure.low, figure.high
    if low is None or high is None:
        return None
    return float(low), float(high)


def _capacity(hall: Hall, part: Part) -> dict[str, Any]:
    """Chips by each bound; `chips` is the smallest: least, by rated power alone, most."""
    low_kw, high_kw = _rated(part) or (math.nan, math.nan)
    known = figures("site")
    spare, drawn = bounds(known["overhead"]), bounds(known["draw_of_rated"])
    limits: dict[str, list[int]] = {}
    if hall.load_kw is not None:
        limits["power"] = [
            math.floor(hall.load_kw / (high_kw * (1 + spare[1]) * drawn[1])),
            math.floor(hall.load_kw / ((low_kw + high_kw) / 2)),
            math.floor(hall.load_kw / (low_kw * (1 + spare[0]) * drawn[0])),
        ]
    places = _rack_places(hall)
    height = part.figure("rack_units").low
    if places is not None and height:
        fit = math.floor(float(known["rack_units"]["value"]) / height) or 1
        limits["racks"] = [places[0] * fit, round((places[0] + places[1]) / 2) * fit, places[1] * fit]
    bound = [min(limit[end] for limit in limits.values()) if limits else 0 for end in range(3)]
    return {
        "system": part.name,
        "chips_per_system": part.chips,
        "systems": [bound[0], bound[2]],
        "chips": [bound[0] * part.chips, bound[2] * part.chips],
        "chips_rated": bound[1] * part.chips,
        "bound_by": min(limits, key=lambda name: limits[name][1]) if limits else None,
        "limits": {name: [count * part.chips for count in limit] for name, limit in limits.items()},
    }


def _rack_places(hall: Hall) -> tuple[int, int] | None:
    if hall.racks is not None:
        return hall.racks, hall.racks
    if hall.floor_m2 is None:
        return None
    near, wide = bounds(figures("site")["floor_m2_per_rack"])
    return math.floor(hall.floor_m2 / wide), math.floor(hall.floor_m2 / near)


def _running(hall: Hall, part: Part, observed_kw: float) -> dict[str, Any]:
    """Chips that an observed site load is consistent with: all under load, to all idle, besides the overhead."""
    low_kw, high_kw = _rated(part) or (math.nan, math.nan)
    known = figures("site")
    spare, drawn, idle = bounds(known["overhead"]), bounds(known["draw_of_rated"]), bounds(known["idle_share"])
    load = observed_kw / hall.pue
    least = math.floor(load / (high_kw * drawn[1] * (1 + spare[1])))
    loaded = math.floor(load / (low_kw * drawn[0] * (1 + spare[0])))
    idling = math.floor(load / (low_kw * idle[0]))
    return {
        "system": part.name,
        "chips": [least * part.chips, loaded * part.chips],
        "chips_if_all_idle": idling * part.chips,
        "says": "the first two hold if the machines work; idle machines draw less, so more could stand there",
    }


def lines(record: Mapping[str, Any]) -> list[str]:
    """The estimate for a person."""
    load = record["load_kw"]
    told = [f"{load:,.0f} kW for machines" if load is not None else "no power given"]
    for row in record["systems"]:
        if row["bound_by"]:
            low, high = row["chips"]
            rated = f"({row['chips_rated']:,} at rated power; bound by {row['bound_by']})"
            told.append(f"{row['system']:<40}{low:>8,} to {high:,} chips {rated}")
    for row in record.get("running", []):
        low, high = row["chips"]
        idle = f"up to {row['chips_if_all_idle']:,} if idle"
        observed = f"observed {record['observed_kw']:,.0f} kW"
        told.append(f"{observed}  {row['system']:<24}{low:>8,} to {high:,} chips at work, {idle}")
    return told
