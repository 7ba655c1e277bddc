"""Competing explanations, predicates, statuses and links between leads, as tables."""

from __future__ import annotations

from datetime import datetime
from itertools import combinations
from typing import Any, Final

import pyarrow as pa

from enduse.claims.claim import Claim
from enduse.claims.fit import Fit, Fitted, fit_all
from enduse.claims.lexicon import words
from enduse.claims.texts import claims_of, leads_of
from enduse.store import Rows, View

_SHOWN: Final = 8
"""Of how many compatible lots a lead the matrix of explanations is written."""


def fit_predicates(view: View) -> Rows:
    """Rows of `fit_predicates`."""
    rows = [
        {
            "lead": fitted.claim.lead,
            "lot": fit.lot,
            "predicate": name,
            "hard": hard,
            "verdict": said,
            "db": db,
            "because": because or None,
        }
        for fitted in fit_all(view)
        for fit in fitted.fits
        for name, hard, said, db, because in fit.predicates
    ]
    return pa.Table.from_pylist(rows, schema=_PREDICATES)


def hypotheses(view: View) -> Rows:
    """Rows of `hypotheses`: for the best lots of each lead, evidence against explanations."""
    rows: list[dict[str, Any]] = []
    for fitted in fit_all(view):
        for fit in fitted.of("compatible")[:_SHOWN]:
            rows.extend({"lead": fitted.claim.lead, "lot": fit.lot, **cell} for cell in matrix(fit))
    return pa.Table.from_pylist(rows, schema=_HYPOTHESES)


def matrix(fit: Fit) -> list[dict[str, Any]]:
    """Evidence against explanations for one lot: C consistent, I inconsistent, N neither.

    The last rows are what would be expected and was not seen: absence of evidence is evidence where there was
    an instrument to see it.
    """
    known = words("explanations")
    cells = []
    for name, _, said, _, because in fit.predicates:
        observed = known["evidence"].get(f"{name} {said}")
        if observed is None:
            continue
        for hypothesis in known["hypotheses"]:
            cells.append(
                {
                    "evidence": f"{observed['says']}: {because}",
                    "hypothesis": hypothesis,
                    "consistency": observed["against"].get(hypothesis, "N"),
                    "source": None,
                }
            )
    return cells


def explanations(fit: Fit) -> list[dict[str, Any]]:
    """The matrix of one lot by explanation, the fewest inconsistencies first, with what would show each."""
    cells = matrix(fit)
    known = words("explanations")["hypotheses"]
    counted = []
    for hypothesis, entry in known.items():
        own = [cell for cell in cells if cell["hypothesis"] == hypothesis]
        counted.append(
            {
                "hypothesis": hypothesis,
                "says": entry["says"],
                "consistent": sum(cell["consistency"] == "C" for cell in own),
                "inconsistent": sum(cell["consistency"] == "I" for cell in own),
                "would_show": entry["would_show"],
            }
        )
    return sorted(counted, key=lambda row: row["inconsistent"])


def statuses(view: View) -> Rows:
    """Rows of `statuses`: read, corrected, held against lots, and what analysts wrote; nothing is taken back."""
    tested = {fitted.claim.lead: fitted for fitted in fit_all(view)}
    checkable = {claim.lead for claim in claims_of(view) if claim.is_checkable}
    rows: list[dict[str, Any]] = []
    for lead, claim, corrected in leads_of(view):
        name = lead.document.name
        for proposition in lead.propositions:
            told = {
                "lead": name,
                "proposition": proposition.id,
                "changed": view.as_of,
                "who": "enduse",
                "observation": None,
            }
            rows.append({**told, "status": "unexamined", "why": "read from the text"})
            for member in proposition.members:
                a = lead.assertions[member]
                if a.modality == "corrects":
                    rows.append({**told, "status": "superseded", "who": a.said_by, "why": f"corrected: {a.span}"})
                    break
            if proposition.id == claim.proposition and name in tested:
                rows.append({**told, "status": "tested", "why": _tested(tested[name])})
            elif proposition.id == claim.proposition and name not in checkable:
                rows.append({**told, "status": "not_testable", "why": "names nothing that a lot could be held against"})
        for entry in corrected.statuses if corrected else ():
            rows.append(
                {
                    "lead": name,
                    "proposition": entry["proposition"],
                    "status": entry["status"],
                    "who": entry["who"],
                    "changed": datetime.fromisoformat(entry["when"][:10]),
                    "why": entry["why"],
                    "observation": entry.get("observation"),
                }
            )
    return pa.Table.from_pylist(rows, schema=_STATUSES)


def _tested(fitted: Fitted) -> str:
    sizes = fitted.sizes()
    return "held against the lots: " + ", ".join(
        f"{sizes[verdict]['lots']} {words_for}"
        for verdict, words_for in (("compatible", "compatible"), ("cannot_say", "cannot say"), ("excluded", "excluded"))
    )


def lead_links(view: View) -> Rows:
    """Rows of `lead_links`: pairs of leads that concern the same lot, site, party or unit."""
    fits = {fitted.claim.lead: fitted for fitted in fit_all(view)}
    about = {claim.lead: concerns(claim, fits.get(claim.lead)) for claim in claims_of(view)}
    rows = [
        {"lead": one, "other": other, "shared_kind": kind, "shared": name}
        for one, other in combinations(sorted(about), 2)
        for kind, name in sorted(about[one] & about[other])
    ]
    return pa.Table.from_pylist(rows, schema=_LINKS)


def concerns(claim: Claim, fitted: Fitted | None) -> set[tuple[str, str]]:
    """Units, parties, and the best compatible lots with their sites, each with its kind; makers of chips left out."""
    makers = set(words("parties")["known"])
    named = {("unit", unit) for unit in claim.units} | {
        ("party", party) for party in claim.parties if party not in makers
    }
    best = fitted.of("compatible")[:_SHOWN] if fitted else []
    leading = [fit for fit in best if fit.db is not None and best[0].db is not None and fit.db >= best[0].db - 3]
    return named | {("lot", fit.lot) for fit in leading} | {("site", fit.site) for fit in leading if fit.site}


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


_PREDICATES = _schema(
    lead=pa.string(),
    lot=pa.string(),
    predicate=pa.string(),
    hard=pa.bool_(),
    verdict=pa.string(),
    db=pa.float64(),
    because=pa.string(),
)
_HYPOTHESES = _schema(
    lead=pa.string(),
    lot=pa.string(),
    evidence=pa.string(),
    hypothesis=pa.string(),
    consistency=pa.string(),
    source=pa.string(),
)
_STATUSES = _schema(
    lead=pa.string(),
    proposition=pa.string(),
    status=pa.string(),
    who=pa.string(),
    changed=pa.timestamp("us"),
    why=pa.string(),
    observation=pa.string(),
)
_LINKS = _schema(lead=pa.string(), other=pa.string(), shared_kind=pa.string(), shared=pa.string())
