"""Reads a lead that an analyst has corrected: YAML written by `enduse lead --out`."""

from __future__ import annotations

import re
from typing import Final

import pyarrow as pa

from enduse.read.reader import Reader, Reading, Source

_MARK: Final = re.compile(r"(?m)^enduse_lead:")
_LIMIT_BYTES: Final = 8 << 20


def read_lead(source: Source) -> Reading:
    """The corrected lead as one row of form `lead`; a later stage checks and uses it.

    Raises:
        InputError: if it is too long for a lead.
    """
    text = source.content(_LIMIT_BYTES).decode("utf-8-sig", errors="replace")
    row = {"document": source.name, "form": "lead", "text": text, "source": source.at("lead")}
    return Reading({"articles": pa.Table.from_pylist([row])})


READER = Reader(
    name="lead",
    describes="a lead that an analyst has corrected: YAML that begins with enduse_lead",
    recognises=lambda source: not source.is_folder and bool(_MARK.search(source.text[:4000])),
    read=read_lead,
    order=5,
)
