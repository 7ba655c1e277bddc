"""`enduse list WHAT`: what there is."""

from __future__ import annotations

from typing import Annotated

import typer

from enduse import registry
from enduse.cli.output import emit_json, table
from enduse.errors import UnknownName


def list(
    what: Annotated[str, typer.Argument(help="readers, rules, lists, detectors, questions, parts, …")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Say what there is: readers, rules, lists, detectors, questions, parts.

    Example: enduse list detectors
    """
    listings = registry.modules("enduse.cli.listings")
    if what not in listings:
        raise UnknownName("enduse list", "listing", what, listings)
    rows = listings[what].rows()
    if json:
        for row in rows:
            emit_json(row)
    else:
        table(rows)
