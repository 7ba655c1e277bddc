"""Canonical XML 1.0 and 1.1, inclusive and exclusive, over a safely parsed document.

Written from the W3C recommendations (REC-xml-c14n-20010315, REC-xml-c14n11-20080502,
REC-xml-exc-c14n-20020718). The standard library's ``canonicalize`` is C14N 2.0, which drops namespaces
that are declared and not used; reference manifests are signed with them. Not done: documents with a
document type (refused), ``xml:base`` fix-up of C14N 1.1 for an element cut out of its parents (refused),
and lists of inclusive prefixes (refused by the caller).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from enduse.errors import InputError

MAX_BYTES: Final = 4 << 20
MAX_DEPTH: Final = 64
XML: Final = "http://www.w3.org/XML/1998/namespace"
_SPLIT: Final = "\x1f"  # cannot stand in XML 1.0, so it cannot be forged into a name


@dataclass
class Element:
    """An element with its namespace declarations kept as written.

    Attributes:
        declared: prefix to namespace, for declarations on this element only; "" is the default.
        attributes: (namespace, local name, prefix) to value.
    """

    namespace: str
    local: str
    prefix: str
    declared: dict[str, str]
    attributes: dict[tuple[str, str, str], str]
    parent: Element | None = None
    children: list[Element | str | tuple[str, str]] = field(default_factory=list)

    def find_all(self, namespace: str, local: str) -> list[Element]:
        """Direct children of that name."""
        return [c for c in self.children if isinstance(c, Element) and (c.namespace, c.local) == (namespace, local)]

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in document order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    @property
    def text(self) -> str:
        """The character data directly inside."""
        return "".join(child for child in self.children if isinstance(child, str))

    def get(self, local: str, namespace: str = "") -> str | None:
        """The attribute of that name, whatever its prefix."""
        return next((v for (n, name, _), v in self.attributes.items() if (n, name) == (namespace, local)), None)


def parse(data: bytes, where: str) -> Element:
    """Parse XML without document type, entities of its own or network, to a bounded depth.

    Raises:
        InputError: if it is not such XML.
    """
    if len(data) > MAX_BYTES:
        raise InputError(where, f"at most {MAX_BYTES >> 20} MiB of XML", f"{len(data)} bytes", "Give one manifest")
    builder = _Builder(where)
    parser = expat.ParserCreate(namespace_separator=_SPLIT)
    parser.namespace_prefixes = True
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = builder.refuse_doctype
    parser.StartNamespaceDeclHandler = builder.declare
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.ProcessingInstructionHandler = builder.instruction
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise InputError(where, "well-formed XML", expat.ErrorString(error.code), "Fetch it again") from None
    except (ValueError, LookupError):
        raise InputError(where, "XML in a known encoding", "another", "Write it as UTF-8") from None
    assert builder.root is not None
    return builder.root


class _Builder:
    def __init__(self, where: str) -> None:
        self.where = where
        self.root: Element | None = None
        self.open: list[Element] = []
        self.pending: dict[str, str] = {}

    def refuse_doctype(self, *_: object) -> None:
        raise InputError(self.where, "XML without a document type", "one", "Remove it")

    def declare(self, prefix: str | None, namespace: str | None) -> None:
        self.pending[prefix or ""] = namespace or ""

    def start(self, name: str, pairs: list[str]) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise InputError(self.where, f"XML of at most {MAX_DEPTH} levels", "more", "Give a manifest")
        attributes = {_name(key): value for key, value in zip(pairs[::2], pairs[1::2], strict=True)}
        parent = self.open[-1] if self.open else None
        element = Element(*_name(name), self.pending, attributes, parent)
        self.pending = {}
        if parent is not None:
            parent.children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _: str) -> None:
        self.open.pop()

    def characters(self, text: str) -> None:
        if self.open:
            self.open[-1].children.append(text)

    def instruction(self, target: str, data: str) -> None:
        if self.open:
            self.open[-1].children.append((target, data))


def _name(expanded: str) -> tuple[str, str, str]:
    parts = expanded.split(_SPLIT)
    if len(parts) == 1:
        return "", parts[0], ""
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""


def canonical(
    element: Element, *, exclusive: bool = False, version: str = "1.1", without: Element | None = None
) -> bytes:
    """The canonical bytes of an element, comments left out, less ``without`` and all below it.

    Raises:
        InputError: if C14N 1.1 would have to fix up ``xml:base``.
    """
    writer = _Writer(exclusive, without)
    apex = {} if exclusive else _inherited_xml(element, version)
    writer.element(element, {}, _in_scope(element.parent), apex)
    return "".join(writer.out).encode("utf-8")


def _in_scope(element: Element | None) -> dict[str, str]:
    """Prefix to namespace as seen inside ``element``."""
    if element is None:
        return {}
    return {**_in_scope(element.parent), **element.declared}


def _inherited_xml(element: Element, version: str) -> dict[tuple[str, str, str], str]:
    """The ``xml:`` attributes that an element cut out of its document takes from its ancestors."""
    found: dict[tuple[str, str, str], str] = {}
    ancestor = element.parent
    while ancestor is not None:
        for key, value in ancestor.attributes.items():
            if key[0] == XML and key not in element.attributes:
                found.setdefault(key, value)
        ancestor = ancestor.parent
    if version == "1.1":
        if any(local == "base" for _, local, _ in found):
            raise InputError("XML signature", "a manifest without xml:base", "one", "Sign it without xml:base")
        found = {key: value for key, value in found.items() if key[1] != "id"}
    return found


class _Writer:
    def __init__(self, exclusive: bool, without: Element | None) -> None:
        self.out: list[str] = []
        self.exclusive = exclusive
        self.without = without

    def element(
        self,
        element: Element,
        rendered: dict[str, str],
        outer: dict[str, str],
        extra: dict[tuple[str, str, str], str],
    ) -> None:
        """Write one element; ``rendered`` are the declarations already written above it."""
        if element is self.without:
            return
        scope = {**outer, **element.declared}
        new = {p: n for p, n in self._wanted(element, scope).items() if rendered.get(p, "") != n}
        name = f"{element.prefix}:{element.local}" if element.prefix else element.local
        self.out.append(f"<{name}")
        for prefix in sorted(new):
            label = f"xmlns:{prefix}" if prefix else "xmlns"
            self.out.append(f' {label}="{_attribute(new[prefix])}"')
        attributes = {**extra, **element.attributes}
        for key in sorted(attributes):  # by namespace, then local name, as the recommendation orders them
            _, local, prefix = key
            label = f"{prefix}:{local}" if prefix else local
            self.out.append(f' {label}="{_attribute(attributes[key])}"')
        self.out.append(">")
        inside = {**rendered, **new}
        for child in element.children:
            if isinstance(child, Element):
                self.element(child, inside, scope, {})
            elif isinstance(child, str):
                self.out.append(_characters(child))
            else:
                self.out.append(f"<?{child[0]}{' ' if child[1] else ''}{child[1]}?>")
        self.out.append(f"</{name}>")

    def _wanted(self, element: Element, scope: dict[str, str]) -> dict[str, str]:
        """The declarations that the element must see: all in scope, or for exclusive those it uses."""
        visible = {prefix: namespace for prefix, namespace in scope.items() if prefix != "xml"}
        if not self.exclusive:
            return {"": "", **visible}
        used = {element.prefix} | {prefix for _, _, prefix in element.attributes if prefix and prefix != "xml"}
        return {prefix: visible.get(prefix, "") for prefix in used}


def _attribute(value: str) -> str:
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return value.replace("\t", "&#x9;").replace("\n", "&#xA;").replace("\r", "&#xD;")


def _characters(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#xD;")
