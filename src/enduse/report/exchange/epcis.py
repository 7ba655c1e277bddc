"""The events of a case as an EPCIS 2.0 document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
STEPS = {
    "commissioning": "commissioning", "shipping": "shipping", "receiving": "receiving", "installing": "installing",
    "observing": "inspecting", "inspecting": "inspecting", "removing": "removing", "repairing": "repairing",
    "returning": "returning", "decommissioning": "decommissioning", "destroying": "destroying",
}  # fmt: skip
"""Ours as EPCIS business steps; `missing` has none and stays an extension."""


def document(rows: Iterable[Mapping[str, Any]], as_of: datetime) -> dict[str, Any]:
    """One event a row of the timeline, with our grade and source as extensions."""
    return {
        "@context": [CONTEXT, {"enduse": "https://enduse.example/epcis/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": _instant(as_of),
        "epcisBody": {"eventList": [_event(row) for row in rows]},
    }


def _event(row: Mapping[str, Any]) -> dict[str, Any]:
    event: dict[str, Any] = {
        "type": "ObjectEvent",
        "action": "ADD" if row["event"] == "commissioning" else "OBSERVE",
        "eventTime": _instant(row["happened"]),
        "eventTimeZoneOffset": "+00:00",
    }
    unit = f"urn:enduse:unit:{row['unit']}"
    if row["unit_kind"] == "lot":
        event["quantityList"] = [{"epcClass": unit, "quantity": row["quantity"]}]
    else:
        event["epcList"] = [unit]
    if row["event"] in STEPS:
        event["bizStep"] = STEPS[row["event"]]
    if row["site"]:
        event["readPoint"] = {"id": f"urn:enduse:site:{row['site']}"}
        event["bizLocation"] = {"id": f"urn:enduse:site:{row['site']}"}
    if row["document"]:
        event["bizTransactionList"] = [{"bizTransaction": f"urn:enduse:document:{row['document']}"}]
    if row["from_party"]:
        event["sourceList"] = [{"type": "possessing_party", "source": f"urn:enduse:party:{row['from_party']}"}]
    if row["to_party"]:
        event["destinationList"] = [{"type": "possessing_party", "destination": f"urn:enduse:party:{row['to_party']}"}]
    event["enduse:event"] = row["event"]
    event["enduse:grade"] = row["grade"]
    if row["source"]:
        event["enduse:source"] = row["source"]
    return event


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds") + "Z"
