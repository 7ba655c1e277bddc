"""Holdings on one day as a graph: owners, shares as intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import scipy

from enduse.errors import Issue

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ROUNDING = 1e-9
_LONGEST_CHAIN = 12
_THINNEST_CHAIN = 0.1
OWNERSHIP = pa.schema([
    ("owner", pa.string()), ("owned", pa.string()), ("share_min", pa.float64()), ("share_max", pa.float64()),
    ("valid_from", pa.timestamp("us")), ("valid_to", pa.timestamp("us")), ("source", pa.string()),
])  # fmt: skip
"""The columns of the table `ownership` that the test reads."""


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

    def into(self, share: Floats) -> scipy.sparse.csr_matrix:
        """Matrix of shares, a row an owned party, a column an owner."""
        n = len(self.parties)
        return scipy.sparse.csr_matrix((share, (self.owned, self.owner)), shape=(n, n))


def holdings_on(rows: Iterable[Mapping[str, Any]], on: datetime) -> Holdings:
    """The holdings of a day from rows of the table `ownership` as dictionaries; see `holdings_of`."""
    return holdings_of(pa.Table.from_pylist(list(rows), schema=OWNERSHIP), on)


def holdings_of(table: pa.Table, on: datetime) -> Holdings:
    """The holdings of a day from rows of the table `ownership`.

    A holding is valid from its first day up to, not including, `valid_to`. Several statements of one holding count
    once: the greatest least share, and the smallest greatest share that is not below it. So a stronger statement
    never weakens the answer.

    Args:
        table: owner, owned, share_min, share_max, valid_from, valid_to, source; an empty share is 0 or 1.
        on: the day, UTC.
    """
    names = pa.chunked_array([*table["owner"].chunks, *table["owned"].chunks], pa.string()).dictionary_encode()
    names = names.unify_dictionaries().combine_chunks()
    parties = tuple((names.chunk(0) if isinstance(names, pa.ChunkedArray) else names).dictionary.to_pylist())
    numbers = np.asarray((names.chunk(0) if isinstance(names, pa.ChunkedArray) else names).indices, np.int64)
    owner, owned = numbers[: table.num_rows], numbers[table.num_rows :]
    least, most = _column(table, "share_min", 0.0), _column(table, "share_max", 1.0)
    start, end = (table[name].to_numpy().astype("datetime64[us]") for name in ("valid_from", "valid_to"))
    wrong = (least < 0) | (least > 1) | (most < 0) | (most > 1) | (least > most) | (end <= start)
    issues = [_wrong(table, row) for row in np.flatnonzero(wrong).tolist()]
    day = np.datetime64(on, "us")
    over = ~wrong & (end <= day)
    now = ~wrong & ~over & ~(start > day)
    pairs, place = np.unique(owner[now] * len(parties) + owned[now], return_inverse=True)
    surest = np.zeros(pairs.size)
    utmost = np.ones(pairs.size)
    np.maximum.at(surest, place, least[now])
    np.minimum.at(utmost, place, most[now])
    count = max(1, len(parties))
    held = Holdings(parties, pairs // count, pairs % count, surest, np.maximum(surest, utmost))
    gone = frozenset(owned[over].tolist()) - frozenset(held.owned.tolist())
    return Holdings(parties, held.owner, held.owned, held.least, held.most, (*issues, *_overfull(held)), gone)


def _column(table: pa.Table, name: str, empty: float) -> Floats:
    return np.asarray(table[name].cast(pa.float64()).fill_null(empty).to_numpy(), np.float64)


def _wrong(table: pa.Table, row: int) -> Issue:
    """Why a holding cannot be used."""
    values = table.slice(row, 1).to_pylist()[0]
    least = 0.0 if values["share_min"] is None else float(values["share_min"])
    most = 1.0 if values["share_max"] is None else float(values["share_max"])
    between = f"{values['owner']} in {values['owned']}"
    if not 0 <= least <= 1 or not 0 <= most <= 1:
        problem = f"a share of {between} outside 0 to 1: {least:g} to {most:g}"
    elif least > most:
        problem = f"the least share of {between}, {least:g}, is above the greatest, {most:g}"
    else:
        dates = f"{values['valid_to']:%Y-%m-%d}, not after it begins {values['valid_from']:%Y-%m-%d}"
        problem = f"the holding of {between} ends {dates}"
    return Issue(str(values["source"] or "ownership"), problem)


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


@dataclass(frozen=True)
class Owners:
    """Direct and indirect owners: of `party[i]` the owner `owner[i]` holds `least[i]` to `most[i]` along all chains."""

    party: Ints
    owner: Ints
    least: Floats
    most: Floats


def controllers(held: Holdings, at_least: float = 0.25) -> Owners:
    """Owners that may hold `at_least` of a party, direct or through chains of at most twelve links.

    Shares are multiplied along a chain and added over chains; a chain that carries less than a tenth is left out.
    """
    count = max(1, len(held.parties))
    order = np.argsort(held.owned, kind="stable")
    first = np.searchsorted(held.owned[order], np.arange(count + 1))
    found = [(held.owned, held.owner, held.least, held.most)]
    party, owner, least, most = found[0]
    for _ in range(_LONGEST_CHAIN - 1):
        sizes = first[owner + 1] - first[owner]
        if not sizes.sum():
            break
        step = order[np.repeat(first[owner], sizes) + _within(sizes)]
        party, least, most = np.repeat(party, sizes), np.repeat(least, sizes), np.repeat(most, sizes)
        owner, least, most = held.owner[step], least * held.least[step], most * held.most[step]
        kept = (most >= _THINNEST_CHAIN) & (owner != party)
        party, owner, least, most = party[kept], owner[kept], least[kept], most[kept]
        found.append((party, owner, least, most))
    party, owner = (np.concatenate([part[i] for part in found]) for i in (0, 1))
    pairs, place = np.unique(party * count + owner, return_inverse=True)
    least = np.minimum(1.0, np.bincount(place, np.concatenate([part[2] for part in found]), minlength=pairs.size))
    most = np.minimum(1.0, np.bincount(place, np.concatenate([part[3] for part in found]), minlength=pairs.size))
    kept = (most >= at_least - _ROUNDING) & (pairs // count != pairs % count)
    return Owners(pairs[kept] // count, pairs[kept] % count, least[kept], most[kept])


def _within(sizes: Ints) -> Ints:
    """0, 1, … within each group of the given sizes."""
    ends = np.cumsum(sizes)
    return np.asarray(np.arange(ends[-1]) - np.repeat(ends - sizes, sizes), np.int64)


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
