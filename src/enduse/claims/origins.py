"""Which documents rest on which: derivations, near-duplicates, and origins as components."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from enduse.claims.reading import Reading

KINDS: Final = ("cites", "quotes", "translates", "same_release", "independent", "unknown")
_SHINGLE_WORDS: Final = 5
_HASHES: Final = 64
_NEAR: Final = 0.35
"""From this estimated overlap of five-word runs on, one text is taken as copied from the other."""
_CONTAINED: Final = 0.5
"""Or from this share of the shorter text's runs found in the longer one."""


@dataclass(frozen=True)
class Derivation:
    """A document rests on another document or outlet."""

    document: str
    source: str
    kind: str
    because: str


@dataclass(frozen=True)
class Origins:
    """How many independent origins a set of documents has, and how that was counted."""

    origins: int
    documents: int
    components: tuple[tuple[str, ...], ...]
    derivations: tuple[Derivation, ...]
    statements: tuple[tuple[str, str], ...]

    def sentence(self) -> str:
        """The count in words: "9 documents, 1 origin, 1 party statement (no_knowledge)"."""
        said = ", ".join(f"{who}: {mode}" for who, mode in self.statements)
        return (
            f"{_count(self.documents, 'document')}, {_count(self.origins, 'origin')}, "
            f"{_count(len(self.statements), 'party statement')}" + (f" ({said})" if said else "")
        )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def shingles(text: str) -> frozenset[int]:
    """Hashes of the runs of five words, letters only."""
    words = re.findall(r"[^\W_]+", text.lower())
    runs = (" ".join(words[i : i + _SHINGLE_WORDS]) for i in range(max(1, len(words) - _SHINGLE_WORDS + 1)))
    return frozenset(int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), "big") for run in runs)


def signature(runs: frozenset[int]) -> tuple[int, ...]:
    """A MinHash signature: the least hash under each of 64 permutations."""
    prime = (1 << 61) - 1
    return tuple(
        min(((run % prime) * (2 * seed + 0x9E3779B97F4A7C15) + seed * 0xBF58476D1CE4E5B9) % prime for run in runs)
        for seed in range(1, _HASHES + 1)
    )


def overlap(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The estimated Jaccard overlap of two texts from their signatures, 0 to 1."""
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


def near_duplicates(texts: Sequence[tuple[str, str]]) -> list[Derivation]:
    """Pairs of texts (name, text) that share so many runs of words that one copies the other or both one release."""
    runs = {name: shingles(text) for name, text in texts}
    signed = {name: signature(found) for name, found in runs.items()}
    pairs = []
    names = [name for name, _ in texts]
    for i, later in enumerate(names):
        for earlier in names[:i]:
            share = overlap(signed[later], signed[earlier])
            shorter = min(len(runs[later]), len(runs[earlier]))
            contained = len(runs[later] & runs[earlier]) / shorter if shorter >= 8 else 0.0
            if share >= _NEAR or contained >= _CONTAINED:
                pairs.append(
                    Derivation(
                        later,
                        earlier,
                        "same_release",
                        f"{max(share, contained):.0%} of the runs of five words are the same",
                    )
                )
    return pairs


def derivations(readings: Sequence[Reading]) -> list[Derivation]:
    """What the documents say they rest on, and what copies what; texts of no known tie are `unknown`."""
    publishers = {
        reading.document.publisher: reading.document.name for reading in readings if reading.document.publisher
    }
    found: list[Derivation] = []
    for reading in readings:
        own = reading.document.name
        for cite in reading.cites:
            source = next(
                (name for publisher, name in publishers.items() if name != own and _same(publisher, cite["document"])),
                cite["document"],
            )
            found.append(Derivation(own, source, cite["kind"], cite.get("span", "")))
    found.extend(near_duplicates([(reading.document.name, reading.document.text) for reading in readings]))
    return list(dict.fromkeys(found))


def _same(one: str, other: str) -> bool:
    return re.sub(r"^the |\W", "", one.lower()) == re.sub(r"^the |\W", "", other.lower())


def origins(readings: Sequence[Reading], related: Iterable[tuple[str, str]] = ()) -> Origins:
    """Count origins as connected components; only a tie called independent separates, unknown ones do not.

    Args:
        related: pairs of documents about the same matter; where nothing ties them, they count as dependent.
    """
    ties = derivations(readings)
    nodes = list(
        dict.fromkeys(
            [reading.document.name for reading in readings]
            + [tie.source for tie in ties if tie.kind != "independent"]
            + [tie.source for tie in ties]
        )
    )
    independent = {frozenset((tie.document, tie.source)) for tie in ties if tie.kind == "independent"}
    joined = {frozenset((tie.document, tie.source)) for tie in ties if tie.kind != "independent"}
    parent = {node: node for node in nodes}

    def root(node: str) -> str:
        while parent[node] != node:
            node = parent[node]
        return node

    for tie in ties:
        if tie.kind != "independent":
            parent[root(tie.document)] = root(tie.source)
    for one, other in related:
        pair = frozenset((one, other))
        standing = any(tie.kind == "independent" and tie.document in pair for tie in ties)
        if pair not in independent and pair not in joined and not standing:
            ties.append(
                Derivation(one, other, "unknown", "about the same matter; no tie is stated, so counted as dependent")
            )
            parent[root(one)] = root(other)
    groups: dict[str, list[str]] = {}
    for node in nodes:
        groups.setdefault(root(node), []).append(node)
    statements = dict.fromkeys(
        (a.said_by, a.modality)
        for reading in readings
        for a in reading.assertions
        if a.modality in ("denies", "no_knowledge", "no_comment", "admits") and a.said_by != reading.document.publisher
    )
    return Origins(
        len(groups), len(nodes), tuple(tuple(group) for group in groups.values()), tuple(ties), tuple(statements)
    )
