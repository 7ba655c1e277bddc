"""What the law of the day says of transfers."""

from __future__ import annotations

from datetime import UTC, date, datetime

from enduse.rules import bulk
from enduse.rules.answer import Answer, compose
from enduse.rules.judgement import judge
from enduse.rules.lawbook import LawBook, lawbook
from enduse.rules.transfer import Transfer, facts_of
from enduse.store import Rows, View


def determine_one(transfer: Transfer, *, book: LawBook | None = None, today: date | None = None) -> Answer:
    """The answer for one transfer.

    Args:
        book: the rules, the shipped ones by default.
        today: the day of asking; only the marks of staleness depend on it.
    """
    judgement = judge(book or lawbook(), transfer.on, facts_of(transfer))
    return compose(transfer, judgement, today or datetime.now(UTC).date())


def determine(view: View) -> Rows:
    """The stage: one row of `determinations` for every shipment of every unit, by the law of its own day."""
    return bulk.ask(view, lawbook())
