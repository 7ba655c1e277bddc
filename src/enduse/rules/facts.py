"""The facts that a rule's condition may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from enduse import registry
from enduse.errors import InputError
from enduse.model.measures import Interval

Value = bool | str | float | Interval | None
"""What a fact may be; None is unknown."""


@dataclass(frozen=True)
class Fact:
    """A declared fact: its type, its unit, what is taken where nobody says, and what to ask for.

    `asks` is the input that would settle it, as the command line names it.
    """

    name: str
    type: str
    meaning: str
    unit: str
    asks: str
    assume: Value
    tell: str

    @property
    def is_interval(self) -> bool:
        return self.type == "interval"


@cache
def facts() -> dict[str, Fact]:
    """Every declared fact by name."""
    text = registry.texts(__package__, ".yaml")["facts"]
    return {entry["fact"]: _fact(entry) for entry in registry.load_yaml(text, "facts.yaml")}


def given(name: str, text: str, where: str) -> Value:
    """A fact as a user writes it: yes, no, unknown, a number, `low..high`, or a word.

    Raises:
        InputError: if the fact is not declared or the text is not of its type.
    """
    fact = facts().get(name)
    if fact is None:
        raise InputError(where, "a declared fact", repr(name), f"Known are {', '.join(facts())}")
    if text == "unknown":
        return None
    if fact.type == "boolean":
        return truth(text, f"{where} {name}")
    return interval(text, f"{where} {name}") if fact.is_interval else text


def truth(text: str, where: str) -> bool | None:
    """Yes or no as written; unknown is None.

    Raises:
        InputError: if it is none of them.
    """
    words = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False, "unknown": None, "": None}
    if text.strip().lower() not in words:
        raise InputError(where, "yes, no or unknown", repr(text), "Write one of them")
    return words[text.strip().lower()]


def interval(text: str, where: str) -> Interval:
    """A number or `low..high`; unknown is an open interval.

    Raises:
        InputError: if it is no number or below zero.
    """
    if text.strip().lower() in ("", "unknown"):
        return Interval()
    try:
        ends = [float(end) for end in text.split("..")]
    except ValueError:
        ends = []
    if len(ends) not in (1, 2) or ends != sorted(ends) or not all(0 <= end < 1e15 for end in ends):
        raise InputError(where, "a number of 0 or more, or low..high", repr(text), "Write for instance 4800")
    return Interval(ends[0], ends[-1])


def with_assumptions(known: Mapping[str, Value]) -> tuple[dict[str, Value], tuple[Fact, ...]]:
    """Every declared fact, assumed where nobody speaks of it, and which ones were assumed.

    A fact that is given as None is known to be open: nothing is assumed of it.
    """
    assumed = tuple(fact for fact in facts().values() if fact.assume is not None and fact.name not in known)
    return {**dict.fromkeys(facts()), **{fact.name: fact.assume for fact in assumed}, **known}, assumed


def _fact(entry: Mapping[str, Any]) -> Fact:
    if entry["type"] == "interval" and not entry.get("unit"):
        raise InputError(f"facts.yaml {entry['fact']}", "a unit", "none", "Name the unit of the number")
    assume = entry.get("assume")
    return Fact(
        name=entry["fact"],
        type=entry["type"],
        meaning=entry["meaning"],
        unit=entry.get("unit", ""),
        asks=entry.get("asks", entry["fact"]),
        assume=truth(assume, entry["fact"]) if assume and entry["type"] == "boolean" else assume,
        tell=entry.get("tell", "missing"),
    )
