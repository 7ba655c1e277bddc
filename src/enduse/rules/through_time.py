"""A determination through time: the same transfer under every law since the first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from enduse.model import countries
from enduse.model.parts import Part
from enduse.rules import approved
from enduse.rules.answer import resolve
from enduse.rules.judgement import judge
from enduse.rules.lawbook import LawBook, lawbook
from enduse.rules.transfer import Transfer, facts_of

DESTINATIONS = (("CN", "CN"), ("AE", "AE"), ("VN", "VN"), ("SG", "CN"), ("DE", "DE"))
"""Destination and headquarters of the lines that a part's page shows."""


@dataclass(frozen=True)
class Stretch:
    """Days, both ends inclusive, on which one transfer has one answer; None is open."""

    since: date
    until: date | None
    classification: tuple[str, ...]
    licence: str
    policy: str | None


def changes(book: LawBook) -> list[date]:
    """Every day on which a rule, a country group or an approval changes, in order."""
    groups = (row.valid_from for row in countries.memberships())
    return sorted({*book.changes, *filter(None, groups), approved.FIRST_DAY, *approved.lapses()})


def through_time(
    part: Part, destination: str, headquarters: str | None = None, kind: str = "export", book: LawBook | None = None
) -> list[Stretch]:
    """What the law has said of a part to a destination, from the first rule on."""
    laid = book or lawbook()
    starts = [day for day in changes(laid) if day >= laid.changes[0]]
    found: list[Stretch] = []
    for since in starts:
        transfer = Transfer(part, since, destination, "US", kind, headquarters)
        said = resolve(judge(laid, since, facts_of(transfer)), assembly=part.is_assembly)
        stretch = Stretch(since, None, said.classification, said.licence, said.policy)
        if found and _alike(found[-1], stretch):
            continue
        if found:
            before = found.pop()
            found.append(Stretch(before.since, since - timedelta(days=1), before.classification, before.licence,
                                 before.policy))  # fmt: skip
        found.append(stretch)
    return found


def _alike(one: Stretch, other: Stretch) -> bool:
    return (one.classification, one.licence, one.policy) == (other.classification, other.licence, other.policy)
