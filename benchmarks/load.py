"""Loading one million events, beside DuckDB's own read of the same file.

    python benchmarks/load.py [--events 1000000] [--rounds 3]

Each run is a process of its own. Printed are the least seconds of the rounds, the ratio, and peak memory. Beside
`read_csv`, loading also hashes the bytes, checks every cell, names every row's source and logs the file. The events
are made up; nothing in them is tuned to either side.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb

from enduse import pipeline
from enduse.store import Store

EVENTS = """
COPY (
    SELECT ['shipping', 'receiving', 'installing', 'observing', 'inspecting'][1 + i % 5] AS event,
           strftime(TIMESTAMP '2025-01-01' + INTERVAL (i * 7919 % 31536000) SECOND, '%Y-%m-%dT%H:%M:%SZ') AS happened,
           printf('16505%08d', i // 10) AS unit, 'gpu' AS unit_kind, 'H100 SXM5' AS part, 1 AS quantity,
           'S' || (i % 50) AS site, CASE WHEN i % 5 = 0 THEN 'S' || (i % 49) ELSE '' END AS to_site,
           CASE WHEN i % 5 = 0 THEN 'acme' ELSE '' END AS from_party, 'P' || (i % 7) AS to_party,
           'SRV' || (i // 80) AS parent, '' AS grade, 'DN-' || (i % 9973) AS document,
           strftime(TIMESTAMP '2025-01-02' + INTERVAL (i * 7919 % 31536000) SECOND, '%Y-%m-%dT%H:%M:%SZ') AS recorded,
           '' AS note
    FROM range($events) AS numbers (i)
) TO '{path}' (FORMAT csv)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.csv"
        duckdb.execute(EVENTS.format(path=path), {"events": given.events})
        print(f"{given.events:,} events, {path.stat().st_size / 1e6:.0f} MB of CSV, least of {given.rounds} rounds\n")
        pairs = {"in memory": (plain_in_memory, ours_in_memory), "on disk": (plain_on_disk, ours_on_disk)}
        for where, (plain, ours) in pairs.items():
            base, own = best(plain, path, given.rounds), best(ours, path, given.rounds)
            print(f"{where:<10}  DuckDB read_csv  {base[0]:6.2f} s  {base[1]:6.0f} MB")
            print(f"{'':<10}  enduse load      {own[0]:6.2f} s  {own[1]:6.0f} MB   ratio {own[0] / base[0]:.2f}")


def plain_in_memory(path: Path) -> None:
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute("CREATE TABLE events AS SELECT * FROM read_csv($path)", {"path": str(path)})


def plain_on_disk(path: Path) -> None:
    with duckdb.connect(str(path.with_suffix(".plain"))) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("CREATE OR REPLACE TABLE events AS SELECT * FROM read_csv($path)", {"path": str(path)})


def ours_in_memory(path: Path) -> None:
    pipeline.load(Store.open(), [path])


def ours_on_disk(path: Path) -> None:
    kept = path.with_suffix(".duckdb")
    kept.unlink(missing_ok=True)
    store = Store.open(kept)
    pipeline.load(store, [path])
    store.close()


def best(job: Callable[[Path], None], path: Path, rounds: int) -> tuple[float, float]:
    """Least seconds, and peak memory in MB, over processes that do nothing else."""
    context = multiprocessing.get_context("spawn")
    results = []
    for _ in range(rounds):
        near, far = context.Pipe()
        process = context.Process(target=measured, args=(job, path, far))
        process.start()
        results.append(near.recv())
        process.join()
    return min(seconds for seconds, _ in results), max(peak for _, peak in results)


def measured(job: Callable[[Path], None], path: Path, answer: Connection) -> None:
    """Do the job and send back how long it took and the peak memory of this process."""
    began = time.perf_counter()
    job(path)
    answer.send((time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3))


if __name__ == "__main__":
    main()
