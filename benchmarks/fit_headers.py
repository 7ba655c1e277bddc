"""From counts on worlds to the header lines of the detectors.

Rules, all on the side of caution:

1. A generator speaks of a detector only where it plays one of the methods that the detector is for, and shows it on
   both sides by ways of their own: among the diverted in three worlds and by one whole observation, and among the
   booked in three worlds in which it touches no diverted GPU. Where a generator never lays a signal on the honest,
   its silence about them is not rarity.
2. Methods count alike within a generator, and generators alike. Two that differ by more than 3 dB are not averaged:
   the lower weight stands.
3. The argued value counts as 20 observations.
4. Worlds may lower a weight, never raise it: their honest disorder is the part of it that somebody thought of.
5. Families that the timeline carries are counted over all GPUs. A finding of the others is added to what the timeline
   says, so it is counted among the GPUs that nobody has read within the goal, where it decides.
6. Detectors whose m and u are given another finding, or stand in each row, are not fitted on plain rates.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from math import log10
from pathlib import Path
from typing import Any

from enduse.detect.detector import Detector, detectors
from enduse.detect.fitted import Fitted
from enduse.model.judgement import FAMILIES_CARRIED
from enduse.simulate import typologies

WEIGHT, LEAST_WORLDS, STRONG_DB = 20.0, 3, 3.0
GENERATORS = ("simulate", "otherworld")
GIVEN = {
    "seen_where_forbidden": "a sighting off the path",
    "licence_condition_broken": "that it left the licensed country",
}
"""m and u of these are given another finding, which the timeline already weighs."""
PLAYED = {
    "simulate": {number for method in typologies.METHODS for number in method.typologies},
    # by what the plans of the other generator do: pull, vanish, drip, counted; transit; forwarder; phantom; abroad;
    # twin; returns
    "otherworld": {"T05", "T06", "T12", "T01", "T10", "T26", "T16", "T19", "T25"},
}
"""Methods that each generator plays."""
FOLDER = Path(__file__).resolve().parent.parent / "src" / "enduse" / "detect"
Worlds = list[dict[str, Any]]


@dataclass(frozen=True)
class Rates:
    """One detector on one generator: mean rate and number of observations, on both sides."""

    m: float
    diverted: float
    u: float
    booked: float
    worlds_diverted: int
    worlds_booked: int

    @property
    def both(self) -> bool:
        """Whether both sides show it by ways of their own."""
        return min(self.worlds_diverted, self.worlds_booked) >= LEAST_WORLDS and self.m * self.diverted >= 1.0


def rates(worlds: Worlds, one: Detector) -> Rates:
    """Mean over methods of the mean over worlds; Kish's number of observations for that mean."""
    by_method: dict[str, list[float]] = defaultdict(list)
    booked: list[float] = []
    ways = [0, 0]
    for world in worlds:
        counted = world[_among(one)]
        gone, here = counted["found"].get(one.name, (0.0, 0.0))
        if counted["diverted"]:
            by_method[world["method"]].append(gone)
        if counted["booked"]:
            booked.append(here)
        ways[0] += gone > 0.0
        ways[1] += here > 0.0 and gone == 0.0
    m = sum(sum(shares) / len(shares) for shares in by_method.values()) / len(by_method)
    observations = len(by_method) ** 2 / sum(1.0 / len(shares) for shares in by_method.values())
    return Rates(m, observations, sum(booked) / len(booked), float(len(booked)), ways[0], ways[1])


def fit(worlds: Worlds, one: Detector) -> Fitted | str:
    """The counts of a detector, or why it stays argued."""
    argued = _argued(one)
    if one.name in GIVEN:
        return f"m and u are given {GIVEN[one.name]}, which the worlds do not lay on the booked"
    if re.search(r"\bAS (m|u)\b", one.finds):
        return "its rows carry m and u of their own"
    seen = {name: rates([w for w in worlds if w["generator"] == name], one) for name in GENERATORS}
    shown = [name for name, rate in seen.items() if rate.both and PLAYED[name] & set(one.typologies)]
    if not shown:
        return _why(list(seen.values()))
    single = [_fitted(argued, [name], worlds, one) for name in shown]
    lowest = min(single, key=lambda fitted: fitted.db)
    apart = max(single, key=lambda fitted: fitted.db).db - lowest.db
    fitted = lowest if apart > STRONG_DB else _fitted(argued, shown, worlds, one)
    return fitted if fitted.db <= _db(*argued) else "the worlds would weigh it more, and may only lower a weight"


