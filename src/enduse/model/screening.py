"""Tables of screening: listed entries, audit, dismissals, links of parties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeAlias

from enduse.model.evidence import Exhibit, Recorded, Source
from enduse.model.table import table

Texts: TypeAlias = list[str]


@table("listed", kind="evidence", writer="read.watchlist")
@dataclass(frozen=True)
class Listed:
    """One entry of one edition of a published list."""

    list: Annotated[str, "list, by the name of its card"]
    entry: Annotated[str, "the list's own number, or name and country where it has none"]
    names: Annotated[Texts, "names as published, the first one first"]
    kind: Annotated[str | None, "person, organisation, vessel or aircraft; empty where the list does not say"]
    countries: Annotated[Texts | None, "ISO 3166 alpha-2 codes"]
    addresses: Annotated[Texts | None, "addresses as published, one each"]
    programme: Annotated[str | None, "sanctions programme"]
    requirement: Annotated[str | None, "licence requirement and footnotes as published"]
    policy: Annotated[str | None, "licence review policy as published"]
    citation: Annotated[str | None, "Federal Register citation"]
    edition: Annotated[str, "SHA-256 of the published file"]
    recorded: Recorded
    source: Source
    exhibit: Exhibit


@table("screenings", kind="evidence", writer="screen.audit")
@dataclass(frozen=True)
class Screening:
    """One answer to one query: who asked, of which editions, and what was decided."""

    asked: Annotated[datetime, "when, UTC"]
    who: Annotated[str | None, "who asked"]
    why: Annotated[str | None, "reason as given"]
    query_id: Annotated[str | None, "the caller's own id"]
    name: Annotated[str | None, "name as asked"]
    address: Annotated[str | None, "address as asked"]
    country: Annotated[str | None, "country as asked"]
    editions: Annotated[Texts, "LIST DATE SHA-256 of each list that was used"]
    threshold: Annotated[float, "score from which to alert"]
    list: Annotated[str | None, "list of the best match"]
    entry: Annotated[str | None, "entry of the best match"]
    score: Annotated[float | None, "score of the best match, 0 to 1"]
    decision: Annotated[str, "match, review, below, dismissed or nothing"]
    because: Annotated[str | None, "the deciding lines"]
    source: Source
    exhibit: Exhibit


@table("dismissals", kind="evidence", writer="screen.audit")
@dataclass(frozen=True)
class Dismissal:
    """A match that a person set aside, with the reason; void once either side changes."""

    dismissed: Annotated[datetime, "when, UTC"]
    who: Annotated[str | None, "who decided"]
    why: Annotated[str, "reason as given"]
    query: Annotated[str, "digest of the name, address and country that were asked"]
    list: Annotated[str, "list of the entry"]
    entry: Annotated[str, "entry set aside"]
    content: Annotated[str, "digest of the entry as it then stood"]
    source: Source
    exhibit: Exhibit


@table("party_links", kind="derived", writer="screen.resolution")
@dataclass(frozen=True)
class PartyLink:
    """Two parties of the evidence that are one, or share something."""

    party: Annotated[str, "party id"]
    other: Annotated[str, "another party id, greater than the first"]
    kind: Annotated[str, "same_name, similar_name, address, registration, director or telephone"]
    value: Annotated[str | None, "what they share, as written by the first"]
    sharers: Annotated[int, "parties that share it"]
    score: Annotated[float, "probability that they are one party, 0 to 1; for links of sharing, the weight"]
    verdict: Annotated[str, "same, review or linked"]
    because: Annotated[str | None, "the deciding lines"]
