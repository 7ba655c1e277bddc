"""Reads a management controller's Redfish tree, a bounded part of it."""

from __future__ import annotations

import base64
import json
import os
import urllib.error
import urllib.parse
import urllib.request
from collections import deque
from collections.abc import Iterator
from typing import Any

from enduse.errors import InputError

ROOT = "/redfish/v1"
CREDENTIALS = "ENDUSE_REDFISH_AUTH"
"""Environment variable with USER:PASSWORD; never an argument, which other users of the host could read."""
MOST_DOCUMENTS = 400
MOST_BYTES = 2_000_000
TIMEOUT_SECONDS = 10
WALKED = ("/Chassis", "/Systems", "/Managers")
"""Branches that name hardware; logs, accounts and sessions are never asked for."""
NEVER = ("Log", "Account", "Session", "Event", "Certificate", "Metric", "Sensors")


def fetched(address: str) -> tuple[dict[str, bytes], list[str]]:
    """Documents by path, and what failed.

    Args:
        address: of the controller, `https://HOST`; its certificate is checked.

    Raises:
        InputError: for an address that is not of the web; plain http is for this host only.
    """
    parts = urllib.parse.urlsplit(address)
    here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")
    if parts.scheme != "https" and not here:
        raise InputError("--redfish", "an address https://HOST", address, "Give the management controller's address")
    documents: dict[str, bytes] = {}
    silent: list[str] = []
    wanted = deque([ROOT])
    while wanted and len(documents) < MOST_DOCUMENTS:
        path = wanted.popleft()
        if path in documents:
            continue
        try:
            content = _get(address, path)
            parsed = json.loads(content)
        except (OSError, ValueError) as error:
            silent.append(f"Redfish {path}: {error}")
            continue
        documents[path] = content
        wanted.extend(link for link in _links(parsed) if link not in documents and _is_hardware(link))
    if wanted:
        silent.append(f"Redfish: stopped after {MOST_DOCUMENTS} documents")
    return documents, silent


def _get(address: str, path: str) -> bytes:
    request = urllib.request.Request(address.rstrip("/") + path, headers={"Accept": "application/json"})
    credentials = os.environ.get(CREDENTIALS)
    if credentials:
        request.add_header("Authorization", "Basic " + base64.b64encode(credentials.encode()).decode())
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
        content: bytes = answer.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES} bytes")
    return content


def _links(value: Any) -> Iterator[str]:
    """Every `@odata.id` within a document."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "@odata.id" and isinstance(inner, str):
                yield urllib.parse.urlsplit(inner).path.rstrip("/")
            else:
                yield from _links(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _links(inner)


def _is_hardware(path: str) -> bool:
    branch = path.removeprefix(ROOT)
    return path.startswith(ROOT) and branch.startswith(WALKED) and not any(word in branch for word in NEVER)
