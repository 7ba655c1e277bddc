"""Holdings on one day as a graph: owners, shares as intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from enduse.errors import Issue

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Holdings:
    """Who held how much of whom on one day.

    Attributes:
        parties: party ids in order.
        owner, owned: numbers of the parties of each holding.
        least, most: bounds of the share, 0 to 1.
        issues: holdings set aside, and shares that contradict each other.
        ended: parties that had an owner on record before the day and have none on it.
    """

    parties: tuple[str, ...]
    owner: Ints
    owned: Ints
    least: Floats
    most: Floats
    issues: tuple[Issue, ...] = ()
    ended: frozenset[int] = frozenset()

    @property
    def numbers(self) -> dict[str, int]:
        """Party id -> number."""
        return {party: number for number, party in enumerate(self.parties)}

    def into(self, share: Floats) -> sparse.csr_matrix:
        """Matrix of shares, a row an owned party, a column an owner."""
        n = len(self.parties)
        return sparse.csr_matrix((share, (self.owned, self.owner)), shape=(n, n))


def holdings_on(rows: Iterable[Mapping[str, Any]], on: datetime, parties: Iterable[str] = ()) -> Holdings:
    """The holdings of a day from rows of the table `ownership`.

    A holding is valid from its first day up to, not including, `valid_to`. Several statements of one holding count
    once: the greatest least share, and the smallest greatest share that is not below it. So a stronger statement
    never weakens the answer.

    Args:
        rows: owner, owned, share_min, share_max, valid_from, valid_to, source; an empty share is 0 or 1.
        on: the day, UTC.
        parties: parties to include that own nothing and are owned by nobody.
    """
    numbers: dict[str, int] = {party: number for number, party in enumerate(dict.fromkeys(parties))}
    shares: dict[tuple[int, int], tuple[float, float]] = {}
    issues: list[Issue] = []
    ended: set[int] = set()
    for row in rows:
        problem = _problem(row)
        if problem:
            issues.append(Issue(str(row.get("source") or "ownership"), problem))
            continue
        owner = numbers.setdefault(row["owner"], len(numbers))
        owned = numbers.setdefault(row["owned"], len(numbers))
        start, end = row.get("valid_from"), row.get("valid_to")
        if end is not None and end <= on:
            ended.add(owned)
        elif start is None or start <= on:
            least, most = _bounds(row)
            if (owner, owned) in shares:
                before = shares[owner, owned]
                least = max(least, before[0])
                most = max(least, min(most, before[1]))
            shares[owner, owned] = (least, most)
    pairs = np.array(list(shares), np.int64).reshape(-1, 2)
    bounds = np.array(list(shares.values()), np.float64).reshape(-1, 2)
    held = Holdings(tuple(numbers), pairs[:, 0], pairs[:, 1], bounds[:, 0], bounds[:, 1])
    issues += _overfull(held)
    gone = frozenset(ended - set(held.owned.tolist()))
    return Holdings(held.parties, held.owner, held.owned, held.least, held.most, tuple(issues), gone)


def _bounds(row: Mapping[str, Any]) -> tuple[float, float]:
    least = 0.0 if row.get("share_min") is None else float(row["share_min"])
    most = 1.0 if row.get("share_max") is None else float(row["share_max"])
    return least, most


def _problem(row: Mapping[str, Any]) -> str:
    """Why a holding cannot be used; empty where it can."""
    least, most = _bounds(row)
    start, end = row.get("valid_from"), row.get("valid_to")
    if not 0 <= least <= 1 or not 0 <= most <= 1:
        return f"a share of {row['owner']} in {row['owned']} outside 0 to 1: {least:g} to {most:g}"
    if least > most:
        return f"the least share of {row['owner']} in {row['owned']}, {least:g}, is above the greatest, {most:g}"
    if start is not None and end is not None and end <= start:
        return (
            f"the holding of {row['owner']} in {row['owned']} ends {end:%Y-%m-%d}, not after it begins {start:%Y-%m-%d}"
        )
    return ""


def _overfull(held: Holdings) -> list[Issue]:
    """Parties of whom more than the whole is held for certain."""
    total = np.bincount(held.owned, held.least, minlength=len(held.parties)) if held.owned.size else np.zeros(0)
    return [
        Issue("ownership", f"shares in {held.parties[number]} add to {100 * total[number]:.4g} %, more than the whole")
        for number in np.flatnonzero(total > 1 + 1e-6).tolist()
    ]


def along_chains(held: Holdings, listed: Floats, share: Floats, rounds: int = 500) -> Floats:
    """Share of each party that the marked ones hold, multiplied along every chain; rings add up to one at most.

    The least fixed point of x = min(1, S·max(x, listed)), reached from below; so a ring ends.

    Args:
        listed: 1 for a marked party, 0 otherwise.
        share: share of each holding, 0 to 1.
    """
    matrix = held.into(share)
    held_share = np.zeros(len(held.parties))
    for _ in range(rounds):
        following = np.minimum(1.0, matrix @ np.maximum(held_share, listed))
        if np.max(np.abs(following - held_share), initial=0.0) < _ROUNDING:
            break
        held_share = following
    return np.asarray(following if held.owner.size else held_share)


def controllers(held: Holdings, at_least: float = 0.25, rounds: int = 40) -> dict[tuple[int, int], tuple[float, float]]:
    """(party, owner) -> share along all chains, for owners that may hold `at_least`, direct or indirect."""
    least, most = held.into(held.least), held.into(held.most)
    reach = most.copy()
    sure = least.copy()
    for _ in range(rounds):
        further = _clipped(most + most @ reach, at_least)
        further.setdiag(0)
        further.eliminate_zeros()
        sure = (least + least @ sure).multiply(further > 0).tocsr()
        sure.data = np.minimum(sure.data, 1.0)
        change = abs(further - reach)
        reach = further
        if change.nnz == 0 or change.max() < _ROUNDING:
            break
    pairs = reach.tocoo()
    sure = sure.todok()
    return {
        (party, owner): (float(sure.get((party, owner), 0.0)), float(share))
        for party, owner, share in zip(pairs.row.tolist(), pairs.col.tolist(), pairs.data.tolist(), strict=True)
    }


def _clipped(matrix: sparse.csr_matrix, at_least: float) -> sparse.csr_matrix:
    matrix = matrix.tocsr()
    matrix.data = np.where(matrix.data < at_least, 0.0, np.minimum(matrix.data, 1.0))
    matrix.eliminate_zeros()
    return matrix


def ultimate_parents(held: Holdings) -> dict[int, int]:
    """Party -> top of its chain of majority holdings: the parent in the sense of consolidated accounts.

    A holding of more than half consolidates; a holding whose interval does not settle that ends the chain. In a ring
    there is no top and so no parent.
    """
    majority = held.least > 0.5
    parent = dict(zip(held.owned[majority].tolist(), held.owner[majority].tolist(), strict=True))
    tops: dict[int, int] = {}
    for party in parent:
        seen = {party}
        top = parent[party]
        while top in parent and top not in seen:
            seen.add(top)
            top = parent[top]
        if top not in parent:
            tops[party] = top
    return tops
