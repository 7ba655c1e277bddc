"""Tables of the judgement: legs, hazards, lines of evidence, and what a visit verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from enduse.model.table import table

CONCERN = (
    "AF", "BY", "CD", "CF", "CN", "CU", "CY", "ER", "HK", "HT", "IQ", "IR", "KH", "KP", "LB", "LY", "MM", "MO", "NI",
    "RU", "SD", "SO", "SS", "SY", "VE", "ZW",
)  # fmt: skip
"""Country group D:5 of 15 CFR part 740 supplement 1, with Macau and Hong Kong as treated with it (snapshot of
September 2026). Used for one thing only: a sighting there, off the unit's own path, is a signal. It is no verdict
of law; the rules decide that by date."""

ITEM_SENSITIVITY = {"document": 0.0, "label": 0.5, "read": 0.98, "attested": 0.999}
"""P(an absent unit is noticed | it is sampled), by the grade of the check.

Staged inspections with dummy machines and moved labels are documented (typologies T04 and T16), so a label
read by a person notices an absence half the time (judgement, not measured); an electronic reading fails by
mis-keyed or cloned serials only. A paper notices nothing.
"""

FAMILIES_CARRIED = ("silence", "custody", "place", "identity", "count")
"""Families of findings that the change point already weighs from the timeline: shown, never added again."""


@table("legs", kind="derived", writer="score.evidence", key=("unit", "leg"))
@dataclass(frozen=True)
class Leg:
    """A stretch of a unit's custody, with the hazard of leaving the book there and the evidence since."""

    unit: Annotated[str, "canonical id"]
    leg: Annotated[int, "0 is all before the last credible look; then one a custody entry"]
    state: Annotated[str, "before, seen, installed, dwell, transit, out, made or ended"]
    since: Annotated[datetime, "begin of the leg, UTC"]
    until: Annotated[datetime | None, "end, UTC; empty: still open"]
    place: Annotated[str, "site id; for a transit `from > to`"]
    site: Annotated[str | None, "site id where the leg begins"]
    custodian: Annotated[str | None, "party id of who held it or was to receive it"]
    cluster: Annotated[str, "units that share one fate: server, shipment or paper"]
    hazard_diverted: Annotated[float, "prior probability of diversion on this leg"]
    hazard_lost: Annotated[float, "prior probability of loss or unrecorded scrapping on this leg"]
    hazard_error: Annotated[float, "prior probability that the book is wrong from here on"]
    silence_db: Annotated[float, "weight of silence among reporting peers, decibans"]
    custody_db: Annotated[float, "weight of a paper that is overdue or of leaving the end user, decibans"]
    place_db: Annotated[float, "weight of sightings off the path, decibans"]
    count_db: Annotated[float, "weight of having been looked for and not found, decibans"]
    added_db: Annotated[float, "weight of the unit's findings of other families, each family capped, decibans"]
    shared_db: Annotated[float, "weight of findings on its lot, site or party: one piece of evidence for all, decibans"]
    looks_db: Annotated[float, "weight of later looks and papers that speak for the book, decibans (negative)"]
    weight_diverted: Annotated[float, "sum of the weights for diverted, decibans"]
    weight_lost: Annotated[float, "the same for lost, decibans"]
    weight_error: Annotated[float, "the same for record error, decibans"]
    odds_removal: Annotated[float, "odds that it left with its whole site, gone dark; 0 if the site reports"]
    days: Annotated[float, "length of the leg so far, days"]
    missed: Annotated[float, "rounds of reports missed while peers reported"]
    source: Annotated[str | None, "FILE:ROW of the entry that opened it"]


@table("hazards", kind="derived", writer="score.hazards", key=("unit",))
@dataclass(frozen=True)
class Hazard:
    """Odds of each unit from its own legs, and what the record of its place and custodian adds."""

    unit: Annotated[str, "canonical id"]
    odds_diverted: Annotated[float, "odds against as booked from the unit's own legs"]
    odds_lost: Annotated[float, "odds against as booked from the unit's own legs"]
    odds_error: Annotated[float, "odds against as booked from the unit's own legs"]
    odds_removal: Annotated[float, "odds that it left with its whole site"]
    shared_db: Annotated[float, "findings on its lot, site and parties, decibans"]
    leg: Annotated[int, "likeliest leg of diversion"]
    share_of_leg: Annotated[float, "share of the diverted odds that the likeliest leg carries"]
    place: Annotated[str, "site id or corridor of the likeliest leg"]
    custodian: Annotated[str | None, "party id"]
    cluster: Annotated[str, "units that share one fate"]
    chips: Annotated[int, "GPUs that the unit stands for"]
    world_db: Annotated[float, "base rate of this evidence against the prior, decibans"]
    place_record_db: Annotated[float, "record of the other units of the place, decibans"]
    party_record_db: Annotated[float, "record of the custodian elsewhere, decibans"]
    removal: Annotated[str | None, "dark cell that the unit shares, if any"]
    dilution: Annotated[float, "how many windows of time the unit's life holds, if its evidence has a time"]
    window_early: Annotated[int, "number of the first window of time that its likeliest leg falls into"]
    window_late: Annotated[int, "number of the second; windows overlap by half"]


