"""Which listed names could be the one asked for: tokens by rarity."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from enduse.screen.names import Name, common_words, generic_words, group_names
from enduse.screen.spelling import Spellings

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

PLAIN, JOINED, INITIALS = 0, 1, 2
CANDIDATES = 28
_ACRONYM = 0.9
_JOINED_LIKENESS = 0.85
_LONGEST_JOINED = 24
_LAST_TOKEN = 100
_GENERIC_RARITY = 0.45
EVERYDAY_RARITY = 0.5
GROUP_RARITY = 0.7
_WORTHY = 0.45
_AT_LEAST = 12


class Unit(NamedTuple):
    """A piece of a name that can match: a token, neighbours joined, or initials of a run of tokens."""

    text: str
    kind: int
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A run of tokens of the query that matches a run of tokens of a listed name."""

    start: int
    stop: int
    likeness: float
    kind: int


def units(name: Name, initials: bool = True) -> Iterator[Unit]:
    """The pieces of a name: every token, specific neighbours joined, initials."""
    tokens = name.tokens
    for i, token in enumerate(tokens):
        yield Unit(token, PLAIN, i, i + 1)
    generic = generic_words()
    own = [token not in generic and not token.isdigit() for token in tokens]
    for i in range(len(tokens) - 1):
        pair = tokens[i] + tokens[i + 1]
        if (own[i] or own[i + 1]) and not pair[-1].isdigit() and not pair[0].isdigit() and len(pair) <= _LONGEST_JOINED:
            yield Unit(pair, JOINED, i, i + 2)
        if i + 2 < len(tokens) and own[i] and own[i + 1] and own[i + 2] and len(pair) + len(tokens[i + 2]) <= 16:
            yield Unit(pair + tokens[i + 2], JOINED, i, i + 3)
    for acronym, start, stop in name.initials if initials else ():
        yield Unit(acronym, INITIALS, start, stop)


def unlisted_rarity(token: str) -> float:
    """Rarity of a token that no list carries."""
    return EVERYDAY_RARITY if token in common_words() or token in generic_words() else 1.0


