"""The evidence log: an append-only Merkle tree over what was admitted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from enduse.errors import InputError
from enduse.ledger.keys import Signer
from enduse.model.checkpoint import Checkpoint, opened, sign, write_proof
from enduse.model.merkle import consistency_proof, inclusion_proof, leaf_hash, root
from enduse.store import Store
from enduse.store.store import now

_LEAVES: Final = "SELECT leaf, kind, entry, hash FROM evidence.log_leaves ORDER BY leaf"
_CHECKPOINTS: Final = "SELECT size, root, note FROM evidence.log_checkpoints ORDER BY sequence"
_UNLOGGED: Final = """
SELECT exhibits.file, exhibits.exhibit
FROM evidence.exhibits AS exhibits
LEFT JOIN evidence.log_leaves AS leaves
    ON leaves.leaf = exhibits.leaf AND leaves.entry LIKE concat('exhibit ', exhibits.exhibit, ' ', exhibits.bytes, ' %')
WHERE leaves.leaf IS NULL
"""

_STRAYS: Final = """
WITH stated AS (
    SELECT 'events' AS name, exhibit FROM evidence.events
    UNION ALL SELECT 'identifiers', exhibit FROM evidence.identifiers
    UNION ALL SELECT 'sites', exhibit FROM evidence.sites
    UNION ALL SELECT 'parties', exhibit FROM evidence.parties
    UNION ALL SELECT 'ownership', exhibit FROM evidence.ownership
    UNION ALL SELECT 'licences', exhibit FROM evidence.licences
    UNION ALL SELECT 'outages', exhibit FROM evidence.outages
    UNION ALL SELECT 'delays', exhibit FROM evidence.delays
    UNION ALL SELECT 'landmarks', exhibit FROM evidence.landmarks
)
SELECT stated.name, count(*) AS rows
FROM stated
LEFT JOIN evidence.exhibits AS exhibits ON exhibits.exhibit = stated.exhibit
WHERE exhibits.exhibit IS NULL
GROUP BY stated.name
ORDER BY stated.name
"""


@dataclass(frozen=True)
class Verification:
    """What a check of the log found: its size and root, and each thing that does not hold."""

    size: int
    root: str
    checkpoints: int
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing was found amiss."""
        return not self.faults


def add(store: Store, kind: str, entries: Sequence[str], at: datetime) -> int:
    """Append leaves and return the place of the first; call it in the transaction of what they stand for."""
    first = size(store)
    rows = [
        {"leaf": place, "kind": kind, "entry": entry, "hash": leaf_hash(entry.encode()).hex(), "at": at}
        for place, entry in enumerate(entries, start=first)
    ]
    store.append("log_leaves", pa.Table.from_pylist(rows), loaded=at)
    return first


def exhibit_entry(sha256: str, length: int, kind: str, at: datetime) -> str:
    """What the leaf of an exhibit says: its hash, its bytes, its reader and when it was admitted."""
    return f"exhibit {sha256} {length} {kind} {at.isoformat(timespec='microseconds')}Z"


def commit(store: Store, kind: str, data: bytes) -> str:
    """Commit to other bytes (a seed, a plan) and return the reference of the leaf."""
    at = now()
    digest = hashlib.sha256(data).hexdigest()
    with store.transaction():
        place = add(store, kind, [f"{kind} {digest} {len(data)} {at.isoformat(timespec='microseconds')}Z"], at)
    return f"log:{place}"


def size(store: Store) -> int:
    """How many leaves the log has."""
    counted = store.table("SELECT count(*) AS leaves FROM evidence.log_leaves")
    return int(counted.column("leaves")[0].as_py())


def state(store: Store) -> tuple[int, str]:
    """How many leaves the log has, and its root in hexadecimal."""
    hashes = _hashes(store)
    return len(hashes), root(hashes).hex()


def checkpoint(store: Store, signer: Signer) -> str:
    """Sign what the log is now, keep the note, and return it; an unchanged log gets no second note."""
    hashes = _hashes(store)
    kept = store.table(_CHECKPOINTS).to_pylist()
    if kept and kept[-1]["size"] == len(hashes) and opened(kept[-1]["note"], signer.public, signer.name):
        return str(kept[-1]["note"])
    stated = Checkpoint(signer.name, len(hashes), root(hashes))
    note = sign(stated, signer.private)
    row = {"size": stated.size, "root": stated.root.hex(), "note": note, "at": now()}
    store.append("log_checkpoints", pa.Table.from_pylist([row]))
    return note


