"""EPCIS events: 2.0 JSON-LD, 2.0 XML and 1.2 XML."""

from __future__ import annotations

from enduse.errors import Issue
from enduse.read.epcis import documents, rules
from enduse.read.epcis.identity import event_hash
from enduse.read.epcis.rows import Sheet, add
from enduse.read.reader import Reader, Reading, Source
from enduse.read.rows import tables


def recognises(source: Source) -> bool:
    """Whether the file is an EPCIS document, a query answer or a bare event."""
    return documents.is_json(source) or documents.is_xml(source)


def read(source: Source) -> Reading:
    """Events that are well formed become rows; each other one is an issue.

    Raises:
        InputError: if the document holds no list of events.
    """
    document = documents.document(source)
    in_order = source.document is None
    sheet, issues, hashes = Sheet(), [], []
    for number, event in enumerate(document.events, start=1):
        where = source.at(f"event[{number}]")
        faults = rules.faults(event)
        problems = faults or rules.remarks(event, in_order)
        if problems:
            end = "set aside" if faults else "admitted all the same"
            issues.append(Issue(where, f"{'; '.join(problems)}: {end}"))
        if not faults:
            identity = event_hash(event, document.ignored)
            hashes.append(identity)
            add(sheet, event, where, identity)
    rows = tables(
        events=sheet.events,
        identifiers=list(sheet.identifiers.values()),
        sensor_readings=sheet.sensor_readings,
        event_hashes=[{"hash": value, "position": place} for place, value in enumerate(hashes, start=1)],
    )
    return Reading(rows, tuple(issues), len(hashes), tuple(hashes))


READER = Reader(
    name="epcis",
    describes="EPCIS 2.0 JSON-LD, EPCIS 2.0 and 1.2 XML: documents, query answers, bare events",
    recognises=recognises,
    read=read,
)
