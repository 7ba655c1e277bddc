"""Chinese names, addresses, time and memory of a fresh process.

python benchmarks/screen_scripts.py --lists FOLDER
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from enduse.read.watchlist import load_list
from enduse.screen import han
from enduse.screen.match import Query, Screener, address_probability
from enduse.screen.register import Register

HERE = Path(__file__).resolve().parent
SEED = 20260731


def chinese_pairs() -> list[tuple[str, str]]:
    """(Chinese name, words of a name that the entry carries)."""
    lines = (HERE / "names" / "chinese_pairs.tsv").read_text("utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines if line and not line.startswith("#")]


def measure_chinese(screener: Screener, label: str) -> None:
    """Recall at 1 and 5 and alerts for Chinese names against the whole register."""
    register = screener.register
    everything = [name.lower() for entry in register.entries for name in entry.names]
    pairs = [pair for pair in chinese_pairs() if any(pair[1].lower() in name for name in everything)]
    first = five = alerts = 0
    missed = []
    for chinese, english in pairs:
        matches = screener.screen(Query(chinese)).matches
        hits = [
            any(english.lower() in name.lower() for name in register.by_identity[match.list, match.entry].names)
            for match in matches
        ]
        first += bool(hits) and hits[0]
        five += any(hits[:5])
        alerts += any(hit and match.verdict != "below" for hit, match in zip(hits, matches, strict=True))
        if not any(hits[:5]):
            missed.append(chinese)
    n = len(pairs)
    print(f"{label:<44} {n} names  r@1 {first / n:.3f}  r@5 {five / n:.3f}  alerted {alerts / n:.3f}  missed {missed}")


def variants() -> dict[str, Callable[[str], str]]:
    """Ways in which one address is written otherwise."""
    short = {"Road": "Rd", "Street": "St", "District": "Dist", "Building": "Bldg", "Room": "Rm", "Floor": "Fl"}
    return {
        "as listed": str,
        "abbreviated": lambda a: " ".join(short.get(word.strip(","), word) for word in a.split()),
        "reversed": lambda a: ", ".join(reversed(a.split(", "))),
        "without room": lambda a: re.sub(r"^(?:Room|Rm\.?|Flat|Unit|Suite)[^,]*, ", "", a),
        "without district": lambda a: re.sub(r"[^,]*District, ", "", a),
        "one letter wrong": lambda a: a[: len(a) // 2] + "x" + a[len(a) // 2 + 1 :],
        "other numbers": lambda a: re.sub(r"\d", lambda digit: str((int(digit[0]) + 3) % 10), a),
    }


def measure_addresses(folder: Path) -> None:
    """Address-only entries, variants of Chinese addresses, and addresses that are on no entry."""
    screener = Screener(Register.of([load_list(next(folder.glob("us_bis_entity*.json")))]))
    register, index = screener.register, screener.register.addresses
    only = [entry for entry in register.entries if re.fullmatch(r"Address \d+", entry.names[0])]
    found = sum(
        any(match.entry == entry.entry and match.verdict != "below" for match in
            screener.screen(Query("", change(entry.addresses[0]))).matches[:5])
        for entry in only for change in list(variants().values())[:2]
    )  # fmt: skip
    print(f"address-only entries found by their address, as listed and abbreviated: {found} of {2 * len(only)}")
    rng = random.Random(SEED)
    chinese = [(i, a) for i, entry in enumerate(register.entries) if entry.countries & {"CN", "HK"}
               for a in entry.addresses if len(a) > 25]  # fmt: skip
    sample = rng.sample(chinese, 200)
    holders = {
        address: {i for i, entry in enumerate(register.entries) if address in entry.addresses} for _, address in sample
    }
    for label, change in variants().items():
        scores = []
        for _, address in sample:
            same = [match for match in index.search(change(address)) if match.entry in holders[address]]
            scores.append(address_probability(same[0]) if same else 0.0)
        alerted = float(np.mean([score >= screener.threshold for score in scores]))
        print(f"  {label:<20} alerted {alerted:.3f}  median {float(np.median(scores)):.3f}")
    sdn = load_list(next(folder.glob("us_ofac_sdn*.jsonl")))
    listed = {address.lower() for entry in register.entries for address in entry.addresses}
    near = frozenset({"CO", "MX", "PA", "EC", "PE", "ES", "IT", "VE", "IQ", "YE"})
    strange = [a for entry in sdn.entries if entry.countries <= near and entry.countries for a in entry.addresses
               if re.search(r"\d", a) and len(a) > 30 and a.lower() not in listed]  # fmt: skip
    asked = rng.sample(strange, 400)
    start = time.process_time()
    alarms = sum(bool(m := index.search(a)) and address_probability(m[0]) >= screener.threshold for a in asked)
    spent = (time.process_time() - start) / len(asked)
    print(f"  addresses of countries with hardly an entry: alarms {alarms / len(asked):.3f}, {1e3 * spent:.2f} ms each")


FRESH = """
import resource, sys, time
from pathlib import Path
start = time.process_time()
from enduse.read.watchlist import load_list
from enduse.screen.match import Query, Screener
from enduse.screen.register import Register
imported = time.process_time()
edition = load_list(Path(sys.argv[1]))
read = time.process_time()
screener = Screener(Register.of([edition]))
built = time.process_time()
first = []
for name in ("Huawei Tech", "OOO Tekhnicheski Tsentr Windek", "Tonghui Electronics", "Baxter International Inc."):
    began = time.process_time(); screener.screen(Query(name)); first.append(1e3 * (time.process_time() - began))
print(f"import {imported - start:.2f} s, read {read - imported:.2f} s, index {built - read:.2f} s, "
      f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB, "
      f"first queries {', '.join(f'{ms:.1f}' for ms in first)} ms")
"""


def main() -> None:
    """Run all three."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lists", type=Path, required=True)
    folder = parser.parse_args().lists
    csl = next(folder.glob("us_csl*.json"))
    subprocess.run([sys.executable, "-c", FRESH, str(csl)], check=True)
    screener = Screener(Register.of([load_list(csl), load_list(next(folder.glob("us_bis_entity*.json")))]))
    measure_chinese(screener, "Chinese names, brands and pinyin")
    brands = han._readings("han_brands.txt")
    kept = dict(brands)
    brands.clear()
    han._dictionary.cache_clear()
    measure_chinese(screener, "Chinese names, the brand dictionary taken out")
    brands.update(kept)
    measure_addresses(folder)
    print(f"peak of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    sys.exit(main())
