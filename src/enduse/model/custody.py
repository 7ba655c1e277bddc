"""Evidence about the evidence: exhibits, the log over their bytes, sensor readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from enduse.model.evidence import Exhibit, Recorded, Source
from enduse.model.table import table


@table("exhibits", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class AdmittedFile:
    """A file or folder as it was admitted, once for its bytes."""

    exhibit: Annotated[str, "SHA-256 of the bytes, hexadecimal; of a folder: of its list of names and hashes"]
    file: Annotated[str, "name relative to the folder that was loaded"]
    kind: Annotated[str, "reader that read it"]
    bytes: Annotated[int, "size, bytes"]
    events: Annotated[int, "events of the document"]
    leaf: Annotated[int, "place in the evidence log, from 0"]
    admitted: Annotated[datetime, "when it was admitted, UTC"]


@table("issues", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class SetAside:
    """A row that was set aside, or noted, when its file was admitted."""

    where: Annotated[str, "FILE:ROW or FILE#locator"]
    problem: Annotated[str, "what is wrong, in one sentence"]
    exhibit: Exhibit


@table("event_hashes", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class EventHash:
    """The canonical hash of an EPCIS event."""

    hash: Annotated[str, "ni:///sha-256;…?ver=CBV2.0"]
    position: Annotated[int, "place of the event in its document, from 1"]
    exhibit: Exhibit


@table("log_leaves", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class Leaf:
    """One entry of the evidence log: an RFC 6962 leaf over what was admitted."""

    leaf: Annotated[int, "place in the log, from 0"]
    kind: Annotated[str, "exhibit, or what else was committed"]
    entry: Annotated[str, "what the leaf says: the bytes that are hashed, as text"]
    hash: Annotated[str, "RFC 6962 leaf hash, hexadecimal"]
    at: Annotated[datetime, "when it was added, UTC"]


@table("log_checkpoints", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class Signed:
    """A signed statement of what the log was."""

    size: Annotated[int, "leaves"]
    root: Annotated[str, "root hash, hexadecimal"]
    note: Annotated[str, "C2SP checkpoint as a signed note"]
    at: Annotated[datetime, "when it was signed, UTC"]


@table("sensor_readings", kind="evidence", writer="ledger.append")
@dataclass(frozen=True)
class SensorReading:
    """What a sensor reported with an EPCIS event."""

    at: Annotated[datetime | None, "when measured, UTC"]
    unit: Annotated[str | None, "unit of the event, where it is one"]
    device: Annotated[str | None, "sensor, as written"]
    property: Annotated[str | None, "what was measured: Temperature, Acceleration, …"]
    value: Annotated[float | None, "number measured, in `uom`"]
    uom: Annotated[str | None, "UN/CEFACT unit code"]
    says: Annotated[str | None, "every field of the report, name=value"]
    recorded: Recorded
    source: Source
    exhibit: Exhibit
