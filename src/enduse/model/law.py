"""Law applied: licences drawn down, cases under a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from enduse.model.table import table


@table("licence_use", kind="derived", writer="rules.licences")
@dataclass(frozen=True)
class LicenceUse:
    """A shipment that needed a licence or draws on one, against the licences on file."""

    transfer: Annotated[int, "seq of the shipment in the timeline"]
    subject: Annotated[str, "unit shipped, canonical id"]
    on: Annotated[datetime, "day of the shipment, UTC"]
    part: Annotated[str | None, "catalogue name"]
    needed: Annotated[str | None, "whether the law of the day asked a licence: required, not_required, unknown"]
    quantity: Annotated[int, "units shipped, in the units of the licence"]
    licence: Annotated[str | None, "licence that fits best; empty: none comes near"]
    outcome: Annotated[str, "covered, overdrawn, outside_validity, other_country, other_site, other_exporter or none"]
    licensed: Annotated[int | None, "units on the licence; empty: not stated"]
    drawn: Annotated[int | None, "units drawn on it, this shipment included"]
    site: Annotated[str | None, "site of use on the licence, site id"]
    country: Annotated[str | None, "country of use on the licence, ISO 3166 alpha-2"]
    consignee: Annotated[str | None, "consignee or end user who took it, party id"]
    conditions: Annotated[str | None, "conditions as written"]
    licence_source: Annotated[str | None, "FILE:ROW of the licence"]
    source: Annotated[str | None, "FILE:ROW of the shipment"]


@table("scenario_effects", kind="derived", writer="rules.effects")
@dataclass(frozen=True)
class ScenarioEffect:
    """What a change of law would do to a shipment that needed a licence, or would need one."""

    transfer: Annotated[int, "seq of the shipment in the timeline"]
    subject: Annotated[str, "unit shipped, canonical id"]
    scenario: Annotated[str, "scenario by name"]
    before: Annotated[str | None, "whether a licence was needed under the rules as they stand"]
    under: Annotated[str | None, "the same under the scenario, on the day of the shipment"]
    today: Annotated[str | None, "the same under the scenario, were it shipped at the end of the evidence"]
    effect: Annotated[str, "moot, stays_violation, condition_check, newly_required or unknown"]
    because: Annotated[str, "why, in one line"]
