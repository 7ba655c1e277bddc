"""Screening one name and address against the register."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from enduse.model.watchlists import ORGANISATION, Entry, cards
from enduse.screen.addresses import SHARED_BY_MANY, AddressMatch
from enduse.screen.compare import calibration, probability
from enduse.screen.explain import explain
from enduse.screen.index import Hit
from enduse.screen.names import Name, read_names
from enduse.screen.register import Register
from enduse.screen.scoring import NameScorer

MOST = 5
ALERT_BUDGET = 0.55
_MATCH = 0.6
_SHARED_FROM = 8
_ENOUGH = 200
_COUNTRY_AGREES, _COUNTRY_DIFFERS = 0.4, -0.5
_ADDRESS_MIDDLE, _ADDRESS_STEEP, _ADDRESS_TOP = 0.56, 14.0, 0.95


@dataclass(frozen=True)
class Query:
    """Who is asked about. A name or an address must be given.

    Attributes:
        sharers: parties of the same file at this address, where the caller knows.
        note: what is odd about the row that asks.
        refused: whether the row cannot be asked, for the reason in `note`.
    """

    name: str = ""
    address: str = ""
    country: str = ""
    id: str = ""
    sharers: int = 1
    note: str = ""
    refused: bool = False


@dataclass(frozen=True)
class Match:
    """One entry of a list that could be the party asked for.

    Attributes:
        score: calibrated probability, 0 to 1, that the entry is the party.
        verdict: "match", "review" or "below" the alert line; an address alone is for review, unless the entry is
            nothing but an address.
        also: other entries that name the same party, `LIST/ENTRY`.
        by_name: probability by the name alone.
    """

    list: str
    entry: str
    name: str
    score: float
    verdict: str
    because: tuple[str, ...]
    also: tuple[str, ...] = ()
    by_name: float = 0.0


@dataclass(frozen=True)
class Answer:
    """What the register says to one query, best match first."""

    query: Query
    alert: bool
    matches: tuple[Match, ...]
    problem: str = ""


@dataclass
class _Found:
    """The best evidence for one entry so far."""

    log_odds: float = -99.0
    listed: int = -1
    reading: int = -1
    party_of: int = -1
    address: AddressMatch | None = None
    notes: list[str] = field(default_factory=list)


@contextmanager
def _no_collection() -> Iterator[None]:
    """No garbage collection inside: half a million small objects that all stay would be walked again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Screener:
    """Answers queries over one register."""

    def __init__(self, register: Register, alert_budget: float = ALERT_BUDGET) -> None:
        """Prepare the indexes.

        Args:
            alert_budget: alerts on other entries a query that may be spent; sets the threshold.
        """
        self.register = register
        self.threshold = calibration().threshold(alert_budget)
        with _no_collection():
            self._index = register.names
            register.link_parties()
        self._by_start: dict[str, list[int]] = {}
        for number, name in enumerate(self._index.names):
            self._by_start.setdefault(name.joined[:2], []).append(number)
        priors = {name: card.prior for name, card in cards().items()}
        self._prior = [priors.get(entry.list, 0.0) for entry in register.entries]
        self._place = [-prior for prior in self._prior]
        other = [entry.kind not in ("", ORGANISATION) for entry in register.entries]
        self.scorer = NameScorer(self._index, other)

    def screen(self, query: Query, most: int = MOST) -> Answer:
        """The entries most likely to be the party asked for.

        Args:
            most: matches to return at least, below the threshold too; all alerts are returned.
        """
        if query.refused:
            return Answer(query, False, (), query.note)
        readings = read_names(query.name) if query.name else ()
        found: dict[int, _Found] = {}
        hits: list[dict[int, list[Hit]]] = []
        for number, name in enumerate(readings):
            hits.append(self._by_name(name, number, found))
        if len(found) < MOST and not query.address and self._index.names:
            self._fill(readings, found)
        self._share_with_party(found)
        if query.country:
            self._weigh_country(query.country, found)
        if query.address:
            for match in self.register.addresses.search(query.address):
                found.setdefault(match.entry, _Found()).address = match
        scored = [(self._score(entry, evidence, query), entry) for entry, evidence in found.items()]
        scored.sort(key=lambda pair: (-pair[0], self._place[pair[1]], pair[1]))
        kept = [pair for i, pair in enumerate(scored) if i < most or pair[0] >= self.threshold]
        matches = tuple(self._match(score, entry, found[entry], query, readings, hits) for score, entry in kept)
        return Answer(query, any(match.verdict != "below" for match in matches), matches, _problem(query, readings))

    def _by_name(self, name: Name, number: int, found: dict[int, _Found]) -> dict[int, list[Hit]]:
        """Score the names that share a word with one reading; returns the words they share."""
        weights = self._index.weights(name)
        hits = self._index.hits(name, weights)
        self._weigh_names(name, number, hits, self._index.candidates(weights, hits), found)
        return hits

    def _weigh_names(
        self, name: Name, number: int, hits: dict[int, list[Hit]], candidates: Sequence[int], found: dict[int, _Found]
    ) -> None:
        """Score listed names against one reading; each entry keeps its best."""
        scores = self.scorer.log_odds(name, hits, candidates) if candidates else []
        for listed, score in zip(candidates, scores, strict=True):
            evidence = found.setdefault(self._index.owners[listed], _Found())
            if score > evidence.log_odds:
                evidence.log_odds, evidence.listed, evidence.reading = score, listed, number

    def _fill(self, readings: Sequence[Name], found: dict[int, _Found]) -> None:
        """Add entries that begin alike, letter by letter, where hardly any shares a word."""
        for number, name in enumerate(readings[:1]):
            start = self._by_start.get(name.joined[:2], [])
            start = start if len(start) >= _ENOUGH else [*start, *range(min(_ENOUGH, len(self._index.names)))]
            names = self._index.names
            closest = process.extract(name.joined, [names[i].joined for i in start], scorer=fuzz.ratio, limit=4 * MOST)
            self._weigh_names(name, number, {}, [start[place] for _, _, place in closest], found)

    def _share_with_party(self, found: dict[int, _Found]) -> None:
        """A party found by a name that one list carries is found on every list that it is on."""
        for entry, evidence in sorted(found.items(), key=lambda pair: -pair[1].log_odds)[:_SHARED_FROM]:
            for other in self.register.same_party(entry):
                known = found.setdefault(other, _Found())
                if known.log_odds < evidence.log_odds:
                    known.log_odds, known.reading = evidence.log_odds, evidence.reading
                    known.listed, known.party_of = evidence.listed, entry

    def _weigh_country(self, country: str, found: dict[int, _Found]) -> None:
        for entry, evidence in found.items():
            stated = self.register.entries[entry].countries
            if stated:
                agrees = country in stated
                evidence.log_odds += _COUNTRY_AGREES if agrees else _COUNTRY_DIFFERS
                evidence.notes.append(f"country {country} {'agrees' if agrees else 'is not one of its countries'}")

    def _score(self, entry: int, evidence: _Found, query: Query) -> float:
        by_name = self._by_name_alone(entry, evidence)
        by_address = address_probability(evidence.address, query.sharers) if evidence.address else 0.0
        return round(1 - (1 - by_name) * (1 - by_address), 4)

    def _by_name_alone(self, entry: int, evidence: _Found) -> float:
        return probability(evidence.log_odds + self._prior[entry]) if evidence.listed >= 0 else 0.0

    def _verdict(self, entry: Entry, score: float, by_name: float) -> str:
        if score < self.threshold:
            return "below"
        only_address = entry.names[0].lower().startswith("address ")
        return "match" if score >= _MATCH and (by_name >= self.threshold or only_address) else "review"

    def _match(
        self, score: float, number: int, evidence: _Found, query: Query, readings: Sequence[Name],
        hits: Sequence[dict[int, list[Hit]]],
    ) -> Match:  # fmt: skip
        entry = self.register.entries[number]
        because: list[str] = []
        name = entry.names[0]
        if evidence.listed >= 0:
            listed = self._index.names[evidence.listed]
            name = listed.text
            reading = readings[evidence.reading]
            because += explain(self._index, reading, evidence.listed, hits[evidence.reading])
            if evidence.party_of >= 0:
                there = self.register.entries[evidence.party_of]
                because.insert(0, f"the same party as {there.list}/{there.entry}, which carries {listed.text!r}")
        because += evidence.notes
        if evidence.address is not None:
            because += evidence.address.because
            sharers = max(evidence.address.sharers, query.sharers)
            if sharers >= SHARED_BY_MANY:
                because.append(f"weak: an address shared by {sharers} parties identifies none of them")
        also = tuple(
            f"{self.register.entries[other].list}/{self.register.entries[other].entry}"
            for other in self.register.same_party(number)
        )
        by_name = self._by_name_alone(number, evidence)
        verdict = self._verdict(entry, score, by_name)
        carried = name if name in entry.names else entry.names[0]
        return Match(entry.list, entry.entry, carried, score, verdict, tuple(because), also, round(by_name, 4))


def address_probability(match: AddressMatch, sharers: int = 1) -> float:
    """What an address alone says: near certain where it is the same and of few, weak where many share it.

    The curve is set by hand: half at a likeness of 0.56, below one in fifty for two random addresses of one city.
    """
    alone = _ADDRESS_TOP * probability(_ADDRESS_STEEP * (match.score - _ADDRESS_MIDDLE))
    many = max(match.sharers, sharers)
    return alone if many < SHARED_BY_MANY else alone * 2 / many


def _problem(query: Query, readings: Sequence[Name]) -> str:
    """What is odd about a query that was answered all the same."""
    if query.note:
        return query.note
    if query.name and not readings and not query.address:
        return "the name has no letters or digits"
    if len(query.name.strip()) == 1:
        return "one letter: only entries of exactly this name are found"
    if any(ord(c) < 32 or 0x202A <= ord(c) <= 0x202E or 0x200B <= ord(c) <= 0x200F for c in query.name):
        return "control or direction marks were left out of the name"
    return ""
