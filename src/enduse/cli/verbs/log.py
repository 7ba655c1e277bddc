"""`enduse log verify|checkpoint|prove`: the evidence log."""

from __future__ import annotations

import base64
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from enduse.cli.output import emit_json, progress, say
from enduse.errors import InputError
from enduse.ledger import keys
from enduse.ledger import log as evidence_log
from enduse.ledger.audit import audit
from enduse.model.checkpoint import opened, read_verifier_key
from enduse.read import find
from enduse.store import Store

app = typer.Typer(help="The evidence log: an append-only Merkle tree over what was admitted.", no_args_is_help=True)

StoreOption = Annotated[Path, typer.Option("--store", help="The store whose log it is.")]
KeyOption = Annotated[Path | None, typer.Option("--key", help="Private key (PEM); default STORE.key.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object.")]


@app.command()
def verify(
    store: StoreOption,
    paths: Annotated[list[Path] | None, typer.Argument(help="Evidence to read again and compare.")] = None,
    note: Annotated[list[Path] | None, typer.Option("--note", help="A checkpoint kept elsewhere.")] = None,
    public: Annotated[Path | None, typer.Option("--public", help="Verifier key NAME+ID+BASE64.")] = None,
    json: JsonOption = False,
) -> None:
    """Check every leaf and every checkpoint, and files against their rows; exits with 1 if something does not hold.

    Example: enduse log verify evidence --store case.duckdb --note yesterday.checkpoint
    """
    existing(store)
    name, key = keys.log_name(store), None
    if public is not None:
        name, key = read_verifier_key(_text(public))
    elif keys.public_path(store).is_file():
        name, key = read_verifier_key(_text(keys.public_path(store)))
    kept = [_text(path) for path in note or []]
    with closing(Store.open(store)) as evidence, progress("verifying") as advance:
        found = evidence_log.verify(evidence, key, name, kept, advance)
        if paths:
            found = replace(found, faults=(*found.faults, *audit(evidence, find(paths), advance)))
    if json:
        emit_json(
            {
                "holds": found.holds,
                "size": found.size,
                "root": found.root,
                "checkpoints": found.checkpoints,
                "faults": list(found.faults),
            }
        )
    else:
        say(f"{'holds' if found.holds else 'does not hold'}   {found.size} leaves, root {found.root}")
        say(f"signed  {found.checkpoints} checkpoints checked")
        for fault in found.faults:
            say(f"  {fault}")
    if not found.holds:
        raise SystemExit(1)


@app.command()
def checkpoint(store: StoreOption, key: KeyOption = None, json: JsonOption = False) -> None:
    """Sign what the log is now and print the note; keep a copy where nobody of yours can change it.

    Example: enduse log checkpoint --store case.duckdb > today.checkpoint
    """
    existing(store)
    signer = keys.signer(key or keys.key_path(store), keys.log_name(store))
    with closing(Store.open(store)) as evidence:
        signed = evidence_log.checkpoint(evidence, signer)
    state = opened(signed, signer.public, signer.name)
    if json and state is not None:
        said = {"origin": state.origin, "size": state.size, "root": base64.b64encode(state.root).decode()}
        emit_json(said | {"note": signed, "verifier": signer.verifier})
    else:
        say(signed.rstrip("\n"))


@app.command()
def prove(
    store: StoreOption,
    what: Annotated[str | None, typer.Argument(help="A file name, its SHA-256, or a leaf number.")] = None,
    since: Annotated[int | None, typer.Option("--since", help="Prove the log of this size a prefix.")] = None,
    key: KeyOption = None,
    json: JsonOption = False,
) -> None:
    """Print a proof that a file is in the log, to be checked offline with `enduse prove`.

    Example: enduse log prove events.csv --store case.duckdb > events.proof
    """
    existing(store)
    if (what is None) == (since is None):
        raise InputError("enduse log prove", "a file or --since SIZE", "neither or both", "Name one of them")
    signer = keys.signer(key or keys.key_path(store), keys.log_name(store))
    with closing(Store.open(store)) as evidence:
        if since is not None:
            nodes = [base64.b64encode(node).decode() for node in evidence_log.consistency(evidence, since)]
            said = {"from": since, "to": evidence_log.size(evidence), "proof": nodes}
            lines = "\n".join(nodes)
        else:
            text = evidence_log.prove(evidence, str(what), signer)
            said, lines = {"proof": text, "verifier": signer.verifier}, text.rstrip("\n")
    if json:
        emit_json(said)
    else:
        say(lines)


def existing(store: Path) -> None:
    """Refuse a store that is not there: a log made by asking for it would prove nothing.

    Raises:
        InputError: if there is no such file.
    """
    if not store.is_file():
        raise InputError(str(store), "a store", "no file of that name", "Load evidence with --store first")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(str(path), "a text file", "none that can be read", "Check the path") from None
