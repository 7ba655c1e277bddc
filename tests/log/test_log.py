"""The evidence log: what it holds, what it proves, what it shows of tampering."""

from __future__ import annotations

import base64
import json
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from enduse import pipeline
from enduse.errors import InputError
from enduse.ledger import keys, log
from enduse.ledger.audit import audit
from enduse.model import checkpoint as notes
from enduse.model import merkle
from enduse.read import find
from enduse.store import Store

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five files of evidence."""
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    for number in range(5):
        text = f"event,happened,unit\nshipping,2025-01-0{number + 1},165052200382{number}\n"
        (evidence / f"{number}.csv").write_text(text)
    return evidence


@pytest.fixture
def loaded(folder: Path, tmp_path: Path) -> Path:
    """A store with the five files."""
    path = tmp_path / "s.duckdb"
    store = Store.open(path)
    pipeline.load(store, [folder])
    store.close()
    return path


def signer(path: Path) -> keys.Signer:
    return keys.signer(keys.key_path(path), keys.log_name(path))


def verified(path: Path, *older: str) -> log.Verification:
    store = Store.open(path)
    try:
        return log.verify(store, signer(path).public, keys.log_name(path), older)
    finally:
        store.close()


def altered(path: Path, statement: str) -> None:
    connection = duckdb.connect(str(path))
    connection.execute(statement)
    connection.close()


def test_a_log_holds_as_it_grows(loaded: Path, folder: Path) -> None:
    store = Store.open(loaded)
    first = log.checkpoint(store, signer(loaded))
    assert log.checkpoint(store, signer(loaded)) == first, "an unchanged log gets no second note"
    (folder / "5.csv").write_text("event,happened,unit\nshipping,2025-01-06,1650522003826\n")
    assert (pipeline.load(store, [folder]).admitted, log.size(store)) == (1, 6)
    proof = log.consistency(store, 5)
    roots = [bytes.fromhex(log.state(store)[1]), notes.opened(first, signer(loaded).public)]
    assert roots[1] and merkle.verify_consistency(5, 6, roots[1].root, roots[0], proof)
    store.close()
    assert verified(loaded, first) == log.Verification(6, roots[0].hex(), 2, ())


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE evidence.log_leaves SET entry = 'x' WHERE leaf = 2", "leaf 2 does not hash to what was logged"),
        ("DELETE FROM evidence.log_leaves WHERE leaf = 1", "leaf 1 is missing"),
        ("DELETE FROM evidence.log_leaves WHERE leaf = 4", "speaks of 5 leaves where the log has 4"),
        ("UPDATE evidence.exhibits SET exhibit = repeat('a', 64) WHERE leaf = 0", "is not in the log"),
        ("UPDATE evidence.events SET exhibit = NULL", "5 rows of events belong to no exhibit"),
        ("UPDATE evidence.log_checkpoints SET note = replace(note, '5', '4')", "is not signed by the key"),
    ],
)
def test_tampering_shows(statement: str, fault: str, loaded: Path) -> None:
    store = Store.open(loaded)
    log.checkpoint(store, signer(loaded))
    store.close()
    altered(loaded, statement)
    found = verified(loaded)
    assert not found.holds and any(fault in said for said in found.faults), found.faults


def test_a_rewritten_log_contradicts_a_note_kept_elsewhere(loaded: Path) -> None:
    store = Store.open(loaded)
    kept = log.checkpoint(store, signer(loaded))
    store.close()
    entry = "exhibit " + "b" * 64 + " 5 csv 2020-01-01T00:00:00.000000Z"
    hashed = merkle.leaf_hash(entry.encode()).hex()
    altered(loaded, f"UPDATE evidence.log_leaves SET entry = '{entry}', hash = '{hashed}' WHERE leaf = 3")
    altered(loaded, "DELETE FROM evidence.log_checkpoints")
    altered(loaded, "DELETE FROM evidence.exhibits WHERE leaf = 3; DELETE FROM evidence.events WHERE sequence = 4")
    faults = verified(loaded, kept).faults
    assert any("the first 5 leaves were changed" in fault for fault in faults), faults


def test_an_inclusion_proof_is_checked_offline(loaded: Path) -> None:
    store = Store.open(loaded)
    text = log.prove(store, "3.csv", signer(loaded))
    store.close()
    public = signer(loaded).public
    proven = notes.check_proof(text, public)
    assert proven and proven.index == 3 and proven.entry.startswith(b"exhibit ")
    assert notes.check_proof(text, Ed25519PrivateKey.generate().public_key()) is None
    assert notes.check_proof(text.replace("index 3", "index 2"), public) is None
    entry = base64.b64encode(proven.entry.replace(b"csv", b"xml")).decode()
    assert notes.check_proof(text.replace(base64.b64encode(proven.entry).decode(), entry), public) is None


def test_other_bytes_can_be_committed_to(loaded: Path) -> None:
    store = Store.open(loaded)
    assert log.commit(store, "seed", b"4711") == "log:5"
    assert notes.check_proof(log.prove(store, "log:5", signer(loaded)), signer(loaded).public)
    with pytest.raises(InputError, match="expected a file, SHA-256 or leaf of the log"):
        log.prove(store, "holiday.jpg", signer(loaded))
    store.close()


def test_the_key_is_for_its_owner_only(loaded: Path) -> None:
    signer(loaded)
    mode = stat.S_IMODE(keys.key_path(loaded).stat().st_mode)
    assert mode == 0o600
    name, public = notes.read_verifier_key(keys.public_path(loaded).read_text())
    assert (name, notes.public_bytes(public)) == ("enduse/s", notes.public_bytes(signer(loaded).public))


def test_a_signed_note_reads_as_the_standard_has_it() -> None:
    key = Ed25519PrivateKey.generate()
    stated = notes.Checkpoint("example.com/log", 7, merkle.root([merkle.leaf_hash(b"a")]))
    note = notes.sign(stated, key)
    lines = note.split("\n")
    assert (lines[0], lines[1], lines[3]) == ("example.com/log", "7", "")
    assert lines[4].startswith("\u2014 example.com/log ") and len(base64.b64decode(lines[4].split()[-1])) == 68
    assert notes.opened(note, key.public_key()) == stated
    other = note + "\u2014 witness.example AAAAAAAA\n"
    assert notes.opened(other, key.public_key()) == stated, "signatures of others are passed over"
    assert notes.opened(note.replace("\n7\n", "\n07\n"), key.public_key()) is None


def test_the_command_line_verifies_signs_and_proves(loaded: Path, enduse: Command) -> None:
    signed = enduse("log", "checkpoint", "--store", loaded)
    assert signed.returncode == 0 and signed.stdout.startswith("enduse/s\n5\n")
    (loaded.parent / "note").write_text(signed.stdout)
    checked = enduse("log", "verify", "--store", loaded, "--note", loaded.parent / "note", "--json")
    assert checked.returncode == 0 and json.loads(checked.stdout)["holds"] is True
    proof = enduse("log", "prove", "1.csv", "--store", loaded)
    assert proof.stdout.startswith("c2sp.org/tlog-proof@v1\n")
    altered(loaded, "UPDATE evidence.log_leaves SET entry = 'x' WHERE leaf = 0")
    broken = enduse("log", "verify", "--store", loaded)
    assert broken.returncode == 1 and "leaf 0 does not hash to what was logged" in broken.stdout
    absent = enduse("log", "verify", "--store", loaded.parent / "none.duckdb")
    assert absent.returncode == 2 and absent.stderr.endswith("Load evidence with --store first.\n")


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "UPDATE evidence.events SET unit = '999' WHERE sequence = 2",
            "1.csv: 1 rows of events are not what the file states, 1 of its rows are lacking",
        ),
        (
            "DELETE FROM evidence.events WHERE sequence = 5",
            "4.csv: 0 rows of events are not what the file states, 1 of its rows are lacking",
        ),
    ],
)
def test_files_read_again_show_rows_that_were_altered(statement: str, fault: str, loaded: Path, folder: Path) -> None:
    def audited() -> list[str]:
        store = Store.open(loaded)
        try:
            return audit(store, find([folder]))
        finally:
            store.close()

    assert audited() == []
    altered(loaded, statement)
    assert audited() == [fault]
    (folder / "0.csv").write_text("event,happened,unit\nshipping,2020-01-01,1650522003820\n")
    assert audited()[0] == "0.csv is not what was admitted: its bytes are not in the log"
