"""Derived tables: what the stages conclude, each with one writer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from enduse.model.table import table

HYPOTHESES = ("as_booked", "record_error", "lost", "diverted")
"""What may have become of a unit; the probabilities of one subject sum to one."""

SUBJECT_KINDS = ("unit", "lot", "site", "party")


@table("proofs", kind="derived", writer="proof.verify")
@dataclass(frozen=True)
class Proof:
    """What a machine's evidence shows once verified."""

    exhibit: Annotated[str, "SHA-256 of the file, or its FILE:ROW"]
    kind: Annotated[str, "attestation, delay, rollcall, …"]
    unit: Annotated[str | None, "identity that the proof is about"]
    site: Annotated[str | None, "site id it speaks of"]
    at: Annotated[datetime | None, "when it was measured, UTC"]
    verdict: Annotated[str, "valid, invalid, unknown; for delays cleared, contradicted, unresolved"]
    grade: Annotated[str, "attested or read"]
    radius_km: Annotated[float | None, "radius of the region that delays allow, km"]
    because: Annotated[str | None, "the deciding lines"]


@table("identities", kind="derived", writer="ledger.identity")
@dataclass(frozen=True)
class Identity:
    """An identifier bound to a unit, from when to when."""

    identifier: Annotated[str, "identifier as written"]
    identifier_kind: Annotated[str, "serial, uuid, certificate, brom, board, chassis, slot or other"]
    unit: Annotated[str, "canonical id: the serial number where there is one"]
    bound_from: Annotated[datetime | None, "since when, UTC"]
    bound_to: Annotated[datetime | None, "until when, half-open, UTC"]
    grade: Annotated[str, "grade of the evidence that binds"]
    source: Annotated[str | None, "FILE:ROW that says so"]


@table("units", kind="derived", writer="ledger.units", key=("unit",))
@dataclass(frozen=True)
class Unit:
    """A unit that evidence speaks of."""

    unit: Annotated[str, "canonical id"]
    unit_kind: Annotated[str, "gpu, board, server, rack or lot"]
    part: Annotated[str | None, "catalogue name, or as written"]
    quantity: Annotated[int, "units in a lot; 1 otherwise"]
    chips: Annotated[
        int, "GPUs this row stands for; none for containers of units, and for what went into other lots"
    ]
    chips_each: Annotated[float, "GPUs of one item of it, those with serial numbers of their own not counted again"]
    lot: Annotated[str | None, "lot it came in: the lot unit, or the first shipment's document"]
    first_seen: Annotated[datetime, "first event, UTC"]
    last_seen: Annotated[datetime | None, "last sighting or scan on the spot, UTC"]


@table("timeline", kind="derived", writer="ledger.timeline")
@dataclass(frozen=True)
class Entry:
    """One event of one unit, names resolved, repeats collapsed, containers carried down."""

    seq: Annotated[int, "total order by happened, then unit and content; the same whatever the file order; not dense"]
    event: Annotated[str, "business step"]
    happened: Annotated[datetime, "UTC"]
    happened_to: Annotated[datetime | None, "UTC"]
    unit: Annotated[str, "canonical id"]
    unit_no: Annotated[int, "number of the unit in the order of ids: for bulk work on integers"]
    unit_kind: Annotated[str, "gpu, board, server, rack or lot"]
    part: Annotated[str | None, "catalogue name, or as written"]
    quantity: Annotated[int, "units"]
    site: Annotated[str | None, "site id"]
    country: Annotated[str | None, "country of the site"]
    to_site: Annotated[str | None, "declared destination, site id"]
    to_country: Annotated[str | None, "country of the declared destination, or of the receiving party"]
    from_party: Annotated[str | None, "party id"]
    to_party: Annotated[str | None, "party id"]
    parent: Annotated[str | None, "canonical id of the container as stated"]
    grade: Annotated[str, "document, label, read or attested"]
    document: Annotated[str | None, "the paper it is in"]
    source: Annotated[str | None, "FILE:ROW"]
    note: Annotated[str | None, "free text"]
    via: Annotated[str | None, "container through which the unit inherits the event"]


@table("containment", kind="derived", writer="ledger.timeline", key=("unit", "inside_from"))
@dataclass(frozen=True)
class Containment:
    """Which unit was in which container, from when to when."""

    unit: Annotated[str, "canonical id of the part"]
    parent: Annotated[str, "canonical id of the container"]
    inside_from: Annotated[datetime, "UTC"]
    inside_to: Annotated[datetime | None, "half-open, UTC"]
    source: Annotated[str | None, "FILE:ROW that says so"]


