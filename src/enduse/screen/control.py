"""The aggregate 50 % test: met, not met or unknown, and by which share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from enduse.screen.holdings import Floats, Holdings, along_chains, ultimate_parents

HALF = 0.5
LISTED_PARTIES = "listed parties"
MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
NO_LISTED_OWNER = "no owner on record is listed or held by a listed party"
NOT_SCREENED = "no list was given: which owners are listed is not known"
RULE = (
    "15 CFR 744.11(a)(1) (90 FR 47201) has been in force since 2025-09-29, was stayed from 2025-11-10 to 2026-11-09 "
    "(90 FR 50857), and its status after that is not established: this is the arithmetic, not the law of the day"
)
_EXACT = 1e-9
_ROUNDS = 2000
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Control:
    """How much of one party listed parties hold on a day.

    Attributes:
        share_min, share_max: share held by listed parties and by parties that they own by half, 0 to 1.
        economic_min, economic_max: the same multiplied along every chain, 0 to 1.
        unrecorded: share that nobody on record can hold, 0 to 1; taken as not listed.
        decided_by: the share that decides.
        ultimate_parent: top of the chain of majority holdings, an accounting notion.
    """

    party: str
    verdict: str
    share_min: float
    share_max: float
    economic_min: float
    economic_max: float
    unrecorded: float
    decided_by: str
    ultimate_parent: str
    because: tuple[str, ...]


class OwnershipTest:
    """The 50 % test over all parties of one day.

    The share of a party that listed parties hold is the sum over its owners of their share times what listed parties
    hold of the owner. Of a listed party that is the whole, and so it is of a party that listed parties own by half,
    alone or together: it is itself restricted, and what it holds counts in full further down (15 CFR 744.11(a)(1):
    "by listed entities or by unlisted ones so restricted"). A share through an owner below half counts in proportion;
    where only that reaches half, a line says so, because OFAC counts it as nothing (FAQ 401).
    """

    def __init__(
        self,
        held: Holdings,
        listed: Mapping[str, str],
        possible: Mapping[str, str] | None = None,
        *,
        screened: bool = True,
    ) -> None:
        """Run the test.

        Args:
            listed: party -> the entry of a list that it is.
            possible: party -> an entry that it may be.
            screened: whether the parties were held against any list; if not, nothing is met or not met.
        """
        self.held, self.listed, self.possible = held, dict(listed), dict(possible or {})
        self.screened = screened
        numbers = held.numbers
        self._numbers = numbers
        n = len(held.parties)
        certain, maybe = np.zeros(n, bool), np.zeros(n, bool)
        certain[[numbers[party] for party in self.listed if party in numbers]] = True
        maybe[[numbers[party] for party in (*self.listed, *self.possible) if party in numbers]] = True
        self.share_min = self._cascade(certain, held.least, tight=False)
        self.share_max = np.maximum(self._cascade(maybe, held.most, tight=True), self.share_min)
        self._named = maybe
        self.strict_min = self._cascade(certain, held.least, tight=False, proportional=False)
        self.restricted = certain | (self.share_min >= HALF - _EXACT)
        self.perhaps = maybe | (self.share_max > _EXACT)
        self.economic_min = along_chains(held, certain.astype(float), held.least)
        self.economic_max = np.maximum(along_chains(held, maybe.astype(float), held.most), self.economic_min)
        self._parents = ultimate_parents(held)
        self._by_owned = _grouped(held)

    def _cascade(self, start: Bools, share: Floats, *, tight: bool, proportional: bool = True) -> Floats:
        """Share that listed parties hold of each party, grown from below until nothing is added.

        Args:
            tight: bound the share from above by what others hold for certain.
            proportional: whether an owner below half passes on its proportion.
        """
        held = self.held
        n = len(held.parties)
        total = np.zeros(n)
        if not held.owner.size:
            return total
        for _ in range(_ROUNDS):
            counted = np.where(start | (total >= HALF - _EXACT), 1.0, total if proportional else 0.0)[held.owner]
            following: Floats = np.bincount(held.owned, share * counted, minlength=n).astype(float)
            if tight:
                others = np.bincount(held.owned, held.least * (1.0 - counted), minlength=n)
                following = np.minimum(following, np.maximum(0.0, 1.0 - others))
            following = np.maximum(np.minimum(following, 1.0), total)
            if np.max(following - total, initial=0.0) < _EXACT:
                break
            total = following
        return following

    def brief(self, number: int) -> bool:
        """Whether no listed party comes into the answer for a party by its number, so that it needs few words."""
        party = self.held.parties[number]
        touched = self.share_max[number] > 0 or party in self.listed or party in self.possible
        return self.screened and not touched and self.verdict(number) == NOT_MET

    def verdict(self, number: int) -> str:
        """`met`, `not_met` or `unknown` for one party by its number."""
        if self.share_min[number] >= HALF - _EXACT:
            return MET
        if not self.screened or self.share_max[number] >= HALF - _EXACT:
            return UNKNOWN
        if number not in self._by_owned and number not in self.held.ended:
            return UNKNOWN
        return NOT_MET

    def of(self, party: str) -> Control:
        """The outcome for one party.

        Args:
            party: a party id; one that no holding names has no owner on record and is unknown.
        """
        number = self._numbers.get(party)
        if number is None or (number not in self._by_owned and number not in self.held.ended):
            lines = [*self._itself(party), f"no owner of {party} is on record", RULE]
            return Control(party, UNKNOWN, 0.0, 1.0, 0.0, 1.0, 1.0, f"every owner of {party}", "", tuple(lines))
        if not self.screened and self.verdict(number) == UNKNOWN:
            lines = [*self._lines(number), NOT_SCREENED, RULE]
            return Control(party, UNKNOWN, 0.0, 1.0, 0.0, 1.0, 0.0, NOT_SCREENED, self.parent_of(number), tuple(lines))
        verdict = self.verdict(number)
        recorded = sum(self.held.most[i] for i in self._by_owned.get(number, ()))
        unrecorded = max(0.0, 1.0 - float(recorded))
        lines = [*self._itself(party), *self._lines(number)]
        if number in self.held.ended:
            lines.append(f"every holding in {party} on record ended before the day")
        if unrecorded > _EXACT:
            lines.append(f"{100 * unrecorded:.4g} % of {party} is on no record; taken as not listed")
        held_sum = sum(float(self.held.least[i]) for i in self._by_owned.get(number, ()))
        if held_sum > 1 + 1e-6:
            lines.append(f"shares in {party} add to {100 * held_sum:.4g} %, more than the whole")
        if abs(self.economic_max[number] - self.share_max[number]) > 1e-6:
            span = _span(float(self.economic_min[number]), float(self.economic_max[number]))
            lines.append(f"multiplied along every chain, listed parties hold {span}")
        if verdict == MET and self.strict_min[number] < HALF - _EXACT:
            strict = _span(float(self.strict_min[number]), float(self.strict_min[number]))
            lines.append(
                f"reached only by shares through owners below half; without them it is {strict} (OFAC FAQ 401)"
            )
        return Control(
            party,
            verdict,
            float(self.share_min[number]),
            float(self.share_max[number]),
            float(self.economic_min[number]),
            float(self.economic_max[number]),
            unrecorded,
            self._decided_by(number, verdict),
            self.parent_of(number),
            (*lines, RULE),
        )

    def parent_of(self, number: int) -> str:
        """Top of the chain of majority holdings; empty where there is none."""
        parent = self._parents.get(number)
        return self.held.parties[parent] if parent is not None else ""

    def _itself(self, party: str) -> list[str]:
        if party in self.listed:
            return [f"{party} itself is {self.listed[party]}"]
        return [f"{party} itself may be {self.possible[party]}"] if party in self.possible else []

    def _lines(self, number: int) -> list[str]:
        """One line for each holding in a party, greatest first."""
        held = self.held
        rows = sorted(self._by_owned.get(number, ()), key=lambda i: (-held.most[i], held.parties[held.owner[i]]))
        return [
            f"{held.parties[held.owner[i]]} holds {_span(held.least[i], held.most[i])} of {held.parties[number]}; "
            f"{self._standing(int(held.owner[i]))}"
            for i in rows
        ]

    def _standing(self, number: int) -> str:
        """What one owner is to the test."""
        party = self.held.parties[number]
        if party in self.listed:
            return f"listed as {self.listed[party]}"
        if self.restricted[number]:
            return f"restricted, {_span(self.share_min[number], self.share_max[number])} held by listed parties"
        if party in self.possible:
            return f"perhaps {self.possible[party]}"
        if self.perhaps[number]:
            return f"not listed, {_span(self.share_min[number], self.share_max[number])} held by listed parties"
        return "not listed"

    def _decided_by(self, number: int, verdict: str, asked: tuple[int, ...] = ()) -> str:
        """The holding that the verdict hangs on: for unknown the one that would settle it."""
        held = self.held
        rows = self._by_owned.get(number, ())
        if verdict == MET:
            counted = [i for i in rows if held.least[i] > 0 and self.perhaps[held.owner[i]]]
            return " + ".join(self._share(i) for i in sorted(counted, key=lambda i: -held.least[i]))
        open_rows = [i for i in rows if self.perhaps[held.owner[i]]]
        if not open_rows:
            return f"every owner of {held.parties[number]}" if verdict == UNKNOWN else ""
        if verdict == NOT_MET:
            return self._share(max(open_rows, key=lambda i: held.most[i]))
        i = max(open_rows, key=self._leeway)
        owner = int(held.owner[i])
        if held.most[i] - held.least[i] > _EXACT:
            return f"the share of {held.parties[owner]} in {held.parties[number]}, {_span(held.least[i], held.most[i])}"
        party = held.parties[owner]
        if party in self.possible and not self.restricted[owner]:
            return f"whether {party} is {self.possible[party]}"
        return self._decided_by(owner, UNKNOWN, (*asked, number)) if owner not in (*asked, number) else self._share(i)

    def _leeway(self, i: int) -> float:
        """How far the contribution of one holding is open."""
        owner = self.held.owner[i]
        sure = 1.0 if self.restricted[owner] else self.share_min[owner]
        utmost = 1.0 if self.share_max[owner] >= HALF - _EXACT or self._named[owner] else self.share_max[owner]
        return float(self.held.most[i] * utmost - self.held.least[i] * sure)

    def _share(self, i: int) -> str:
        held = self.held
        return f"{held.parties[held.owner[i]]} {_span(held.least[i], held.most[i])}"


def _grouped(held: Holdings) -> dict[int, list[int]]:
    """Owned party -> its holdings."""
    grouped: dict[int, list[int]] = {}
    for i, owned in enumerate(held.owned.tolist()):
        grouped.setdefault(owned, []).append(i)
    return grouped


def _span(least: float, most: float) -> str:
    """An interval of shares in percent.

    >>> _span(0.3, 0.3), _span(0.25, 0.5)
    ('30 %', '25 to 50 %')
    """
    low, high = f"{100 * least:.4g}", f"{100 * most:.4g}"
    return f"{low} %" if low == high else f"{low} to {high} %"
