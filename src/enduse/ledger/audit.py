"""Evidence read again and held against what the store says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sized
from typing import Final

import pyarrow as pa

from enduse.errors import EnduseError, InputError
from enduse.ledger.append import Exhibit
from enduse.model.table import tables
from enduse.store import Query, Store, scratch
from enduse.store.tables import conform

_UNLIKE: Final = """
SELECT
    (SELECT count(*) FROM (SELECT * FROM stored EXCEPT ALL SELECT * FROM fresh) AS gone) AS altered,
    (SELECT count(*) FROM (SELECT * FROM fresh EXCEPT ALL SELECT * FROM stored) AS lacking) AS missing
"""


def audit(
    store: Store, found: Iterable[Exhibit | InputError], advance: Callable[[int, int, str], None] | None = None
) -> list[str]:
    """What does not agree between files and store: bytes never admitted, rows that no file states, rows lost.

    The log shows that nobody changed which bytes were admitted; reading the bytes again shows that nobody
    changed the rows that were made of them. References are compared where the file has the name it had.
    """
    kept = store.table("SELECT exhibit, file FROM evidence.exhibits").to_pylist()
    known = {row["exhibit"]: row["file"] for row in kept}
    faults = []
    total = len(found) if isinstance(found, Sized) else 0
    for number, source in enumerate(found):
        if isinstance(source, EnduseError):
            continue
        if advance:
            advance(number, total, source.name)
        sha256, _ = source.digest()
        if sha256 not in known:
            if _is_readable(source):
                faults.append(f"{source.name} is not what was admitted: its bytes are not in the log")
            continue
        faults += _compared(store, source, sha256, same_name=known[sha256] == source.name)
    return faults


def _is_readable(source: Exhibit) -> bool:
    """Whether the source could be admitted: a refused file is in no log, and that is no fault."""
    try:
        source.read()
    except EnduseError:
        return False
    return True


def _compared(store: Store, source: Exhibit, sha256: str, same_name: bool) -> list[str]:
    try:
        fresh = source.read().tables
    except EnduseError as error:
        return [f"{source.name} was admitted and is refused now: {error}"]
    faults = []
    for table in tables().values():
        if table.kind != "evidence" or not {"source", "exhibit"} <= set(table.column_names):
            continue
        compared = [name for name in table.column_names if name != "exhibit" and (same_name or name != "source")]
        stored = store.rows_of(table.name, sha256).select(compared)
        read = fresh.get(table.name, pa.table({}))
        again = conform(table.name, read).select(compared) if read.num_rows else stored.slice(0, 0)
        (unlike,) = scratch(Query(_UNLIKE), stored=stored, fresh=again).to_pylist()
        if unlike["altered"] or unlike["missing"]:
            faults.append(
                f"{source.name}: {unlike['altered']} rows of {table.name} are not what the file states, "
                f"{unlike['missing']} of its rows are lacking"
            )
    return faults
