"""Every case of every rule file is run."""

from __future__ import annotations

from typing import Any

import pytest

from enduse.rules.evaluate import determine_one
from enduse.rules.facts import given
from enduse.rules.judgement import judge
from enduse.rules.lawbook import lawbook
from enduse.rules.rule import Rule
from enduse.rules.transfer import Transfer, facts_of, stated

CASES = [(rule, number, case) for rule in lawbook().rules for number, case in enumerate(rule.cases, start=1)]


def transfer_of(case: dict[str, Any]) -> Transfer:
    facts = {name: given(name, text, "case") for name, text in case.get("facts", {}).items()}
    options = {key: text for key, text in case.items() if key not in ("facts", "expect", "why", "spec")}
    if "spec" in case:
        options["spec"] = ",".join(f"{name}={value}" for name, value in case["spec"].items())
    return stated(options, given=facts)


@pytest.mark.parametrize(
    ("rule", "case"), [(rule, case) for rule, _, case in CASES], ids=[f"{r.name}-{n}" for r, n, _ in CASES]
)
def test_case(rule: Rule, case: dict[str, Any]) -> None:
    transfer = transfer_of(case)
    answer = determine_one(transfer).as_json()
    for key, expected in case["expect"].items():
        if key == "verdict":
            assert judge(lawbook(), transfer.on, facts_of(transfer)).word(rule) == expected, answer
        elif key == "missing":
            assert expected in answer["missing"] if expected else not answer["missing"], answer
        elif key == "exceptions":
            found = {one["name"]: one["available"] for one in answer["exceptions"]}
            assert {name: found.get(name) for name in expected} == expected, answer
        else:
            assert answer[key] == (None if expected == "null" else expected), answer
    if answer["licence"] == "required":
        assert answer["cites"]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 150
