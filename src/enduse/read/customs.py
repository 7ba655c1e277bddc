"""Export declarations in the WCO data model: a lot leaves, from whom, to whom."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from enduse.read import markup
from enduse.read.reader import Reader, Reading, Source
from enduse.read.rows import tables


def recognises(source: Source) -> bool:
    """Whether the root is WCO metadata."""
    if not markup.is_markup(source):
        return False
    return markup.root_name(source) in ("MetaData", "Declaration") and "urn:wco:datamodel:WCO" in source.text


def read(source: Source) -> Reading:
    """One shipment of a lot for each goods item, and the parties named.

    A declaration has no serial numbers: the item is a lot named by the trader's reference, its goods are as
    described, its quantity the number of packages or of supplementary units.

    Raises:
        InputError: if it is an answer of the customs and not a declaration, or states no date.
    """
    root = markup.parse(source)
    declaration = _first(root, "GoodsShipment") and _first(root, "Declaration")
    if declaration is None:
        raise source.refuse("an export declaration", "an answer about one", "Load the declaration itself")
    happened = _time(_text(declaration, "AcceptanceDateTime", "DateTimeString") or _text(declaration, "DateTimeString"))
    if happened is None:
        raise source.refuse("a declaration with its date", "none", "Export it again after acceptance")
    paper = _text(declaration, "ID") or _text(declaration, "FunctionalReferenceID")
    reference = _text(declaration, "UCR", "TraderAssignedReferenceID") or paper or source.name
    exporter, consignee = _party(_first(declaration, "Exporter")), _party(_first(declaration, "Consignee"))
    items = [element for element in declaration.iter() if markup.local(element) == "GovernmentAgencyGoodsItem"]
    events = []
    for number, item in enumerate(items, start=1):
        events.append(
            {
                "event": "shipping",
                "happened": happened,
                "unit": reference if len(items) == 1 else f"{reference}/{number}",
                "unit_kind": "lot",
                "part": _text(item, "Description") or "goods not described",
                "quantity": _quantity(item, declaration, alone=len(items) == 1),
                "from_party": exporter and exporter["party"],
                "to_party": consignee and consignee["party"],
                "grade": "document",
                "document": paper,
                "recorded": happened,
                "note": _note(item, declaration),
                "source": source.at(f"item[{number}]"),
            }
        )
    stated = {"source": source.at("parties"), "recorded": happened}
    parties = [party | stated for party in (exporter, consignee) if party]
    return Reading(tables(events=events, parties=parties), (), len(events))


def _party(element: Element | None) -> dict[str, Any] | None:
    if element is None:
        return None
    name, identity = _text(element, "Name"), _text(element, "ID")
    if not (name or identity):
        return None
    words = [_text(element, field) for field in ("Line", "CityName", "PostcodeID")]
    return {
        "party": name or identity,
        "name": name,
        "registration": identity,
        "country": _text(element, "CountryCode"),
        "address": ", ".join(word for word in words if word) or None,
    }


def _quantity(item: Element, declaration: Element, alone: bool) -> int:
    stated = _text(item, "TariffQuantity") or _text(item, "QuantityQuantity")
    if alone:
        stated = stated or _text(declaration, "TotalPackageQuantity")
    found = re.fullmatch(r"(\d{1,9})(\.0+)?", stated or "")
    return max(1, int(found.group(1))) if found else 1


def _note(item: Element, declaration: Element) -> str | None:
    said = {
        "tariff": _text(item, "Classification", "ID"),
        "gross kg": _text(item, "GrossMassMeasure"),
        "net kg": _text(item, "NetNetWeightMeasure"),
        "value": _text(item, "StatisticalValueAmount"),
        "to": _text(declaration, "Destination", "CountryCode"),
        "from": _text(declaration, "ExportCountry", "ID"),
        "marks": _text(item, "MarksNumbersID"),
    }
    return "; ".join(f"{name} {value}" for name, value in said.items() if value) or None


def _first(element: Element, name: str) -> Element | None:
    return next((found for found in element.iter() if markup.local(found) == name and found is not element), None)


def _text(element: Element, *names: str) -> str | None:
    found: Element | None = element
    for name in names:
        found = _first(found, name) if found is not None else None
    return (found.text or "").strip() or None if found is not None else None


def _time(text: str | None) -> datetime | None:
    """WCO format codes 102, 203 and 304: digits, with an offset of hours where there is one."""
    found = re.fullmatch(r"(\d{8})(\d{4})?(\d{2})?(Z|[+-]\d{2}(?::?\d{2})?)?", text or "")
    if found is None:
        return None
    day, minutes, seconds, zone = found.groups()
    try:
        moment = datetime.strptime(f"{day}{minutes or '0000'}{seconds or '00'}", "%Y%m%d%H%M%S")
    except ValueError:
        return None
    hours = int(zone[:3]) if zone and zone != "Z" else 0
    return moment - timedelta(hours=hours)


READER = Reader(
    name="customs",
    describes="export declarations in the WCO data model (as HMRC's): goods items as lots, parties",
    recognises=recognises,
    read=read,
)
