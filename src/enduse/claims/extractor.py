"""An optional reader behind a chat-completions endpoint; its readings wait for confirmation."""

from __future__ import annotations

import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from enduse.claims.claim import claim_of
from enduse.claims.document import Document, open_document
from enduse.claims.lead import assemble
from enduse.claims.leadfile import dump
from enduse.claims.modality import MODALITIES
from enduse.claims.reading import Assertion, Reading
from enduse.errors import InputError

MODEL_VARIABLE: Final = "ENDUSE_EXTRACTOR_MODEL"
KEY_VARIABLE: Final = "ENDUSE_EXTRACTOR_KEY"
_TIMEOUT_S: Final = 60
_ASK: Final = (
    "List what the text asserts about controlled AI chips. Answer with JSON only: a list of objects with said_by, "
    "attributed_to, "
    f"modality (one of {', '.join(MODALITIES)}), span (words copied exactly from the text) and predicates "
    "(parts, quantity [least, greatest], quantity_unit, countries as ISO codes in route order, from, to, units, "
    "parties, roles, methods). "
    "Leave out what the text does not say."
)


def extract(paths: Sequence[Path], endpoint: str) -> str:
    """Let an endpoint read one text; the YAML it fills is marked unconfirmed and is not held against lots.

    A span that is not in the text, letter for letter, is dropped with all it carries.

    Raises:
        InputError: if no model is named, the endpoint cannot be reached, or its answer cannot be used.
    """
    model = os.environ.get(MODEL_VARIABLE)
    if not model:
        raise InputError(
            MODEL_VARIABLE, "the name of a model", "none", f"Set {MODEL_VARIABLE}, or leave --extractor out"
        )
    if not re.match(r"https?://", endpoint):
        raise InputError(
            "--extractor", "an http or https address", repr(endpoint), "Give the address of a chat-completions endpoint"
        )
    if len(paths) != 1:
        raise InputError("--extractor", "one text", f"{len(paths)}", "Give one file at a time")
    document = open_document(paths[0].read_bytes(), paths[0].name)
    answered = _ask(endpoint, model, document.text)
    found = [
        a
        for number, entry in enumerate(_entries(answered, endpoint))
        if (a := _assertion(document, entry, number)) is not None
    ]
    lead = assemble([Reading(document, tuple(found), (), ())])
    return dump(lead, replace(claim_of(lead), lead=document.name), extracted_by=f"{model} at {endpoint}")


def _ask(endpoint: str, model: str, text: str) -> str:
    body = {
        "model": model,
        "temperature": 0,
        "messages": [{"role": "system", "content": _ASK}, {"role": "user", "content": text}],
    }
    headers = {"Content-Type": "application/json"}
    if os.environ.get(KEY_VARIABLE):
        headers["Authorization"] = f"Bearer {os.environ[KEY_VARIABLE]}"
    request = urllib.request.Request(endpoint, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as response:
            answer: Any = json.loads(response.read())
        return str(answer["choices"][0]["message"]["content"])
    except (urllib.error.URLError, TimeoutError, OSError):
        raise InputError(
            endpoint, "an endpoint that answers", "none", "Check the address, or leave --extractor out"
        ) from None
    except (ValueError, KeyError, IndexError, TypeError):
        raise InputError(endpoint, "a chat completion", "an answer of another kind", "Check the address") from None


def _entries(answer: str, endpoint: str) -> list[dict[str, Any]]:
    fenced = re.search(r"\[.*\]", answer, re.DOTALL)
    try:
        entries = json.loads(fenced.group()) if fenced else None
    except ValueError:
        entries = None
    if not isinstance(entries, list):
        raise InputError(endpoint, "a JSON list of assertions", "an answer of another kind", "Leave --extractor out")
    return [entry for entry in entries if isinstance(entry, dict)]


def _assertion(document: Document, entry: dict[str, Any], number: int) -> Assertion | None:
    span = str(entry.get("span") or "")
    start = document.text.find(span) if span else -1
    modality = entry.get("modality")
    if start < 0 or modality not in MODALITIES:
        return None
    given = entry.get("predicates")
    predicates: dict[str, Any] = given if isinstance(given, dict) else {}
    known = ("parts", "quantity", "quantity_unit", "countries", "from", "to", "units", "parties", "roles", "methods")
    kept = {key: predicates[key] for key in known if predicates.get(key)}
    return Assertion(
        str(entry.get("said_by") or document.publisher or "the document"),
        entry.get("attributed_to") or None,
        str(modality),
        span,
        start,
        start + len(span),
        number,
        "custody" if kept else "conduct",
        kept,
    )
