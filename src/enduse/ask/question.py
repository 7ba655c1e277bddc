"""What a named question is: a header in comments, and one statement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import pyarrow as pa

from enduse import registry
from enduse.errors import InputError, UnknownName
from enduse.store import Query, View

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_HEADER = re.compile(r"^-- (question|number|starred|parameter): (.*)$", re.MULTILINE)
_PARAMETER = re.compile(r"(\w+)(?:=(\S*))?\s+(.+)")


@dataclass(frozen=True)
class Parameter:
    """A `NAME=VALUE` of a question; without a default it must be given."""

    name: str
    default: str | None
    meaning: str

    @property
    def kind(self) -> str:
        """Day, number or text, as the default has it."""
        if self.default is None or self.default == "":
            return "text"
        if _DATE.fullmatch(self.default):
            return "day"
        return "number" if re.fullmatch(r"-?\d+(\.\d+)?", self.default) else "text"


@dataclass(frozen=True)
class Question:
    """One of the questions that an analyst asks, by name."""

    name: str
    text: str
    number: int | None
    starred: bool
    parameters: tuple[Parameter, ...]
    sql: str

    def bound(self, given: Mapping[str, str]) -> Query:
        """The statement with its values.

        Raises:
            InputError: if a value is missing, unknown or of the wrong kind.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                raise UnknownName(f"ask {self.name}", "parameter", name, known)
        values: dict[str, object] = {}
        for parameter in self.parameters:
            value = given.get(parameter.name, parameter.default)
            if value is None:
                raise InputError(
                    f"ask {self.name}", f"{parameter.name}=VALUE, {parameter.meaning}", "none",
                    f"Add {parameter.name}=VALUE",
                )  # fmt: skip
            values[parameter.name] = _checked(self.name, parameter, value)
        return Query(self.sql, values)


def questions() -> tuple[Question, ...]:
    """All questions: those asked most first, then by number and name."""
    return tuple(sorted(_all().values(), key=lambda one: (not one.starred, one.number or 99, one.name)))


def question(name: str) -> Question:
    """The question of that name; hyphens and underscores are alike.

    Raises:
        UnknownName: if there is none; suggests the nearest.
    """
    folded = name.replace("_", "-").lower()
    if folded not in _all():
        raise UnknownName("enduse ask", "question", name, _all())
    return _all()[folded]


def answer(view: View, name: str, given: Mapping[str, str]) -> pa.Table:
    """The rows that answer the named question with the given `NAME=VALUE`s."""
    return view.table(question(name).bound(given))


def assignments(words: Iterable[str]) -> dict[str, str]:
    """The `NAME=VALUE` words as a mapping.

    >>> assignments(["unit=9900585000005", "days=90"])
    {'unit': '9900585000005', 'days': '90'}
    """
    return dict(word.split("=", 1) for word in words)


@cache
def _all() -> dict[str, Question]:
    found = (_parse(name, text) for name, text in registry.texts(__package__, ".sql").items())
    return {one.name: one for one in found}


def _parse(stem: str, text: str) -> Question:
    name = stem.replace("_", "-")
    header: dict[str, str] = {}
    parameters = []
    for key, value in _HEADER.findall(text):
        if key != "parameter":
            header[key] = value.strip()
            continue
        written = _PARAMETER.fullmatch(value.strip())
        if not written:
            raise InputError(f"{stem}.sql", "parameter: name=default meaning", value, "Write it so")
        parameters.append(Parameter(*written.groups()))
    if "question" not in header:
        raise InputError(f"{stem}.sql", "a header with the question", "none", "Begin with -- question: …")
    number = header.get("number")
    return Question(
        name=name,
        text=header["question"],
        number=int(number) if number else None,
        starred=header.get("starred") == "yes",
        parameters=tuple(parameters),
        sql=text,
    )


def _checked(name: str, parameter: Parameter, value: str) -> object:
    where = f"ask {name} {parameter.name}"
    if parameter.kind == "day":
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise InputError(where, "a date such as 2026-11-23", repr(value), "Write year-month-day") from None
    if parameter.kind == "number":
        try:
            return float(value) if "." in value else int(value)
        except ValueError:
            raise InputError(where, "a number", repr(value), "Write digits") from None
    return value
