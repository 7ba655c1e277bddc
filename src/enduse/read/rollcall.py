"""Roll-call transcripts as evidence."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final

from enduse.read.reader import Reader, Reading, Source
from enduse.read.rows import tables

KIND: Final = "enduse.rollcall.transcript"


def recognises(source: Source) -> bool:
    """Whether the file is a transcript."""
    return isinstance(source.document, dict) and source.document.get("kind") == KIND


def read(source: Source) -> Reading:
    """The transcript as it is; the stage `proofs` verifies it and counts."""
    document = source.document
    row = {
        "kind": "rollcall",
        "site": source.columns.defaults.get("site"),
        "at": _issued(document),
        "content": json.dumps(document, ensure_ascii=False),
        "source": source.at("transcript"),
    }
    return Reading(tables(attestations=[row]), events=1)


def _issued(document: dict[str, Any]) -> datetime | None:
    challenge = document.get("challenge")
    try:
        moment = datetime.fromisoformat(challenge["issued_at"])  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


READER = Reader(
    name="rollcall",
    describes="transcripts that `enduse rollcall verify --out` writes",
    recognises=recognises,
    read=read,
    order=30,
)
