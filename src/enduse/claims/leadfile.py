"""The lead as a small YAML file that an analyst corrects and loads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import yaml

from enduse.claims.claim import Claim, claim_from, claim_of
from enduse.claims.document import Document
from enduse.claims.lead import Lead, assemble
from enduse.claims.modality import MODALITIES
from enduse.claims.reading import Assertion, Reading
from enduse.errors import InputError
from enduse.model.claims import CREDIBILITY, RELIABILITY, STATUSES
from enduse.registry import load_yaml

VERSION: Final = "1"
_HEAD: Final = (
    "# Read by rule; correct it, then load it with the evidence: enduse load lead.yaml --store FILE\n"
    "# confirmed_by: who has checked this reading. claim: what is held against lots; quantity is [least, greatest].\n"
    "# statuses: add {proposition, status, who, when, why, observation}; earlier entries stay.\n"
)


@dataclass(frozen=True)
class LeadFile:
    """A corrected lead: what it says, what is held against lots, and its history."""

    lead: Lead
    claim: Claim
    confirmed_by: str | None
    extracted_by: str | None
    reliability: str | None
    credibility: Mapping[int, str]
    statuses: tuple[Mapping[str, str], ...]

    @property
    def is_usable(self) -> bool:
        """Whether it may be held against lots: an extractor's reading only once it is confirmed."""
        return self.extracted_by is None or self.confirmed_by is not None


def dump(lead: Lead, claim: Claim | None = None, extracted_by: str | None = None) -> str:
    """The lead as YAML, in the order in which an analyst reads it."""
    record = lead.record()
    body = {
        "enduse_lead": VERSION,
        "confirmed_by": None,
        "extracted_by": extracted_by,
        "document": {
            key: record["document"][key]
            for key in ("file", "sha256", "title", "publisher", "published", "published_basis")
        },
        "reliability": "F",
        "claim": (claim or claim_of(lead)).record(),
        "assertions": [_assertion(entry) for entry in record["assertions"]],
        "derivations": record["derivations"],
        "statuses": [],
        "unread": [entry["span"] for entry in record["unread"]],
    }
    return _HEAD + yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=100)


def _assertion(entry: Mapping[str, Any]) -> dict[str, Any]:
    kept = (
        "said_by", "attributed_to", "modality", "span", "start", "end", "matter", "proposition", "steps",
        "predicates", "derives_from",
    )  # fmt: skip
    return {**{key: entry.get(key) for key in kept}, "credibility": None}


def load_lead(text: str, where: str) -> LeadFile:
    """Read a lead file back.

    Raises:
        InputError: if it is no lead file, or a value cannot be used or contradicts another.
    """
    body = load_yaml(text.removeprefix("\ufeff"), where)
    if not isinstance(body, dict) or str(body.get("enduse_lead")) != VERSION:
        raise InputError(
            where,
            f"a lead file of version {VERSION}",
            "something else",
            "Write one with enduse lead FILE --out lead.yaml",
        )
    document = _document(body.get("document") or {}, where)
    entries = body.get("assertions") or []
    found = [_read_assertion(entry, number, where) for number, entry in enumerate(entries)]
    cites = [
        {"document": str(tie["source"]), "kind": str(tie["kind"]), "span": ""}
        for tie in body.get("derivations") or []
        if isinstance(tie, dict)
    ]
    lead = assemble([Reading(document, tuple(found), (), tuple(cites))])
    claim = claim_from(body.get("claim") or {}, document.name, where)
    reliability = _choice(body.get("reliability"), RELIABILITY, "reliability", where)
    credibility = {
        number: grade
        for number, entry in enumerate(entries)
        if (grade := _choice(entry.get("credibility"), CREDIBILITY, "credibility", where))
    }
    return LeadFile(
        lead,
        replace(claim, confirmed_by=_given(body.get("confirmed_by"))),
        _given(body.get("confirmed_by")),
        _given(body.get("extracted_by")),
        reliability,
        credibility,
        tuple(_status(entry, where) for entry in body.get("statuses") or []),
    )


def _given(value: Any) -> str | None:
    return str(value) if value not in (None, "", "null", "~") else None


def _document(entry: Mapping[str, Any], where: str) -> Document:
    published = _given(entry.get("published"))
    try:
        day = date.fromisoformat(published) if published else None
    except ValueError:
        raise InputError(where, "a date for published", repr(published), "Write year-month-day") from None
    return Document(
        where,
        _given(entry.get("sha256")) or "",
        "lead",
        "",
        _given(entry.get("title")) or "",
        _given(entry.get("publisher")),
        day,
        _given(entry.get("published_basis")),
        "article",
    )


def _read_assertion(entry: Any, number: int, where: str) -> Assertion:
    place = f"{where} assertion {number + 1}"
    if not isinstance(entry, dict) or not _given(entry.get("span")):
        raise InputError(place, "said_by, modality and the quoted span", "none", "Quote the words that it rests on")
    modality = _choice(entry.get("modality"), MODALITIES, "modality", place) or "asserts"
    predicates = entry.get("predicates") or {}
    if not isinstance(predicates, dict):
        raise InputError(
            place, "predicates as names with values", repr(predicates), "Write them as the file was written"
        )
    checked = claim_from(
        {"quantity": predicates.get("quantity"), "from": predicates.get("from"), "to": predicates.get("to")}, "", place
    )
    if checked.quantity:
        predicates = {**predicates, "quantity": list(checked.quantity)}
    cite = entry.get("derives_from")
    return Assertion(
        _given(entry.get("said_by")) or "the document",
        _given(entry.get("attributed_to")),
        modality,
        str(entry["span"]),
        _whole(entry.get("start")),
        _whole(entry.get("end")),
        number,
        _given(entry.get("matter")) or "custody",
        dict(predicates),
        ({key: str(value) for key, value in cite.items()},) if isinstance(cite, dict) else (),
        steps=tuple(str(step) for step in entry.get("steps") or ()),
        proposition=_given(entry.get("proposition")),
    )


def _whole(value: Any) -> int:
    return int(value) if str(value or "0").isdigit() else 0


def _choice(value: Any, known: tuple[str, ...], what: str, where: str) -> str | None:
    given = _given(value)
    if given is not None and given not in known:
        raise InputError(where, f"{what} of {', '.join(known)}", repr(given), "Choose one of them")
    return given


def _status(entry: Any, where: str) -> Mapping[str, str]:
    needed = ("proposition", "status", "who", "when", "why")
    absent = [key for key in needed if not isinstance(entry, dict) or not _given(entry.get(key))]
    if absent:
        raise InputError(
            where, f"{', '.join(needed)} for every status", f"no {absent[0]}", "Say who changed it, when and why"
        )
    _choice(entry["status"], STATUSES, "status", where)
    try:
        date.fromisoformat(str(entry["when"])[:10])
    except ValueError:
        raise InputError(where, "a date for when", repr(entry["when"]), "Write year-month-day") from None
    return {key: str(value) for key, value in entry.items()}
