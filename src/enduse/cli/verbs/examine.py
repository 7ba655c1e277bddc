"""`enduse examine PATH…`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from enduse import pipeline
from enduse.cli.output import emit_json, instant, progress, say
from enduse.errors import InputError
from enduse.store import Store


def examine(
    paths: Annotated[list[Path] | None, typer.Argument(help="Folders or files of evidence.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write report.html and tables/*.parquet here.")] = None,
    store: Annotated[
        Path | None, typer.Option("--store", help="Keep the evidence in this file; else throw it away.")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="What had happened by this day, inclusive.")] = None,
    known_by: Annotated[
        str | None, typer.Option("--known-by", help="What had been recorded by then.")
    ] = None,
    scenario: Annotated[str | None, typer.Option("--scenario", help="A change of the law: a name or a file.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Read evidence, run every stage, and say what to look at first.

    Example: enduse examine examples/phantom-data-centre --out out
    """
    if not paths and store is None:
        raise InputError("enduse examine", "a folder of evidence or --store FILE", "neither", "Name a folder")
    with progress("examining") as advance:
        opened = Store.open(store)
        if paths:
            pipeline.load(opened, paths, advance)
        clocks = (instant(as_of, "--as-of"), instant(known_by, "--known-by"))
        examination = pipeline.examine(opened, *clocks, advance=advance)
        report = examination.write(out) if out else None
    if json:
        emit_json(examination.summary())
        return
    for line in examination.answer():
        say(line)
    if scenario:
        for line in examination.under(scenario):
            say(line)
    if report:
        say(f"report      {report}")
