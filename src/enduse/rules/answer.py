"""From verdicts to an answer: classification, licence, policy, exceptions, why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from enduse.model import countries
from enduse.rules.judgement import Judgement
from enduse.rules.rule import Rule
from enduse.rules.transfer import Transfer

NOTICE = "Not legal advice"
AVAILABLE = {"met": "yes", "not_met": "no", "unknown": "unknown"}


@dataclass(frozen=True)
class Exemption:
    """A licence exception: its name, whether it is open on the facts known, and what else it asks."""

    name: str
    available: str
    asks: tuple[str, ...]
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What the law of the day says of one transfer; keys and words as the command line prints them."""

    transfer: Transfer
    classification: tuple[str, ...]
    licence: str
    policy: str | None
    exceptions: tuple[Exemption, ...]
    missing: tuple[str, ...]
    because: tuple[str, ...]
    cites: tuple[str, ...]
    deciding: tuple[str, ...]
    information: tuple[str, ...]
    stale: tuple[str, ...]
    tree: tuple[Mapping[str, Any], ...]
    scenario: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The answer under the keys of the contract, then what more there is."""
        transfer = self.transfer
        return {
            "part": transfer.part.name,
            "on": transfer.on.isoformat(),
            "from": transfer.origin,
            "to": transfer.destination,
            "kind": transfer.kind,
            "classification": list(self.classification),
            "licence": self.licence,
            "policy": self.policy,
            "exceptions": [
                {"name": one.name, "available": one.available, "asks": list(one.asks), "cites": list(one.cites)}
                for one in self.exceptions
            ],
            "missing": list(self.missing),
            "because": list(self.because),
            "cites": list(self.cites),
            "rules": list(self.deciding),
            "information": list(self.information),
            "stale": list(self.stale),
            "scenario": self.scenario,
            "tree": list(self.tree),
            "notice": NOTICE,
        }


@dataclass(frozen=True)
class Resolution:
    """What follows from the verdicts of one judgement, and the rules on which it rests."""

    licence: str
    policy: str | None
    classification: tuple[str, ...]
    exceptions: tuple[Exemption, ...]
    missing: tuple[str, ...]
    deciding: tuple[Rule, ...]
    resting: tuple[Rule, ...]


def resolve(judgement: Judgement, *, assembly: bool) -> Resolution:
    """Put the verdicts of one judgement together.

    Args:
        assembly: whether the item is a computer, board or rack, so that its paragraph is that of 4A090.
    """
    licence, deciding = licence_of(judgement)
    policy, policy_rules, missing = policy_of(judgement) if licence == "required" else (None, [], set())
    classes, class_rules = classification_of(judgement, assembly=assembly)
    if licence == "unknown":
        missing = set().union(*(judgement.missing(rule) for rule in deciding))
    if licence != "not_required":
        missing |= _assumed_missing(judgement, [*deciding, *policy_rules])
    return Resolution(
        licence=licence,
        policy=policy,
        classification=classes,
        exceptions=exceptions_of(judgement) if licence != "not_required" else (),
        missing=tuple(sorted(missing)),
        deciding=tuple(deciding),
        resting=tuple({rule.name: rule for rule in (*class_rules, *deciding, *policy_rules)}.values()),
    )


def compose(transfer: Transfer, judgement: Judgement, today: date) -> Answer:
    """Put the verdicts of a day together into one answer.

    Args:
        today: the day of asking, for rules that have gone without review.
    """
    found = resolve(judgement, assembly=transfer.part.is_assembly)
    leaning = list(found.resting) or _asked_in_vain(judgement)
    told = judgement.rules(yields="information")
    return Answer(
        transfer=transfer,
        classification=found.classification,
        licence=found.licence,
        policy=found.policy,
        exceptions=found.exceptions,
        missing=found.missing,
        because=tuple(_because(transfer, judgement, found, today)),
        cites=tuple(dict.fromkeys(text for rule in leaning for text in rule.cites(judgement.day))),
        deciding=tuple(rule.name for rule in found.resting),
        information=tuple(rule.yields["information"] for rule in told if judgement.word(rule) == "met"),
        stale=tuple(rule.name for rule in leaning if rule.is_stale(today)),
        tree=tuple(_tree(judgement, rule) for rule in leaning),
        scenario=judgement.book.scenario,
    )


def licence_of(judgement: Judgement) -> tuple[str, list[Rule]]:
    """required, unknown or not_required, and the rules that decide it."""
    asked = judgement.rules(yields="licence")
    met = [rule for rule in asked if judgement.word(rule) == "met"]
    if met:
        return "required", met
    open_ = [rule for rule in asked if judgement.word(rule) == "unknown"]
    return ("unknown", open_) if open_ else ("not_required", [])


def policy_of(judgement: Judgement) -> tuple[str | None, list[Rule], set[str]]:
    """The review policy: the first rule in precedence that is met, unless one before it is open and differs."""
    open_: list[Rule] = []
    for rule in judgement.rules(yields="policy"):
        word = judgement.word(rule)
        if word == "unknown":
            open_.append(rule)
        elif word == "met":
            differing = [other for other in open_ if other.yields["policy"] != rule.yields["policy"]]
            if not differing:
                policy = rule.yields["policy"]
                return (None if policy == "as_the_entry_says" else policy), [rule], set()
            open_ = differing
            break
    return None, [], set().union(*(judgement.missing(rule) for rule in open_))


def classification_of(judgement: Judgement, *, assembly: bool) -> tuple[tuple[str, ...], list[Rule]]:
    """The paragraphs met; where only the limb is open, the entry without its paragraph."""
    asked = judgement.rules(yields="classification")
    met = [rule for rule in asked if judgement.word(rule) == "met"]
    key = "assembly" if assembly else "classification"
    if met:
        return tuple(rule.yields.get(key, rule.yields["classification"]) for rule in met), met
    entries = [rule for rule in judgement.rules(yields="entry") if judgement.word(rule) == "met"]
    if entries:
        return tuple(rule.yields["assembly" if assembly else "entry"] for rule in entries), entries
    return (), [rule for rule in asked if judgement.word(rule) == "unknown"]


def exceptions_of(judgement: Judgement) -> tuple[Exemption, ...]:
    """Every exception of the day, whether it is open, and what else it asks; what is not enforced is never yes."""
    asked = judgement.rules(yields="exception")
    listed = [_exemption(judgement, rule, AVAILABLE[judgement.word(rule)], ()) for rule in asked]
    for rule in judgement.book.unenforced(judgement.day, "exception"):
        available = "no" if judgement.would_say(rule) is False else "unknown"
        listed.append(_exemption(judgement, rule, available, ("the text is codified and not enforced",)))
    return tuple(sorted(listed, key=lambda one: (list(AVAILABLE.values()).index(one.available), one.name)))


def _exemption(judgement: Judgement, rule: Rule, available: str, more: tuple[str, ...]) -> Exemption:
    return Exemption(rule.yields["exception"], available, (*rule.asks, *more), tuple(rule.cites(judgement.day)))


def _assumed_missing(judgement: Judgement, resting: list[Rule]) -> set[str]:
    """Assumed facts that a rule which decides reads, and that a user ought to settle."""
    read = {name for rule in resting for name in rule.condition.names}
    for name in {name for rule in resting for name in rule.excepts if name in judgement.truths}:
        read |= judgement.hinges(judgement.book.by_name[name])
    return {fact.asks for fact in judgement.assumed if fact.tell == "missing" and fact.name in read}


def _asked_in_vain(judgement: Judgement) -> list[Rule]:
    """The rules that were asked about a licence and said no, where nothing else bears on the answer."""
    return [rule for rule in judgement.rules(yields="licence") if rule.kind in ("destination", "headquarters")]


def _because(transfer: Transfer, judgement: Judgement, found: Resolution, today: date) -> list[str]:
    resting = found.resting
    lines = [_part_line(transfer), _place_line(transfer)]
    for rule in resting:
        sure = "" if rule.confidence in ("A", "B") else f"; source {rule.confidence}"
        lines.append(f"{saying(judgement, rule)} [{'; '.join(rule.cites(judgement.day)) or rule.name}{sure}]")
    if found.licence == "not_required":
        lines.append("no rule in force on this day asks a licence on the facts given")
    lines += _without_effect(judgement)
    lines += _assumptions(transfer, judgement)
    lines += [f"{rule.name} was last reviewed on {rule.reviewed_on}, over 90 days ago" for rule in resting
              if rule.is_stale(today)]  # fmt: skip
    if transfer.on > max((rule.reviewed_on for rule in resting), default=transfer.on):
        lines.append("the day asked about lies after the last review of these rules")
    return lines


def saying(judgement: Judgement, rule: Rule) -> str:
    """What a rule on which an answer rests says, or that it is open."""
    return rule.says if judgement.word(rule) == "met" else f"not known whether {rule.says}"


def _without_effect(judgement: Judgement) -> list[str]:
    """The rules that would bear on the case but are not in force, or whose status is not known."""
    lines = []
    for rule in judgement.book.ordered:
        span = rule.span(judgement.day)
        if span is None or span.status == "in_force" or "licence" not in rule.yields:
            continue
        if rule.kind == "affiliates" or judgement.would_say(rule) is not False:
            effect = "" if span.status == "unknown" else ", so it has no effect here"
            lines.append(f"{rule.title}: {span.status.replace('_', ' ')} on this day{effect} ({span.note})")
    return lines


def _part_line(transfer: Transfer) -> str:
    part = transfer.part
    inside = f", with {' or '.join(ic.name for ic in part.ics)} inside" if part.contains else ""
    hbm = part.figure("hbm_density_gb_s_mm2")
    if not hbm.is_unknown:
        return f"{part.name}: memory bandwidth density {hbm} GB/s/mm2"
    marketed = {True: "for data centres", False: "not for data centres", None: "market not known"}
    return (
        f"{part.name}{inside}: TPP {part.tpp}, density {part.performance_density} TPP/mm2, "
        f"DRAM bandwidth {part.figure('memory_gb_s')} GB/s, interconnect {part.figure('interconnect_gb_s')} GB/s, "
        f"{marketed[part.agreed('datacentre')]}"
    )


def _place_line(transfer: Transfer) -> str:
    code = transfer.destination
    groups = ", ".join(sorted(countries.groups(code, transfer.on))) or "in none of the groups A:1, A:5, A:6, D, E"
    read_as = countries.countries()[code].governed_as
    as_read = f", read as {read_as}" if read_as != code else ""
    return f"{transfer.kind} to {countries.countries()[code].name}{as_read} on {transfer.on}: {groups}"


def _assumptions(transfer: Transfer, judgement: Judgement) -> list[str]:
    lines = []
    if transfer.headquarters and not transfer.ultimate_parent:
        lines.append(f"assumed: the ultimate parent is headquartered in {transfer.headquarters} as well")
    turning = set().union(*(judgement.hinges(rule) for rule in judgement.rules(yields="licence")))
    told = [fact for fact in judgement.assumed if fact.tell == "because" and fact.name in turning]
    if told:
        assumptions = (_assumption(fact.name, fact.assume, fact.meaning) for fact in told)
        lines.append("taken as given, not screened here: " + "; ".join(assumptions))
    return lines


def _assumption(name: str, assumed: object, meaning: str) -> str:
    return f"{name} = {'yes' if assumed is True else 'no' if assumed is False else assumed} ({meaning})"


def _tree(judgement: Judgement, rule: Rule) -> dict[str, Any]:
    return {
        "rule": rule.name,
        "verdict": judgement.word(rule),
        "lines": list(judgement.reason(rule).lines()),
        "cites": rule.cites(judgement.day),
    }
