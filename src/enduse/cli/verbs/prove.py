"""`enduse prove`: verify machine evidence offline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from enduse.cli.output import emit_json, moment, progress, say
from enduse.errors import EnduseError
from enduse.model.checkpoint import is_proof
from enduse.model.proof import Proved
from enduse.proof.beside import Beside, content, read_beside
from enduse.proof.exhibit import prove_path
from enduse.proof.inclusion import MAX_BYTES, prove_log


def prove(
    files: Annotated[list[Path], typer.Argument(help="Evidence files, or folders of one report and one chain.")],
    at: Annotated[str | None, typer.Option(help="Judge certificate dates on this day or at this instant.")] = None,
    nonce: Annotated[str | None, typer.Option(help="The nonce that was asked with, hexadecimal.")] = None,
    keys: Annotated[Path | None, typer.Option(help="JSON Web Key Set of the token's verifier.")] = None,
    root: Annotated[list[Path] | None, typer.Option(help="A further trusted root, PEM.")] = None,
    rim: Annotated[list[Path] | None, typer.Option(help="A reference manifest to compare measurements with.")] = None,
    verifier: Annotated[list[str] | None, typer.Option(help="Ed25519 key of a trusted roll-call verifier.")] = None,
    log_key: Annotated[str | None, typer.Option(help="Verifier key of the evidence log, NAME+ID+BASE64.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a file.")] = False,
) -> None:
    """Verify attestation evidence, tokens, manifests, quotes, roll-call transcripts and log proofs.

    Example: enduse prove evidence.json report-folder/ --json
    """
    beside = read_beside(moment(at, "--at"), nonce, keys, root or [], rim or [], frozenset(verifier or []))
    refused: list[EnduseError] = []
    with progress("verifying") as advance:
        for number, file in enumerate(files, 1):
            try:
                proved = _prove(file, beside, log_key)
            except EnduseError as error:
                refused.append(error)
            else:
                _show(proved, json)
            advance(number, len(files))
    if refused:
        raise refused[0]


def _prove(file: Path, beside: Beside, log_key: str | None) -> Proved:
    if file.is_file() and is_proof(text := content(file)[:MAX_BYTES].decode("utf-8", "replace")):
        return prove_log(text, str(file), log_key)
    return prove_path(file, beside)


def _show(proved: Proved, json: bool) -> None:
    if json:
        emit_json(proved.as_json())
        return
    say(f"{proved.file}: {proved.kind} {proved.verdict}")
    for name in proved.identity.get("names", []):
        say(f"  is    {name}")
    for line in proved.because:
        say(f"  {line}")
