"""Published estimates beside ours, pooling rules side by side, and the time they take."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from typing import Any

from enduse.claims.document import open_document
from enduse.claims.lead import assemble
from enduse.claims.reading import read
from enduse.estimate import compute, national

PUBLISHED = {
    "average": (662_000, 294_000, 1_590_000),
    "mixture": (591_000, 192_000, 1_910_000),
    "log_pool": (592_000, 193_000, 1_830_000),
    "product": (610_000, 275_000, 1_350_000),
}
"""Median and 90 % interval of a run of the published model with 200,000 draws, by pooling rule (facts on judgement)."""


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def main() -> None:
    record, seconds = timed(national.estimate)
    print(f"{'':<22}{'published':>34}{'ours':>34}{'ratio of medians':>18}")
    for rule, (median, low, high) in PUBLISHED.items():
        ours = record["pooling"][rule]
        theirs = f"{median:,} ({low:,} to {high:,})"
        mine = f"{ours['median']:,.0f} ({ours['low']:,.0f} to {ours['high']:,.0f})"
        print(f"{rule:<22}{theirs:>34}{mine:>34}{ours['median'] / median:>18.3f}")
    pathway = record["pathway"]
    mine = f"{pathway['median']:,.0f} ({pathway['low']:,.0f} to {pathway['high']:,.0f})"
    print(f"{'CNAS pathway 2':<22}{'18,000 (1,600 to 200,000)':>34}{mine:>34}{pathway['median'] / 18_000:>18.3f}")
    for name in ("DeepSeek-V3", "Llama 3.1 405B"):
        known = compute.published(name)
        cost = f"{known['cost_usd'] / 1e6:.3f} M$" if known["cost_usd"] is not None else "no cost given"
        print(f"{name:<22}{known['gpu_hours']:>14,.0f} hours, {cost}, MFU {known['implied_mfu']:.3f}")
    print(f"national, {record['draws']:,} draws: {seconds:.2f} s")
    sentence = "Two people said 2,400 H100 GPUs were shipped from Malaysia to China in March 2025. Nvidia denied it. "
    document = open_document((sentence * 500).encode(), "long.txt")
    lead, seconds = timed(lambda: assemble([read(document)]))
    print(f"reading 1,000 sentences: {seconds:.2f} s, {len(lead.assertions):,} assertions")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


if __name__ == "__main__":
    main()
