"""The one place that knows the order of the stages."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import time as clock
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from enduse import detect, read, report
from enduse.claims import competing, fit, texts
from enduse.ledger import account, append, identity, timeline, units
from enduse.ledger.append import Receipt
from enduse.plan import verified, visits
from enduse.proof import delay
from enduse.proof import verify as proof
from enduse.report import page
from enduse.rules import effects, evaluate, licences
from enduse.rules.lawbook import lawbook
from enduse.rules.scenario import scenario
from enduse.score import balances, evidence, explain, hazards, lots, posterior, quantity
from enduse.screen import resolution
from enduse.screen import stage as screening
from enduse.store import Policy, Stage, Store, View

Advance = Callable[[int, int, str], None]

STAGES: tuple[tuple[str, Stage], ...] = (
    ("locations", delay.locations),  # where delays allow each unit to be
    ("proofs", proof.verify),  # what machine evidence shows, and at what grade
    ("attested_devices", proof.devices),  # the identities inside it
    ("identities", identity.bind),  # which identifiers are one unit, from when to when
    ("containment", timeline.containment),  # which unit was in which container
    ("timeline", timeline.timeline),  # what happened to each unit, in order
    ("units", units.units),  # the units, their lots, the GPUs they stand for
    ("holdings", timeline.holdings),  # who had which unit where, from when to when
    ("accounts", account.balance),  # book against verified
    ("matches", screening.matches),  # parties and addresses against the lists
    ("control", screening.control),  # who holds whom on the day, and the 50 % test; it begins from the matches
    ("party_links", resolution.links),  # parties that are one, or share an address, number or director
    ("determinations", evaluate.determine),  # what the law of the day says of each shipment
    ("licence_use", licences.use),  # the licences on file, drawn down
    ("detector_coverage", detect.coverage),  # what the detectors could see
    ("findings", detect.detect),  # what they found
    ("detectors", detect.catalogue),  # the case that each makes
    ("darkness", evidence.darkness),  # sites of which nothing reports: removal against an outage
    ("series", balances.close),  # does what is unaccounted for drift, round by round and month by month
    ("legs", evidence.legs),  # each stretch of custody, its hazards and weights
    ("hazards", hazards.learn),  # what other units of the place and custodian teach
    ("lots", lots.count),  # lots without serial numbers, by count
    ("posteriors", posterior.score),  # probability of each hypothesis
    ("evidence_lines", explain.lines),  # the lines that each probability adds up from
    ("quantities", quantity.total),  # how many in all, as intervals
    ("verified", verified.after_visits),  # what past visits really verified
    ("visits", visits.plan),  # what to check next
    ("assertions", texts.assertions),  # what texts let whom say, and how firmly
    ("propositions", texts.propositions),  # which of that is about one matter
    ("derivations", texts.derivations),  # which text rests on which
    ("fits", fit.leads),  # which lots fit which lead
    ("fit_predicates", competing.fit_predicates),  # predicate by predicate
    ("hypotheses", competing.hypotheses),  # what else would explain them
    ("statuses", competing.statuses),  # how far each proposition has got
    ("lead_links", competing.lead_links),  # which leads concern the same lot, site or party
)

SIDE_BY_SIDE = (
    (
        ("matches", "control", "party_links", "determinations", "licence_use", "detector_coverage", "findings",
         "detectors"),
        ("accounts", "darkness", "series"),
    ),
    (("evidence_lines", "quantities"), ("verified", "visits")),
)  # fmt: skip
"""Runs of stages of different rooms that read nothing of each other: they are worked on at the same time."""

BULK = 200_000
"""Events from which on two rooms at a time are worth their memory: below, the engine has no second thread to give."""

NOT_EXPORTED = ("timeline",)
"""The evidence told again, row for row: as large as the evidence, and to be had from it by `show` and `ask`."""

LET_GO = {
    "timeline": (
        "written_names", "spellings", "numerals", "callings", "told", "crowded", "repeated", "mounted", "instants",
        "carriers", "carried_units", "departures", "shared_instants", "counted",
    ),
    "units": ("inheritance",),
    "holdings": ("lot_flows",),
    "accounts": ("booked", "covers"),
    "determinations": ("law_transfers", "law_questions", "law_verdicts", "law_letters", "law_slice"),
    "findings": ("sighted", "silent", "passages", "missed", "ended"),
    "legs": ("reported", "strays", "firm", "stays", "weighed", "remarks", "steps", "shipments", "taken"),
    "hazards": ("arrived",),
}  # fmt: skip
"""Temporary tables that no stage reads after this one: each has a row a unit or more, and memory is scarce."""


class Exports:
    """Tables on their way into files: the engine writes each beside the stages that follow, and beside the report."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._beside = ThreadPoolExecutor(1)
        self._written: list[Future[None]] = []

    def settled(self, view: View, name: str) -> None:
        """A table is as it will stay: write it."""
        if name not in NOT_EXPORTED:
            self._written.append(self._beside.submit(view.export, name, self.folder / f"{name}.parquet"))

    def finish(self) -> None:
        """Wait for what is still being written."""
        for one in self._written:
            one.result()
        self._beside.shutdown()


