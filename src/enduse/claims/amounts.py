"""Quantities as texts word them, as intervals with a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from enduse.claims.lexicon import pattern, words
from enduse.claims.masking import CHIP, FORM, UNIT_OF_MARK, mask
from enduse.claims.numerals import SMALL, lend_scale, number_pattern, qualified, value

FORM_LIMIT: Final = 16
"""Up to this many, "8-GPU" or "eight GPUs each" is the form of a server, not how many there are."""

_RACK_SIZES: Final = (72, 384)
_REACH_WORDS: Final = 7
"""How many words after a number its noun is looked for."""

_PRIORITY: Final = ("chips", "servers", "racks", "boards", "packages", "shipments", None)


@dataclass(frozen=True)
class Amount:
    """How many of what: both ends inclusive, `high` None where open; `rejected` after "not" or "rather than"."""

    low: int
    high: int | None
    unit: str | None
    start: int
    end: int
    rejected: bool = False


def amounts(text: str, hidden: tuple[tuple[int, int], ...] = ()) -> tuple[list[Amount], int | None]:
    """The amounts of `text` in order, and the chips a server holds where the text gives its form.

    >>> [(a.low, a.high, a.unit) for a in amounts("several thousand of these Blackwell chips")[0]]
    [(2000, 9999, 'chips')]
    """
    masked = mask(text, hidden)
    read = (_amount(match, masked) for match in number_pattern().finditer(masked))
    found = [amount for amount in read if amount is not None] + _hyphenated(masked)
    found.sort(key=lambda amount: amount.start)
    each = [amount for amount in found if _is_form(amount, found, masked)]
    form = _form(text) or (each[0].high if each else None)
    return [amount for amount in found if amount not in each], form


def principal(found: list[Amount], corrected: bool) -> Amount | None:
    """The amount that the text stands by: chips before servers before racks; in a correction the last one."""
    standing = [amount for amount in found if not amount.rejected]
    if not standing:
        return None
    if corrected:
        return standing[-1]
    return min(standing, key=lambda amount: _PRIORITY.index(amount.unit))


def _form(text: str) -> int | None:
    """Chips a server from "8-GPU servers"."""
    match = FORM.search(text)
    if match is None:
        return None
    word = match.group().split("-")[0].lower()
    return int(word) if word.isdigit() else SMALL[word]


def _is_form(amount: Amount, found: list[Amount], text: str) -> bool:
    """Whether a small number of chips says what each server holds: "with 8 GPUs each"."""
    if amount.unit != "chips" or amount.high is None or amount.high > FORM_LIMIT:
        return False
    known = words("quantity")
    held = any(other.unit in ("servers", "racks", "boards") for other in found)
    if not held and not pattern(known["containers"]).search(text):
        return False
    each = pattern(known["each_after"]).match(text[amount.end :])
    return bool(each or pattern(known["inside_before"]).search(text[: amount.start]))


def _amount(match: re.Match[str], text: str) -> Amount | None:
    first, second, end = value(match["a"]), None, match.end("plus") if match["plus"] else match.end("a")
    join = (match["join"] or "").strip()
    between = (match["lead"] or "").lower().startswith("between")
    if match["b"] and (join in ("-", "to") or (join == "and" and between)):
        second, end = value(match["b"]), match.end("b")
        first = lend_scale(match["a"], match["b"], first)
    unit, reach = _counted(text, end)
    start = match.start("lead") if match["lead"] and second else match.start("a")
    if unit is None and not _is_bare_figure(text, start, end):
        return None
    before = text[:start]
    bounds = (first[0], second[1]) if second else qualified(*first, before, (match["plus"] or "").strip())
    rejected = bool(pattern(words("quantity")["rejected"]).search(before))
    return Amount(round(bounds[0]), None if bounds[1] is None else round(bounds[1]), unit, start, reach, rejected)


@cache
def _nouns() -> dict[str, str]:
    return {noun: unit for unit, nouns in words("quantity")["units"].items() for noun in nouns}


def _counted(text: str, end: int) -> tuple[str | None, int]:
    """The unit of what is counted after a number, and where its words end; None where it is something else."""
    known = words("quantity")
    named: tuple[str | None, int] = None, end
    for step, match in enumerate(re.finditer(r"\S+", text[end : end + 120])):
        token = match.group()
        word = token.strip("\"'(),.;:").lower().removesuffix("'s")
        place = end + match.end() - (len(token) - len(token.rstrip("\"'(),.;:")))
        noun = _nouns().get(word) or _nouns().get(word.rsplit("-", 1)[-1] if "-" in word else "")
        if token[0] in UNIT_OF_MARK:
            named = UNIT_OF_MARK[token[0]], place
        elif noun:
            return noun, place
        elif word in known["stops"] or word in known["other_things"] or step > _REACH_WORDS:
            break
        among_adjectives = named[0] is None and token[-1] == "," and step < 3
        if token[-1] in '.,;:)"' and not among_adjectives:
            break
    return named


def _is_bare_figure(text: str, start: int, end: int) -> bool:
    """ "The correct figure is 400", "not 4,000": a number without a noun, but announced as one."""
    known = words("quantity")
    announced = pattern(known["bare_before"]).search(text[:start]) and pattern(known["bare_after"]).match(text[end:])
    opposed = re.search(r"\bnot\s+$", text[:start]) and re.match(r"\s*(?:[.,;]|$)", text[end:]) and end - start > 1
    return bool(announced or opposed)


def _hyphenated(text: str) -> list[Amount]:
    """ "A 256-GPU cluster": beyond the size of a server, a hyphenated number is how many there are."""
    found = []
    for match in re.finditer(rf"\b(\d[\d,]*)-(gpu|chip|card|accelerator|{CHIP}+|server|node|system)\b", text, re.I):
        number = int(match.group(1).replace(",", ""))
        servers = match.group(2).lower() in ("server", "node", "system")
        if servers or (number > FORM_LIMIT and number not in _RACK_SIZES):
            unit = "servers" if servers else "chips"
            found.append(Amount(number, number, unit, match.start(), match.end()))
    return found
