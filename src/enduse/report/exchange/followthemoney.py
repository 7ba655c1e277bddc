"""A case as FollowTheMoney entities: companies, addresses, shares, documents, notes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from enduse.report import words
from enduse.report.dossier import Dossier

Entity = dict[str, Any]


def entities(dossier: Dossier, registers: Mapping[str, list[dict[str, Any]]]) -> Iterator[Entity]:
    """Entities one by one, for a file of JSON lines."""
    for row in registers["parties"]:
        yield _entity(
            "Company", f"party {row['party']}", name=row["name"] or row["party"], country=_lower(row["country"]),
            registrationNumber=row["registration"], incorporationDate=_day(row["incorporated"]), sector=row["business"],
            address=row["address"], mainCountry=_lower(row["headquarters"]),
        )  # fmt: skip
    for row in registers["ownership"]:
        yield _entity(
            "Ownership", f"share {row['owner']} {row['owned']} {row['valid_from']}",
            owner=_id(f"party {row['owner']}"), asset=_id(f"party {row['owned']}"),
            percentage=_percentage(row["share_min"], row["share_max"]),
            startDate=_day(row["valid_from"]), endDate=_day(row["valid_to"]),
        )  # fmt: skip
    for row in registers["sites"]:
        yield _entity(
            "Address", f"site {row['site']}", full=f"{row['site']} {row['name'] or ''}".strip(),
            country=_lower(row["country"]), latitude=row["latitude"], longitude=row["longitude"],
        )  # fmt: skip
    for file, sha256 in dossier.sources.items():
        yield _entity("Document", f"file {sha256}", fileName=file, contentHash=sha256, title=file)
    for row in dossier.sections["findings"]:
        yield _entity(
            "Note", f"finding {row['finding']}", name=words.plain(row["detector"]),
            description=f"{words.sentence(row['says'])} Fits too: {' '.join(row['innocent'] or ())}",
            date=_day(row["since"]),
        )  # fmt: skip


def _entity(schema: str, key: str, **properties: Any) -> Entity:
    kept = {name: [str(value)] for name, value in properties.items() if value not in (None, "")}
    return {"id": _id(key), "schema": schema, "properties": kept}


def _id(key: str) -> str:
    return "enduse-" + hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()


def _percentage(low: float | None, high: float | None) -> str:
    """A share as an interval in per cent; an unknown end is 0 or 100."""
    return f"{100 * (low or 0):g}-{100 * (1 if high is None else high):g}"


def _lower(country: str | None) -> str | None:
    return country.lower() if country else None


def _day(moment: Any) -> str | None:
    return moment.date().isoformat() if moment else None
