"""`enduse control`: who holds a party, and the aggregate 50 % test."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import Annotated

import typer

from enduse import pipeline
from enduse.cli.output import emit_json, instant, moment, progress, say
from enduse.errors import InputError
from enduse.ledger.receipt import Receipt
from enduse.screen import stage
from enduse.store import Store


def control(
    party: Annotated[str, typer.Argument(help="A party by id or name.")],
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders of evidence and lists.")] = None,
    on: Annotated[str | None, typer.Option(help="The day of the question; today by default.")] = None,
    list_: Annotated[list[Path] | None, typer.Option("--list", help="A published list file; may be repeated.")] = None,
    listed: Annotated[list[str] | None, typer.Option(help="A party stated to be listed; may be repeated.")] = None,
    known_by: Annotated[str | None, typer.Option(help="What had been recorded by then.")] = None,
    store: Annotated[Path | None, typer.Option(help="Store that holds evidence and lists.")] = None,
    bods: Annotated[Path | None, typer.Option(help="Write the holdings of the day here, as BODS 0.4.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Say how much of a party listed parties hold on a day: met, not met, unknown, and by which share.

    Example: enduse control "Ocean Route Sdn Bhd" ownership.csv us_bis_entity_list.json --on 2026-01-01
    """
    evidence = [*(paths or ()), *(list_ or ())]
    if not evidence and store is None:
        raise InputError("enduse control", "files of ownership or --store FILE", "neither", "Name the files")
    day = moment(on, "--on") or pipeline.end_of_today().replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    with progress("reading") as advance:
        opened = Store.open(store)
        receipt = pipeline.load(opened, evidence, advance) if evidence else Receipt()
    view = opened.view(day.replace(hour=23, minute=59, second=59, microsecond=999999), instant(known_by, "--known-by"))
    view.write("matches", stage.matches(view))
    outcome = stage.of_party(view, party, day, listed or ())
    outcome["issues"] = [*(f"{issue.where}: {issue.problem}" for issue in receipt.issues), *outcome["issues"]]
    if bods:
        bods.write_text(json_text.dumps(stage.as_bods(view, day), ensure_ascii=False, indent=1) + "\n", "utf-8")
    if json:
        emit_json(outcome)
        return
    say(f"{outcome['party']} on {outcome['on']}: {outcome['verdict'].replace('_', ' ')}")
    say(f"  listed parties hold {outcome['share_min']:.1%} to {outcome['share_max']:.1%}")
    for label in ("decided_by", "ultimate_parent"):
        if outcome[label]:
            say(f"  {label.replace('_', ' ')}: {outcome[label]}")
    for line in [*outcome["because"], *outcome["issues"]]:
        say(f"  {line}")
