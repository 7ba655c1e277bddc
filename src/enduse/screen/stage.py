"""The stages `matches` and `control`: parties against lists, and who holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from enduse.errors import UnknownName
from enduse.model.countries import code_of
from enduse.screen import bods, desk
from enduse.screen.addresses import read_address
from enduse.screen.control import LISTED_PARTIES, MET, NO_LISTED_OWNER, NOT_MET, UNKNOWN, OwnershipTest
from enduse.screen.holdings import Holdings, controllers, holdings_of
from enduse.screen.match import Answer, Query, Screener
from enduse.screen.register import Register
from enduse.store import View

_HALF = 0.5
_SURELY, _PERHAPS = 0.6, 0.3
_OPEN = "the shares along the chain"
_PARTIES = """
SELECT party, max(name) AS name, max(country) AS country, max(address) AS address FROM parties
GROUP BY party ORDER BY party
"""
_NAMED = """
SELECT DISTINCT written FROM (
    SELECT owner AS written FROM ownership UNION SELECT owned FROM ownership UNION SELECT operator FROM sites
    UNION SELECT from_party FROM events UNION SELECT to_party FROM events
    UNION SELECT consignee FROM licences UNION SELECT end_user FROM licences
) AS everywhere WHERE written IS NOT NULL AND written <> '' ORDER BY written
"""
_OWNERSHIP = (
    "SELECT owner, owned, share_min, share_max, valid_from, valid_to, source FROM ownership ORDER BY source, sequence"
)


@dataclass(frozen=True)
class Party:
    """A party of the evidence, by id."""

    party: str
    name: str
    country: str
    address: str


@dataclass(frozen=True)
class Cast:
    """Who the evidence names.

    Attributes:
        by_written: what a record may write -> party id.
    """

    parties: tuple[Party, ...]
    by_written: Mapping[str, str]

    def id_of(self, written: str) -> str:
        """The id of a party from its id or name as written; what is written where nobody declares it."""
        return self.by_written.get(written) or self.by_written.get(written.casefold().strip(), written)


def cast(view: View) -> Cast:
    """The parties that evidence declares or only names."""
    declared = view.rows(_PARTIES)
    by_written: dict[str, str] = {}
    for row in declared:
        by_written.setdefault(row["party"], row["party"])
    for row in declared:
        for written in (row["party"], row["name"] or row["party"]):
            by_written.setdefault(written.casefold().strip(), row["party"])
    parties = [
        Party(row["party"], row["name"] or row["party"], row["country"] or "", row["address"] or "") for row in declared
    ]
    known = Cast((), by_written)
    undeclared = sorted({row["written"] for row in view.rows(_NAMED)} - set(by_written))
    for written in undeclared:
        if known.id_of(written) == written:
            parties.append(Party(written, written, "", ""))
    return Cast(tuple(parties), by_written)


def register_of(view: View) -> Register | None:
    """The lists in evidence, newest edition of each; None where there is none."""
    rows = view.rows(desk.EDITIONS)
    return desk.register_of(rows) if rows else None


def matches(view: View) -> pa.Table:
    """Rows of `matches`: parties and their addresses against the lists in evidence, from the alert line on."""
    register = register_of(view)
    rows: list[dict[str, Any]] = []
    if register is not None:
        for party, answer in screened(cast(view).parties, Screener(register)):
            rows += [
                {
                    "party": party.party, "list": match.list, "entry": match.entry, "score": match.score,
                    "verdict": match.verdict, "because": "; ".join((match.name, *match.because)),
                    "by_name": match.by_name,
                }
                for match in answer.matches if match.verdict != "below"
            ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=_MATCHES)


def screened(parties: Iterable[Party], screener: Screener) -> Iterable[tuple[Party, Answer]]:
    """Each party with the answer to its name and address."""
    parties = list(parties)
    sharers: dict[tuple[str, ...], int] = {}
    for party in parties:
        if party.address:
            key = read_address(party.address).key
            sharers[key] = sharers.get(key, 0) + 1
    for party in parties:
        shared = sharers[read_address(party.address).key] if party.address else 1
        yield (
            party,
            screener.screen(Query(party.name, party.address, code_of(party.country) or "", party.party, shared)),
        )


def listed_parties(
    rows: Sequence[Mapping[str, Any]], restricting: frozenset[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """(party -> entry that it is, party -> entry that it may be) from rows of `matches`, by lists that restrict.

    Only the name counts: an address of a listed party restricts nobody by itself (15 CFR 744.11(a)(1)).
    """
    certain: dict[str, str] = {}
    possible: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: -row["score"]):
        by_name = row["by_name"] or 0.0
        if row["list"] in restricting and by_name >= _PERHAPS:
            where = certain if by_name >= _SURELY else possible
            where.setdefault(row["party"], f"{row['list']}/{row['entry']}")
    return certain, {party: entry for party, entry in possible.items() if party not in certain}


def test_on(view: View, on: datetime, listed: Iterable[str] = ()) -> tuple[OwnershipTest, Cast]:
    """The 50 % test on a day, from the holdings and the matches of a view.

    Args:
        listed: parties that the caller states to be listed, by id or name.
    """
    who = cast(view)
    table = view.table(_OWNERSHIP)
    for place, name in enumerate(("owner", "owned")):
        written = table[name].dictionary_encode().combine_chunks()
        chunk = written.chunk(0) if isinstance(written, pa.ChunkedArray) else written
        ids = pa.array([who.id_of(text) for text in chunk.dictionary.to_pylist()], pa.string())
        table = table.set_column(place, name, ids.take(chunk.indices))
    held = holdings_of(table, on)
    found = view.rows("SELECT * FROM matches ORDER BY ALL")
    certain, possible = listed_parties(found, Register((), ()).restricted_lists)
    certain |= {who.id_of(party): "a listed party, as stated" for party in listed}
    screened = bool(listed) or view.one("SELECT 1 AS held FROM listed LIMIT 1") is not None
    return OwnershipTest(held, certain, possible, screened=screened), who


def of_party(view: View, party: str, on: datetime, listed: Iterable[str] = ()) -> dict[str, Any]:
    """The outcome of the 50 % test for one party, as the command line prints it.

    Raises:
        UnknownName: if the evidence names no such party.
    """
    test, who = test_on(view, on, listed)
    number = who.id_of(party)
    names = {one.party: one.name for one in who.parties}
    if number not in names and number not in test.held.numbers:
        raise UnknownName("enduse control", "party", party, {*names, *names.values()})
    outcome = test.of(number)
    owners = controllers(test.held, at_least=0.1)
    held_by = [
        {
            "controller": test.held.parties[owner],
            "share_min": round(float(least), 9),
            "share_max": round(float(most), 9),
        }
        for owned, owner, least, most in zip(*map(list, vars(owners).values()), strict=True)
        if test.held.parties[owned] == number
    ]
    return {
        "party": outcome.party, "on": on.date(), "verdict": outcome.verdict,
        "share_min": round(outcome.share_min, 9), "share_max": round(outcome.share_max, 9),
        "decided_by": outcome.decided_by or None, "because": list(outcome.because),
        "economic_min": round(outcome.economic_min, 9), "economic_max": round(outcome.economic_max, 9),
        "unrecorded": round(outcome.unrecorded, 9), "ultimate_parent": outcome.ultimate_parent or None,
        "owners": sorted(held_by, key=lambda row: -row["share_max"]),
        "issues": [f"{issue.where}: {issue.problem}" for issue in test.held.issues],
    }  # fmt: skip


def as_bods(view: View, on: datetime) -> list[dict[str, Any]]:
    """The holdings of a day as statements of the Beneficial Ownership Data Standard."""
    parties = view.rows(
        "SELECT party, max(name) AS name, max(country) AS country, max(registration) AS registration, "
        "max(address) AS address FROM parties GROUP BY party ORDER BY party"
    )
    holdings = view.rows(
        "SELECT DISTINCT owner, owned, share_min, share_max, valid_from, valid_to FROM ownership "
        "WHERE valid_to IS NULL OR valid_to > $on ORDER BY ALL",
        on=on,
    )
    return bods.statements(parties, holdings, on.date())


def control(view: View) -> pa.Table:
    """Rows of `control`: the aggregate test for each owned party, and each owner that may hold a quarter or more."""
    on = view.as_of
    test, _ = test_on(view, on)
    held = test.held
    numbers = sorted(set(held.owned.tolist()) | held.ended)
    aggregate = pa.Table.from_pylist([_aggregate(test, number, on) for number in numbers], schema=_CONTROL)
    return pa.concat_tables([aggregate, _single(held, on)])


def _aggregate(test: OwnershipTest, number: int, on: datetime) -> dict[str, Any]:
    party = test.held.parties[number]
    if test.brief(number):
        return {
            "party": party, "controller": LISTED_PARTIES, "share_min": 0.0, "share_max": 0.0, "verdict": NOT_MET,
            "on": on, "economic_min": 0.0, "economic_max": 0.0, "ultimate_parent": test.parent_of(number) or None,
            "because": NO_LISTED_OWNER,
        }  # fmt: skip
    outcome = test.of(party)
    return {
        "party": party, "controller": LISTED_PARTIES, "share_min": outcome.share_min,
        "share_max": outcome.share_max, "verdict": outcome.verdict, "on": on,
        "decided_by": outcome.decided_by or None, "economic_min": outcome.economic_min,
        "economic_max": outcome.economic_max, "ultimate_parent": outcome.ultimate_parent or None,
        "because": "; ".join(outcome.because),
    }  # fmt: skip


def _single(held: Holdings, on: datetime) -> pa.Table:
    """One row for each owner that may hold a quarter or more of a party."""
    owners = controllers(held)
    parties = pa.array(held.parties, pa.string())
    verdict = np.where(owners.least >= _HALF, MET, np.where(owners.most < _HALF, NOT_MET, UNKNOWN))
    rows = len(owners.party)
    return pa.table({
        "party": parties.take(pa.array(owners.party)), "controller": parties.take(pa.array(owners.owner)),
        "share_min": owners.least, "share_max": owners.most, "verdict": pa.array(verdict.tolist(), pa.string()),
        "on": pa.array([on] * rows, pa.timestamp("us")),
        "decided_by": pa.array([_OPEN if one == UNKNOWN else None for one in verdict.tolist()], pa.string()),
        "economic_min": owners.least, "economic_max": owners.most,
        "ultimate_parent": pa.nulls(rows, pa.string()), "because": pa.nulls(rows, pa.string()),
    }, schema=_CONTROL)  # fmt: skip


_MATCHES = pa.schema([
    ("party", pa.string()), ("list", pa.string()), ("entry", pa.string()), ("score", pa.float64()),
    ("verdict", pa.string()), ("because", pa.string()), ("by_name", pa.float64()),
])  # fmt: skip
_CONTROL = pa.schema([
    ("party", pa.string()), ("controller", pa.string()), ("share_min", pa.float64()), ("share_max", pa.float64()),
    ("verdict", pa.string()), ("on", pa.timestamp("us")), ("decided_by", pa.string()), ("economic_min", pa.float64()),
    ("economic_max", pa.float64()), ("ultimate_parent", pa.string()), ("because", pa.string()),
])  # fmt: skip
