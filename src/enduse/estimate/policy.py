"""What a relaxation or tightening changes: licensed supply, open cases, and the national estimate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np

from enduse.errors import InputError
from enduse.estimate.national import DRAWS, SEED, simulate
from enduse.estimate.parameters import distribution, figures, interval, sources

CASES_SQL: Final = """
SELECT scenario_effects.effect, scenario_effects.today,
    count(DISTINCT scenario_effects.transfer) AS shipments, CAST(sum(units.chips) AS BIGINT) AS chips
FROM scenario_effects LEFT JOIN units ON units.unit = scenario_effects.subject
GROUP BY scenario_effects.effect, scenario_effects.today
ORDER BY scenario_effects.effect, scenario_effects.today
"""
"""The table that `estimate` takes: what becomes of the ledger's cases under the scenario."""

_NOT_ADVICE: Final = "Not legal advice."


def estimate(
    scenario: str, cases: Iterable[Mapping[str, Any]], supply: tuple[float, float] | None, tightening: bool = False
) -> dict[str, Any]:
    """What `estimate policy` prints.

    Args:
        scenario: name of the change of law.
        cases: rows of `CASES_SQL`: effect, today, shipments, chips.
        supply: chips a year that the change would add to lawful supply (or take away), least and most; None
            leaves the estimate as it stands.

    Raises:
        InputError: if the supply is no interval.
    """
    if supply is not None and not 0 <= supply[0] <= supply[1]:
        raise InputError(
            "--supply",
            "chips a year from least to most, such as 200000-800000",
            f"{supply[0]:g}-{supply[1]:g}",
            "Give two numbers",
        )
    rows = [dict(row) for row in cases]
    record: dict[str, Any] = {
        "scenario": scenario,
        "open_cases": _open_cases(rows),
        "licensed_supply": _supply(rows, supply),
    }
    record["estimate"] = _shift(supply, tightening) if supply is not None else None
    record["assumptions"] = [entry["about"] for entry in figures("policy").values()] if supply is not None else []
    record["parameters"] = sources(figures("policy"))
    record["note"] = _NOT_ADVICE
    return record


def _open_cases(rows: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """Shipments and chips by what becomes of them; a later rule does not reach back."""
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        kept = found.setdefault(row["effect"], {"shipments": 0, "chips": 0})
        kept["shipments"] += int(row["shipments"] or 0)
        kept["chips"] += int(row["chips"] or 0)
    return found


def _supply(rows: list[dict[str, Any]], supply: tuple[float, float] | None) -> dict[str, Any]:
    """Chips of this ledger that would need no licence were they shipped today, as an interval over the unknown ones."""
    free = sum(int(row["chips"] or 0) for row in rows if row["today"] == "not_required")
    unknown = sum(int(row["chips"] or 0) for row in rows if row["today"] == "unknown")
    return {
        "ledger_chips_free_today": [free, free + unknown],
        "announced_chips_a_year": list(supply) if supply else None,
    }


def _shift(supply: tuple[float, float], tightening: bool) -> dict[str, Any]:
    """The year's estimate before and after, draw by draw, so that the difference has its own interval."""
    known = figures("policy")
    rng = np.random.default_rng(SEED + 7)
    national = simulate(DRAWS, SEED)
    before = national.weight * national.diversion_by_year[2025] + (1 - national.weight) * national.resale_by_year[2025]
    moved = rng.uniform(supply[0], supply[1], DRAWS) * distribution(known["uptake"]["draw"], "uptake").draw(rng, DRAWS)
    rate = distribution(known["tightening" if tightening else "substitution"]["draw"], "rate").draw(rng, DRAWS)
    change = moved * rate * distribution(known["h100e_per_chip"]["draw"], "h100e").draw(rng, DRAWS)
    after = before + change if tightening else np.maximum(before - change, 0.0)
    return {
        "unit": "H100-equivalents a year, on the level of 2025",
        "before": interval(before),
        "after": interval(after),
        "change": interval(after - before),
        "says": "an assumed response of demand; nothing in the evidence fixes it",
    }


def lines(record: Mapping[str, Any]) -> list[str]:
    """The estimate for a person."""
    told = [f"scenario    {record['scenario']}"]
    for effect, counted in record["open_cases"].items():
        told.append(
            f"cases       {counted['shipments']:,} shipments, {counted['chips']:,} chips: {effect.replace('_', ' ')}"
        )
    low, high = record["licensed_supply"]["ledger_chips_free_today"]
    told.append(f"supply      {low:,} to {high:,} chips of this ledger would need no licence today")
    if record["estimate"]:
        shift = record["estimate"]
        told.append(
            f"estimate    {shift['before']['median']:,.0f} before, {shift['after']['median']:,.0f} after "
            f"({shift['after']['low']:,.0f} to {shift['after']['high']:,.0f}), {shift['unit']}"
        )
        told.extend(f"assumed     {line}" for line in record["assumptions"])
    return [*told, record["note"]]
