"""A rule as data: when in force, on what condition, with what effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from enduse.rules.condition import Condition

KINDS = (
    "threshold", "scope", "destination", "headquarters", "end_use", "letter", "embargo", "entity_list", "affiliates",
    "exemption", "exception", "review_policy", "fdp", "tariff", "announced", "jurisdiction",
)  # fmt: skip
STATUSES = ("in_force", "expected", "suspended", "not_enforced", "unknown")
POLICIES = ("presumption_of_denial", "presumption_of_approval", "case_by_case")
REVIEW_DAYS = 90
"""A rule not reviewed for so many days is marked in every answer that rests on it."""

FIRST_DAY = date(2022, 10, 7)
"""The first rule on AI chips: 87 FR 62186."""


@dataclass(frozen=True)
class Span:
    """A stretch of days, both ends inclusive, in which a rule has one status; None is open."""

    since: date
    until: date | None
    status: str
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the day falls in it."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Citation:
    """Where it is written, and on which days it was written there."""

    text: str
    since: date | None = None
    until: date | None = None
    url: str = ""


@dataclass(frozen=True)
class Parameter:
    """A number of the law with its unit and citation; dated values, the latest begun holds."""

    name: str
    unit: str
    citation: str
    values: tuple[tuple[date | None, float], ...]

    def on(self, day: date) -> float:
        """The value that holds on ``day``; before its first date, the first."""
        begun = [value for since, value in self.values if since is None or since <= day]
        return begun[-1] if begun else self.values[0][1]


@dataclass(frozen=True)
class Rule:
    """One rule. `yields` says what follows when the condition is met; `excepts` names rules that lift it.

    `coverage` says how much of the text is modelled: modelled, partly, or pointed_to.
    """

    name: str
    title: str
    jurisdiction: str
    kind: str
    citations: tuple[Citation, ...]
    spans: tuple[Span, ...]
    parameters: tuple[Parameter, ...]
    condition: Condition
    defines: str | None
    yields: Mapping[str, str]
    excepts: tuple[str, ...]
    precedence: int
    says: str
    asks: tuple[str, ...]
    reviewed_on: date
    confidence: str
    coverage: str
    note: str
    cases: tuple[Mapping[str, Any], ...]

    def status(self, day: date) -> str | None:
        """The status on ``day``, or None where the rule does not exist."""
        span = self.span(day)
        return span.status if span else None

    def span(self, day: date) -> Span | None:
        """The stretch that ``day`` falls in."""
        return next((span for span in self.spans if span.holds_on(day)), None)

    def cites(self, day: date) -> list[str]:
        """The citations as they stood on ``day``."""
        return [
            citation.text
            for citation in self.citations
            if (citation.since or day) <= day <= (citation.until or day)
        ]

    def numbers(self, day: date) -> dict[str, float]:
        """The parameters as they stood on ``day``."""
        return {parameter.name: parameter.on(day) for parameter in self.parameters}

    def is_stale(self, today: date) -> bool:
        """Whether it has gone without review for longer than `REVIEW_DAYS`."""
        return today - self.reviewed_on > timedelta(days=REVIEW_DAYS)

    def changes(self) -> set[date]:
        """Every day on which something about it changes."""
        days = {span.since for span in self.spans}
        days |= {span.until + timedelta(days=1) for span in self.spans if span.until}
        days |= {since for parameter in self.parameters for since, _ in parameter.values if since}
        days |= {citation.since for citation in self.citations if citation.since}
        days |= {citation.until + timedelta(days=1) for citation in self.citations if citation.until}
        return days
