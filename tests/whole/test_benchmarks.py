"""The benchmarks still run, on worlds too small to measure: what they read of the tables changes with the tables."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent.parent.parent / "benchmarks"
SMALL = {
    "scale.py --part score --units 2000": "evidence and posterior",
    "examine.py --units 400 --rounds 1": "to the plain queries on the file",
    "load.py --events 4000 --rounds 1": "ratio",
    "judgement.py --quick --worlds 1 --units 150 --only mixed --seed 2000": "reliability",
    "judgement.py --other --quick --worlds 1 --units 150 --only mixed --seed 2000": "reliability",
}


@pytest.mark.parametrize("command", SMALL)
def test_a_benchmark_runs_and_says_its_figure(command: str) -> None:
    name, *options = command.split()
    done = subprocess.run(
        [sys.executable, str(FOLDER / name), *options], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr[-400:]
    assert SMALL[command] in done.stdout
