"""The few marks that figures are made of."""

from __future__ import annotations

from html import escape

from markupsafe import Markup

HATCHES = """\
<defs>
<pattern id="hatch-stale" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect width="6" height="6" class="stale-ground"/><line x1="0" y1="0" x2="0" y2="6" class="stale-line"/></pattern>
<pattern id="hatch-never" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
<rect width="5" height="5" class="never-ground"/><line x1="0" y1="0" x2="0" y2="5" class="never-line"/></pattern>
<pattern id="hatch-dark" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect width="7" height="7" class="dark-ground"/><line x1="0" y1="0" x2="0" y2="7" class="dark-line"/></pattern>
</defs>"""
"""Fills that stay apart without colour; once in a page."""


def figure(width: float, height: float, title: str, description: str, marks: list[str], name: str) -> Markup:
    """An SVG that a screen reader can name and that scales to its column."""
    return Markup(
        f'<svg class="figure {name}" viewBox="0 0 {n(width)} {n(height)}" role="img" '
        f'aria-labelledby="{name}-t {name}-d" preserveAspectRatio="xMinYMin meet">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(description)}</desc>'
        + "".join(marks)
        + "</svg>"
    )


def n(value: float) -> str:
    """A coordinate with at most one decimal."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def rect(x: float, y: float, width: float, height: float, kind: str, hint: str = "") -> str:
    """A box of a CSS class, with a hint for who points at it."""
    inside = f"<title>{escape(hint)}</title>" if hint else ""
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(max(width, 0))}" height="{n(height)}" class="{kind}">{inside}</rect>'


def pill(x: float, y: float, width: float, height: float, kind: str, hint: str = "") -> str:
    """A box with round ends; a dot where it is as wide as high."""
    inside = f"<title>{escape(hint)}</title>" if hint else ""
    return (
        f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}" rx="{n(height / 2)}" class="{kind}">'
        f"{inside}</rect>"
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line of a CSS class."""
    return f'<line x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}" class="{kind}"/>'


def path(points: str, kind: str, hint: str = "") -> str:
    """A path of a CSS class."""
    inside = f"<title>{escape(hint)}</title>" if hint else ""
    return f'<path d="{points}" class="{kind}">{inside}</path>'


def dot(x: float, y: float, radius: float, kind: str, hint: str = "") -> str:
    """A round mark of a CSS class."""
    inside = f"<title>{escape(hint)}</title>" if hint else ""
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}" class="{kind}">{inside}</circle>'


def text(x: float, y: float, words: str, kind: str = "label", anchor: str = "start") -> str:
    """Words at a place; `anchor` is start, middle or end."""
    turned = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{n(x)}" y="{n(y)}" class="{kind}"{turned}>{escape(words)}</text>'


def link(target: str, mark: str) -> str:
    """The mark as a link inside the page."""
    return f'<a href="#{escape(target)}">{mark}</a>'
