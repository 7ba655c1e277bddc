"""`enduse lead FILE…`: what a text says, and which lots fit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from enduse.claims import answer, extractor
from enduse.cli.opening import examined
from enduse.cli.output import emit_json, progress, say
from enduse.errors import InputError


def lead(
    files: Annotated[
        list[Path], typer.Argument(help="Texts, HTML pages, e-mails, a folder of them, or a corrected lead.yaml.")
    ],
    evidence: Annotated[
        list[Path] | None, typer.Option("--evidence", help="A folder of evidence to hold the lead against.")
    ] = None,
    store: Annotated[Path | None, typer.Option("--store", help="A store that holds evidence.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the reading as YAML to correct and load.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="What had happened by this day, inclusive.")] = None,
    known_by: Annotated[str | None, typer.Option("--known-by", help="What had been recorded by then.")] = None,
    endpoint: Annotated[
        str | None,
        typer.Option(
            "--extractor",
            help="A chat-completions endpoint that reads instead; needs ENDUSE_EXTRACTOR_MODEL, writes to --out only.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Read an article or tip into assertions, count origins, and say which lots fit, are excluded, or cannot be judged.

    Example: enduse lead article.txt --evidence examples/phantom-data-centre
    """
    if endpoint:
        if out is None:
            raise InputError(
                "--extractor", "--out FILE for a reading that somebody must confirm", "none", "Add --out lead.yaml"
            )
        out.write_text(extractor.extract(files, endpoint), encoding="utf-8")
        say(f"{out}: not confirmed. Check it against the text, write confirmed_by, and give it to enduse lead")
        return
    found = answer.read_paths(files)
    if evidence or store:
        with progress("examining") as advance:
            found = answer.against(found, examined("lead", evidence, store, (as_of, known_by), advance).view)
    if out:
        out.write_text(found.yaml(), encoding="utf-8")
    if json:
        emit_json(found.record())
        return
    for line in answer.lines(found):
        say(line)
    if out:
        say(f"written     {out}")
