"""The case file of one subject: page, PDF, manifest, STIX, FollowTheMoney, EPCIS."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from enduse.report.case import QUERIES
from enduse.report.dossier import Dossier, subject
from enduse.report.exchange import epcis, followthemoney, stix
from enduse.report.page import render_case
from enduse.report.printing import pdf
from enduse.store import View, named


@dataclass(frozen=True)
class CaseFile:
    """What was written, with the hash of each file."""

    folder: Path
    hashes: Mapping[str, str]
    pdf_by: str | None

    def json(self) -> dict[str, Any]:
        """The folder and its files as plain values."""
        return {"folder": str(self.folder), "pdf_by": self.pdf_by, "files": dict(self.hashes)}


def write_case(view: View, name: str, out: Path, *, title: str | None = None) -> CaseFile:
    """Write the case file of whatever `name` stands for into `out`.

    Raises:
        UnknownName: if the evidence speaks of nothing of that name.
    """
    dossier = subject(view, name)
    out.mkdir(parents=True, exist_ok=True)
    heading = title or f"{dossier.kind} {dossier.subject}"
    which = {"kind": dossier.kind, "subject": dossier.subject}
    events = _lent(view, "case_events", which)
    registers = {name: _lent(view, f"case_{name}", which) for name in ("parties", "sites", "ownership")}
    page = out / "case.html"
    page.write_text(render_case(view, dossier, heading), encoding="utf-8", newline="\n")
    _json(out / "bundle.stix.json", stix.bundle(dossier, registers, heading))
    entities = "".join(
        json.dumps(one, ensure_ascii=False) + "\n" for one in followthemoney.entities(dossier, registers)
    )
    (out / "entities.ftm.json").write_text(entities, encoding="utf-8")
    _json(out / "events.epcis.jsonld", epcis.document(events, dossier.as_of))
    made_by = pdf(page, dossier, heading, out / "case.pdf")
    _json(out / "manifest.json", _manifest(view, dossier, out))
    return CaseFile(out, {path.name: _digest(path) for path in sorted(out.iterdir()) if path.is_file()}, made_by)


def _lent(view: View, query: str, which: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of a query, which later queries see under its name."""
    table = view.table(named(QUERIES, query), **which)
    view.register(query, table)
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def _manifest(view: View, dossier: Dossier, out: Path) -> dict[str, Any]:
    """Every file of the evidence and every file of this folder, with SHA-256."""
    evidence = view.rows("SELECT leaf, file, kind, bytes, exhibit AS sha256 FROM exhibits ORDER BY leaf, file")
    cited = set(dossier.sources)
    return {
        "subject": dossier.subject,
        "kind": dossier.kind,
        "as_of": dossier.as_of,
        "evidence": [{**row, "cited": row["file"] in cited} for row in evidence],
        "case_file": {path.name: _digest(path) for path in sorted(out.iterdir()) if path.name != "manifest.json"},
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n", encoding="utf-8")


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
