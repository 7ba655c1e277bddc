"""XML read safely: no entities, no network, bounded depth."""

from __future__ import annotations

from typing import Any, Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from enduse.errors import InputError
from enduse.read.reader import Source

DEPTH: Final = 200
"""Deepest nesting admitted; EPCIS documents need about twelve."""

_CUT_OFF: Final = tuple(
    expat.errors.codes[problem]
    for problem in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
)
"""What expat says where a file ends too early."""


def is_markup(source: Source) -> bool:
    """Whether the file begins as XML does."""
    return source.text.lstrip()[:1] == "<" and b"\x00\x00\x00\x00" not in source.head[:64]


def root_name(source: Source) -> str:
    """The local name of the root element as far as the head tells, or nothing.

    >>> from pathlib import Path
    >>> root_name(Source(Path("a"), "a", b'<?xml version="1.0"?><!-- a --><e:EPCISDocument a="b">'))
    'EPCISDocument'
    """
    text, place = source.text, 0
    while (place := text.find("<", place)) != -1:
        if text.startswith("<!--", place):
            place = text.find("-->", place)
        elif text.startswith("<!DOCTYPE", place):
            close, bracket = text.find(">", place), text.find("[", place)
            place = text.find("]", bracket) if -1 < bracket < close else close
        elif text[place + 1 : place + 2] == "?":
            place = text.find("?>", place)
        else:
            name = text[place + 1 : place + 200].split(">")[0].split("/")[0].split()
            return name[0].rpartition(":")[2] if name else ""
        if place == -1:
            return ""
        place += 1
    return ""


def parse(source: Source, content: bytes | None = None) -> Element:
    """The root element; names are ``{namespace}local``.

    A document type with an external identifier is let be and never fetched (``nvidia-smi`` names one);
    a declared entity refuses the file, so neither local files nor exponential expansion can be reached.

    Raises:
        InputError: if the file is truncated or broken, declares an entity, or is nested too deep.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    builder = TreeBuilder()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise source.refuse(f"at most {DEPTH} nested elements", "more", "Check where the file comes from")
        builder.start(_braced(name), {_braced(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_braced(name))

    def entity(*_: Any) -> Any:
        raise source.refuse("XML without entities of its own", "an entity declaration", "Remove the declaration")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = entity
    parser.ExternalEntityRefHandler = entity
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    data = source.content() if content is None else content
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise broken(source, data, error) from None
    except (LookupError, ValueError):
        raise source.refuse("XML in UTF-8 or UTF-16", "an encoding of another name", "Save it as UTF-8") from None
    return builder.close()


def broken(source: Source, data: bytes, error: expat.ExpatError) -> InputError:
    """The sentence for XML that does not parse."""
    if not data.strip():
        return source.refuse("XML", "an empty file", "Export it again")
    place = f"line {error.lineno}, column {error.offset + 1}"
    if error.code in _CUT_OFF:
        return source.refuse("whole XML", f"a file cut off at {place}", "Copy it again")
    return source.refuse("well-formed XML", f"{expat.ErrorString(error.code)} at {place}", "Export it again")


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text_of(element: Element | None, path: str) -> str | None:
    """The text under ``path``, stripped; None where there is none."""
    found = element.findtext(path) if element is not None else None
    return (found or "").strip() or None


def _braced(name: str) -> str:
    return "{" + name if "}" in name else name
