"""Addresses against listed addresses: numbers, rare words, how many share one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from enduse.model.countries import code_of
from enduse.screen import han
from enduse.screen.names import fold

_HAN = re.compile("[\u3400-\u9fff]")
_SPLIT = re.compile(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|f)\b")
_MOST_CANDIDATES = 60
_LEAST_LIKENESS = 82.0
_NUMBER_WORTH = 0.55
SHARED_BY_MANY = 20
"""From this many parties on, an address is that of a service or an office block, not of a party."""


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, str]:
    text = resources.files("enduse.screen").joinpath("lexicon").joinpath("address_words.txt").read_text("utf-8")
    words: dict[str, str] = {}
    for line in text.splitlines():
        if "=" in line and not line.startswith("#"):
            word, variants = (side.strip() for side in line.split("=", 1))
            for variant in [word, *variants.split()]:
                words[variant] = "" if word == "-" else word
    return words


@lru_cache(maxsize=100_000)
def _folded(text: str) -> tuple[str, ...]:
    if _HAN.search(text):
        text = han.readings(text)[-1]
    words: list[str] = []
    for word in _ORDINAL.sub(r"\1 ", fold(text.replace("/F", " floor ").replace("#", " "))).split():
        for part in _SPLIT.split(word):
            words.append(_abbreviations().get(part, part))
    return tuple(word for word in words if word)


@dataclass(frozen=True, slots=True)
class Address:
    """An address as words and numbers, without order."""

    text: str
    words: frozenset[str]
    numbers: frozenset[str]

    @property
    def key(self) -> tuple[str, ...]:
        """What two writings of one address have in common."""
        return tuple(sorted(self.words | self.numbers))


def read_address(text: str) -> Address:
    """An address in any script and order, abbreviations written out.

    >>> read_address("Rm. 1605A, 16/F, No. 2-16 Fa Yuen St., Mong Kok").numbers == frozenset(
    ...     {"1605", "16", "2"})
    True
    """
    words = _folded(text[:1000])
    numbers = frozenset(word.lstrip("0") or "0" for word in words if word.isdigit())
    return Address(text, frozenset(word for word in words if not word.isdigit() and len(word) > 1), numbers)


@dataclass(frozen=True, slots=True)
class AddressMatch:
    """A listed address like the one asked for."""

    entry: int
    text: str
    score: float
    because: tuple[str, ...]
    sharers: int


class AddressIndex:
    """Listed addresses, searchable by rare words and numbers together."""

    def __init__(self, addresses: Sequence[tuple[int, str]]) -> None:
        """Index addresses.

        Args:
            addresses: (entry, address) for each listed address; an address that names only places is left out.
        """
        self._addresses: list[Address] = []
        self._entries: list[int] = []
        for entry, text in addresses:
            address = read_address(text)
            if address.numbers or len(address.words) >= 5:
                self._addresses.append(address)
                self._entries.append(entry)
        holders: dict[tuple[str, ...], set[int]] = {}
        for entry, address in zip(self._entries, self._addresses, strict=True):
            holders.setdefault(address.key, set()).add(entry)
        self._sharers = {key: len(entries) for key, entries in holders.items()}
        counts = Counter(word for address in self._addresses for word in (*address.words, *address.numbers))
        top = np.log(len(self._addresses) + 1.0) or 1.0
        self._rarity = {word: float(np.log((len(self._addresses) + 1) / (n + 0.5)) / top) for word, n in counts.items()}
        postings: dict[str, list[int]] = {}
        for number, address in enumerate(self._addresses):
            for word in (*address.words, *address.numbers):
                postings.setdefault(word, []).append(number)
        self._postings = {word: np.array(rows, np.int32) for word, rows in postings.items()}
        self._vocabulary = [word for word in self._postings if not word.isdigit() and len(word) > 4]
        self._alike: dict[str, tuple[str, ...]] = {}

    def rarity(self, word: str) -> float:
        """Rarity of a word or number among listed addresses, 0 to 1."""
        return self._rarity.get(word, 1.0)

    def _like(self, word: str) -> tuple[str, ...]:
        """Words of listed addresses spelled like one that none of them has."""
        if word in self._postings or len(word) < 5 or word.isdigit():
            return (word,) if word in self._postings else ()
        found = self._alike.get(word)
        if found is None:
            hits = process.extract(word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS, limit=3)
            found = self._alike[word] = tuple(hit[0] for hit in hits)
        return found

    def search(self, text: str, most: int = 10) -> list[AddressMatch]:
        """Listed addresses like `text`, best first, one an entry, `most` at most."""
        asked = read_address(text)
        if not self._addresses or not (asked.words or asked.numbers):
            return []
        meant = {word: self._like(word) for word in (*asked.words, *asked.numbers)}
        gains: npt.NDArray[np.float64] = np.zeros(len(self._addresses))
        for words in meant.values():
            for word in words:
                gains[self._postings[word]] += self._rarity[word]
        rows = np.flatnonzero(gains)
        if rows.size > _MOST_CANDIDATES:
            rows = rows[np.argpartition(-gains[rows], _MOST_CANDIDATES)[:_MOST_CANDIDATES]]
        known = frozenset(word for words in meant.values() for word in words)
        best: dict[int, AddressMatch] = {}
        for row in rows.tolist():
            match = self._compare(asked, known, row)
            if match.entry not in best or match.score > best[match.entry].score:
                best[match.entry] = match
        return sorted(best.values(), key=lambda match: (-match.score, match.entry))[:most]

    def _compare(self, asked: Address, known: frozenset[str], row: int) -> AddressMatch:
        listed = self._addresses[row]
        shared_words = known & listed.words
        shared_numbers = asked.numbers & listed.numbers
        gained = self._sum(shared_words) + _NUMBER_WORTH * self._sum(shared_numbers)
        missing_asked = self._sum(asked.words - known) + self._sum((asked.words & known) - listed.words)
        missing_listed = self._sum(listed.words - known)
        unlike = _NUMBER_WORTH * self._sum(asked.numbers ^ listed.numbers)
        fewer, more = sorted((missing_asked, missing_listed))
        likeness = gained / (gained + 0.6 * fewer + 0.25 * more + 0.6 * unlike + 0.35)
        if asked.numbers and listed.numbers and not shared_numbers:
            likeness *= 0.5
        sharers = self._sharers[listed.key]
        because = [f"address shares {_listing(shared_words)} {_listing(shared_numbers)}".strip()]
        if unlike:
            because.append(f"numbers differ: {_listing(asked.numbers ^ listed.numbers)}")
        if sharers > 1:
            because.append(f"{sharers} listed entries share this address")
        return AddressMatch(self._entries[row], listed.text, likeness, tuple(because), sharers)

    def _sum(self, words: Iterable[str]) -> float:
        return sum(self.rarity(word) for word in words)


def _listing(words: Iterable[str]) -> str:
    return " ".join(sorted(words))


def place_only(text: str) -> bool:
    """Whether an address says no more than a city or country, which identifies nobody."""
    address = read_address(text)
    return not address.numbers and (len(address.words) < 3 or code_of(text) is not None)
