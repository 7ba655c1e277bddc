"""Scenarios: a small YAML laid over the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from enduse import registry
from enduse.errors import InputError, UnknownName
from enduse.rules import reading
from enduse.rules.lawbook import LawBook, checked, lawbook
from enduse.rules.rule import STATUSES, Parameter, Rule, Span

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["scenario", "title", "from", "changes"],
    "properties": {
        "scenario": {"type": "string", "minLength": 1},
        "title": {"type": "string", "minLength": 1},
        "about": {"type": "string"},
        "from": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "changes": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["rule"],
                "properties": {
                    "rule": {"type": "string"},
                    "status": {"enum": list(STATUSES)},
                    "parameters": {"type": "object", "additionalProperties": {"type": "string"}},
                },
            },
        },
        "rules": {"type": "array", "items": {"type": "object"}},
    },
}
"""What a scenario may hold: rules whose status or numbers change from a day on, and whole new rules."""


@dataclass(frozen=True)
class Scenario:
    """A named change of law from one day on."""

    name: str
    title: str
    about: str
    since: date
    book: LawBook


def scenarios() -> dict[str, Scenario]:
    """The shipped scenarios by name."""
    texts = registry.texts(f"{__package__}.scenarios", ".yaml")
    listed = [laid_over(lawbook(), text, f"scenarios/{stem}.yaml") for stem, text in texts.items()]
    return {scenario.name: scenario for scenario in listed}


@cache
def scenario(name_or_file: str) -> Scenario:
    """A shipped scenario by name, or one in a file.

    Raises:
        InputError: if there is neither, or the file is not as described.
    """
    path = Path(name_or_file)
    if path.is_file():
        return laid_over(lawbook(), path.read_text(encoding="utf-8"), name_or_file)
    shipped = scenarios()
    if name_or_file not in shipped:
        raise UnknownName("scenario", "scenario or file", name_or_file, shipped)
    return shipped[name_or_file]


def laid_over(book: LawBook, text: str, where: str) -> Scenario:
    """The scenario of a YAML text, laid over ``book``.

    Raises:
        InputError: if the text is not as the schema says or names a rule or parameter that is not there.
    """
    document = registry.load_yaml(text, where)
    reading.check(document, SCHEMA, where)
    since = reading.day(document["from"], f"{where} from")
    rules = dict(book.by_name)
    for change in document["changes"]:
        name = change["rule"]
        if name not in rules:
            raise UnknownName(f"{where} changes", "rule", name, rules)
        rules[name] = _changed(rules[name], change, since, where)
    defined = {rule.defines for rule in rules.values() if rule.defines}
    for entry in document.get("rules", ()):
        added = reading.rule_of(entry, where, "US", {*defined, entry.get("defines", "")})
        rules[added.name] = added
    laid = checked(LawBook(tuple(rules.values()), scenario=document["scenario"]))
    return Scenario(document["scenario"], document["title"], document.get("about", ""), since, laid)


def _changed(rule: Rule, change: Mapping[str, Any], since: date, where: str) -> Rule:
    if "status" in change:
        rule = replace(rule, spans=(*_until(rule.spans, since), Span(since, None, change["status"], where)))
    stated = change.get("parameters", {})
    known = {parameter.name for parameter in rule.parameters}
    for name in stated:
        if name not in known:
            raise UnknownName(f"{where} {rule.name}", "parameter", name, known)
    return replace(
        rule,
        parameters=tuple(
            _moved(parameter, stated[parameter.name], since, where) if parameter.name in stated else parameter
            for parameter in rule.parameters
        ),
    )


def _until(spans: tuple[Span, ...], since: date) -> tuple[Span, ...]:
    """The spans before a day, the last one cut short."""
    last = since - timedelta(days=1)
    return tuple(
        replace(span, until=min(span.until, last) if span.until else last) for span in spans if span.since < since
    )


def _moved(parameter: Parameter, text: str, since: date, where: str) -> Parameter:
    try:
        value = float(text)
    except ValueError:
        raise InputError(f"{where} {parameter.name}", "a number", repr(text), "Write the number alone") from None
    before = tuple((start, number) for start, number in parameter.values if start is None or start < since)
    return replace(parameter, values=(*before, (since, value)))
