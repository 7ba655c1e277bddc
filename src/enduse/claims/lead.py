"""Texts to a lead: assertions, propositions and origins in one record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from enduse.claims.document import Document, open_document
from enduse.claims.origins import Origins, origins
from enduse.claims.propositions import Proposition, canonicalise
from enduse.claims.reading import Assertion, Reading, read
from enduse.errors import InputError

_ORDER = {
    "bought": 0,
    "sold": 1,
    "installed": 2,
    "inspected": 3,
    "dismantled": 3,
    "repackaged": 4,
    "declared": 5,
    "stored": 6,
    "shipped": 7,
    "received": 8,
    "used": 9,
}
"""The order of a route where the text does not give one; inspecting and dismantling come as told."""


@dataclass(frozen=True)
class Lead:
    """What a set of texts says, with nothing yet held against the evidence."""

    readings: tuple[Reading, ...]
    assertions: tuple[Assertion, ...]
    owners: tuple[int, ...]  # for each assertion, which reading it is from
    propositions: tuple[Proposition, ...]
    origins: Origins

    @property
    def document(self) -> Document:
        """The first document."""
        return self.readings[0].document

    @property
    def is_checkable(self) -> bool:
        """Whether any custody assertion names something that records could show."""
        names = {"parts", "quantity", "countries", "units", "methods", "from", "to"}
        return any(
            a.predicates.keys() & names for a in self.assertions if a.matter in ("custody", "correction", "conduct")
        )

    def record(self) -> dict[str, Any]:
        """The lead as it is printed; `fits` are added by whoever has evidence."""
        return {
            "document": _document(self.document),
            "documents": [_document(reading.document) for reading in self.readings],
            "assertions": [self._assertion(index) for index in range(len(self.assertions))],
            "propositions": [proposition.record() for proposition in self.propositions],
            "origins": self.origins.origins,
            "counted": self.origins.sentence(),
            "documents_cited": list(
                dict.fromkeys(tie.source for tie in self.origins.derivations if tie.kind != "unknown")
            ),
            "derivations": [
                {"document": t.document, "source": t.source, "kind": t.kind} for t in self.origins.derivations
            ],
            "route": self.route(),
            "unread": [
                {"span": u.span, "start": u.start, "end": u.end, "why": u.why}
                for reading in self.readings
                for u in reading.unread
            ],
            "contradictions": [
                {"span": u.span, "start": u.start, "end": u.end, "why": u.why}
                for reading in self.readings
                for u in reading.contradictions
            ],
            "fits": [],
        }

    def route(self) -> list[dict[str, Any]]:
        """Steps of the claimed route in the order told, each with the roles, countries and words that tell it."""
        told: list[dict[str, Any]] = []
        for assertion in self.assertions:
            if assertion.matter != "custody" or assertion.modality in ("denies", "no_knowledge", "no_comment"):
                continue
            for step in assertion.steps:
                if all(entry["step"] != step for entry in told):
                    told.append(
                        {
                            "step": step,
                            "roles": assertion.predicates.get("roles", []),
                            "countries": assertion.predicates.get("countries", []),
                            "span": assertion.span,
                        }
                    )
        return sorted(told, key=lambda entry: _ORDER[entry["step"]])

    def _assertion(self, index: int) -> dict[str, Any]:
        a = self.assertions[index]
        record: dict[str, Any] = {
            "said_by": a.said_by,
            "attributed_to": a.attributed_to,
            "modality": a.modality,
            "span": a.span,
            "proposition": a.proposition,
            "predicates": {k: v for k, v in a.predicates.items()},
            "start": a.start,
            "end": a.end,
            "matter": a.matter,
            "steps": list(a.steps),
        }
        if a.spoken_by:
            record["spoken_by"] = a.spoken_by
        if a.because:
            record["because"] = a.because
        if a.derives_from:
            record["derives_from"] = a.derives_from[0]
        if len(a.derives_from) > 1:
            record["derives_from_too"] = list(a.derives_from[1:])
        if len(self.readings) > 1:
            record["document"] = self.readings[self.owners[index]].document.name
        return record


def _document(document: Document) -> dict[str, Any]:
    return {
        "sha256": document.sha256,
        "title": document.title,
        "file": document.name,
        "publisher": document.publisher,
        "published": document.published.isoformat() if document.published else None,
        "published_basis": document.published_basis,
        "kind": document.kind,
        "form": document.form,
    }


def assemble(readings: Sequence[Reading]) -> Lead:
    """Join readings into one lead: propositions across documents, origins over all."""
    found = [a for reading in readings for a in reading.assertions]
    owners = [index for index, reading in enumerate(readings) for _ in reading.assertions]
    assertions, propositions = canonicalise(found)
    related: list[tuple[str, str]] = []
    for proposition in propositions:
        if proposition.matter == "custody":
            documents = dict.fromkeys(readings[owners[member]].document.name for member in proposition.members)
            related.extend(combinations(documents, 2))
    return Lead(tuple(readings), tuple(assertions), tuple(owners), tuple(propositions), origins(readings, related))


def read_texts(texts: Sequence[tuple[str, bytes]]) -> Lead:
    """Read named bytes into one lead.

    Raises:
        InputError: if a text cannot be read, or if none of them asserts anything.
    """
    readings = [read(open_document(data, name)) for name, data in texts]
    lead = assemble(readings)
    if not lead.assertions:
        raise InputError(
            texts[0][0],
            "a statement about chips, places, times or persons' conduct",
            "nothing that could be checked",
            "Give a text that names a product, a quantity, a place, a date or a serial number",
        )
    return lead
