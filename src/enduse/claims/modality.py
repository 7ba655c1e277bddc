"""How a clause commits itself: triggers, negation, clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from enduse.claims import names
from enduse.claims.lexicon import Mode, modes
from enduse.claims.speakers import subject_before

MODALITIES: Final = (
    "asserts", "denies", "no_knowledge", "no_comment", "alleges", "charged", "admits", "court_found",
    "corrects",
)  # fmt: skip
STRONG: Final = frozenset({"denies", "no_comment", "no_knowledge", "admits", "court_found", "corrects"})

_BOUNDARY: Final = re.compile(
    r";\s"
    r"|,?\s(?:but|while|whereas|although|though|yet|even as|even though)\s(?!also\b)"
    r"|,?\sand\s(?=(?:has|have|had|was|were|did|denied|declined|pleaded|refused|rejected|later|also)\b)"
    r"|,?\sand\s(?=(?:(?:the|a|an|its|their|his|her) )?[A-Za-z][\w'&-]*(?: [\w'&-]+){0,4}? "
    r"(?:has|have|had|was|were|did|said|denied|declined|refused|pleaded|admitted|rejected|is|are|does|do|told|could|cannot)\b)"
    r"|,\s(?=(?:which|who)\s)"
)
_OPENING: Final = re.compile(r"^\W*(?:while|although|though|even though|whereas|even as)\b", re.I)
_NEGATED: Final = re.compile(
    r"(?:\b(?:not|never|without|nobody|none|neither|nor)\b"
    r"|\bno (?:one|party|person|company|individual|defendants?)\b|\bno\b)"
    r"(?:\s(?:yet|been|being|formally|publicly|of them|has|have|had|were|was|is|are|ever)){0,3}\s*$",
    re.I,
)
_NEGATED_INSIDE: Final = re.compile(r"\b(?:was|were|been|has|have|had|did|is|are|be) (?:not|never)\b", re.I)


@dataclass(frozen=True)
class Trigger:
    """Words that show a mode, at `start:end` of the plain sentence."""

    mode: Mode
    start: int
    end: int
    words: str
    negated: bool = False

    @property
    def modality(self) -> str:
        """The mode after negation: what is said not to be charged or admitted is merely asserted."""
        return "asserts" if self.negated else self.mode.mode


@dataclass(frozen=True)
class Clause:
    """A stretch of a sentence with its triggers, the ruling one first."""

    start: int
    end: int
    triggers: tuple[Trigger, ...]

    @property
    def ruling(self) -> Trigger | None:
        """The strongest trigger; in a clause the earlier rule wins, then the earlier place."""
        return self.triggers[0] if self.triggers else None


def triggers(text: str) -> list[Trigger]:
    """All triggers of a plain sentence, strongest first."""
    found: list[Trigger] = []
    for mode in modes():
        barred = [match.span() for shape in mode.unless for match in shape.finditer(text)]
        for shape in mode.when:
            for match in shape.finditer(text):
                if any(start < match.end() and match.start() < end for start, end in barred):
                    continue
                negated = _is_negated(text, match, mode)
                if negated and mode.mode == "denies":
                    continue
                found.append(Trigger(mode, *match.span(), match.group(), negated))
    found.sort(key=lambda trigger: (trigger.negated, trigger.mode.rank, trigger.start))
    return found


def _is_negated(text: str, match: re.Match[str], mode: Mode) -> bool:
    if mode.mode in ("charged", "admits", "court_found"):
        inside = _NEGATED_INSIDE.search(match.group()) and "not guilty" not in match.group().lower()
        return bool(_NEGATED.search(text[max(0, match.start() - 40) : match.start()]) or inside)
    return mode.mode == "denies" and bool(
        re.search(r"\b(?:not|never|neither)\s+(?:\w+\s)?$", text[: match.start()], re.I)
    )


def clauses(text: str) -> list[Clause]:
    """Cut a plain sentence where the way of committing changes; most sentences stay whole."""
    found = triggers(text)
    pieces = [_piece(start, end, found) for start, end in _cuts(text)]
    groups: list[Clause] = []
    for piece in pieces:
        if groups and not _parts_ways(groups[-1], piece, text):
            groups[-1] = _piece(groups[-1].start, piece.end, found)
        else:
            groups.append(piece)
    return groups


def _cuts(text: str) -> list[tuple[int, int]]:
    """The stretches between boundaries."""
    places = [(match.start(), match.end()) for match in _BOUNDARY.finditer(text)]
    opening = _OPENING.match(text)
    if opening:
        comma = re.compile(r",\s").search(text, opening.end())
        while comma and re.match(r"(?:for|in|as|which|who|the [a-z]+ (?:maker|giant|company))\b", text[comma.end() :]):
            comma = re.compile(r",\s").search(text, comma.end())
        if comma:
            places.append((comma.start(), comma.end()))
        places = [place for place in places if place[0] > opening.end()]
    for match in re.finditer(r",\s(?:which|who)\s", text):
        comma = re.compile(r",\s").search(text, match.end())
        if comma:
            places.append((comma.start(), comma.end()))
    edges = sorted(set(places))
    starts = [0] + [_word_start(text, start, end) for start, end in edges]
    ends = [start for start, _ in edges] + [len(text)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def _word_start(text: str, start: int, end: int) -> int:
    """A clause begins after the comma, with its conjunction."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip(" ,;"))


def _piece(start: int, end: int, found: list[Trigger]) -> Clause:
    return Clause(start, end, tuple(trigger for trigger in found if start <= trigger.start < end))


def _parts_ways(before: Clause, after: Clause, text: str) -> bool:
    """Whether a clause commits itself differently from the one before it, so that they must be told apart."""
    left, right = text[before.start : before.end], text[after.start : after.end]
    one, two = before.ruling, after.ruling
    if two is None:
        contrast = bool(re.match(r"(?:but|while|whereas|although|though|yet)\b", right.lstrip(), re.I))
        return one is not None and one.modality in STRONG - {"court_found", "corrects"} and contrast and tells(right)
    if one is None:
        return two.modality in STRONG and tells(left)
    if one.modality == two.modality:
        own = subject_before(right, two.start - after.start)
        return two.modality in STRONG and (
            bool(own) or bool(re.match(r"(?:but|while|whereas|although)\b", right.lstrip(), re.I))
        )
    if two.modality in STRONG or one.modality in STRONG:
        framing_only = one.modality in ("asserts", "alleges") and not tells(left) and not _speaks(left)
        return not framing_only
    return {one.modality, two.modality} != {"asserts", "alleges"} and tells(left) and tells(right)


def _speaks(text: str) -> bool:
    return bool(re.search(r"\b(?:said|told|announced|confirmed|stated|declared|insisted|maintain\w+)\b", text))


def tells(text: str) -> bool:
    """Whether a clause names anything that could be looked up."""
    return bool(
        names.part_names(text)
        or names.places(text)
        or names.typologies(text)
        or names.serials(text)
        or re.search(r"\b(?:gpus?|chips?|servers?|accelerators?|racks?)\b", text, re.I)
    )
