"""Admission: each source once, all of it or nothing, with a receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import pyarrow as pa

from enduse.errors import EnduseError, InputError, Issue
from enduse.ledger import log
from enduse.model.table import tables
from enduse.store import Store
from enduse.store.store import now

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


@dataclass(frozen=True)
class Admitted:
    """What became of one source."""

    file: str
    kind: str
    events: int
    issues: int
    repeat: bool = False
    hashes: tuple[str, ...] | None = None
    ignored: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        """As the receipt prints it."""
        said: dict[str, Any] = {"file": self.file, "kind": self.kind, "events": self.events, "issues": self.issues}
        if self.repeat:
            said["repeat"] = True
        if self.hashes is not None:
            said["hashes"] = list(self.hashes)
        if self.ignored:
            said["ignored_columns"] = list(self.ignored)
        return said


@dataclass
class Receipt:
    """What was admitted, what had been before, and what was set aside."""

    admitted: int = 0
    repeats: int = 0
    events: int = 0
    issues: list[Issue] = field(default_factory=list)
    sources: list[Admitted] = field(default_factory=list)

    def json(self) -> dict[str, Any]:
        """The receipt as one JSON object."""
        return {
            "admitted": self.admitted,
            "repeats": self.repeats,
            "events": self.events,
            "issues": [{"where": issue.where, "problem": issue.problem} for issue in self.issues],
            "sources": [source.json() for source in self.sources],
        }


def admit(store: Store, found: Iterable[Exhibit | InputError], advance: Advance | None = None) -> Receipt:
    """Admit every source that is not in the store yet, each in a transaction of its own.

    A loader that is killed leaves the sources it had finished and nothing of the others; loading again
    admits the rest.

    Raises:
        InputError: if there is nothing to admit: the one problem, or how many files were looked at.
    """
    receipt = Receipt()
    known = {row["exhibit"]: row["events"] for row in store.table(_KNOWN).to_pylist()}
    refused: list[EnduseError] = []
    listed = list(found)
    for number, source in enumerate(listed):
        if isinstance(source, EnduseError):
            refused.append(source)
            continue
        if advance:
            advance(number, len(listed), source.name)
        try:
            _one(store, source, known, receipt)
        except EnduseError as error:
            refused.append(error)
    if not receipt.admitted and not receipt.repeats:
        raise refused[0] if len(refused) == 1 else _nothing(refused)
    _note(store, receipt, refused)
    return receipt


def _one(store: Store, source: Exhibit, known: dict[str, int], receipt: Receipt) -> None:
    sha256, length = source.digest()
    if sha256 in known:
        hashes = store.table(_HASHES, exhibit=sha256).column("hash").to_pylist()
        receipt.repeats += 1
        receipt.sources.append(
            Admitted(source.name, source.kind, known[sha256], 0, repeat=True, hashes=tuple(hashes) or None)
        )
        return
    rows = source.read()
    _write(store, source, rows, sha256, length)
    known[sha256] = rows.events
    receipt.admitted += 1
    receipt.events += rows.events
    receipt.issues.extend(rows.issues)
    hashes = None if rows.hashes is None else tuple(rows.hashes)
    receipt.sources.append(
        Admitted(source.name, source.kind, rows.events, len(rows.issues), hashes=hashes, ignored=tuple(rows.ignored))
    )


def _write(store: Store, source: Exhibit, rows: Rows, sha256: str, length: int) -> None:
    at = now()
    with store.transaction():
        leaf = log.add(store, "exhibit", log.exhibit_entry(sha256, length, source.kind, at), at)
        for name, table in rows.tables.items():
            store.append(name, _exhibited(name, table, sha256), loaded=at)
        store.append("issues", _issue_rows(rows.issues, sha256), loaded=at)
        row = {
            "exhibit": sha256, "file": source.name, "kind": source.kind, "bytes": length, "events": rows.events,
            "leaf": leaf, "admitted": at,
        }  # fmt: skip
        store.append("exhibits", pa.Table.from_pylist([row]), loaded=at)


def _exhibited(name: str, rows: pa.Table, sha256: str) -> pa.Table:
    declared = tables().get(name)
    if declared is None or "exhibit" not in declared.column_names:
        return rows
    if "exhibit" in rows.column_names:
        rows = rows.drop_columns(["exhibit"])
    return rows.append_column("exhibit", pa.repeat(pa.scalar(sha256), rows.num_rows))


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
