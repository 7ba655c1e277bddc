"""The texts of a view as leads, and the tables of what they say."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache

import pyarrow as pa

from enduse.claims.claim import Claim, claim_of
from enduse.claims.document import open_document
from enduse.claims.lead import Lead, assemble
from enduse.claims.leadfile import LeadFile, load_lead
from enduse.claims.reading import read
from enduse.errors import InputError
from enduse.store import Rows, View


@lru_cache(maxsize=512)
def _text(name: str, text: str) -> Lead | None:
    try:
        return assemble([read(open_document(text.encode(), name))])
    except InputError:
        return None  # a text without words: admitted as evidence, but no lead


@lru_cache(maxsize=512)
def _file(name: str, text: str) -> LeadFile:
    return load_lead(text, name)


def leads_of(view: View) -> list[tuple[Lead, Claim, LeadFile | None]]:
    """Every lead of a view with its claim; texts dated later than the view knows are left out."""
    found: list[tuple[Lead, Claim, LeadFile | None]] = []
    for row in view.rows("SELECT document, form, text FROM articles ORDER BY document"):
        if row["form"] == "lead":
            corrected = _file(row["document"], row["text"])
            found.append((corrected.lead, corrected.claim, corrected))
            continue
        lead = _text(row["document"], row["text"])
        if lead is None or not lead.assertions:
            continue
        day = lead.document.published if lead.document.published_basis != "the file name" else None
        if day is None or day <= view.known_by.date():
            found.append((lead, replace(claim_of(lead), lead=row["document"]), None))
    return found


def claims_of(view: View) -> list[Claim]:
    """The claims that may be held against lots: of an extractor's lead only once somebody has confirmed it."""
    return [claim for _, claim, corrected in leads_of(view) if corrected is None or corrected.is_usable]


def assertions(view: View) -> Rows:
    """Rows of `assertions`."""
    rows = []
    for lead, _, corrected in leads_of(view):
        for number, a in enumerate(lead.assertions):
            cite = a.derives_from[0] if a.derives_from else {}
            rows.append(
                {
                    "lead": lead.document.name,
                    "assertion": number,
                    "document": lead.readings[lead.owners[number]].document.name,
                    "said_by": a.said_by,
                    "attributed_to": a.attributed_to,
                    "modality": a.modality,
                    "span": a.span,
                    "span_start": a.start,
                    "span_end": a.end,
                    "matter": a.matter,
                    "proposition": a.proposition or "",
                    "predicates": json.dumps(a.predicates, ensure_ascii=False, sort_keys=True),
                    "derives_from": cite.get("document"),
                    "derivation_kind": cite.get("kind"),
                    "credibility": corrected.credibility.get(number) if corrected else None,
                }
            )
    return pa.Table.from_pylist(rows, schema=_ASSERTIONS)


def propositions(view: View) -> Rows:
    """Rows of `propositions`."""
    rows = [
        {
            "lead": lead.document.name,
            "proposition": p.id,
            "matter": p.matter,
            "text": p.text(),
            "status": p.status,
            "assertions": len(p.members),
            "origins": lead.origins.origins,
            "denials": p.modes.get("denies", 0),
            "no_knowledge": p.modes.get("no_knowledge", 0),
        }
        for lead, _, _ in leads_of(view)
        for p in lead.propositions
    ]
    return pa.Table.from_pylist(rows, schema=_PROPOSITIONS)


def derivations(view: View) -> Rows:
    """Rows of `derivations`: what each text says it rests on, and which texts of the evidence copy each other."""
    rows = [
        {
            "lead": lead.document.name,
            "document": tie.document,
            "rests_on": tie.source,
            "kind": tie.kind,
            "because": tie.because,
        }
        for lead, _, _ in leads_of(view)
        for tie in lead.origins.derivations
    ]
    together = [reading for lead, _, _ in leads_of(view) for reading in lead.readings]
    if len(together) > 1:
        alone = {(row["document"], row["rests_on"]) for row in rows}
        rows.extend(
            {
                "lead": tie.document,
                "document": tie.document,
                "rests_on": tie.source,
                "kind": tie.kind,
                "because": tie.because,
            }
            for tie in assemble(together).origins.derivations
            if (tie.document, tie.source) not in alone
        )
    return pa.Table.from_pylist(rows, schema=_DERIVATIONS)


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


_ASSERTIONS = _schema(
    lead=pa.string(),
    assertion=pa.int64(),
    document=pa.string(),
    said_by=pa.string(),
    attributed_to=pa.string(),
    modality=pa.string(),
    span=pa.string(),
    span_start=pa.int64(),
    span_end=pa.int64(),
    matter=pa.string(),
    proposition=pa.string(),
    predicates=pa.string(),
    derives_from=pa.string(),
    derivation_kind=pa.string(),
    credibility=pa.string(),
)
_PROPOSITIONS = _schema(
    lead=pa.string(),
    proposition=pa.string(),
    matter=pa.string(),
    text=pa.string(),
    status=pa.string(),
    assertions=pa.int64(),
    origins=pa.int64(),
    denials=pa.int64(),
    no_knowledge=pa.int64(),
)
_DERIVATIONS = _schema(
    lead=pa.string(), document=pa.string(), rests_on=pa.string(), kind=pa.string(), because=pa.string()
)
