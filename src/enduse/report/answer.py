"""The answer in under twenty lines, as a terminal prints it."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from enduse.report import words
from enduse.report.case import Case, Reason, Suspect, gather
from enduse.store import View

WIDTH = 116
SHOWN = 3
"""Groups in the short answer; the report has more."""

INDENT = " " * 5
REASON_LINES, CHECK_LINES = (4, 1, 1), (1, 1, 1)
"""Lines for the first, second and third group."""


@dataclass(frozen=True)
class Answer:
    """What was read, what does not balance, where to look first, what cannot be said."""

    case: Case

    def lines(self, report: str | None = None) -> list[str]:
        """At most nineteen lines; `report` is where the full report lies."""
        lines = [_entry("read", _read(self.case)), _entry("account", _account(self.case))]
        if self.case.suspects:
            lines.append("look first")
            for suspect in self.case.suspects[:SHOWN]:
                lines += _suspect(self.case, suspect)
            rest = len(self.case.suspects) - SHOWN
            if rest > 0:
                lines.append(f"{INDENT}and {words.count(rest, 'smaller group')} in the report")
        else:
            lines.append(_entry("look first", "nothing stands out; that is no proof that nothing is gone"))
        lines.append(_entry("cannot say", _cannot_say(self.case)))
        lines.append(_entry("in all", _in_all(self.case)))
        if report:
            lines.append(_entry("report", report))
        return lines


def answer(view: View) -> Answer:
    """The short answer from the tables of `view`."""
    return Answer(gather(view))


def _entry(label: str, text: str) -> str:
    return f"{label:<12}{text}"


def _read(case: Case) -> str:
    read = case.reading
    aside = f"{words.count(read['set_aside'], 'row')} set aside"
    parts = [
        words.count(read["files"], "file"),
        f"{words.count(read['events'], 'event')} of {words.count(read['chips'], 'chip')}"
        f" at {words.count(read['sites'], 'site')}",
        aside + (" (enduse ask issues)" if read["set_aside"] else ""),
    ]
    return " · ".join(parts)


def _account(case: Case) -> str:
    parts = [
        f"{words.count(case.booked('verified'), 'chip')} verified within {case.timeliness_days} days",
        f"{words.number(case.booked('stale'))} stale",
        f"{words.number(case.booked('never_verified'))} never verified",
    ]
    missing = case.booked("muf")
    if missing:
        parts.append(f"{words.number(missing)} short at the last count")
    return " · ".join(parts)


def _suspect(case: Case, suspect: Suspect) -> list[str]:
    chips = words.count(suspect.chips, "chip")
    head = f"{suspect.rank:>3}  {suspect.title:<34} {chips:>11}   {_judged(suspect)}   clock: {suspect.clock}"
    reasons = " ".join(words.sentence(reason.says) for reason in told(suspect))
    fits, check = fits_too(suspect), check_for(case, suspect)
    place = suspect.rank - 1
    return [
        head.rstrip(),
        *_wrapped(reasons, REASON_LINES[place]),
        *_wrapped(f"fits too: {words.sentence(fits)}   Check: {words.sentence(check)}", CHECK_LINES[place]),
    ]


def _judged(suspect: Suspect) -> str:
    if suspect.probability is None or suspect.expected is None:
        return "not scored"
    interval = ""
    if suspect.low is not None and suspect.high is not None:
        interval = f" (site {words.span(suspect.low, suspect.high)})"
    return f"diverted {words.probability(suspect.probability)}, {words.count(suspect.expected, 'chip')}{interval}"


def told(suspect: Suspect) -> list[Reason]:
    """The reasons that a short answer gives, as a story in time: one a family, those about the site first."""
    by_family: dict[str, Reason] = {}
    for reason in strongest(suspect):
        if reason.db > 3:
            by_family.setdefault(reason.family, reason)
    return sorted(by_family.values(), key=lambda reason: (reason.since is None, reason.since, reason.detector))


def strongest(suspect: Suspect) -> list[Reason]:
    """The reasons by weight, those about the site as a whole first."""
    return sorted(suspect.reasons, key=lambda reason: (not reason.of_site, -reason.db, reason.detector))


def fits_too(suspect: Suspect) -> str:
    """The strongest other hypothesis in words, with how much weaker it is."""
    if suspect.rivals:
        rival = suspect.rivals[0]
        weaker = f"{abs(rival.weaker_db):.0f} dB {'weaker' if rival.weaker_db >= 0 else 'stronger'}"
        return f"{words.HYPOTHESES[rival.hypothesis]}, {weaker}"
    innocent = [line for reason in suspect.reasons for line in reason.innocent]
    return innocent[0] if innocent else "a record that is wrong or late"


def check_for(case: Case, suspect: Suspect) -> str:
    """The planned visit, or the check of the strongest finding."""
    visit = case.visit(suspect.site)
    if visit and visit["sample"]:
        chance = f"{100 * visit['detection_probability']:.0f} % to find one missing"
        return f"read {words.count(visit['sample'], 'serial')} at {suspect.site}, {chance}"
    return next((reason.check for reason in strongest(suspect) if reason.check), "read the serial numbers on the spot")


def _cannot_say(case: Case) -> str:
    if not case.blind:
        blind = len(case.blind_detectors)
        return (
            f"{words.count(blind, 'detector')} had nothing to look at"
            if blind
            else "nothing is out of sight; silence is still no proof"
        )
    chips = sum(int(site["chips"]) for site in case.blind)
    have = "has" if len(case.blind) == 1 else "have"
    sites = f"{words.count(len(case.blind), 'site')} {have} never reported ({words.count(chips, 'chip')})"
    return f"{sites}: silence there is no evidence"


def _in_all(case: Case) -> str:
    unclear = case.booked("stale") + case.booked("never_verified")
    cannot = f"account alone cannot clear {words.number(unclear)}"
    if not case.total:
        return cannot
    total = case.total
    interval = words.span(total["p05"], total["p95"])
    return f"diverted {words.count(total['median'], 'chip')} ({interval}), 90 % interval; {cannot}"


def _wrapped(text: str, most: int) -> list[str]:
    lines = textwrap.wrap(text, WIDTH - len(INDENT))
    if len(lines) > most:  # the report has the rest
        lines = [
            *lines[: most - 1],
            textwrap.shorten(" ".join(lines[most - 1 :]), WIDTH - len(INDENT), placeholder=" …"),
        ]
    return [INDENT + line for line in lines]