@dataclass(frozen=True)
class Examination:
    """The outcome of the main job: every table, and how long it took."""

    view: View
    title: str | None
    seconds: float
    tables: Exports | None = None

    def summary(self) -> dict[str, Any]:
        """The figures that `examine --json` prints."""
        counted = self.view.one(_SUMMARY) or {}
        return {
            "as_of": self.view.as_of,
            "known_by": self.view.known_by,
            **{name: counted[name] for name in ("sources", "events", "issues", "units", "findings")},
            "posteriors": {"diverted": round(counted["diverted"] or 0.0, 3)},
            "account": {name: counted[name] or 0 for name in ("verified", "stale", "never_verified")},
            "seconds": round(self.seconds, 3),
        }

    def answer(self) -> list[str]:
        """The short answer that a person can act on, a line each."""
        return report.Answer(self.case).lines()

    def subject(self, name: str) -> report.Dossier:
        """All that is said of one unit, lot, site or party.

        Raises:
            UnknownName: if the evidence speaks of nothing of that name; suggests the nearest.
        """
        return report.subject(self.view, name)

    def under(self, name: str) -> list[str]:
        """What a change of the law would do to the cases at hand.

        Args:
            name: a shipped scenario, or a file.
        """
        laid = scenario(name)
        self.view.write("scenario_effects", effects.effects(self.view, laid))
        return effects.lines(self.view, laid)

    def write(self, out: str | Path) -> Path:
        """Write `OUT/report.html` and every derived table as `OUT/tables/NAME.parquet`, rows in a fixed order."""
        tables = self.tables
        if tables is None or tables.folder != Path(out) / "tables":
            tables = Exports(Path(out) / "tables")
            for name, _ in STAGES:
                tables.settled(self.view, name)
        page = report.write(self.view, Path(out), title=self.title, case=self.case)
        tables.finish()
        return page

    @cached_property
    def case(self) -> report.Case:
        """What the answer and the report both say, gathered once."""
        return report.gather(self.view)


_SUMMARY = """
SELECT
    (SELECT count(*) FROM exhibits) AS sources,
    (SELECT count(*) FROM events) AS events,
    (SELECT count(*) FROM issues) AS issues,
    (SELECT count(*) FROM units) AS units,
    (SELECT count(*) FROM findings) AS findings,
    (SELECT sum(posteriors.probability * units.chips)
     FROM posteriors JOIN units ON units.unit = posteriors.subject
     WHERE posteriors.subject_kind = CASE units.unit_kind WHEN 'lot' THEN 'lot' ELSE 'unit' END
       AND posteriors.hypothesis = 'diverted') AS diverted,
    (SELECT CAST(sum(verified) AS BIGINT) FROM accounts WHERE period_to > $as_of) AS verified,
    (SELECT CAST(sum(stale) AS BIGINT) FROM accounts WHERE period_to > $as_of) AS stale,
    (SELECT CAST(sum(never_verified) AS BIGINT) FROM accounts WHERE period_to > $as_of) AS never_verified
"""


