"""Admission: each source once, all of it or nothing, with a receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

import numpy as np
import pyarrow as pa

from enduse.errors import EnduseError, InputError, Issue
from enduse.ledger import log
from enduse.ledger.receipt import Admitted, Receipt
from enduse.model.table import tables as declared_tables
from enduse.store import Store
from enduse.store.store import now

__all__ = ["Exhibit", "Receipt", "Rows", "admit"]

BATCH_ROWS: Final = 100_000
BATCH_FILES: Final = 200

Advance = Callable[[int, int, str], None]

_KNOWN: Final = "SELECT exhibit, events FROM evidence.exhibits"
_HASHES: Final = "SELECT hash FROM evidence.event_hashes WHERE exhibit = $exhibit ORDER BY position"
_NOTED: Final = 'SELECT "where", problem FROM evidence.issues WHERE exhibit IS NULL'


class Rows(Protocol):
    """What was read from a source."""

    @property
    def tables(self) -> Mapping[str, pa.Table]: ...
    @property
    def issues(self) -> Sequence[Issue]: ...
    @property
    def events(self) -> int: ...
    @property
    def hashes(self) -> Sequence[str] | None: ...
    @property
    def ignored(self) -> Sequence[str]: ...


class Exhibit(Protocol):
    """A source that may be admitted."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    def digest(self) -> tuple[str, int]: ...
    def read(self) -> Rows: ...


def admit(store: Store, found: Iterable[Exhibit | InputError], advance: Advance | None = None) -> Receipt:
    """Admit every source that is not in the store yet, each whole or not at all.

    Small sources share a transaction. A loader that is killed leaves whole sources and no part of any other;
    loading again admits the rest. What the receipt names is on the disk.

    Raises:
        InputError: if there is nothing to admit: the one problem, or how many files were looked at.
    """
    receipt = Receipt()
    known = {row["exhibit"]: row["events"] for row in store.table(_KNOWN).to_pylist()}
    refused: list[EnduseError] = []
    batch = Batch()
    total = len(found) if isinstance(found, Sized) else 0
    places: dict[str, int] = {}
    for number, source in enumerate(found):
        places.setdefault(source.where if isinstance(source, EnduseError) else source.name, number)
        if isinstance(source, EnduseError):
            refused.append(source)
            continue
        if advance:
            advance(number, total, source.name)
        try:
            sha256, length = source.digest()
            if sha256 in known:
                batch.repeats.append((source, sha256, known[sha256]))
                continue
            batch.add(Read(source.name, source.kind, sha256, length, _rows(source)))
        except EnduseError as error:
            refused.append(error)
            continue
        except OSError:
            refused.append(InputError(source.name, "a file that can be read", "one that cannot", "Check the disk"))
            continue
        known[sha256] = batch.read[-1].rows.events
        if batch.is_full:
            refused += _flush(store, batch, receipt)
            batch = Batch()
    refused += _flush(store, batch, receipt)
    if not receipt.admitted and not receipt.repeats:
        raise refused[0] if len(refused) == 1 else _nothing(refused)
    _note(store, receipt, refused)
    receipt.sources.sort(key=lambda one: places[one.file])
    receipt.leaves, receipt.root = log.state(store)
    return receipt


def _rows(source: Exhibit) -> Rows:
    """What the reader makes of a source; a fault in one reader keeps no other evidence out."""
    try:
        return source.read()
    except (EnduseError, OSError):
        raise
    except Exception as fault:
        found = f"a fault of the reader {source.kind} ({type(fault).__name__})"
        raise InputError(source.name, "a file that its reader can read", found, "Report the file") from fault


@dataclass(frozen=True)
class Read:
    """A source that was read and is not written yet."""

    name: str
    kind: str
    sha256: str
    length: int
    rows: Rows


