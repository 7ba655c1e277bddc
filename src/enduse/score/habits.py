"""What this evidence shows of honest habits: waits, forgotten receipts, silence without end."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from enduse.score.waiting import PRIORS, Survival, learn
from enduse.store import View, named

SAMPLE = 10_000
ENDS = {"transit": ("receiving", "seen"), "out": ("returning", "installing", "seen", "receiving"),
        "dwell": ("shipping", "installing", "seen"), "install": ("installing", "seen"), "start": ("seen",)}  # fmt: skip
"""What ends each kind of wait."""
FORGOTTEN, FORGOTTEN_WEIGHT = 0.01, 50.0
"""A shipment, or a unit of one, whose receipt nobody wrote, before the data, worth so many (judgement)."""
NEVER_HEARD = {"start": (0.03, 30.0), "install": (0.05, 30.0), "out": (0.08, 25.0), "look": (0.03, 40.0)}
"""Share of what was installed, delivered, taken out, that nobody honestly ever hears of again where others report, or
that is looked for and not found; and how many observations that guess is worth (judgement). Honest reasons: no agent;
stock; swapped for another and scrapped; moved within the hall or misread."""


def sample(view: View) -> tuple[str, float]:
    """Units whose hash lies below a bound: all of a small fleet, about ten thousand of a large one."""
    row = view.one("SELECT count(*) AS units FROM units") or {"units": 0}
    share = min(1.0, SAMPLE / max(1, row["units"]))
    return ("g" if share == 1.0 else f"{int(share * 65536):04x}"), share


def waits(view: View, below: str) -> tuple[dict[str, Survival], float]:
    """Survival of each kind of wait, and the share of arrivals with an installing entry."""
    rows = view.table(named(__package__, "spells"), sample_below=below)
    kind, following = rows["wait"].to_numpy(zero_copy_only=False), rows["next_event"].to_numpy(zero_copy_only=False)
    days, horizon = rows["days"].to_numpy(zero_copy_only=False), rows["observable_days"].to_numpy(zero_copy_only=False)
    learned = {}
    for wait, closers in ENDS.items():
        chosen = (kind == wait) & np.isin(following.astype(str), closers)
        learned[wait] = learn(PRIORS[wait], days[chosen].astype(float), horizon[chosen], np.ones(int(chosen.sum())))
    settled = (kind == "install") & (horizon > 60.0)
    counts = rows["units"].to_numpy(zero_copy_only=False)
    installs = float(counts[settled & (following.astype(str) == "installing")].sum())
    return learned, (installs + 1.0) / (float(counts[settled].sum()) + 4.0)


def unwritten(view: View, below: str) -> dict[str, float]:
    """Share of shipments that arrived without any receipt, and of units whose receipt was left out of one.

    `untold` is the chance that this evidence tells of no receipts at all (judgement): where none was ever told of,
    want of a receipt is no evidence.
    """
    row = view.one(named(__package__, "unwritten"), sample_below=below) or {}
    told = {name: float(value or 0.0) for name, value in row.items()}

    def share(forgotten: str, of: str) -> float:
        return (told.get(forgotten, 0.0) + FORGOTTEN_WEIGHT * FORGOTTEN) / (told.get(of, 0.0) + FORGOTTEN_WEIGHT)

    receipts = told.get("shipments", 0.0) - told.get("without_receipt", 0.0)
    return {"unwritten_whole": share("without_receipt", "shipments"),
            "unwritten_single": share("units_without_receipt", "units"),
            "untold": 1.0 / (1.0 + receipts) ** 2}  # fmt: skip


def unanswered(view: View, below: str) -> pa.Table:
    """For each site, the shares of NEVER_HEARD as the other sites show them; a row a site.

    The site itself is left out, and of the others the third with the largest shares: what is missing there may be
    the question.
    """
    found = view.rows(named(__package__, "unanswered"), sample_below=below)
    sites = [row["site"] for row in view.rows("SELECT site FROM places_here ORDER BY site")]
    columns: dict[str, list[float]] = {}
    for wait, (guess, weight) in NEVER_HEARD.items():
        told = {row["site"]: (float(row["clusters"]), float(row["unanswered"])) for row in found if row["wait"] == wait}
        columns[f"never_{wait}"] = [
            _share([told[other] for other in sorted(told) if other != site], guess, weight) for site in sites
        ]
    return pa.table({"site": pa.array(sites, pa.string()),
                     **{name: pa.array(values, pa.float64()) for name, values in columns.items()}})  # fmt: skip


def _share(others: list[tuple[float, float]], guess: float, weight: float) -> float:
    """Pooled share of (all, unanswered) pairs without the third that has the largest shares, and the first guess."""
    kept = sorted(others, key=lambda pair: pair[1] / pair[0])[: len(others) - len(others) // 3]
    return (sum(gone for _, gone in kept) + guess * weight) / (sum(clusters for clusters, _ in kept) + weight)
