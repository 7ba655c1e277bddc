"""A case as a STIX 2.1 bundle of parties, sites and notes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from enduse.report import words
from enduse.report.dossier import Dossier

NAMESPACE = uuid.UUID("4d7a3a52-6f2c-5d0e-9c0f-6b1a5a1f0e11")
"""Identifiers are derived from content under it, so that the same case gives the same bundle."""

Object = dict[str, Any]


def bundle(dossier: Dossier, registers: Mapping[str, list[dict[str, Any]]], title: str) -> Object:
    """The bundle; `registers` are the rows of `parties` and `sites` that the case names."""
    stamp = _stamp(dossier.as_of)
    maker = _made("identity", "enduse", stamp, name="enduse", identity_class="system")
    parties = [_party(row, stamp) for row in registers["parties"]]
    sites = [place for row in registers["sites"] if (place := _site(row, stamp))]
    about = [one["id"] for one in (*parties, *sites)] or [maker["id"]]
    notes = [_finding(row, stamp, maker["id"], about) for row in dossier.sections["findings"]]
    if dossier.sections["posterior"]:
        notes.append(_score(dossier, stamp, maker["id"], about))
    everything = [maker, *parties, *sites, *notes]
    report = _made(
        "report", f"report {dossier.kind} {dossier.subject}", stamp,
        name=title, report_types=["observed-data"], published=stamp, created_by_ref=maker["id"],
        description=f"{dossier.kind} {dossier.subject} on {words.day(dossier.as_of)}. Consistent with, never proof of.",
        object_refs=[one["id"] for one in everything],
    )  # fmt: skip
    objects = [*everything, report]
    return {
        "type": "bundle",
        "id": _identifier("bundle", f"{dossier.kind} {dossier.subject} {stamp}"),
        "objects": objects,
    }


def _made(kind: str, key: str, stamp: str, **fields: Any) -> Object:
    base = {"type": kind, "spec_version": "2.1", "id": _identifier(kind, key), "created": stamp, "modified": stamp}
    return {**base, **fields}


def _identifier(kind: str, key: str) -> str:
    return f"{kind}--{uuid.uuid5(NAMESPACE, key)}"


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _party(row: Mapping[str, Any], stamp: str) -> Object:
    described = ", ".join(str(row[key]) for key in ("business", "country", "address") if row[key])
    fields = {"description": described} if described else {}
    return _made(
        "identity",
        f"party {row['party']}",
        stamp,
        name=row["name"] or row["party"],
        identity_class="organization",
        **fields,
    )


def _site(row: Mapping[str, Any], stamp: str) -> Object | None:
    fields: dict[str, Any] = {"name": f"{row['site']} {row['name'] or ''}".strip()}
    if row["country"]:
        fields["country"] = row["country"]
    if row["latitude"] is not None and row["longitude"] is not None:
        fields |= {"latitude": row["latitude"], "longitude": row["longitude"]}
    if len(fields) == 1:
        return None
    return _made("location", f"site {row['site']}", stamp, **fields)


def _finding(row: Mapping[str, Any], stamp: str, maker: str, about: list[str]) -> Object:
    innocent = " ".join(row["innocent"] or ())
    content = (
        f"{words.sentence(row['says'])} Weight {words.decibans(row['db'])}. Fits too: {innocent} Check: {row['check']}"
    )
    references = [
        {"source_name": reference.rpartition(":")[0] or reference, "external_id": reference}
        for reference in row["evidence"] or ()
    ]
    fields: dict[str, Any] = {"external_references": references} if references else {}
    return _made(
        "note", f"finding {row['finding']}", stamp, created_by_ref=maker, abstract=words.plain(row["detector"]),
        content=content, object_refs=about, **fields,
    )  # fmt: skip


def _score(dossier: Dossier, stamp: str, maker: str, about: list[str]) -> Object:
    told = "; ".join(
        f"{words.HYPOTHESES[row['hypothesis']]} {words.probability(row['probability'])}"
        for row in dossier.sections["posterior"]
    )
    return _made(
        "note", f"score {dossier.kind} {dossier.subject}", stamp, created_by_ref=maker,
        abstract="probability of each hypothesis", content=f"{told}. A score, not a fact.", object_refs=about,
    )  # fmt: skip
