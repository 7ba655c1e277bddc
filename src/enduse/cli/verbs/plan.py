"""`enduse plan`: which sites to visit, how many units to read there, and which."""

from __future__ import annotations

import json as text
from pathlib import Path
from typing import Annotated

import typer

from enduse import pipeline
from enduse.cli.output import emit_json, instant, progress, say
from enduse.errors import InputError
from enduse.ledger import log
from enduse.plan import sheet
from enduse.plan.visits import Wanted
from enduse.store import Store


def plan(
    paths: Annotated[list[Path] | None, typer.Argument(help="Folders or files of evidence.")] = None,
    visits: Annotated[int | None, typer.Option(help="How many visits; default: the policy's, else 12.")] = None,
    hours: Annotated[float | None, typer.Option(help="Hours to spend in all.")] = None,
    goal: Annotated[float | None, typer.Option(help="Detection probability at a depleted site.")] = None,
    store: Annotated[Path | None, typer.Option("--store", help="The store; the seed's hash goes into its log.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write plan.html, plan.json, seed.txt and sealed.json here.")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="What had happened by this day, inclusive.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Choose visits and draw serial numbers from a seed whose hash is committed beforehand.

    Example: enduse plan examples/phantom-data-centre --visits 12 --goal 0.9 --out plan
    """
    if not paths and store is None:
        raise InputError("enduse plan", "a folder of evidence or --store FILE", "neither", "Name a folder")
    with progress("planning") as advance:
        opened = Store.open(store)
        if paths:
            pipeline.load(opened, paths, advance)
        view = pipeline.examine(opened, instant(as_of, "--as-of"), advance=advance).view
        policy = view.policy
        wanted = Wanted(policy.visits if visits is None else visits, policy.detection_goal if goal is None else goal,
                        policy.random_share, hours)  # fmt: skip
        made = sheet.make(view, wanted)
        leaf = log.commit(opened, "plan", made.commitment())
        opened.close()
    answer = {**made.json(), "committed": leaf}
    if out:
        _write(out, made, answer)
    if json:
        emit_json(answer)
        return
    for line in made.lines():
        say(line)
    say(f"committed   {leaf}" + ("" if store else " (no store named: the log is not kept)"))
    if out:
        say(f"sheet       {out / 'plan.html'}; keep {out / 'seed.txt'} and sealed.json secret until the visits")


def _write(out: Path, made: sheet.Sheet, answer: dict[str, object]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "plan.html").write_text(made.html(), encoding="utf-8")
    (out / "plan.json").write_text(text.dumps(answer, indent=1, default=str), encoding="utf-8")
    (out / "seed.txt").write_text(made.seed + "\n", encoding="utf-8")
    (out / "sealed.json").write_text(made.seal(), encoding="utf-8")
