"""Smuggled compute at national scale: published models, reproduced and pooled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from enduse.errors import InputError
from enduse.estimate.parameters import Draws, distribution, figures, interval, sources
from enduse.estimate.pooling import RULES, density_pool, pool

SEED: Final = 20260429
DRAWS: Final = 50_000


@dataclass(frozen=True)
class National:
    """The two views of one quantity and their inputs, as draws in H100-equivalents."""

    diversion: Draws
    resale: Draws
    diversion_by_year: dict[int, Draws]
    resale_by_year: dict[int, Draws]
    inputs: dict[str, Draws]
    weight: float


def simulate(draws: int = DRAWS, seed: int = SEED, detection: tuple[float, float] | None = None) -> National:
    """Draw both sides of the published model.

    Args:
        detection: the share of diversion that comes to light as an interval (90 %), in place of the published one.
    """
    model = figures("epoch")
    rng = np.random.default_rng(seed)
    early, late = _cases(model, rng, draws)
    accuracy = distribution(model["accuracy"]["draw"], "accuracy").draw(rng, draws)
    given = model["detection"]["draw"] if detection is None else {"lognormal": list(detection), "clip": ["0.001", "1"]}
    found = distribution(given, "detection").draw(rng, draws)
    scale = accuracy / found
    resold = _resale(model, rng, draws)
    return National(
        diversion=(early + late) * scale,
        resale=sum(resold.values(), np.zeros(draws)),
        diversion_by_year={2024: early * scale, 2025: late * scale},
        resale_by_year=resold,
        inputs={
            "observed cases": early + late,
            "accuracy of the cases": accuracy,
            "detection rate": found,
            "resale side": sum(resold.values(), np.zeros(draws)),
        },
        weight=float(model["pooling"]["weight_diversion"]["value"]),
    )


def _cases(model: Any, rng: np.random.Generator, draws: int) -> tuple[Draws, Draws]:
    """H100-equivalents of all cases through 2024 and in 2025."""
    worth = {name: float(entry["value"]) for name, entry in model["h100e"].items()}
    early, late = np.zeros(draws), np.zeros(draws)
    for name, case in model["cases"].items():
        chips = _chips(case, name, rng, draws)
        first = _worth(case, "better_early", worth, rng, draws)
        second = _worth(case, "better_late", worth, rng, draws) if "better_late" in case else first
        share = distribution(case["early"], name).draw(rng, draws)
        early += chips * share * first
        late += chips * (1 - share) * second
    return early, late


def _chips(case: Any, name: str, rng: np.random.Generator, draws: int) -> Draws:
    if "value_usd" in case:
        value = distribution(case["value_usd"], name).draw(rng, draws)
        return value / distribution(case["price_usd"], name).draw(rng, draws)
    drawn = [distribution(entry, name).draw(rng, draws) for entry in case["chips"]]
    return sum(drawn, np.zeros(draws))


def _worth(case: Any, share: str, worth: dict[str, float], rng: np.random.Generator, draws: int) -> Draws:
    """H100-equivalents of a chip of the case, given the share of the better kind."""
    if share not in case:
        return np.full(draws, worth[case["chip"]])
    better = distribution(case[share], share).draw(rng, draws)
    return better * worth[case["better"]] + (1 - better) * worth[case["chip"]]


def _resale(model: Any, rng: np.random.Generator, draws: int) -> dict[int, Draws]:
    """H100-equivalents resold by year: sellers times volume, moving together by rho, over the share on the market."""
    resale = model["resale"]
    worth = {name: float(entry["value"]) for name, entry in model["h100e"].items()}
    rho = float(resale["rho"]["value"])
    shock = np.exp(rng.normal(0, float(resale["year_shock"]["value"]), draws))
    mixes: dict[str, Draws] = {}
    by_year: dict[int, Draws] = {}
    for name, period in resale["periods"].items():
        chips = _sellers(period, name, rho, rng, draws)
        if period.get("mix") not in mixes:
            mixes[period.get("mix", name)] = distribution(period["better_share"], name).draw(rng, draws)
        better = mixes[period.get("mix", name)]
        year = int(period["year"])
        amount = chips * (better * worth[period["better"]] + (1 - better) * worth[period["chip"]])
        by_year[year] = by_year.get(year, np.zeros(draws)) + amount * (shock if year == 2025 else 1.0)
    on_market = distribution(resale["marketplace"], "marketplace").draw(rng, draws)
    return {year: amount / on_market for year, amount in by_year.items()}


def _sellers(period: Any, name: str, rho: float, rng: np.random.Generator, draws: int) -> Draws:
    """Chips of all sellers in a period: a number of sellers, each with a lognormal volume, correlated by rho."""
    vendors = np.maximum(np.round(distribution(period["vendors"], name).draw(rng, draws)), 1).astype(np.int64)
    volume = distribution(period["volume"], name)
    market = rng.normal(0, volume.log_sd * np.sqrt(rho), draws)
    each = np.exp(volume.log_mean + rng.normal(0, volume.log_sd * np.sqrt(1 - rho), int(vendors.sum())))
    starts = np.concatenate([[0], np.cumsum(vendors)[:-1]])
    chips: Draws = np.add.reduceat(each, starts) * np.exp(market) * float(period["months"]) / 12
    return chips


def pathway(draws: int = DRAWS, seed: int = SEED) -> Draws:
    """CNAS pathway 2: chips a year, from three factors calibrated to the published median and interval."""
    rng = np.random.default_rng(seed)
    factors = figures("cnas")["factors"]
    product = np.ones(draws)
    for name, entry in factors.items():
        product = product * distribution(entry["draw"], name).draw(rng, draws)
    return product


def estimate(
    draws: int = DRAWS, seed: int = SEED, detection: tuple[float, float] | None = None, ledger: Ledger | None = None
) -> dict[str, Any]:
    """What `estimate national` prints.

    Raises:
        InputError: if there are too few draws, or the detection rate is no share.
    """
    if not 1000 <= draws <= 1_000_000:
        raise InputError("--draws", "1,000 to 1,000,000 draws", f"{draws:,}", "Choose a number in between")
    if detection and not 0 < detection[0] < detection[1] <= 1:
        raise InputError(
            "--detection", "a share from least to greatest, such as 0.2-0.4", str(detection), "Give two shares"
        )
    national = simulate(draws, seed, detection)
    rng = np.random.default_rng(seed + 1)
    pooled = {rule: pool(national.diversion, national.resale, national.weight, rule, rng) for rule in RULES}
    combined = pooled["average"]
    by_year = {
        year: national.weight * national.diversion_by_year[year] + (1 - national.weight) * national.resale_by_year[year]
        for year in (2024, 2025)
    }
    record: dict[str, Any] = {
        "model": figures("epoch")["title"],
        "unit": figures("epoch")["unit"],
        "seed": seed,
        "draws": draws,
        **interval(combined),
        "published": _numbers(figures("epoch")["published"]),
        "recomputed": _numbers(figures("epoch")["recomputed"]),
        "diversion": interval(national.diversion),
        "resale": interval(national.resale),
        "observed": interval(national.inputs["observed cases"]),
        "by_year": {str(year): interval(amount) for year, amount in by_year.items()},
        "pooling": {rule: {**interval(amount), "says": RULES[rule]} for rule, amount in pooled.items()},
        "sensitivity": sensitivity(combined, national.inputs),
        "if_detection_were_known": _known_detection(draws, seed),
        "pathway": _pathway(draws, seed),
        "parameters": sources(figures("epoch")) + sources(figures("cnas")),
    }
    if ledger is not None:
        record["ledger"] = with_ledger(combined, ledger, rng)
    return record


def sensitivity(combined: Draws, inputs: dict[str, Draws]) -> dict[str, float]:
    """Squared correlation of the logarithms of result and input; not an additive split."""
    result = np.log(combined)
    return {name: round(float(np.corrcoef(result, np.log(drawn))[0, 1] ** 2), 3) for name, drawn in inputs.items()}


def _known_detection(draws: int, seed: int) -> dict[str, Any]:
    """The interval if random inspections had fixed the detection rate within a factor of 1.25 of its median."""
    median = float(np.sqrt(0.10 * 0.80))
    national = simulate(min(draws, DRAWS // 3), seed, (median / 1.25, median * 1.25))
    combined = national.weight * national.diversion + (1 - national.weight) * national.resale
    return {
        **interval(combined),
        "says": "if random inspections fixed the detection rate within a factor of 1.25 of its present median",
    }


def _pathway(draws: int, seed: int) -> dict[str, Any]:
    model = figures("cnas")
    return {
        "model": model["title"],
        "unit": model["unit"],
        **interval(pathway(draws, seed), 95.0),
        "published": _numbers(model["published"]),
        "says": "median and interval are published; how they divide among the factors is calibrated by us",
        "others": model["others"],
    }


def _numbers(entry: dict[str, str]) -> dict[str, Any]:
    return {key: float(value) if key != "source" else value for key, value in entry.items()}


@dataclass(frozen=True)
class Ledger:
    """What our own ledger says: chips on the book, and how many of them are expected to be diverted."""

    chips: float
    median: float
    low: float
    high: float


def with_ledger(combined: Draws, ledger: Ledger, rng: np.random.Generator) -> dict[str, Any]:
    """Our ledger as one more source: its rate, times how unlike the rest it is, times all compute sold.

    Raises:
        InputError: if the ledger holds no chips.
    """
    if ledger.chips <= 0:
        raise InputError("the ledger", "chips on the book", "none", "Load evidence first")
    known = figures("ledger")
    spread = distribution(known["representativeness"]["draw"], "representativeness")
    low, high = max(ledger.low, 0.5), max(ledger.high, 1.0)
    own = distribution({"lognormal": [str(low), str(max(high, low * 1.01))]}, "ledger").draw(rng, len(combined))
    stock = float(np.median(combined)) / float(figures("epoch")["sold"]["share"]["value"])
    implied = own / ledger.chips * spread.draw(rng, len(combined)) * stock
    weight = float(known["weight"]["value"])
    pooled = density_pool([combined, implied], (1.0, weight), len(combined), rng)
    return {
        "own": {"chips": ledger.chips, "diverted": ledger.median, "low": ledger.low, "high": ledger.high},
        "implied": interval(implied),
        "pooled": interval(pooled),
        "weight": weight,
        "says": "the ledger's rate of diversion carried to all compute sold; representativeness and weight are assumed",
        "parameters": sources(known),
    }


def lines(record: dict[str, Any]) -> list[str]:
    """The estimate for a person."""

    def worded(found: dict[str, Any]) -> str:
        return f"{found['median']:>10,.0f}  ({found['low']:,.0f} to {found['high']:,.0f}, {found['level']:g} %)"

    told = [
        f"{record['model']}: {record['unit']}",
        f"estimate    {worded(record)}",
        f"published   {worded(record['published'])}",
        f"diversion   {worded(record['diversion'])}",
        f"resale      {worded(record['resale'])}",
    ]
    told += [f"{year:<12}{worded(found)}" for year, found in record["by_year"].items()]
    told += [
        f"{'pooled by ' + rule.replace('_', ' '):<22}{worded(found)}  {found['says']}"
        for rule, found in record["pooling"].items()
    ]
    drivers = sorted(record["sensitivity"].items(), key=lambda item: -item[1])
    told.append(
        "drives it   "
        + ", ".join(f"{name} {share:.2f}" for name, share in drivers)
        + " (squared correlation, not additive)"
    )
    told.append(f"worth most  {worded(record['if_detection_were_known'])}  {record['if_detection_were_known']['says']}")
    if "ledger" in record:
        told.append(
            f"ledger      implies {worded(record['ledger']['implied'])}; with it {worded(record['ledger']['pooled'])}"
        )
        told.append(f"            {record['ledger']['says']}")
    told.append(f"{record['pathway']['model']}: {record['pathway']['unit']}")
    told.append(f"estimate    {worded(record['pathway'])}; {record['pathway']['says']}")
    return told
