"""The main job on a million events, beside the five queries that any analyst would write.

    python benchmarks/examine.py [--units 100000] [--events-a-unit 10]

Prints, from one run: seconds to load and to run every stage; the seconds of the five plain DuckDB queries, over the
file and over the same rows already in memory; the ratios; and peak memory. The events are made up; nothing in them is
tuned to either side.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from datetime import datetime
from pathlib import Path

import duckdb

from enduse import pipeline
from enduse.model.table import tables
from enduse.store import Policy, Store

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
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_world(Path(folder), options.units, options.events_a_unit - 3)
        on_file = run_plain(Path(folder), in_memory=False)
        in_memory = run_plain(Path(folder), in_memory=True)
        loading, stages = run_ours(Path(folder))
    ours = sum(stages.values())
    for label, seconds in (("on the file", on_file), ("in memory", in_memory), ("enduse stages", stages)):
        told = "  ".join(f"{name} {taken:.2f}" for name, taken in seconds.items() if taken > 0.05)
        print(f"{label:<14} {sum(seconds.values()):6.2f} s   {told}")
    print(f"enduse load    {loading:6.2f} s")
    print(f"ratio          {ours / sum(in_memory.values()):6.2f}   stages to the plain queries on rows in memory")
    whole = (loading + ours) / sum(on_file.values())
    print(f"ratio          {whole:6.2f}   load and stages to the same queries on the file")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory    {peak_mb:6.0f} MB, all of it in one process")


def write_world(folder: Path, units: int, sightings: int) -> None:
    engine = duckdb.connect()
    engine.sql(WORLD.format(units=units, sightings=sightings)).write_csv(str(folder / "events.csv"))
    halls = "SELECT 'S' || i, 'P' || (i % 7), 'data_centre', 'MY' FROM range(50) AS t (i)"
    sites = f"SELECT 'FAB' AS site, 'MAKER' AS operator, 'fab' AS kind, 'TW' AS country UNION ALL {halls}"
    engine.sql(sites).write_csv(str(folder / "sites.csv"))
    parties = "SELECT 'P' || i AS party, 'MY' AS country FROM range(7) AS t (i)"
    engine.sql(parties).write_csv(str(folder / "parties.csv"))


def run_plain(folder: Path, *, in_memory: bool) -> dict[str, float]:
    """Seconds of each plain query: over a table in memory, or straight over the file."""
    engine = duckdb.connect()
    kind = "TABLE" if in_memory else "VIEW"
    engine.execute(
        f"CREATE {kind} events AS SELECT * REPLACE (CAST(happened AS TIMESTAMP) AS happened) "
        f"FROM read_csv('{folder / 'events.csv'}', all_varchar = true, nullstr = '')"
    ).fetchall()
    seconds = {}
    for name, query in PLAIN.items():
        began = time.perf_counter()
        engine.sql(query).to_arrow_table()
        seconds[name] = time.perf_counter() - began
    return seconds


def run_ours(folder: Path) -> tuple[float, dict[str, float]]:
    """Seconds of loading, and of each stage."""
    tables()
    store = Store.open()
    began = time.perf_counter()
    pipeline.load(store, [folder])
    loading = time.perf_counter() - began
    view = store.view(datetime(2025, 6, 1), None, Policy())
    seconds = {}
    for name, stage in pipeline.STAGES:
        began = time.perf_counter()
        view.write(name, stage(view))
        seconds[name] = time.perf_counter() - began
    return loading, seconds


if __name__ == "__main__":
    main()
