"""Units that evidence speaks of, their lots, and the GPUs they stand for."""

from __future__ import annotations

import pyarrow as pa

from enduse.model import parts
from enduse.store import Rows, View, named


def units(view: View) -> Rows:
    """Rows of `units`.

    A container counts for no GPU where its GPUs are units themselves; otherwise for as many as the catalogue says
    of its part, and where the catalogue is silent for 8 (server, board) or 72 (rack).
    """
    named_parts = view.table("SELECT DISTINCT part FROM timeline WHERE part IS NOT NULL").column("part").to_pylist()
    chips = {name: found.chips for name in named_parts if (found := parts.match(name)) and found.chips}
    view.register(
        "part_chips",
        pa.table({"part": pa.array(list(chips), pa.string()), "chips": pa.array(list(chips.values()), pa.int64())}),
    )
    return named(__package__, "units")
