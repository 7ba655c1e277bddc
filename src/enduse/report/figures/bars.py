"""The account of each site as a bar by grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from enduse.report import words
from enduse.report.figures import svg

SEGMENTS = (
    ("attested", "attested", "signed by the device"),
    ("read", "read", "read from the device"),
    ("label", "labelled", "label seen"),
    ("stale", "stale", "seen, longer ago"),
    ("never_verified", "never", "on paper only"),
)
WIDTH, NAMES, ROW, BAR = 1040, 300, 26, 15


def accounts(sites: Sequence[Mapping[str, Any]], anchors: Mapping[str, str]) -> Markup:
    """Bars of chips on the book, one a site; `anchors` links the sites that the report describes."""
    shown = [site for site in sites if site["book"] > 0]
    most = max((site["book"] for site in shown), default=1)
    scale = (WIDTH - NAMES - 70) / most
    marks = _legend()
    for place, site in enumerate(shown):
        marks += _bar(site, 40 + place * ROW, scale, anchors.get(site["site"]))
    description = "; ".join(
        f"{site['site'] or 'in transit'}: {site['book']} on the book, {site['verified']} verified, "
        f"{site['stale']} stale, {site['never_verified']} never verified"
        for site in shown
    )
    height = 46 + len(shown) * ROW
    return svg.figure(WIDTH, height, "Chips on the book of each site by evidence grade", description, marks, "accounts")


def _legend() -> list[str]:
    marks, x = [], float(NAMES)
    for _, kind, words_for in SEGMENTS:
        marks += [svg.rect(x, 8, 14, 12, kind), svg.text(x + 20, 18, words_for, "label small")]
        x += 40 + 5.6 * len(words_for)
    return marks


def _bar(site: Mapping[str, Any], y: float, scale: float, anchor: str | None) -> list[str]:
    name = f"{site['site']} {site['name'] or ''}".strip() if site["site"] else "in transit"
    if site["country"]:
        name += f", {site['country']}"
    label = svg.text(NAMES - 12, y + 12, name, "label flagged" if anchor else "label", "end")
    marks, x = [svg.link(anchor, label) if anchor else label], float(NAMES)
    for column, kind, words_for in SEGMENTS:
        chips = site[column] or 0
        if chips:
            marks.append(svg.rect(x, y, chips * scale, BAR, kind, f"{words.count(chips, 'chip')}: {words_for}"))
            x += chips * scale
    marks.append(svg.text(x + 8, y + 12, words.number(site["book"]), "label small"))
    return marks
