"""EPCIS documents: where their events are, in JSON-LD and in XML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element

from enduse.read import markup
from enduse.read.epcis.tree import EVENT_TYPES, Node, expanded, from_json, from_xml, namespaces, unwrapped
from enduse.read.reader import Source

_XML_ROOTS: Final = ("EPCISDocument", "EPCISQueryDocument", *EVENT_TYPES)
_QUERY: Final = "an EPCIS document with events"


def is_json(source: Source) -> bool:
    """Whether the file is EPCIS 2.0 JSON-LD: a document, a query answer or a bare event."""
    if not any(word in source.text for word in ("epcis", "EPCIS", "eventTime", "bizStep")):
        return False
    document = source.document
    if not isinstance(document, Mapping):
        return False
    kind = str(document.get("type", document.get("isA", "")))
    return kind in _XML_ROOTS or "epcisBody" in document or "eventTime" in document or _is_query(document)


def is_xml(source: Source) -> bool:
    """Whether the file is EPCIS 1.2 or 2.0 XML."""
    if not markup.is_markup(source):
        return False
    root = markup.root_name(source)
    return root in _XML_ROOTS or (root in ("Poll", "query", "Query") and "epcis" in source.text.lower())


@dataclass(frozen=True)
class Document:
    """The events in document order, and the extension fields that are no part of their identity."""

    events: list[Node]
    ignored: tuple[str, ...] = ()


def document(source: Source) -> Document:
    """The events of a document of either syntax.

    Raises:
        InputError: if the document has no place for events, or is a query rather than an answer.
    """
    return _from_json(source) if source.document is not None else _from_xml(source)


def _is_query(document: Mapping[str, Any]) -> bool:
    context = str(document.get("@context", "")).lower()
    return ("query" in document and "epcis" in context) or "query-schema" in context


def _from_json(source: Source) -> Document:
    given = source.document
    if _is_query(given):
        raise source.refuse(_QUERY, "a query for events", "Load the answer to the query")
    if "eventTime" in given or given.get("type", given.get("isA")) in EVENT_TYPES:
        return Document([from_json(given, namespaces(given.get("@context")))])
    if "@context" not in given:
        raise source.refuse("an EPCIS document with an @context", "none", "Add the EPCIS context")
    levels = [given]
    for name in ("epcisBody", "queryResults", "resultsBody"):
        inner = levels[-1].get(name)
        levels += [inner] if isinstance(inner, Mapping) else []
    body = levels[-1]
    listed = body.get("eventList", [body["event"]] if "event" in body else None)
    if not isinstance(listed, list) or not all(isinstance(event, Mapping) for event in listed):
        raise source.refuse(_QUERY, "no event list", "Export the document again")
    prefixes = {name: uri for level in levels for name, uri in namespaces(level.get("@context")).items()}
    ignored = tuple(
        expanded(name, prefixes)
        for level in levels
        for key in level
        if key.rpartition(":")[2] == "ignoreFields"
        for name in level[key]
    )
    return Document([from_json(event, prefixes) for event in listed], ignored)


def _from_xml(source: Source) -> Document:
    root = markup.parse(source)
    if markup.local(root) in EVENT_TYPES:
        return Document([from_xml(root)])
    listed = _find(root, "EventList")
    if listed is None:
        raise source.refuse(_QUERY, "no event list", "Load the answer to the query")
    ignoring = _find(root, "ignoreFields")
    ignored = tuple(str(element.tag) for element in ignoring) if ignoring is not None else ()
    return Document([from_xml(element) for element in unwrapped(listed)], ignored)


def _find(root: Element, name: str) -> Element | None:
    return next((element for element in root.iter() if markup.local(element) == name), None)
