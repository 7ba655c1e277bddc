"""The one place that knows the order of the stages."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from enduse.ledger import account, identity, timeline, units
from enduse.store import Policy, Stage, Store, View

Advance = Callable[[int, int, str], None]

STAGES: tuple[tuple[str, Stage], ...] = (
    ("identities", identity.bind),  # which identifiers are one unit, from when to when
    ("containment", timeline.containment),  # which unit was in which container
    ("timeline", timeline.timeline),  # what happened to each unit, in order
    ("units", units.units),  # the units, their lots, the GPUs they stand for
    ("holdings", timeline.holdings),  # who had which unit where, from when to when
    ("accounts", account.balance),  # book against verified
)


def derive(view: View, advance: Advance | None = None) -> View:
    """Run every stage in order over ``view``, each writing its table."""
    for number, (table, stage) in enumerate(STAGES):
        if advance:
            advance(number, len(STAGES), table)
        view.write(table, stage(view))
    return view
