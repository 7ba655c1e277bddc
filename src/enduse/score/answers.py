"""Days between a chip's answers: paces, and gaps of over two rounds."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from enduse.score.series import Numbers
from enduse.store import View, named

Days = NDArray[np.int64]

DAYS = 100_000
"""More than any day since 1970 that evidence may name."""
LONGEST = 400
WINDOW_ROUNDS = 2.2
"""A chip that has not answered for two rounds, and a fifth for jitter, is not in the physical inventory (judgement)."""


def gaps(view: View) -> dict[str, Days]:
    """Lend `paces` (the usual days between answers of each kind of unit at each site) and `silent_gaps`, one row a gap.

    Returns the days on which anything answered at each site.

    The pace is the median of all gaps: outages and dead agents lengthen a mean, not it.
    """
    cells = view.table("SELECT site, unit_kind FROM cells ORDER BY site, unit_kind")
    size = cells.num_rows
    numbered = cells.append_column("cell_no", pa.array(np.arange(size)))
    view.register("cell_numbers", numbered)
    rows = view.table(named(__package__, "answers"), cells=max(1, size), days=DAYS)
    answers = np.sort(rows["answer"].to_numpy())
    owner, day = np.divmod(answers, DAYS)
    same = owner[1:] == owner[:-1]
    cell, gap = owner % max(1, size), np.diff(day)
    pace = _paces(cell[1:][same], gap[same], size)
    window = np.ceil(WINDOW_ROUNDS * pace + 1.0).astype(np.int64)
    lent = cells.append_column("pace_days", pa.array(pace)).append_column("window_days", pa.array(window))
    view.register("paces", lent)
    today = int(np.datetime64(view.as_of, "D").astype(np.int64))
    following = np.append(np.where(same, day[1:], today), today)[: len(day)]
    trailing = np.append(~same, True)[: len(day)]
    found = np.flatnonzero(following - day > window[cell]) if size else np.zeros(0, np.int64)
    view.register("silent_gaps", pa.table({
        "unit_no": pa.array(owner[found] // max(1, size)),
        "cell_no": pa.array(cell[found]),
        "answered": pa.array(day[found].astype("datetime64[D]")),
        "answered_again": pa.array(following[found].astype("datetime64[D]"), mask=trailing[found]),
    }))  # fmt: skip
    return _heard(cells["site"].to_pylist(), cell, day)


def _heard(sites: list[str], cell: Days, day: Days) -> dict[str, Days]:
    if not len(day):
        return {}
    first, numbers = int(day.min()), {site: number for number, site in enumerate(dict.fromkeys(sites))}
    row = np.array([numbers[site] for site in sites])[cell]
    span = int(day.max()) - first + 1
    counts = np.bincount(row * span + (day - first), minlength=len(numbers) * span).reshape(len(numbers), span)
    return {site: np.flatnonzero(counts[number]) + first for site, number in numbers.items()}


def _paces(cell: Days, gap: Days, size: int) -> Numbers:
    """Median days between answers of each cell, one at least; a week where none answered on two days."""
    counts = np.bincount(cell * (LONGEST + 1) + np.clip(gap, 0, LONGEST), minlength=size * (LONGEST + 1))
    below = np.cumsum(counts.reshape(size, LONGEST + 1)[:, 1:], axis=1)
    half = np.argmax(2 * below >= below[:, -1:], axis=1) + 1.0
    return np.asarray(np.where(below[:, -1] > 0, half, 7.0))
