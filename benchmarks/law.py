"""One million shipments under the law of their day: in bulk, one by one, and beside a plain scan.

    python benchmarks/law.py [--rows 1000000] [--alone 3000]

Prints, from one run in a process of its own over a store on disk: seconds of the bulk stage and of writing its table,
seconds of a plain DuckDB scan that counts the same rows by part, destination and month, both ratios, seconds of the
same transfers one by one in Python (measured on a sample, scaled), peak memory, and how many answers of the sample
differ (none may). The shipments are synthetic: every part of the catalogue, sixteen destinations, 500 recipients, and
days over four years drawn at random, so that almost no two shipments are the same question.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from enduse.model.parts import catalogue
from enduse.model.table import tables
from enduse.rules.evaluate import determine, determine_one
from enduse.rules.transfer import stated
from enduse.store import Store, View

SEATS = ["CN", "US", "SG", "AE", None, "DE", "HK", "KH", "RU", "MY"]
PLACES = np.array(["US", "CN", "HK", "MO", "SG", "MY", "AE", "DE", "TW", "VN", "RU", "IN", "KH", "CY", "JP", "IL"])
SCAN = """
SELECT part, to_country, date_trunc('month', happened) AS month, count(*) AS shipments, sum(quantity) AS units
FROM timeline WHERE event = 'shipping' GROUP BY part, to_country, date_trunc('month', happened)
"""


def shipments(rows: int) -> pa.Table:
    """Made-up rows of `timeline`."""
    chance = np.random.default_rng(20261123)
    numbers = np.arange(rows)
    days = np.datetime64("2022-10-07") + chance.integers(0, 1500, rows)
    columns: dict[str, Any] = {
        "seq": numbers, "happened": days.astype("datetime64[us]"), "quantity": np.ones(rows, int),
        "event": np.full(rows, "shipping"), "unit": np.char.add("U", numbers.astype(str)),
        "unit_kind": np.full(rows, "gpu"), "grade": np.full(rows, "document"),
        "part": np.array(list(catalogue()))[chance.integers(0, len(catalogue()), rows)],
        "country": np.array(["US", "US", "TW", "SG", "MY"])[chance.integers(0, 5, rows)],
        "to_country": PLACES[chance.integers(0, len(PLACES), rows)],
        "to_party": np.char.add("P", chance.integers(0, 500, rows).astype(str)),
        "source": np.char.add("ship.csv:", numbers.astype(str)),
    }  # fmt: skip
    for column in tables()["timeline"].columns:
        if not column.nullable and column.name not in columns:
            columns[column.name] = numbers if column.type is int else np.full(rows, "")
    return pa.table(columns)


def recipients() -> pa.Table:
    """Five hundred made-up parties, a tenth of them without a known seat."""
    seats = np.random.default_rng(1).integers(0, len(SEATS), 500)
    names = [f"Specimen {number}" for number in range(500)]
    return pa.table({
        "party": [f"P{number}" for number in range(500)], "name": names,
        "headquarters": pa.array([SEATS[seat] for seat in seats], pa.string()),
    })  # fmt: skip


def measured(folder: Path, alone: int) -> None:
    """Measure in this process and print."""
    store = Store.open(folder / "law.duckdb")
    store.append("parties", recipients())
    view = store.view(as_of=datetime(2026, 12, 31))
    view.table(f"SET memory_limit = '{os.environ.get('ENDUSE_MEMORY', '600MB')}'")
    view.table("SET threads = 2")
    view.write("timeline", pq.read_table(folder / "timeline.parquet"))
    pa.default_memory_pool().release_unused()
    before_mb = peak_mb()
    scan_s = clocked(lambda: view.table(SCAN))
    began, began_cpu = time.perf_counter(), time.process_time()
    rows = determine(view)
    asked_s = time.perf_counter() - began
    view.write("determinations", rows)
    bulk_s, cpu_s = time.perf_counter() - began, time.process_time() - began_cpu
    count = (view.one("SELECT count(*) AS n FROM determinations") or {})["n"]
    each_s, differing = one_by_one(view, alone)
    print(f"shipments determined          {count:,}")
    print(f"bulk, asking                  {asked_s:.2f} s")
    print(f"bulk, asking and writing      {bulk_s:.2f} s   ({cpu_s:.1f} s of processor)")
    print(f"plain scan of the same rows   {scan_s:.3f} s   bulk is {bulk_s / scan_s:.0f} times that")
    alone_s = each_s * count
    print(f"one by one in Python          {alone_s:.0f} s (from {alone:,})   {alone_s / bulk_s:.0f} times bulk")
    print(f"answers that differ           {differing} of {alone:,}")
    print(f"peak memory                   {peak_mb():.0f} MB, of which before the stage {before_mb:.0f} MB")


def one_by_one(view: View, alone: int) -> tuple[float, int]:
    """Seconds a transfer on the other path, and how many of the sample differ from the bulk answer."""
    sample = view.rows(
        "SELECT determinations.*, parties.headquarters, parties.name FROM determinations "
        "JOIN parties ON parties.party = determinations.to_party ORDER BY hash(transfer) LIMIT $alone", alone=alone,
    )  # fmt: skip
    differing = 0
    began = time.perf_counter()
    for row in sample:
        answer = determine_one(stated({
            "part": row["part"], "to": row["destination"], "from": row["origin"], "kind": row["kind"],
            "on": row["on"].date().isoformat(), "headquarters": row["headquarters"], "end_user": row["name"],
        }))  # fmt: skip
        said = (answer.licence, answer.policy, ", ".join(answer.classification), ", ".join(answer.missing))
        told = (row["outcome"], row["policy"], row["classification"] or "", row["missing"] or "")
        differing += said != told
    return (time.perf_counter() - began) / len(sample), differing


def clocked(task: Any) -> float:
    """The best of three runs, seconds."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        task()
        best = min(best, time.perf_counter() - began)
    return best


def peak_mb() -> float:
    """Greatest resident memory of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--alone", type=int, default=3000)
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        measured(options.inside, options.alone)
        return
    with tempfile.TemporaryDirectory() as folder:
        pq.write_table(shipments(options.rows), Path(folder) / "timeline.parquet", compression="snappy")
        command = [sys.executable, __file__, "--inside", folder, "--alone", str(options.alone)]
        sys.exit(subprocess.run(command, check=False).returncode)


if __name__ == "__main__":
    main()
