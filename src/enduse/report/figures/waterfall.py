"""How the evidence adds up for one subject, line by line in decibans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from enduse.report import words
from enduse.report.figures import svg

WIDTH, NAMES, ROW, BAR = 1040, 470, 24, 13
LABEL = 72
"""Characters of a sentence that fit beside its bar."""


@dataclass(frozen=True)
class Step:
    """One line: what it says and what it weighs, in decibans."""

    says: str
    db: float
    family: str


def waterfall(steps: Sequence[Step], subject: str, name: str) -> Markup:
    """Bars that begin where the last one ended; the last mark is the posterior."""
    ends = [0.0]
    for step in steps:
        ends.append(ends[-1] + step.db)
    low, high = min([*ends, -5.0]), max([*ends, 5.0])
    scale = (WIDTH - NAMES - 90) / (high - low)

    def at(db: float) -> float:
        return NAMES + (db - low) * scale

    height = 48 + (len(steps) + 1) * ROW
    marks = _grid(low, high, at, height)
    for place, step in enumerate(steps):
        y, begin, end = 30 + place * ROW, ends[place], ends[place + 1]
        kind = "prior" if step.family == "prior" else "for" if step.db >= 0 else "against"
        marks += [
            svg.text(NAMES - 12, y + 11, _short(step.says), "label small", "end"),
            svg.rect(
                min(at(begin), at(end)),
                y,
                abs(at(end) - at(begin)),
                BAR,
                kind,
                f"{step.says}: {words.decibans(step.db)}",
            ),
            svg.text(max(at(begin), at(end)) + 6, y + 11, words.decibans(step.db), "label small number"),
        ]
        marks.append(svg.line(at(end), y + BAR, at(end), y + ROW, "thread"))
    y = 30 + len(steps) * ROW
    odds = 10 ** (ends[-1] / 10)
    total = f"sum {words.decibans(ends[-1])}: diverted against as booked {_odds(odds)}"
    marks += [
        svg.text(NAMES - 12, y + 11, total, "label strong", "end"),
        svg.dot(at(ends[-1]), y + 7, 5, "sum"),
    ]
    description = "; ".join(f"{step.says}: {words.decibans(step.db)}" for step in steps) + f"; {total}"
    return svg.figure(WIDTH, height, f"Evidence for {subject} in decibans", description, marks, name)


def _grid(low: float, high: float, at: object, height: float) -> list[str]:
    assert callable(at)
    step = 10 if high - low < 120 else 20
    first = int(low // step) * step
    marks = []
    for db in range(first, int(high) + step, step):
        if low <= db <= high:
            x = float(at(db))
            marks += [
                svg.line(x, 22, x, height - 14, "axis" if db == 0 else "grid"),
                svg.text(x, 16, "even odds" if db == 0 else f"{db:+d}".replace("-", "−"), "label tick", "middle"),
            ]
    return marks


def _short(text: str) -> str:
    return text if len(text) <= LABEL else text[: LABEL - 1].rsplit(" ", 1)[0] + " …"


def _odds(odds: float) -> str:
    return f"{odds:,.0f} to 1" if odds >= 1 else f"1 to {1 / odds:,.0f}"
