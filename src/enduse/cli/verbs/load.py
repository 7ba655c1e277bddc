"""`enduse load PATH…`: admit evidence and print a receipt."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from enduse import pipeline
from enduse.cli.output import emit_json, progress, say
from enduse.ledger.receipt import Receipt
from enduse.store import Store

SHOWN = 10
"""Issues printed to a person; the rest is counted."""


def load(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders of evidence, in any mix.")],
    store: Annotated[Path | None, typer.Option(help="Store to keep it in; without one nothing is kept.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Admit evidence only: each file once, bad rows set aside by name.

    Example: enduse load examples/phantom-data-centre --store case.duckdb
    """
    opened = Store.open(store)
    try:
        with progress("reading") as advance:
            receipt = pipeline.load(opened, paths, advance)
    finally:
        opened.close()
    if json:
        emit_json(receipt.json())
    else:
        _print(receipt, store)


def _print(receipt: Receipt, store: Path | None) -> None:
    kept = f" into {store}" if store else " (no store named: nothing is kept)"
    say(f"admitted   {receipt.admitted} files · {receipt.events:,} events{kept}")
    if receipt.repeats:
        say(f"repeats    {receipt.repeats} files that the store has already")
    if receipt.issues:
        say(f"set aside  {len(receipt.issues):,} rows and files")
        for issue in receipt.issues[:SHOWN]:
            say(f"  {issue.where}: {issue.problem}")
        if len(receipt.issues) > SHOWN:
            say(f"  … and {len(receipt.issues) - SHOWN:,} more")
    if store:
        say(f"log        {receipt.leaves:,} leaves, root {receipt.root}")
