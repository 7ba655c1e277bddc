"""`enduse list WHAT`: what there is."""

from __future__ import annotations

from inspect import signature
from pathlib import Path
from typing import Annotated

import typer

from enduse import registry
from enduse.cli.output import emit_json, table
from enduse.errors import UnknownName


def list(
    what: Annotated[str, typer.Argument(help="readers, rules, lists, detectors, questions, parts, …")],
    store: Annotated[Path | None, typer.Option("--store", help="Say also what this store holds (lists).")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Say what there is: readers, rules, lists, detectors, questions, parts.

    Example: enduse list detectors
    """
    listings = registry.modules("enduse.cli.listings")
    if what not in listings:
        raise UnknownName("enduse list", "listing", what, listings)
    listing = listings[what].rows
    rows = listing(store) if store and signature(listing).parameters else listing()
    if json:
        for row in rows:
            emit_json(row)
    else:
        table(rows)
