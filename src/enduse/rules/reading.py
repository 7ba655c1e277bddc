"""Reads rule files: a schema check, then the dataclasses."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import jsonschema

from enduse.errors import InputError
from enduse.rules import condition
from enduse.rules.rule import KINDS, POLICIES, STATUSES, Citation, Parameter, Rule, Span

_DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_TEXT = {"type": "string", "minLength": 1}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["rule", "title", "kind", "citations", "in_force", "condition", "yields", "reviewed_on", "confidence"],
    "properties": {
        "rule": {"type": "string", "pattern": "^[a-z0-9-]+$"},
        "title": _TEXT,
        "kind": {"enum": list(KINDS)},
        "citations": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["text"],
                "additionalProperties": False,
                "properties": {"text": _TEXT, "from": _DAY, "to": _DAY, "url": _TEXT},
            },
        },
        "in_force": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["from", "status"],
                "additionalProperties": False,
                "properties": {"from": _DAY, "to": _DAY, "status": {"enum": list(STATUSES)}, "note": _TEXT},
            },
        },
        "parameters": {"type": "object", "additionalProperties": {"type": "object"}},
        "condition": _TEXT,
        "defines": {"type": "string", "pattern": "^[a-z0-9_]+$"},
        "yields": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "classification": _TEXT,
                "entry": _TEXT,
                "assembly": _TEXT,
                "licence": {"enum": ["required"]},
                "policy": {"enum": [*POLICIES, "as_the_entry_says"]},
                "exception": _TEXT,
                "information": _TEXT,
            },
        },
        "except": {"type": "array", "items": _TEXT},
        "precedence": {"type": "string", "pattern": r"^\d+$"},
        "says": _TEXT,
        "asks": {"type": "array", "items": _TEXT},
        "reviewed_on": _DAY,
        "confidence": {"enum": ["A", "B", "C", "M", "S"]},
        "coverage": {"enum": ["modelled", "partly", "pointed_to"]},
        "note": _TEXT,
        "cases": {"type": "array", "items": {"type": "object", "required": ["expect"]}},
    },
}
"""What a rule file may hold; every scalar is text."""


def rule_of(document: Any, where: str, jurisdiction: str, defined: Collection[str]) -> Rule:
    """The rule of one file, already parsed.

    Args:
        defined: names that rules define for one another.

    Raises:
        InputError: if the document is not as the schema says, or its condition is not allowed.
    """
    check(document, SCHEMA, where)
    return _rule(document, where, jurisdiction, defined)


def check(document: Any, schema: Mapping[str, Any], where: str) -> None:
    """Check a document against a schema.

    Raises:
        InputError: for the first thing that differs.
    """
    error = next(iter(jsonschema.Draft202012Validator(schema).iter_errors(document)), None)
    if error is not None:
        name = document.get("rule") if isinstance(document, dict) else None
        place = " ".join(str(step) for step in error.absolute_path)
        at = " ".join(filter(None, [where, name, place]))
        raise InputError(at, "what the schema of rules says", error.message, "Compare with another rule")


def day(text: str, where: str) -> date:
    """A calendar day.

    Raises:
        InputError: if there is no such day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(where, "a date such as 2026-11-23", repr(text), "Write year-month-day") from None


def spans_of(entries: Collection[Mapping[str, str]], where: str) -> tuple[Span, ...]:
    """Dated statuses in order.

    Raises:
        InputError: if two of them overlap or one ends before it begins.
    """
    spans = sorted(
        (
            Span(
                day(entry["from"], where),
                day(entry["to"], where) if "to" in entry else None,
                entry["status"],
                entry.get("note", ""),
            )
            for entry in entries
        ),
        key=lambda span: span.since,
    )
    for span in spans:
        if span.until is not None and span.until < span.since:
            raise InputError(where, "an interval that ends after it begins", str(span.since), "Mend its dates")
    for earlier, later in pairwise(spans):
        if earlier.until is None or earlier.until >= later.since:
            raise InputError(where, "intervals that do not overlap", f"two on {later.since}", "End the earlier one")
    return tuple(spans)


def _rule(document: Mapping[str, Any], file: str, jurisdiction: str, defined: Collection[str]) -> Rule:
    name = document["rule"]
    where = f"{file} {name}"
    parameters = tuple(_parameter(key, stated, where) for key, stated in document.get("parameters", {}).items())
    return Rule(
        name=name,
        title=document["title"],
        jurisdiction=jurisdiction,
        kind=document["kind"],
        citations=tuple(_citation(entry, where) for entry in document["citations"]),
        spans=spans_of(document["in_force"], where),
        parameters=parameters,
        condition=condition.parse(
            document["condition"],
            f"{where} condition",
            parameters=[parameter.name for parameter in parameters],
            defined=defined,
        ),
        defines=document.get("defines"),
        yields=document["yields"],
        excepts=tuple(document.get("except", ())),
        precedence=int(document.get("precedence", "50")),
        says=document.get("says", document["title"]),
        asks=tuple(document.get("asks", ())),
        reviewed_on=day(document["reviewed_on"], where),
        confidence=document["confidence"],
        coverage=document.get("coverage", "modelled"),
        note=document.get("note", ""),
        cases=tuple(document.get("cases", ())),
    )


def _citation(entry: Mapping[str, str], where: str) -> Citation:
    since, until = (day(entry[key], where) if key in entry else None for key in ("from", "to"))
    return Citation(entry["text"], since, until, entry.get("url", ""))


def _parameter(name: str, stated: Mapping[str, Any], where: str) -> Parameter:
    for needed in ("unit", "citation"):
        if not stated.get(needed):
            raise InputError(f"{where} {name}", f"a parameter with a {needed}", "none", f"Name the {needed}")
    dated = stated["values"] if "values" in stated else [{"value": stated.get("value", "")}]
    values = []
    for entry in dated:
        since = day(entry["from"], where) if "from" in entry else None
        try:
            values.append((since, float(entry["value"])))
        except ValueError:
            raise InputError(f"{where} {name}", "a number", repr(entry["value"]), "Write the number alone") from None
    return Parameter(name, stated["unit"], stated["citation"], tuple(values))
