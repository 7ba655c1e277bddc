"""`enduse simulate OUT`: write a synthetic world with known truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from enduse.cli.output import emit_json, say
from enduse.errors import InputError
from enduse.simulate.write import build, write


def simulate(
    out: Annotated[Path, typer.Argument(help="Folder to write evidence/ and truth/ into.")],
    seed: Annotated[int, typer.Option(help="Same seed, same world.")] = 0,
    units: Annotated[int, typer.Option(help="About so many GPUs.")] = 1000,
    typology: Annotated[
        list[str] | None, typer.Option(help="T05, or a method's name; `none` for none; without it, drawn by seed.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Write a world with known truth, for benchmarks: synthetic, honest mess included.

    Example: enduse simulate worlds/1 --seed 1 --units 1000 --typology T05
    """
    if units < 100:
        raise InputError("--units", "100 or more", str(units), "A world needs a few sites")
    if seed < 0:
        raise InputError("--seed", "0 or more", str(seed), "Give a positive number")
    world = build(seed, units, list(typology) if typology else None)
    counts = write(world, out)
    if json:
        emit_json({"out": str(out), "seed": seed, "synthetic": True, "truth": counts})
        return
    say(f"synthetic world {seed}: {sum(counts.values()):,} GPUs at {len(world.places)} sites over {world.days} days")
    say(f"evidence   {out / 'evidence'}")
    say("truth      " + " · ".join(f"{number:,} {name}" for name, number in sorted(counts.items())))
