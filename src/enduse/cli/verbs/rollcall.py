"""`enduse rollcall`: prove that so many chips of a class are present now."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from enduse.cli.output import emit_json, moment, progress, say
from enduse.proof.rollcall import desk

app = typer.Typer(help=__doc__, no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="One JSON object.")]
Out = Annotated[Path, typer.Option("--out", help="Where to write it.")]
SealOption = Annotated[Path, typer.Option("--seal", help="The verifier's private file for this challenge.")]


@app.command()
def challenge(
    chip: Annotated[str, typer.Option("--class", help="Catalogue name of the claimed part, or any name with --tasks.")],
    units: Annotated[str, typer.Option(help="CSV with columns unit,site,key; or unit names with commas between.")],
    out: Out = Path("challenge.json"),
    seal: SealOption = Path("seal.json"),
    side: Annotated[int, typer.Option(help="Rows and columns of a matrix, a multiple of 8.")] = 4096,
    rounds: Annotated[int, typer.Option(help="Products in a task.")] = 8,
    tasks: Annotated[int | None, typer.Option(help="Tasks a unit; default: twenty seconds of the class.")] = None,
    openings: Annotated[int, typer.Option(help="Tasks to open; 14 catch a fifth skipped with 95 %.")] = 14,
    rows: Annotated[int, typer.Option(help="Rows of an opened task to do again; 0: all.")] = 16,
    deadline: Annotated[float | None, typer.Option(help="Seconds; default: argued from the class.")] = None,
    memory_gib: Annotated[float, typer.Option(help="Memory to fill, GiB; 0 asks for none.")] = 0.0,
    key: Annotated[Path | None, typer.Option(help="The verifier's standing Ed25519 key (64 hex digits).")] = None,
    json: Json = False,
) -> None:
    """Issue one challenge to every unit of a roster; time runs from now.

    Example: enduse rollcall challenge --class "H100 SXM5" --units roster.csv --out challenge.json
    """
    asked = desk.Asked(chip, side, rounds, tasks, openings, deadline, memory_gib, rows)
    issued = desk.issue(asked, desk.read_roster(units), _now(), desk.read_key(key))
    desk.write_private(seal, issued.seal.record())
    desk.write(out, issued.document)
    if json:
        emit_json(issued.summary)
        return
    for line in issued.lines():
        say(line)
    say(f"written  {out}, and {seal}: keep that one to yourself until every answer is in")


@app.command()
def answer(
    challenge: Annotated[Path, typer.Argument(help="The challenge.")],
    unit: Annotated[str, typer.Option(help="Which unit of the roster this is.")],
    out: Out = Path("answer.json"),
    engine: Annotated[str, typer.Option(help="numpy, torch, cuda or cuda:N.")] = "numpy",
    key: Annotated[Path | None, typer.Option(help="The unit's Ed25519 key (64 hex digits).")] = None,
    attestation: Annotated[Path | None, typer.Option(help="Evidence whose nonce is the commitment.")] = None,
    json: Json = False,
) -> None:
    """Do this unit's tasks and commit to the results.

    Example: enduse rollcall answer challenge.json --unit SN-001 --engine cuda --out answer.json
    """
    done = desk.answer(challenge, unit, engine, desk.read_key(key), attestation)
    desk.write(out, done.record())
    if json:
        emit_json({"unit": unit, "commitment": done.commitment.hex(), "answer": str(out)})
    else:
        say(f"{unit}: committed to {len(done.leaves)} tasks: {done.commitment.hex()}")


@app.command()
def receive(
    challenge: Annotated[Path, typer.Argument(help="The challenge.")],
    answers: Annotated[list[Path], typer.Argument(help="Answers, as they arrive.")],
    seal: SealOption = Path("seal.json"),
    json: Json = False,
) -> None:
    """Stamp answers on arrival with the verifier's clock; writes ANSWER.receipt.json beside each.

    Example: enduse rollcall receive challenge.json answer-SN-001.json
    """
    for path in answers:
        receipt = desk.receive(challenge, path, seal, _now())
        desk.write(desk.receipt_path(path), receipt.record())
        if json:
            emit_json(receipt.record())
        else:
            say(f"{receipt.unit}: received {receipt.record()['received_at']}")


@app.command()
def draw(
    challenge: Annotated[Path, typer.Argument(help="The challenge.")],
    answers: Annotated[list[Path], typer.Argument(help="The answers, each with its receipt beside it.")],
    seal: SealOption = Path("seal.json"),
    out: Out = Path("draw.json"),
    beacon: Annotated[str | None, typer.Option(help="Public randomness from after the deadline.")] = None,
    json: Json = False,
) -> None:
    """Name the tasks that each received unit must open, where answers were too large to hold all results.

    Example: enduse rollcall draw challenge.json answers/*.json --out draw.json
    """
    drawn = desk.draw(challenge, answers, seal, beacon)
    desk.write(out, drawn)
    if json:
        emit_json(drawn)
    else:
        say(f"drawn for {len(drawn['units'])} units: {out}")


@app.command()
def open(
    challenge: Annotated[Path, typer.Argument(help="The challenge.")],
    drawn: Annotated[Path, typer.Argument(help="What the verifier drew.")],
    unit: Annotated[str, typer.Option(help="Which unit of the roster this is.")],
    out: Out = Path("results.json"),
    engine: Annotated[str, typer.Option(help="numpy, torch, cuda or cuda:N.")] = "numpy",
    json: Json = False,
) -> None:
    """Reveal this unit's results of the drawn tasks; the verifier then does a few rows instead of all.

    Example: enduse rollcall open challenge.json draw.json --unit SN-001 --out results.json
    """
    revealed = desk.reveal(challenge, drawn, unit, engine)
    desk.write(out, revealed.record())
    if json:
        emit_json({"unit": unit, "tasks": list(revealed.results), "results": str(out)})
    else:
        say(f"{unit}: opened {len(revealed.results)} tasks: {out}")


@app.command()
def verify(
    challenge: Annotated[Path, typer.Argument(help="The challenge.")],
    answers: Annotated[list[Path], typer.Argument(help="The answers; receipts are looked for beside them.")],
    seal: SealOption = Path("seal.json"),
    out: Annotated[Path | None, typer.Option(help="Write the transcript here: it is the evidence.")] = None,
    received: Annotated[str | None, typer.Option(help="When answers without receipt came; default: now.")] = None,
    beacon: Annotated[str | None, typer.Option(help="Public randomness from after the deadline.")] = None,
    opened: Annotated[list[Path] | None, typer.Option(help="Results that units opened after the draw.")] = None,
    json: Json = False,
) -> None:
    """Open tasks at random, recompute them, and say which units were present.

    Example: enduse rollcall verify challenge.json answers/*.json --out transcript.json
    """
    stamp = moment(received, "--received") or _now()
    with progress("recomputing") as advance:
        closed = desk.close(challenge, answers, seal, stamp, beacon, opened or (), advance)
    if out is not None:
        desk.write(out, closed.transcript)
    if json:
        for one in closed.present:
            emit_json(one.record())
        emit_json(closed.summary)
        return
    for one in closed.present:
        say(f"{one.unit}: {one.verdict} ({one.grade}) {one.because[0]}")
    for line in closed.lines():
        say(line)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
