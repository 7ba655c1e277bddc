"""The word lists of `words/` as compiled patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from enduse import registry

WORDS = "enduse.claims.words"


@dataclass(frozen=True)
class Mode:
    """A way of committing oneself, and the words that show it."""

    mode: str
    name: str
    kind: str  # content, label or frame
    when: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    rank: int


@dataclass(frozen=True)
class Part:
    """A catalogue part or family and how texts write it."""

    name: str
    family: str
    when: re.Pattern[str]


@dataclass(frozen=True)
class Method:
    """A typology and the words that describe it; `beside` must occur in the same sentence."""

    typology: str
    when: re.Pattern[str]
    beside: re.Pattern[str] | None


@cache
def words(name: str) -> Any:
    """The word list `name`, every scalar as text."""
    return registry.load_yaml(registry.texts(WORDS, ".yaml")[name], f"words/{name}.yaml")


@cache
def pattern(text: str) -> re.Pattern[str]:
    """A pattern of a word list; case is ignored, and a word in between may hold a hyphen or an apostrophe."""
    return re.compile(text.replace(r"(?:\w+ )", r"(?:[\w'-]+ )"), re.IGNORECASE)


@cache
def modes() -> tuple[Mode, ...]:
    """The modes, strongest first."""
    return tuple(
        Mode(
            entry["mode"],
            entry["name"],
            entry["kind"],
            tuple(pattern(text) for text in entry["when"]),
            tuple(pattern(text) for text in entry.get("unless", ())),
            rank,
        )
        for rank, entry in enumerate(words("modes"))
    )


@cache
def parts() -> tuple[Part, ...]:
    """Parts in the order in which they are tried; names keep their case."""
    return tuple(Part(entry["is"], entry["family"], re.compile(entry["when"])) for entry in words("parts")["parts"])


@cache
def family_of(part: str) -> str:
    """The generation of a part name as given out by `parts`; the name itself where there is none."""
    return {entry.name: entry.family for entry in parts()}.get(part, part)


@cache
def methods() -> tuple[Method, ...]:
    """Typologies with each of their wordings."""
    return tuple(
        Method(typology, pattern(entry["when"]), pattern(entry["with"]) if "with" in entry else None)
        for typology, entries in words("methods").items()
        for entry in entries
    )


@cache
def roles() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Roles along a route with their words."""
    return tuple((role, pattern(text)) for role, text in words("roles").items())


@cache
def steps() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Steps of a route (bought, installed, …) with their verbs."""
    return tuple((step, pattern(text)) for step, text in words("routes")["steps"].items())


def alternatives(names: list[str]) -> str:
    """A pattern body that matches any of `names`, longest first."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
