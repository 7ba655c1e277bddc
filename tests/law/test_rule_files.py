"""Rule files and scenarios: what is refused, what is laid over, and the page written from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from enduse import registry
from enduse.errors import EnduseError
from enduse.rules import chronicle, reading, scenario
from enduse.rules.evaluate import determine_one
from enduse.rules.lawbook import LawBook, checked, lawbook
from enduse.rules.transfer import stated

ROOT = Path(__file__).resolve().parents[2]
RULE = """
rule: xx-test
title: A test
kind: destination
citations: [{text: somewhere}]
in_force: [{from: 2024-01-01, status: in_force}]
parameters: {limit_one: {value: 1, unit: GB/s, citation: somewhere}}
condition: memory_gb_s > limit_one
yields: {licence: required}
reviewed_on: 2026-11-23
confidence: A
"""
REFUSED = {
    "a function": (
        ("condition: memory_gb_s > limit_one", "condition: sqrt(memory_gb_s) > limit_one"),
        "x.yaml xx-test condition: expected comparisons of declared facts joined by and, or, not, found the function "
        "SQRT(memory_gb_s). Leave it out; a condition calls nothing and computes nothing.",
    ),
    "an unknown name": (
        ("condition: memory_gb_s", "condition: memory_gbps"),
        "x.yaml xx-test condition: expected a declared fact or a parameter of the rule, found 'memory_gbps'. "
        "Nearest: memory_gb_s.",
    ),
    "a parameter without a unit": (
        ("unit: GB/s, ", ""),
        "x.yaml xx-test limit_one: expected a parameter with a unit, found none. Name the unit.",
    ),
    "a parameter without a citation": (
        (", citation: somewhere", ""),
        "x.yaml xx-test limit_one: expected a parameter with a citation, found none. Name the citation.",
    ),
    "a parameter that is no number": (
        ("value: 1", "value: one"),
        "x.yaml xx-test limit_one: expected a number, found 'one'. Write the number alone.",
    ),
    "overlapping intervals": (
        ("status: in_force}]", "status: in_force}, {from: 2025-01-01, status: suspended}]"),
        "x.yaml xx-test: expected intervals that do not overlap, found two on 2025-01-01. End the earlier one.",
    ),
    "a day that is none": (
        ("from: 2024-01-01", "from: 2024-02-31"),
        "x.yaml xx-test: expected a date such as 2026-11-23, found '2024-02-31'. Write year-month-day.",
    ),
    "an unknown status": (
        ("status: in_force", "status: maybe"),
        "x.yaml xx-test in_force 0 status: expected what the schema of rules says, found 'maybe' is not one of "
        "['in_force', 'expected', 'suspended', 'not_enforced', 'unknown']. Compare with another rule.",
    ),
    "no citation": (
        ("citations: [{text: somewhere}]", "citations: []"),
        "x.yaml xx-test citations: expected what the schema of rules says, found [] should be non-empty. "
        "Compare with another rule.",
    ),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_refused(fault: str) -> None:
    (old, new), sentence = REFUSED[fault]
    assert old in RULE
    with pytest.raises(EnduseError) as refusal:
        reading.rule_of(registry.load_yaml(RULE.replace(old, new), "x.yaml"), "x.yaml", "US", ())
    assert str(refusal.value) == sentence


def test_an_exception_must_name_a_rule() -> None:
    document: dict[str, Any] = {**registry.load_yaml(RULE, "x"), "except": ["us-nobody"]}
    rule = reading.rule_of(document, "x.yaml", "US", ())
    with pytest.raises(EnduseError) as refusal:
        checked(LawBook((rule,)))
    assert str(refusal.value) == (
        "xx-test except: expected the name of a rule, found 'us-nobody'. Name the rule that lifts it."
    )


def test_rules_that_read_each_other_in_a_circle_are_refused() -> None:
    document = registry.load_yaml(RULE, "x")
    names = ("one", "other")
    one = reading.rule_of({**document, "condition": "one", "defines": "other"}, "x", "US", names)
    two = reading.rule_of({**document, "rule": "xx-two", "condition": "other", "defines": "one"}, "x", "US", names)
    with pytest.raises(EnduseError, match="do not read one another in a circle"):
        _ = LawBook((one, two)).ordered


def licence(name: str | None = None, **options: str) -> str:
    book = scenario.scenario(name).book if name else lawbook()
    facts = {"owned_by_listed": True} if "owned" in options else {}
    stated_options = {key: value for key, value in options.items() if key != "owned"}
    return determine_one(stated(stated_options, given=facts), book=book).licence


def test_the_line_moved_up_frees_the_h200_from_its_day_only() -> None:
    h200 = {"part": "H200 SXM", "to": "CN"}
    assert licence("h200-line-up", on="2026-11-30", **h200) == "required"
    assert licence("h200-line-up", on="2026-12-01", **h200) == "not_required"
    assert licence("h200-line-up", on="2026-12-01", part="B200", to="CN") == "required"
    assert licence(on="2026-12-01", **h200) == "required"


def test_the_affiliates_rule_back_in_force() -> None:
    owned = {"part": "L20", "to": "SG", "headquarters": "SG", "owned": "yes"}
    assert licence(on="2026-11-10", **owned) == "unknown"
    assert licence("affiliates-in-force", on="2026-11-10", **owned) == "required"
    assert licence("affiliates-in-force", on="2026-11-09", **owned) == "not_required"


def test_location_verification_required() -> None:
    h100 = {"part": "H100 SXM5", "to": "DE", "headquarters": "DE"}
    assert licence("location-verification", on="2026-11-30", **h100) == "not_required"
    assert licence("location-verification", on="2026-12-01", **h100) == "required"
    answer = determine_one(
        stated({**h100, "on": "2026-12-01"}), book=scenario.scenario("location-verification").book
    )
    assert "location_verified" in answer.missing


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("scenario: s\ntitle: t\nfrom: 2026-12-01\nchanges: [{rule: us-nobody, status: suspended}]",
         "s.yaml changes: expected the name of a rule, found 'us-nobody'."),
        ("scenario: s\ntitle: t\nfrom: 2026-12-01\nchanges: [{rule: us-3a090-a, parameters: {tpp: 1}}]",
         "s.yaml us-3a090-a: expected the name of a parameter, found 'tpp'."),
        ("scenario: s\ntitle: t\nfrom: 2026-12-01\nchanges: [{rule: us-3a090-a, parameters: {tpp_alone: much}}]",
         "s.yaml tpp_alone: expected a number, found 'much'."),
        ("scenario: s\ntitle: t\nchanges: []",
         "s.yaml: expected what the schema of rules says, found 'from' is a required property."),
    ],
)  # fmt: skip
def test_a_broken_scenario_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(EnduseError) as refusal:
        scenario.laid_over(lawbook(), text, "s.yaml")
    assert str(refusal.value).startswith(sentence)


def test_a_scenario_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "scenario: mine\ntitle: No window\nfrom: 2026-06-01\n"
        "changes: [{rule: us-review-window-2026, status: suspended}]\n"
    )
    laid = scenario.scenario(str(file))
    answer = determine_one(stated({"part": "H200 SXM", "to": "CN", "on": "2026-06-01"}), book=laid.book)
    assert (answer.policy, answer.scenario) == ("presumption_of_denial", "mine")


def test_the_page_is_what_the_rules_say() -> None:
    assert (ROOT / "docs" / "law.md").read_text(encoding="utf-8") == chronicle.page()
