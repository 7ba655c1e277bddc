"""How many are diverted in all: intervals from causes that units share."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import ndtri

from enduse.model import parts
from enduse.store import View, named

Numbers = NDArray[np.float64]
Draws = NDArray[np.float32]

DRAWS = 2000
WORLD_SHARE, PARTY_SHARE, PLACE_SHARE = 0.10, 0.10, 0.40
"""Shares of the variance of a cluster's latent that the world, its custodian and its place carry (judgement)."""
LEAST = 0.002
"""Clusters below this are counted together, as a Poisson number with a common rate."""
SCOPES = ("part", "site", "party", "country")
AMOUNT_GPUS, AMOUNT_H100E = 100.0, 100.0
"""The set amount of `p_exceeds`: about one training cluster's node row; a policy's question, not the law's."""
H100_TPP = 15824.0


def total(view: View) -> pa.Table:
    """Rows of `quantities`: median, 5 % and 95 % points by scope, in GPUs, and for all in H100-equivalents.

    Clusters (servers, shipments, a dark site) share one fate; places, custodians and the world share causes. Each
    cluster keeps its own posterior as its mean, so that totals agree with the probabilities; only the spread comes
    from what is shared. Independent sums would understate it.
    """
    rows = view.table(named(__package__, "quantity"))
    if rows.num_rows == 0:
        return _table([("all", "all", "all", np.zeros(1), AMOUNT_GPUS)])
    chips = rows["chips"].to_numpy(zero_copy_only=False)
    chance = np.clip(rows["probability"].to_numpy(zero_copy_only=False), 1e-9, 1.0 - 1e-9)
    names = {name: rows[name].to_numpy(zero_copy_only=False).astype(str)
             for name in ("cluster", "place", "party", "site", "country", "part")}  # fmt: skip
    names, chips, chance = _quiet_together(names, chips, chance)
    rng = np.random.default_rng(_seed(chips, chance))
    draws = _draws(rng, names, chips, chance)
    scopes = [("all", "all", "all", draws.sum(axis=0), AMOUNT_GPUS)]
    weight = np.array([_h100e(part) for part in names["part"]])
    scopes.append(("all", "all", "H100e", (draws * weight[:, None]).sum(axis=0), AMOUNT_H100E))
    for kind in SCOPES:
        for value in sorted(set(names[kind])):
            if value != "?":
                counted = draws[names[kind] == value].sum(axis=0)
                scopes.append((kind, value, value if kind == "part" else "all", counted, AMOUNT_GPUS))
    return _table(scopes)


def _quiet_together(
    names: dict[str, NDArray[np.str_]], chips: Numbers, chance: Numbers
) -> tuple[dict[str, NDArray[np.str_]], Numbers, Numbers]:
    """The clusters with the quiet ones of one scope made one: a sum of Poisson numbers is a Poisson number."""
    loud = chance >= LEAST
    scope = ["\x1f".join(words) for words in zip(*(names[kind][~loud] for kind in SCOPES), strict=True)]
    _, first, index = np.unique(np.array(scope, dtype=str), return_index=True, return_inverse=True)
    together = np.bincount(index, chips[~loud], len(first))
    expected = np.bincount(index, chips[~loud] * chance[~loud], len(first))
    kept = {kind: np.concatenate([values[loud], values[~loud][first]]) for kind, values in names.items()}
    return kept, np.concatenate([chips[loud], together]), np.concatenate([chance[loud], expected / together])


def _draws(rng: np.random.Generator, names: dict[str, NDArray[np.str_]], chips: Numbers, chance: Numbers) -> Draws:
    """GPUs diverted of each row in each draw, shape (rows, draws): a Gaussian copula over nested causes."""
    size = len(chips)
    count = int(np.clip(4e7 // max(1, size), 200, DRAWS))
    world = rng.standard_normal(count)
    loud = chance >= LEAST
    result = np.empty((size, count), dtype=np.float32)
    shared = {}
    for kind in ("party", "place", "cluster"):
        _, index = np.unique(names[kind][loud], return_inverse=True)
        shared[kind] = (index, rng.standard_normal((int(index.max(initial=-1)) + 1, count)).astype(np.float32))
    rest = 1.0 - WORLD_SHARE - PARTY_SHARE - PLACE_SHARE
    latent = np.sqrt(WORLD_SHARE) * world[None, :].astype(np.float32)
    for kind, share in (("party", PARTY_SHARE), ("place", PLACE_SHARE), ("cluster", rest)):
        index, values = shared[kind]
        latent = latent + np.float32(np.sqrt(share)) * values[index]
    result[loud] = (latent < ndtri(chance[loud])[:, None]) * chips[loud, None]
    quiet = np.nonzero(~loud)[0]
    if quiet.size:
        rate = np.exp(np.sqrt(WORLD_SHARE) * -world - WORLD_SHARE / 2.0)
        mean = chips[quiet] * chance[quiet]
        result[quiet] = rng.poisson(mean[:, None] * rate[None, :]).astype(np.float32)
    return result


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
