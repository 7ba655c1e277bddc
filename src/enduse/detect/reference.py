"""The reference of detectors and methods, written from the detectors themselves."""

from __future__ import annotations

from math import log10

from enduse import registry
from enduse.detect.detector import Detector, detectors


def typologies() -> dict[str, dict[str, str]]:
    """Each documented method by number: its wording, and why no record shows it where that is so."""
    text = registry.texts(__package__, ".yaml")["typologies"]
    methods: dict[str, dict[str, str]] = registry.load_yaml(text, "typologies.yaml")
    return methods


def markdown() -> str:
    """`docs/detectors.md`: every method with its detectors, then every detector with its case."""
    lines = [
        "# Detectors",
        "",
        "Generated from `src/enduse/detect` by `make docs`; a test keeps it true. A detector is one file: a question,",
        "the SQL that answers it, the sentence it says, and what it is worth. `m` is P(finding | diverted), `u` is",
        "P(finding | as booked), the weight is 10 log10(m / u) decibans; argued, unless the basis says fitted. The",
        "rules of the fit, all on the side of caution, are in [judgement](judgement.md#where-m-and-u-come-from).",
        "",
        "## Methods and the detectors that could show them",
        "",
        "| method | what is done | detectors |",
        "|---|---|---|",
    ]
    for number, entry in typologies().items():
        seen = [f"`{one.name}`" for one in detectors() if number in one.typologies]
        shown = ", ".join(seen) or f"none: {entry['unseen']}"
        lines.append(f"| {number} | {entry['method']} | {shown} |")
    lines += ["", "## Each detector", ""]
    for one in detectors():
        lines += _section(one)
    return "\n".join(lines).rstrip() + "\n"


def _section(one: Detector) -> list[str]:
    weight = f"m {one.m:g}, u {one.u:g}: {10 * log10(one.m / one.u):+.1f} dB"
    parameters = [f"- `{name}` = {p.value}: {p.meaning}" for name, p in one.parameters.items()]
    return [
        f"### {one.name}",
        "",
        one.question,
        "",
        f"*{one.family}; of a {one.subject}; {weight}.* Methods {', '.join(one.typologies)}"
        + (f"; flags {', '.join(one.red_flags)}." if one.red_flags else "."),
        "",
        f"> {one.says}",
        "",
        f"Basis: {one.basis}",
        "",
        "Fits too:",
        "",
        *[f"- {line}" for line in one.innocent],
        "",
        f"Check: {one.check}",
        "",
        *([*parameters, ""] if parameters else []),
    ]
