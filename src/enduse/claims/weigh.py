"""Predicates of a claim against lots, with weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

import numpy as np

from enduse.claims.claim import RESTRICTED, Claim
from enduse.claims.lots import Flags, Floats, Lots, instant, part_aliases, seconds

TRUE_HARD: Final = 0.95
"""P(a hard predicate fits | the claim is about this lot): a text that names a product is seldom wrong about it."""
TRUE_SOFT: Final = 0.8
"""The same for a soft predicate, such as "Southeast Asia" (facts on claims: soft 0.8)."""
CAP_DB: Final = 15.0
"""No single predicate weighs more."""
SHARE_SEEN: Final = 0.95
"""A lot of which this share was credibly seen after the claimed removal is excluded; the rest is within repairs."""
_CARRIED_WITHIN_S: Final = 60 * 86400.0
"""Goods that leave a site within so long after its units fell silent could have carried them."""
_SLACK_S: Final = 31 * 86400.0

FITS, UNKNOWN, CONFLICTS = 1, 0, -1
Verdicts = np.ndarray


@dataclass(frozen=True)
class Weighed:
    """One predicate against all lots.

    Attributes:
        verdicts: FITS, UNKNOWN or CONFLICTS for each lot.
        db: weight for each lot, 10 log10 of P(verdict | the claim is about it) / share of lots with that verdict.
    """

    predicate: str
    hard: bool
    verdicts: np.ndarray
    db: Floats
    because: Callable[[int], str]


def removal_by(claim: Claim, lots: Lots) -> float:
    """By when the units are said to be gone, seconds since 1970: the claim's end, the day of the text, or,
    where neither is stated, so long before the reporting date as the timeliness goal allows."""
    day = claim.last or claim.said_on
    return _end(day) if day else lots.as_of - lots.timeliness_s


def _end(day: date) -> float:
    return seconds(datetime.combine(day, time.max))


def _begin(day: date) -> float:
    return seconds(datetime.combine(day, time.min))


def weigh(claim: Claim, lots: Lots) -> list[Weighed]:
    """Every predicate that the claim has, against every lot."""
    found = [
        shape(claim, lots)
        for shape in (_product, _place, _time, _removed, _inspected, _shipped_on, _destination, _serials, _parties)
    ]
    return [predicate for predicate in found if predicate is not None]


def judge(claim: Claim, lots: Lots, weighed: list[Weighed]) -> tuple[Floats, list[str], Floats]:
    """Sum of weights, verdict, and GPUs that the claim could be about, for each lot."""
    db = np.sum([predicate.db for predicate in weighed], axis=0) if weighed else np.zeros(len(lots))
    excluded = np.zeros(len(lots), dtype=bool)
    for predicate in weighed:
        if predicate.hard:
            excluded |= predicate.verdicts == CONFLICTS
    left = lots.size.copy()
    if claim.removed:
        left = lots.unseen(removal_by(claim, lots))
        excluded |= lots.has_instrument & (left <= (1 - SHARE_SEEN) * lots.size)
    blind = ~lots.has_instrument if claim.removed else np.zeros(len(lots), dtype=bool)
    return db, np.where(excluded, "excluded", np.where(blind, "cannot_say", "compatible")).tolist(), left


def _weighed(predicate: str, hard: bool, fits: Flags, known: Flags, because: Callable[[int], str]) -> Weighed:
    """Turn "fits" and "known" into verdicts and decibans; the base rate is over the lots for which it is known."""
    verdicts = np.where(known, np.where(fits, FITS, CONFLICTS), UNKNOWN).astype(np.int8)
    base = (np.count_nonzero(fits & known) + 0.5) / (np.count_nonzero(known) + 1.0)
    true = TRUE_HARD if hard else TRUE_SOFT
    for_fit, for_conflict = 10 * np.log10(true / base), 10 * np.log10((1 - true) / (1 - base))
    db = np.where(verdicts == FITS, for_fit, np.where(verdicts == CONFLICTS, for_conflict, 0.0))
    return Weighed(predicate, hard, verdicts, np.clip(db, -CAP_DB, CAP_DB), because)


def _product(claim: Claim, lots: Lots) -> Weighed | None:
    if not claim.parts:
        return None
    specific = [part for part in claim.parts if part not in claim.families]
    wanted = frozenset(specific or claim.parts)
    wide = frozenset().union(*(part_aliases(part) for part in wanted)) if not specific else wanted
    fits = np.array([bool(aliases & (wanted | (wide if not specific else frozenset()))) for aliases in lots.chip_of])
    known = np.array([part is not None for part in lots.part_names])
    return _weighed(
        "product",
        True,
        fits,
        known,
        lambda i: f"the lot is {lots.part_names[i]}; the lead names {', '.join(claim.parts)}",
    )


def _place(claim: Claim, lots: Lots) -> Weighed | None:
    known = np.array([country is not None for country in lots.countries])
    if claim.stays:
        named = ", ".join(claim.stays)
        fits = np.array([country in claim.stays for country in lots.countries])
        return _weighed("place", claim.stays_hard, fits, known, lambda i: f"{_booked(lots, i)}; the lead names {named}")
    if not claim.destinations:
        return None
    fits = np.array([country is not None and country not in RESTRICTED for country in lots.countries])
    return _weighed("place", False, fits, known, lambda i: f"{_booked(lots, i)}, where it was to be used")


def _booked(lots: Lots, i: int) -> str:
    return f"booked at {lots.sites[i] or 'no site'} in {lots.countries[i] or 'an unknown country'}"


def _time(claim: Claim, lots: Lots) -> Weighed | None:
    """Hard: the lot existed before the matter ended. A lot made later cannot be meant."""
    if claim.last is None and claim.said_on is None:
        return None
    end = removal_by(claim, lots)
    fits = np.where(np.isfinite(lots.first_installed), lots.first_installed, lots.first_seen) <= end
    return _weighed(
        "time",
        True,
        fits,
        np.ones(len(lots), dtype=bool),
        lambda i: f"first installed {_word(lots.first_installed[i])}; the matter ended by {_word(end)}",
    )


def _removed(claim: Claim, lots: Lots) -> Weighed | None:
    if not claim.removed:
        return None
    after = removal_by(claim, lots)
    unseen = lots.unseen(after)
    since = lots.silent_since(after)
    fits = unseen >= 0.5 * lots.size
    if claim.first is not None:
        fits &= ~np.isfinite(since) | (since >= _begin(claim.first) - _SLACK_S)

    def because(i: int) -> str:
        unit = lots.deciding(i, "last_read", "last_read")
        if not fits[i] and unit is not None:
            seen, row = lots.size[i] - unseen[i], lots.columns
            last = f"last on {row['last_read'][unit]:%Y-%m-%d} ({row['read_source'][unit]})"
            where = f"at {row['read_site'][unit]} after {_word(after)}"
            return f"{seen:,.0f} of {lots.size[i]:,.0f} chips answered ({row['read_grade'][unit]}) {where}, {last}"
        last = f", last on {_word(since[i])} ({_last_source(lots, i, after)})" if np.isfinite(since[i]) else ""
        whole = f"{unseen[i]:,.0f} of {lots.size[i]:,.0f} chips"
        return f"{whole} not credibly seen at their place since {_word(after)}{last}"

    return _weighed("removed", False, fits, lots.has_instrument, because)


def _last_source(lots: Lots, index: int, after: float) -> str:
    members = lots.members(index)
    members = members[lots.last_read[members] < after]
    return str(lots.columns["read_source"][members[np.argmax(lots.last_read[members])]]) if members.size else ""


def _inspected(claim: Claim, lots: Lots) -> Weighed | None:
    if not claim.inspected:
        return None
    any_known = bool(np.isfinite(lots.last_inspected).any())
    after = removal_by(claim, lots)
    since = lots.silent_since(after)
    limit = np.where(np.isfinite(since), since + _SLACK_S, after)
    fits = np.isfinite(lots.last_inspected) & (lots.last_inspected <= limit)

    def because(i: int) -> str:
        unit = lots.deciding(i, "last_inspected", "last_inspected")
        if unit is None:
            return "no inspection of it is on file"
        row = lots.columns
        day, grade = row["last_inspected"][unit], row["inspected_grade"][unit]
        return f"inspected {day:%Y-%m-%d} by {grade} ({row['inspected_source'][unit]})"

    return _weighed("inspected", False, fits, np.full(len(lots), any_known), because)


def _carriers(claim: Claim, lots: Lots) -> list[str | None]:
    """For each lot, the departure from its site that could have carried its silent units away."""
    after = removal_by(claim, lots)
    since = lots.silent_since(after)
    unseen = lots.unseen(after)
    found: list[str | None] = []
    for i in range(len(lots)):
        hit = None
        if np.isfinite(since[i]) and unseen[i] >= 0.5 * lots.size[i]:
            for goods in lots.departures.get(lots.sites[i] or "", []):
                if since[i] <= goods.day + 86400.0 and goods.day <= since[i] + _CARRIED_WITHIN_S:
                    what = f"{goods.quantity} of {goods.part or 'goods'}"
                    hit = f"{what} left {goods.site} on {_word(goods.day)} ({goods.source})"
                    break
        found.append(hit)
    return found


def _shipped_on(claim: Claim, lots: Lots) -> Weighed | None:
    if not claim.removed or not lots.departures:
        return None
    carriers = _carriers(claim, lots)
    fits = np.array([carrier is not None for carrier in carriers])
    known = np.array([site in lots.departures for site in lots.sites])
    return _weighed(
        "shipped_on",
        False,
        fits,
        known | fits,
        lambda i: carriers[i] or "no departure of goods on file that could have carried it",
    )


def _destination(claim: Claim, lots: Lots) -> Weighed | None:
    """A unit that answered in a country of the claim's destination; none seen there says nothing."""
    if not claim.destinations:
        return None
    wanted = set(claim.destinations) | ({"HK", "MO"} if "CN" in claim.destinations else set())
    hits = np.zeros(len(lots.chips), dtype=bool)
    hits[[unit for unit in lots.sighted_elsewhere if lots.columns["off_country"][unit] in wanted]] = True
    fits = lots.total(hits.astype(np.float64)) > 0

    def because(i: int) -> str:
        members = lots.members(i)
        members = members[hits[members]]
        if not members.size:
            return "no unit of it answered from the destination"
        unit, row = members[0], lots.columns
        day, place = row["off_happened"][unit], row["off_country"][unit]
        return f"{row['unit'][unit]} answered from {place} on {day:%Y-%m-%d} ({row['off_source'][unit]})"

    weighed = _weighed("destination", False, fits, np.ones(len(lots), dtype=bool), because)
    verdicts = np.where(fits, FITS, UNKNOWN).astype(np.int8)
    return replace(weighed, verdicts=verdicts, db=np.where(fits, weighed.db, 0.0))


