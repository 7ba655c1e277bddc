"""Training compute: operations, hours, cost and days on a fleet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from enduse.errors import InputError, UnknownName
from enduse.estimate.parameters import bounds, figures, sources
from enduse.model import parts

H100_FLOPS: Final = 989.5e12
"""Dense BF16 of an H100 SXM5, operations a second: the unit of an H100-equivalent (facts on training compute)."""


@dataclass(frozen=True)
class Run:
    """A training run: active parameters, tokens, and what attention needs.

    Attributes:
        attention_width: heads times their width; with `layers` and `context` it gives the cost of attention.
    """

    name: str
    active_parameters: float
    tokens: float
    layers: int | None = None
    attention_width: int | None = None
    context: int | None = None

    @property
    def flop(self) -> float:
        """6 N D: forward and backward over the active parameters.

        >>> f"{Run('V3', 37e9, 14.8e12).flop:.2e}"
        '3.29e+24'
        """
        return 6 * self.active_parameters * self.tokens

    @property
    def attention_flop(self) -> float:
        """6 L d T D: scores and values under a causal mask (half of the full square), forward and backward."""
        if self.layers is None or self.attention_width is None or self.context is None:
            return 0.0
        return 6.0 * self.layers * self.attention_width * self.context * self.tokens


@dataclass(frozen=True)
class Fleet:
    """Chips of one or several kinds, with dense BF16 operations a second."""

    chips: tuple[tuple[str, int, float], ...]  # name, count, operations a second of one

    @property
    def flops(self) -> float:
        """Dense BF16 operations a second of all."""
        return sum(count * flops for _, count, flops in self.chips)

    @property
    def h100e(self) -> float:
        """H100-equivalents."""
        return self.flops / H100_FLOPS


def chip_flops(name: str, where: str) -> tuple[str, float]:
    """Catalogue name and dense BF16 operations a second of a chip.

    Raises:
        UnknownName: if the catalogue has no such part.
        InputError: if it has no dense 16-bit figure.
    """
    part = parts.expect(name, where)
    figure = part.figure("fp16_tflops")
    value = figure.low if figure.low is not None else figure.high
    if value is None:
        raise InputError(where, "a part with a dense 16-bit figure", f"{part.name} without one", "Choose another part")
    return part.name, value * 1e12


def read_fleet(text: str) -> Fleet:
    """A fleet such as "2048 H800 SXM5, 512 H20".

    Raises:
        InputError: if it is written otherwise, or a part is not in the catalogue.
    """
    chips = []
    for piece in filter(None, (piece.strip() for piece in text.split(","))):
        match = re.fullmatch(r"([\d_]+)\s*x?\s+(.+)", piece)
        if match is None:
            raise InputError(
                "--fleet", 'a count and a part, such as "2048 H800 SXM5"', repr(piece), "Separate kinds by commas"
            )
        name, flops = chip_flops(match[2], "--fleet")
        chips.append((name, int(match[1].replace("_", "")), flops))
    if not chips or not sum(count for _, count, _ in chips):
        raise InputError("--fleet", "at least one chip", "none", 'Write it as "2048 H800 SXM5"')
    return Fleet(tuple(chips))


def hours(flop: float, flops: float, mfu: tuple[float, float]) -> tuple[float, float]:
    """Chip-hours for `flop` operations on chips of `flops`, least and most: C / (peak x MFU x 3600).

    >>> low, high = hours(3.285e24, 989.5e12, (0.25, 0.5))
    >>> f"{low:,.0f} {high:,.0f}"
    '1,844,366 3,688,732'
    """
    return flop / (flops * mfu[1] * 3600), flop / (flops * mfu[0] * 3600)


def needed(
    flop: float, flops: float, days: float, mfu: tuple[float, float], availability: tuple[float, float]
) -> tuple[float, float]:
    """Chips to train within `days`, least and most."""
    low, high = hours(flop, flops, mfu)
    return low / (days * 24 * availability[1]), high / (days * 24 * availability[0])


def estimate(
    run: Run, fleet: Fleet | None, days: float | None, mfu: tuple[float, float], rate_usd: float, attention: bool = True
) -> dict[str, Any]:
    """What `estimate compute` prints.

    Raises:
        InputError: if the utilisation is no share, or a number is not positive.
    """
    _check(run, days, mfu, rate_usd)
    availability = bounds(figures("compute")["availability"])
    flop = run.flop + (run.attention_flop if attention else 0.0)
    record: dict[str, Any] = {
        "model": run.name,
        "flop": run.flop,
        "attention_flop": run.attention_flop,
        "flop_used": flop,
        "mfu": list(mfu),
        "chips": [
            _on_chip(name, flop, days, mfu, availability, rate_usd) for name in figures("compute")["fleet_chips"]
        ],
    }
    if run.name in figures("compute")["runs"]:
        record["published"] = published(run.name)
    if fleet is not None:
        record["fleet"] = _on_fleet(fleet, flop, days, mfu, availability, rate_usd)
    record["parameters"] = sources(figures("compute"))
    return record


def _check(run: Run, days: float | None, mfu: tuple[float, float], rate_usd: float) -> None:
    if not 0 < mfu[0] <= mfu[1] <= 1:
        raise InputError(
            "--mfu",
            "shares from least to greatest, such as 0.25-0.5",
            f"{mfu[0]}-{mfu[1]}",
            "Give two shares of at most 1",
        )
    for name, value in (
        ("--parameters", run.active_parameters),
        ("--tokens", run.tokens),
        ("--days", days),
        ("--rate", rate_usd),
    ):
        if value is not None and not value > 0:
            raise InputError(name, "a number above zero", str(value), "Mend it")


def _on_chip(
    name: str, flop: float, days: float | None, mfu: tuple[float, float], availability: tuple[float, float], rate: float
) -> dict[str, Any]:
    part, flops = chip_flops(name, "figures/compute.yaml")
    low, high = hours(flop, flops, mfu)
    row: dict[str, Any] = {"chip": part, "gpu_hours": [low, high], "cost_usd": [low * rate, high * rate]}
    if days is not None:
        row["chips_needed"] = [round(count) for count in needed(flop, flops, days, mfu, availability)]
    return row


def _on_fleet(
    fleet: Fleet,
    flop: float,
    days: float | None,
    mfu: tuple[float, float],
    availability: tuple[float, float],
    rate: float,
) -> dict[str, Any]:
    count = sum(number for _, number, _ in fleet.chips)
    elapsed = [
        flop / (fleet.flops * share * up * 86400)
        for share, up in ((mfu[1], availability[1]), (mfu[0], availability[0]))
    ]
    chip_hours = [flop / (fleet.flops * share * 3600) * count for share in (mfu[1], mfu[0])]
    row: dict[str, Any] = {
        "chips": count,
        "h100e": fleet.h100e,
        "days": elapsed,
        "gpu_hours": chip_hours,
        "cost_usd": [spent * rate for spent in chip_hours],
    }
    if days is not None:
        low, high = needed(flop, fleet.flops / count, days, mfu, availability)
        row["chips_needed"] = [round(low), round(high)]
        row["says"] = _verdict(count, low, high, days)
    return row


def _verdict(count: int, low: float, high: float, days: float) -> str:
    """The claim against the declared fleet; never more than that the one exceeds the other."""
    wanted = f"{low:,.0f} to {high:,.0f} chips for {days:g} days"
    if low > count:
        return f"claims exceed declared compute: {wanted} against {count:,} declared"
    if high <= count:
        return f"consistent with the declared fleet: {wanted}, {count:,} declared"
    return f"cannot say: {wanted}, {count:,} declared lie within the interval"


def known_run(name: str) -> Run:
    """A published run by name.

    Raises:
        UnknownName: if none of that name is on file.
    """
    runs: Mapping[str, Any] = figures("compute")["runs"]
    found = next((known for known in runs if known.casefold() == name.casefold()), None)
    if found is None:
        raise UnknownName("--model", "published run", name, runs)
    entry = runs[found]
    return Run(
        found,
        float(entry["active_parameters"]),
        float(entry["tokens"]),
        int(entry["layers"]),
        int(entry["attention_width"]),
        int(entry["context"]),
    )


def published(name: str) -> dict[str, Any]:
    """A published run: hours, cost, elapsed days, and the utilisation that its hours imply."""
    entry = figures("compute")["runs"][name]
    run = known_run(name)
    spent = {stage: float(value) for stage, value in entry["hours"].items()}
    trained = spent.get("pre-training", sum(spent.values()))
    part, flops = chip_flops(entry["chip"], "figures/compute.yaml")
    total = sum(spent.values())
    rate = float(entry["rate_usd_per_hour"]) if "rate_usd_per_hour" in entry else None
    return {
        "chip": part,
        "chips": int(entry["chips"]),
        "gpu_hours": total,
        "gpu_hours_by_stage": spent,
        "rate_usd_per_hour": rate,
        "cost_usd": total * rate if rate is not None else None,
        "days": trained / int(entry["chips"]) / 24,
        "implied_mfu": run.flop / (trained * 3600 * flops),
        "implied_mfu_with_attention": (run.flop + run.attention_flop) / (trained * 3600 * flops),
        "source": entry["source"],
        "note": entry["note"],
    }


def lines(record: Mapping[str, Any]) -> list[str]:
    """The estimate for a person."""
    low, high = record["mfu"]
    told = [
        f"{record['model']}: {record['flop']:.3g} operations by 6 N D, attention {record['attention_flop']:.2g} more; "
        f"utilisation {low:g} to {high:g}"
    ]
    if "published" in record:
        told.append(_published_line(record["published"]))
    for row in record["chips"]:
        millions = _range([cost / 1e6 for cost in row["cost_usd"]], ".2f")
        chips = f", {_range(row['chips_needed'])} chips" if "chips_needed" in row else ""
        told.append(f"{row['chip']:<12}{_range(row['gpu_hours'])} hours, {millions} million dollars{chips}")
    if "fleet" in record:
        row = record["fleet"]
        size = f"{row['chips']:,} chips, {row['h100e']:,.0f} H100-equivalents"
        told.append(f"the fleet   {size}: {_range(row['days'], '.1f')} days")
        if "says" in row:
            told.append(f"            {row['says']}")
    return told


def _published_line(known: Mapping[str, Any]) -> str:
    cost = f"{known['cost_usd'] / 1e6:.3f} million dollars, " if known["cost_usd"] is not None else ""
    return (
        f"published   {known['gpu_hours']:,.0f} {known['chip']} hours, {cost}"
        f"{known['days']:.0f} days on {known['chips']:,}; implies {known['implied_mfu']:.1%} of the dense BF16 peak"
    )


def _range(pair: Sequence[float], form: str = ",.0f") -> str:
    return f"{pair[0]:{form}} to {pair[1]:{form}}"
