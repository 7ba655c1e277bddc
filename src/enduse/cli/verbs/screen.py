"""`enduse screen`: names and addresses against watchlists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from enduse.cli.output import emit_json, instant, progress, say
from enduse.errors import InputError
from enduse.read.watchlist import load_list
from enduse.screen import audit, desk
from enduse.screen.match import ALERT_BUDGET, MOST, Answer, Query, Screener
from enduse.screen.register import Register
from enduse.store import Store


def screen(
    target: Annotated[str | None, typer.Argument(help="A CSV file of id,name,country,address, or a name.")] = None,
    list_: Annotated[list[Path] | None, typer.Option("--list", help="A published list file; may be repeated.")] = None,
    address: Annotated[str, typer.Option(help="Address of the party; enough by itself.")] = "",
    country: Annotated[str, typer.Option(help="Country of the party, two letters.")] = "",
    alerts: Annotated[float, typer.Option(help="Alerts on other entries a query that may be spent.")] = ALERT_BUDGET,
    most: Annotated[int, typer.Option(help="Entries to show at least.")] = MOST,
    who: Annotated[str, typer.Option(help="Who asks, for the audit record.")] = "",
    why: Annotated[str, typer.Option(help="Why, for the audit record or the dismissal.")] = "",
    dismiss: Annotated[str, typer.Option(help="LIST/ENTRY of a match to set aside; needs --why and --store.")] = "",
    known_by: Annotated[str | None, typer.Option(help="Use the lists as known by this day.")] = None,
    store: Annotated[Path | None, typer.Option(help="Store that holds lists and keeps the audit record.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a query.")] = False,
) -> None:
    """Screen a name, an address or a file of them against published lists.

    Example: enduse screen "Langchao Electronics" --list us_csl.json
    """
    held = Store.open(store) if store else None
    known = instant(known_by, "--known-by") or datetime.now(UTC).replace(tzinfo=None)
    asked = _asked(target, address, country)
    register = _register(list_ or [], held, known)
    screener = Screener(register, alerts)
    lines = audit.edition_lines(register.versions, datetime.now(UTC))
    answers: list[Answer] = []
    with progress("screening") as advance:
        for number, answer in enumerate(_answers(asked, screener, held, most)):
            advance(number, len(asked))
            answers.append(answer)
            emit_json(desk.answer_json(answer, lines)) if json else _print(answer)
    if not json:
        say("\nlists used")
        for line in [*lines, *(f"issue: {issue.where}: {issue.problem}" for issue in register.issues)]:
            say(f"  {line}")
    _keep(held, screener, answers, dismiss, who, why)


def _asked(target: str | None, address: str, country: str) -> Sequence[Query]:
    if target and len(target) < 1000 and Path(target).is_file():
        return desk.queries(Path(target))
    if target and target.lower().endswith((".csv", ".tsv", ".json", ".jsonl")):
        raise InputError(target, "a file that exists", "none", "Name the file, or a party without such an ending")
    return [desk.ask(target or "", address, country)]


def _register(files: Sequence[Path], held: Store | None, known: datetime) -> Register:
    if files:
        return Register.of([load_list(file) for file in files])
    rows = held.table(desk.LATEST_EDITIONS, known_by=known).to_pylist() if held else []
    if not rows:
        where = str(held.path) if held else "enduse screen"
        raise InputError(where, "at least one list", "none", "Give --list FILE, or --store with lists loaded into it")
    return desk.register_of(rows)


def _answers(asked: Sequence[Query], screener: Screener, held: Store | None, most: int) -> Iterator[Answer]:
    dismissals = held.table("SELECT * FROM evidence.dismissals ORDER BY sequence").to_pylist() if held else []
    entries = screener.register.by_identity
    for query in asked:
        yield audit.apply_dismissals(screener.screen(query, most), dismissals, entries)


def _keep(held: Store | None, screener: Screener, answers: Sequence[Answer], dismiss: str, who: str, why: str) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    if dismiss and (held is None or not answers):
        raise InputError("--dismiss", "a query and --store FILE to keep it in", "none", "Add --store FILE")
    if held is None or not answers:
        return
    if dismiss:
        held.append("dismissals", audit.dismissal(answers[0], dismiss, screener.register.by_identity, who, why, now))
    versions = screener.register.versions
    held.append("screenings", audit.screening_rows(answers, versions, screener.threshold, who, why, now))


def _print(answer: Answer) -> None:
    query = answer.query
    say(f"\n{query.name or query.address}: {'ALERT' if answer.alert else 'no alert'}")
    if answer.problem:
        say(f"  {answer.problem}")
    for match in answer.matches:
        say(f"  {match.score:.3f}  {match.verdict:<7} {match.list}/{match.entry}  {match.name}")
        if match.verdict != "below":
            for line in match.because:
                say(f"           {line}")
