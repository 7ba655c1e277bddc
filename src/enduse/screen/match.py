"""Screening one name and address against the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from enduse.model.watchlists import ORGANISATION, Entry, cards
from enduse.screen.addresses import SHARED_BY_MANY, AddressMatch
from enduse.screen.compare import Ratios, calibration, cover, features, probability
from enduse.screen.explain import explain
from enduse.screen.index import EVERYDAY_RARITY, Hit, NameIndex
from enduse.screen.names import Name, has_generic_word, read_names
from enduse.screen.register import Register

MOST = 5
ALERT_BUDGET = 0.55
_MATCH = 0.6
_SHORT_NAME = 4
_SAME_SPECIFIC, _SAME_EVERYDAY = 2.2, 0.1
_SHARED_FROM = 8
_COUNTRY_AGREES, _COUNTRY_DIFFERS = 0.4, -0.5
_ADDRESS_MIDDLE, _ADDRESS_STEEP, _ADDRESS_TOP = 0.56, 14.0, 0.95


@dataclass(frozen=True)
class Query:
    """Who is asked about. A name or an address must be given.

    Attributes:
        sharers: parties of the same file at this address, where the caller knows.
    """

    name: str = ""
    address: str = ""
    country: str = ""
    id: str = ""
    sharers: int = 1


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


class Screener:
    """Answers queries over one register."""

    def __init__(self, register: Register, alert_budget: float = ALERT_BUDGET) -> None:
        """Prepare the indexes.

        Args:
            alert_budget: alerts on other entries a query that may be spent; sets the threshold.
        """
        self.register = register
        self.threshold = calibration().threshold(alert_budget)
        self._index = register.names
        register.link_parties()
        self._weights = np.array(calibration().weights)
        priors = {name: card.prior for name, card in cards().items()}
        self._prior = [priors.get(entry.list, 0.0) for entry in register.entries]
        self._place = [-prior for prior in self._prior]
        self._other = [entry.kind not in ("", ORGANISATION) for entry in register.entries]

    def screen(self, query: Query, most: int = MOST) -> Answer:
        """The entries most likely to be the party asked for.

        Args:
            most: matches to return at least, below the threshold too; all alerts are returned.
        """
        readings = read_names(query.name) if query.name else ()
        found: dict[int, _Found] = {}
        hits: list[dict[int, list[Hit]]] = []
        for number, name in enumerate(readings):
            hits.append(self._by_name(name, number, found))
        if len(found) < MOST and not query.address:
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
        index = self._index
        weights = index.weights(name)
        hits = index.hits(name, weights)
        candidates = index.candidates(weights, hits)
        if candidates:
            self._weigh_names(name, number, hits, candidates, found)
        return hits

    def _weigh_names(
        self, name: Name, number: int, hits: dict[int, list[Hit]], candidates: Sequence[int], found: dict[int, _Found]
    ) -> None:
        """Score listed names against one reading; each entry keeps its best."""
        index = self._index
        weights = index.weights(name)
        scores = self._log_odds(index, name, weights, hits, candidates)
        for listed, score in zip(candidates, scores.tolist(), strict=True):
            score = max(score, same_name_floor(name, index.names[listed], weights))
            evidence = found.setdefault(index.owners[listed], _Found())
            if score > evidence.log_odds:
                evidence.log_odds, evidence.listed, evidence.reading = score, listed, number

    def _log_odds(
        self, index: NameIndex, name: Name, weights: Sequence[float], hits: dict[int, list[Hit]], listed: Sequence[int]
    ) -> npt.NDArray[np.float64]:
        scores: npt.NDArray[np.float64] = self.measure(index, name, weights, hits, listed) @ self._weights
        return scores

    def measure(
        self, index: NameIndex, name: Name, weights: Sequence[float], hits: dict[int, list[Hit]], listed: Sequence[int]
    ) -> npt.NDArray[np.float64]:
        """Features of a reading of the query against listed names, one row each."""
        names = [index.names[number] for number in listed]
        joined = process.cdist([name.joined], [other.joined for other in names], scorer=fuzz.ratio)[0]
        part = process.cdist([name.joined], [other.joined for other in names], scorer=fuzz.partial_ratio)[0]
        in_order = process.cdist([name.in_order], [other.in_order for other in names], scorer=fuzz.ratio)[0]
        organisation = bool(name.legal) or has_generic_word(name)
        rows = []
        for i, (number, other) in enumerate(zip(listed, names, strict=True)):
            covered = cover(name, other, index.pairs(number, hits))
            ratios = Ratios(joined[i] / 100, part[i] / 100, in_order[i] / 100)
            other_kind = organisation and self._other[index.owners[number]]
            rows.append(features(name, other, covered, weights, index.listed_weights(number), ratios, other_kind))
        return np.array(rows)

    def _fill(self, readings: Sequence[Name], found: dict[int, _Found]) -> None:
        """Add the entries most alike letter by letter where hardly any shares a word."""
        for number, name in enumerate(readings[:1]):
            closest = process.extract(name.joined, self._joined, scorer=fuzz.ratio, limit=4 * MOST)
            self._weigh_names(name, number, {}, [listed for _, _, listed in closest], found)

    @cached_property
    def _joined(self) -> list[str]:
        return [name.joined for name in self._index.names]

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
        return Match(
            entry.list,
            entry.entry,
            _carried(entry.names, name),
            score,
            verdict,
            tuple(because),
            also,
            round(by_name, 4),
        )


def same_name_floor(query: Name, listed: Name, weights: Sequence[float]) -> float:
    """The least log-odds for a name that is the listed one but for case, word order, spacing or legal form.

    The fitted score knows how rare the words are on the lists; that a whole name of some length recurs word by word
    says more. A name of everyday words alone is left to a person; a very short one to the fitted score.
    """
    same = query.joined == listed.joined or query.in_order == listed.in_order
    if not same or len(query.joined) <= _SHORT_NAME:
        return -99.0
    return _SAME_SPECIFIC if max(weights) > EVERYDAY_RARITY else _SAME_EVERYDAY


def _carried(names: Sequence[str], text: str) -> str:
    """The name as the entry carries it."""
    return text if text in names else names[0]


def address_probability(match: AddressMatch, sharers: int = 1) -> float:
    """What an address alone says: near certain where it is the same and of few, weak where many share it.

    The curve is set by hand: half at a likeness of 0.56, below one in fifty for two random addresses of one city.
    """
    alone = _ADDRESS_TOP * probability(_ADDRESS_STEEP * (match.score - _ADDRESS_MIDDLE))
    many = max(match.sharers, sharers)
    return alone if many < SHARED_BY_MANY else alone * 2 / many


def _problem(query: Query, readings: Sequence[Name]) -> str:
    """What is odd about a query that was answered all the same."""
    if query.name and not readings and not query.address:
        return "the name has no letters or digits"
    if len(query.name.strip()) == 1:
        return "one letter: only entries of exactly this name are found"
    if any(ord(c) < 32 or 0x202A <= ord(c) <= 0x202E or 0x200B <= ord(c) <= 0x200F for c in query.name):
        return "control or direction marks were left out of the name"
    return ""
