"""The stages `matches` and `control`: parties against lists, and who holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from enduse.errors import UnknownName
from enduse.model.countries import code_of
from enduse.screen import desk
from enduse.screen.addresses import read_address
from enduse.screen.control import LISTED_PARTIES, MET, NOT_MET, UNKNOWN, Control, OwnershipTest
from enduse.screen.holdings import Holdings, controllers, holdings_on
from enduse.screen.match import Answer, Query, Screener
from enduse.screen.register import Register
from enduse.store import View

_HALF = 0.5
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
_LISTED = """
SELECT listed.* FROM listed
JOIN (
    SELECT list, edition, row_number() OVER (
        PARTITION BY list ORDER BY max(recorded) DESC NULLS LAST, max(sequence) DESC
    ) AS age
    FROM listed GROUP BY list, edition
) AS latest ON latest.list = listed.list AND latest.edition = listed.edition AND latest.age = 1
ORDER BY listed.sequence
"""
_OWNERSHIP = "SELECT owner, owned, share_min, share_max, valid_from, valid_to, source FROM ownership ORDER BY ALL"


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
    rows = view.rows(_LISTED)
    return Register.of([desk.editions_of(rows)]) if rows else None


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
    """(party -> entry that it is, party -> entry that it may be) from rows of `matches`, by lists that restrict."""
    certain: dict[str, str] = {}
    possible: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: -row["score"]):
        if row["list"] in restricting:
            where = certain if row["verdict"] == "match" else possible
            where.setdefault(row["party"], f"{row['list']}/{row['entry']}")
    return certain, {party: entry for party, entry in possible.items() if party not in certain}


def test_on(view: View, on: datetime, listed: Iterable[str] = ()) -> tuple[OwnershipTest, Cast]:
    """The 50 % test on a day, from the holdings and the matches of a view.

    Args:
        listed: parties that the caller states to be listed, by id or name.
    """
    who = cast(view)
    rows = view.rows(_OWNERSHIP)
    for row in rows:
        row["owner"], row["owned"] = who.id_of(row["owner"]), who.id_of(row["owned"])
    held = holdings_on(rows, on)
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
    held_by = [
        {"controller": test.held.parties[owner], "share_min": round(least, 9), "share_max": round(most, 9)}
        for (owned, owner), (least, most) in sorted(controllers(test.held, at_least=0.1).items())
        if test.held.parties[owned] == number and owner != owned
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


def control(view: View) -> pa.Table:
    """Rows of `control`: the aggregate test for each owned party, and each owner that may hold a quarter or more."""
    on = view.as_of
    test, _ = test_on(view, on)
    held = test.held
    rows = [_aggregate(test.of(held.parties[number]), on) for number in sorted(set(held.owned.tolist()) | held.ended)]
    for (party, owner), (least, most) in sorted(controllers(held).items()):
        if party != owner:
            rows.append(_single(held, party, owner, least, most, on))
    return pa.Table.from_pylist(rows, schema=_CONTROL)


def _aggregate(outcome: Control, on: datetime) -> dict[str, Any]:
    return {
        "party": outcome.party, "controller": LISTED_PARTIES, "share_min": outcome.share_min,
        "share_max": outcome.share_max, "verdict": outcome.verdict, "on": on,
        "decided_by": outcome.decided_by or None, "economic_min": outcome.economic_min,
        "economic_max": outcome.economic_max, "ultimate_parent": outcome.ultimate_parent or None,
        "because": "; ".join(outcome.because),
    }  # fmt: skip


def _single(held: Holdings, party: int, owner: int, least: float, most: float, on: datetime) -> dict[str, Any]:
    verdict = MET if least >= _HALF else NOT_MET if most < _HALF else UNKNOWN
    who, whom = held.parties[owner], held.parties[party]
    return {
        "party": whom, "controller": who, "share_min": least, "share_max": most, "verdict": verdict, "on": on,
        "decided_by": f"the shares between {who} and {whom}" if verdict == UNKNOWN else None,
        "economic_min": least, "economic_max": most, "ultimate_parent": None, "because": None,
    }  # fmt: skip


_MATCHES = pa.schema([
    ("party", pa.string()), ("list", pa.string()), ("entry", pa.string()), ("score", pa.float64()),
    ("verdict", pa.string()), ("because", pa.string()),
])  # fmt: skip
_CONTROL = pa.schema([
    ("party", pa.string()), ("controller", pa.string()), ("share_min", pa.float64()), ("share_max", pa.float64()),
    ("verdict", pa.string()), ("on", pa.timestamp("us")), ("decided_by", pa.string()), ("economic_min", pa.float64()),
    ("economic_max", pa.float64()), ("ultimate_parent", pa.string()), ("because", pa.string()),
])  # fmt: skip
