"""From the arguments of a verb to an examination."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enduse import read
from enduse.cli.output import instant
from enduse.errors import InputError
from enduse.ledger import append
from enduse.store import Store

if TYPE_CHECKING:
    from enduse import pipeline


def examined(
    verb: str,
    paths: Sequence[Path] | None,
    store: Path | None,
    clocks: tuple[str | None, str | None],
    advance: pipeline.Advance | None = None,
    out: Path | None = None,
) -> pipeline.Examination:
    """Load ``paths`` into the store, a throw-away one if none is named, and run every stage.

    Args:
        verb: the verb that asks, for the sentence.
        clocks: `--as-of` and `--known-by` as written.
        out: where the outcome will be written, if anywhere.

    Raises:
        InputError: if there is neither a path nor a store, or a clock is no date.
    """
    if not paths and store is None:
        raise InputError(f"enduse {verb}", "a folder of evidence or --store FILE", "neither", "Name a folder")
    as_of, known_by = instant(clocks[0], "--as-of"), instant(clocks[1], "--known-by")
    opened = Store.open(store)
    with ThreadPoolExecutor(1) as beside:  # half a second that needs no evidence, while the files are read
        imported = beside.submit(importlib.import_module, "enduse.pipeline")
        if paths:
            append.admit(opened, read.find(paths), advance)
        stages: Any = imported.result()
    examination: pipeline.Examination = stages.examine(opened, as_of, known_by, advance, out)
    return examination