@table("lots", kind="derived", writer="score.lots")
@dataclass(frozen=True)
class LotCount:
    """How many of a lot without serial numbers are missing, for whatever reason, as a count with an interval."""

    lot: Annotated[str, "canonical id"]
    held: Annotated[int, "how many the book says stand somewhere"]
    on_the_way: Annotated[int, "how many were shipped and not received"]
    doubtful: Annotated[int, "on the way, or missing from a count of most of the lot: they share one fate"]
    standing: Annotated[int, "the rest"]
    seen: Annotated[int, "of the rest, how many the latest look found"]
    gone: Annotated[int, "of the rest, how many the latest look did not find"]
    sensitivity: Annotated[float, "P(that look notices a unit that is not what it should be)"]
    own: Annotated[float, "probability that the doubtful part is not as booked, from the lot's own legs and records"]
    alpha: Annotated[float, "beta distribution of the missing share of the rest, after the look"]
    beta: Annotated[float, "the same"]
    share_diverted: Annotated[float, "of what is missing, the share that is diverted rather than lost or misbooked"]
    missing_doubtful: Annotated[float, "expected number missing of the doubtful part"]
    missing_standing: Annotated[float, "expected number missing of the rest"]
    missing: Annotated[float, "expected number missing in all"]
    p05: Annotated[int, "5 % point of the number missing"]
    p95: Annotated[int, "95 % point of the number missing"]


@table("evidence_lines", kind="derived", writer="score.explain", key=("subject_kind", "subject", "hypothesis", "line"))
@dataclass(frozen=True)
class EvidenceLine:
    """One line of the account of a probability; the lines of a subject and hypothesis add up."""

    subject_kind: Annotated[str, "unit, lot or site"]
    subject: Annotated[str, "canonical id"]
    hypothesis: Annotated[str, "record_error, lost or diverted, each against as booked"]
    line: Annotated[int, "0 is the prior; the last is the uncertainty about when"]
    family: Annotated[str, "prior, record, silence, removal, custody, place, count, added, shared, looks, when or mean"]
    finding: Annotated[str | None, "finding that says the same, if a detector has one"]
    says: Annotated[str, "the sentence"]
    reverses: Annotated[str | None, "what would reverse it"]
    db: Annotated[float, "decibans"]
    leg: Annotated[str | None, "leg it falls on"]
    origin: Annotated[str | None, "FILE:ROW, or the cluster of sources that counts once"]


@table("darkness", kind="derived", writer="score.evidence")
@dataclass(frozen=True)
class Dark:
    """A site of which nothing reports any more: removal of everything against an outage, line by line."""

    site: Annotated[str, "site id"]
    unit_kind: Annotated[str, "gpu, board, server or rack"]
    since: Annotated[datetime, "last report of any unit, UTC"]
    line: Annotated[int, "order"]
    says: Annotated[str, "what is weighed"]
    db: Annotated[float, "decibans for removal"]


@table("verified", kind="derived", writer="plan.verified")
@dataclass(frozen=True)
class Verified:
    """What a visit really verified, by grade, and what is still unverified."""

    site: Annotated[str, "site id"]
    day: Annotated[datetime, "day of the visit, UTC"]
    document: Annotated[str | None, "report of the visit"]
    population: Annotated[int, "units on the book there that day"]
    label: Annotated[int, "units of which a label was seen"]
    read: Annotated[int, "units that answered electronically"]
    attested: Annotated[int, "units that signed a fresh nonce"]
    missing: Annotated[int, "units looked for and not found"]
    unverified: Annotated[int, "units on the book not looked at in any grade"]
    stale_on: Annotated[datetime, "when the evidence of this visit passes the timeliness goal, UTC"]
    passes_if_short: Annotated[float, "P(no absence noticed) had 3 % of the units been gone"]


@table("series", kind="derived", writer="score.balances")
@dataclass(frozen=True)
class Balance:
    """A material balance of a site and holder, closed at a round of reports or a month's end; in GPUs."""

    site: Annotated[str, "site id"]
    party: Annotated[str | None, "holder, party id"]
    basis: Annotated[str, "round (near-real-time: closed when every chip has had its turn) or month (period-driven)"]
    period_from: Annotated[datetime, "UTC"]
    period_to: Annotated[datetime, "when the balance is closed, half-open, UTC"]
    opening: Annotated[int, "physical inventory when the period began"]
    received: Annotated[int, "answered here for the first time, or came back into service"]
    shipped: Annotated[int, "left on paper"]
    removed: Annotated[int, "taken out of service or written off on paper, less what was put back"]
    book: Annotated[int, "enrolled and in service at the close"]
    physical: Annotated[int, "of the book: answered electronically in the two rounds before the close; lots as counted"]
    inventory: Annotated[str, "taken; announced outage or nothing answered: no inventory, so no statistics"]
    muf: Annotated[int, "opening + received - shipped - removed - physical; positive is missing"]
    cumuf: Annotated[int, "running sum of muf: book less physical"]
    cumuf_h100e: Annotated[float, "the same, each chip weighed by its total processing performance over an H100's"]
    expected: Annotated[float | None, "of cumuf: what an honest site with these habits misses, GPUs"]
    sigma: Annotated[float | None, "standard deviation of cumuf on an honest site, GPUs"]
    cumuf_standardised: Annotated[float | None, "cumuf less expected, in standard deviations"]
    sitmuf: Annotated[float | None, "muf less what earlier balances and honest habits let expect, in its sigmas"]
    gemuf: Annotated[float | None, "running sum of sitmuf squared"]
    page: Annotated[float, "Page's sum of sitmuf less 0.5, never below zero; waits while no inventory is taken"]
    threshold: Annotated[float, "of page: one false alarm in twenty site-years if the noise is as modelled"]
    alarm: Annotated[
        bool,
        "page passed the threshold, or from now on nothing answers and no outage was announced; "
        "told once: the sums begin again from what is then missing",
    ]
