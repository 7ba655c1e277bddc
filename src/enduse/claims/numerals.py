"""Number phrases as intervals: figures, words, and vague words by convention."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import Any, Final

from enduse.claims.lexicon import alternatives, words

_ONES: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL: Final = {word: number for number, word in enumerate(_ONES.split(" "))} | {
    word: 10 * number for number, word in enumerate(_TENS.split(" "), 2)
}
"""Numbers below a hundred by word."""

_NOT_ALONE: Final = ("a", "an", "some", "one", "many")
"""Vague words that count nothing by themselves."""


@cache
def number_pattern() -> re.Pattern[str]:
    """A number or a range, with groups lead, a, plus, join and b."""
    known = words("quantity")
    scales = alternatives([name for name in known["scales"] if len(name) > 2])
    vague = alternatives([name for name in known["vague"] if name not in _NOT_ALONE])
    plurals = alternatives(list(known["bare_plurals"]))
    small = "|".join(SMALL)
    figure = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)(?:\s?(?:k|m|mn)\b|\s(?:{scales})s?\b)?"
    spelled = rf"\b(?:(?:half )?(?:a|an)[ -](?:{scales})|(?:{small})(?:[ -](?:and )?(?:{small}|{scales}))*)\b"
    loose = rf"\b(?:{vague})(?: (?:{scales}))?\b(?: (?:{scales})\b)?"
    ended = rf"(?:{figure})(?![\w%]|,\d|\.\d|-[A-Za-z])"
    worded = rf"{spelled}|{loose}|\b(?:{plurals})\b"
    return re.compile(
        rf"(?P<lead>(?:between|from)\s+)?(?P<a>(?<![\w.,/:-]){ended}|{worded})"
        r"(?P<plus>\+|-plus| or more| or so| plus(?= ))?"
        rf"(?:(?P<join>\s?-\s?|\s(?:to|and|or)\s)(?P<b>{ended}|{worded}))?",
        re.IGNORECASE,
    )


def value(text: str) -> tuple[float, float]:
    """The interval of one number phrase without its qualifiers.

    >>> value("several thousand"), value("1.2 million"), value("two hundred")
    ((2000.0, 9999.0), (1200000.0, 1200000.0), (200.0, 200.0))
    """
    known = words("quantity")
    phrase = text.lower().strip()
    if phrase in known["bare_plurals"]:
        low, high = known["bare_plurals"][phrase]
        return float(low), float(high)
    figure = re.match(r"([\d,]*\.?\d+)\s?([a-z]*)", phrase)
    if figure and phrase[0].isdigit():
        name = figure[2].removesuffix("s") if len(figure[2]) > 2 else figure[2]
        exact = float(figure[1].replace(",", "")) * float(known["scales"].get(name, 1))
        return exact, exact
    for vague in sorted(known["vague"], key=len, reverse=True):
        if phrase == vague or phrase.startswith(f"{vague} "):
            return _vague(vague, phrase[len(vague) :].split(), known)
    return _spelled(phrase), _spelled(phrase)


def _vague(vague: str, rest: list[str], known: Any) -> tuple[float, float]:
    """ "Several thousand" runs from two thousand to just under ten thousand, "a few hundred" from 200 to 500."""
    low, high = (float(bound) for bound in known["vague"][vague])
    scale = math.prod(float(known["scales"].get(word, 1)) for word in rest)
    if scale == 1:
        return low, high
    if vague.startswith(("a couple", "couple")) or high == 9:
        return low * scale, (high + 1) * scale - 1
    return low * scale, high * scale


def _spelled(phrase: str) -> float:
    total, current = 0.0, 0.0
    scales = {name: float(factor) for name, factor in words("quantity")["scales"].items()}
    for word in re.split(r"[ -]+", phrase):
        if word in SMALL:
            current += SMALL[word]
        elif word == "half":
            current = 0.5
        elif word in ("a", "an"):
            current = current or 1.0
        elif word in scales:
            current = (current or 1.0) * scales[word]
            if scales[word] >= 1000:
                total, current = total + current, 0.0
    return total + current


def lend_scale(a: str, b: str, first: tuple[float, float]) -> tuple[float, float]:
    """ "2 to 3 thousand" means two thousand to three thousand."""
    scale = re.search(r"(?i)(k|m|mn|thousand|million|hundred|dozen|billion)s?\s*$", b.strip())
    if scale and re.fullmatch(r"[\d.,]+", a.strip()):
        factor = float(words("quantity")["scales"][scale.group(1).lower()])
        return first[0] * factor, first[1] * factor
    return first


def qualified(low: float, high: float, before: str, plus: str) -> tuple[float, float | None]:
    """The interval after "about", "at least", "more than", "up to", … before it or "or more" behind it."""
    known = words("quantity")
    exact = low == high
    if _ends_with(before, known["at_least"]) or plus in ("+", "-plus", "or more", "plus"):
        return low, None
    if _ends_with(before, known["at_most"]):
        return (0.0 if exact else low), high
    if _ends_with(before, known["more_than"]):
        return (low + 1 if exact else low), None
    if _ends_with(before, known["less_than"]):
        return 0.0, high - 1 if exact else high
    if exact and _ends_with(before, known["nearly"]["words"]):
        return math.ceil(low * (1 - float(known["nearly"]["share"]))), high
    if exact and (_ends_with(before, known["about"]["words"]) or plus == "or so"):
        share = float(known["about"]["share"])
        return math.floor(low * (1 - share) + 0.5), math.ceil(high * (1 + share) - 0.5)
    return low, high


def _ends_with(before: str, listed: list[str]) -> bool:
    shape = rf"(?:^|[\s(,])(?:{alternatives(listed)})\s*(?:a total of |the |an? )?$"
    return bool(re.search(shape, before, re.IGNORECASE))
