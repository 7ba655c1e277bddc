"""EPCIS events as rows of the native tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

from enduse.model.evidence import UNIT_KINDS
from enduse.read.epcis.digital_link import CANONICAL, canonical
from enduse.read.epcis.identity import moment_of
from enduse.read.epcis.rules import quantity_of
from enduse.read.epcis.tree import Node

STEPS: Final = {
    "commissioning": "commissioning", "creating_class_instance": "commissioning", "encoding": "commissioning",
    "shipping": "shipping", "consigning": "shipping", "departing": "shipping",
    "receiving": "receiving", "accepting": "receiving", "arriving": "receiving",
    "installing": "installing", "assembling": "installing",
    "inspecting": "inspecting",
    "removing": "removing", "disassembling": "removing",
    "repairing": "repairing", "replacing": "repairing",
    "returning": "returning",
    "decommissioning": "decommissioning", "killing": "decommissioning",
    "destroying": "destroying",
    "void_shipping": "correcting",
    "missing": "missing",
}  # fmt: skip
"""Business steps as ours; every other step says only that the unit was there, which is `observing`."""

_WITHOUT_STEP: Final = {
    ("ObjectEvent", "ADD"): "commissioning",
    ("ObjectEvent", "DELETE"): "decommissioning",
    ("AssociationEvent", "ADD"): "installing",
    ("AssociationEvent", "DELETE"): "removing",
}

_SCANNED: Final = ("observing", "inspecting")
"""Steps in which somebody scanned a tag: a label was seen, which is no answer of the device."""

_PAPERS: Final = ("desadv", "bol", "inv", "po", "recadv", "rma")
"""Business transactions that are taken as the document, the most telling first."""

_PACKAGES: Final = ("00", "253", "255", "401", "402", "414", "417", "8017", "8018")
"""Keys of pallets, consignments, papers and places: what they name is carried, and is no chip itself."""

PACKAGE: Final = "transport package"
"""The part of what only holds goods; it is in no catalogue and stands for no GPU."""


@dataclass
class Sheet:
    """The rows of one document as they are collected."""

    events: list[dict[str, Any]] = field(default_factory=list)
    identifiers: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    sensor_readings: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Named:
    """A unit that an event names, with how many it stands for."""

    unit: str
    unit_kind: str | None
    quantity: int
    epc: str
    step: str | None = None  # where the role in the event decides the step
    is_parent: bool = False

    @property
    def is_package(self) -> bool:
        """Whether it holds goods and is none: by its key, or as the parent of goods that are not mounted in it."""
        link = canonical(self.epc)
        key = link.removeprefix(CANONICAL).split("/")[1] if link else ""
        return key in _PACKAGES or (self.is_parent and self.unit_kind is None)


def add(sheet: Sheet, event: Node, source: str, event_hash: str) -> None:
    """Add the rows of one event to ``sheet``."""
    shared = _shared(event, source, event_hash)
    stated_kind = _extension(event, ("unitkind",))
    declaration = event.first("errorDeclaration")
    units = list(_units(event))
    for named in units:
        step = named.step or shared["event"]
        row = shared | {
            "event": step,
            "unit": named.unit,
            "unit_kind": named.unit_kind or (stated_kind if stated_kind in UNIT_KINDS else None),
            "quantity": named.quantity,
            "grade": "label" if step in _SCANNED else "document",
        }
        if named.unit == row["parent"]:
            row["parent"] = None
        if named.is_package:
            row |= {"unit_kind": "lot", "part": PACKAGE}
        sheet.events.append(row)
        if declaration is not None:
            sheet.events.append(_withdrawal(row, declaration))
        if named.epc != named.unit:
            sheet.identifiers.setdefault((named.unit, named.epc), _binding(named, row))
    sheet.sensor_readings.extend(_readings(event, units[0].unit if len(units) == 1 else None, source))


def _shared(event: Node, source: str, event_hash: str) -> dict[str, Any]:
    step = step_of(event)
    sources, destinations = _sides(event, "source"), _sides(event, "destination")
    action = event.value("action")
    parent = event.value("parentID")
    leaves = action == "DELETE" or step in ("removing", "destroying", "decommissioning")
    holds = event.name in ("AggregationEvent", "AssociationEvent") and not leaves
    place = event.value("readPoint", "id") or event.value("bizLocation", "id") or sources.get("location")
    return {
        "event": step,
        "happened": moment_of(event.value("eventTime") or ""),
        "site": place_of(place),
        "to_site": place_of(destinations.get("location")),
        "from_party": party_of(sources),
        "to_party": party_of(destinations),
        "parent": unit_of(parent)[0] if parent and holds else None,
        "part": _extension(event, ("part", "partname", "model", "product", "productname")),
        "document": _document(event) or event.value("eventID") or event_hash,
        "recorded": moment_of(event.value("recordTime") or ""),
        "note": _note(event),
        "source": source,
    }


def step_of(event: Node) -> str:
    """Our word for what happened: by business step, and without one by type and action."""
    step = event.value("bizStep")
    if step is None:
        return _WITHOUT_STEP.get((event.name, event.value("action") or ""), "observing")
    return STEPS.get(_tail(step), "observing")


def _units(event: Node) -> Iterator[Named]:
    for name, step in (
        ("epcList", None), ("childEPCs", None), ("inputEPCList", "decommissioning"), ("outputEPCList", "commissioning"),
    ):  # fmt: skip
        for epc in event.items(name):
            if epc.text:
                unit, kind = unit_of(epc.text)
                yield Named(unit, kind, 1, epc.text, step)
    for name, step in (
        ("quantityList", None), ("childQuantityList", None),
        ("inputQuantityList", "decommissioning"), ("outputQuantityList", "commissioning"),
    ):  # fmt: skip
        for element in event.items(name):
            epc_class, amount = element.value("epcClass"), quantity_of(element.value("quantity"))
            if epc_class:
                whole = amount is not None and amount >= 1 and element.value("uom") is None
                yield Named(unit_of(epc_class)[0], "lot", int(amount or 1) if whole else 1, epc_class, step)
    listed = any(event.first(name) for name in ("epcList", "childEPCs", "quantityList", "childQuantityList"))
    parent = event.value("parentID")
    if parent and (not listed or event.name in ("AggregationEvent", "AssociationEvent")):
        kind = "server" if event.name == "AssociationEvent" else None
        yield Named(unit_of(parent)[0], kind, 1, parent, "observing" if listed else None, is_parent=True)


def unit_of(text: str) -> tuple[str, str | None]:
    """The unit that an EPC names, as a label would show it, and its kind where the key tells.

    A serial number or asset reference is used by itself where it is long enough to be unique; a short one
    keeps its class.

    >>> unit_of("urn:epc:id:sgtin:4012345.011111.1650522003820")
    ('1650522003820', None)
    >>> unit_of("urn:epc:class:lgtin:4012345.011111.LOT-0117")
    ('LOT-0117', 'lot')
    """
    link = canonical(text)
    if link is None:
        bare = _tail(text) if ":" in text else text
        return (bare if len(bare) >= 6 else text), None
    parts = link.removeprefix(CANONICAL).split("/")
    if text.startswith("urn:epc:id:giai:"):
        reference = text.removeprefix("urn:epc:id:giai:").partition(".")[2]
        return (unquote(reference) if len(reference) >= 6 else link), None
    if len(parts) >= 5:
        value = unquote(parts[4])
        kind = "lot" if parts[3] == "10" else None
        return (value if len(value) >= 6 else link), kind
    return unquote(parts[2]), None


def place_of(text: str | None) -> str | None:
    """The site that a location names: a GLN by its digits (an extension is a door of the same site)."""
    if not text:
        return None
    link = canonical(text)
    return link.removeprefix(CANONICAL).split("/")[2] if link else _tail(text) if ":" in text else text


def party_of(sides: dict[str, str]) -> str | None:
    """The party of a source or destination: who possesses it, else who owns it."""
    return place_of(sides.get("possessing_party") or sides.get("owning_party"))


def _sides(event: Node, name: str) -> dict[str, str]:
    return {_tail(item.value("type") or ""): item.text for item in event.items(f"{name}List") if item.text}


def _document(event: Node) -> str | None:
    papers = {_tail(item.value("type") or ""): item.text for item in event.items("bizTransactionList") if item.text}
    ranked = sorted(papers, key=lambda kind: _PAPERS.index(kind) if kind in _PAPERS else len(_PAPERS))
    return _paper(papers[ranked[0]]) if ranked else None


def _paper(text: str) -> str:
    return text.removeprefix("urn:epcglobal:cbv:bt:").partition(":")[2] if ":cbv:bt:" in text else text


def _note(event: Node) -> str | None:
    said = [f"step {_tail(step)}"] if (step := event.value("bizStep")) and _tail(step) not in STEPS else []
    said += [f"disposition {_tail(disposition)}"] if (disposition := event.value("disposition")) else []
    papers = event.items("bizTransactionList")
    said += [f"{_tail(item.value('type') or 'paper')} {_paper(item.text)}" for item in papers]
    return "; ".join(said) or None


def _withdrawal(row: dict[str, Any], declaration: Node) -> dict[str, Any]:
    reason = _tail(declaration.value("reason") or "no reason given")
    instead = ", ".join(item.text for item in declaration.items("correctiveEventIDs"))
    note = f"withdraws {row['event']}: {reason}" + (f"; corrected by {instead}" if instead else "")
    recorded = moment_of(declaration.value("declarationTime") or "")
    return row | {"event": "correcting", "grade": "document", "recorded": recorded, "note": note}


def _binding(named: Named, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "unit": named.unit,
        "identifier": named.epc,
        "identifier_kind": "epc",
        "grade": row["grade"],
        "document": row["document"],
        "source": row["source"],
    }


def _readings(event: Node, unit: str | None, source: str) -> Iterator[dict[str, Any]]:
    for element in event.items("sensorElementList"):
        metadata = element.first("sensorMetadata") or Node("sensorMetadata")
        for report in (child for child in element.children if child.name == "sensorReport"):
            time = report.value("time") or metadata.value("time") or event.value("eventTime")
            yield {
                "at": moment_of(time or ""),
                "unit": unit,
                "device": report.value("deviceID") or metadata.value("deviceID"),
                "property": _tail(report.value("type") or "") or None,
                "value": quantity_of(report.value("value")),
                "uom": report.value("uom"),
                "says": "; ".join(sorted(f"{child.name}={child.text}" for child in report.children)),
                "source": source,
            }


def _extension(event: Node, names: tuple[str, ...]) -> str | None:
    for child in (*event.children, *event.items("ilmd")):
        local = child.name.rpartition("}")[2].rpartition(":")[2]
        if local != child.name and local.lower().replace("_", "") in names and child.text:
            return child.text
    return None


def _tail(text: str) -> str:
    last = text.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1].rsplit("#", 1)[-1]
    vocabulary = text.startswith(("https://ref.gs1.org/", "https://gs1.org/voc/"))
    return last.partition("-")[2] or last if vocabulary else unquote(last)
