"""What is known of one part: figures, sources, and its law through time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from enduse.model import countries
from enduse.model.measures import Interval
from enduse.model.parts import UNITS, Part
from enduse.rules.answer import NOTICE
from enduse.rules.rule import FIRST_DAY
from enduse.rules.through_time import DESTINATIONS, Stretch, through_time

MARKS = {
    ("required", "presumption_of_denial"): "█",
    ("required", "case_by_case"): "▓",
    ("required", "presumption_of_approval"): "▒",
    ("required", None): "■",
    ("not_required", None): "·",
    ("unknown", None): "?",
}
"""One mark a month in the chart."""

_LEGEND = "· none needed   licence: ▒ presumption of approval  ▓ case by case  █ presumption of denial  ■ other  ? open"


@dataclass(frozen=True)
class PartPage:
    """One part of the catalogue with its determination through time."""

    part: Part
    until: date

    def lines(self) -> list[str]:
        """The page as text."""
        return [*self._figures(), "", *self._chart(), "", *self._stretches(), "", f"{NOTICE}."]

    def json(self) -> dict[str, Any]:
        """The page as one object."""
        part = self.part
        return {
            "part": part.name,
            "vendor": part.vendor,
            "kind": part.form or part.kind,
            "contains": list(part.contains),
            "chips": part.chips,
            "tpp": [part.tpp.low, part.tpp.high],
            "performance_density": [part.performance_density.low, part.performance_density.high],
            "figures": {
                name: {"low": figure.value.low, "high": figure.value.high, "unit": UNITS[name],
                       "source": figure.source, "confidence": figure.confidence}
                for name, figure in part.figures.items()
            },
            "law": [
                {"to": to, "headquarters": seat, "from": stretch.since, "until": stretch.until,
                 "classification": list(stretch.classification), "licence": stretch.licence, "policy": stretch.policy}
                for to, seat in DESTINATIONS
                for stretch in through_time(part, to, seat)
            ],
            "notice": NOTICE,
        }  # fmt: skip

    def _figures(self) -> Iterator[str]:
        part = self.part
        inside = f", {part.chips} × {' or '.join(part.contains)}" if part.contains else ""
        yield f"{part.name} ({part.vendor}, {part.form or part.kind}{inside})"
        yield _row("TPP", part.tpp, "TOPS x bits", "computed from the dense figures")
        yield _row("density", part.performance_density, "TPP/mm2", "computed")
        for name, figure in part.figures.items():
            yield _row(name, figure.value, UNITS[name], f"{figure.confidence}: {figure.source}")
        if part.note:
            yield f"  {part.note}"

    def _chart(self) -> Iterator[str]:
        months = list(_months(self.until))
        years = "".join(f"{month.year}".ljust(12) if month.month == 1 else "" for month in months)
        yield f"{'export from the US to':<34}{' ' * _until_january(months)}{years}"
        for to, seat in DESTINATIONS:
            spans = through_time(self.part, to, seat)
            marks = "".join(_mark(spans, month) for month in months)
            yield f"  {_label(to, seat):<32}{marks}"
        yield f"  {_LEGEND}"

    def _stretches(self) -> Iterator[str]:
        for to, seat in DESTINATIONS:
            yield _label(to, seat)
            for stretch in through_time(self.part, to, seat):
                classes = ", ".join(stretch.classification) or "none of the paragraphs modelled"
                policy = f", {stretch.policy.replace('_', ' ')}" if stretch.policy else ""
                yield f"  from {stretch.since}  licence {stretch.licence.replace('_', ' ')}{policy}; {classes}"


def _row(name: str, value: Interval, unit: str, source: str) -> str:
    return f"  {name:<20}{value!s:>16} {unit:<18}{source}"


def _label(to: str, seat: str) -> str:
    names = countries.countries()
    return names[to].name + (f", seated in {names[seat].name}" if seat != to else "")


def _months(until: date) -> Iterator[date]:
    month = FIRST_DAY.replace(day=1)
    while month <= until:
        yield month
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _until_january(months: list[date]) -> int:
    return next((number for number, month in enumerate(months) if month.month == 1), 0)


def _mark(spans: list[Stretch], month: date) -> str:
    """The mark of what holds on the first day of a month, or on the first rule's day."""
    day = max(month, FIRST_DAY)
    stretch = next(span for span in spans if span.since <= day <= (span.until or day))
    return MARKS[stretch.licence, stretch.policy]
