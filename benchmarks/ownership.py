"""Ownership at size: 100,000 companies, 300,000 holdings, one day.

python benchmarks/ownership.py [--companies N] [--holdings M]
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter
from datetime import datetime

import numpy as np
import pyarrow as pa

from enduse.screen import stage
from enduse.screen.control import OwnershipTest
from enduse.screen.holdings import holdings_on
from enduse.store import Store

DAY = datetime(2026, 1, 1)


def world(companies: int, holdings: int, seed: int = 7) -> pa.Table:
    """Holdings among companies drawn at random, shares in intervals, rings included; synthetic."""
    rng = np.random.default_rng(seed)
    owner, owned = rng.integers(0, companies, holdings), rng.integers(0, companies, holdings)
    least = np.round(rng.random(holdings) * 0.5, 3)
    most = np.minimum(1.0, least + np.where(rng.random(holdings) < 0.3, rng.random(holdings) * 0.4, 0.0)).round(3)
    return pa.table({
        "owner": [f"c{number}" for number in owner.tolist()], "owned": [f"c{number}" for number in owned.tolist()],
        "share_min": least, "share_max": most,
        "valid_from": pa.array([datetime(2020, 1, 1)] * holdings, pa.timestamp("us")),
    })  # fmt: skip


def main() -> None:
    """Time the test by itself and the whole stage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=100_000)
    parser.add_argument("--holdings", type=int, default=300_000)
    options = parser.parse_args()
    table = world(options.companies, options.holdings)
    rows = table.to_pylist()
    listed = {f"c{number}": "a list" for number in range(0, options.companies, 300)}
    start = time.process_time()
    held = holdings_on(rows, DAY)
    read = time.process_time()
    test = OwnershipTest(held, listed)
    verdicts = Counter(test.verdict(number) for number in range(len(held.parties)))
    print(f"holdings {read - start:.2f} s, test of all {len(held.parties)} parties {time.process_time() - read:.2f} s")
    print(dict(verdicts), len(held.issues), "issues")
    store = Store.open(None)
    store.append("ownership", table)
    view = store.view(DAY)
    start = time.process_time()
    made = stage.control(view)
    spent = time.process_time() - start
    print(f"stage control, SQL and rows included: {spent:.2f} s, {made.num_rows} rows, "
          f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
