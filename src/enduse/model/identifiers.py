"""Identifiers: which words name a unit, and which name nothing."""

from __future__ import annotations

import re
from typing import Final

IDENTITY_KINDS: Final = ("serial", "uuid", "certificate", "brom")
"""Kinds that name one unit: two rows that share one speak of the same unit."""

PLACE_KINDS: Final = ("chassis", "slot", "bus")
"""Kinds that name where a unit sits: an exchange of parts keeps them, so they never merge units."""

CLASS_KINDS: Final = ("board_part", "gpu_part", "asset_tag")
"""Kinds that many units share."""

_WORDS: Final = frozenset((
    "n/a", "na", "none", "null", "nil", "unknown", "unspecified", "redacted", "default", "empty", "blank",
    "invalid", "unavailable", "tbd", "test", "dummy", "notspecified", "notavailable", "notapplicable",
    "notprovided", "notpresent", "notset", "notsupported", "noassettag", "nosn", "noserial", "serialnumber",
    "serial", "systemserialnumber", "chassisserialnumber", "baseboardserialnumber", "boardserialnumber",
    "cpldserialnumber", "productserialnumber", "moduleserialnumber", "oemserialnumber", "sn", "uuid",
    "tobefilledbyoem", "tobefilledbyo.e.m", "defaultstring", "systemproductname", "assettag", "noasset",
    "filledbyoem", "insertserial", "123456789", "1234567890", "0123456789", "12345678", "0123456789abcdef",
    "xxxxxxxx", "unspecifiedserial", "graphicsdevice",
))  # fmt: skip
"""Literals met in real dumps instead of a serial number, without blanks, dashes and underscores."""

_NOISE: Final = re.compile(r"[\s\-_:\[\]()<>\"']+")


def is_placeholder(text: str | None) -> bool:
    """Whether an identifier field holds no identity, so that it must bind nothing.

    True for empty fields, fields of one character repeated four times or more, and the literals that
    firmware and tools write where a number is missing. Seen in real dumps: T4 and A10G
    report thirteen zeros, a CPLD its own field's name.

    >>> [is_placeholder(word) for word in ("0000000000000", "[N/A]", "CPLDSerialNumber", "1650522003820")]
    [True, True, True, False]
    """
    if text is None:
        return True
    bare = _NOISE.sub("", text).casefold()
    if bare.startswith("gpu") and len(bare) > 20:  # a UUID of an NVIDIA GPU: judge what follows the prefix
        bare = bare[3:]
    bare = bare.removeprefix("0x") if len(bare) > 2 else bare
    bare = bare.rstrip(".")
    return bare in _WORDS or bare in ("", "0") or (len(bare) > 3 and len(set(bare.replace(".", ""))) <= 1)
