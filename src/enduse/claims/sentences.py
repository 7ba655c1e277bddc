"""Text to sentences with offsets, and a plain form that keeps its way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

_ABBREVIATIONS: Final = [
    "mr", "mrs", "ms", "dr", "prof", "st", "inc", "corp", "co", "ltd", "bhd", "pte", "sdn", "jr", "sr", "no",
    "nos", "vs", "v", "cf", "e.g", "i.e", "u.s", "u.k", "u.n", "u.a.e", "p.m", "a.m", "jan", "feb", "mar",
    "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "gen", "col", "sen", "rep", "gov",
    "approx", "est", "fig", "art", "sec", "dept", "univ", "llc", "s.a", "n.v", "b.v", "d.c", "rev", "capt",
    "lt", "cmdr", "etc", "ca",
]  # fmt: skip
_MAY_END: Final = (
    "u.s", "u.k", "u.a.e", "p.m", "a.m", "inc", "corp", "co", "ltd", "bhd", "etc", "llc", "pte", "s.a", "d.c",
)  # fmt: skip
"""Abbreviations that may end a sentence; they do where a word follows that opens one."""

_OPENS: Final = re.compile(
    r"(?:The|It|In|On|At|By|For|From|He|She|They|But|This|That|These|Those|A|An|According|We|I|My|Our|Its|His|Her|Their"
    r"|There|After|Before|When|While|Since|However|Although|Two|Three|Some|Several|All|No|Not|Neither|Both"
    r"|Prosecutors|Officials|Inspectors|Investigators|Police|Customs|Sources|Reuters|Nvidia)\b"
)
_END: Final = re.compile(r"[.!?]+[\"'”’)\]]*(?=\s|$)|(?<=[.!?][”\"])\s")
_BULLET: Final = re.compile(r"\s*(?:[-*•·–]|\d{1,2}[.)])\s+")
_HEADER: Final = re.compile(
    r"(?i)^(?:from|to|cc|date|subject|sent|reply-to|message-id|published|updated|source|by|author"
    r"|publisher|url|title|posted(?: by| on)?|user|username|contact|tags?)\s*:"
)
_WRAP: Final = 100
"""A text whose lines are all at most this long is taken as wrapped by hand."""


@dataclass(frozen=True)
class Sentence:
    """A sentence as it stands in the text: `text[start:end]`."""

    start: int
    end: int
    text: str
    paragraph: int
    heading: bool = False


@dataclass(frozen=True)
class Plain:
    """A sentence for matching: straight quotes, one space, contractions opened; `at` leads back to the text."""

    text: str
    at: tuple[int, ...]
    end: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the document of a stretch of the plain form, without outer blanks."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if start >= end:
            return self.at[start] if start < len(self.at) else self.end, self.end
        stop = self.at[end] if end < len(self.at) else self.end
        return self.at[start], min(stop, self.at[end - 1] + 1) if end < len(self.at) else self.end


_SINGLE: Final = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "–": "-", "‑": "-", "\u00a0": " "}
)
_OPENED: Final = ((re.compile(r"\b(can)'t\b", re.I), "cannot"), (re.compile(r"\b(won)'t\b", re.I), "will not"))


def plain(sentence: Sentence) -> Plain:
    """The plain form of a sentence."""
    letters: list[str] = []
    at: list[int] = []
    text = sentence.text.translate(_SINGLE)
    position = 0
    while position < len(text):
        piece, taken = text[position], 1
        if piece.isspace():
            while position + taken < len(text) and text[position + taken].isspace():
                taken += 1
            piece = " "
        elif text[position : position + 3].lower() == "n't":
            piece, taken = ("not" if letters[-3:] == list("can") or letters[-3:] == list("Can") else " not"), 3
        letters.extend(piece)
        at.extend([sentence.start + position] * len(piece))
        position += taken
    return Plain("".join(letters), tuple(at), sentence.end)


def as_written(phrase: str, raw: str) -> str:
    """A phrase of the plain form as the text writes it: its own quotes, one space for a line break."""
    shape = re.escape(phrase).replace("'", "['’‘]").replace('"', '["“”]').replace("\\ ", r"\s+").replace("\\-", "[-–‑]")
    match = re.search(shape, raw)
    return re.sub(r"\s+", " ", match.group()) if match else phrase


def split(text: str) -> list[Sentence]:
    """The sentences of `text` in order; headings and header lines are marked and kept."""
    sentences: list[Sentence] = []
    for number, (start, end) in enumerate(_blocks(text)):
        block = text[start:end]
        heading = _is_heading(block)
        cuts = [0, len(block)] if heading else [0, *_ends(block), len(block)]
        for left, right in pairwise(cuts):
            piece = block[left:right]
            stripped = piece.strip()
            if stripped:
                begin = start + left + piece.index(stripped)
                sentences.append(Sentence(begin, begin + len(stripped), stripped, number, heading))
    return sentences


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs as offsets: lines of a long-lined text, joined lines of a wrapped one."""
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\r\n]*\S[^\r\n]*", text)]
    wrapped = bool(lines) and max(end - start for start, end in lines) <= _WRAP
    held: tuple[int, int] | None = None
    for start, end in lines:
        line = text[start:end]
        joins = held is not None and wrapped and _continues(text, held, start, line)
        if held is not None and joins:
            held = (held[0], end)
            continue
        if held is not None:
            yield held
        held = (start, end)
    if held is not None:
        yield held


