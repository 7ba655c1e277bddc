"""Probability of each hypothesis for every unit, lot, site and party."""

from __future__ import annotations

from enduse.score.evidence import constants
from enduse.store import Rows, View, named

PRIOR_LOST, PRIOR_ERROR = 0.004, 0.01
"""Before the evidence: lost or scrapped without paper, and a book that is wrong (judgement)."""


def score(view: View) -> Rows:
    """Rows of `posteriors`.

    A unit's odds are its own legs' times what the record of its place and custodian adds. A lot, site or party is
    the mean over its units by GPUs: the probability that a GPU of it, drawn by chance, is diverted.
    """
    return named(__package__, "posterior").bound(prior_lost=PRIOR_LOST, prior_error=PRIOR_ERROR, **constants(view))
