"""What is missing at each close, Page's sum against its threshold, and the alarms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from enduse.report import words
from enduse.report.figures import svg
from enduse.report.figures.lanes import LETTER, NAMES, WIDTH, Span, months

TOP, MISSING, PAGE, MONTHLY, GAP = 26, 120, 64, 24, 14
SIGMAS = 2.0
"""Half-width of the band that honest sites keep within, standard deviations."""

Rows = Sequence[Mapping[str, Any]]


def balances(rows: Rows, name: str, subject: str) -> Markup:
    """The course of one site's balances from rows of `series`, closed at every round or, of lots, every month."""
    basis = "round" if any(row["basis"] == "round" for row in rows) else "month"
    closes = [row for row in rows if row["basis"] == basis]
    monthly = [row for row in rows if row["basis"] == "month" and row["alarm"]] if basis == "round" else []
    span = Span(closes[0]["period_from"], max(row["period_to"] for row in rows))
    bottom = TOP + MISSING + GAP + PAGE
    height = bottom + (MONTHLY if monthly else 0) + 8
    marks = months(span, height) + _untaken(closes, span, bottom)
    marks += _missing(closes, span) + _page(closes, span, TOP + MISSING + GAP)
    if monthly:
        marks.append(svg.text(NAMES - 12, bottom + 17, "alarms, monthly closes", "label small", "end"))
        for row in monthly:
            hint = f"month closed {words.day(row['period_to'])}: {words.count(row['cumuf'], 'chip')} missing"
            marks.append(svg.dot(span.at(row["period_to"]), bottom + 13, 4.5, "spot stray", hint))
    told = [
        f"closed {words.day(row['period_to'])}: book {row['book']}, answered {row['physical']}, missing {row['cumuf']}"
        + (", alarm" if row["alarm"] else "")
        for row in closes
    ]
    return svg.figure(WIDTH, height, f"Balances of {subject}", "; ".join(told)[:4000], marks, name)


def _missing(closes: Rows, span: Span) -> list[str]:
    """Book less physical as steps, over the band of honest sites."""
    tops = [_high(row) for row in closes]
    high = max(8.0, *(float(row["cumuf"]) for row in closes), *tops) * 1.08
    low = min(0.0, *(float(row["cumuf"]) for row in closes)) * 1.08

    def at(chips: float) -> float:
        return TOP + MISSING * (high - chips) / (high - low)

    marks = [svg.text(NAMES - 12, TOP + MISSING / 2, "missing, chips", "label small", "end")]
    for chips in _ticks(high):
        marks += [svg.line(NAMES, at(chips), WIDTH - 16, at(chips), "axis" if chips == 0 else "grid"),
                  svg.text(NAMES + 4, at(chips) - 3, words.number(chips), "label tick")]  # fmt: skip
    for row, top in zip(closes, tops, strict=True):
        if row["sigma"] is not None:
            x, floor = span.at(row["period_from"]), max(0.0, _low(row))
            marks.append(svg.rect(x, at(top), span.at(row["period_to"]) - x, at(floor) - at(top), "band"))
    marks.append(svg.path(_steps(closes, span, at), "course"))
    for row in closes:
        if row["alarm"]:
            what = "nothing answers" if row["inventory"] != "taken" else f"{words.count(row['cumuf'], 'chip')} missing"
            hint = f"alarm, closed {words.day(row['period_to'])}: {what}"
            marks.append(svg.dot(span.at(row["period_to"]), at(row["cumuf"]), 4.5, "spot flagged", hint))
    return marks


def _page(closes: Rows, span: Span, top: float) -> list[str]:
    """Page's sum, and the threshold above which it alarms."""
    limit = float(closes[0]["threshold"])
    high = 2.0 * limit

    def at(value: float) -> float:
        return top + PAGE * (1.0 - min(value, high) / high)

    return [
        svg.text(NAMES - 12, top + PAGE / 2 + 4, "Page's sum", "label small", "end"),
        svg.line(NAMES, at(0.0), WIDTH - 16, at(0.0), "axis"),
        svg.line(NAMES, at(limit), WIDTH - 16, at(limit), "limit"),
        svg.text(NAMES + 4, at(limit) - 3, f"alarm above {limit:.1f}", "label tick"),
        *(
            svg.rect(span.at(row["period_to"]) - 2.0, at(row["page"]), 4.0, at(0.0) - at(row["page"]),
                     "for" if row["page"] > limit else "prior",
                     f"closed {words.day(row['period_to'])}: {row['page']:.1f}")
            for row in closes if row["inventory"] == "taken" and row["page"] > 0
        ),
    ]  # fmt: skip


def _untaken(closes: Rows, span: Span, bottom: float) -> list[str]:
    """Rounds on end at which no inventory was taken, and why."""
    marks = []
    for inventory, rounds in groupby(closes, key=lambda row: row["inventory"]):
        if inventory != "taken":
            stretch = list(rounds)
            x, end = span.at(stretch[0]["period_from"]), span.at(stretch[-1]["period_to"])
            hint = f"no inventory from {words.day(stretch[0]['period_from'])}: {inventory}"
            marks.append(svg.rect(x, TOP, end - x, bottom - TOP, "dark", hint))
            if end - x > LETTER * len(inventory):
                marks.append(svg.text((x + end) / 2, TOP + MISSING + 11, inventory, "label small", "middle"))
    return marks


def _steps(closes: Rows, span: Span, at: Callable[[float], float]) -> str:
    points = [f"M{svg.n(span.at(closes[0]['period_from']))} {svg.n(at(0.0))}"]
    for row in closes:
        x = svg.n(span.at(row["period_to"]))
        points.append(f"H{x}V{svg.n(at(float(row['cumuf'])))}")
    return "".join(points)


def _high(row: Mapping[str, Any]) -> float:
    return 0.0 if row["sigma"] is None else float(row["expected"] + SIGMAS * row["sigma"])


def _low(row: Mapping[str, Any]) -> float:
    return float(row["expected"] - SIGMAS * row["sigma"])


def _ticks(high: float) -> list[int]:
    """Whole numbers of chips, three or four, from zero on."""
    sizes = (digit * 10**power for power in range(9) for digit in (2, 5, 10))
    step = next(size for size in sizes if high / size < 4.5)
    return list(range(0, int(high) + 1, step))
