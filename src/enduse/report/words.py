"""How numbers, days and likelihoods are worded."""

from __future__ import annotations

import re
from datetime import datetime

HYPOTHESES = {
    "as_booked": "all as booked",
    "record_error": "a wrong record",
    "lost": "lost, broken or scrapped without paper",
    "diverted": "diverted",
}
GRADES = {
    "attested": "signed by the device",
    "read": "read from the device",
    "label": "label seen",
    "document": "paper only",
}
_PLURALS = {"box": "boxes", "delivery": "deliveries", "country": "countries", "party": "parties"}


def number(value: float) -> str:
    """A count with separators: 41,212."""
    return f"{round(value):,}"


def count(value: float, noun: str) -> str:
    """A count and its noun.

    >>> count(1, "chip"), count(6144, "chip")
    ('1 chip', '6,144 chips')
    """
    plural = _PLURALS.get(noun, f"{noun}s")
    return f"{number(value)} {noun if round(value) == 1 else plural}"


def day(moment: datetime | None, *, year: bool = True) -> str:
    """A day as a reader says it: 2 April 2026."""
    if moment is None:
        return "an unknown day"
    return f"{moment.day} {moment:%B}" + (f" {moment.year}" if year else "")


def probability(value: float | None) -> str:
    """Two decimals, never 0.00 or 1.00: nothing is impossible and nothing is certain.

    >>> probability(0.9312), probability(0.99999), probability(0.0001)
    ('0.93', 'above 0.99', 'below 0.01')
    """
    if value is None:
        return "not scored"
    if value > 0.99:
        return "above 0.99"
    if value < 0.01:
        return "below 0.01"
    return f"{value:.2f}"


def likelihood(value: float | None) -> str:
    """The word of the estimative scale (ICD 203) for a probability."""
    steps = (
        (0.05, "remote"), (0.20, "very unlikely"), (0.45, "unlikely"), (0.55, "about as likely as not"),
        (0.80, "likely"), (0.95, "very likely"),
    )  # fmt: skip
    if value is None:
        return "not judged"
    return next((word for limit, word in steps if value < limit), "almost certain")


def decibans(value: float) -> str:
    """A weight of evidence with its sign: +14.8 dB."""
    return f"{value:+.1f} dB".replace("-", "−")


def span(low: float, high: float) -> str:
    """An interval of counts."""
    return f"{number(low)}–{number(high)}"


def plain(name: str) -> str:
    """A detector's or table's name as words."""
    return re.sub(r"_+", " ", name)


def sentence(text: str) -> str:
    """The text with one full stop at its end."""
    return text.rstrip(" .") + "."


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
