"""Admission: once for its bytes, whole or not at all, resumable after a kill."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from enduse import pipeline
from enduse.ledger import log
from enduse.store import Store

ROWS = 300


def evidence(folder: Path, files: int) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(files):
        lines = (f"observing,2025-01-01,9{number:04d}{row:08d}\n" for row in range(ROWS))
        (folder / f"{number:04d}.csv").write_text("event,happened,unit\n" + "".join(lines))
    return folder


def counts(store: Store) -> tuple[int, int, int, int]:
    query = """
        SELECT (SELECT count(*) FROM evidence.exhibits) AS exhibits, (SELECT count(*) FROM evidence.events) AS events,
               (SELECT count(DISTINCT source) FROM evidence.events) AS sources,
               (SELECT count(*) FROM evidence.log_leaves) AS leaves
    """
    (row,) = store.table(query).to_pylist()
    return row["exhibits"], row["events"], row["sources"], row["leaves"]


def test_the_same_bytes_are_admitted_once(tmp_path: Path) -> None:
    folder = evidence(tmp_path / "e", 3)
    (folder / "copy.csv").write_bytes((folder / "0001.csv").read_bytes())
    store = Store.open()
    first, second = pipeline.load(store, [folder]), pipeline.load(store, [folder])
    assert (first.admitted, first.repeats, second.admitted, second.repeats) == (3, 1, 0, 4)
    assert counts(store) == (3, 3 * ROWS, 3 * ROWS, 3)
    assert [source.file for source in first.sources] == ["0000.csv", "0001.csv", "0002.csv", "copy.csv"]
    assert [source.events for source in second.sources] == [ROWS] * 4


def test_issues_of_refused_files_are_kept_once(tmp_path: Path) -> None:
    folder = evidence(tmp_path / "e", 1)
    (folder / "bad.json").write_text("{")
    store = Store.open()
    for _ in range(3):
        receipt = pipeline.load(store, [folder])
        assert len(receipt.issues) == 1
    assert store.table("SELECT count(*) AS n FROM evidence.issues").column("n")[0].as_py() == 1


def test_a_killed_loader_leaves_whole_files_and_can_be_resumed(tmp_path: Path) -> None:
    """Kill -9 at random instants; each time the store opens, holds whole files only, and loses none of them."""
    folder, path = evidence(tmp_path / "e", 60), tmp_path / "s.duckdb"
    script = (
        "import sys; from pathlib import Path; from enduse import pipeline; from enduse.ledger import append\n"
        "from enduse.store import Store\n"
        "append.BATCH_FILES = 4\n"
        "store = Store.open(Path(sys.argv[1])); print('open', flush=True)\n"
        "pipeline.load(store, [Path(sys.argv[2])])\n"
    )
    chance, before = random.Random(7), 0
    for attempt in range(6):
        loader = subprocess.Popen(
            [sys.executable, "-c", script, str(path), str(folder)], stdout=subprocess.PIPE, text=True
        )
        assert loader.stdout is not None
        loader.stdout.readline()
        time.sleep(chance.uniform(0.02, 0.4))
        loader.send_signal(signal.SIGKILL)
        loader.wait()
        store = Store.open(path)
        exhibits, events, sources, leaves = counts(store)
        assert exhibits >= before and events == sources == exhibits * ROWS and leaves == exhibits, attempt
        assert log.verify(store, None, "enduse/s").holds
        store.close()
        before = exhibits
    store = Store.open(path)
    receipt = pipeline.load(store, [folder])
    assert (receipt.admitted, receipt.repeats) == (60 - before, before)
    assert counts(store) == (60, 60 * ROWS, 60 * ROWS, 60)
    store.close()
