"""What a scenario would do to the cases at hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from enduse.model import countries, parts
from enduse.model.parts import Part
from enduse.rules import bulk
from enduse.rules.evaluate import determine_one
from enduse.rules.scenario import Scenario
from enduse.rules.transfer import Transfer
from enduse.store import Rows, View

EFFECTS = {
    "stays_violation": "stay violations of the day they happened: a later rule does not reach back",
    "moot": "become moot: no licence would have been needed on their day",
    "condition_check": "become checks of conditions: a licence is on file or could be had",
    "newly_required": "would need a licence and did not before",
    "unknown": "cannot be told: a fact is missing",
}
"""What may become of a case, in the order of telling."""

_CASES = """
SELECT determinations.transfer, determinations.subject, determinations."on", determinations.part,
       determinations.origin, determinations.destination, determinations.kind, determinations.outcome,
       determinations.policy, determinations.quantity, determinations.to_party,
       laid.outcome AS under, laid.policy AS under_policy, licence_use.outcome AS licensed,
       parties_of.headquarters, parties_of.name
FROM determinations
LEFT JOIN scenario_determinations AS laid ON laid.transfer = determinations.transfer
LEFT JOIN licence_use ON licence_use.transfer = determinations.transfer
LEFT JOIN (SELECT party, max(headquarters) AS headquarters, max(name) AS name FROM parties GROUP BY party)
    AS parties_of ON parties_of.party = determinations.to_party
WHERE determinations.via IS NULL AND (determinations.outcome <> 'not_required' OR laid.outcome <> 'not_required')
ORDER BY determinations.transfer
"""

_COUNTED = """
SELECT scenario_effects.effect, count(DISTINCT scenario_effects.transfer) AS moves,
       count(DISTINCT findings.finding) AS findings
FROM scenario_effects
LEFT JOIN findings ON findings.subject = scenario_effects.subject AND findings.family = 'law'
GROUP BY scenario_effects.effect
"""


def effects(view: View, scenario: Scenario) -> Rows:
    """The rows of `scenario_effects`: every shipment or sighting that needs a licence before or under the scenario."""
    view.keep("scenario_determinations", bulk.ask(view, scenario.book))
    today = view.as_of.date()
    asked: dict[tuple[Any, ...], str] = {}
    rows = []
    for case in view.rows(_CASES):
        key = tuple(case[name] for name in ("part", "origin", "destination", "kind", "headquarters", "name"))
        if key not in asked:
            asked[key] = _today(case, scenario, max(today, scenario.since))
        rows.append(_effect(case, scenario, asked[key]))
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def lines(view: View, scenario: Scenario) -> list[str]:
    """The table in words, one line a kind of effect, for `examine --scenario`."""
    counted = {row["effect"]: row for row in view.rows(_COUNTED)}
    said = [f"under {scenario.name} (from {scenario.since}): {scenario.title}"]
    for name, words in EFFECTS.items():
        if name in counted:
            row = counted[name]
            findings = f" ({row['findings']} findings rest on them)" if row["findings"] else ""
            said.append(f"  {row['moves']:>6} of the moves {words}{findings}")
    if not counted:
        said.append("  no move at hand needs a licence, with or without the scenario")
    return [*said, "Not legal advice."]


def _effect(case: Mapping[str, Any], scenario: Scenario, today: str) -> dict[str, Any]:
    before, under, licensed = case["outcome"], case["under"], case["licensed"]
    effect, because = "unknown", "not decided by the facts at hand"
    if before == "required" and under == "not_required":
        effect, because = "moot", f"shipped on or after {scenario.since}, when the scenario asks no licence"
    elif before == "required" and licensed == "covered":
        effect, because = "condition_check", "a licence on file covers it; its conditions remain to be checked"
    elif before == "required" and case["under_policy"] == "case_by_case" and case["policy"] != "case_by_case":
        effect, because = "condition_check", "a licence could be had case by case, on conditions"
    elif before == "required":
        free = "; shipped today it would need none" if today == "not_required" else ""
        effect, because = "stays_violation", f"a licence was needed on its day and none on file fits{free}"
    elif before == "not_required" and under == "required":
        effect, because = "newly_required", "the scenario asks a licence that was not asked before"
    return {
        "transfer": case["transfer"], "subject": case["subject"], "scenario": scenario.name, "before": before,
        "under": under, "today": today, "effect": effect, "because": because,
    }  # fmt: skip


def _today(case: Mapping[str, Any], scenario: Scenario, day: date) -> str:
    if case["destination"] is None:
        return "unknown"
    part: Part = parts.catalogue().get(case["part"] or "", bulk.UNKNOWN_PART)
    seat = countries.code_of(case["headquarters"] or "")
    transfer = Transfer(part, day, case["destination"], case["origin"], case["kind"] or "export", seat,
                        end_user=case["name"])  # fmt: skip
    return determine_one(transfer, book=scenario.book).licence


_SCHEMA = pa.schema([
    ("transfer", pa.int64()),
    *((name, pa.string()) for name in ("subject", "scenario", "before", "under", "today", "effect", "because")),
])  # fmt: skip
