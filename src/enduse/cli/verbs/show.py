"""`enduse show SUBJECT`: all that is said of one unit, lot, site or party."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from enduse.cli.opening import examined
from enduse.cli.output import emit_json, progress, say
from enduse.model import parts
from enduse.rules.part_page import PartPage


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
    with progress("examining") as advance:
        dossier = examined("show", paths, store, (as_of, known_by), advance).subject(subject)
    if json:
        emit_json(dossier.json())
        return
    for line in dossier.lines():
        say(line)