@table("holdings", kind="derived", writer="ledger.timeline")
@dataclass(frozen=True)
class Custody:
    """Who had which unit where, from when to when; never overlapping for one unit."""

    unit: Annotated[str, "canonical id"]
    party: Annotated[str | None, "holder, party id"]
    site: Annotated[str | None, "site id; empty in transit"]
    country: Annotated[str | None, "ISO 3166 alpha-2"]
    held_from: Annotated[datetime, "UTC"]
    held_to: Annotated[datetime | None, "half-open, UTC; empty: still"]
    grade: Annotated[str, "grade of the entry that opened it"]
    opened_by: Annotated[str, "event that opened it"]
    closed_by: Annotated[str | None, "event that closed it"]
    state: Annotated[str, "held, transit, missing or ended"]
    to_site: Annotated[str | None, "declared destination while in transit, site id"]
    quantity: Annotated[int, "units"]
    source: Annotated[str | None, "FILE:ROW of the opening entry"]


@table("accounts", kind="derived", writer="ledger.account")
@dataclass(frozen=True)
class Account:
    """Book against verified, per site, holder, part and period; counted in GPUs."""

    site: Annotated[str | None, "site id; empty in transit"]
    party: Annotated[str | None, "holder, party id"]
    part: Annotated[str | None, "catalogue name"]
    period_from: Annotated[datetime, "UTC"]
    period_to: Annotated[datetime, "half-open, UTC"]
    opening: Annotated[int, "on the book when the period began"]
    received: Annotated[int, "came in"]
    shipped: Annotated[int, "sent out"]
    removed: Annotated[int, "written off: decommissioned, destroyed, returned or in repair"]
    book: Annotated[int, "on the book when the period ended"]
    verified: Annotated[int, "of the book: seen on the spot within the timeliness goal, any grade above paper"]
    stale: Annotated[int, "of the book: seen on the spot, but longer ago than the goal"]
    never_verified: Annotated[int, "of the book: on paper only"]
    muf: Annotated[int, "material unaccounted for: book less physical as last counted; positive is missing"]
    oldest_verification: Annotated[datetime | None, "oldest last sighting among the seen, UTC"]
    verified_label: Annotated[int, "of verified: best grade is label"]
    verified_read: Annotated[int, "of verified: best grade is read"]
    verified_attested: Annotated[int, "of verified: best grade is attested"]
    evidence: Annotated[str | None, "FILE:ROW of the latest entry counted"]


@table("control", kind="derived", writer="screen.control")
@dataclass(frozen=True)
class Control:
    """Who controls whom on the day."""

    party: Annotated[str, "party id"]
    controller: Annotated[str, "party id of the owner, or `listed parties` for the aggregate"]
    share_min: Annotated[float, "least share, 0 to 1"]
    share_max: Annotated[float, "greatest share, 0 to 1"]
    verdict: Annotated[str, "met, not_met, unknown or not_in_force"]
    on: Annotated[datetime, "day of the question, UTC"]
    decided_by: Annotated[str | None, "the share that decides"]
    economic_min: Annotated[float | None, "least share multiplied along every chain, 0 to 1"]
    economic_max: Annotated[float | None, "greatest share multiplied along every chain, 0 to 1"]
    ultimate_parent: Annotated[str | None, "top of the chain of majority holdings, an accounting notion; party id"]
    because: Annotated[str | None, "the holdings counted and what each owner is"]


@table("matches", kind="derived", writer="screen.match")
@dataclass(frozen=True)
class Match:
    """A party of the evidence against an entry of a list."""

    party: Annotated[str, "party id"]
    list: Annotated[str, "list, by card"]
    entry: Annotated[str, "entry of the list"]
    score: Annotated[float, "0 to 1"]
    verdict: Annotated[str, "match, review or below"]
    because: Annotated[str | None, "what matched and what did not"]
    by_name: Annotated[float | None, "score by the name alone, 0 to 1; an address makes no party a listed one"]


