"""`enduse ask QUESTION NAME=VALUE…`: a named question to the evidence."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from enduse import ask as questions
from enduse.ask.question import assignments
from enduse.cli.opening import examined
from enduse.cli.output import emit_json, progress, say, table

_ASSIGNMENT = re.compile(r"[a-z_]+=.*", re.DOTALL)


def ask(
    question: Annotated[str | None, typer.Argument(help="A question by name; without one, all are listed.")] = None,
    words: Annotated[list[str] | None, typer.Argument(help="NAME=VALUE, and folders or files of evidence.")] = None,
    store: Annotated[Path | None, typer.Option("--store", help="A store that holds evidence.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="What had happened by this day, inclusive.")] = None,
    known_by: Annotated[str | None, typer.Option("--known-by", help="What had been recorded by then.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a row.")] = False,
) -> None:
    """Ask a named question; without a name, list them.

    Example: enduse ask dark-since-inspection days=60 examples/phantom-data-centre
    """
    if question is None:
        _list(json)
        return
    asked = questions.question(question)
    given = assignments(word for word in words or () if _ASSIGNMENT.fullmatch(word))
    asked.bound(given)
    paths = [Path(word) for word in words or () if not _ASSIGNMENT.fullmatch(word)]
    with progress("examining") as advance:
        view = examined("ask", paths, store, (as_of, known_by), advance).view
    rows = questions.answer(view, asked.name, given).to_pylist()
    if json:
        for row in rows:
            emit_json(row)
    else:
        table(rows)


def _list(json: bool) -> None:
    for one in questions.questions():
        if json:
            emit_json({key: value for key, value in asdict(one).items() if key != "sql"})
        else:
            parameters = " ".join(f"{p.name}={p.default or ''}" for p in one.parameters)
            say(f"{'*' if one.starred else ' '} {one.name:<24} {one.text}")
            if parameters:
                say(f"{'':<27}{parameters}")
