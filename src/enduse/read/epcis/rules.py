"""What an EPCIS event must have to be admitted, worded as problems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from enduse.errors import nearest
from enduse.read.epcis.identity import moment_of
from enduse.read.epcis.tree import EVENT_TYPES, Node

ACTIONS: Final = ("ADD", "OBSERVE", "DELETE")

BIZ_STEPS: Final = frozenset((
    "accepting", "arriving", "assembling", "collecting", "commissioning", "consigning",
    "creating_class_instance", "cycle_counting", "decommissioning", "departing", "destroying", "disassembling",
    "dispensing", "encoding", "entering_exiting", "holding", "inspecting", "installing", "killing", "loading",
    "other", "packing", "picking", "receiving", "removing", "repackaging", "repairing", "replacing",
    "reserving", "retail_selling", "returning", "sampling", "sensor_reporting", "shipping", "staging_outbound",
    "stock_taking", "stocking", "storing", "transporting", "unloading", "unpacking", "void_shipping",
))  # fmt: skip
"""Business steps of CBV 2.0, section 7.1.3."""

DISPOSITIONS: Final = frozenset((
    "active", "available", "completeness_inferred", "completeness_verified", "conformant", "container_closed",
    "container_open", "damaged", "destroyed", "dispensed", "disposed", "encoded", "expired", "in_progress",
    "in_transit", "inactive", "mismatch_class", "mismatch_instance", "mismatch_quantity", "needs_replacement",
    "no_pedigree_match", "non_conformant", "non_sellable_other", "partially_dispensed", "recalled", "reserved",
    "retail_sold", "returned", "sellable_accessible", "sellable_not_accessible", "stolen", "unavailable",
    "unknown",
))  # fmt: skip
"""Dispositions of CBV 2.0, section 7.2.3."""

_SIDES: Final = frozenset(("location", "owning_party", "possessing_party"))

_NEEDS: Final = {
    "ObjectEvent": ("epcList", "quantityList", "sensorElementList"),
    "AggregationEvent": ("parentID", "childEPCs", "childQuantityList", "sensorElementList"),
    "AssociationEvent": ("parentID", "childEPCs", "childQuantityList", "sensorElementList"),
    "TransactionEvent": ("bizTransactionList",),
    "TransformationEvent": ("inputEPCList", "inputQuantityList", "outputEPCList", "outputQuantityList"),
    "QuantityEvent": ("epcClass",),
}
"""Of these an event must have at least one with something in it."""

_FIRST: Final = ("eventTime", "recordTime", "eventTimeZoneOffset", "eventID", "errorDeclaration", "certificationInfo")
_KNOWN: Final = frozenset(
    (*_FIRST, "parentID", "epcList", "childEPCs", "inputEPCList", "outputEPCList", "quantityList",
     "childQuantityList", "inputQuantityList", "outputQuantityList", "action", "transformationID", "bizStep",
     "disposition", "persistentDisposition", "readPoint", "bizLocation", "bizTransactionList", "sourceList",
     "destinationList", "sensorElementList", "ilmd", "epcClass", "quantity", "id", "hash", "captureID")
)  # fmt: skip
_QUANTITY: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")


def faults(event: Node) -> list[str]:
    """Why an event cannot be admitted; empty if it can."""
    if event.name not in EVENT_TYPES:
        return [f"{event.name or 'no type'} is not an EPCIS event type"]
    return [*_time_faults(event), *_action_faults(event), *_content_faults(event), *_step_faults(event)]


def remarks(event: Node, in_order: bool) -> list[str]:
    """What is not as the standard has it, though the meaning is plain: noted, and the event is admitted.

    Args:
        in_order: whether the syntax gives the order of fields a meaning, as XML does.
    """
    return list(_remarks(event)) + (_order_remarks(event) if in_order else [])


def local_word(text: str | None) -> str | None:
    """The bare word of a CBV web address; None for any other text.

    >>> local_word("https://ref.gs1.org/cbv/BizStep-shipping")
    'shipping'
    """
    found = re.fullmatch(r"https://ref\.gs1\.org/cbv/\w+-(\w+)", text or "")
    return found.group(1) if found else None


def quantity_of(text: str | None) -> float | None:
    """A quantity as a number, None where there is none or it is no number."""
    return float(text) if text and _QUANTITY.fullmatch(text) else None


def _time_faults(event: Node) -> Iterator[str]:
    time = event.value("eventTime")
    if time is None:
        yield "eventTime is missing"
    elif moment_of(time) is None:
        yield f"eventTime {time!r} is not an instant"
    if event.value("eventTimeZoneOffset") is None:
        yield "eventTimeZoneOffset is missing"


def _action_faults(event: Node) -> Iterator[str]:
    action = event.value("action")
    if event.name in ("TransformationEvent", "QuantityEvent"):
        return
    if action is None:
        yield "action is missing"
    elif action not in ACTIONS:
        yield f"action {action!r} is not one of ADD, OBSERVE, DELETE"


def _content_faults(event: Node) -> Iterator[str]:
    needed = _NEEDS[event.name]
    if not any((found := event.first(name)) and (found.children or found.text) for name in needed):
        yield f"none of {', '.join(needed)} is there"
    for name in ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"):
        for element in event.items(name):
            text = element.value("quantity")
            number = quantity_of(text)
            if text is not None and (number is None or number <= 0):
                yield f"quantity {text!r} is not a positive number"


def _step_faults(event: Node) -> Iterator[str]:
    step = event.value("bizStep")
    if step is not None and step.startswith("https://ref.gs1.org/cbv/BizStep-"):
        word = local_word(step) or ""
        if word not in BIZ_STEPS:
            close = nearest(word, BIZ_STEPS, 1)
            yield f"bizStep {word!r} is not in the vocabulary" + (f", nearest is {close[0]}" if close else "")


def _remarks(event: Node) -> Iterator[str]:
    disposition = event.value("disposition")
    is_word = disposition is not None and disposition.startswith("https://ref.gs1.org/cbv/Disp-")
    if is_word and local_word(disposition) not in DISPOSITIONS:
        yield f"disposition {local_word(disposition)!r} is not in the vocabulary"
    for name in ("sourceList", "destinationList"):
        for side in event.items(name):
            kind = local_word(side.value("type"))
            if kind is not None and kind not in _SIDES:
                yield f"{name} type {kind!r} is not in the vocabulary"
    for child in event.children:
        if child.name not in _KNOWN and "{" not in child.name and ":" not in child.name:
            yield f"{child.name} is no EPCIS field and has no namespace"
    for child in event.items("ilmd"):
        if "{" not in child.name and ":" not in child.name:
            yield f"ilmd field {child.name} has no namespace"
    for element in event.items("quantityList"):
        for child in element.children:
            if child.name not in ("epcClass", "quantity", "uom"):
                yield f"quantityList has an unknown field {child.name}"
    yield from (_date_remarks(child) for child in _dates(event) if not _is_date(child.text))


def _dates(event: Node) -> Iterator[Node]:
    stack = [child for child in event.children if child.name == "certificationInfo"]
    while stack:
        node = stack.pop()
        stack.extend(node.children)
        if node.name.endswith("Date"):
            yield node


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _date_remarks(node: Node) -> str:
    return f"{node.name.rpartition('}')[2]} {node.text!r} is not a date"


def _order_remarks(event: Node) -> list[str]:
    names = [child.name for child in event.children]
    first = [place for place, name in enumerate(names) if name in ("eventTime", "eventTimeZoneOffset")]
    action = names.index("action") if "action" in names else len(names)
    return ["action stands before the time, against the schema"] if first and action < min(first) else []
