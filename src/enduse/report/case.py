"""The case in objects: what stands out, why, what else fits, what to check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log10
from typing import Any

from enduse.report import words
from enduse.store import View, named

QUERIES = "enduse.report.queries"
FLOOR = 0.05
"""Probability below which a chip does not stand out, whatever the prior."""

MOST = 8
"""Groups that a report describes; the tables hold every unit."""


@dataclass(frozen=True)
class Reason:
    """One finding, standing for all alike in its group."""

    detector: str
    family: str
    says: str
    db: float
    m: float
    u: float
    subjects: int
    chips: int
    subject: str
    of_site: bool
    since: datetime | None
    evidence: tuple[str, ...]
    question: str
    innocent: tuple[str, ...]
    check: str
    typologies: tuple[str, ...]
    red_flags: tuple[str, ...]
    basis: str


@dataclass(frozen=True)
class Rival:
    """Another hypothesis, and how much weaker it is than diversion."""

    hypothesis: str
    probability: float
    weaker_db: float


@dataclass(frozen=True)
class Suspect:
    """Chips of one site in one state of custody that stand out together."""

    rank: int
    site: str
    state: str
    name: str
    country: str | None
    operator: str | None
    chips: int
    part: str | None
    probability: float | None
    prior: float | None
    expected: float | None
    low: float | None
    high: float | None
    since: datetime | None
    leg: str | None
    to_site: str | None
    last_seen: datetime | None
    clock_days: int | None
    reasons: tuple[Reason, ...]
    rivals: tuple[Rival, ...]
    members: tuple[Mapping[str, Any], ...]

    @property
    def anchor(self) -> str:
        """Where the report describes it."""
        return f"look-{self.rank}"

    @property
    def title(self) -> str:
        """Site and name, and where the chips were going."""
        name = self.site if self.name == self.site else f"{self.site}, {self.name}"
        return f"{name} → {self.to_site}" if self.state == "transit" and self.to_site else name

    @property
    def clock(self) -> str:
        """How the timeliness clock stands."""
        if self.clock_days is None:
            return "never seen"
        if self.clock_days > 0:
            return f"{words.count(self.clock_days, 'day')} past the goal"
        return "within the goal"

    @property
    def typical(self) -> str | None:
        """The chip in the middle of the group, whose account of evidence is shown."""
        return str(self.members[len(self.members) // 2]["unit"]) if self.members else None


@dataclass(frozen=True)
class Case:
    """All that a report says, gathered from the tables of one view."""

    as_of: datetime
    known_by: datetime
    timeliness_days: int
    reading: Mapping[str, Any]
    sites: tuple[Mapping[str, Any], ...]
    suspects: tuple[Suspect, ...]
    blind: tuple[Mapping[str, Any], ...]
    total: Mapping[str, Any] | None
    visits: tuple[Mapping[str, Any], ...]
    blind_detectors: tuple[Mapping[str, Any], ...]
    files: tuple[Mapping[str, Any], ...]

    def booked(self, column: str) -> int:
        """The sum of a column of the accounts over all sites."""
        return sum(int(site[column] or 0) for site in self.sites)

    def visit(self, site: str) -> Mapping[str, Any] | None:
        """The planned visit to a site, if there is one."""
        return next((visit for visit in self.visits if visit["site"] == site), None)


def gather(view: View) -> Case:
    """Everything that a report needs, from the evidence and the derived tables of `view`."""
    quantities = view.rows(named(QUERIES, "total"))
    by_site = {row["scope"]: row for row in quantities if row["scope_kind"] == "site"}
    return Case(
        as_of=view.as_of,
        known_by=view.known_by,
        timeliness_days=view.policy.timeliness_days,
        reading=view.one(named(QUERIES, "reading")) or {},
        sites=tuple(view.rows(named(QUERIES, "site_accounts"))),
        suspects=_suspects(view, by_site),
        blind=tuple(view.rows(named(QUERIES, "blind_sites"))),
        total=next((row for row in quantities if row["scope_kind"] == "all"), None),
        visits=tuple(view.rows(named(QUERIES, "visits"))),
        blind_detectors=tuple(view.rows(named(QUERIES, "blind_detectors"))),
        files=tuple(view.rows(named(QUERIES, "files"))),
    )


def _suspects(view: View, by_site: Mapping[str, Mapping[str, Any]]) -> tuple[Suspect, ...]:
    view.keep("placed_units", named(QUERIES, "placed_units"))
    prior = view.one("SELECT MAX(prior) AS prior FROM placed_units") or {}
    floor = max(FLOOR, 2 * (prior.get("prior") or 0.0))
    view.keep("standing_out", named(QUERIES, "standing_out"), floor=floor)
    rows = view.rows(named(QUERIES, "suspects"), most=MOST)
    return tuple(_suspect(view, rank, row, by_site) for rank, row in enumerate(rows, start=1))


def _suspect(view: View, rank: int, row: Mapping[str, Any], by_site: Mapping[str, Mapping[str, Any]]) -> Suspect:
    which = {"site": row["site"], "state": row["state"]}
    reasons = sorted(
        (_reason(one) for one in view.rows(named(QUERIES, "reasons"), **which)),
        key=lambda reason: (reason.since is None, reason.since, -reason.db, reason.detector),
    )
    interval = by_site.get(row["site"], {})
    late = None
    if row["last_seen"] is not None:
        late = (view.as_of - row["last_seen"] - timedelta(days=view.policy.timeliness_days)).days
    return Suspect(
        rank=rank,
        site=row["site"],
        state=row["state"],
        name=row["name"] or row["site"],
        country=row["country"],
        operator=row["operator"],
        chips=row["chips"],
        part=row["part"],
        probability=row["probability"],
        prior=row["prior"],
        expected=row["expected"],
        low=interval.get("p05"),
        high=interval.get("p95"),
        since=row["since"],
        leg=row["leg"],
        to_site=row["to_site"],
        last_seen=row["last_seen"],
        clock_days=late,
        reasons=tuple(reasons),
        rivals=_rivals(row),
        members=tuple(view.rows(named(QUERIES, "members"), **which)),
    )


def _reason(row: Mapping[str, Any]) -> Reason:
    return Reason(
        detector=row["detector"],
        family=row["family"],
        says=row["says"].strip(),
        db=row["db"],
        m=row["m"],
        u=row["u"],
        subjects=row.get("subjects", 1),
        chips=row.get("chips", 0),
        subject=row["subject"],
        of_site=row.get("rank") == 1,
        since=row["since"],
        evidence=tuple(row["evidence"] or ()),
        question=row["question"] or words.plain(row["detector"]),
        innocent=tuple(row["innocent"] or ()),
        check=row["check"] or "",
        typologies=tuple(row["typologies"] or ()),
        red_flags=tuple(row["red_flags"] or ()),
        basis=row["basis"] or "",
    )


def _rivals(row: Mapping[str, Any]) -> tuple[Rival, ...]:
    """The other hypotheses by weight, each against diversion."""
    if row["probability"] is None:
        return ()
    floor = 1e-9
    rivals = [
        Rival(name, row[name], 10 * log10(max(row["probability"], floor) / max(row[name], floor)))
        for name in ("as_booked", "record_error", "lost")
    ]
    return tuple(sorted(rivals, key=lambda rival: (rival.weaker_db, rival.hypothesis)))


def other_findings(view: View) -> tuple[Reason, ...]:
    """Findings about lots, firms and sites, strongest first within a subject."""
    rows = view.rows(named(QUERIES, "other_findings"), most=60)
    return tuple(_reason(row) for row in rows)
