"""Licences on file, matched to shipments and drawn down."""

from __future__ import annotations

import pyarrow as pa

from enduse.model import countries, parts
from enduse.store import Rows, View, named


def use(view: View) -> Rows:
    """The stage: every shipment that needed a licence, and the licence that fits it best."""
    written = view.table("SELECT DISTINCT part FROM licences").column("part").to_pylist()
    shipped = view.table("SELECT DISTINCT coalesce(part, '') AS part FROM determinations").column("part").to_pylist()
    pairs = [
        (licensed, part, factor)
        for licensed in written
        for part in shipped
        if licensed is not None and (factor := _factor(licensed, part))
    ]
    view.register("law_licence_parts", pa.table({
        "written_part": pa.array([pair[0] for pair in pairs], pa.string()),
        "part": pa.array([pair[1] for pair in pairs], pa.string()),
        "factor": pa.array([pair[2] for pair in pairs], pa.int64()),
    }))  # fmt: skip
    named_on = view.table("SELECT DISTINCT country FROM licences").column("country").to_pylist()
    codes = {text: countries.code_of(text) for text in named_on if text}
    view.register("law_licence_countries", pa.table({
        "written": pa.array(list(codes), pa.string()), "code": pa.array(list(codes.values()), pa.string()),
    }))  # fmt: skip
    return named(__package__, "licence_use")


def _factor(licensed: str, shipped: str) -> int:
    """How many licensed units one shipped unit draws; 0 where the licence is for something else.

    A licence for chips is drawn by each chip in a server; a licence for servers by a server of its kind; a licence
    for a family or a part without its form by any member.
    """
    part = parts.catalogue().get(shipped)
    if part is None:
        return int(licensed.strip().casefold() == shipped.casefold() and bool(shipped))
    named = parts.match(licensed)
    if named is part:
        return 1
    if named is not None and named.kind == "system":
        return 0
    members = {member.name for member in (named.ics if named else parts.family(licensed))}
    return part.chips if members & {ic.name for ic in part.ics} else 0
