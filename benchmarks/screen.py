"""Leave-one-alias-out over the published lists: ranking, alerts, false alarms, speed.

python benchmarks/screen.py            every measurement, beside n-gram TF-IDF and whole-name edit ratio
python benchmarks/screen.py --fit      refit the calibration on the development half and write it
"""

from __future__ import annotations

import argparse
import collections
import random
import re
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from enduse.model.watchlists import Edition, Entry
from enduse.read.watchlist import load_list
from enduse.screen.compare import FEATURES, calibration
from enduse.screen.match import Query, Screener
from enduse.screen.names import read_names
from enduse.screen.register import Register

HERE = Path(__file__).resolve().parent
SEED = 20260731
BUDGETS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.55, 0.6, 0.8, 1.0)
MOST = 48


@dataclass(frozen=True)
class Held:
    """One alias taken out of the index, and the entry that it belongs to."""

    alias: str
    entry: int
    developing: bool


def plain(text: str) -> str:
    """A name for deciding whether two aliases are the same string."""
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def hold_out(entries: Sequence[Entry], list_name: str, seed: int = SEED) -> list[Held]:
    """One hard alias (carried by no other entry) of each entry of a list, half of the entries for development."""
    carriers: dict[str, set[int]] = collections.defaultdict(set)
    for number, entry in enumerate(entries):
        for name in entry.names:
            carriers[plain(name)].add(number)
    chance = random.Random(seed)
    held = []
    for number, entry in enumerate(entries):
        own = {plain(name) for name in entry.names}
        hard = [name for name in entry.names[1:] if plain(name) and carriers[plain(name)] == {number}]
        if entry.list == list_name and hard and len(own) > 1:
            held.append(Held(chance.choice(hard), number, chance.random() < 0.5))
    return held


def without(entries: Sequence[Entry], held: Iterable[Held]) -> list[Entry]:
    """The entries without the aliases held out."""
    left = list(entries)
    for one in held:
        entry = left[one.entry]
        names = tuple(name for name in entry.names if plain(name) != plain(one.alias))
        left[one.entry] = replace(entry, names=names or entry.names[:1])
    return left


Ranked = list[tuple[int, float]]
"""Entries with their scores, best first."""


def ranks(screener: Screener, names: Iterable[str]) -> list[Ranked]:
    """Entries by score for each name, through the program's own screening."""
    numbers = {(entry.list, entry.entry): i for i, entry in enumerate(screener.register.entries)}
    answers = (screener.screen(Query(name), MOST) for name in names)
    return [[(numbers[match.list, match.entry], match.score) for match in answer.matches] for answer in answers]


def figures(ranked: Sequence[Ranked], truth: Sequence[int], threshold: float) -> dict[str, float]:
    """Recall at 1, 5 and 20, hits at the threshold, other alerts a query."""
    n = len(truth)
    at = {k: sum(t in [e for e, _ in r[:k]] for r, t in zip(ranked, truth, strict=True)) / n for k in (1, 5, 20)}
    hits = sum(any(e == t and s >= threshold for e, s in r) for r, t in zip(ranked, truth, strict=True)) / n
    others = sum(sum(e != t and s >= threshold for e, s in r) for r, t in zip(ranked, truth, strict=True)) / n
    return {"r@1": at[1], "r@5": at[5], "r@20": at[20], "hit": hits, "others": others}


def threshold_for(ranked: Sequence[Ranked], truth: Sequence[int], budget: float) -> float:
    """The lowest score at which other alerts stay within the budget."""
    others = sorted((s for r, t in zip(ranked, truth, strict=True) for e, s in r if e != t), reverse=True)
    allowed = int(budget * len(truth))
    return others[allowed] + 1e-4 if allowed < len(others) else 0.0


def unlisted() -> list[str]:
    """Names of well known companies that are on no list."""
    lines = (HERE / "names" / "listed_companies.txt").read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def written_otherwise(register: Register, rng: random.Random, each: int = 60) -> list[tuple[str, set[int]]]:
    """Listed names as they stand and written otherwise, with every entry of the party."""
    asked: list[tuple[str, set[int]]] = []
    changes = {"as it stands": str, **perturbed(rng)}
    listed = [i for i, entry in enumerate(register.entries) if entry.list in ("us_bis_entity_list", "us_ofac_sdn")]
    for change in changes.values():
        for number in rng.sample(listed, each):
            name = rng.choice(register.entries[number].names)
            carriers = {i for i in (number, *register.same_party(number))}
            asked.append((change(name), carriers | carrying(register, name)))
    return asked


def carrying(register: Register, name: str) -> set[int]:
    """Entries that carry a name, whatever its case and punctuation."""
    if not hasattr(carrying, "known") or carrying.known[0] is not register:  # type: ignore[attr-defined]
        known: dict[str, set[int]] = collections.defaultdict(set)
        for number, entry in enumerate(register.entries):
            for text in entry.names:
                known[plain(text)].add(number)
        carrying.known = (register, known)  # type: ignore[attr-defined]
    return carrying.known[1][plain(name)]  # type: ignore[attr-defined]