@dataclass
class Batch:
    """Sources that are written in one transaction."""

    read: list[Read] = field(default_factory=list)
    repeats: list[tuple[Exhibit, str, int]] = field(default_factory=list)
    rows: int = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time to write."""
        return self.rows >= BATCH_ROWS or len(self.read) + len(self.repeats) >= BATCH_FILES

    def add(self, one: Read) -> None:
        """Take one more source."""
        self.read.append(one)
        self.rows += sum(table.num_rows for table in one.rows.tables.values())


def _flush(store: Store, batch: Batch, receipt: Receipt) -> list[EnduseError]:
    """Write a batch and put it on the receipt; return what could not be written."""
    refused: list[EnduseError] = []
    written = batch.read
    try:
        _write(store, batch.read)
    except pa.ArrowException:
        written = [one for one in batch.read if _written_alone(store, one, refused)]
    for one in written:
        hashes = None if one.rows.hashes is None else tuple(one.rows.hashes)
        receipt.admitted += 1
        receipt.events += one.rows.events
        receipt.issues.extend(one.rows.issues)
        receipt.sources.append(
            Admitted(
                one.name, one.kind, one.rows.events, len(one.rows.issues), hashes=hashes,
                ignored=tuple(one.rows.ignored),
            )
        )  # fmt: skip
    for source, sha256, events in batch.repeats:
        hashes = tuple(store.table(_HASHES, exhibit=sha256).column("hash").to_pylist()) or None
        receipt.repeats += 1
        receipt.sources.append(Admitted(source.name, source.kind, events, 0, repeat=True, hashes=hashes))
    return refused


def _written_alone(store: Store, one: Read, refused: list[EnduseError]) -> bool:
    try:
        _write(store, [one])
    except pa.ArrowException as error:
        problem = str(error).splitlines()[0].rstrip(".")
        refused.append(InputError(one.name, "rows that fit the tables", problem, "Report the file"))
        return False
    return True


def _write(store: Store, read: Sequence[Read]) -> None:
    if not read:
        return
    at = now()
    gathered: dict[str, list[pa.Table]] = {}
    for one in read:
        for name, table in one.rows.tables.items():
            gathered.setdefault(name, []).append(_exhibited(name, table, one.sha256))
        gathered.setdefault("issues", []).append(_issue_rows(one.rows.issues, one.sha256))
    entries = [log.exhibit_entry(one.sha256, one.length, one.kind, at) for one in read]
    with store.transaction():
        first = log.add(store, "exhibit", entries, at)
        gathered["exhibits"] = [_exhibit_rows(read, first, at)]
        for name, tables in gathered.items():
            store.append(name, pa.concat_tables(tables, promote_options="permissive"), loaded=at)


def _exhibit_rows(read: Sequence[Read], first: int, at: datetime) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "exhibit": one.sha256,
                "file": one.name,
                "kind": one.kind,
                "bytes": one.length,
                "events": one.rows.events,
                "leaf": leaf,
                "admitted": at,
            }
            for leaf, one in enumerate(read, start=first)
        ]
    )


def _exhibited(name: str, rows: pa.Table, sha256: str) -> pa.Table:
    declared = declared_tables().get(name)
    if declared is None or "exhibit" not in declared.column_names:
        return rows
    if "exhibit" in rows.column_names:
        rows = rows.drop_columns(["exhibit"])
    places = pa.array(np.zeros(rows.num_rows, np.int32))  # one word for all rows, not one for each
    return rows.append_column("exhibit", pa.DictionaryArray.from_arrays(places, [sha256]))


def _issue_rows(issues: Sequence[Issue], sha256: str | None) -> pa.Table:
    columns = {
        "where": pa.array([issue.where for issue in issues], pa.string()),
        "problem": pa.array([issue.problem for issue in issues], pa.string()),
        "exhibit": pa.array([sha256] * len(issues), pa.string()),
    }
    return pa.table(columns)


def _note(store: Store, receipt: Receipt, refused: Sequence[EnduseError]) -> None:
    """Keep which files were refused: once, however often they are offered."""
    said = [Issue(error.where, f"expected {error.expected}, found {error.found}") for error in refused]
    receipt.issues.extend(said)
    noted = {(row["where"], row["problem"]) for row in store.table(_NOTED).to_pylist()}
    fresh = [issue for issue in said if (issue.where, issue.problem) not in noted]
    store.append("issues", _issue_rows(fresh, None))


def _nothing(refused: Sequence[EnduseError]) -> InputError:
    if not refused:
        return InputError("load", "evidence", "no file in the folder", "Name a folder with evidence")
    first = refused[0]
    return InputError(
        "load",
        "evidence",
        f"none in {len(refused)} files, the first being {first.where} ({first.found})",
        "See enduse list readers",
    )
