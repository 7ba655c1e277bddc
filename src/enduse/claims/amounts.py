"""Quantities as texts word them, as intervals with a unit."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from enduse.claims import dates
from enduse.claims.lexicon import alternatives, parts, words

_SMALL: Final = {
    name: number
    for number, name in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    name: 10 * number
    for number, name in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_FORM_LIMIT: Final = 16
"""Up to this many, "8-GPU" or "eight GPUs each" is the form of a server, not how many there are."""
_PRIORITY: Final = ("chips", "servers", "racks", "boards", "packages", "shipments", None)
_PART_MARK: Final = {"NVL72": "\u24c7", "DGX": "\u24c8", "HGX": "\u24b7"}
_CHIP_MARK: Final = "\u24b8"


@dataclass(frozen=True)
class Amount:
    """How many of what: both ends inclusive, `high` None where open; `rejected` after "not" or "rather than"."""

    low: int
    high: int | None
    unit: str | None
    start: int
    end: int
    rejected: bool = False


def amounts(text: str, reference_dates: tuple[tuple[int, int], ...] = ()) -> tuple[list[Amount], int | None]:
    """The amounts of `text` in order, and the chips a server holds where the text gives its form.

    >>> [(a.low, a.high, a.unit) for a in amounts("several thousand of these Blackwell chips")[0]]
    [(2000, 9999, 'chips')]
    """
    masked = _mask(text, reference_dates)
    form = _form(text)
    found: list[Amount] = []
    for match in _number_pattern().finditer(masked):
        amount = _amount(match, masked)
        if amount is not None:
            found.append(amount)
    found.extend(_hyphenated(masked))
    found.sort(key=lambda amount: amount.start)
    servers = any(amount.unit in ("servers", "racks", "boards") for amount in found) or bool(
        re.search(r"\b(?:servers?|chassis|nodes?|systems?|boards?)\b", text, re.I)
    )
    kept = []
    for amount in found:
        small = amount.unit == "chips" and amount.high is not None and amount.high <= _FORM_LIMIT
        if (
            small
            and servers
            and re.match(r"[^,;.]{0,30}\b(?:each|per|apiece|inside)\b|", masked[amount.end :])
            and (
                re.match(r"[^,;.]{0,40}\b(?:each|per (?:server|node|system|chassis)|apiece)\b", masked[amount.end :])
                or re.search(r"\b(?:with|containing|holding|of|each)\s*$", masked[: amount.start])
            )
        ):
            form = form or amount.high
            continue
        kept.append(amount)
    return kept, form


def principal(found: list[Amount], corrected: bool) -> Amount | None:
    """The amount that the text stands by: chips before servers before racks; in a correction the last one."""
    standing = [amount for amount in found if not amount.rejected]
    if not standing:
        return None
    if corrected and len(standing) > 1:
        return standing[-1]
    return min(standing, key=lambda amount: _PRIORITY.index(amount.unit))


def _form(text: str) -> int | None:
    for match in re.finditer(
        rf"\b(\d+|{'|'.join(_SMALL)})[- ](?:gpu|chip|way|card|accelerator)s?\b(?= \w)|\b(\d+|{'|'.join(_SMALL)})-(?:gpu|chip|way|card)\b",
        text,
        re.I,
    ):
        word = (match.group(1) or match.group(2)).lower()
        number = int(word) if word.isdigit() else _SMALL[word]
        if "-" in match.group() and number <= _FORM_LIMIT:
            return number
    return None


def _mask(text: str, more: tuple[tuple[int, int], ...]) -> str:
    """Hide dates, money, serials and part names, letter for letter; a part becomes the noun that it is."""
    letters = list(text)

    def hide(start: int, end: int, mark: str = "\u00b7") -> None:
        letters[start:end] = mark * (end - start)

    for span in dates.spans(text, None):
        hide(span.start, span.end)
    for start, end in more:
        hide(start, end)
    money = (
        r"(?i)(?:us\$|s\$|hk\$|rmb|usd|myr|sgd|eur|rm|nt\$|[$€£¥₩])\s?\d[\d,.]*(?:\s?(?:k|m|mn|bn|b|thousand|million|billion|trillion))?\b"
        r"|\b[\d,.]+\s?(?:thousand |million |billion |trillion )?(?:u\.s\. |us )?(?:dollars|yuan|ringgit|euros|usd|rmb)\b"
        r"|\b(?:tens|hundreds|thousands|several|\w+) (?:of )?(?:hundred |thousand |million|millions|billion|billions) (?:of )?(?:u\.s\. |us )?(?:dollars|yuan|ringgit|euros)\b"
        r"|\d[\d,.]*\s?(?:%|percent|per cent)"
    )
    for match in re.finditer(money, text):
        hide(*match.span())
    for entry in parts():
        for match in entry.when.finditer(text):
            if all(letters[place] not in _MARKS for place in range(*match.span())):
                mark = next((sign for key, sign in _PART_MARK.items() if key in match.group()), _CHIP_MARK)
                hide(*match.span(), mark)
    for match in re.finditer(
        rf"\b(?:[1-9]|1[0-6]|{'|'.join(_SMALL)})-(?:gpu|chip|way|card|accelerator)s?\b", text, re.I
    ):
        hide(*match.span())
    for match in re.finditer(r"\b[A-Za-z]+[-/]?\d[\w-]*\b|\b\d{10,}\b|\b\d+:\d\d-\w+", text):
        if not re.fullmatch(r"(?i)~?\d[\d,.]*k?", match.group()):
            mark = letters[match.start()]
            hide(*match.span(), mark if mark in _MARKS else "\u00b7")
    return "".join(letters)


_MARKS: Final = frozenset({*_PART_MARK.values(), _CHIP_MARK})


@cache
def _number_pattern() -> re.Pattern[str]:
    scales = alternatives([name for name in words("quantity")["scales"] if len(name) > 2])
    vague = alternatives(
        [name for name in words("quantity")["vague"] if name not in ("a", "an", "some", "one", "many")]
    )
    plurals = alternatives(list(words("quantity")["bare_plurals"]))
    small = "|".join(_SMALL)
    figure = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)(?:\s?(?:k|m|mn)\b|\s(?:{scales})s?\b)?"
    spelled = rf"\b(?:(?:half )?(?:a|an)[ -](?:{scales})|(?:{small})(?:[ -](?:and )?(?:{small}|{scales}))*)\b"
    loose = rf"\b(?:{vague})(?: (?:{scales}))?\b(?: (?:{scales})\b)?"
    rest = rf"{figure}(?![\w%]|,\d|\.\d|-[A-Za-z])|{spelled}|{loose}|\b(?:{plurals})\b"
    one = rf"(?:(?<![\w.,/:-])(?:{figure})(?![\w%]|,\d|\.\d|-[A-Za-z])|{spelled}|{loose}|\b(?:{plurals})\b)"
    return re.compile(
        rf"(?P<lead>(?:between|from)\s+)?(?P<a>{one})(?P<plus>\+|-plus| or more| or so| plus(?= ))?"
        rf"(?:(?P<join>\s?-\s?|\s(?:to|and|or)\s)(?P<b>{rest}))?",
        re.IGNORECASE,
    )


def _amount(match: re.Match[str], text: str) -> Amount | None:
    first = _value(match["a"])
    second, end = None, match.end("plus") if match["plus"] else match.end("a")
    join = (match["join"] or "").strip()
    if match["b"]:
        ranged = join in ("-", "to") or (join == "and" and (match["lead"] or "").lower().startswith("between"))
        if ranged:
            second, end = _value(match["b"]), match.end("b")
            first = _lend_scale(match["a"], match["b"], first)
    unit, reach = _counted(text, end)
    start = match.start("lead") if match["lead"] and second else match.start("a")
    if unit is None and not _is_bare_figure(text, start, end):
        return None
    before = text[:start]
    low: float = first[0]
    high: float | None = (second or first)[1]
    if second is None:
        low, high = _qualified(*first, before, match["plus"] or "")
    rejected = bool(
        re.search(r"\b(?:not|rather than|instead of|and not)\s+(?:the\s+)?(?:about |some |roughly )?$", before, re.I)
    )
    return Amount(_whole(low), None if high is None else _whole(high), unit, start, reach, rejected)


def _whole(value: float) -> int:
    return int(round(value))


def _lend_scale(a: str, b: str, first: tuple[float, float]) -> tuple[float, float]:
    """ "2 to 3 thousand" means two thousand to three thousand."""
    has = r"(?i)(?:[a-z])"
    scale = re.search(r"(?i)(k|m|mn|thousand|million|hundred|dozen|billion)s?\s*$", b.strip())
    if scale and re.fullmatch(r"[\d.,]+", a.strip()) and not re.search(has, a):
        factor = float(words("quantity")["scales"][scale.group(1).lower()])
        return first[0] * factor, first[1] * factor
    return first


def _value(text: str) -> tuple[float, float]:
    """The interval of one number phrase without its qualifiers."""
    known = words("quantity")
    phrase = text.lower().strip()
    if phrase in known["bare_plurals"]:
        low, high = known["bare_plurals"][phrase]
        return float(low), float(high)
    figure = re.match(r"([\d,]*\.?\d+)\s?([a-z]*)", phrase)
    if figure and phrase[0].isdigit():
        scale = (
            known["scales"].get(figure[2].removesuffix("s") if len(figure[2]) > 2 else figure[2], 1) if figure[2] else 1
        )
        value = float(figure[1].replace(",", "")) * float(scale)
        return value, value
    for vague in sorted(known["vague"], key=len, reverse=True):
        if phrase == vague or phrase.startswith(vague + " "):
            return _vague(vague, phrase[len(vague) :].split(), known)
    return (_spelled(phrase),) * 2


def _vague(vague: str, rest: list[str], known: Any) -> tuple[float, float]:
    low, high = (float(bound) for bound in known["vague"][vague])
    scale = math.prod(float(known["scales"].get(word, 1)) for word in rest)
    if scale == 1:
        return low, high
    top = high * scale
    return low * scale, top + (scale - 1 if high == 9 else 0) if high != low else (
        high + 1
    ) * scale - 1 if vague.startswith("a couple") else top


def _spelled(phrase: str) -> float:
    total, current = 0.0, 0.0
    scales = {name: float(value) for name, value in words("quantity")["scales"].items()}
    for word in re.split(r"[ -]+", phrase):
        if word in _SMALL:
            current += _SMALL[word]
        elif word == "half":
            current = 0.5
        elif word in ("a", "an"):
            current = current or 1.0
        elif word in scales:
            current = (current or 1.0) * scales[word]
            if scales[word] >= 1000:
                total, current = total + current, 0.0
    return total + current


def _ends_with(before: str, listed: list[str]) -> bool:
    return bool(
        re.search(rf"(?:^|[\s(,])(?:{alternatives(listed)})\s*(?:a total of |the |an? )?$", before, re.IGNORECASE)
    )


def _qualified(low: float, high: float, before: str, plus: str) -> tuple[float, float | None]:
    known = words("quantity")
    exact = low == high
    if _ends_with(before, known["at_least"]) or plus.strip() in ("+", "-plus", "or more", "plus"):
        return low, None
    if _ends_with(before, known["at_most"]):
        return (low if not exact else 0.0), high
    if _ends_with(before, known["more_than"]):
        return (low + 1 if exact else low), None
    if _ends_with(before, known["less_than"]):
        return 0.0, high - 1 if exact else high
    if _ends_with(before, known["nearly"]["words"]) and exact:
        return math.ceil(low * (1 - float(known["nearly"]["share"]))), high
    if (_ends_with(before, known["about"]["words"]) or plus.strip() == "or so") and exact:
        share = float(known["about"]["share"])
        return math.floor(low * (1 - share) + 0.5), math.ceil(high * (1 + share) - 0.5)
    return low, high


@cache
def _nouns() -> dict[str, str]:
    return {noun: unit for unit, nouns in words("quantity")["units"].items() for noun in nouns}


_STOPS: Final = frozenset(
    [
        "in",
        "to",
        "from",
        "at",
        "by",
        "with",
        "and",
        "or",
        "for",
        "that",
        "which",
        "were",
        "was",
        "is",
        "are",
        "had",
        "have",
        "has",
        "worth",
        "through",
        "via",
        "into",
        "on",
        "after",
        "before",
        "than",
        "who",
        "where",
        "when",
        "while",
        "but",
        "as",
        "be",
        "been",
        "being",
        "if",
        "because",
        "since",
        "until",
        "between",
        "during",
        "per",
        "said",
        "says",
        "each",
    ]
)


def _counted(text: str, end: int) -> tuple[str | None, int]:
    """The unit of what is counted after a number, and where its words end; None where it is something else."""
    others = set(words("quantity")["other_things"])
    named: tuple[str, int] | None = None
    for step, match in enumerate(re.finditer(r"[^\s]+", text[end : end + 120])):
        token = match.group()
        word = token.strip("\"'(),.;:").lower().removesuffix("'s")
        place = end + match.end()
        if token[0] in _MARKS:
            named = (_marked(token), place - (len(token) - len(token.rstrip("\"'(),.;:s"))))
        elif word in _nouns() and not (step == 0 and word == "units" and False):
            return _nouns()[word], place - (len(token) - len(token.rstrip("\"'(),.;:")))
        elif "-" in word and word.rsplit("-", 1)[-1] in _nouns():
            return _nouns()[word.rsplit("-", 1)[-1]], place
        elif word in _STOPS or word in others or step > 7:
            break
        if token[-1] in '.,;:)"' and not (named is None and token[-1] == "," and step < 3 and word not in _nouns()):
            break
    return named if named else (None, end)


def _marked(token: str) -> str:
    kinds = {_PART_MARK["NVL72"]: "racks", _PART_MARK["DGX"]: "servers", _PART_MARK["HGX"]: "boards"}
    return kinds.get(token[0], "chips")


def _is_bare_figure(text: str, start: int, end: int) -> bool:
    """ "The correct figure is 400": a number without a noun, but announced as one."""
    before = re.search(
        r"\b(?:figure|number|total|count|quantity|actual(?: number)?)\b[^.;]{0,40}?\b(?:is|was|were|should (?:be|have been)|of|:)\s*"
        r"(?:about |some |around |only |closer to |not |in fact |actually )*$", text[:start], re.I)  # fmt: skip
    after = re.match(r"\s*(?:[.,;)]|$|not\b|rather\b|and not\b|instead\b)", text[end:])
    return bool(before and after) or bool(
        re.search(r"\bnot\s+$", text[:start]) and re.match(r"\s*[.,;]|$", text[end:]) and len(text[start:end]) > 1
    )


def _hyphenated(text: str) -> list[Amount]:
    """ "a 256-GPU cluster": beyond the size of a server, a hyphenated number is how many there are."""
    found = []
    for match in re.finditer(r"\b(\d[\d,]*)-(?:gpu|chip|card|accelerator|\u24b8+)\b", text, re.I):
        number = int(match.group(1).replace(",", ""))
        if number > _FORM_LIMIT and number not in (72, 384):
            found.append(Amount(number, number, "chips", match.start(), match.end()))
    for match in re.finditer(r"\b(\d[\d,]*)-(?:server|node|system)\b", text, re.I):
        number = int(match.group(1).replace(",", ""))
        found.append(Amount(number, number, "servers", match.start(), match.end()))
    return found


def scaled(amount: Amount, factor: int) -> Amount:
    """The same amount in the parts of each."""
    return replace(amount, low=amount.low * factor, high=None if amount.high is None else amount.high * factor)
