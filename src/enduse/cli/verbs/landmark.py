"""`enduse landmark`: measures round trips to agents and signs them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from enduse.agent.keys import load_or_create, public_base64
from enduse.agent.measure import Session, introduce, measure_all, read_targets
from enduse.agent.wire import MAX_LANDMARK_BYTES
from enduse.cli.output import emit_json, say
from enduse.errors import InputError

app = typer.Typer(help="Measure the round trip to agents from a known place. Off unless started.")

DEFAULT_KEY = Path.home() / ".config" / "enduse" / "landmark.key"
Landmark = Annotated[str, typer.Option(help="Id of this landmark.")]
Key = Annotated[Path, typer.Option(help="Key file, made with mode 0600 if absent.")]
Json = Annotated[bool, typer.Option("--json", help="JSON.")]


@app.command("introduce")
def introduce_(
    landmark: Landmark,
    latitude: Annotated[float, typer.Option(min=-90, max=90, help="Degrees north.")],
    longitude: Annotated[float, typer.Option(min=-180, max=180, help="Degrees east.")],
    out: Annotated[Path, typer.Option(help="Folder that holds landmarks.csv.")],
    country: Annotated[str, typer.Option(help="ISO 3166 alpha-2.")] = "",
    key: Key = DEFAULT_KEY,
    json: Json = False,
) -> None:
    """Write this landmark's place and public key to OUT/landmarks.csv, for units to allow and for locate to read.

    Example: enduse landmark introduce --landmark sin-1 --latitude 1.35 --longitude 103.82 --out evidence
    """
    own = load_or_create(key)
    introduce(_landmark(landmark), (latitude, longitude), country, own, out)
    if json:
        emit_json({"landmark": landmark, "key": public_base64(own), "file": str(out / "landmarks.csv")})
    else:
        say(f"{landmark}: {public_base64(own)} in {out / 'landmarks.csv'}")


@app.command()
def measure(
    landmark: Landmark,
    targets: Annotated[Path, typer.Option(help="CSV of unit, host, port, key.")],
    out: Annotated[Path, typer.Option(help="Folder that holds delays.csv.")],
    rounds: Annotated[int, typer.Option(min=1, max=10_000, help="Rounds a target; the least counts.")] = 20,
    key: Key = DEFAULT_KEY,
    json: Json = False,
) -> None:
    """Challenge every target many times and append the least round trip of each, signed, to OUT/delays.csv.

    Sends 256 bytes a round to the listed hosts only: this landmark's id, a nonce, the time and a signature.

    Example: enduse landmark measure --landmark sin-1 --targets targets.csv --out evidence
    """

    def tell(session: Session) -> None:
        rtt_ms = round(session.best[0], 6) if session.best else None
        if json:
            counts = {"rounds": session.rounds, "lost": session.lost, "refused": sorted(set(session.refused))}
            emit_json({"unit": session.target.unit, "rtt_ms": rtt_ms, **counts})
        else:
            least = f"{rtt_ms:.3f} ms at least" if rtt_ms is not None else "no answer"
            why = f" ({'; '.join(sorted(set(session.refused)))})" if session.refused else ""
            say(f"{session.target.unit}: {least}, {session.lost} of {session.rounds} rounds lost{why}")

    measure_all(_landmark(landmark), load_or_create(key), read_targets(targets), out, rounds, tell)


def _landmark(landmark: str) -> str:
    if not landmark or len(landmark.encode()) > MAX_LANDMARK_BYTES or not landmark.isprintable():
        expected = f"1 to {MAX_LANDMARK_BYTES} bytes of printable text"
        raise InputError("--landmark", expected, repr(landmark), "Give a short id")
    return landmark
