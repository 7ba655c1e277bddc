"""`enduse determine`: what the law of the day says of a transfer."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from enduse.cli.output import emit_json, say
from enduse.errors import EnduseError, InputError
from enduse.rules import facts
from enduse.rules.evaluate import determine_one
from enduse.rules.lawbook import LawBook, lawbook
from enduse.rules.scenario import scenario as named_scenario
from enduse.rules.transfer import stated

COLUMNS = ("part", "to", "on", "from", "end_user", "headquarters", "kind")


def determine(
    file: Annotated[Path | None, typer.Argument(help=f"CSV file with columns {', '.join(COLUMNS)}.")] = None,
    part: Annotated[str | None, typer.Option(help="Part, as in the catalogue or as its maker writes it.")] = None,
    spec: Annotated[str | None, typer.Option(help="A chip not in the catalogue: tpp=4800,die_area_mm2=800,…")] = None,
    to: Annotated[str | None, typer.Option(help="Country of destination.")] = None,
    on: Annotated[str | None, typer.Option(help="Day of the transfer; today by default.")] = None,
    from_: Annotated[str | None, typer.Option("--from", help="Country it leaves; US by default.")] = None,
    end_user: Annotated[str | None, typer.Option(help="Name of the end user.")] = None,
    headquarters: Annotated[str | None, typer.Option(help="Country of the end user's headquarters.")] = None,
    parent: Annotated[str | None, typer.Option(help="Country of the ultimate parent; else the same.")] = None,
    kind: Annotated[str, typer.Option(help="export, reexport or transfer.")] = "export",
    fact: Annotated[list[str] | None, typer.Option(help="NAME=VALUE, a fact stated outright; may be repeated.")] = None,
    scenario: Annotated[str | None, typer.Option(help="Name or file of a scenario laid over the rules.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object; one a line for a file.")] = False,
) -> None:
    """Say what the law of the day asks: classification, licence, exceptions, review policy, and why.

    Example: enduse determine --part "H100 SXM5" --to DE --headquarters DE --on 2026-11-01
    """
    book = named_scenario(scenario).book if scenario else lawbook()
    given = dict(_fact(text) for text in fact or ())
    if file is not None:
        for answer in _answers(file, book, given):
            emit_json(answer) if json else _print_row(answer)
        return
    options = {"part": part, "spec": spec, "to": to, "on": on or datetime.now(UTC).date().isoformat(), "from": from_,
               "end_user": end_user, "headquarters": headquarters, "parent": parent, "kind": kind}  # fmt: skip
    answer = determine_one(stated(options, given=given), book=book).as_json()
    emit_json(answer) if json else _print(answer)


def _answers(file: Path, book: LawBook, given: dict[str, facts.Value]) -> Iterator[dict[str, Any]]:
    """One answer a row, in row order; a row that cannot be read gives its sentence instead."""
    for number, row in enumerate(_rows(file), start=1):
        where = f"{file.name}:{number}"
        try:
            yield determine_one(stated(row, where, {**given, **_facts(row, where)}), book=book).as_json()
        except EnduseError as error:
            told = {name: row.get(name) for name in ("part", "on", "to")}
            yield {**told, "licence": "unknown", "missing": ["a row that can be read"], "error": str(error)}


def _rows(file: Path) -> list[dict[str, str | None]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InputError(str(file), "a CSV file in UTF-8", "none", "Name a file that exists") from None
    reader = csv.DictReader(text.splitlines())
    absent = [name for name in ("part", "to", "on") if name not in (reader.fieldnames or ())]
    if absent and not (absent == ["part"] and "spec" in (reader.fieldnames or ())):
        raise InputError(str(file), f"columns {', '.join(COLUMNS)}", f"no {absent[0]}", "Name them in the first row")
    return [{str(key): value for key, value in row.items()} for row in reader]


def _facts(row: dict[str, str | None], where: str) -> dict[str, facts.Value]:
    """Columns beyond those of the contract that are named like a fact."""
    more = {name: text for name, text in row.items() if name in facts.facts() and name not in COLUMNS}
    return {name: facts.given(name, text, where) for name, text in more.items() if text}


def _fact(text: str) -> tuple[str, facts.Value]:
    name, sign, value = text.partition("=")
    if not sign:
        raise InputError("--fact", "NAME=VALUE", repr(text), "Write for instance certifications=yes")
    return name, facts.given(name, value, "--fact")


def _print_row(answer: dict[str, Any]) -> None:
    if "error" in answer:
        say(answer["error"])
        return
    classes = ", ".join(answer["classification"]) or "none of these"
    say(f"{answer['part']} to {answer['to']} on {answer['on']}: {classes}; licence {answer['licence']}")


def _print(answer: dict[str, Any]) -> None:
    open_ = [f"{one['name']} {one['available']}" for one in answer["exceptions"]]
    say(f"{answer['part']}, {answer['kind']} from {answer['from'] or 'unknown'} to {answer['to']} on {answer['on']}")
    say()
    for label, value in (
        ("classification", ", ".join(answer["classification"]) or "none of the paragraphs modelled"),
        ("licence", answer["licence"].replace("_", " ")),
        ("review policy", (answer["policy"] or "none that applies, or not known").replace("_", " ")),
        ("exceptions", ", ".join(open_) or "none needed"),
        ("missing", ", ".join(answer["missing"]) or "nothing"),
        ("scenario", answer["scenario"]),
    ):
        if value:
            say(f"{label:<16}{value}")
    for heading, lines in (("because", answer["because"]), ("also", answer["information"]), ("cites", answer["cites"])):
        if lines:
            say(f"\n{heading}")
            for line in lines:
                say(f"  {line}")
    say("\nreasons")
    for tree in answer["tree"]:
        for line in tree["lines"]:
            say(f"  {line}")
    say(f"\n{answer['notice']}.")
