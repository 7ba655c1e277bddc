"""A strict walk over DER, for what the X.509 library leaves raw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from enduse.errors import InputError

BIT_STRING = 0x03
OBJECT_IDENTIFIER = 0x06
OCTET_STRING = 0x04
SEQUENCE = 0x30
UTF8_STRING = 0x0C

MAX_DEPTH = 16

SHA384 = bytes.fromhex("608648016503040202")
"""2.16.840.1.101.3.4.2.2, content octets (RFC 5754)."""


@dataclass(frozen=True)
class Element:
    """One DER element: its tag, its content and whether that content holds elements."""

    tag: int
    content: bytes

    @property
    def constructed(self) -> bool:
        return bool(self.tag & 0x20)


def elements(data: bytes, where: str) -> Iterator[Element]:
    """The elements of ``data``, one after the other.

    Raises:
        InputError: if lengths are indefinite, not minimal, or run past the end.
    """
    at = 0
    while at < len(data):
        start = _content_start(data, at, where)
        length_octets = start - at - 1
        length = data[at + 1] if length_octets == 1 else int.from_bytes(data[at + 2 : start], "big")
        if start + length > len(data):
            raise _broken(where, f"an element of {length} bytes where {len(data) - start} are left")
        yield Element(data[at], data[start : start + length])
        at = start + length


def _content_start(data: bytes, at: int, where: str) -> int:
    if data[at] & 0x1F == 0x1F:
        raise _broken(where, "a tag of several bytes")
    if at + 1 >= len(data):
        raise _broken(where, "a tag without a length")
    first = data[at + 1]
    if first < 0x80:
        return at + 2
    count = first & 0x7F
    if not 1 <= count <= 3 or at + 2 + count > len(data):
        raise _broken(where, "a length that is indefinite or too long")
    if data[at + 2] == 0 or (count == 1 and data[at + 2] < 0x80):
        raise _broken(where, "a length that is not minimal")
    return at + 2 + count


def only(data: bytes, tag: int, where: str) -> bytes:
    """The content of the one element that ``data`` is.

    Raises:
        InputError: if it is another element, or not one.
    """
    found = list(elements(data, where))
    if len(found) != 1 or found[0].tag != tag:
        raise _broken(where, "another element" if found else "nothing")
    return found[0].content


def digests(data: bytes, algorithm: bytes, where: str) -> list[bytes]:
    """Every digest of ``algorithm`` that a sequence (OBJECT IDENTIFIER, OCTET STRING) holds, in order.

    This is TCG DICE's FWID (DICE Attestation Architecture 1.1, section 6.1), wherever it stands.
    """
    return list(_digests(data, algorithm, where, 0))


def _digests(data: bytes, algorithm: bytes, where: str, depth: int) -> Iterator[bytes]:
    if depth > MAX_DEPTH:
        raise _broken(where, f"more than {MAX_DEPTH} levels")
    inside = list(elements(data, where))
    tags = [element.tag for element in inside]
    if tags == [OBJECT_IDENTIFIER, OCTET_STRING] and inside[0].content == algorithm:
        yield inside[1].content
    for element in inside:
        if element.constructed:
            yield from _digests(element.content, algorithm, where, depth + 1)


def _broken(where: str, found: str) -> InputError:
    return InputError(where, "DER", found, "Take the certificate from its source again")