def _serials(claim: Claim, lots: Lots) -> Weighed | None:
    if not claim.units:
        return None
    place = {unit: number for number, unit in enumerate(lots.columns["unit"])}
    hits = [place[unit] for unit in claim.units if unit in place]
    if not hits:
        return None
    held = {int(lots.lot[unit]) for unit in hits}
    fits = np.array([i in held for i in range(len(lots))])
    everyone = len(hits) == len(claim.units)
    names = ", ".join(lots.columns["unit"][unit] for unit in hits[:3])
    where = ", ".join(sorted(lots.names[i] for i in held))
    weighed = _weighed(
        "serials", everyone, fits, fits | everyone, lambda i: f"serials of the lead ({names}) belong to {where}"
    )
    return weighed


def _parties(claim: Claim, lots: Lots) -> Weighed | None:
    """A party of the lead that holds the lot by name; other parties say nothing."""
    if not claim.parties:
        return None
    wanted = {name.casefold() for name in claim.parties}
    fits = np.array(
        [bool({name.casefold() for name in lots.holders.get(party or "", set())} & wanted) for party in lots.parties]
    )
    if not fits.any():
        return None
    return _weighed("parties", False, fits, fits, lambda i: f"held by {lots.parties[i]}, whom the lead names")


def shifted(claim: Claim, product: frozenset[str], days: int) -> Claim:
    """The same claim about another product and another time: for the negative control."""

    def move(day: date | None) -> date | None:
        return None if day is None else day + timedelta(days)

    return replace(
        claim,
        parts=tuple(sorted(product)),
        first=move(claim.first),
        last=move(claim.last),
        said_on=move(claim.said_on),
        units=(),
        parties=(),
    )


def _word(value: float) -> str:
    return f"{instant(value):%Y-%m-%d}" if np.isfinite(value) else "an unknown day"
