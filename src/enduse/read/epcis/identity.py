"""The canonical hash that names an EPCIS event, whatever its syntax."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from enduse.read.epcis.digital_link import canonical
from enduse.read.epcis.tree import Node

Order: TypeAlias = "dict[str, Order]"

_EPCS: Final[Order] = {"epc": {}}
_QUANTITIES: Final[Order] = {"quantityElement": {"epcClass": {}, "quantity": {}, "uom": {}}}
_METADATA: Final = "time startTime endTime deviceID deviceMetadata rawData dataProcessingMethod bizRules"
_REPORT: Final = (
    "type exception deviceID deviceMetadata rawData dataProcessingMethod time microorganism chemicalSubstance value "
    "component stringValue booleanValue hexBinaryValue uriValue minValue maxValue meanValue sDev percRank percValue "
    "uom coordinateReferenceSystem"
)

ORDER: Final[Order] = {
    "eventTime": {},
    "eventTimeZoneOffset": {},
    "certificationInfo": {},
    "parentID": {},
    "epcList": _EPCS,
    "inputEPCList": _EPCS,
    "childEPCs": _EPCS,
    "quantityList": _QUANTITIES,
    "childQuantityList": _QUANTITIES,
    "inputQuantityList": _QUANTITIES,
    "outputEPCList": _EPCS,
    "outputQuantityList": _QUANTITIES,
    "action": {},
    "transformationID": {},
    "bizStep": {},
    "disposition": {},
    "persistentDisposition": {"set": {}, "unset": {}},
    "readPoint": {"id": {}},
    "bizLocation": {"id": {}},
    "sensorElementList": {
        "sensorElement": {
            "sensorMetadata": {name: {} for name in _METADATA.split()},
            "sensorReport": {name: {} for name in _REPORT.split()},
        }
    },
}
"""Order of the fields (CBV 2.0, section 8.9); the rest follows by name, as the reference vectors have it."""

_LEFT_OUT: Final = ("recordTime", "eventID", "errorDeclaration", "type")
"""Fields that are no part of an event's identity: an event and its withdrawal have one hash."""

_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_INSTANT: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)


def event_hash(event: Node, ignored: Collection[str] = ()) -> str:
    """The canonical hash of an event, as ``ni:///sha-256;…?ver=CBV2.0``.

    Args:
        ignored: names of extension fields that the document says are no part of the event.
    """
    digest = hashlib.sha256(prehash(event, ignored).encode()).hexdigest()
    return f"ni:///sha-256;{digest}?ver=CBV2.0"


def prehash(event: Node, ignored: Collection[str] = ()) -> str:
    """The text that is hashed: fields in canonical order, values in canonical form, the rest by name.

    Where the standard is silent this follows the reference vectors: an extension inside a known field stays
    there when it has company, and a field out of place goes to the end under its path.
    """
    left_out = {*_LEFT_OUT, *ignored}
    rest = [child for child in _left_over(event, ORDER) if child.name not in left_out]
    return f"eventType={event.name}{_ordered(event, ORDER)}{_rest(rest)}"


def _ordered(node: Node, order: Order) -> str:
    text = ""
    for name, below in order.items():
        values = (_field(child, below) for child in node.children if child.name == name)
        text += "".join(sorted(value for value in values if value))
    return text


def _field(node: Node, below: Order) -> str:
    inner = _ordered(node, below) + _rest(_extensions(node) if below else [])
    value = ""
    if node.text:
        is_time = "time" in node.name.lower() and "offset" not in node.name.lower()
        value = "=" + (instant(node.text) if is_time else _value(node.text))
    return node.name + value + inner if value or inner else ""


def _extensions(node: Node) -> list[Node]:
    return [child for child in node.children if "/}" in child.name] if len(node.children) > 1 else []


def _left_over(node: Node, order: Order, top: bool = True) -> list[Node]:
    """The fields that the order does not place, each under its path."""
    placed = [] if top else _extensions(node)
    found = []
    for child in node.children:
        if child.name not in order:
            found += [] if child in placed else [child]
        elif order[child.name]:
            below = _left_over(child, order[child.name], top=False)
            found += [Node(child.name, "", tuple(below))] if below else []
    return found


def _rest(nodes: list[Node]) -> str:
    return "".join(sorted(_unordered(node) for node in nodes))


def _unordered(node: Node) -> str:
    if node.name in ("bizTransaction", "source", "destination"):
        kind = node.value("type")
        return (f"type={_value(kind)}" if kind else "") + f"{node.name}={_value(node.text)}"
    value = "=" + _value(node.text) if node.text else ""
    return node.name + value + _rest(list(node.children))


def _value(text: str) -> str:
    if _NUMBER.fullmatch(text):
        return _number(text)
    return canonical(text) or text


def _number(text: str) -> str:
    """Without leading and trailing zeros, through a double as the reference vectors have it."""
    number = float(text)
    return str(int(number)) if number == int(number) else repr(number)


def instant(text: str) -> str:
    """An instant in UTC to the millisecond; text that is none stays as it is.

    >>> instant("2020-03-04T11:00:30+01:00")
    '2020-03-04T10:00:30.000Z'
    """
    moment = moment_of(text)
    if moment is None:
        return text
    rounded = moment + timedelta(microseconds=round(moment.microsecond, -3) - moment.microsecond)
    return rounded.isoformat(timespec="milliseconds") + "Z"


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone in "Zz":
        return timedelta()
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return -ahead if zone[0] == "-" else ahead


def moment_of(text: str) -> datetime | None:
    """An XML instant as UTC without zone; None if it is none. Without an offset it is taken as UTC."""
    found = _INSTANT.fullmatch(text.strip())
    if found is None:
        return None
    *parts, fraction, zone = found.groups()
    micro = int(((fraction or "") + "000000")[:6])
    try:
        year, month, day, hour, minute, second = (int(part) for part in parts)
        moment = datetime(year, month, day, hour, minute, second, micro)
        return moment - _offset(zone)
    except (ValueError, OverflowError):
        return None
