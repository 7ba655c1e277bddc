"""The roll call on this machine: the verifier's openings, the prover's rate, honest lateness, memory pages.

    python benchmarks/rollcall.py [--side 4096] [--rounds 8] [--openings 3] [--engine numpy] [--peak-tops 0]

Prints the seconds of opening tasks beside the bare products, the rate against a stated peak (give the chip's with
--engine cuda), how honest times spread around their median, and the memory challenge's page and step.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import time

from enduse.proof.rollcall import memory
from enduse.proof.rollcall.arithmetic import key
from enduse.proof.rollcall.challenge import MemoryDemand
from enduse.proof.rollcall.matmul import Engine, NumpyEngine, engine
from enduse.proof.rollcall.tasks import Shape, run, task_seed


def processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or "unknown"


def timed(tool: Engine, shape: Shape, count: int, rows: range | None = None) -> list[float]:
    """Seconds of each of ``count`` tasks, or of these rows of them."""
    found = []
    for number in range(count):
        began = time.perf_counter()
        run(tool, shape, task_seed(b"benchmark" * 4, "U", number), rows)
        found.append(time.perf_counter() - began)
    return found


def load() -> str:
    """What else this machine does: figures mean little beside a load."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def bare(shape: Shape) -> float:
    """Seconds of the float32 products of one task alone."""
    left, right = (NumpyEngine().matrix(shape.side, key(b"b", label)) for label in ("start", "factor"))
    began = time.perf_counter()
    for _ in range(shape.rounds):
        left @ right
    return time.perf_counter() - began


def lateness(runs: int) -> None:
    """How often an honest run takes longer than the deadline's slack allows, on small tasks."""
    shape = Shape(512, 8)
    timed(NumpyEngine(), shape, 5)
    seconds = timed(NumpyEngine(), shape, runs)
    middle = statistics.median(seconds)
    late = sum(one > middle / 0.6 for one in seconds)
    total = [sum(seconds[i : i + 20]) for i in range(0, runs - 19, 20)]
    late_calls = sum(one > 20 * middle / 0.6 for one in total)
    print(f"lateness   {late} of {runs} single tasks beyond 1/0.6 of the median; "
          f"{late_calls} of {len(total)} calls of 20 tasks")  # fmt: skip


def pages() -> None:
    """The verifier's work for one opened step: rebuilding a page of 16 MiB; and the walk itself."""
    demand = MemoryDemand(pages=16, page_words=1 << 22, lanes=1024, steps=64, openings=8)
    began = time.perf_counter()
    memory.page(NumpyEngine(), demand, b"p", 0)
    page_s = time.perf_counter() - began
    began = time.perf_counter()
    for _ in memory.walk(NumpyEngine(), demand, b"p"):
        pass
    walk_s = time.perf_counter() - began
    print(f"memory     a 16 MiB page in {page_s:.2f} s; {demand.bytes >> 20} MiB filled and walked in {walk_s:.2f} s")


def main() -> None:
    """Run and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--side", type=int, default=4096)
    options.add_argument("--rounds", type=int, default=8)
    options.add_argument("--openings", type=int, default=3)
    options.add_argument("--engine", default="numpy")
    options.add_argument("--peak-tops", type=float, default=0.0)
    options.add_argument("--runs", type=int, default=200)
    asked = options.parse_args()
    shape, tool = Shape(asked.side, asked.rounds), engine(asked.engine)
    print(f"processor  {processor()}; engine {tool.name}; {load()}")
    timed(tool, shape, 1)
    spent = time.process_time()
    seconds = timed(tool, shape, asked.openings)
    spent = time.process_time() - spent
    products = bare(shape)
    rate_tops = shape.operations / statistics.median(seconds) / 1e12
    print(f"openings   {asked.openings} tasks of {shape.rounds} products {shape.side}²: {sum(seconds):.1f} s "
          f"({statistics.median(seconds):.2f} s each; bare float32 products {products:.2f} s, "
          f"ratio {statistics.median(seconds) / products:.2f}); {spent:.1f} processor seconds")  # fmt: skip
    spent = time.process_time()
    few = timed(tool, shape, 14, range(16))
    spent = time.process_time() - spent
    print(f"rows       14 tasks by 16 rows each: {sum(few):.1f} s; {spent:.1f} processor seconds")
    share = f", {rate_tops / asked.peak_tops:.0%} of the stated peak" if asked.peak_tops else ""
    print(f"rate       {rate_tops:.3f} tera operations/s{share}")
    lateness(asked.runs)
    pages()
    print(f"memory     {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most")


if __name__ == "__main__":
    main()