def fit(register: Register, held: Sequence[Held], strangers: Sequence[str]) -> tuple[np.ndarray, int]:
    """Weights of a logistic score by maximum likelihood with a light ridge, on the development half."""
    screener = Screener(register)
    rows: list[np.ndarray] = []
    labels: list[np.ndarray] = []
    gains: list[np.ndarray] = []
    asked = [(one.alias, {one.entry}, 1.0) for one in held if one.developing]
    asked += [(name, set(), 2.0) for name in strangers[::2]]
    asked += [(text, truth, 0.5) for text, truth in written_otherwise(register, random.Random(SEED + 1))]
    index = register.names
    for text, truth, gain in asked:
        for name in read_names(text)[:1]:
            weights = index.weights(name)
            hits = index.hits(name, weights)
            listed = index.candidates(weights, hits, MOST)
            if listed:
                measured = screener.scorer.measure(name, hits, listed)
                rows.append(measured)
                labels.append(np.array([index.owners[number] in truth for number in listed], float))
                gains.append(np.full(len(listed), gain))
    x, y, g = np.concatenate(rows), np.concatenate(labels), np.concatenate(gains)

    def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ b
        p = 1 / (1 + np.exp(-z))
        ridge = np.r_[0, b[1:]]
        return float(np.sum(g * (np.logaddexp(0, z) - y * z)) + ridge @ ridge / 2), x.T @ (g * (p - y)) + ridge

    best = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 800})
    return best.x, len(asked)


def write_calibration(weights: Sequence[float], thresholds: Sequence[tuple[float, float]], basis: str) -> None:
    """Write the calibration that the program reads."""
    lines = ["# Written by benchmarks/screen.py --fit; edit nothing by hand.", f"basis: {basis}", "weights:"]
    lines += [f"  {name}: {weight:.4f}" for name, weight in zip(FEATURES, weights, strict=True)]
    lines += ["thresholds:"] + [f"  - {{alerts: {alerts}, score: {score:.4f}}}" for alerts, score in thresholds]
    target = HERE.parent / "src" / "enduse" / "screen" / "calibration.yaml"
    target.write_text("\n".join(lines) + "\n", "utf-8")
    calibration.cache_clear()


def perturbed(rng: random.Random) -> dict[str, Callable[[str], str]]:
    """Ways in which one name is written otherwise."""

    def typo(text: str) -> str:
        i = rng.randrange(1, max(2, len(text) - 1))
        letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
        return rng.choice([text[:i] + text[i + 1 :], text[:i] + letter + text[i:], text[:i] + letter + text[i + 1 :]])

    def swapped(text: str) -> str:
        words = text.split()
        i = rng.randrange(max(1, len(words) - 1))
        return " ".join([*words[:i], *reversed(words[i : i + 2]), *words[i + 2 :]])

    def dropped(text: str) -> str:
        words = text.split()
        i = rng.randrange(len(words))
        return " ".join(words[:i] + words[i + 1 :]) if len(words) > 2 else text

    def joined(text: str) -> str:
        words = text.split()
        i = rng.randrange(max(1, len(words) - 1))
        return " ".join([*words[:i], "".join(words[i : i + 2]), *words[i + 2 :]])

    short = {"Technology": "Tech", "Company": "Co", "Limited": "Ltd", "International": "Intl", "Research": "Res",
             "Institute": "Inst", "Equipment": "Equip", "Manufacturing": "Mfg", "Electronics": "Elec",
             "Engineering": "Engg", "Group": "Grp", "Scientific": "Sci", "University": "Univ"}  # fmt: skip
    look = str.maketrans("aeopcxAEOPCTHKMB", "аеорсхАЕОРСТНКМВ")
    suffix = re.compile(r",?\s*(Co\.,? Ltd\.?|LLC|Ltd\.?|Limited|Inc\.?|JSC|Company|Corporation|GmbH)$")
    return {
        "typo 1": typo,
        "typo 2": lambda t: typo(typo(t)),
        "swapped words": swapped,
        "dropped word": dropped,
        "added word": lambda t: f"{t} {rng.choice(['Asia', 'Trading', 'Global', 'Branch', 'Services'])}",
        "other legal form": lambda t: suffix.sub("", t) + rng.choice([" LLC", " GmbH", " Pte Ltd", " Corp."]),
        "no legal form": lambda t: suffix.sub("", t),
        "abbreviated": lambda t: " ".join(short.get(word.strip(",."), word) for word in t.split()),
        "joined words": joined,
        "homoglyphs": lambda t: "".join(c.translate(look) if rng.random() < 0.5 else c for c in t),
        "upper, no punctuation": lambda t: re.sub(r"[^\w ]", "", t).upper(),
    }


