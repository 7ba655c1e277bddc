"""`enduse case SUBJECT --out DIR`: the case file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from enduse import report
from enduse.cli.opening import examined
from enduse.cli.output import emit_json, progress, say
from enduse.errors import InputError


def case(
    subject: Annotated[str, typer.Argument(help="A serial, lot, site or party.")],
    paths: Annotated[list[Path] | None, typer.Argument(help="Folders or files of evidence.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder to write the case file to.")] = None,
    store: Annotated[Path | None, typer.Option("--store", help="A store that holds evidence.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="What had happened by this day, inclusive.")] = None,
    known_by: Annotated[str | None, typer.Option("--known-by", help="What had been recorded by then.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Write the case file: page, PDF, manifest, STIX 2.1, FollowTheMoney, EPCIS.

    Example: enduse case K2 examples/phantom-data-centre --out case
    """
    if out is None:
        raise InputError("enduse case", "--out DIR", "none", "Name a folder to write to")
    with progress("examining") as advance:
        examination = examined("case", paths, store, (as_of, known_by), advance)
        written = report.write_case(examination.view, subject, out, title=examination.title)
    if json:
        emit_json(written.json())
        return
    for name, sha256 in written.hashes.items():
        say(f"{name:<24} sha256 {sha256}")
    if written.pdf_by is None:
        say('case.pdf was not made: install the extra "pdf" (typst), or a Chromium, and run again')