@table("determinations", kind="derived", writer="rules.evaluate")
@dataclass(frozen=True)
class Determination:
    """What the law of the day says of a transfer or part."""

    subject: Annotated[str, "unit shipped, canonical id"]
    rule: Annotated[str, "rule that decides"]
    on: Annotated[datetime, "day of the transfer, UTC"]
    verdict: Annotated[str, "met, not_met, unknown or not_in_force"]
    outcome: Annotated[str | None, "required, not_required or unknown: whether a licence was needed"]
    because: Annotated[str | None, "the deciding lines with numbers and citation"]
    transfer: Annotated[int | None, "seq of the event in the timeline"]
    basis: Annotated[str | None, "shipment, or sighting: seen where no shipment led"]
    part: Annotated[str | None, "catalogue name"]
    quantity: Annotated[int | None, "units shipped"]
    origin: Annotated[str | None, "country it leaves, ISO 3166 alpha-2"]
    destination: Annotated[str | None, "declared country of destination, ISO 3166 alpha-2"]
    kind: Annotated[str | None, "export, reexport or transfer"]
    classification: Annotated[str | None, "paragraphs met, joined by commas"]
    policy: Annotated[str | None, "presumption_of_denial, presumption_of_approval or case_by_case"]
    exceptions: Annotated[str | None, "licence exceptions open on the facts known, joined by commas"]
    missing: Annotated[str | None, "facts that would settle it, joined by commas"]
    cites: Annotated[str | None, "citations, joined by semicolons"]
    to_party: Annotated[str | None, "recipient, party id"]
    source: Annotated[str | None, "FILE:ROW of the shipment"]
    via: Annotated[str | None, "container through which the unit was shipped; empty: by itself"]


@table("findings", kind="derived", writer="detect.detector", key=("finding",))
@dataclass(frozen=True)
class Finding:
    """What a detector found, with its weight."""

    finding: Annotated[str, "finding id"]
    detector: Annotated[str, "detector by name"]
    family: Annotated[str, "family, capped together in the score"]
    subject_kind: Annotated[str, "unit, lot, site or party"]
    subject: Annotated[str, "canonical id"]
    since: Annotated[datetime | None, "UTC"]
    until: Annotated[datetime | None, "UTC"]
    db: Annotated[float, "weight of evidence, decibans: 10 log10(m / u)"]
    m: Annotated[float, "P(finding | diverted)"]
    u: Annotated[float, "P(finding | as booked)"]
    evidence: Annotated[list[str], "FILE:ROW references"]
    says: Annotated[str, "the sentence"]


@table("posteriors", kind="derived", writer="score.posterior", key=("subject_kind", "subject", "hypothesis"))
@dataclass(frozen=True)
class Posterior:
    """Probability of each hypothesis for each subject."""

    subject_kind: Annotated[str, "unit, lot, site or party"]
    subject: Annotated[str, "canonical id"]
    hypothesis: Annotated[str, "as_booked, record_error, lost or diverted"]
    prior: Annotated[float, "probability before the evidence"]
    db: Annotated[float, "weight of the evidence, decibans"]
    probability: Annotated[float, "after the evidence; sums to one over the hypotheses"]
    since: Annotated[datetime | None, "likeliest start, UTC"]
    leg: Annotated[str | None, "likeliest leg: from what to what"]
    custodian: Annotated[str | None, "who held it then, party id"]


@table("quantities", kind="derived", writer="score.quantity")
@dataclass(frozen=True)
class Quantity:
    """How many are diverted, as an interval."""

    scope_kind: Annotated[str, "all, part, site, party or country"]
    scope: Annotated[str, "which"]
    part: Annotated[str, "catalogue name, `all` (GPUs) or `H100e`"]
    median: Annotated[float, "units"]
    p05: Annotated[float, "5 % point, units"]
    p95: Annotated[float, "95 % point, units"]
    p_exceeds: Annotated[float | None, "probability of exceeding the set amount"]


@table("fits", kind="derived", writer="claims.fit")
@dataclass(frozen=True)
class Fit:
    """Which lots fit which lead."""

    lead: Annotated[str, "lead by document"]
    lot: Annotated[str, "lot"]
    verdict: Annotated[str, "compatible, excluded or cannot_say"]
    db: Annotated[float | None, "likelihood ratio against the base rate, decibans"]
    because: Annotated[str | None, "the event that decided"]
    units: Annotated[int | None, "GPUs in the lot"]
    next_check: Annotated[str | None, "what would settle it"]


@table("visits", kind="derived", writer="plan.visits")
@dataclass(frozen=True)
class Visit:
    """A site to visit and what to read there."""

    rank: Annotated[int, "1 is first"]
    site: Annotated[str, "site id"]
    part: Annotated[str | None, "catalogue name"]
    population: Annotated[int, "units on the book"]
    sample: Annotated[int, "units to read"]
    detection_probability: Annotated[float, "of finding at least one missing"]
    reason: Annotated[str, "begins with risk or random"]
    cost: Annotated[float | None, "hours"]
    value: Annotated[float | None, "expected diverted units found"]
    serials: Annotated[list[str], "which units, by systematic sampling"]
