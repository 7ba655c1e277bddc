"""Each probability as lines in decibans that add up."""

from __future__ import annotations

from enduse.score.evidence import constants
from enduse.score.posterior import PRIOR_ERROR, PRIOR_LOST
from enduse.store import Rows, View, named


def lines(view: View) -> Rows:
    """Rows of `evidence_lines`, for every subject that stands out and every site and lot.

    It stands out that is more than twice as likely diverted as the prior, or of which a sighting off its path, a count
    or a finding weighs something. A finding that every unit here has weighs nothing and brings no lines.

    The weights are those of the likeliest leg and what came after; what other legs add is the last line,
    `uncertainty about when`, so that prior and lines sum to the log odds of the posterior exactly.
    """
    return named(__package__, "explain").bound(prior_lost=PRIOR_LOST, prior_error=PRIOR_ERROR, **constants(view))