def verify(
    store: Store,
    key: Ed25519PublicKey | None,
    name: str,
    older: Sequence[str] = (),
    advance: Callable[[int, int, str], None] | None = None,
) -> Verification:
    """Check every leaf, every exhibit and every checkpoint, and notes that others have kept.

    Args:
        key: who must have signed; without it a checkpoint is a fault, for it cannot be checked.
        older: signed notes from outside the store; the log must be an extension of each.
    """
    faults = []
    leaves = store.table(_LEAVES).to_pylist()
    for place, leaf in enumerate(leaves):
        if leaf["leaf"] != place:
            faults.append(f"leaf {place} is missing")
            break
        if leaf_hash(leaf["entry"].encode()).hex() != leaf["hash"]:
            faults.append(f"leaf {place} does not hash to what was logged")
    hashes = [leaf_hash(leaf["entry"].encode()) for leaf in leaves]
    unlogged = store.table(_UNLOGGED).to_pylist()
    faults += [f"{row['file']} is not in the log as it stands in the store" for row in unlogged]
    faults += _strays(store)
    kept = store.table(_CHECKPOINTS).to_pylist()
    notes = [str(row["note"]) for row in kept] + list(older)
    for number, note in enumerate(notes):
        if advance:
            advance(number, len(notes), "checkpoints")
        where = f"checkpoint {number + 1}" if number < len(kept) else f"older note {number - len(kept) + 1}"
        faults += [f"{where} {fault}" for fault in _note_faults(note, hashes, key, name)]
    return Verification(len(hashes), root(hashes).hex(), len(notes), tuple(faults))


def prove(store: Store, what: str, signer: Signer) -> str:
    """An inclusion proof of an exhibit, by file name, SHA-256 or leaf number, checkable offline.

    Raises:
        InputError: if the log has no such leaf.
    """
    place = _place(store, what)
    leaves = store.table(_LEAVES).to_pylist()
    note = checkpoint(store, signer)
    return write_proof(place, leaves[place]["entry"].encode(), inclusion_proof(_hashes(store), place), note)


def consistency(store: Store, older: int) -> list[bytes]:
    """The proof that the log of ``older`` leaves is a prefix of the log as it is.

    Raises:
        InputError: if the log was never of that size.
    """
    hashes = _hashes(store)
    if not 0 < older <= len(hashes):
        raise InputError("size", f"a size from 1 to {len(hashes)}", str(older), "Take it from an older checkpoint")
    return consistency_proof(hashes, older)


def _place(store: Store, what: str) -> int:
    query = """
        SELECT leaf FROM evidence.exhibits
        WHERE exhibit = $what OR file = $what OR CAST(leaf AS VARCHAR) = $what OR file LIKE concat('%/', $what)
        ORDER BY exhibit = $what DESC, file = $what DESC, leaf DESC
    """
    found = store.table(query, what=what).to_pylist()
    if found:
        return int(found[0]["leaf"])
    if what.removeprefix("log:").isdecimal() and int(what.removeprefix("log:")) < size(store):
        return int(what.removeprefix("log:"))
    raise InputError(what, "a file, SHA-256 or leaf of the log", "none of that name", "Load the file first")


def _hashes(store: Store) -> list[bytes]:
    entries = store.table(_LEAVES).column("entry").to_pylist()
    return [leaf_hash(entry.encode()) for entry in entries]


def _note_faults(note: str, hashes: list[bytes], key: Ed25519PublicKey | None, name: str) -> list[str]:
    if key is None:
        return ["cannot be checked without a key"]
    stated = opened(note, key, name)
    if stated is None:
        return ["is not signed by the key"]
    if stated.size > len(hashes):
        return [f"speaks of {stated.size} leaves where the log has {len(hashes)}"]
    if root(hashes[: stated.size]) != stated.root:
        return [f"has another root: the first {stated.size} leaves were changed"]
    return []


def _strays(store: Store) -> list[str]:
    rows = store.table(_STRAYS).to_pylist()
    return [f"{row['rows']} rows of {row['name']} belong to no exhibit" for row in rows if row["rows"]]
