"""All lists in use as one register: entries, parties, names, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from enduse.errors import Issue
from enduse.model.watchlists import ORGANISATION, Edition, Entry, Version, cards, slug
from enduse.screen.addresses import AddressIndex
from enduse.screen.index import NameIndex
from enduse.screen.names import Name, read_names

_SHORTEST_KEY = 6
_MOST_BEARERS = 8


@dataclass(frozen=True)
class Register:
    """Entries of every list in use.

    Attributes:
        entries: one an entry of a list; the same list from two publications is merged entry by entry.
    """

    entries: tuple[Entry, ...]
    versions: tuple[Version, ...]
    issues: tuple[Issue, ...] = ()

    @classmethod
    def of(cls, editions: Iterable[Edition], lending: Iterable[Edition] = ()) -> Register:
        """One register of several published files.

        Args:
            lending: older editions, whose entries only add to those that are in `editions`.
        """
        editions, lending = list(editions), list(lending)
        entries = _merged([edition.entries for edition in editions])
        for older in lending:
            _lend(entries, older.entries)
        editions += lending
        versions = tuple(version for edition in editions for version in edition.versions)
        issues = tuple(issue for edition in editions for issue in edition.issues)
        return cls(tuple(entries), versions, issues)

    @cached_property
    def readings(self) -> list[list[Name]]:
        """Every reading of every name of each entry."""
        return [
            [name for text in entry.names for name in read_names(text, entry.kind in ("", ORGANISATION))]
            for entry in self.entries
        ]

    @cached_property
    def parties(self) -> list[int]:
        """For each entry, the number of the party that it names: the same on several lists."""
        return _parties(self.entries, self.readings)

    @cached_property
    def names(self) -> NameIndex:
        """Every reading of every name, indexed."""
        names: list[Name] = []
        owners: list[int] = []
        acronyms: list[bool] = []
        for number, (entry, readings) in enumerate(zip(self.entries, self.readings, strict=True)):
            names += readings
            owners += [number] * len(readings)
            acronyms += [entry.kind in ("", ORGANISATION)] * len(readings)
        return NameIndex(names, owners, acronyms)

    @cached_property
    def addresses(self) -> AddressIndex:
        """Every listed address, indexed."""
        return AddressIndex([(i, text) for i, entry in enumerate(self.entries) for text in entry.addresses])

    @cached_property
    def by_identity(self) -> dict[tuple[str, str], Entry]:
        """Entries by list and entry."""
        return {(entry.list, entry.entry): entry for entry in self.entries}

    def same_party(self, entry: int) -> list[int]:
        """Other entries that name the party of `entry`."""
        return [other for other in self._by_party.get(self.parties[entry], ()) if other != entry]

    def link_parties(self) -> None:
        """Find out now, not at the first query, which entries are one party."""
        _ = self._by_party

    @cached_property
    def _by_party(self) -> dict[int, list[int]]:
        by_party: dict[int, list[int]] = {}
        for number, party in enumerate(self.parties):
            by_party.setdefault(party, []).append(number)
        return by_party

    @cached_property
    def restricted_lists(self) -> frozenset[str]:
        """Lists from whose parties the 50 % ownership test begins."""
        return frozenset(name for name, card in cards().items() if card.restricts == "ownership")


def name_key(name: Name) -> str:
    """What two writings of one name have in common: its tokens in order of the alphabet; empty for short names."""
    return name.in_order if len(name.joined) >= _SHORTEST_KEY else ""


def _merged(groups: Sequence[Sequence[Entry]]) -> list[Entry]:
    """Entries of all files; an entry of the same list in a later file is added to the earlier one."""
    merged = list(groups[0]) if groups else []
    for group in groups[1:]:
        merged += _lend(merged, group)
    return merged


def _lend(merged: list[Entry], group: Sequence[Entry]) -> list[Entry]:
    """Add to each entry what its twin in another file has; returns the entries without a twin."""
    by_key: dict[tuple[str, str], list[int]] = {}
    for number, entry in enumerate(merged):
        for key in _identities(entry):
            by_key.setdefault((entry.list, key), []).append(number)
    taken: set[int] = set()
    alone: list[Entry] = []
    for entry in group:
        candidates = [n for key in _identities(entry) for n in by_key.get((entry.list, key), ())]
        twin = _twin(entry, [number for number in candidates if number not in taken], merged)
        if twin is None:
            alone.append(entry)
        else:
            taken.add(twin)
            merged[twin] = _united(merged[twin], entry)
    return alone


def _identities(entry: Entry) -> list[str]:
    """By what an entry is known again in another publication: its number, else each of its names."""
    return [entry.entry] if entry.entry.isdigit() else [slug(name) for name in entry.names]


def _twin(entry: Entry, candidates: Sequence[int], merged: Sequence[Entry]) -> int | None:
    """The entry of an earlier file that is the same: a name, and a country in common where both state one."""
    for number in candidates:
        other = merged[number]
        if not (entry.countries and other.countries) or entry.countries & other.countries:
            return number
    return None


def _united(kept: Entry, more: Entry) -> Entry:
    return replace(
        kept,
        names=tuple(dict.fromkeys((*kept.names, *more.names))),
        kind=kept.kind or more.kind,
        countries=kept.countries | more.countries,
        addresses=kept.addresses if len(kept.addresses) >= len(more.addresses) else more.addresses,
        programme=kept.programme or more.programme,
        requirement=kept.requirement or more.requirement,
        policy=kept.policy or more.policy,
        citation=kept.citation or more.citation,
        source=f"{kept.source}; {more.source}",
    )


def _parties(entries: Sequence[Entry], readings: Sequence[Sequence[Name]]) -> list[int]:
    """Party of each entry: entries of different lists that share a name and contradict in no country are one party.

    Within one list, entries are one party only by their first name: the publisher keeps them apart otherwise.
    """
    parties = list(range(len(entries)))

    def top(number: int) -> int:
        while parties[number] != number:
            parties[number] = parties[parties[number]]
            number = parties[number]
        return number

    by_key: dict[str, list[tuple[int, bool]]] = {}
    for number, names in enumerate(readings):
        keys = {key: place == 0 for place, name in reversed(list(enumerate(names))) if (key := name_key(name))}
        for key, first in keys.items():
            bearers = by_key.setdefault(key, [])
            for other, other_first in bearers[:_MOST_BEARERS]:
                if _one_party(entries[number], entries[other], first and other_first):
                    parties[top(number)] = top(other)
            bearers.append((number, first))
    return [top(number) for number in range(len(entries))]


def _one_party(entry: Entry, other: Entry, first_names: bool) -> bool:
    """Whether two entries that share a name are one party."""
    apart = entry.countries and other.countries and not entry.countries & other.countries
    same_kind = not entry.kind or not other.kind or entry.kind == other.kind
    return same_kind and not apart and (entry.list != other.list or first_names)
