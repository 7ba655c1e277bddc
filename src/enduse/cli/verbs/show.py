"""`enduse show SUBJECT`: all that is said of one unit, lot, site or party."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from enduse import pipeline
from enduse.cli.output import emit_json, instant, progress, say
from enduse.errors import InputError
from enduse.model import parts
from enduse.rules.part_page import PartPage
from enduse.store import Store


def show(
    subject: Annotated[str, typer.Argument(help="A serial, UUID, lot, site, party or catalogue part.")],
    paths: Annotated[list[Path] | None, typer.Argument(help="Folders or files of evidence.")] = None,
    store: Annotated[Path | None, typer.Option("--store", help="A store that holds evidence.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="What had happened by this day, inclusive.")] = None,
    known_by: Annotated[str | None, typer.Option("--known-by", help="What had been recorded by then.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Show timeline, account, findings, posterior, law and sources of one subject.

    Example: enduse show K2 examples/phantom-data-centre
    """
    part = parts.match(subject)
    if part is not None and not paths and store is None:
        page = PartPage(part, datetime.now(UTC).date())
        emit_json(page.json()) if json else say("\n".join(page.lines()))
        return
    if not paths and store is None:
        raise InputError("enduse show", "a folder of evidence or --store FILE", "neither", "Name a folder")
    with progress("examining") as advance:
        opened = Store.open(store)
        if paths:
            pipeline.load(opened, paths, advance)
        clocks = (instant(as_of, "--as-of"), instant(known_by, "--known-by"))
        dossier = pipeline.examine(opened, *clocks, advance=advance).subject(subject)
    if json:
        emit_json(dossier.json())
        return
    for line in dossier.lines():
        say(line)