def load(store: Store, paths: Sequence[Path], advance: Advance | None = None) -> Receipt:
    """Admit the evidence under ``paths``.

    Raises:
        InputError: if a path does not exist, or nothing under the paths can be admitted.
    """
    return append.admit(store, read.find(paths), advance)


def prepare() -> None:
    """Read ahead what later stages need and no evidence decides: the law, the solver of the plan, the page."""
    lawbook()
    import_module("scipy.optimize")
    page.lay_out()


def examine(
    store: Store, as_of: datetime | None = None, known_by: datetime | None = None, advance: Advance | None = None,
    out: Path | None = None,
) -> Examination:  # fmt: skip
    """Run every stage over what the store holds, under the policy of its case.

    Args:
        as_of: what had happened by then, UTC, inclusive; by default the case's, else the end of today.
        known_by: what had been recorded by then, UTC, inclusive; by default the case's, else now.
        out: where the outcome will be written; its tables are begun as soon as they stand.
    """
    began = time.perf_counter()
    store.tidy()
    case = _case(store)
    decided = {name: case[name] for name in Policy.__dataclass_fields__ if case.get(name) is not None}
    clocks = (as_of or case.get("as_of") or end_of_today(), known_by or case.get("known_by"))
    view = store.view(*clocks, Policy(**decided))
    tables = Exports(out / "tables") if out else None
    derive(view, advance, tables)
    return Examination(view, case.get("title"), time.perf_counter() - began, tables)


def derive(view: View, advance: Advance | None = None, tables: Exports | None = None) -> View:
    """Run every stage in order over ``view``, each writing its table; each room keeps its own temporary tables."""
    order = [name for name, _ in STAGES]
    stages, rooms = dict(STAGES), dict[str, View]()

    def run(names: Sequence[str]) -> None:
        for name in names:
            if advance:
                advance(order.index(name), len(order), name)
            room = _room(stages[name])
            here = rooms[room] = rooms.get(room) or view.beside()
            here.write(name, stages[name](here))
            here.forget(*LET_GO.get(name, ()))
            if tables:
                tables.settled(here, name)

    bulk = bool((view.one("SELECT count(*) >= $bulk AS bulk FROM events", bulk=BULK) or {}).get("bulk"))
    with ThreadPoolExecutor(2 if bulk else 1) as hands, ThreadPoolExecutor(1) as ahead:
        if bulk:
            view.expect_bulk()
            ahead.submit(prepare)
        for lanes in _steps(order):
            for done in [hands.submit(run, lane) for lane in lanes]:
                done.result()
    return view


def _room(stage: Stage) -> str:
    return stage.__module__.rsplit(".", 1)[0]


def _steps(order: Sequence[str]) -> list[list[list[str]]]:
    """The order as steps of one lane or more: what stands in `SIDE_BY_SIDE` together is one step."""
    steps: list[list[list[str]]] = []
    met: set[str] = set()
    for name in order:
        lanes = next((group for group in SIDE_BY_SIDE if any(name in lane for lane in group)), ((name,),))
        if name not in met:
            steps.append([[one for one in lane if one in order] for lane in lanes])
            met.update(one for lane in lanes for one in lane)
    return steps


def end_of_today() -> datetime:
    """The last microsecond of today, UTC: so that two runs of one day give the same bytes."""
    return datetime.combine(datetime.now(UTC).date(), clock.max)


def _case(store: Store) -> dict[str, Any]:
    cases: list[dict[str, Any]] = store.table("SELECT * FROM evidence.cases ORDER BY sequence DESC LIMIT 1").to_pylist()
    return cases[0] if cases else {}
