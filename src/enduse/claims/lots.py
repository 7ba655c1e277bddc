"""Lots as arrays: what, where, and when last credibly seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from enduse.claims.lexicon import family_of, parts
from enduse.store import View, named

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_NEVER: Final = -1.0e18
"""Seconds for what never happened: before everything."""

_EPOCH: Final = datetime(1970, 1, 1)


@dataclass(frozen=True)
class Departure:
    """Goods that left a site for another country, as a paper describes them."""

    site: str
    day: float  # seconds since 1970
    to_country: str | None
    part: str | None
    quantity: int
    source: str | None


@dataclass(frozen=True)
class Lots:
    """Units grouped by lot; one entry a unit, or a lot counted whole.

    Attributes:
        names: lots in name order; `lot` gives for each unit its place in it.
        columns: what the query gave, a list a column, one entry a unit.
        last_read: seconds since 1970 of the last read or attested sighting at the booked place.
    """

    names: tuple[str, ...]
    lot: Ints
    chips: Floats
    last_read: Floats
    columns: dict[str, list[Any]]
    departures: dict[str, list[Departure]]
    holders: dict[str, set[str]]
    as_of: float
    timeliness_s: float

    def __len__(self) -> int:
        return len(self.names)

    def total(self, weights: Floats) -> Floats:
        """The sum of a weight over the units of each lot."""
        return np.bincount(self.lot, weights=weights, minlength=len(self.names)).astype(np.float64)

    @cached_property
    def size(self) -> Floats:
        """GPUs of each lot."""
        return self.total(self.chips)

    @cached_property
    def has_instrument(self) -> Flags:
        """Whether any unit of the lot ever answered electronically at its place."""
        return self.total((self.last_read > _NEVER).astype(np.float64)) > 0

    def unseen(self, after: float) -> Floats:
        """GPUs of each lot without a read or attested sighting at the booked place since `after`."""
        return self.total(self.chips * (self.last_read < after))

    @cached_property
    def part_names(self) -> list[str | None]:
        """The catalogue part of each lot: the first in its units."""
        return self._first("part")

    @cached_property
    def chip_of(self) -> list[frozenset[str]]:
        """Names under which a lot's part may be claimed: chip, system and family."""
        return [part_aliases(part) for part in self.part_names]

    @cached_property
    def sites(self) -> list[str | None]:
        """Where the book last had each lot, ports and plants left aside."""
        return self._common("site")

    @cached_property
    def countries(self) -> list[str | None]:
        """Country of that site."""
        return self._common("country")

    @cached_property
    def parties(self) -> list[str | None]:
        """Who held it there."""
        return self._common("party")

    @cached_property
    def first_seen(self) -> Floats:
        """First event of each lot, seconds since 1970."""
        return self._extreme("first_seen", np.minimum, np.inf)

    @cached_property
    def first_installed(self) -> Floats:
        """First installation or receipt of each lot."""
        return self._extreme("first_installed", np.minimum, np.inf)

    @cached_property
    def last_inspected(self) -> Floats:
        """Last inspection of each lot; minus infinity where there was none."""
        return self._extreme("last_inspected", np.maximum, -np.inf)

    def silent_since(self, after: float) -> Floats:
        """For each lot, the last sighting among its units unseen since `after`; minus infinity where never."""
        last = np.full(len(self.names), -np.inf)
        gone = (self.last_read < after) & (self.last_read > _NEVER)
        np.maximum.at(last, self.lot[gone], self.last_read[gone])
        return last

    @cached_property
    def _by_lot(self) -> tuple[Ints, Ints]:
        """Units in the order of their lots, and where each lot begins among them."""
        order = np.argsort(self.lot, kind="stable")
        return order, np.searchsorted(self.lot[order], np.arange(len(self.names) + 1))

    def members(self, index: int) -> Ints:
        """The units of a lot."""
        order, begins = self._by_lot
        found: Ints = order[begins[index] : begins[index + 1]]
        return found

    @cached_property
    def sighted_elsewhere(self) -> list[int]:
        """Units that answered from a country other than that of their site."""
        return [unit for unit, country in enumerate(self.columns["off_country"]) if country is not None]

    def deciding(self, index: int, column: str, by: str) -> int | None:
        """The unit of a lot whose `by` is latest and whose `column` is given."""
        members = [int(unit) for unit in self.members(index) if self.columns[column][unit] is not None]
        return max(members, key=lambda unit: self.columns[by][unit], default=None)

    def _first(self, column: str) -> list[Any]:
        found: list[Any] = [None] * len(self.names)
        for code, value in zip(self.lot.tolist(), self.columns[column], strict=True):
            if found[code] is None:
                found[code] = value
        return found

    def _common(self, column: str) -> list[Any]:
        counts: list[dict[Any, int]] = [{} for _ in self.names]
        for code, value in zip(self.lot.tolist(), self.columns[column], strict=True):
            if value is not None:
                counts[code][value] = counts[code].get(value, 0) + 1
        return [max(sorted(count), key=count.__getitem__) if count else None for count in counts]

    def _extreme(self, column: str, ufunc: Any, start: float) -> Floats:
        found = np.full(len(self.names), start)
        given = np.array([value is not None for value in self.columns[column]])
        values = np.array([seconds(value) for value in self.columns[column] if value is not None])
        if given.any():
            ufunc.at(found, self.lot[given], values)
        return found


def seconds(moment: datetime) -> float:
    """Seconds since 1970 of an instant in UTC."""
    return (moment - _EPOCH).total_seconds()


def instant(value: float) -> datetime:
    """The instant of seconds since 1970."""
    return _EPOCH + timedelta(seconds=value)


def part_aliases(part: str | None) -> frozenset[str]:
    """The part itself, the chip that its name contains, and the family: any of them may be claimed.

    >>> sorted(part_aliases("DGX H100"))
    ['DGX H100', 'H100', 'Hopper']
    """
    if part is None:
        return frozenset()
    found = {part}
    for entry in parts():
        if entry.when.search(part):
            found |= {entry.name, entry.family}
            found |= {name for name in (family_of(entry.name),) if name}
    chips = [entry.name for entry in parts() if entry.name in part.split() or f"{entry.name} " in f"{part} "]
    return frozenset(found | set(chips))


def lots_of(view: View) -> Lots:
    """The lots of a view, after timeline, units and holdings have been derived."""
    rows = view.table(named(__package__, "lots"))
    columns: dict[str, list[Any]] = {name: rows.column(name).to_pylist() for name in rows.column_names}
    names = tuple(sorted(set(columns["lot"])))
    place = {name: number for number, name in enumerate(names)}
    departures: dict[str, list[Departure]] = {}
    for row in view.rows(named(__package__, "departures")):
        departures.setdefault(row["site"], []).append(
            Departure(
                row["site"], seconds(row["happened"]), row["to_country"], row["part"], row["quantity"], row["source"]
            )
        )
    holders: dict[str, set[str]] = {}
    for row in view.rows("SELECT party, name FROM parties"):
        holders.setdefault(row["party"], {row["party"]}).add(row["name"] or row["party"])
    return Lots(
        names,
        np.array([place[lot] for lot in columns["lot"]], dtype=np.int64),
        np.array(columns["chips"], dtype=np.float64),
        np.array([_NEVER if moment is None else seconds(moment) for moment in columns["last_read"]], dtype=np.float64),
        columns,
        departures,
        holders,
        seconds(view.as_of),
        view.policy.timeliness_days * 86400.0,
    )
