"""Tables of contested reports: texts, what they say, and how they meet the lots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from enduse.model.evidence import Exhibit, Recorded, Source
from enduse.model.table import table

STATUSES = ("unexamined", "tested", "supported", "contradicted", "not_testable", "superseded")
"""The ladder of a proposition; there is no rung that says true."""

RELIABILITY = ("A", "B", "C", "D", "E", "F")
"""Reliability of a source (Admiralty scale): on the source, never averaged with the credibility of what it says."""

CREDIBILITY = ("1", "2", "3", "4", "5", "6")
"""Credibility of one assertion (Admiralty scale)."""

FORMS = ("text", "html", "email", "lead")


@table("articles", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class Article:
    """A text that may hold claims: article, page, e-mail, or a lead that an analyst has corrected."""

    document: Annotated[str, "file as named in references"]
    form: Annotated[str, "text, html, email or lead"]
    text: Annotated[str, "the file decoded, as it stands"]
    recorded: Recorded
    source: Source
    exhibit: Exhibit


@table("assertions", kind="derived", writer="claims.texts")
@dataclass(frozen=True)
class AssertionRow:
    """One thing that a document lets somebody say."""

    lead: Annotated[str, "lead by document"]
    assertion: Annotated[int, "number within the lead, from 0"]
    document: Annotated[str, "document it stands in"]
    said_by: Annotated[str, "who the document lets speak"]
    attributed_to: Annotated[str | None, "the source behind it, as written"]
    modality: Annotated[
        str, "asserts, denies, no_knowledge, no_comment, alleges, charged, admits, court_found or corrects"
    ]
    span: Annotated[str, "the quoted words"]
    span_start: Annotated[int, "offset of the first letter in the text of the document"]
    span_end: Annotated[int, "offset after the last letter"]
    matter: Annotated[str, "custody, policy, market, conduct or correction"]
    proposition: Annotated[str, "proposition that it is about"]
    predicates: Annotated[str, "what could be checked, as JSON"]
    derives_from: Annotated[str | None, "document or outlet that it cites"]
    derivation_kind: Annotated[str | None, "cites, quotes, translates, same_release, independent or unknown"]
    credibility: Annotated[str | None, "1 to 6, by the analyst; NULL: not judged"]


@table("propositions", kind="derived", writer="claims.texts")
@dataclass(frozen=True)
class PropositionRow:
    """What several assertions say alike."""

    lead: Annotated[str, "lead by document"]
    proposition: Annotated[str, "id within the lead"]
    matter: Annotated[str, "custody, policy, market or conduct"]
    text: Annotated[str, "the proposition in canonical words"]
    status: Annotated[str, "unexamined, tested, supported, contradicted, not_testable or superseded"]
    assertions: Annotated[int, "how many assertions are about it"]
    origins: Annotated[int, "independent origins of the lead"]
    denials: Annotated[int, "assertions that deny it"]
    no_knowledge: Annotated[int, "assertions that only say nothing is known of it"]


@table("derivations", kind="derived", writer="claims.texts")
@dataclass(frozen=True)
class DerivationRow:
    """A document rests on another document or outlet."""

    lead: Annotated[str, "lead by document"]
    document: Annotated[str, "document that rests"]
    rests_on: Annotated[str, "document or outlet"]
    kind: Annotated[str, "cites, quotes, translates, same_release, independent or unknown"]
    because: Annotated[str | None, "words or measure that show it"]


@table("statuses", kind="derived", writer="claims.competing")
@dataclass(frozen=True)
class StatusRow:
    """A change of a proposition's status: who, when, why."""

    lead: Annotated[str, "lead by document"]
    proposition: Annotated[str, "id within the lead"]
    status: Annotated[str, "status from then on"]
    who: Annotated[str, "who changed it"]
    changed: Annotated[datetime, "when, UTC"]
    why: Annotated[str, "the reason"]
    observation: Annotated[str | None, "FILE:ROW or text that it rests on"]


@table("fit_predicates", kind="derived", writer="claims.competing")
@dataclass(frozen=True)
class FitPredicate:
    """One predicate of a lead against one lot."""

    lead: Annotated[str, "lead by document"]
    lot: Annotated[str, "lot"]
    predicate: Annotated[str, "product, place, time, removed, inspected, shipped_on, destination, serials, parties"]
    hard: Annotated[bool, "a hard predicate excludes when it conflicts"]
    verdict: Annotated[str, "fits, conflicts or unknown"]
    db: Annotated[float, "weight against the base rate of all lots, decibans"]
    because: Annotated[str | None, "the event that decided, with its FILE:ROW"]


@table("hypotheses", kind="derived", writer="claims.competing")
@dataclass(frozen=True)
class HypothesisCell:
    """Competing explanations of one lot: one piece of evidence against one explanation."""

    lead: Annotated[str, "lead by document"]
    lot: Annotated[str, "lot"]
    evidence: Annotated[str, "what was seen, or not seen"]
    hypothesis: Annotated[str, "explanation"]
    consistency: Annotated[str, "C consistent, I inconsistent, N neither"]
    source: Annotated[str | None, "FILE:ROW of the evidence"]


@table("lead_links", kind="derived", writer="claims.competing")
@dataclass(frozen=True)
class LeadLink:
    """Two leads that concern the same lot, site, party or unit."""

    lead: Annotated[str, "lead by document"]
    other: Annotated[str, "another lead"]
    shared_kind: Annotated[str, "lot, site, party or unit"]
    shared: Annotated[str, "which"]