def _continues(text: str, held: tuple[int, int], start: int, line: str) -> bool:
    """Whether a line of a wrapped text goes on from the line before it."""
    before = text[held[0] : held[1]]
    if re.search(r"\n[ \t]*\r?\n", text[held[1] : start]) or _BULLET.match(line) or _HEADER.match(line):
        return False
    last = before.splitlines()[-1].strip()
    if _HEADER.match(last) and "\n" not in before:
        return False
    if line.lstrip()[:1].islower():
        return True
    ended = last[-1:] in ".!?:\"”'’"
    short = len(last) < 45
    return not (short and (ended or _titled(last)))


def _titled(line: str) -> bool:
    """Whether a line looks like a title: no full stop, most words with a capital."""
    names = [word for word in re.findall(r"[A-Za-z][\w'’-]*", line) if len(word) > 3]
    return bool(names) and line[-1:] not in ".!?" and sum(word[0].isupper() for word in names) >= 0.6 * len(names)


def _is_heading(block: str) -> bool:
    line = block.strip()
    if "\n" in line or _BULLET.match(block):
        return False
    if _HEADER.match(line):
        return True
    return len(line) < 160 and not re.search(r"[.!?:;][\"'”’)\]]*$", line)


def _ends(block: str) -> list[int]:
    """Offsets after which a new sentence begins."""
    cuts = []
    for match in _END.finditer(block):
        rest = block[match.end() :].lstrip()
        if not rest or _is_abbreviation(block, match.start(), rest):
            continue
        if rest[:1].islower() and match.group()[:1] == ".":
            continue
        closing = match.group()[-1:] in "\"'”’"
        if closing and re.match(r"(?:[a-z]|(?:[A-Z]\w+ ){0,4}(?:said|told|says|wrote|added)\b)", rest):
            continue
        cuts.append(match.end())
    return cuts


def _is_abbreviation(block: str, stop: int, rest: str) -> bool:
    if block[stop : stop + 1] != ".":
        return False
    word = re.search(r"[\w.]+$", block[max(0, stop - 24) : stop])
    if word is None:
        return False
    name = word.group().lower().rstrip(".")
    if re.fullmatch(r"[a-z]", name) and not rest[:4].lower().startswith(("the ", "it ", "a ")):
        return True
    if name in _MAY_END:
        return not _OPENS.match(rest)
    return name in _ABBREVIATIONS


_DATELINE: Final = re.compile(
    r"[A-Z][A-Za-z.,' /-]{1,50}?(?:,? (?:\d{1,2} )?[A-Z][a-z]{2,8}\.?(?: \d{1,2})?,?(?: \d{4})?)?"
    r" ?(?:\([A-Z][\w ]+\) ?|/[A-Za-z ]+/ ?)?(?:-{1,2}|—)\s(?=[A-Z\"'])"
)


def without_dateline(form: Plain) -> Plain:
    """Blank "KUALA LUMPUR, 3 May 2025 (Reuters) - ": it dates the text, not the matter."""
    match = _DATELINE.match(form.text)
    if match is None or not re.match(r"[A-Z]{3,}|[\w ]+, |.*[(/]", match.group()):
        return form
    return replace(form, text=" " * match.end() + form.text[match.end() :])
