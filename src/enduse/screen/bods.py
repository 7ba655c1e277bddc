"""Holdings written in the Beneficial Ownership Data Standard 0.4."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

VERSION = "0.4"
_SPACE = uuid.UUID("6f8b0a4e-5d0e-4f0c-9a55-0c2f3c1f7c11")


def statements(
    parties: Iterable[Mapping[str, Any]], holdings: Iterable[Mapping[str, Any]], on: date
) -> list[dict[str, Any]]:
    """Entity and relationship statements, entities first; the same input gives the same bytes.

    Args:
        parties: party, name, country, registration, address; a party that is only named in a holding is added.
        holdings: owner, owned, share_min, share_max (0 to 1, empty is unknown), valid_from, valid_to.
        on: the day of the statements.
    """
    known = {str(row["party"]): row for row in parties}
    rows = list(holdings)
    for row in rows:
        for end in ("owner", "owned"):
            known.setdefault(str(row[end]), {"party": row[end], "name": row[end]})
    entities = [_statement("entity", party, party, _entity(row), on) for party, row in sorted(known.items())]
    return entities + [_statement("relationship", _key(row), str(row["owned"]), _relationship(row), on) for row in rows]


def _statement(kind: str, record: str, subject: str, details: Mapping[str, Any], on: date) -> dict[str, Any]:
    return {
        "statementId": str(uuid.uuid5(_SPACE, f"{kind}\0{record}\0{on}")), "declarationSubject": subject,
        "statementDate": on.isoformat(), "publicationDetails": {
            "publicationDate": on.isoformat(), "bodsVersion": VERSION, "publisher": {"name": "enduse"},
        },
        "recordId": record, "recordStatus": "new", "recordType": kind, "recordDetails": details,
    }  # fmt: skip


def _entity(row: Mapping[str, Any]) -> dict[str, Any]:
    details: dict[str, Any] = {
        "isComponent": False, "entityType": {"type": "registeredEntity"}, "name": row.get("name") or row["party"],
    }  # fmt: skip
    if row.get("registration"):
        details["identifiers"] = [{"schemeName": "company register", "id": row["registration"]}]
    if row.get("country"):
        details["jurisdiction"] = {"code": row["country"], "name": row["country"]}
    if row.get("address"):
        details["addresses"] = [{"type": "registered", "address": row["address"]}]
    return details


def _relationship(row: Mapping[str, Any]) -> dict[str, Any]:
    least, most = row.get("share_min"), row.get("share_max")
    share: dict[str, float] = {}
    if least is not None and least == most:
        share["exact"] = round(100 * least, 7)
    else:
        share = {
            key: round(100 * value, 7) for key, value in (("minimum", least), ("maximum", most)) if value is not None
        }
    interest: dict[str, Any] = {"type": "shareholding", "directOrIndirect": "direct"}
    if share:
        interest["share"] = share
    for key, name in (("startDate", "valid_from"), ("endDate", "valid_to")):
        if isinstance(row.get(name), datetime):
            interest[key] = row[name].date().isoformat()
    return {"isComponent": False, "subject": row["owned"], "interestedParty": row["owner"], "interests": [interest]}


def _key(row: Mapping[str, Any]) -> str:
    return f"{row['owner']}>{row['owned']}>{row.get('valid_from') or ''}"
