"""What a detector is: one SQL file whose header states its case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from enduse import registry
from enduse.detect.fitted import Fitted
from enduse.errors import InputError

FAMILIES = (
    "custody", "silence", "identity", "place", "count",
    "capacity", "paper", "party", "law", "machine",
)  # fmt: skip
SUBJECTS = ("unit", "lot", "site", "party")
REQUIRED = {"question", "says", "subject", "family", "m", "u", "basis", "typologies", "innocent", "check"}
OPTIONAL = {"red_flags", "parameters", "fitted", "unfitted"}


@dataclass(frozen=True)
class Parameter:
    """A number that a detector's SQL names with a dollar sign."""

    value: float | int | str
    meaning: str


@dataclass(frozen=True)
class Detector:
    """One question to the tables, and what an answer to it is worth.

    `m` is P(finding | diverted) and `u` is P(finding | as booked); a row of the
    answer may carry its own `m` and `u`, which then stand in their place.
    """

    name: str
    question: str
    says: str
    subject: str
    family: str
    m: float
    u: float
    basis: str
    typologies: tuple[str, ...]
    red_flags: tuple[str, ...]
    innocent: tuple[str, ...]
    check: str
    parameters: Mapping[str, Parameter]
    finds: str
    sees: str
    fitted: Fitted | None = None


def detectors() -> tuple[Detector, ...]:
    """All detectors of this folder, by name."""
    return tuple(_all().values())


def detector(name: str) -> Detector:
    """The detector of that name; raises KeyError for one that is not there."""
    return _all()[name]


@cache
def _all() -> dict[str, Detector]:
    return {name: parse(name, text) for name, text in registry.texts(__package__, ".sql").items()}


def parse(name: str, text: str) -> Detector:
    """Read one detector file: a YAML header in comments, then two statements.

    The first statement finds: `subject, since, until, evidence` and whatever the
    sentence names. The second says what could be seen: `need, rows`.

    Raises:
        InputError: the header or the two statements are not as described.
    """
    header_text, body = _split(text)
    header = _header(name, header_text)
    statements = [part.strip() for part in re.split(r";\s*(?:\n|$)", body) if part.strip()]
    if len(statements) != 2:
        raise InputError(
            name, "two statements, what it finds and what it needs to see",
            f"{len(statements)}", "End each statement with one semicolon",
        )  # fmt: skip
    fitted = Fitted.read(name, header["fitted"]) if "fitted" in header else None
    return Detector(
        name=name,
        question=str(header["question"]).strip(),
        says=str(header["says"]).strip(),
        subject=_one_of(name, "subject", header["subject"], SUBJECTS),
        family=_one_of(name, "family", header["family"], FAMILIES),
        m=_probability(name, "m", header["m"]),
        u=_probability(name, "u", header["u"]),
        basis=_basis(str(header["basis"]).strip(), fitted, header.get("unfitted")),
        typologies=_texts(name, "typologies", header["typologies"]),
        red_flags=_texts(name, "red_flags", header["red_flags"]),
        innocent=_texts(name, "innocent", header["innocent"]),
        check=str(header["check"]).strip(),
        parameters={key: Parameter(_number(raw[0]), raw[1]) for key, raw in header["parameters"].items()},
        finds=statements[0],
        sees=statements[1],
        fitted=fitted,
    )


def _split(text: str) -> tuple[str, str]:
    """The leading comment block without its dashes, and the rest."""
    lines = text.splitlines()
    end = next((at for at, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return "\n".join(re.sub(r"^-- ?", "", line) for line in lines[:end]), "\n".join(lines[end:])


def _header(name: str, text: str) -> dict[str, Any]:
    header = registry.load_yaml(text, name)
    found = set(header) if isinstance(header, dict) else set()
    missing = sorted(REQUIRED - found)
    unknown = sorted(found - REQUIRED - OPTIONAL)
    if missing or unknown:
        raise InputError(
            name, f"a header with {', '.join(sorted(REQUIRED))}",
            f"missing {missing or 'nothing'}, unknown {unknown or 'nothing'}", "Compare with another detector",
        )  # fmt: skip
    return {"parameters": {}, "red_flags": [], **header}


def _basis(argued: str, fitted: Fitted | None, unfitted: object) -> str:
    """What m and u rest on: the counts or why there are none, then the argument of the file."""
    reasons = re.sub(r"^argued[.;] *", "", argued)
    reasons = reasons[:1].upper() + reasons[1:]
    if fitted:
        return f"{fitted.sentence()} Argued: {reasons}"
    return f"argued; {unfitted}. {reasons}" if unfitted else argued


def _one_of(name: str, key: str, value: object, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise InputError(f"{name} {key}", f"one of {', '.join(allowed)}", str(value), "Choose one of them")
    return str(value)


def _texts(name: str, key: str, value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [None]
    if not all(isinstance(item, str) for item in listed):
        raise InputError(f"{name} {key}", "a list of sentences", "something else", "Quote a sentence that has a colon")
    return tuple(listed)


def _probability(name: str, key: str, value: object) -> float:
    number = float(str(value))
    if not 0.0 < number < 1.0:
        raise InputError(f"{name} {key}", "a probability between 0 and 1, neither included", str(value),
                         "Nothing is impossible and nothing is certain")  # fmt: skip
    return number


def _number(text: str) -> float | int | str:
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d+\.\d*", text) else text
