"""Evidence tables: what sources say, as they say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from enduse.model.table import table

EVENTS = (
    "commissioning", "shipping", "receiving", "installing", "observing", "inspecting", "missing", "removing",
    "repairing", "returning", "decommissioning", "destroying", "correcting",
)  # fmt: skip
"""EPCIS business steps, `missing` (looked for and not found) and `correcting` (withdraws a document)."""

UNIT_KINDS = ("gpu", "board", "server", "rack", "lot")

GRADES = ("document", "label", "read", "attested")
"""Grades of an observation, weakest first; never merged."""

SITE_KINDS = ("fab", "warehouse", "port", "office", "repair", "data_centre")

Source = Annotated[str | None, "where the row stands: FILE:ROW (row 1 is the first data row) or FILE#locator"]
Exhibit = Annotated[str | None, "SHA-256 of the admitted file, hexadecimal"]
Recorded = Annotated[datetime | None, "when the source wrote it, UTC; empty: when it was loaded"]


@table("events", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class Event:
    """Something that happened to a unit, as a source says."""

    event: Annotated[str, "business step, one of commissioning, shipping, receiving, … (see the glossary)"]
    happened: Annotated[datetime, "when, by its source, UTC"]
    happened_to: Annotated[datetime | None, "end, if it is a span, UTC"]
    unit: Annotated[str, "identifier as written: serial number, UUID, lot number"]
    unit_kind: Annotated[str | None, "gpu, board, server, rack or lot"]
    part: Annotated[str | None, "catalogue name, or as written where the catalogue has none"]
    quantity: Annotated[int | None, "units; for lots; 1 otherwise"]
    site: Annotated[str | None, "where it happened, name or id; for a shipment the origin"]
    to_site: Annotated[str | None, "declared destination, name or id"]
    from_party: Annotated[str | None, "who gave it, name or id"]
    to_party: Annotated[str | None, "who got it, name or id"]
    parent: Annotated[str | None, "the unit that contains this one, on and after this event"]
    grade: Annotated[str | None, "document, label, read or attested"]
    document: Annotated[str | None, "the paper it is in"]
    recorded: Recorded
    note: Annotated[str | None, "free text"]
    source: Source
    exhibit: Exhibit


@table("identifiers", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class Identifier:
    """A source says that two identifiers are one unit."""

    unit: Annotated[str, "identifier as written"]
    identifier: Annotated[str, "another identifier of the same unit"]
    identifier_kind: Annotated[str | None, "serial, uuid, certificate, brom, board, chassis, slot, imei or other"]
    from_: Annotated[datetime | None, "since when the binding holds, UTC (column `from` in files)"]
    to: Annotated[datetime | None, "until when, half-open, UTC"]
    grade: Annotated[str | None, "grade of the evidence that binds them"]
    document: Annotated[str | None, "the paper or dump it is in"]
    recorded: Recorded
    source: Source
    exhibit: Exhibit


@table("sites", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class Site:
    """A place, as a source describes it."""

    site: Annotated[str, "site id"]
    name: Annotated[str | None, "name as written"]
    operator: Annotated[str | None, "party that runs it, name or id"]
    kind: Annotated[str | None, "fab, warehouse, port, office, repair or data_centre"]
    country: Annotated[str | None, "ISO 3166 alpha-2"]
    latitude: Annotated[float | None, "degrees north"]
    longitude: Annotated[float | None, "degrees east"]
    power_kw: Annotated[float | None, "total contracted power, kW; for machines power_kw / pue"]
    pue: Annotated[float | None, "power usage effectiveness, dimensionless, 1 or more"]
    opened: Annotated[datetime | None, "first day in use, UTC"]
    closed: Annotated[datetime | None, "first day no longer in use, UTC"]
    recorded: Recorded
    source: Source
    exhibit: Exhibit


@table("parties", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class Party:
    """A company or body, as a source describes it."""

    party: Annotated[str, "party id"]
    name: Annotated[str | None, "name as written"]
    country: Annotated[str | None, "country of registration, ISO 3166 alpha-2"]
    registration: Annotated[str | None, "registration number"]
    incorporated: Annotated[datetime | None, "day of incorporation, UTC"]
    business: Annotated[str | None, "line of business"]
    address: Annotated[str | None, "address as written"]
    headquarters: Annotated[str | None, "country of headquarters, ISO 3166 alpha-2"]
    directors: Annotated[str | None, "names of directors as written, separated by semicolons"]
    telephone: Annotated[str | None, "telephone number as written"]
    recorded: Recorded
    source: Source
    exhibit: Exhibit


@table("ownership", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class Holding:
    """A source says that one party owns a share of another."""

    owner: Annotated[str, "owning party, name or id"]
    owned: Annotated[str, "owned party, name or id"]
    share_min: Annotated[float | None, "least share, 0 to 1; empty is 0"]
    share_max: Annotated[float | None, "greatest share, 0 to 1; empty is 1"]
    valid_from: Annotated[datetime | None, "since, UTC"]
    valid_to: Annotated[datetime | None, "until, half-open, UTC"]
    recorded: Recorded
    source: Source
    exhibit: Exhibit


@table("licences", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class Licence:
    """A licence on file."""

    licence: Annotated[str, "licence number"]
    authority: Annotated[str | None, "who issued it"]
    part: Annotated[str | None, "part as written"]
    quantity: Annotated[int | None, "units licensed"]
    exporter: Annotated[str | None, "name or id"]
    consignee: Annotated[str | None, "name or id"]
    end_user: Annotated[str | None, "name or id"]
    site: Annotated[str | None, "site of use, name or id"]
    country: Annotated[str | None, "country of use, ISO 3166 alpha-2"]
    valid_from: Annotated[datetime | None, "since, UTC"]
    valid_to: Annotated[datetime | None, "until, half-open, UTC"]
    conditions: Annotated[str | None, "conditions as written"]
    recorded: Recorded
    source: Source
    exhibit: Exhibit


@table("outages", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class Outage:
    """An announced gap in the telemetry of a site."""

    site: Annotated[str, "site, name or id"]
    from_: Annotated[datetime, "since, UTC (column `from` in files)"]
    to: Annotated[datetime | None, "until, half-open, UTC; empty: still going on"]
    note: Annotated[str | None, "reason as given"]
    recorded: Recorded
    source: Source
    exhibit: Exhibit


@table("delays", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class Delay:
    """A round trip measured between a landmark and a unit."""

    unit: Annotated[str, "identifier of the unit that answered"]
    landmark: Annotated[str, "landmark that measured"]
    rtt_ms: Annotated[float, "round trip, milliseconds"]
    at: Annotated[datetime | None, "when measured, UTC"]
    nonce: Annotated[str | None, "challenge, hexadecimal"]
    signature: Annotated[str | None, "landmark's signature over the record"]
    recorded: Recorded
    source: Source
    exhibit: Exhibit


@table("landmarks", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class Landmark:
    """A machine whose place is known and that measures round trips."""

    landmark: Annotated[str, "landmark id"]
    latitude: Annotated[float | None, "degrees north"]
    longitude: Annotated[float | None, "degrees east"]
    country: Annotated[str | None, "ISO 3166 alpha-2"]
    key: Annotated[str | None, "Ed25519 public key, base64"]
    recorded: Recorded
    source: Source
    exhibit: Exhibit
