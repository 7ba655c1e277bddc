"""The main job on a million events, beside the five queries that any analyst would write.

    python benchmarks/examine.py [--units 100000] [--events-a-unit 10] [--rounds 3] [--stages]

Measured is the command as a user runs it, `enduse examine FOLDER --out OUT` in a process of its own: start, load, every
stage, report and all tables. Beside it, in one process of theirs, the five plain DuckDB queries: over the same file,
each reading it anew as an analyst would, and over its rows already in memory. Printed are the least seconds of the
rounds, processor seconds, peak memory, and both ratios. With `--stages` one more run says where the time goes. The
events are made up; nothing in them is tuned to either side.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb

AS_OF = datetime(2025, 6, 1)
PROCESSOR = "processor"
"""Seconds of all cores together: what to compare where other work shares them."""

WORLD = """
WITH unit AS (
    SELECT i, printf('SN%09d', i) AS unit, 'S' || (i % 50) AS site, 'P' || (i % 7) AS party, CAST(i % 40 AS INT) AS day
    FROM range({units}) AS numbers (i)
)
SELECT 'shipping' AS event, CAST(DATE '2025-01-01' + day AS VARCHAR) AS happened, unit, 'gpu' AS unit_kind,
       'H100 SXM5' AS part, 'FAB' AS site, site AS to_site, 'MAKER' AS from_party, party AS to_party,
       '' AS parent, 'document' AS grade, 'ASN' || (i // 48) AS document
FROM unit
UNION ALL
SELECT 'receiving', CAST(DATE '2025-01-10' + day AS VARCHAR), unit, 'gpu', 'H100 SXM5', site, '', 'MAKER', party,
       'SRV' || (i // 8), 'document', 'ASN' || (i // 48)
FROM unit
UNION ALL
SELECT 'inspecting', CAST(DATE '2025-04-10' + day AS VARCHAR), unit, 'gpu', 'H100 SXM5', site, '', '', '', '',
       'label', ''
FROM unit
UNION ALL
SELECT 'observing', strftime(TIMESTAMP '2025-03-01' + INTERVAL (week * 14) DAY, '%Y-%m-%dT%H:%M:%SZ'), unit, 'gpu',
       'H100 SXM5', site, '', '', '', '', 'read', ''
FROM unit, range({sightings}) AS weeks (week)
WHERE NOT (i % 211 = 0 AND week > 2)
"""

PLAIN = {
    "last state": """SELECT unit, arg_max(event, happened), arg_max(site, happened), max(happened)
        FROM events GROUP BY unit""",
    "gaps": """SELECT unit, max(gap) FROM (SELECT unit, happened - lag(happened) OVER
        (PARTITION BY unit ORDER BY happened) AS gap FROM events) GROUP BY unit""",
    "party changes": """SELECT unit, count(*) FROM (SELECT unit, to_party, lag(to_party) OVER
        (PARTITION BY unit ORDER BY happened) AS before FROM events WHERE to_party <> '')
        WHERE to_party <> before GROUP BY unit""",
    "inspection then silence": """SELECT i.unit, i.happened FROM events i LEFT JOIN events o ON o.unit = i.unit
        AND o.event = 'observing' AND o.happened > i.happened WHERE i.event = 'inspecting' AND o.unit IS NULL""",
    "site-month balance": """SELECT site, date_trunc('month', happened), count(*) FILTER (event = 'receiving')
        - count(*) FILTER (event = 'shipping') FROM events GROUP BY ALL""",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--events-a-unit", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stages", action="store_true", help="also where the time goes, stage by stage")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "evidence"
        folder.mkdir()
        write_world(folder, options.units, options.events_a_unit - 3)
        on_files, in_memories, runs = [], [], []
        for _ in range(options.rounds):  # in turn, for a machine is not equally fast at all times
            on_files.append(apart(plain_on_file, folder))
            in_memories.append(apart(plain_in_memory, folder))
            runs.append(whole(folder, Path(place) / "out"))
        on_file, in_memory = min(on_files, key=total), min(in_memories, key=total)
        stages = apart(stage_by_stage, folder) if options.stages else {}
    seconds, processor, peak_mb = min(runs)
    for label, parts in (("plain, on the file", on_file), ("plain, in memory", in_memory), ("our stages", stages)):
        if parts:
            timed = {name: taken for name, taken in parts.items() if taken > 0.05 and name != PROCESSOR}
            told = "  ".join(f"{name} {taken:.2f}" for name, taken in timed.items())
            print(f"{label:<20} {total(parts):6.2f} s   processor {parts[PROCESSOR]:.1f} s: {told}")
    print(f"{'enduse examine':<20} {seconds:6.2f} s   processor {processor:.1f} s, peak {peak_mb:.0f} MB, all of it")
    print(f"{'ratio':<20} {seconds / total(on_file):6.2f}     to the plain queries on the file, fastest to fastest")
    ratios = [run[0] / total(plain) for run, plain in zip(runs, on_files, strict=True)]
    print(f"{'ratio':<20} {statistics.median(ratios):6.2f}     the same, median of the rounds")
    print(f"{'ratio':<20} {seconds / total(in_memory):6.2f}     to the plain queries on rows in memory")
    print(f"{'processor ratio':<20} {processor / on_file[PROCESSOR]:6.2f}     to the plain queries on the file")


def total(parts: dict[str, float]) -> float:
    """Seconds on the clock of all parts."""
    return sum(taken for name, taken in parts.items() if name != PROCESSOR)


def whole(folder: Path, out: Path) -> tuple[float, float, float]:
    """Seconds on the clock, seconds of the processors and peak memory in MB of `enduse examine`, its own process."""
    command = [sys.executable, "-m", "enduse", "examine", str(folder), "--out", str(out), "--as-of", str(AS_OF.date())]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"examine ended with {process.returncode}")
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def apart(job: Callable[[Path], dict[str, float]], folder: Path) -> dict[str, float]:
    """What a job measures, in a process that does nothing else."""
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=measured, args=(job, folder, far))
    process.start()
    parts: dict[str, float] = near.recv()
    process.join()
    return parts


def measured(job: Callable[[Path], dict[str, float]], folder: Path, answer: Connection) -> None:
    """Do the job and send back its seconds."""
    began = time.process_time()
    parts = job(folder)
    answer.send({PROCESSOR: time.process_time() - began, **parts})


def write_world(folder: Path, units: int, sightings: int) -> None:
    engine = duckdb.connect()
    engine.sql(WORLD.format(units=units, sightings=sightings)).write_csv(str(folder / "events.csv"))
    halls = "SELECT 'S' || i, 'P' || (i % 7), 'data_centre', 'MY' FROM range(50) AS t (i)"
    sites = f"SELECT 'FAB' AS site, 'MAKER' AS operator, 'fab' AS kind, 'TW' AS country UNION ALL {halls}"
    engine.sql(sites).write_csv(str(folder / "sites.csv"))
    parties = "SELECT 'P' || i AS party, 'MY' AS country FROM range(7) AS t (i)"
    engine.sql(parties).write_csv(str(folder / "parties.csv"))


def plain_on_file(folder: Path) -> dict[str, float]:
    """Seconds of each plain query straight over the file."""
    return run_plain(folder, "VIEW")


def plain_in_memory(folder: Path) -> dict[str, float]:
    """Seconds of each plain query over a table that was read before the clock began."""
    return run_plain(folder, "TABLE")


def run_plain(folder: Path, kind: str) -> dict[str, float]:
    """Seconds of each plain query over the events as a TABLE or a VIEW."""
    engine = duckdb.connect()
    engine.execute(
        f"CREATE {kind} events AS SELECT * REPLACE (CAST(happened AS TIMESTAMP) AS happened) "
        f"FROM read_csv('{folder / 'events.csv'}', all_varchar = true, nullstr = '')"
    ).fetchall()
    seconds = {}
    loaded = time.process_time()
    for name, query in PLAIN.items():
        began = time.perf_counter()
        engine.sql(query).to_arrow_table()
        seconds[name] = time.perf_counter() - began
    return {**seconds, PROCESSOR: time.process_time() - loaded}


def stage_by_stage(folder: Path) -> dict[str, float]:
    """Seconds of loading, of each stage, of the tables and of the report, one after another."""
    from enduse import pipeline, report
    from enduse.store import Policy, Store

    seconds = {}
    store = Store.open()
    began = time.perf_counter()
    pipeline.load(store, [folder])
    seconds["load"] = time.perf_counter() - began
    view = store.view(AS_OF, None, Policy())
    for name, stage in pipeline.STAGES:
        began = time.perf_counter()
        view.write(name, stage(view))
        view.forget(*pipeline.LET_GO.get(name, ()))
        seconds[name] = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as out:
        began = time.perf_counter()
        for name, _ in pipeline.STAGES:
            if name not in pipeline.NOT_EXPORTED:
                view.export(name, Path(out) / f"{name}.parquet")
        seconds["tables"] = time.perf_counter() - began
        began = time.perf_counter()
        report.write(view, Path(out))
        seconds["report"] = time.perf_counter() - began
    return seconds


if __name__ == "__main__":
    main()
