"""Ten million events of one million units: evidence and posterior, beside five plain queries.

Usage: python benchmarks/scale.py [--units 1000000] [--threads 2]; pandas and polars are timed where installed.
Memory is the peak resident size of the process that ran the measured part.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from enduse.score import evidence, hazards, lots, posterior
from enduse.store import Query, Store

TIMELINE = """
WITH units AS (SELECT range AS n, concat('SN', lpad(CAST(range AS VARCHAR), 8, '0')) AS unit,
                      concat('DC', CAST(range % $sites AS VARCHAR)) AS home,
                      concat('SRV', lpad(CAST(range // 8 AS VARCHAR), 7, '0')) AS server FROM range($units)),
steps AS (SELECT range AS k FROM range(10)),
rows_made AS (
    SELECT units.*, k,
        CASE k WHEN 0 THEN 'commissioning' WHEN 1 THEN 'shipping' WHEN 2 THEN 'receiving' WHEN 3 THEN 'installing'
               ELSE 'observing' END AS event,
        TIMESTAMP '2025-01-01' + to_days(CAST(CASE WHEN k < 4 THEN k * 5 ELSE 20 + 50 * (k - 4) END
                                              + (n * 7919) % 40 AS INTEGER)) AS happened
    FROM units CROSS JOIN steps
)
SELECT row_number() OVER (ORDER BY happened, unit, k) AS seq, event, happened, unit, 'gpu' AS unit_kind,
    'H100 SXM5' AS part, 1 AS quantity, CASE WHEN k < 2 THEN 'FAB' ELSE home END AS site,
    CASE WHEN k < 2 THEN 'US' ELSE 'MY' END AS country, CASE WHEN k = 1 THEN home END AS to_site,
    CASE WHEN k = 1 THEN 'MY' END AS to_country, CASE WHEN k = 1 THEN 'maker' END AS from_party,
    CASE WHEN k IN (1, 2) THEN concat('OP', CAST(n % 50 AS VARCHAR)) END AS to_party,
    CASE WHEN k = 3 THEN server END AS parent, CASE WHEN event = 'observing' THEN 'read' ELSE 'document' END AS grade,
    concat('D', CAST(n // 64 AS VARCHAR)) AS document, concat('events.csv:', CAST(n * 10 + k AS VARCHAR)) AS source,
    n AS unit_no
FROM rows_made
-- one unit in two hundred falls silent early
WHERE NOT (n % 200 = 7 AND k > 6)
"""
UNITS = """
SELECT unit, 'gpu' AS unit_kind, 'H100 SXM5' AS part, 1 AS quantity, 1 AS chips,
       1.0 AS chips_each, min(document) AS lot,
       min(happened) AS first_seen, max(CASE WHEN grade = 'read' THEN happened END) AS last_seen
FROM timeline GROUP BY unit
"""
CONTAINMENT = """
SELECT unit, parent, happened AS inside_from, CAST(NULL AS TIMESTAMP) AS inside_to, source
FROM timeline WHERE parent IS NOT NULL
"""
PLAIN = {
    "last state": "SELECT unit, max_by(event, seq) AS event, max_by(site, seq) AS site FROM timeline GROUP BY unit",
    "gaps": """SELECT unit, max(gap) AS gap FROM (SELECT unit, epoch(happened) - epoch(lag(happened)
               OVER (PARTITION BY unit ORDER BY seq)) AS gap FROM timeline) AS gaps GROUP BY unit""",
    "party changes": """SELECT unit, count(*) AS changes FROM (SELECT unit, to_party, lag(to_party)
               OVER (PARTITION BY unit ORDER BY seq) AS before FROM timeline WHERE to_party IS NOT NULL) AS steps
               WHERE to_party IS DISTINCT FROM before GROUP BY unit""",
    "install, then silence": """SELECT unit FROM timeline GROUP BY unit
               HAVING max(CASE WHEN event = 'installing' THEN happened END) > coalesce(
                   max(CASE WHEN event = 'observing' THEN happened END), TIMESTAMP '1970-01-01')""",
    "site-month balance": """SELECT site, date_trunc('month', happened) AS month,
               sum(CASE event WHEN 'receiving' THEN 1 WHEN 'shipping' THEN -1 ELSE 0 END) AS net
               FROM timeline GROUP BY site, date_trunc('month', happened)""",
}


def main() -> None:
    """Measure each contender in a process of its own, so that its peak memory is its own."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--units", type=int, default=1_000_000)
    asked.add_argument("--threads", type=int, default=2)
    asked.add_argument("--part", choices=["make", "score", "duckdb", "pandas", "polars"])
    given = asked.parse_args()
    if given.part:
        parts = {"make": _make, "score": _score, "duckdb": _duckdb, "pandas": _pandas, "polars": _polars}
        parts[given.part](given.units, given.threads)
        return
    for part in ("make", "score", "duckdb", "pandas", "polars"):
        command = [
            sys.executable,
            __file__,
            "--part",
            part,
            "--units",
            str(given.units),
            "--threads",
            str(given.threads),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        print(done.stdout.rstrip() if done.returncode == 0 else f"{part}: {done.stderr.strip().splitlines()[-1]}")


def _make(units: int, threads: int) -> None:
    """In a process of its own: a process that is started inherits the peak of the one that starts it."""
    _folder(units)
    print(f"{units:,} units, {_rows(units):,} events, {threads} threads")


def _folder(units: int) -> Path:
    """The three input tables as Parquet, made once for each wording of what makes them."""
    wording = hashlib.sha256("".join((TIMELINE, UNITS, CONTAINMENT)).encode()).hexdigest()[:8]
    folder = Path(tempfile.gettempdir()) / f"enduse-scale-{units}-{wording}"
    if not (folder / "done").exists():
        folder.mkdir(exist_ok=True)
        view = Store.open(None).view(datetime(2025, 12, 31))
        for name, text in (("timeline", TIMELINE), ("units", UNITS), ("containment", CONTAINMENT)):
            needed = {
                key: value
                for key, value in {"units": units, "sites": max(20, units // 2500)}.items()
                if f"${key}" in text
            }
            view.write(name, Query(text, needed))
            view.export(name, folder / f"{name}.parquet")
        (folder / "done").touch()
    return folder


def _rows(units: int) -> int:
    return int(pq.ParquetFile(_folder(units) / "timeline.parquet").metadata.num_rows)


def _score(units: int, threads: int) -> None:
    folder = _folder(units)
    place = folder / "work.duckdb"
    place.unlink(missing_ok=True)
    store = Store.open(place)
    names = [f"DC{number}" for number in range(max(20, units // 2500))]
    store.append("sites", pa.table({
        "site": ["FAB", *names], "operator": ["maker", *[f"OP{n % 50}" for n in range(len(names))]],
        "kind": ["fab", *["data_centre"] * len(names)], "country": ["US", *["MY"] * len(names)],
    }))  # fmt: skip
    view = store.view(datetime(2025, 12, 31))
    view.table("SELECT 1 AS one FROM (SELECT 1) AS x")  # opens the cursor
    view._connection.execute(f"SET threads = {threads}")
    view._connection.execute("SET memory_limit = '1200MB'")
    for name in ("timeline", "units", "containment"):
        view.write(name, Query(f"SELECT * FROM read_parquet('{folder / name}.parquet')"))
    began, busy = time.perf_counter(), time.process_time()
    for name, stage in (("darkness", evidence.darkness), ("legs", evidence.legs), ("hazards", hazards.learn),
                        ("lots", lots.count), ("posteriors", posterior.score)):  # fmt: skip
        start = time.perf_counter()
        view.write(name, stage(view))
        print(f"  {name:<12}{time.perf_counter() - start:7.2f} s")
    _line("evidence and posterior", began, busy)


def _duckdb(units: int, threads: int) -> None:
    view = Store.open(None).view(datetime(2025, 12, 31))
    view._connection.execute(f"SET threads = {threads}")
    view.write("timeline", Query(f"SELECT * FROM read_parquet('{_folder(units) / 'timeline'}.parquet')"))
    began, busy = time.perf_counter(), time.process_time()
    for text in PLAIN.values():
        view.table(text)
    _line("five plain queries, DuckDB", began, busy)


def _pandas(units: int, threads: int) -> None:
    import pandas as pd

    frame = pd.read_parquet(
        _folder(units) / "timeline.parquet", columns=["seq", "unit", "event", "happened", "site", "to_party"]
    )
    frame = frame.sort_values("seq")
    began, busy = time.perf_counter(), time.process_time()
    frame.groupby("unit", sort=False)[["event", "site"]].last()
    frame.assign(gap=frame.groupby("unit", sort=False)["happened"].diff()).groupby("unit", sort=False)["gap"].max()
    parties = frame[frame["to_party"].notna()]
    (parties["to_party"] != parties.groupby("unit", sort=False)["to_party"].shift()).groupby(
        parties["unit"], sort=False
    ).sum()
    installed = frame[frame["event"] == "installing"].groupby("unit")["happened"].max()
    seen = frame[frame["event"] == "observing"].groupby("unit")["happened"].max()
    (installed > seen.reindex(installed.index).fillna(pd.Timestamp(0))).sum()
    net = frame["event"].map({"receiving": 1, "shipping": -1}).fillna(0)
    net.groupby([frame["site"], frame["happened"].dt.to_period("M")]).sum()
    _line("five plain queries, pandas", began, busy)


def _polars(units: int, threads: int) -> None:
    import polars as pl

    frame = pl.read_parquet(
        _folder(units) / "timeline.parquet", columns=["seq", "unit", "event", "happened", "site", "to_party"]
    )
    frame = frame.sort("seq")
    began, busy = time.perf_counter(), time.process_time()
    frame.group_by("unit").agg(pl.col("event").last(), pl.col("site").last())
    frame.with_columns(gap=pl.col("happened").diff().over("unit")).group_by("unit").agg(pl.col("gap").max())
    parties = frame.filter(pl.col("to_party").is_not_null())
    parties.with_columns(before=pl.col("to_party").shift().over("unit")).filter(
        pl.col("to_party").ne_missing(pl.col("before"))
    ).group_by("unit").len()
    installed = (
        frame.filter(pl.col("event") == "installing").group_by("unit").agg(pl.col("happened").max().alias("installed"))
    )
    seen = frame.filter(pl.col("event") == "observing").group_by("unit").agg(pl.col("happened").max())
    installed.join(seen, on="unit", how="left").filter(
        pl.col("happened").is_null() | (pl.col("installed") > pl.col("happened"))
    )
    frame.group_by("site", pl.col("happened").dt.truncate("1mo")).agg(
        (pl.col("event") == "receiving").sum() - (pl.col("event") == "shipping").sum()
    )
    _line("five plain queries, polars", began, busy)


def _line(name: str, began: float, busy: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wall, processor = time.perf_counter() - began, time.process_time() - busy
    print(f"{name:<28}{wall:7.2f} s  {processor:7.2f} s of processor  {peak:7.0f} MB")


if __name__ == "__main__":
    main()
