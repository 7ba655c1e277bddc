"""What the score said before the visits drawn by lot, sealed by hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from enduse.errors import InputError
from enduse.plan.visits import Planned, Site, inclusion, serials
from enduse.store import Store, View, named

SEAL, SEED = "sealed.json", "seed.txt"
DRAWS = pa.schema([
    ("visit", pa.int64()), ("site", pa.string()), ("unit", pa.string()), ("said", pa.float64()),
    ("drawn", pa.float64()), ("since", pa.timestamp("us")), ("leaf", pa.int64()),
])  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """Plans opened after their visits: units drawn by lot as rows of DRAWS, and how many visits risk chose."""

    draws: pa.Table
    by_lot: int
    by_risk: int


def forecast(view: View, planned: Sequence[Planned]) -> str:
    """Of every unit at a site drawn by lot: P(absent) and P(diverted) as the score says now.

    A visit sees that a unit is absent, not why, so what it tests is one minus the probability `as_booked`. All
    units of the site are in it, so that the draw among them can be repeated; lots have no serial number to test.
    """
    booked = {row["subject"]: row["probability"] for row in view.rows(
        "SELECT subject, probability FROM posteriors WHERE subject_kind = 'unit' AND hypothesis = 'as_booked'"
    )}  # fmt: skip
    return json.dumps([
        {
            "site": visit.site.site, "sample": visit.sample, "chance": round(visit.by_lot, 9),
            "units": [
                [unit, round(1.0 - booked[unit], 9) if unit in booked else None, float(chance)]
                for unit, chance in zip(visit.site.units, visit.site.chance, strict=True)
            ],
        }
        for visit in planned if visit.by_lot is not None
    ])  # fmt: skip


def digest(text: str, seed: str) -> str:
    """The hash that is committed; the secret seed in it keeps a guess at the forecast from being tried."""
    return hashlib.sha256(f"{seed}/forecast/{text}".encode()).hexdigest()


def opened(store: Store, folders: Sequence[Path]) -> Opened:
    """Open plans written by `enduse plan --store STORE --out FOLDER`, each once.

    Raises:
        InputError: a folder holds no plan, or one that this store's log did not commit to as it stands.
    """
    rows: list[dict[str, Any]] = []
    visits, by_risk = 0, 0
    seals = {_text(folder / SEAL): folder for folder in folders}
    for seal, folder in seals.items():
        stated, told, leaf = _checked(store, folder, seal)
        by_risk += sum(not str(visit["reason"]).startswith("random") for visit in stated["visits"])
        for site in told:
            visits += 1
            rows += [
                {"visit": visits, "leaf": leaf, "since": np.datetime64(stated["as_of"], "us").item(), **row}
                for row in _draws(site, _text(folder / SEED).strip())
            ]
    return Opened(pa.Table.from_pylist(rows, DRAWS), visits, by_risk)


def outcomes(view: View, draws: pa.Table) -> pa.Table:
    """The drawn units with what the visits found: `absent` 1, `present` 1 (read or attested), or neither: unsettled.

    Only entries count that were admitted after the plan was committed and happened after its day.
    """
    view.register("drawn_units", draws)
    return view.table(named(__package__, "outcomes"))


def _checked(store: Store, folder: Path, seal: str) -> tuple[dict[str, Any], list[dict[str, Any]], int]:
    seed = _text(folder / SEED).strip()
    try:
        parts = json.loads(seal)
        commitment, told_text = str(parts["commitment"]), str(parts["forecast"])
        stated = json.loads(commitment)
        hashes = (stated["seed_sha256"], stated["forecast_sha256"])
    except (ValueError, KeyError, TypeError):
        raise InputError(str(folder / SEAL), "a plan sealed by enduse plan --out", "another text",
                         "Name the folder that the plan was written to") from None  # fmt: skip
    if hashes != (hashlib.sha256(seed.encode()).hexdigest(), digest(told_text, seed)):
        raise InputError(str(folder / SEAL), "the forecast and the seed that were committed", "others",
                         "Take the files as the plan wrote them")  # fmt: skip
    wanted = f"plan {hashlib.sha256(commitment.encode()).hexdigest()} {len(commitment.encode())} "
    leaves = store.table("SELECT leaf, entry FROM evidence.log_leaves WHERE kind = 'plan' ORDER BY leaf").to_pylist()
    found = [int(row["leaf"]) for row in leaves if row["entry"].startswith(wanted)]
    if not found:
        raise InputError(str(folder), "a plan that this store's log committed to", "none with its hash",
                         "Name the store that the plan was made with")  # fmt: skip
    return stated, json.loads(told_text), found[0]


def _draws(told: dict[str, Any], seed: str) -> list[dict[str, Any]]:
    """The units that the seed draws at one site, with the chance of site and unit together."""
    names = tuple(unit for unit, _, _ in told["units"])
    chance = np.array([share for _, _, share in told["units"]], dtype=float)
    site = Site(told["site"], "", "", names, np.ones(len(names)), chance, 0.0)
    shares = dict(zip(names, inclusion(site.weights(), told["sample"]).tolist(), strict=True))
    said = {unit: absent for unit, absent, _ in told["units"]}
    return [
        {"site": told["site"], "unit": unit, "said": said[unit], "drawn": shares[unit] * told["chance"]}
        for unit in serials(site, told["sample"], seed) if said[unit] is not None
    ]  # fmt: skip


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(str(path), "a file that enduse plan --out wrote", "none that can be read",
                         "Name the folder of the plan") from None  # fmt: skip
