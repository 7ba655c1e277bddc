"""Beneficial Ownership Data Standard 0.2 to 0.4: parties, and who owns whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from enduse.errors import Issue
from enduse.read.native.cells import instant
from enduse.read.reader import Reader, Reading, Source
from enduse.read.rows import tables

Statement = Mapping[str, Any]

_COUNTED: Final = ("shareholding", "votingRights", "voting-rights")
"""Interests that are a share; others say control of a kind that no percentage measures."""

_LEGACY: Final = {
    "entityStatement": "entity",
    "personStatement": "person",
    "ownershipOrControlStatement": "relationship",
}


def recognises(source: Source) -> bool:
    """Whether the file is a list of BODS statements."""
    if not any(word in source.text for word in ('"statementId"', '"statementID"')):
        return False
    return bool(_statements(source))


def read(source: Source) -> Reading:
    """Parties, and one row of ownership for each share that is stated.

    Shares are ranges; one that is not stated is the whole range. An owner who is not named is a party of its
    own. An indirect share whose links are all in the file is left out: the links say it already.

    Raises:
        InputError: if no statement is of a kind that the standard has.
    """
    parties: list[dict[str, Any]] = []
    ownership: list[dict[str, Any]] = []
    issues: list[Issue] = []
    for number, statement in enumerate(_statements(source), start=1):
        where = source.at(f"statement[{number}]")
        kind, details = _kind(statement), _details(statement)
        if kind in ("entity", "person"):
            parties.append(_party(statement, details, kind) | {"source": where})
        elif kind == "relationship":
            rows = list(_ownership(statement, details))
            ownership += [row | {"source": where} for row in rows if row["owned"]]
            parties += [_unnamed(row) | {"source": where} for row in rows if row["owner"].startswith("unknown:")]
            if any(not row["owned"] for row in rows):
                issues.append(Issue(where, "the statement does not say who is owned"))
        else:
            issues.append(Issue(where, f"statement type {kind or 'none'} is not one of the standard"))
    if not parties and not ownership:
        raise source.refuse("statements of entities, persons or relationships", "none", "Check the version of the file")
    return Reading(tables(parties=parties, ownership=ownership), tuple(issues))


def _statements(source: Source) -> list[Statement]:
    document = source.document
    if isinstance(document, Mapping):
        document = document.get("statements") or document.get("data") or [document]
    if not isinstance(document, list):
        return []
    return [one for one in document if isinstance(one, Mapping) and ("statementId" in one or "statementID" in one)]


def _kind(statement: Statement) -> str:
    return str(statement.get("recordType") or _LEGACY.get(str(statement.get("statementType")), ""))


def _details(statement: Statement) -> Mapping[str, Any]:
    details = statement.get("recordDetails")
    return details if isinstance(details, Mapping) else statement


def _identity(statement: Statement) -> str:
    return str(statement.get("recordId") or statement.get("statementID") or statement.get("statementId"))


def _party(statement: Statement, details: Mapping[str, Any], kind: str) -> dict[str, Any]:
    names = [name.get("fullName") for name in _list(details, "names") if isinstance(name, Mapping)]
    place = details.get("jurisdiction") or details.get("incorporatedInJurisdiction")
    places = [place] if isinstance(place, Mapping) else _list(details, "nationalities")
    addresses = [one for one in _list(details, "addresses") if isinstance(one, Mapping)]
    identifiers = [one for one in _list(details, "identifiers") if isinstance(one, Mapping)]
    registrations = [str(one["id"]) for one in identifiers if one.get("id")]
    return {
        "party": _identity(statement),
        "name": details.get("name") or next((name for name in names if name), None),
        "country": next((str(one["code"])[:2] for one in places if isinstance(one, Mapping) and one.get("code")), None),
        "registration": registrations[0] if registrations else None,
        "incorporated": _day(details.get("foundingDate")),
        "business": "natural person" if kind == "person" else None,
        "address": next((str(one["address"]) for one in addresses if one.get("address")), None),
        "recorded": _day(statement.get("statementDate")),
    }


def _ownership(statement: Statement, details: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    owned, (owner, reason) = _end(details.get("subject"))[0], _end(details.get("interestedParty"))
    closed = _day(statement.get("statementDate")) if statement.get("recordStatus") == "closed" else None
    linked = bool(details.get("componentRecords") or details.get("componentStatementIDs"))
    interests = [one for one in _list(details, "interests") if isinstance(one, Mapping)] or [{}]
    counted = [one for one in interests if one.get("type") in _COUNTED] or interests
    for interest in counted:
        if linked and (interest.get("directOrIndirect") or interest.get("interestLevel")) == "indirect":
            continue
        least, most = _share(interest.get("share"))
        yield {
            "owner": owner or f"unknown:{_identity(statement)}",
            "owned": owned,
            "share_min": least,
            "share_max": most,
            "valid_from": _day(interest.get("startDate")),
            "valid_to": _day(interest.get("endDate")) or closed,
            "recorded": _day(statement.get("statementDate")),
            "name": reason,
        }


def _end(given: Any) -> tuple[str | None, str | None]:
    """The party at one end of a relationship, or why it is not named."""
    if isinstance(given, str):
        return given, None
    if not isinstance(given, Mapping):
        return None, "not stated"
    for key in ("describedByEntityStatement", "describedByPersonStatement"):
        if given.get(key):
            return str(given[key]), None
    inner = given.get("unspecified") if isinstance(given.get("unspecified"), Mapping) else given
    return None, str((inner or {}).get("reason") or "not stated")


def _unnamed(row: Mapping[str, Any]) -> dict[str, Any]:
    reason = row["name"] or "not stated"
    return {"party": row["owner"], "name": f"unknown owner ({reason})", "recorded": row["recorded"]}


def _share(given: Any) -> tuple[float, float]:
    """A share as a range from 0 to 1; percentages in the file."""
    share = given if isinstance(given, Mapping) else {}
    if _is_number(share.get("exact")):
        return share["exact"] / 100, share["exact"] / 100
    least = next((share[key] for key in ("minimum", "exclusiveMinimum") if _is_number(share.get(key))), 0)
    most = next((share[key] for key in ("maximum", "exclusiveMaximum") if _is_number(share.get(key))), 100)
    return least / 100, most / 100


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100


def _list(details: Mapping[str, Any], key: str) -> list[Any]:
    value = details.get(key)
    return value if isinstance(value, list) else []


def _day(text: Any) -> datetime | None:
    if not isinstance(text, str):
        return None
    return instant({4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text))


READER = Reader(
    name="bods",
    describes="Beneficial Ownership Data Standard 0.2 to 0.4 JSON: parties and shares as ranges",
    recognises=recognises,
    read=read,
)
