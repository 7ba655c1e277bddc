"""Which listed words are spelled or sound like one word."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

Ints = npt.NDArray[np.int32]

LEAST_LIKENESS = 0.72
_LETTERS = 38
_LONGEST = 28
_SAME_SOUND = 0.97
_SHORT = 4
_SHORT_LIKENESS = 0.75
_MOST_ALIKE = 60
_GRAM_SPACE = _LETTERS**3
_HEARD = {
    "tsch": "k", "shch": "s", "sch": "s", "dzh": "j", "kh": "h", "zh": "j", "ts": "k", "tz": "k", "ck": "k",
    "ph": "f", "th": "t", "ks": "x", "cs": "x", "ou": "u", "oo": "u", "ee": "i", "yu": "u", "iu": "u", "ya": "a",
    "ia": "a", "ye": "e", "ie": "e", "yo": "o", "iy": "i", "yy": "i", "ij": "i", "ii": "i", "q": "k", "w": "v",
    "y": "i", "c": "k",
}  # fmt: skip
_SPELLED = re.compile("|".join(sorted(_HEARD, key=len, reverse=True)))
_DOUBLED = re.compile(r"(.)\1+")


def sound(word: str) -> str:
    """A word with the spellings merged that transliterations of one sound differ by.

    >>> sound("eniks") == sound("enics"), sound("nevskoye") == sound("nevskoe")
    (True, True)
    """
    if word.isdigit():
        return word
    return _DOUBLED.sub(lambda run: run[1], _SPELLED.sub(lambda written: _HEARD[written[0]], word))


def _grams(sounds: Sequence[str]) -> tuple[Ints, Ints]:
    """Three-letter windows (ends included) of each sound: (row, code), row by row."""
    width = _LONGEST + 2
    text = np.array([f"\x60{word[:_LONGEST]}\x60" for word in sounds], dtype=f"S{width}")
    letters = text.view(np.uint8).reshape(len(sounds), width).astype(np.int32)
    code = np.where(letters >= 96, letters - 96, np.where(letters >= 48, letters - 48 + 27, -1))
    window = (code[:, :-2] * _LETTERS + code[:, 1:-1]) * _LETTERS + code[:, 2:]
    rows, columns = np.nonzero(letters[:, 2:] > 0)
    return rows.astype(np.int32), window[rows, columns].astype(np.int32)


class Spellings:
    """The words of the lists, found again by spelling and sound."""

    def __init__(self, words: Sequence[str]) -> None:
        by_sound: dict[str, list[int]] = {}
        for number, word in enumerate(words):
            if not word.isdigit():
                by_sound.setdefault(sound(word), []).append(number)
        self._words = words
        self._sounds = list(by_sound)
        self._numbers = list(by_sound.values())
        rows, codes = _grams(self._sounds) if self._sounds else (np.empty(0, np.int32), np.empty(0, np.int32))
        order = np.argsort(codes, kind="stable")
        self._rows = rows[order]
        self._starts = np.searchsorted(codes[order], np.arange(_GRAM_SPACE + 1)).astype(np.int32)
        self._heard = np.array(self._sounds, dtype=object)
        self._lengths = np.array([len(heard) for heard in self._sounds], np.int16)
        self._cache: dict[str, tuple[tuple[int, float], ...]] = {}

    def alike(self, word: str) -> tuple[tuple[int, float], ...]:
        """Numbers of the listed words like `word`, with a likeness of 0 to 1; remembered.

        Likeness is the edit similarity of the sounds; a different spelling of one sound is 0.97.
        """
        found = self._cache.get(word)
        if found is None:
            if len(self._cache) > 200_000:
                self._cache.clear()
            found = self._cache[word] = self._search(word)
        return found

    def _search(self, word: str) -> tuple[tuple[int, float], ...]:
        if not self._sounds or len(word) < 2 or word.isdigit():
            return ()
        heard = sound(word)
        least = _SHORT_LIKENESS if len(heard) <= _SHORT else LEAST_LIKENESS
        rows = self._sharing(heard, least)
        if rows.size == 0:
            return ()
        choices = self._heard[rows].tolist()
        ratios = process.cdist([heard], choices, scorer=fuzz.ratio, score_cutoff=100 * least)[0]
        hits = np.flatnonzero(ratios)
        if hits.size > _MOST_ALIKE:
            hits = hits[np.argsort(-ratios[hits], kind="stable")[:_MOST_ALIKE]]
        found: list[tuple[int, float]] = []
        for hit in hits.tolist():
            likeness = float(ratios[hit]) / 100
            for number in self._numbers[int(rows[hit])]:
                same = self._words[number] == word
                found.append((number, 1.0 if same else min(likeness, _SAME_SOUND)))
        return tuple(found)

    def _sharing(self, heard: str, least: float) -> Ints:
        """Sounds of a fitting length that share enough windows with `heard` to be worth an edit ratio."""
        _, codes = _grams([heard])
        begin, end = self._starts[codes], self._starts[codes + 1]
        parts = [self._rows[a:b] for a, b in zip(begin.tolist(), end.tolist(), strict=True) if a < b]
        if not parts:
            return np.empty(0, np.int32)
        shared = np.bincount(np.concatenate(parts), minlength=len(self._sounds))
        rows = np.flatnonzero(shared >= _shared_windows(len(heard)))
        longest = len(heard) * (2 - least) / least
        shortest = len(heard) * least / (2 - least)
        lengths = self._lengths[rows]
        fitting: Ints = rows[(lengths >= shortest) & (lengths <= longest)].astype(np.int32)
        return fitting


def _shared_windows(letters: int) -> int:
    """Windows of three that two sounds share at least where their edit ratio is to be 0.72: one edit spoils three."""
    return 1 if letters <= 4 else 2 if letters <= 9 else 3
