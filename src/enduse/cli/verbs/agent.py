"""`enduse agent`: lets a host answer landmarks and state its inventory."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from enduse.agent import tpm
from enduse.agent.inventory import take, write
from enduse.agent.keys import landmark_keys, load_or_create, public_base64
from enduse.agent.responder import Responder
from enduse.agent.serve import bound, serve, until_stopped
from enduse.agent.wire import MAX_UNIT_BYTES, PORT
from enduse.cli.output import emit_json, say
from enduse.errors import InputError

app = typer.Typer(help="Let a host answer landmarks' challenges, and write its inventory. Off unless started.")

Unit = Annotated[str, typer.Option(help="Identifier under which this host is known.")]
Key = Annotated[Path, typer.Option(help="Key file, made with mode 0600 if absent.")]
Json = Annotated[bool, typer.Option("--json", help="JSON.")]
DEFAULT_KEY = Path.home() / ".config" / "enduse" / "agent.key"


@app.command("serve")
def serve_(
    unit: Unit,
    landmarks: Annotated[Path, typer.Option(help="Landmarks table; only those with a key are answered.")],
    key: Key = DEFAULT_KEY,
    host: Annotated[str, typer.Option(help="Address to listen on; loopback unless told otherwise.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="UDP port; 0 takes a free one.")] = PORT,
    json: Json = False,
) -> None:
    """Answer signed challenges of the listed landmarks until stopped.

    Sends nothing unasked. An answer holds the unit's name, its public key and a signature over the nonce.

    Example: enduse agent serve --unit NODE-7 --landmarks landmarks.csv --host 0.0.0.0
    """
    own, allowed = load_or_create(key), landmark_keys(landmarks)
    responder = Responder(_unit(unit), own, allowed, time.time_ns())
    with bound(host, port) as opened:
        at = "{}:{}".format(*opened.getsockname()[:2])
        if json:
            emit_json({"unit": unit, "key": public_base64(own), "listening": at, "landmarks": sorted(allowed)})
        else:
            say(f"{unit} answers {', '.join(sorted(allowed))} at {at}, under the key {public_base64(own)}")
            say("each answer sends the unit's name, this key and a signature; nothing else, to nobody else")
        typer.get_text_stream("stdout").flush()
        serve(opened, responder, until_stopped())
    refused = dict(sorted(responder.refused.items()))
    if json:
        emit_json({"answered": responder.answered, "refused": refused})
    else:
        say(f"answered {responder.answered}, refused {sum(refused.values())} {refused or ''}".rstrip())


@app.command()
def inventory(
    unit: Unit,
    out: Annotated[Path, typer.Option(help="Folder to write to; nothing is sent anywhere.")],
    site: Annotated[str | None, typer.Option(help="Site id or name.")] = None,
    key: Key = DEFAULT_KEY,
    redfish: Annotated[str | None, typer.Option(help="Management controller, https://HOST.")] = None,
    with_tpm: Annotated[bool, typer.Option("--tpm", help="Have the TPM sign the agent's key.")] = False,
    json: Json = False,
) -> None:
    """Write GPUs, board, chassis and the agent's key as an evidence folder.

    Example: enduse agent inventory --unit NODE-7 --site SG-1 --out evidence
    """
    own = load_or_create(key)
    found = take(_unit(unit), site, own, redfish)
    if with_tpm:
        if not tpm.available():
            mend = "Install tpm2-tools, or leave --tpm out"
            raise InputError("--tpm", "a TPM and the tpm2-tools commands", "none", mend)
        found.files["agent-key.tpm.json"] = tpm.bind(own.public_key().public_bytes_raw(), unit).encode()
    folder = write(found, own, out)
    if json:
        counts = {"events": len(found.events), "identifiers": len(found.identifiers), "files": len(found.files)}
        emit_json({"folder": str(folder), **counts, "silent": found.silent})
        return
    say(f"{folder}: {len(found.events)} sightings, {len(found.identifiers)} identifiers, {len(found.files)} documents")
    for line in found.silent:
        say(f"  not read: {line}")


def _unit(unit: str) -> str:
    if not unit or len(unit.encode()) > MAX_UNIT_BYTES or any(not c.isprintable() for c in unit):
        raise InputError("--unit", f"1 to {MAX_UNIT_BYTES} bytes of printable text", repr(unit), "Give a serial number")
    return unit
