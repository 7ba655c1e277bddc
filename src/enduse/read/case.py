"""Reads `case.toml`: title, clocks and policy."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import pyarrow as pa

from enduse.read.reader import Reader, Reading, Source

_POLICY: Mapping[str, tuple[str, Callable[[Any], bool], type]] = {
    "timeliness_days": ("a whole number of days, 1 or more", lambda value: int(value) == value and value >= 1, int),
    "prior_diverted": ("a probability between 0 and 1", lambda value: 0 < value < 1, float),
    "detection_goal": ("a probability between 0 and 1", lambda value: 0 < value < 1, float),
    "visits": ("a whole number, 0 or more", lambda value: int(value) == value and value >= 0, int),
    "random_share": ("a share from 0 to 1", lambda value: 0 <= value <= 1, float),
}
_KEYS = {"title", "as_of", "known_by", "policy"}


def read_case(source: Source) -> Reading:
    """The case as one row.

    Raises:
        InputError: if the file is not TOML, or a key or value is not one of a case.
    """
    try:
        told = tomllib.loads(source.content().decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise source.refuse("TOML", str(error).splitlines()[0], "Mend the file and load it again") from None
    unknown = sorted(set(told) - _KEYS)
    if unknown:
        raise source.refuse("title, as_of, known_by and a table policy", f"a key {unknown[0]!r}", "Take it out")
    policy = told.get("policy", {})
    row: dict[str, Any] = {"title": told.get("title"), "source": source.at("case")}
    row |= {clock: _instant(source, clock, told.get(clock)) for clock in ("as_of", "known_by")}
    for name, value in policy.items():
        if name not in _POLICY:
            raise source.refuse(f"a policy of {', '.join(_POLICY)}", f"{name!r}", "Take it out")
        expected, holds, kind = _POLICY[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not holds(value):
            raise source.refuse(f"{expected} for policy.{name}", repr(value), "Mend the value")
        row[name] = kind(value)
    return Reading({"cases": pa.Table.from_pylist([row])})


def _instant(source: Source, clock: str, value: Any) -> datetime | None:
    """A date is its last microsecond, so that it is inclusive."""
    if value is None:
        return None
    try:
        if isinstance(value, str):
            value = date.fromisoformat(value) if len(value) <= 10 else datetime.fromisoformat(value)
        if isinstance(value, datetime):
            return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return datetime.combine(value, time.max)
    except (TypeError, ValueError):
        raise source.refuse(f"a date for {clock}", repr(value), "Write it as 2026-11-23") from None


READER = Reader(
    name="case",
    describes="case.toml: title, as_of, known_by and policy of an evidence folder",
    recognises=lambda source: source.path.name == "case.toml",
    read=read_case,
    order=1,
)
