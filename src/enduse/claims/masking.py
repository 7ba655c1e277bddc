"""Hides, letter for letter, what is no quantity."""

from __future__ import annotations

import re
from typing import Final

from enduse.claims import dates
from enduse.claims.lexicon import parts, pattern, words
from enduse.claims.numerals import SMALL

HIDDEN: Final = "\u00b7"
CHIP: Final = "\u24b8"
_BY_SYSTEM: Final = {"NVL72": "\u24c7", "DGX": "\u24c8", "HGX": "\u24b7"}
UNIT_OF_MARK: Final = {CHIP: "chips", "\u24c7": "racks", "\u24c8": "servers", "\u24b7": "boards"}
"""A masked part name stands for a noun: chips, racks, servers or boards."""

FORM: Final = re.compile(rf"\b(?:[1-9]|1[0-6]|{'|'.join(SMALL)})-(?:gpu|chip|way|card|accelerator)s?\b", re.I)
""" "8-GPU": the form of a server, up to sixteen chips."""

_CODE: Final = re.compile(r"\b[A-Za-z]+[-/]?\d[\w-]*\b|\b\d{10,}\b|\b\d+:\d\d-\w+")


def mask(text: str, more: tuple[tuple[int, int], ...] = ()) -> str:
    """The text with everything hidden that a number in it does not count.

    Args:
        more: further stretches to hide, such as dates that needed the day of the document.
    """
    letters = list(text)

    def hide(span: tuple[int, int], mark: str = HIDDEN) -> None:
        letters[span[0] : span[1]] = mark * (span[1] - span[0])

    for found in dates.spans(text, None):
        hide((found.start, found.end))
    for span in more:
        hide(span)
    for shape in words("quantity")["money"]:
        for match in pattern(shape).finditer(text):
            hide(match.span())
    for entry in parts():
        for match in entry.when.finditer(text):
            if all(letters[place] not in UNIT_OF_MARK for place in range(*match.span())):
                system = next((sign for name, sign in _BY_SYSTEM.items() if name in match.group()), CHIP)
                hide(match.span(), system)
    for match in FORM.finditer(text):
        hide(match.span())
    for match in _CODE.finditer(text):
        mark = letters[match.start()]
        hide(match.span(), mark if mark in UNIT_OF_MARK else HIDDEN)
    return "".join(letters)
