"""What the command line prints: JSON for machines, colours on a terminal only."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any

from enduse.errors import InputError


def emit_json(value: Any) -> None:
    """Print one JSON value on one line; instants as ISO 8601 with Z."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=_plain) + "\n")


def say(line: str = "") -> None:
    """Print one line as it is."""
    sys.stdout.write(line + "\n")


def table(rows: Iterable[dict[str, Any]]) -> None:
    """Print rows as aligned columns under their names."""
    listed = [{name: _cell(value) for name, value in row.items()} for row in rows]
    if not listed:
        say("nothing")
        return
    widths = {name: min(60, max(len(name), *(len(row.get(name, "")) for row in listed))) for name in listed[0]}
    say("  ".join(name.ljust(width) for name, width in widths.items()).rstrip())
    for row in listed:
        say("  ".join(row.get(name, "").ljust(width) for name, width in widths.items()).rstrip())


@contextmanager
def progress(label: str) -> Iterator[Any]:
    """A progress bar on standard error while a person watches; silent otherwise.

    Yields a function ``advance(done, total, what)``.
    """
    if not sys.stderr.isatty():
        yield lambda done, total, what="": None
        return
    # nobody waits a tenth of a second for a bar that is not drawn
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<24}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total, what="": bar.update(task, completed=done, total=total, description=what or label)


def instant(text: str | None, option: str) -> datetime | None:
    """An ISO 8601 date or instant as UTC without zone; a date is its last microsecond, so that it is inclusive.

    Raises:
        InputError: if the text is neither.
    """
    return _at(text, option, time.max)


def moment(text: str | None, option: str) -> datetime | None:
    """The same, where a date is the instant at which it begins.

    Raises:
        InputError: if the text is neither.
    """
    return _at(text, option, time.min)


def _at(text: str | None, option: str, of_day: time) -> datetime | None:
    if text is None:
        return None
    try:
        if len(text) <= 10:
            return datetime.combine(date.fromisoformat(text), of_day)
        stated = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(option, "a date such as 2026-11-23", repr(text), "Write year-month-day") from None
    return stated.astimezone(UTC).replace(tzinfo=None) if stated.tzinfo else stated


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.time() == datetime.min.time() else value.isoformat(" ", "minutes")
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return " ".join(str(value).split())
