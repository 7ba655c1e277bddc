"""EPCIS documents of every syntax as the same tree of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element

_CBV: Final = "https://ref.gs1.org/cbv/"
_VOC: Final = "https://gs1.org/voc/"
_CURIES: Final = {"cbv:": _CBV, "gs1:": _VOC}
_URNS: Final = {
    "urn:epcglobal:cbv:bizstep:": _CBV + "BizStep-",
    "urn:epcglobal:cbv:disp:": _CBV + "Disp-",
    "urn:epcglobal:cbv:btt:": _CBV + "BTT-",
    "urn:epcglobal:cbv:sdt:": _CBV + "SDT-",
    "urn:epcglobal:cbv:er:": _CBV + "ER-",
}
_BARE: Final = {
    "bizStep": _CBV + "BizStep-",
    "disposition": _CBV + "Disp-",
    "set": _CBV + "Disp-",
    "unset": _CBV + "Disp-",
    "bizTransaction": _CBV + "BTT-",
    "source": _CBV + "SDT-",
    "destination": _CBV + "SDT-",
    "reason": _CBV + "ER-",
    "component": _CBV + "Comp-",
    "sensorReport": _VOC,
    "exception": _VOC,
}
"""Vocabulary of a bare word, by the field it stands in, or by the field whose `type` it is."""

_ITEMS: Final = {
    "epcList": "epc", "inputEPCList": "epc", "outputEPCList": "epc", "childEPCs": "epc",
    "quantityList": "quantityElement", "childQuantityList": "quantityElement",
    "inputQuantityList": "quantityElement", "outputQuantityList": "quantityElement",
    "bizTransactionList": "bizTransaction", "sourceList": "source", "destinationList": "destination",
    "sensorElementList": "sensorElement", "correctiveEventIDs": "correctiveEventID",
}  # fmt: skip
"""What XML calls the items of a list that JSON leaves without a name."""

EVENT_TYPES: Final = (
    "ObjectEvent", "AggregationEvent", "AssociationEvent", "TransactionEvent", "TransformationEvent",
    "QuantityEvent",
)  # fmt: skip


@dataclass(frozen=True)
class Node:
    """A field: its name (``{namespace}local`` for extensions), its text and the fields under it."""

    name: str
    text: str = ""
    children: tuple[Node, ...] = ()

    def first(self, name: str) -> Node | None:
        """The first child called ``name``."""
        return next((child for child in self.children if child.name == name), None)

    def value(self, *names: str) -> str | None:
        """The text of the first child under the path ``names``; None where there is none."""
        node: Node | None = self
        for name in names:
            node = node.first(name) if node else None
        return (node.text or None) if node else None

    def items(self, name: str) -> Iterator[Node]:
        """The items of the list called ``name``."""
        found = self.first(name)
        return iter(found.children if found else ())


def word(text: str) -> str:
    """A CBV word with its vocabulary written as a web address; other text unchanged.

    >>> word("urn:epcglobal:cbv:bizstep:shipping")
    'https://ref.gs1.org/cbv/BizStep-shipping'
    """
    for short, long in (*_URNS.items(), *_CURIES.items()):
        if text.startswith(short):
            return long + text[len(short) :]
    return text


def from_xml(element: Element) -> Node:
    """An event element of EPCIS 1.2 or 2.0 XML; the two extension wrappers are taken away."""
    name = own_name(element)
    given = () if name in EVENT_TYPES else element.items()  # a bare event carries those of a document
    children = [Node(key, word(value.strip())) for key, value in given if not _is_schema(key)]
    children += [from_xml(child) for child in unwrapped(element)]
    return Node(name, word((element.text or "").strip()), tuple(children))


def own_name(element: Element) -> str:
    """The name of an element, EPCIS's own namespace left out: documents may qualify their fields or not."""
    namespace, _, name = str(element.tag).rpartition("}")
    return name if namespace.startswith("{urn:epcglobal:epcis") else str(element.tag)


def unwrapped(element: Element) -> Iterator[Element]:
    """The children of an element, those in extension wrappers raised to its own level."""
    for child in element:
        if own_name(child) in ("extension", "baseExtension"):
            yield from unwrapped(child)
        else:
            yield child


def _is_schema(attribute: str) -> bool:
    return attribute.startswith("{http://www.w3.org/2001/XMLSchema-instance}")


def namespaces(context: Any) -> dict[str, str]:
    """The prefixes that a JSON-LD context declares."""
    found: dict[str, str] = {}
    for part in context if isinstance(context, list) else [context]:
        if isinstance(part, Mapping):
            found |= {str(key): str(value) for key, value in part.items() if isinstance(value, str)}
    return found


def from_json(event: Mapping[str, Any], prefixes: Mapping[str, str]) -> Node:
    """An event of EPCIS 2.0 JSON-LD as the tree that its XML would give."""
    declared = {**prefixes, **_declared(event)}
    children: list[Node] = []
    for key, value in event.items():
        if key in ("type", "isA") or _is_comment(key):
            continue
        children.extend(_fields(key, value, declared))
    return Node(expanded(str(event.get("type", event.get("isA", ""))), declared), "", tuple(children))


def _fields(key: str, value: Any, prefixes: Mapping[str, str]) -> Iterable[Node]:
    name = expanded(key, prefixes)
    if name in _ITEMS and isinstance(value, list):
        item = _ITEMS[name]
        return [Node(name, "", tuple(_item(item, entry, prefixes) for entry in value))]
    if isinstance(value, list):
        return [_item(name, entry, prefixes) for entry in value]
    return [_item(name, value, prefixes)]


def _item(name: str, value: Any, prefixes: Mapping[str, str]) -> Node:
    if not isinstance(value, Mapping):
        return Node(name, _text(name, value, prefixes))
    declared = {**prefixes, **_declared(value)}
    text, children = "", []
    for key, inner in value.items():
        if key == "#text":
            text = str(inner).strip()
        elif key == name:  # the value of a business transaction, source or destination
            text = _plain(inner)
        elif key == "type" and name in _BARE:
            children.append(Node("type", _word_in(name, _plain(inner), declared)))
        elif not _is_comment(key):
            children.extend(_fields(key.removeprefix("@"), inner, declared))
    return Node(name, text, tuple(children))


def _text(name: str, value: Any, prefixes: Mapping[str, str]) -> str:
    text = _plain(value)
    return _word_in(name, text, prefixes) if name in _BARE and name not in ("source", "destination") else word(text)


def _word_in(name: str, text: str, prefixes: Mapping[str, str]) -> str:
    full = word(text)
    prefix, colon, rest = full.partition(":")
    if colon:
        return prefixes[prefix] + rest if prefix in prefixes else full
    return _BARE[name] + full if full else full


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).strip()


def _declared(value: Mapping[str, Any]) -> dict[str, str]:
    own = {key[7:]: str(inner) for key, inner in value.items() if key.startswith("@xmlns:")}
    return own | (namespaces(value["@context"]) if "@context" in value else {})


def _is_comment(key: str) -> bool:
    return key in ("rdfs:comment", "comment", "@context") or key.startswith("@xmlns")


def expanded(key: str, prefixes: Mapping[str, str]) -> str:
    """A name with its prefix replaced by the namespace in braces."""
    prefix, colon, rest = key.partition(":")
    return "{" + prefixes[prefix] + "}" + rest if colon and prefix in prefixes else key
