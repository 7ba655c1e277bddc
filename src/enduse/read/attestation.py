"""Attestation evidence as files: NVIDIA JSON, report and chain, tokens, manifests, quotes."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from enduse.read.reader import Reader, Reading, Source
from enduse.read.rows import tables

KINDS: Final = ("nvidia_attestation", "snp_report", "tpm_quote")
MAX_EVIDENCE_BYTES: Final = 64 << 20
MAX_CHAINS: Final = 16

_REPORT = re.compile(rb"\A\s*11e0[0-9a-fA-F]{64,}\s*\Z")
_CHAIN = re.compile(rb"\A\s*-----BEGIN CERTIFICATE-----")
_TOKEN = re.compile(rb"\A\s*eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\s*\Z")
_MANIFEST = re.compile(rb"<(\w+:)?SoftwareIdentity\b")


def recognises(source: Source) -> bool:
    """Whether the content is a machine's statement, or a chain that belongs to one."""
    if source.is_folder:
        return False
    head = source.head
    if _MANIFEST.search(head[:4096]) and b"2015/schema.xsd" in head[:4096]:
        return True
    if _REPORT.match(head) or _CHAIN.match(head) or _TOKEN.match(head):
        return True
    document = _unwrapped(source.document)
    return _is_list(document) or _is_bundle(document) or _is_kind(document)


def _unwrapped(document: Any) -> Any:
    """The list of evidences, where the vendor's command line wraps it."""
    return document["evidences"] if isinstance(document, dict) and "evidences" in document else document


def _is_list(document: Any) -> bool:
    keys = {"evidence", "certificate", "nonce"}
    return isinstance(document, list) and bool(document) and all(
        isinstance(entry, dict) and keys <= entry.keys() for entry in document
    )  # fmt: skip


def _is_bundle(document: Any) -> bool:
    return isinstance(document, list) and len(document) == 2 and isinstance(document[0], list) and (
        document[0][:1] == ["JWT"]
    )  # fmt: skip


def _is_kind(document: Any) -> bool:
    return isinstance(document, dict) and document.get("kind") in KINDS


def read(source: Source) -> Reading:
    """The statements as they are; the stage `proofs` verifies them.

    Site and instant come from a column map beside the file (``defaults: {site: …, happened: …}``):
    NVIDIA's evidence carries neither.

    Raises:
        InputError: if the file is too large, or the map's instant is none.
    """
    statements = _statements(source)
    site = source.columns.defaults.get("site")
    stated = {"site": site, "at": _instant(source)}
    rows = [
        {"kind": kind, "content": json.dumps(content, ensure_ascii=False), "source": source.at(locator), **stated}
        for kind, content, locator in statements
    ]
    return Reading(tables(attestations=rows), events=len(rows))


def _statements(source: Source) -> list[tuple[str, Any, str]]:
    data = source.content(MAX_EVIDENCE_BYTES)
    document = _unwrapped(source.document)
    if _is_list(document):
        return [("nvidia_attestation", [entry], f"evidence[{n}]") for n, entry in enumerate(document, 1)]
    if _is_bundle(document):
        return [("eat", document, "token")]
    if _is_kind(document):
        return [(document["kind"], document, "statement")]
    if _TOKEN.match(data):
        return [("eat", {"kind": "eat", "token": data.decode("ascii").strip()}, "token")]
    if _REPORT.match(data):
        chains = [base64.b64encode(chain).decode("ascii") for chain in _chains_beside(source.path)]
        if not chains:
            raise source.refuse("a certificate chain beside the report", "none", "Put the PEM chain in its folder")
        report = data.decode("ascii").strip()
        content = {"kind": "nvidia_attestation", "report": report, "certificates": chains}
        return [("nvidia_attestation", content, "report")]
    if _CHAIN.match(data):
        return []  # read with the report that lies beside it
    return [("rim", {"kind": "rim", "manifest": base64.b64encode(data).decode("ascii")}, "manifest")]


def _chains_beside(path: Path) -> list[bytes]:
    chains = []
    for beside in sorted(path.parent.iterdir()):
        if beside.is_file() and 0 < beside.stat().st_size < 1 << 18 and beside != path:
            data = beside.read_bytes()
            if _CHAIN.match(data):
                chains.append(data)
    return chains[:MAX_CHAINS]


def _instant(source: Source) -> datetime | None:
    text = source.columns.defaults.get("happened")
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise source.refuse("an instant as default for happened", repr(text), "Write year-month-day") from None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


READER = Reader(
    name="attestation",
    describes="attestation evidence: NVIDIA's JSON, report with chain, tokens, manifests, TPM quotes, SNP reports",
    recognises=recognises,
    read=read,
    order=30,
)
