"""How many are diverted in all: intervals from causes that units share."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from enduse.model import parts
from enduse.score.evidence import constants
from enduse.score.fates import PARTY_SHARE, WORLD_SHARE, Clusters, Draws, Fates, draw
from enduse.score.hazards import BESIDE
from enduse.store import View, named

Numbers = NDArray[np.float64]

DRAWS = 2000
LEAST = 0.002
"""Clusters below this are counted together, as a Poisson number with a common rate."""
SCOPES = ("part", "site", "party", "country")
ALONE = Fates(np.array([-1]), np.array([0.5]), np.array([1.0]), np.array([True]))
"""A dark site is a fate of its own, which its records do not tell."""
AMOUNT_GPUS, AMOUNT_H100E = 100.0, 100.0
"""The set amount of `p_exceeds`: about one training cluster's node row; a policy's question, not the law's."""
H100_TPP = 15824.0


def total(view: View) -> pa.Table:
    """Rows of `quantities`: median, 5 % and 95 % points by scope, in GPUs, and for all in H100-equivalents.

    Clusters (servers, shipments, a dark site) share one fate; what a place may be, a custodian and the world are
    shared causes (`score.fates`). Each cluster keeps its own posterior as its mean, so that totals agree with the
    probabilities; only the spread comes from what is shared. Independent sums would understate it.
    """
    rows = view.table(named(__package__, "quantity"), least=LEAST, **constants(view))
    if rows.num_rows == 0:
        return _table([("all", "all", "all", np.zeros(1), AMOUNT_GPUS)])
    found = _booked(rows)
    rng = np.random.default_rng(_seed(found.chips, found.chance))
    draws = _draws(rng, found, _places(view))
    names = found.names
    scopes = [("all", "all", "all", draws.sum(axis=0), AMOUNT_GPUS)]
    tpp = {part: _h100e(part) for part in set(names["part"])}
    weight = np.array([tpp[part] for part in names["part"]])
    scopes.append(("all", "all", "H100e", (draws * weight[:, None]).sum(axis=0), AMOUNT_H100E))
    for kind in SCOPES:
        for value in sorted(set(names[kind])):
            if value != "?":
                counted = draws[names[kind] == value].sum(axis=0)
                scopes.append((kind, value, value if kind == "part" else "all", counted, AMOUNT_GPUS))
    return _table(scopes)


@dataclass(frozen=True)
class Booked:
    """Clusters in one order: their names by kind, GPUs, probability, and what their fates depend on."""

    names: dict[str, NDArray[np.str_]]
    chips: Numbers
    chance: Numbers
    ratio: Numbers
    dilution: Numbers
    early: NDArray[np.int64]
    late: NDArray[np.int64]
    concentration: Numbers
    whole_site: NDArray[np.bool_]


def _booked(rows: pa.Table) -> Booked:
    def column(name: str) -> NDArray[Any]:
        return np.asarray(rows[name].to_numpy(zero_copy_only=False))

    return Booked(
        {name: column(name).astype(str) for name in ("cluster", "place", *SCOPES)},
        column("chips"), np.clip(column("probability"), 1e-9, 1.0 - 1e-9), column("ratio"), column("dilution"),
        column("early"), column("late"), column("concentration"), column("whole_site") > 0,
    )  # fmt: skip


def _places(view: View) -> dict[str, Fates]:
    """What each place may be, as the records of places left it."""
    rows = view.table("SELECT * FROM place_fates ORDER BY place, window_code, share")
    window, share, weight, ordinary = (
        rows[name].to_numpy(zero_copy_only=False) for name in ("window_code", "share", "weight", "ordinary")
    )
    place = rows["place"].to_numpy(zero_copy_only=False).astype(str)
    names, first = np.unique(place, return_index=True)
    ends = [*first[1:], len(place)]
    return {
        str(name): Fates(window[a:b], share[a:b], weight[a:b], ordinary[a:b])
        for name, a, b in zip(names, first, ends, strict=True)
    }


def _draws(rng: np.random.Generator, found: Booked, places: dict[str, Fates]) -> Draws:
    """GPUs diverted of each row in each draw, shape (rows, draws)."""
    size = len(found.chips)
    count = int(np.clip(4e7 // max(1, size), 200, DRAWS))
    world, doubt = rng.standard_normal(count), rng.standard_normal(count)
    parties = {name: rng.standard_normal(count) for name in sorted(set(found.names["party"]))}
    result = np.zeros((size, count), dtype=np.float32)
    loud = found.chance >= LEAST
    for place in sorted(set(found.names["place"][loud])):
        here = np.nonzero(loud & (found.names["place"] == place))[0]
        party = parties[found.names["party"][here[0]]]
        shared = np.sqrt(WORLD_SHARE) * world + np.sqrt(PARTY_SHARE) * party
        for rows, fates in ((here[~found.whole_site[here]], places.get(place)), (here[found.whole_site[here]], None)):
            if rows.size:
                result[rows] = draw(rng, fates or ALONE, _clusters(found, rows), shared, doubt, BESIDE)
    result *= found.chips[:, None].astype(np.float32)
    quiet = np.nonzero(~loud)[0]
    rate = np.exp(np.sqrt(WORLD_SHARE) * -world - WORLD_SHARE / 2.0)
    mean = found.chips[quiet] * found.chance[quiet]
    result[quiet] = rng.poisson(mean[:, None] * rate[None, :]).astype(np.float32)
    return result


def _clusters(found: Booked, rows: NDArray[np.int64]) -> Clusters:
    ratio = found.ratio[rows]
    return Clusters(found.names["cluster"][rows], found.early[rows], found.late[rows], ratio,
                    ratio * found.dilution[rows], found.chance[rows], found.concentration[rows])  # fmt: skip


def _table(scopes: list[tuple[str, str, str, Numbers | Draws, float]]) -> pa.Table:
    names = ("scope_kind", "scope", "part", "median", "p05", "p95", "p_exceeds", "mean")
    columns: dict[str, list[object]] = {name: [] for name in names}
    for kind, scope, part, drawn, amount in scopes:
        low, middle, high = np.quantile(drawn, [0.05, 0.5, 0.95])
        values = (kind, scope, part, middle, low, high, np.mean(drawn >= amount), np.mean(drawn))
        for name, value in zip(columns, values, strict=True):
            columns[name].append(value if isinstance(value, str) else float(value))
    return pa.table({name: pa.array(values) for name, values in columns.items()})


def _seed(chips: Numbers, chance: Numbers) -> int:
    """A seed that the evidence fixes: two runs on the same evidence draw the same numbers."""
    digest = hashlib.sha256(np.round(np.column_stack([chips, chance]), 6).tobytes()).digest()
    return int.from_bytes(digest[:8], "big")


def _h100e(part: str) -> float:
    """Total processing performance of the part in units of the H100's; 1 where the catalogue is silent."""
    found = parts.match(part)
    tpp = found.tpp.low if found else None
    return tpp / H100_TPP if tpp else 1.0