def _fitted(argued: tuple[float, float], names: list[str], worlds: Worlds, one: Detector) -> Fitted:
    """Counts on these generators, which count alike: the mean of their rates, with Kish's number of observations."""
    used = [world for world in worlds if world["generator"] in names]
    seen = [rates([world for world in used if world["generator"] == name], one) for name in names]
    sides = []
    for shares, numbers in (([r.m for r in seen], [r.diverted for r in seen]),
                            ([r.u for r in seen], [r.booked for r in seen])):  # fmt: skip
        observations = round(len(seen) ** 2 / sum(1.0 / number for number in numbers), 1)
        sides.append((round(sum(shares) / len(seen) * observations, 2), observations))
    seeds = [world["seed"] for world in used]
    return Fitted(argued, WEIGHT, tuple(names), len(used), (min(seeds), max(seeds)), sides[0], sides[1],
                  _among(one))  # fmt: skip


def _among(one: Detector) -> str:
    return "all" if one.family in FAMILIES_CARRIED else "unread"


def _why(seen: list[Rates]) -> str:
    gone = max(rate.m * rate.diverted for rate in seen)
    here = max(rate.worlds_booked for rate in seen)
    if not gone and not here:
        return "the worlds never show it"
    if here < LEAST_WORLDS:
        return "the worlds show it with diversion alone, so that they do not tell how rare it is among the booked"
    return "the worlds show it among the booked almost alone, so that they do not tell how many diverted have it"


def report(worlds: Worlds) -> None:
    """Each detector: argued, fitted, each generator, and each half of the worlds against the other."""
    halves = _halves(worlds)
    misses: list[tuple[float, float]] = []
    for one in detectors():
        argued, fitted = _argued(one), fit(worlds, one)
        seen = [rates([w for w in worlds if w["generator"] == name], one) for name in GENERATORS]
        raw = "; ".join(f"{name} {r.m:.3f} / {r.u:.4f}" for name, r in zip(GENERATORS, seen, strict=True))
        print(f"{one.name} ({one.family}): argued {argued[0]:g} / {argued[1]:g} {_db(*argued):+.1f} dB; {raw}")
        if isinstance(fitted, str):
            print(f"    stays argued: {fitted}")
            continue
        (x, y), (z, w) = fitted.diverted, fitted.booked
        print(f"    fitted {fitted.m:g} / {fitted.u:g} {fitted.db:+.1f} dB: {x:g} of {y:g}, {z:g} of {w:g}"
              f" on {', '.join(fitted.generators)}")  # fmt: skip
        for learned, held_out in (halves, halves[::-1]):
            half = _fitted(argued, list(fitted.generators), learned, one)
            other = _fitted(argued, list(fitted.generators), held_out, one)
            plain = [(found + 0.5) / (tried + 1.0) for found, tried in (other.diverted, other.booked)]
            misses.append((abs(half.db - _db(*plain)), abs(_db(*argued) - _db(*plain))))
            print(f"    half fitted {half.m:g} / {half.u:g} {half.db:+.1f} dB; the other half shows "
                  f"{plain[0]:.3f} / {plain[1]:.4f} {_db(*plain):+.1f} dB")  # fmt: skip
    if misses:
        means = [sum(miss[place] for miss in misses) / len(misses) for place in (0, 1)]
        print(f"held out: the fit misses the other half by {means[0]:.1f} dB on average, "
              f"the argued values by {means[1]:.1f} dB")  # fmt: skip


def write(worlds: Worlds) -> None:
    """Write m, u and the counts, or why there are none, into each header; the text of `basis` stays."""
    for one in detectors():
        path = FOLDER / f"{one.name}.sql"
        fitted = fit(worlds, one)
        m, u = _argued(one) if isinstance(fitted, str) else (fitted.m, fitted.u)
        line = f"-- unfitted: {fitted}" if isinstance(fitted, str) else f"-- fitted: {fitted.header()}"
        lines = [old for old in path.read_text(encoding="utf-8").splitlines() if not re.match("-- (un)?fitted:", old)]
        for place, old in enumerate(lines):
            for key, value, now in (("m", m, one.m), ("u", u, one.u)):
                if old.startswith(f"-- {key}:") and value != now:
                    lines[place] = f"-- {key}: {value:g}"
        lines.insert(next(place for place, old in enumerate(lines) if old.startswith("-- basis:")), line)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _argued(one: Detector) -> tuple[float, float]:
    return one.fitted.argued if one.fitted else (one.m, one.u)


def _halves(worlds: Worlds) -> tuple[Worlds, Worlds]:
    """Every other world of each method of each generator."""
    met: Counter[tuple[str, str]] = Counter()
    halves: tuple[Worlds, Worlds] = ([], [])
    for world in worlds:
        kind = (world["generator"], world["method"])
        halves[met[kind] % 2].append(world)
        met[kind] += 1
    return halves


def _db(m: float, u: float) -> float:
    return 10.0 * log10(m / u)
