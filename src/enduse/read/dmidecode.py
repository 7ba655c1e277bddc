"""dmidecode: what firmware says of the machine it runs on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from enduse.read.machine import Dump, meaningful
from enduse.read.reader import Reader, Reading, Source

Structure = tuple[str, dict[str, str]]

_TITLES: Final = {"System Information": "system", "Base Board Information": "board", "Chassis Information": "chassis"}
_HANDLE: Final = re.compile(r"^Handle 0x[0-9A-Fa-f]+, DMI type \d+")


def recognises(source: Source) -> bool:
    """Whether the file is dmidecode's text, or the JSON that jc makes of it."""
    if source.text.startswith("# dmidecode") or re.search(_HANDLE.pattern, source.text, re.MULTILINE):
        return True
    document = source.document if '"handle"' in source.text else None
    return isinstance(document, list) and bool(document) and isinstance(document[0], dict) and "handle" in document[0]


def read(source: Source) -> Reading:
    """The names that firmware gives the machine, and an observation of it where there is a time and a reason.

    dmidecode prints no time: it comes from ``defaults: {happened: …}`` in a YAML beside the file.

    Raises:
        InputError: if nothing in it names the machine.
    """
    found: dict[str, dict[str, str]] = {}
    for title, fields in _structures(source):
        if title in _TITLES:
            found.setdefault(_TITLES[title], fields)
    system, board, chassis = (found.get(name, {}) for name in ("system", "board", "chassis"))
    serial, uuid = meaningful(system.get("serial_number")), meaningful(system.get("uuid"))
    unit = serial or uuid
    if unit is None:
        raise source.refuse(
            "a serial number or a UUID of the machine", "placeholders", "Take the dump as root, or bind it by hand"
        )
    dump = Dump(source, None)
    words = (meaningful(system.get("manufacturer")), meaningful(system.get("product_name")))
    part = " ".join(word for word in words if word) or None
    dump.host(unit, "System Information", part, source.columns.defaults.get("parent"), holds_gpus=False)
    names = {"uuid": uuid, "board": board.get("serial_number"), "chassis": chassis.get("serial_number")}
    dump.bind(unit, names, "System Information")
    return dump.reading()


def _structures(source: Source) -> Iterator[Structure]:
    if source.document is not None:
        for entry in source.document:
            values: Mapping[str, Any] = entry.get("values") or {}
            yield str(entry.get("description", "")), {key: str(value) for key, value in values.items()}
        return
    title, fields = "", dict[str, str]()
    for line in source.content().decode("utf-8", errors="replace").splitlines():
        if not line.startswith("\t"):
            if title and fields:
                yield title, fields
            title, fields = line.strip(), {}
        elif not line.startswith("\t\t"):
            name, _, value = line.strip().partition(":")
            fields.setdefault(name.lower().replace(" ", "_"), value.strip())
    if title and fields:
        yield title, fields


READER = Reader(
    name="dmidecode",
    describes="the text of dmidecode, or its JSON by jc: one machine",
    recognises=recognises,
    read=read,
)
