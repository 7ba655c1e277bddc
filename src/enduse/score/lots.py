"""Lots without serial numbers: how many are missing, as a count with an interval."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import scipy
from numpy.typing import NDArray

from enduse.score.evidence import constants
from enduse.store import View, named

Numbers = NDArray[np.float64]

CONCENTRATION = 2.0
"""Looks that the rate of the custodian is worth for the missing share of a lot: who takes from a lot takes little or
most of it, so the share is spread from nothing to all (judgement)."""
QUIET = 0.02
"""Lots of which fewer are expected to be missing have an interval of nothing."""


def count(view: View) -> pa.Table:
    """Rows of `lots`: expected number missing, with its 5 % and 95 % points."""
    rows = view.table(named(__package__, "lots"), concentration=CONCENTRATION, **constants(view))
    columns = {name: rows[name].to_numpy(zero_copy_only=False) for name in rows.column_names}
    missing = columns["missing_doubtful"] + columns["missing_standing"]
    points = np.zeros((len(missing), 2), dtype=np.int64)
    for place in np.nonzero(missing >= QUIET)[0]:
        lot = {name: float(values[place]) for name, values in columns.items() if name != "lot"}
        points[place] = interval(
            int(lot["doubtful"]), lot["own"], int(lot["standing"] - lot["seen"] - lot["gone"]), int(lot["gone"]),
            lot["alpha"], lot["beta"],
        )  # fmt: skip
    return (
        rows.append_column("missing", pa.array(missing))
        .append_column("p05", pa.array(points[:, 0]))
        .append_column("p95", pa.array(points[:, 1]))
    )


def interval(doubtful: int, own: float, unseen: int, gone: int, alpha: float, beta: float) -> tuple[int, int]:
    """5 % and 95 % points of the number missing.

    Args:
        doubtful: units of one fate, missing together with probability `own`.
        unseen: units that nobody looked for: beta-binomial with `alpha` and `beta`.
        gone: units that were looked for and not found.

    P(X = x) = C(n, x) B(x + a, n - x + b) / B(a, b).
    """
    size = max(0, unseen)
    missing = np.arange(size + 1)
    gammaln, betaln = scipy.special.gammaln, scipy.special.betaln
    ways = gammaln(size + 1) - gammaln(missing + 1) - gammaln(size - missing + 1)
    cumulated = np.cumsum(np.exp(ways + betaln(missing + alpha, size - missing + beta) - betaln(alpha, beta)))
    rest = np.concatenate([np.zeros(doubtful), cumulated, np.ones(doubtful)])
    without = rest[doubtful:]
    total = (1.0 - own) * without + own * rest[: len(without)]
    low, high = (int(np.searchsorted(total, level - 1e-9)) for level in (0.05, 0.95))
    return gone + low, gone + high
