"""What the worlds say of each detector's m and u, on seeds that serve for nothing else.

Usage: python benchmarks/fit.py [--rounds 8] [--seed 30000] [--units 450] [--counts FILE] [--write]

Both generators make worlds, of every method singly, of several mixed and of none. A GPU counts as found when a
finding stands on it, its lot, its site or its custodian, as the score adds it. One world is one observation on the
side of the booked, and one for each method on the side of the diverted: a hundred units of one shipment are no
hundred witnesses. Methods count alike, and so do the generators. `--counts FILE` keeps the counts, or reads them
where the file is there; `--write` writes the headers, and run again gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from enduse import pipeline
from enduse.simulate import typologies, write
from enduse.store import Store, View

sys.path.insert(0, str(Path(__file__).parent))
import fit_headers
import otherworld

UNTIL = "legs"
"""The last stage that is needed: what stands with whom today."""
TOUCHED = """
WITH now AS (
    SELECT unit, max(site) AS site, max(custodian) AS custodian FROM legs WHERE until IS NULL GROUP BY unit
),
looks AS (
    SELECT unit, max(happened) AS read_at FROM timeline
    WHERE grade IN ('read', 'attested') AND event <> 'missing' GROUP BY unit
),
fleet AS (
    SELECT units.unit, units.unit_kind, units.chips, units.lot, now.site, now.custodian,
        CASE WHEN looks.read_at IS NULL OR date_diff('day', CAST(looks.read_at AS DATE), CAST($as_of AS DATE))
            > $timeliness_days THEN 1 ELSE 0 END AS unread
    FROM units LEFT JOIN now ON now.unit = units.unit LEFT JOIN looks ON looks.unit = units.unit
    WHERE units.chips > 0
),
touched AS (
    SELECT findings.detector, fleet.unit FROM findings JOIN fleet
        ON (findings.subject_kind = 'unit' AND fleet.unit = findings.subject)
        OR (findings.subject_kind = 'lot' AND (fleet.lot = findings.subject OR fleet.unit = findings.subject))
        OR (findings.subject_kind = 'site' AND fleet.site = findings.subject)
        OR (findings.subject_kind = 'party' AND fleet.custodian = findings.subject)
)
"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=8)
    asked.add_argument("--seed", type=int, default=30000)
    asked.add_argument("--units", type=int, default=450)
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--counts", type=Path)
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    if given.counts and given.counts.is_file():
        worlds = json.loads(given.counts.read_text(encoding="utf-8"))
    else:
        worlds = _counted(list(_asked(given.seed, given.rounds, given.units)), given.jobs)
        if given.counts:
            given.counts.write_text(json.dumps(worlds), encoding="utf-8")
    fit_headers.report(worlds)
    if given.write:
        fit_headers.write(worlds)


def _asked(first: int, rounds: int, units: int) -> Iterator[tuple[str, int, int, str]]:
    """Each world its own seed: worlds of one seed would share their honest part."""
    own = [method.name for method in typologies.METHODS]
    seed = first
    for _ in range(rounds):
        for generator, methods in (("simulate", own), ("otherworld", list(otherworld.PLANS))):
            for method in (*methods, "mixed", "none"):
                yield generator, seed, units, method
                seed += 1


def _counted(asked: list[tuple[str, int, int, str]], jobs: int) -> list[dict[str, Any]]:
    with multiprocessing.get_context("spawn").Pool(jobs, maxtasksperchild=40) as pool:
        worlds = []
        for number, world in enumerate(pool.imap(count, asked), 1):
            worlds.append(world)
            print(f"\r{number} of {len(asked)} worlds", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return worlds


def count(asked: tuple[str, int, int, str]) -> dict[str, Any]:
    """Shares of the diverted and of the booked GPUs of one world that each detector touches.

    Returns:
        `generator`, `seed`, `method`, and for `all` GPUs and those `unread` within the goal: `diverted` and `booked`
        (GPUs), and `found`: for each detector the two shares.
    """
    generator, seed, _, method = asked
    folder = Path(tempfile.mkdtemp())
    try:
        _make(folder, *asked)
        fates = _fates(folder)
        store = Store.open(None)
        pipeline.load(store, [folder / "evidence"])
        last = [name for name, _ in pipeline.STAGES].index(UNTIL) + 1
        pipeline.STAGES = pipeline.STAGES[:last]
        return {"generator": generator, "seed": seed, "method": method, **_shares(pipeline.examine(store).view, fates)}
    finally:
        shutil.rmtree(folder)


def _make(folder: Path, generator: str, seed: int, units: int, method: str) -> None:
    chosen = None if method == "mixed" else [] if method == "none" else [method]
    if generator == "otherworld":
        otherworld.write(otherworld.build(seed, units, chosen), folder)
    else:
        write.write(write.build(seed, units, ["none"] if method == "none" else chosen), folder)


def _shares(view: View, fates: dict[str, str | int]) -> dict[str, Any]:
    fleet = {row["unit"]: row for row in view.rows(TOUCHED + "SELECT * FROM fleet ORDER BY unit")}
    parts = {unit: _part(row, fates) for unit, row in fleet.items()}
    touched = view.rows(TOUCHED + "SELECT DISTINCT detector, unit FROM touched ORDER BY detector, unit")
    return {
        name: _side({unit: part for unit, part in parts.items() if not unread or fleet[unit]["unread"]}, touched)
        for name, unread in (("all", False), ("unread", True))
    }


def _side(parts: dict[str, tuple[float, float]], touched: list[dict[str, Any]]) -> dict[str, Any]:
    sides = [sum(part[side] for part in parts.values()) for side in (0, 1)]
    found: dict[str, list[float]] = {}
    for row in touched:
        part, sums = parts.get(row["unit"], (0.0, 0.0)), found.setdefault(row["detector"], [0.0, 0.0])
        for side in (0, 1):
            sums[side] += part[side] / sides[side] if sides[side] else 0.0
    return {"diverted": sides[0], "booked": sides[1], "found": found}


def _part(row: dict[str, Any], fates: dict[str, str | int]) -> tuple[float, float]:
    """Diverted and booked GPUs of a row; lost units and wrong records are neither; a lot is some of each."""
    fate = fates.get(row["unit"])
    if row["unit_kind"] == "lot":
        missing = min(float(fate or 0), float(row["chips"]))
        return missing, row["chips"] - missing
    return float(fate == "diverted"), float(fate == "as_booked")


def _fates(folder: Path) -> dict[str, str | int]:
    with (folder / "truth" / "units.csv").open(encoding="utf-8") as stream:
        fates: dict[str, str | int] = {row["unit"]: row["truth"] for row in csv.DictReader(stream)}
    with (folder / "truth" / "lots.csv").open(encoding="utf-8") as stream:
        fates.update({row["lot"]: int(float(row["missing"])) for row in csv.DictReader(stream)})
    return fates


if __name__ == "__main__":
    main()
