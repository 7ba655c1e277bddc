"""Units that evidence speaks of, their lots, and the GPUs they stand for."""

from __future__ import annotations

import re

import pyarrow as pa

from enduse.model import parts
from enduse.store import Rows, View, named

_SOUNDS_LIKE_A_CHIP = re.compile(r"[0-9]|gpu|accelerator|chip|processor|graphics|compute|module", re.IGNORECASE)


def units(view: View) -> Rows:
    """Rows of `units`.

    A container counts for no GPU where its GPUs are units themselves; otherwise for as many as the catalogue says
    of its part, and where the catalogue is silent for 8 (server, board) or 72 (rack). A lot of something that no
    catalogue knows counts one GPU a piece if it sounds like a chip, and none otherwise: crates of cooling equipment
    are on the timeline, not in the account.
    """
    named_parts = view.table("SELECT DISTINCT part FROM timeline WHERE part IS NOT NULL").column("part").to_pylist()
    chips = {name: found.chips for name in named_parts if (found := parts.match(name))}
    by_sound = {name: 1 for name in named_parts if name not in chips and _SOUNDS_LIKE_A_CHIP.search(name)}
    view.register("lot_chips", _pieces({**by_sound, **chips}))
    view.register("part_chips", _pieces(chips))
    return named(__package__, "units")


def _pieces(chips: dict[str, int]) -> pa.Table:
    return pa.table({"part": pa.array(list(chips), pa.string()), "chips": pa.array(list(chips.values()), pa.int64())})