class NameIndex:
    """Listed names, searchable by any piece of a name, with the rarity of every token."""

    def __init__(self, names: Sequence[Name], owners: Sequence[int], acronyms: Sequence[bool]) -> None:
        """Index names.

        Args:
            names: the listed names.
            owners: for each name, the number of the entry that carries it.
            acronyms: for each name, whether its initials may stand for it (not so for persons and ships).
        """
        self.names = names
        self.owners = owners
        self._words: dict[str, int] = {}
        self._acronyms: dict[str, int] = {}
        self._collect(acronyms)
        self._spellings = Spellings(list(self._words))
        self.entries = len(set(owners))
        self._weigh()

    def _collect(self, use_initials: Sequence[bool]) -> None:
        words, acronyms = self._words, self._acronyms
        vocabulary, ends = array("i"), array("i", [0])
        kinds, starts, stops = array("b"), array("b"), array("b")
        for name, initials in zip(self.names, use_initials, strict=True):
            for unit in units(name, initials):
                where = acronyms if unit.kind == INITIALS else words
                number = where.setdefault(unit.text, len(where))
                vocabulary.append(number)
                kinds.append(unit.kind)
                starts.append(min(unit.start, _LAST_TOKEN))
                stops.append(min(unit.stop, _LAST_TOKEN + 1))
            ends.append(len(vocabulary))
        self._kind = np.array(kinds, np.int8)
        numbers = np.array(vocabulary, np.int32)
        numbers[self._kind == INITIALS] += len(words)
        self._number: Ints = numbers
        self._start, self._stop = np.array(starts, np.int8), np.array(stops, np.int8)
        self._ends = np.array(ends, np.int32)
        of_name = np.repeat(np.arange(len(self.names), dtype=np.int32), np.diff(self._ends))
        order = np.argsort(numbers, kind="stable")
        self._posting = of_name[order]
        self._bounds = np.searchsorted(numbers[order], np.arange(len(words) + len(acronyms) + 1)).astype(np.int32)

    def _weigh(self) -> None:
        """Rarity of a word: -log of the share of entries that carry it, over log of all entries (0 to 1)."""
        plain = self._kind == PLAIN
        owner = np.repeat(np.asarray(self.owners, np.int64), np.diff(self._ends))[plain]
        pairs = np.unique(self._number[plain].astype(np.int64) * (max(self.owners, default=0) + 1) + owner)
        carried = np.bincount(pairs // (max(self.owners, default=0) + 1), minlength=len(self._words))
        self._top = np.log(self.entries + 1.0)
        self.rarity = np.clip(np.log((self.entries + 1) / (carried + 0.5)) / self._top, 0.02, 1.0)
        everyday, groups = (
            [number for word in words if (number := self._words.get(word)) is not None]
            for words in (common_words() | generic_words(), group_names())
        )
        self.rarity[everyday] = np.minimum(self.rarity[everyday], EVERYDAY_RARITY)
        self.rarity[groups] = np.maximum(self.rarity[groups], GROUP_RARITY)
        of_name = np.repeat(np.arange(len(self.names)), np.diff(self._ends))[plain]
        token_rarity = self.rarity[self._number[plain]]
        self._mass = np.bincount(of_name, token_rarity, minlength=len(self.names))
        self._token_rarity = token_rarity.astype(np.float32)
        self._token_ends = np.concatenate([[0], np.cumsum([len(name.tokens) for name in self.names])])

    def weights(self, name: Name) -> list[float]:
        """Rarity of each token of a name, 0.02 to 1; a token on no list counts 1."""
        words, rarity = self._words, self.rarity
        return [float(rarity[words[token]]) if token in words else unlisted_rarity(token) for token in name.tokens]

    def listed_weights(self, name: int) -> list[float]:
        """Rarity of each token of a listed name."""
        weights: list[float] = self._token_rarity[self._token_ends[name] : self._token_ends[name + 1]].tolist()
        return weights

    def hits(self, query: Name, weights: Sequence[float]) -> dict[int, list[Hit]]:
        """Vocabulary number -> the pieces of the query that match it."""
        found: dict[int, list[Hit]] = {}
        words, acronyms, shift = self._words, self._acronyms, len(self._words)
        for unit in units(query):
            exact = words.get(unit.text)
            if unit.kind == INITIALS:
                if exact is not None:
                    found.setdefault(exact, []).append(Hit(unit.start, unit.stop, _ACRONYM, INITIALS))
                continue
            generic = unit.kind == PLAIN and exact is not None and weights[unit.start] < _GENERIC_RARITY
            if generic and exact is not None:
                found.setdefault(exact, []).append(Hit(unit.start, unit.stop, 1.0, PLAIN))
            else:
                least = _JOINED_LIKENESS if unit.kind == JOINED else 0.0
                if exact is not None and (unit.text.isdigit() or len(unit.text) < 3):
                    found.setdefault(exact, []).append(Hit(unit.start, unit.stop, 1.0, unit.kind))
                for number, likeness in self._spellings.alike(unit.text) if len(unit.text) > 2 else ():
                    if likeness >= least:
                        found.setdefault(number, []).append(Hit(unit.start, unit.stop, likeness, unit.kind))
            if unit.kind == PLAIN and (acronym := acronyms.get(unit.text)) is not None:
                found.setdefault(acronym + shift, []).append(Hit(unit.start, unit.stop, _ACRONYM, INITIALS))
        return found

    def candidates(self, weights: Sequence[float], hits: dict[int, list[Hit]], most: int = CANDIDATES) -> list[int]:
        """Names that share the most rarity with the query, relative to their own; at most `most`."""
        parts: list[Ints] = []
        gains: list[float] = []
        for number, pieces in hits.items():
            begin, end = self._bounds[number], self._bounds[number + 1]
            if begin == end:
                continue
            gain = max(hit.likeness**2 * sum(weights[hit.start : hit.stop]) for hit in pieces)
            parts.append(self._posting[begin:end])
            gains.append(gain)
        if not parts:
            return []
        sizes = [part.size for part in parts]
        total = np.bincount(np.concatenate(parts), np.repeat(gains, sizes), minlength=len(self.names))
        some = np.flatnonzero(total)
        mass = sum(weights)
        score = total[some] / (mass + 0.6 * self._mass[some])
        if some.size > most:
            best = np.argpartition(-score, most)[:most]
            some, score = some[best], score[best]
        if some.size > _AT_LEAST:
            worthy = score >= min(_WORTHY * float(score.max()), float(np.partition(score, -_AT_LEAST)[-_AT_LEAST]))
            some, score = some[worthy], score[worthy]
        ranked: list[int] = some[np.lexsort((some, -score))].tolist()
        return ranked

    def pairs(self, name: int, hits: dict[int, list[Hit]]) -> Iterator[tuple[int, int, Hit]]:
        """(start, stop, hit): runs of tokens of a listed name and the pieces of the query they match."""
        begin, end = int(self._ends[name]), int(self._ends[name + 1])
        numbers = self._number[begin:end].tolist()
        kinds = self._kind[begin:end].tolist()
        for offset, number in enumerate(numbers):
            pieces = hits.get(number)
            if pieces is None:
                continue
            start, stop = int(self._start[begin + offset]), int(self._stop[begin + offset])
            for hit in pieces:
                if hit.kind == JOINED and kinds[offset] == JOINED:
                    continue
                yield start, stop, hit
