"""`enduse recalibrate`: what was said of units drawn by lot, against what was found."""

from __future__ import annotations

import json as text
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from enduse import pipeline
from enduse.cli.output import emit_json, instant, progress, say
from enduse.cli.verbs.log import existing
from enduse.errors import InputError
from enduse.plan import sealed
from enduse.score import calibrate
from enduse.store import Store


def recalibrate(
    plans: Annotated[list[Path], typer.Argument(help="Folders that enduse plan --out wrote, visits done.")],
    store: Annotated[Path, typer.Option("--store", help="The store with the plans' log and the visits' outcomes.")],
    as_of: Annotated[str | None, typer.Option("--as-of", help="Count outcomes up to this day; default today.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the answer here as JSON.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Compare what the score said of units drawn by lot with what their visits found; chosen visits never count.

    Example: enduse recalibrate plan-march plan-june --store my.db
    """
    existing(store)
    with closing(Store.open(store)) as evidence, progress("recalibrating") as advance:
        found = sealed.opened(evidence, plans)
        until = instant(as_of, "--as-of") or pipeline.end_of_today()
        view = pipeline.examine(evidence, until, pipeline.end_of_today(), advance).view
        rows = sealed.outcomes(view, found.draws)
    said, drawn = (rows[name].to_numpy().astype(float) for name in ("said", "drawn"))
    absent, present = (rows[name].to_numpy() == 1 for name in ("absent", "present"))
    settled = absent | present
    if not settled.any():
        raise InputError(
            "enduse recalibrate", "outcomes, missing or read, of visits drawn by lot",
            f"none (visits drawn by lot: {found.by_lot}; chosen by risk, which never count because the score itself "
            f"chose them: {found.by_risk})",
            "Make the visits marked random and load what they found",
        )  # fmt: skip
    bands = calibrate.said_and_found(said, absent, settled, rows["visit"].to_numpy())
    knots = calibrate.isotonic(said[settled], absent[settled], drawn[settled])
    answer = _answer(found, rows, bands, knots)
    if out:
        out.write_text(text.dumps(answer, indent=1) + "\n", encoding="utf-8")
    if json:
        emit_json(answer)
        return
    for line in _lines(answer):
        say(line)


def _answer(found: sealed.Opened, rows: Any, bands: list[calibrate.Band], knots: Any) -> dict[str, Any]:
    settled = int(np.sum(rows["absent"].to_numpy() + rows["present"].to_numpy()))
    return {
        "visits": {"by_lot": found.by_lot, "by_risk_not_used": found.by_risk},
        "units": {"drawn": rows.num_rows, "settled": settled, "by_label_only": int(np.sum(rows["label"].to_numpy()))},
        "bands": [
            {
                "low": band.low, "high": band.high, "said": round(band.said, 4), "drawn": band.drawn,
                "settled": band.settled, "absent": band.absent, "visits": band.visits,
                "least": round(band.least, 4), "most": round(band.most, 4), "fits": band.fits,
            }
            for band in bands
        ],
        "knots": [
            {"said": round(float(said), 6), "found": round(float(share), 6)} for said, share in zip(*knots, strict=True)
        ],
    }  # fmt: skip


def _lines(answer: dict[str, Any]) -> list[str]:
    visits, units = answer["visits"], answer["units"]
    lines = [
        f"visits      {visits['by_lot']} drawn by lot; {visits['by_risk_not_used']} chosen by risk, not used",
        f"units       {units['drawn']} drawn, {units['settled']} settled; {units['by_label_only']} seen by label only, "
        "which settles nothing",
        "P(absent)    said   found absent      95 % interval   visits",
    ]
    for band in answer["bands"]:
        counted = f"{band['absent']:>5} of {band['settled']:<5}   {band['least']:.3f} to {band['most']:.3f}"
        verdict = "" if band["fits"] else "   said is outside"
        lines.append(
            f"{band['low']:.2f}-{band['high']:.2f}   {band['said']:.3f}   {counted}   {band['visits']:>4}{verdict}"
        )
    knots = ", ".join(f"{knot['said']:.3g} → {knot['found']:.3g}" for knot in answer["knots"])
    lines.append(f"knots       said → found, monotone, weighted by the chance of the draw: {knots}")
    lines.append("not settled counts as present below and absent above; units of one visit share much, so with few")
    lines.append("visits the interval is too narrow. The score is not changed by this: it shows how far to trust it.")
    return lines
