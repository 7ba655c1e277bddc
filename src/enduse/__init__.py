"""Says where every controlled AI chip is, and how that is known.

    import enduse

    store = enduse.open("case.duckdb")
    receipt = enduse.load(store, "examples/phantom-data-centre")
    examination = enduse.examine(store)
    print("\\n".join(examination.answer()))
    examination.write("out")
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from enduse.ledger.append import Receipt
    from enduse.pipeline import Examination
    from enduse.store import Store

__all__ = ["examine", "load", "open", "show"]
__version__ = "0.1.0"


def open(path: str | Path | None = None) -> Store:
    """Open the store at ``path``, made if absent; without a path, a throw-away one."""
    from enduse.store import Store

    return Store.open(Path(path) if path else None)


def load(store: Store, *paths: str | Path) -> Receipt:
    """Admit the evidence under ``paths``; the receipt says what was admitted, repeated and set aside."""
    from enduse import pipeline

    return pipeline.load(store, [Path(path) for path in paths])


def examine(store: Store, as_of: datetime | None = None, known_by: datetime | None = None) -> Examination:
    """Run every stage over what the store holds."""
    from enduse import pipeline

    return pipeline.examine(store, as_of, known_by)


def show(examination: Examination, subject: str) -> dict[str, Any]:
    """All that is said of one unit, lot, site or party."""
    return examination.subject(subject).json()
