"""Parties of the evidence that are one, or share an address, number or director."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import pyarrow as pa
from rapidfuzz import fuzz

from enduse.screen.addresses import SHARED_BY_MANY, place_only, read_address
from enduse.screen.compare import probability
from enduse.screen.names import Name, fold, generic_words, has_generic_word, read_names
from enduse.screen.spelling import Spellings, sound
from enduse.store import View

Row: TypeAlias = Mapping[str, Any]
Keys: TypeAlias = list[tuple[str, str]]
"""What a party may share: the folded key, and as it is written."""

SAME, REVIEW, LINKED = "same", "review", "linked"
_SAME_FROM, _REVIEW_FROM = 0.9, 0.5
_LIKENESS_MIDDLE, _LIKENESS_STEEP = 0.84, 40.0
_WHOLE_NAME_FROM, _WHOLE_NAME_ALLOWANCE = 0.92, 0.03
_SHARED_WEIGHT = {"registration": 0.98, "telephone": 0.7, "director": 0.5, "address": 0.6}
_PARTIES = """
SELECT party, max(name) AS name, max(country) AS country, max(address) AS address,
       max(registration) AS registration, max(directors) AS directors, max(telephone) AS telephone
FROM parties GROUP BY party ORDER BY party
"""


@dataclass(frozen=True)
class Link:
    """Two parties and what links them; columns of the table `party_links`."""

    party: str
    other: str
    kind: str
    value: str
    sharers: int
    score: float
    verdict: str
    because: str


def links(view: View) -> pa.Table:
    """Rows of `party_links` for the parties of the evidence."""
    found = sorted(link_parties(view.rows(_PARTIES)), key=lambda link: (link.party, link.other, link.kind, link.value))
    return pa.Table.from_pylist([vars(link) for link in found], schema=_SCHEMA)


def link_parties(rows: Sequence[Row]) -> list[Link]:
    """Links between parties: the same name written otherwise, and what they share.

    Args:
        rows: party, name, country, address, registration, directors, telephone; all but the first may be empty.
    """
    shared = {"address": _address_keys, "registration": _registration_keys, "telephone": _telephone_keys}
    found = list(_by_name(rows))
    for kind, keys_of in {**shared, "director": _director_keys}.items():
        found += _sharing(rows, kind, keys_of)
    return found


def same_parties(found: Iterable[Link]) -> dict[str, str]:
    """Party -> the least id among the parties that are the same."""
    top: dict[str, str] = {}

    def root(party: str) -> str:
        while top.get(party, party) != party:
            party = top[party]
        return party

    for link in found:
        if link.verdict == SAME:
            first, second = sorted((root(link.party), root(link.other)))
            top[second] = first
    return {party: root(party) for link in found for party in (link.party, link.other)}


def _by_name(rows: Sequence[Row]) -> Iterator[Link]:
    """Pairs of parties whose names are alike, as a whole or once generic words are set aside."""
    named = [(row, names[0]) for row in rows if row.get("name") and (names := read_names(row["name"]))]
    pairs: set[tuple[int, int]] = set()
    for keys in ([_specific(name) for _, name in named], [name.joined for _, name in named]):
        bearers: dict[str, list[int]] = {}
        for number, key in enumerate(keys):
            bearers.setdefault(key, []).append(number)
        words = list(bearers)
        spellings = Spellings(words)
        for key, numbers in bearers.items():
            alike = {words[number] for number, _ in spellings.alike(key)} | {key}
            others = [other for word in alike for other in bearers[word]]
            pairs.update((number, other) for number in numbers for other in others if number < other)
    for number, other in sorted(pairs):
        one, two = sorted((named[number], named[other]), key=lambda pair: str(pair[0]["party"]))
        link = _compare(one, two) if one[0]["party"] != two[0]["party"] else None
        if link is not None:
            yield link


def _compare(one: tuple[Row, Name], two: tuple[Row, Name]) -> Link | None:
    (row, name), (other, its_name) = one, two
    specific = fuzz.ratio(sound(_specific(name)), sound(_specific(its_name))) / 100
    whole = max(fuzz.ratio(name.joined, its_name.joined), fuzz.ratio(name.in_order, its_name.in_order)) / 100
    likeness = max(0.7 * specific + 0.3 * whole, whole - _WHOLE_NAME_ALLOWANCE if whole > _WHOLE_NAME_FROM else 0.0)
    score = probability(_LIKENESS_STEEP * (likeness - _LIKENESS_MIDDLE))
    if name.in_order == its_name.in_order and (has_generic_word(name) or len(name.tokens) > 1):
        score = max(score, 0.97)
    if {token for token in name.tokens if token.isdigit()} != {token for token in its_name.tokens if token.isdigit()}:
        score *= 0.3
    countries = {str(country) for country in (row.get("country"), other.get("country")) if country}
    because = [f"{row['name']!r} ~ {other['name']!r}: specific words {specific:.2f} alike, whole name {whole:.2f}"]
    if len(countries) == 2:
        score *= 0.8
        because.append(f"registered in {' and '.join(sorted(countries))}")
    if score < _REVIEW_FROM:
        return None
    kind = "same_name" if name.in_order == its_name.in_order else "similar_name"
    verdict = SAME if score >= _SAME_FROM else REVIEW
    return Link(row["party"], other["party"], kind, row["name"], 2, round(score, 4), verdict, "; ".join(because))


def _specific(name: Name) -> str:
    """The words of a name that are not generic, joined; the whole name where all are."""
    words = [token for token in name.tokens if token not in generic_words() and len(token) > 1]
    return "".join(words) or name.joined


def _address_keys(row: Row) -> Keys:
    text = row.get("address") or ""
    return [] if not text or place_only(text) else [(" ".join(read_address(text).key), text)]


def _registration_keys(row: Row) -> Keys:
    text = row.get("registration") or ""
    return [(re.sub(r"[^a-z0-9]", "", fold(text)).lstrip("0"), text)]


def _telephone_keys(row: Row) -> Keys:
    text = row.get("telephone") or ""
    digits = re.sub(r"\D", "", text)
    return [(digits[-8:], text)] if len(digits) >= 7 else []


def _director_keys(row: Row) -> Keys:
    names = [name.strip() for name in (row.get("directors") or "").split(";") if name.strip()]
    return [(readings[0].in_order, name) for name in names if (readings := read_names(name))]


def _sharing(rows: Sequence[Row], kind: str, keys_of: Callable[[Row], Keys]) -> Iterator[Link]:
    """A link for each pair that shares a key; many sharers make it weak, and only the first is paired with each."""
    holders: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        for key, written in keys_of(row):
            if key:
                holders.setdefault(key, []).append((row["party"], written))
    for held in holders.values():
        sharers = len({party for party, _ in held})
        many = sharers >= SHARED_BY_MANY
        weight = _SHARED_WEIGHT[kind] * (2 / sharers if many else 1)
        pairs = [(held[0], other) for other in held[1:]] if many else _pairs(held)
        for (party, written), (other, _) in pairs:
            if party != other:
                first, second = sorted((party, other))
                says = f"{sharers} parties share the {kind} {written!r}"
                says += ": weak, a service address or office block identifies none of them" if many else ""
                verdict = SAME if kind == "registration" and not many else LINKED
                yield Link(first, second, kind, written, sharers, round(weight, 4), verdict, says)


def _pairs(held: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    for i, one in enumerate(held):
        for two in held[i + 1 :]:
            yield one, two


_SCHEMA = pa.schema([
    ("party", pa.string()), ("other", pa.string()), ("kind", pa.string()), ("value", pa.string()),
    ("sharers", pa.int64()), ("score", pa.float64()), ("verdict", pa.string()), ("because", pa.string()),
])  # fmt: skip