def report(label: str, values: dict[str, float]) -> None:
    """One line of figures."""
    print(f"{label:<34}" + "  ".join(f"{name} {value:.3f}" for name, value in values.items()))


def main() -> None:
    """Measure; with --fit, fit first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lists", type=Path, required=True, help="folder of the published lists")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--missed", type=int, default=0, help="print so many cases still missed")
    options = parser.parse_args()
    csl = next(options.lists.glob("us_csl*.json"))
    edition = load_list(csl)
    held = hold_out(edition.entries, "us_bis_entity_list")
    register = Register.of([Edition(tuple(without(edition.entries, held)), edition.versions)])
    strangers = unlisted()
    if options.fit:
        weights, count = fit(register, held, strangers)
        write_calibration(weights, [(1.0, 0.0)], "unfinished")
        developing = [one for one in held if one.developing]
        ranked = ranks(Screener(register, 1.0), [one.alias for one in developing])
        truth = [one.entry for one in developing]
        write_calibration(
            weights,
            [(budget, threshold_for(ranked, truth, budget)) for budget in BUDGETS],
            f"{count} names, half of the hard Entity List aliases and of the unlisted companies, "
            f"seed {SEED}, {csl.stem}",
        )
    screener = Screener(register)
    print(f"threshold {screener.threshold}  features {len(FEATURES)}  entries {len(register.entries)}")
    for half in (True, False):
        part = [one for one in held if one.developing == half]
        ranked = ranks(screener, [one.alias for one in part])
        report(f"Entity List hard, {'development' if half else 'held out'} {len(part)}",
               figures(ranked, [one.entry for one in part], screener.threshold))  # fmt: skip
        if not half and options.missed:
            show_missed(register, part, ranked, options.missed)
    alarms = [answer for name in strangers[1::2] if (answer := screener.screen(Query(name))).alert]
    print(f"alarms on unlisted companies, held-out half: {len(alarms)} of {len(strangers[1::2])}"
          f" = {len(alarms) / len(strangers[1::2]):.3f}")  # fmt: skip
    for answer in alarms:
        print("   ", answer.query.name, "~", answer.matches[0].name, answer.matches[0].score)
    measure_perturbations(edition)
    measure_speed(csl, [one.alias for one in held], strangers)


def show_missed(register: Register, part: Sequence[Held], ranked: Sequence[Ranked], most: int) -> None:
    """Cases where the entry is not first."""
    for one, found in [(o, r) for o, r in zip(part, ranked, strict=True) if not r or r[0][0] != o.entry][:most]:
        first = register.entries[found[0][0]].names[0] if found else "-"
        place = next((i for i, (e, _) in enumerate(found) if e == one.entry), None)
        print(f"    {one.alias} => {first} {found[0][1] if found else 0}; true {place}: "
              f"{' | '.join(register.entries[one.entry].names[:4])}")  # fmt: skip


def measure_perturbations(edition: Edition, each: int = 150) -> None:
    """Recall and alerts for names of the Entity List written otherwise, against the whole list."""
    register = Register.of([edition])
    screener = Screener(register)
    rng = random.Random(SEED)
    listed = [i for i, entry in enumerate(register.entries) if entry.list == "us_bis_entity_list"]
    for label, change in perturbed(rng).items():
        sample = rng.sample(listed, each)
        ranked = ranks(screener, [change(register.entries[i].names[0]) for i in sample])
        folded = [[(sample[k] if register.parties[e] == register.parties[sample[k]] else e, s) for e, s in r]
                  for k, r in enumerate(ranked)]  # fmt: skip
        report(f"{label} ({each})", figures([_once(r) for r in folded], sample, screener.threshold))


def _once(ranked: Ranked) -> Ranked:
    """Each entry once, at its best."""
    best: dict[int, float] = {}
    for entry, score in ranked:
        best.setdefault(entry, score)
    return list(best.items())


def measure_speed(csl: Path, aliases: Sequence[str], strangers: Sequence[str]) -> None:
    """Index time and memory, queries a second in a batch, one query by itself."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    edition = load_list(csl)
    read = time.process_time()
    screener = Screener(Register.of([edition]))
    built = time.process_time()
    print(f"read {read - start:.2f} s, index {built - read:.2f} s, peak of this process {before / 1024:.0f} MiB")
    names = [*aliases, *strangers]
    singles = []
    for name in names[:50]:
        start = time.process_time()
        screener.screen(Query(name))
        singles.append(time.process_time() - start)
    start = time.process_time()
    for name in names:
        screener.screen(Query(name))
    spent = time.process_time() - start
    print(f"batch {len(names) / spent:.0f} queries/s; single median {1e3 * float(np.median(singles)):.2f} ms, "
          f"worst of 50 {1e3 * max(singles):.2f} ms")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
