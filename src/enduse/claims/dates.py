"""Dates as texts write them, as inclusive day intervals."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_MONTHS: Final = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
]  # fmt: skip
MONTH: Final = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
)
_YEAR: Final = r"(?:19|20)\d\d"
_DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_COUNTED: Final = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "several": 3}


@dataclass(frozen=True)
class Days:
    """A stretch of days, both ends inclusive; None is open. `stated` marks the date of a speech or filing."""

    start: int
    end: int
    first: date | None
    last: date | None
    stated: bool = False

    @property
    def contradictory(self) -> bool:
        """Whether it would end before it begins."""
        return self.first is not None and self.last is not None and self.first > self.last


@dataclass(frozen=True)
class _Atom:
    start: int
    end: int
    first: date
    last: date
    yearless: bool = False


def first_day(text: str) -> date | None:
    """The first full date in `text`; a month alone gives its first day.

    >>> first_day("KUALA LUMPUR, 3 May 2025")
    datetime.date(2025, 5, 3)
    """
    atoms = _atoms(text, None)
    return atoms[0].first if atoms else None


def spans(text: str, reference: date | None) -> list[Days]:
    """Every date expression of `text` that can be resolved, in order.

    Args:
        text: the plain form of a sentence.
        reference: the day of the document, for words such as "last March"; without it they stay unread.

    >>> [(s.first.isoformat(), s.last.isoformat()) for s in spans("between October 2024 and May 2025", None)]
    [('2024-10-01', '2025-05-31')]
    """
    atoms = _atoms(text, reference)
    found: list[Days] = []
    index = 0
    while index < len(atoms):
        atom = atoms[index]
        after = atoms[index + 1] if index + 1 < len(atoms) else None
        if after is not None and _joins(text[: atom.start], text[atom.end : after.start]):
            atom = _lend_year(atom, after)
            found.append(Days(atom.start, after.end, atom.first, after.last, _is_stated(text, atom.start)))
            index += 2
            continue
        if not atom.yearless or reference is not None:
            found.append(_bounded(text, atom))
        index += 1
    return found


def unread_words(text: str, reference: date | None) -> list[str]:
    """Words for a time that could not be resolved because the day of the document is not known."""
    if reference is not None:
        return []
    unit = rf"(?:{MONTH}|year|month|week|quarter|summer|winter|spring|autumn|fall)"
    relative = rf"\b(?:last|this|next|earlier this|late last|since) {unit}"
    return [match.group() for match in re.finditer(relative, text) if not re.match(rf"\s*{_YEAR}", text[match.end() :])]


def _joins(before: str, between: str) -> bool:
    opened = re.search(r"(?:between|from|since)\s+(?:the\s+)?(?:\w+\s+)?$", before, re.I)
    if re.fullmatch(
        r"\s*(?:to|until|till|through|thru|up to|-|–|and up to|, until|and continuing (?:to|until|through))"
        r"\s*(?:the\s+)?(?:at least\s+)?",
        between,
        re.I,
    ):
        return True
    return bool(opened and re.fullmatch(r"\s*(?:and|to|until|through)\s*(?:the\s+)?", between, re.I))


def _lend_year(atom: _Atom, after: _Atom) -> _Atom:
    if not atom.yearless:
        return atom
    year = after.last.year if atom.first.month <= after.last.month else after.last.year - 1
    try:
        return _Atom(atom.start, atom.end, atom.first.replace(year=year), atom.last.replace(year=year))
    except ValueError:  # 29 February
        return _Atom(atom.start, atom.end, date(year, atom.first.month, 28), date(year, atom.last.month, 28))


def _bounded(text: str, atom: _Atom) -> Days:
    before = text[: atom.start]
    stated = _is_stated(text, atom.start)
    if re.search(
        r"(?:since|starting(?: in| on| from)?|beginning(?: in| on)?|from|as of|after)\s+"
        r"(?:early |mid-?|late |at least )?$",
        before,
        re.I,
    ):
        first = atom.last + timedelta(1) if re.search(r"after\s+$", before, re.I) else atom.first
        return Days(atom.start, atom.end, first, None, stated)
    if re.search(r"(?:until|till|by|before|prior to|up to|through|ahead of)\s+$", before, re.I):
        last = atom.first - timedelta(1) if re.search(r"(?:before|prior to|ahead of)\s+$", before, re.I) else atom.last
        return Days(atom.start, atom.end, None, last, stated)
    return Days(atom.start, atom.end, atom.first, atom.last, stated)


_STATED: Final = re.compile(
    r"\b(?:said|told|announced|reported|published|dated|filed|wrote|stated|statement|charged|indicted|unsealed"
    r"|pleaded guilty|pled guilty|sentenced|convicted|acquitted|dismissed|fined|arrested|arraigned|found|ruled"
    r"|article|report|posted|e-?mail|letter|version|story|interview|updated|denied|declined|responded|confirmed"
    r"|admitted|testified|conceded|retracted|corrected|indictment|verdict|hearing|briefing)"
    r"(?: (?!between|from|since|of|ship|export|sold|install)\w+){0,3} (?:on|in|dated|last|of|for|at)?\s*$",
    re.I,
)


_THEN_STATED: Final = re.compile(
    r"\d{4},? (?:an? |the )?(?:\w+ ){0,4}?(?:grand jury|indict\w+|charged|unsealed|pleaded|sentenced|convicted"
    r"|acquitted|reported|said|announced|retracted|published|denied|ruled)\b",
    re.I,
)
""" "On 3 June 2025 a grand jury returned": the day opens the sentence and belongs to what was said or filed."""


def _is_stated(text: str, start: int) -> bool:
    """Whether the date tells when something was said or filed, not when the matter happened."""
    before = re.sub(r"\b(?:early|late|mid|last|the|a)[- ]?\s*$", "", text[:start])
    if re.fullmatch(r"\W*(?:updated?|correction|clarification|edit|retraction)[,:]? *", text[:start], re.I):
        return True
    opens = re.match(r"\W*(?:on|in|last)\s*$", text[:start], re.I)
    return bool(_STATED.search(before[-70:]) or (opens and _THEN_STATED.search(text[start : start + 90])))


def _atoms(text: str, reference: date | None) -> list[_Atom]:
    taken: list[_Atom] = []
    for shape, reads in _SHAPES:
        for match in re.finditer(shape, text):
            start, end = match.span("core") if "core" in match.groupdict() else match.span()
            if any(start < atom.end and atom.start < end for atom in taken):
                continue
            days = reads(match, reference)
            if days is not None:
                yearless = "year" in match.groupdict() and match["year"] is None
                taken.append(_Atom(start, end, *days, yearless=yearless))
    return sorted(taken, key=lambda atom: atom.start)


_Interval = tuple[date, date]
_Reads = Callable[[re.Match[str], date | None], "_Interval | None"]


def _month_number(name: str) -> int:
    key = name.lower().rstrip(".")[:3]
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(key))


def _month(year: int, number: int, part: str = "") -> _Interval:
    end = monthrange(year, number)[1]
    low, high = {"early": (1, 10), "mid": (11, 20), "late": (21, end)}.get(part, (1, end))
    return date(year, number, low), date(year, number, high)


def _part(match: re.Match[str]) -> str:
    word = (match.groupdict().get("part") or "").lower().strip(" -")
    return {"start": "early", "beginning": "early", "end": "late", "middle": "mid"}.get(word, word)


def _iso(match: re.Match[str], _: date | None) -> _Interval | None:
    return _day(int(match["year"]), int(match["m"]), int(match["d"]))


def _day(year: int, month: int, day: int) -> _Interval | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found, found


def _year_near(match: re.Match[str], month: int, reference: date | None) -> int:
    """The year as written; without one, the latest year in which the month is not after the document."""
    if match["year"]:
        return int(match["year"])
    if reference is None:
        return 2000  # replaced by the year of the range's other end, or dropped
    return reference.year if month <= reference.month else reference.year - 1


def _named_day(match: re.Match[str], reference: date | None) -> _Interval | None:
    month = _month_number(match["month"])
    day = int(re.sub(r"\D", "", match["d"]))
    return _day(_year_near(match, month, reference), month, day)


def _named_days(match: re.Match[str], reference: date | None) -> _Interval | None:
    month = _month_number(match["month"])
    year = _year_near(match, month, reference)
    low, high = _day(year, month, int(match["d1"])), _day(year, month, int(match["d2"]))
    return (low[0], high[0]) if low and high else None


def _named_month(match: re.Match[str], reference: date | None) -> _Interval | None:
    month = _month_number(match["month"])
    return _month(_year_near(match, month, reference), month, _part(match))


def _relative_month(match: re.Match[str], reference: date | None) -> _Interval | None:
    if reference is None:
        return None
    month = _month_number(match["month"])
    year = reference.year if month < reference.month else reference.year - 1
    if match["which"].lower() == "this":
        year = reference.year
    return _month(year, month)


def _quarter(match: re.Match[str], _: date | None) -> _Interval | None:
    words = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
    number = int(match["q"]) if match["q"].isdigit() else words[match["q"].lower()]
    year = int(match["year"])
    return _month(year, 3 * number - 2)[0], _month(year, 3 * number)[1]


def _half(match: re.Match[str], _: date | None) -> _Interval | None:
    year, second = int(match["year"]), match["h"].lower() in ("2", "second", "latter")
    return (date(year, 7, 1), date(year, 12, 31)) if second else (date(year, 1, 1), date(year, 6, 30))


def _season(match: re.Match[str], reference: date | None) -> _Interval | None:
    low, high = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 12)}[
        match["s"].lower()
    ]
    if match["year"]:
        year = int(match["year"])
    elif reference is not None and match["which"]:
        year = reference.year if high < reference.month else reference.year - 1
    else:
        return None
    return _month(year, low)[0], _month(year, high)[1]


def _whole_year(match: re.Match[str], _: date | None) -> _Interval | None:
    year = int(match["year"])
    low, high = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}.get(_part(match), (1, 12))
    return date(year, low, 1), _month(year, high)[1]


def _relative(match: re.Match[str], reference: date | None) -> _Interval | None:
    if reference is None:
        return None
    which, unit = match["which"].lower(), match["unit"].lower()
    if unit == "year":
        year = reference.year - (which == "last")
        return date(year, 1, 1), (date(year, 12, 31) if which == "last" else reference)
    if unit == "week":
        monday = reference - timedelta(reference.weekday() + 7 * (which == "last"))
        return monday, monday + timedelta(6)
    month = reference.replace(day=1) - timedelta(1) if which == "last" else reference
    return _month(month.year, month.month)


def _ago(match: re.Match[str], reference: date | None) -> _Interval | None:
    if reference is None:
        return None
    count = (
        _COUNTED.get(match["n"].lower()) or int(match["n"])
        if match["n"].lower() in _COUNTED or match["n"].isdigit()
        else None
    )
    if count is None:
        return None
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[match["unit"].lower()]
    centre = reference - timedelta(count * days)
    slack = timedelta(days // 2)
    return centre - slack, centre + slack


def _yesterday(match: re.Match[str], reference: date | None) -> _Interval | None:
    if reference is None:
        return None
    found = reference - timedelta(1) if match.group().lower() == "yesterday" else reference
    return found, found


def _numeric(match: re.Match[str], _: date | None) -> _Interval | None:
    """Day and month in figures; read only where the order is certain, or with full stops (day first)."""
    one, two, year = int(match["a"]), int(match["b"]), int(match["year"])
    if one > 12 or match["sep"] == "." or one == two:
        return _day(year, two, one)
    return _day(year, one, two) if two > 12 else None


_OPT_YEAR: Final = rf"(?:,?\s+(?P<year>{_YEAR}))?"
_PART: Final = r"(?P<part>early|mid|late|start|beginning|end|middle)"
_SHAPES: Final[tuple[tuple[str, _Reads], ...]] = (
    (rf"\b(?P<year>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)", _iso),
    (rf"\b(?P<a>\d{{1,2}})(?P<sep>[./])(?P<b>\d{{1,2}})(?P=sep)(?P<year>{_YEAR})\b", _numeric),
    (rf"\b(?P<d1>[12]?\d|3[01])\s?(?:-|to|and)\s?(?P<d2>[12]?\d|3[01])\s(?P<month>{MONTH}){_OPT_YEAR}", _named_days),
    (rf"\b(?P<month>{MONTH})\s(?P<d1>[12]?\d|3[01])\s?-\s?(?P<d2>[12]?\d|3[01]){_OPT_YEAR}\b", _named_days),
    (rf"\b(?P<d>{_DAY})(?: of)? (?P<month>{MONTH}){_OPT_YEAR}", _named_day),
    (rf"\b(?P<month>{MONTH}) (?P<d>{_DAY})\b(?![,.]?\d){_OPT_YEAR}", _named_day),
    (rf"\b(?:(?:the )?{_PART}(?: of |-| ))?(?P<month>{MONTH}),? (?:of )?(?P<year>{_YEAR})\b", _named_month),
    (r"\bQ(?P<q>[1-4])[ -]?(?:of )?(?P<year>20\d\d)\b", _quarter),
    (rf"\b(?:the )?(?P<q>first|second|third|fourth|last) quarter (?:of )?(?P<year>{_YEAR})\b", _quarter),
    (rf"\b(?:the )?(?P<h>first|second|latter) half (?:of )?(?P<year>{_YEAR})\b", _half),
    (rf"\bH(?P<h>[12])[ -]?(?P<year>{_YEAR})\b", _half),
    (
        rf"(?i)\b(?P<which>last |this )?(?P<s>spring|summer|autumn|fall|winter)(?: of)?(?: (?P<year>{_YEAR}))?\b",
        _season,
    ),
    (rf"\b(?:[Ll]ast|[Tt]his past) (?P<month>{MONTH})(?P<which>)", _relative_month),
    (rf"\b(?P<which>[Tt]his) (?P<month>{MONTH})", _relative_month),
    (
        rf"\b(?:in|by|of|on|since|until|early|between|from|late|and|to|through|In|Since|By|Between|From|Until) "
        rf"(?P<core>(?P<month>{MONTH}){_OPT_YEAR})(?! (?:{_DAY})\b)",
        _named_month,
    ),
    (r"(?i)\b(?:earlier |later |late )?(?P<which>last|this) (?P<unit>year|month|week)\b", _relative),
    (r"(?i)\b(?P<n>\d{1,2}|a|one|two|three|four|five|six|several) (?P<unit>day|week|month|year)s? ago\b", _ago),
    (r"(?i)\b(?:yesterday|today)\b", _yesterday),
    (rf"(?i)\b{_PART}[ -](?:of )?(?P<year>{_YEAR})\b", _whole_year),
    (
        r"(?:\b(?:[Ii]n|[Bb]y|of|to|[Dd]uring|[Ss]ince|[Ff]rom|through|[Uu]ntil|[Bb]etween|and|[Aa]fter|[Bb]efore"
        r"|throughout) |-)"
        rf"(?P<core>(?P<year>{_YEAR}))\b(?! \w*(?:GPU|chip|server|unit|accelerator|Nvidia|H100|H200|B200|A100))",
        _whole_year,
    ),
)
