"""Supply by country and year against plausible capacity."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scipy import stats

from enduse.errors import InputError, Issue
from enduse.estimate.parameters import bounds, figures, sources

COLUMNS: Final = ("country", "year", "imports", "exports", "data_centre_mw", "mirror_exports", "lawful_demand")
WARNING: Final = (
    "mirror gaps are weak: valuation, timing, re-exports and goods codes make declared and received values differ by "
    "large factors without any wrong; a gap is a place to look, never a finding"
)


@dataclass(frozen=True)
class Declared:
    """What is declared for a country and year, in chips; what is None was not given.

    Attributes:
        imports: chips declared as received; exports: as sent on.
        mirror_exports: chips that other countries declare as sent here.
        data_centre_mw: power of data centres, MW; lawful_demand: chips that known buyers account for.
    """

    country: str
    year: int
    imports: float | None = None
    exports: float | None = None
    data_centre_mw: float | None = None
    mirror_exports: float | None = None
    lawful_demand: float | None = None


def read_table(path: Path) -> tuple[list[Declared], list[Issue]]:
    """Read a CSV file of declared shipments.

    Raises:
        InputError: if the file is absent or has no column country or year.
    """
    if not path.is_file():
        raise InputError(str(path), "a CSV file", "nothing of that name", "Check the path")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        absent = [name for name in COLUMNS[:2] if name not in (reader.fieldnames or ())]
        if absent:
            raise InputError(
                path.name,
                f"columns {', '.join(COLUMNS)}",
                f"no {absent[0]}",
                "Name the columns so; only the first two are required",
            )
        rows, issues = [], []
        for number, row in enumerate(reader, 1):
            try:
                rows.append(
                    Declared(
                        row["country"].strip().upper(),
                        int(row["year"]),
                        *(_number(row.get(name)) for name in COLUMNS[2:]),
                    )
                )
            except ValueError:
                issues.append(Issue(f"{path.name}:{number}", "a figure that is no number of 0 or more"))
    return rows, issues


def _number(text: str | None) -> float | None:
    if text is None or not text.strip():
        return None
    value = float(text.replace(",", ""))
    if not value >= 0:
        raise ValueError(text)
    return value


def estimate(rows: Iterable[Declared]) -> dict[str, Any]:
    """What `estimate market` prints: for each country and year, net supply, plausible capacity, and the gaps."""
    return {"rows": [_row(declared) for declared in rows], "warning": WARNING, "parameters": sources(figures("market"))}


def _row(declared: Declared) -> dict[str, Any]:
    net = None if declared.imports is None else declared.imports - (declared.exports or 0.0)
    row: dict[str, Any] = {
        "country": declared.country,
        "year": declared.year,
        "net_supply": net,
        "capacity": _capacity(declared),
        "mirror": _mirror(declared),
    }
    row["says"] = _says(net, row["capacity"], declared)
    return row


def _capacity(declared: Declared) -> list[float] | None:
    """Chips that the country's data centres could run, least and most."""
    if declared.data_centre_mw is None:
        return None
    known = figures("market")
    chip, pue, share = bounds(known["kw_per_chip"]), bounds(known["pue"]), bounds(known["share_for_ai"])
    power = declared.data_centre_mw * 1000
    return [math.floor(power * share[0] / (chip[1] * pue[1])), math.floor(power * share[1] / (chip[0] * pue[0]))]


def _mirror(declared: Declared) -> dict[str, Any] | None:
    """How far the gap between declared and received lies from the spread of honest declarations."""
    if not declared.imports or not declared.mirror_exports:
        return None
    spread = float(figures("market")["mirror_log_sd"]["value"])
    ratio = declared.mirror_exports / declared.imports
    deviation = math.log(ratio) / spread
    chance = float(2 * stats.norm.sf(abs(deviation)))
    noise = "within the usual spread" if abs(deviation) < 2 else "beyond the usual spread, which is itself assumed"
    return {
        "ratio": ratio,
        "gap": declared.mirror_exports - declared.imports,
        "deviation": deviation,
        "chance_by_noise": chance,
        "says": f"others declare {ratio:.2f} times what was received: {noise}. {WARNING}",
    }


def _says(net: float | None, capacity: list[float] | None, declared: Declared) -> str:
    if net is None:
        return "cannot say: no imports are given"
    if capacity is None:
        return f"net supply {net:,.0f} chips; no capacity is given to hold it against"
    low, high = capacity
    if net > high:
        plausible = f"what the country could plausibly run ({low:,.0f} to {high:,.0f})"
        return f"net supply {net:,.0f} chips exceeds {plausible} by {net - high:,.0f}"
    if net < low:
        return f"net supply {net:,.0f} chips is below plausible capacity ({low:,.0f} to {high:,.0f})"
    return f"net supply {net:,.0f} chips is consistent with plausible capacity ({low:,.0f} to {high:,.0f})"


def lines(record: Mapping[str, Any]) -> list[str]:
    """The estimate for a person."""
    told = []
    for row in record["rows"]:
        told.append(f"{row['country']} {row['year']}  {row['says']}")
        if row["mirror"]:
            told.append(
                f"         mirror: ratio {row['mirror']['ratio']:.2f}, {row['mirror']['deviation']:+.1f} spreads off"
            )
    return [*told, f"warning   {record['warning']}"]
