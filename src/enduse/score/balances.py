"""Balances of each site and holder, closed at every round and month."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from enduse.model import parts
from enduse.score import answers
from enduse.score.answers import Days
from enduse.score.grounds import Flags, Ground, grounds, onsets
from enduse.score.honest import Habit, errors, learn, miscounts
from enduse.score.quantity import H100_TPP
from enduse.score.series import Numbers, carried_series, threshold
from enduse.store import View, named

Piece = tuple[Ground, str, dict[str, NDArray[Any]]]
"""The rows of one series: whose, on which basis, and the columns."""

FALSE_ALARM_SITE_YEARS = 20.0
"""Page's threshold lets an honest site alarm once in so many years, were its noise as modelled (policy, stated)."""
TAKEN, ANNOUNCED, DARK = "taken", "announced outage", "nothing answered"


def close(view: View) -> pa.Table:
    """Rows of `series`; after `darkness`, which keeps how often each site reports.

    A chip is enrolled from its first electronic answer at the site on, a lot from its first count; a site where nothing
    ever answered has no physical inventory and no series. Physical is what answered within two rounds before the close.
    """
    _lend_weights(view)
    heard = answers.gaps(view)
    view.keep("enrolled", named(__package__, "enrolled"))
    view.keep("silences", named(__package__, "silences"))
    found = grounds(view, heard)
    habits = learn({(ground.site, ground.party): ground.served for ground in found}, onsets(view, found))
    for spent in ("enrolled", "silences", "silent_gaps"):
        view.keep(spent, "SELECT 0 AS spent")
    pieces = []
    for ground in found:
        habit = habits[ground.site, ground.party]
        if ground.pace_days:
            round_days = max(1, round(ground.pace_days))
            pieces.append(_closed(ground, "round", _rounds(ground, round_days), habit, 365.25 / round_days))
        pieces.append(_closed(ground, "month", _months(ground), habit, 12.0))
    return _table(pieces) if pieces else view.table("SELECT * FROM series LIMIT 0")


def _rounds(ground: Ground, round_days: int) -> Days:
    """Last days of the rounds, counted from the first enrolment; the open one is not closed."""
    return np.arange(round_days - 1, len(ground.dark), round_days, dtype=np.int64)


def _months(ground: Ground) -> Days:
    """Last days of the calendar months; the open one is not closed."""
    days = ground.first_day + np.arange(len(ground.dark) + 1)
    month = days.astype("datetime64[D]").astype("datetime64[M]")
    return np.flatnonzero(month[1:] != month[:-1]).astype(np.int64)


def _closed(ground: Ground, basis: str, ends: Days, habit: Habit, closes_a_year: float) -> Piece:
    """The rows of one series."""
    state = ground.at(ends)
    book, silent = state["book"], state["silent"]
    physical = book - silent
    taken = ~(ground.announced | ground.dark)[ends]
    limit = threshold(round(FALSE_ALARM_SITE_YEARS * closes_a_year, 1))
    told = _tested(state, ends, taken, habit if ground.pace_days else None, limit)
    inventory = np.where(taken, TAKEN, np.where(ground.announced[ends], ANNOUNCED, DARK))
    gone_dark = (inventory == DARK) & (book > 0) & (physical <= 0)
    told["alarm"] |= gone_dark & ~np.concatenate([[False], gone_dark])[:-1]
    begins = np.concatenate([[0], ends + 1])[:-1]
    return ground, basis, {
        **told,
        "period_from": _midnight(ground, begins), "period_to": _midnight(ground, ends + 1),
        "opening": np.concatenate([[0.0], physical])[:-1],
        **{name: _difference(state[name]) for name in ("received", "shipped", "removed")},
        "book": book, "physical": physical, "inventory": inventory, "untaken": ~taken,
        "muf": _difference(silent), "cumuf": silent, "cumuf_h100e": state["silent_h100e"],
        "threshold": np.full(len(ends), limit),
    }  # fmt: skip


def _tested(
    state: dict[str, Numbers], ends: Days, taken: Flags, habit: Habit | None, limit: float
) -> dict[str, NDArray[Any]]:
    """The statistics; those of a close without inventory are zero, to be masked, and Page's sum stays as it was."""
    book = np.maximum(state["book"], 0.0)
    expected = habit.share * book if habit else np.zeros(len(ends))
    elapsed = np.diff(ends[taken], prepend=-1).astype(np.float64)
    by_eye = miscounts(_difference(state["counted"][taken]))
    carried, fresh = errors(habit, book[taken], elapsed) if habit else (np.ones(len(elapsed)), by_eye)
    if habit and state["counted"].any():
        fresh = fresh + by_eye
    excess = _difference((state["silent"] - expected)[taken])
    series = carried_series(excess, carried, fresh, limit=limit)
    told: dict[str, NDArray[Any]] = {"expected": expected, "alarm": np.zeros(len(ends), bool)}
    told["alarm"][taken] = series.alarm
    for name in ("sitmuf", "gemuf", "sigma", "cumuf_standardised"):
        told[name] = np.zeros(len(ends))
        told[name][taken] = getattr(series, name)
    told["page"] = np.concatenate([[0.0], series.page])[np.cumsum(taken)]
    return told


def _table(pieces: list[Piece]) -> pa.Table:
    """All series one under the other."""
    sizes = [len(columns["muf"]) for _, _, columns in pieces]
    columns = {name: np.concatenate([columns[name] for _, _, columns in pieces]) for name in pieces[0][2]}
    untaken = columns.pop("untaken")
    names = {
        "site": [ground.site for ground, _, _ in pieces], "basis": [basis for _, basis, _ in pieces],
        "party": [ground.party or None for ground, _, _ in pieces],
    }  # fmt: skip
    place = pa.array(np.repeat(np.arange(len(pieces)), sizes))
    told = {name: pa.array(values, pa.string()).take(place) for name, values in names.items()}
    absent = dict.fromkeys(("sitmuf", "gemuf", "sigma", "expected", "cumuf_standardised"), untaken)
    return pa.table({**told, **{name: pa.array(values, mask=absent.get(name)) for name, values in columns.items()}})


def _difference(values: Numbers) -> Numbers:
    return np.diff(values, prepend=0.0)


def _midnight(ground: Ground, day: Days) -> NDArray[np.datetime64]:
    return (ground.first_day + day).astype("datetime64[D]").astype("datetime64[us]")


def _lend_weights(view: View) -> None:
    """Lend what each part counts for in H100s; 1 where the catalogue is silent."""
    rows = view.table("SELECT DISTINCT part FROM units WHERE part IS NOT NULL ORDER BY part")
    found = [parts.match(part) for part in rows["part"].to_pylist()]
    weights = [(part.tpp.low or H100_TPP) / H100_TPP if part else 1.0 for part in found]
    view.register("part_weights", rows.append_column("h100e", pa.array(weights, pa.float64())))
