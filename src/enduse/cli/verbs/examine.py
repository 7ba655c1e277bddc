"""`enduse examine PATH…`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from enduse.cli.opening import examined
from enduse.cli.output import emit_json, progress, say


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
    with progress("examining") as advance:
        examination = examined("examine", paths, store, (as_of, known_by), advance, out)
        report = examination.write(out) if out else None
    changed = examination.under(scenario) if scenario else []
    if json:
        emit_json({**examination.summary(), **({"scenario": changed} if scenario else {})})
        return
    for line in (*examination.answer(), *changed):
        say(line)
    if report:
        say(f"report      {report}")
