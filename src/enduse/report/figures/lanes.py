"""Swim lanes of a group of chips, dark gaps shaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from enduse.report import words
from enduse.report.figures import svg

WIDTH, NAMES, TOP, LETTER = 1040, 190, 26, 5.6
HEIGHTS = {
    "custody": 34,
    "readings": 46,
    "neighbours": 46,
    "inspections": 44,
    "papers": 46,
    "goods": 46,
    "contacts": 44,
}
TITLES = {
    "custody": "on whose book",
    "readings": "readings, these chips",
    "neighbours": "readings, rest of site",
    "inspections": "inspections",
    "papers": "moves and repairs",
    "goods": "other goods leaving",
    "contacts": "heard from elsewhere",
}
MARKS = {"label": "labelled", "read": "read", "attested": "attested", "document": "paper"}


@dataclass(frozen=True)
class Span:
    """The time that the lanes cover."""

    begin: datetime
    end: datetime

    def at(self, moment: datetime) -> float:
        """Where a moment stands on the page."""
        share = (moment - self.begin) / (self.end - self.begin)
        return NAMES + max(0.0, min(1.0, share)) * (WIDTH - NAMES - 16)


def lanes(
    rows: Sequence[Mapping[str, Any]], as_of: datetime, dark_since: datetime | None, name: str, subject: str
) -> Markup:
    """Lanes from rows of `lane, begin, finish, chips, grade, says`; `dark_since` shades what nobody has seen."""
    moments = [row["begin"] for row in rows]
    span = Span(min(moments, default=as_of - timedelta(days=30)) - timedelta(days=7), as_of)
    present = [lane for lane in HEIGHTS if any(row["lane"] == lane for row in rows)]
    height = TOP + sum(HEIGHTS[lane] for lane in present) + 8
    marks = months(span, height)
    y, tops = float(TOP), {}
    for lane in present:
        tops[lane] = y
        marks += [
            svg.line(NAMES, y + HEIGHTS[lane], WIDTH - 16, y + HEIGHTS[lane], "grid"),
            svg.text(NAMES - 12, y + HEIGHTS[lane] / 2 + 4, TITLES[lane], "label small", "end"),
        ]
        y += HEIGHTS[lane]
    if dark_since and dark_since < as_of and "readings" in tops:
        marks += _dark(span, dark_since, as_of, tops["readings"], HEIGHTS["readings"])
    for lane in present:
        marks += _lane(lane, [row for row in rows if row["lane"] == lane], span, tops[lane])
    description = "; ".join(f"{TITLES[row['lane']]}: {row['says']}" for row in rows if row["says"])[:4000]
    return svg.figure(WIDTH, height, f"What is known of {subject} over time", description, marks, name)


def months(span: Span, height: float) -> list[str]:
    """Lines and names of the months, over the whole height."""
    marks = []
    month = datetime(span.begin.year, span.begin.month, 1)
    while month <= span.end:
        month = datetime(month.year + month.month // 12, month.month % 12 + 1, 1)
        if month < span.end:
            x = span.at(month)
            label = f"{month:%b} {month.year}" if month.month == 1 else f"{month:%b}"
            marks += [svg.line(x, TOP - 6, x, height - 6, "grid"), svg.text(x + 3, TOP - 10, label, "label tick")]
    return marks


def _dark(span: Span, since: datetime, until: datetime, y: float, height: float) -> list[str]:
    days = (until - since).days
    x = min(span.at(since + timedelta(days=7)), span.at(until))
    return [
        svg.rect(x, y + 3, span.at(until) - x, height - 6, "dark", f"nothing seen for {days} days"),
        svg.text(
            (x + span.at(until)) / 2,
            y + height / 2 + 4,
            f"dark for {words.count(days, 'day')}",
            "label strong",
            "middle",
        ),
    ]


def _lane(lane: str, rows: Sequence[Mapping[str, Any]], span: Span, y: float) -> list[str]:
    if lane == "custody":
        return _custody(rows, span, y)
    if lane in ("readings", "neighbours"):
        return _readings(rows, span, y, HEIGHTS[lane])
    return _events(rows, span, y, HEIGHTS[lane])


def _custody(rows: Sequence[Mapping[str, Any]], span: Span, y: float) -> list[str]:
    marks = []
    for row in rows:
        x, end = span.at(row["begin"]), span.at(row["finish"] or span.end)
        kind = "transit" if row["grade"] == "transit" else "held"
        marks.append(svg.rect(x, y + 8, max(end - x, 2), 18, kind, row["says"]))
        if end - x > LETTER * len(row["label"]) + 8:
            marks.append(svg.text(x + 5, y + 21, row["label"], "label small onbar"))
    return marks


def _readings(rows: Sequence[Mapping[str, Any]], span: Span, y: float, height: float) -> list[str]:
    most = max(row["chips"] for row in rows) or 1
    marks = []
    for row in rows:
        x = span.at(row["begin"])
        wide = max(span.at(row["begin"] + timedelta(days=7)) - x - 1.2, 1.5)
        tall = (height - 10) * row["chips"] / most
        marks.append(svg.rect(x, y + height - 4 - tall, wide, tall, "reading", row["says"]))
    return marks


def _events(rows: Sequence[Mapping[str, Any]], span: Span, y: float, height: float) -> list[str]:
    """A mark for each event, drawn out where it took days, with its label above or below if there is room."""
    marks, free, said = [], {0: float(NAMES), 1: float(NAMES)}, ""
    for row in sorted(rows, key=lambda row: (row["begin"], row["label"])):
        x, end = span.at(row["begin"]), span.at(row["finish"] or row["begin"])
        kind = f"mark {MARKS.get(row['grade'], 'paper')}"
        middle = y + height / 2
        marks.append(svg.pill(x - 5, middle - 5, end - x + 10, 10, kind, row["says"]))
        wide = LETTER * len(row["label"])
        begin = x - 4 if x + wide < WIDTH - 16 else WIDTH - 16 - wide
        level = next((place for place, right in free.items() if begin > right), None)
        if row["label"] not in ("", said) and level is not None:
            said = row["label"]
            free[level] = begin + wide + 8
            marks.append(svg.text(begin, middle + (-8 if level == 0 else 16), row["label"], "label small"))
    return marks
