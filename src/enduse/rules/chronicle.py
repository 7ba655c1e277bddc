"""Writes docs/law.md from the rules: `python -m enduse.rules.chronicle`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from enduse.rules.facts import facts
from enduse.rules.lawbook import JURISDICTIONS, lawbook
from enduse.rules.rule import REVIEW_DAYS, Span
from enduse.rules.scenario import scenarios

PAGE = Path("docs/law.md")
COVERAGE = {
    "modelled": "Modelled: the condition decides",
    "partly": "Partly modelled: the condition decides, and the text asks more",
    "pointed_to": "Only pointed to: named, never decided",
}
_HEAD = """# The law as data

Generated from the rule files by `python -m enduse.rules.chronicle`; a test keeps it true. **Not legal advice.**

Each rule is one YAML file under `src/enduse/rules`: citations, dated status, dated numbers with unit and citation, one
condition over declared facts, what it yields, and cases that are run as tests. A verdict is met, not met, unknown or
not in force. An unknown fact never turns a licence that is required into one that is not.

How an answer comes about: the part's figures from the catalogue (intervals where sources differ) and the country
groups of the day become facts; every rule in force is asked, each after those it reads; a licence is required if one
rule that asks for it is met, unknown if none is met and one is open. Of the review policies the first in precedence
counts; where one before it is open and would say otherwise, none is given.

Confidence of a source: A official text or filing, B law firm or trade press, C one page or inference, S secondary,
M memory. No official site was opened; the texts were dated copies, the latest of 2026-09-24.

Measured with `python benchmarks/law.py`: one million synthetic shipments, almost every one a different question, take
7.6 s of processor time on two threads and 900 MB with the interpreter and the store; the same transfers one by one in
Python take about 2,200 s; a plain scan that only counts them takes 0.2 s. None of 3,000 sampled answers differed. (On
the clock 18 s, on two cores that nine others were using.)
"""


def page() -> str:
    """The whole page."""
    lines = [_HEAD, *_timeline(), *_coverage(), *_numbers(), *_assumptions(), *_scenarios()]
    return "\n".join(lines) + "\n"


def _timeline() -> Iterator[str]:
    yield "## Timeline\n"
    yield "| from | to | rule | status | where | source |"
    yield "|---|---|---|---|---|---|"
    entries = [(span.since, rule, span) for rule in lawbook().rules for span in rule.spans]
    for since, rule, span in sorted(entries, key=lambda entry: (entry[0], entry[1].name)):
        where = "; ".join(rule.cites(since)) or rule.citations[0].text
        named = f"{rule.title} (`{rule.name}`)"
        yield f"| {since} | {_end(span)} | {named} | {_status(span)} | {where} | {rule.confidence} |"


def _coverage() -> Iterator[str]:
    for coverage, heading in COVERAGE.items():
        yield f"\n## {heading}\n"
        for code in JURISDICTIONS.values():
            listed = [rule for rule in lawbook().rules if rule.coverage == coverage and rule.jurisdiction == code]
            for rule in sorted(listed, key=lambda rule: rule.name):
                note = f" {rule.note}" if rule.note else ""
                yield f"- {code} · {rule.title} (`{rule.name}`, {len(rule.cases)} cases).{note}"


def _numbers() -> Iterator[str]:
    yield "\n## Numbers of the law\n"
    yield "| rule | number | value | unit | where |"
    yield "|---|---|---|---|---|"
    for rule in sorted(lawbook().rules, key=lambda rule: rule.name):
        for parameter in rule.parameters:
            value = ", ".join(_dated(since, number) for since, number in parameter.values)
            yield f"| `{rule.name}` | {parameter.name} | {value} | {parameter.unit} | {parameter.citation} |"


def _assumptions() -> Iterator[str]:
    yield "\n## What is assumed where nobody says\n"
    yield "Every other fact is unknown until it is given. Each assumption is named in the answer that rests on it.\n"
    for fact in facts().values():
        if fact.assume is not None:
            word = {"True": "yes", "False": "no"}.get(str(fact.assume), fact.assume)
            yield f"- `{fact.name}` = {word}: {fact.meaning}."
    yield "- The ultimate parent is taken to be seated where the headquarters is, unless it is given."
    yield f"\nA rule not reviewed for {REVIEW_DAYS} days is marked in every answer that rests on it."


def _scenarios() -> Iterator[str]:
    yield "\n## Scenarios\n"
    for scenario in sorted(scenarios().values(), key=lambda scenario: scenario.name):
        yield f"- `{scenario.name}` (from {scenario.since}): {scenario.title}. {' '.join(scenario.about.split())}"


def _end(span: Span) -> str:
    return str(span.until) if span.until else ""


def _status(span: Span) -> str:
    note = f": {span.note}" if span.note else ""
    return span.status.replace("_", " ") + note


def _dated(since: date | None, number: float) -> str:
    return f"{number:,.12g}" + (f" from {since}" if since else "")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
