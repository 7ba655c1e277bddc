"""Air cargo: ONE Record JSON-LD and the text of an air waybill (FWB)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from enduse.read.native.cells import instant
from enduse.read.reader import Reader, Reading, Source
from enduse.read.rows import tables

_CARGO: Final = "https://onerecord.iata.org/ns/cargo#"
_SHIPPED: Final = ("DEP",)
_RECEIVED: Final = ("RCF", "ARR", "DLV", "RCS")
_NOT_STATED: Final = "air cargo, contents not stated"

_WAYBILL: Final = re.compile(r"^(\d{3}-\d{8})([A-Z]{3})([A-Z]{3})/T(\d+)(?:K([\d.]+))?", re.MULTILINE)
_ISSUED: Final = re.compile(r"^ISU/(\d{2}[A-Z]{3}\d{2})", re.MULTILINE)
_GOODS: Final = re.compile(r"/N[GC]/([^/\r\n]+)")


def recognises(source: Source) -> bool:
    """Whether the file is ONE Record JSON-LD or begins as an FWB message does."""
    if re.match(r"FWB/\d+\s", source.text):
        return True
    return "onerecord.iata.org" in source.text and isinstance(source.document, Mapping)


def read(source: Source) -> Reading:
    """Logistics events and waybills as movements of a lot, companies as parties.

    Raises:
        InputError: if the object tells of no event and no company, or the waybill has no date.
    """
    return _waybill(source) if source.text.startswith("FWB/") else _one_record(source)


def _one_record(source: Source) -> Reading:
    document = source.document
    listed = _field(document, "hasItem") or ([document] if "LogisticsEvent" in _types(document) else [])
    events = [row for number, item in enumerate(listed, start=1) if (row := _event(source, item, number))]
    if events:
        return Reading(tables(events=events), (), len(events))
    if "Company" in _types(document) and _text(_field(document, "name")):
        name = _text(_field(document, "name"))
        row = {"party": str(document.get("@id", name)), "name": name, "source": source.at("Company")}
        return Reading(tables(parties=[row]), (), 0)
    kind = (_types(document) or ["an object without a type"])[0]
    raise source.refuse("logistics events or a company", kind, "Load the events of the shipment")


def _event(source: Source, item: Any, number: int) -> dict[str, Any] | None:
    if not isinstance(item, Mapping):
        return None
    happened = instant(_text(_field(item, "eventDate")) or "")
    subject = _field(item, "linkedObject") or _field(item, "eventFor")
    if happened is None or not isinstance(subject, Mapping) or "@id" not in subject:
        return None
    code = _text(_field(item, "eventCode")) or ""
    code = code.rpartition("#")[2]
    step = "shipping" if code in _SHIPPED else "receiving" if code in _RECEIVED else "observing"
    return {
        "event": step,
        "happened": happened,
        "unit": str(subject["@id"]).strip().rpartition("/")[2],
        "unit_kind": "lot",
        "part": _NOT_STATED,
        "quantity": 1,
        "grade": "document",
        "document": str(item.get("@id", "")) or None,
        "recorded": instant(_text(_field(item, "creationDate")) or ""),
        "note": _text(_field(item, "eventName")),
        "source": source.at(f"event[{number}]"),
    }


def _waybill(source: Source) -> Reading:
    text = source.content(1 << 20).decode("latin-1")
    found = _WAYBILL.search(text)
    if found is None:
        raise source.refuse("an air waybill number with origin and destination", "none", "Export the message again")
    number, origin, destination, pieces, weight = found.groups()
    happened = _issue_day(text) or instant(source.columns.defaults.get("happened", ""))
    if happened is None:
        raise source.refuse(
            "an air waybill with its date of issue (ISU)", "none", "State defaults: {happened: …} in a YAML beside it"
        )
    goods = "; ".join(word.strip() for word in _GOODS.findall(text)) or _NOT_STATED
    row = {
        "event": "shipping",
        "happened": happened,
        "unit": number,
        "unit_kind": "lot",
        "part": goods,
        "quantity": max(1, int(pieces)),
        "site": origin,
        "to_site": destination,
        "grade": "document",
        "document": number,
        "note": f"{pieces} pieces, {weight} kg" if weight else f"{pieces} pieces",
        "source": source.at("waybill"),
    }
    return Reading(tables(events=[row]), (), 1)


def _issue_day(text: str) -> datetime | None:
    found = _ISSUED.search(text)
    try:
        return datetime.strptime(found.group(1).title(), "%d%b%y") if found else None
    except ValueError:
        return None


def _types(item: Any) -> list[str]:
    given = item.get("@type") if isinstance(item, Mapping) else None
    listed = given if isinstance(given, list) else [given] if given else []
    return [re.split(r"[#:]", str(one))[-1] for one in listed]


def _field(item: Any, name: str) -> Any:
    if not isinstance(item, Mapping):
        return None
    for key in (f"cargo:{name}", f"api:{name}", _CARGO + name, f"https://onerecord.iata.org/ns/api#{name}"):
        if key in item:
            return item[key]
    return None


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("@value", value.get("@id"))
    return str(value).strip() or None if value is not None else None


READER = Reader(
    name="air-cargo",
    describes="ONE Record logistics events and companies (JSON-LD), air waybills as FWB text",
    recognises=recognises,
    read=read,
)
