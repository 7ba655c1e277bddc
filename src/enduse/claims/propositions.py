"""Assertions about one matter become one proposition."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final

from enduse.claims.lexicon import family_of
from enduse.claims.reading import Assertion

_FACETS: Final = ("parts", "parties", "countries", "methods", "units")
_DENYING: Final = frozenset({"denies", "no_knowledge", "no_comment"})
_VERBS: Final = {
    "bought": "were bought",
    "sold": "were sold",
    "installed": "were installed",
    "inspected": "were inspected",
    "dismantled": "were dismantled",
    "repackaged": "were repackaged or relabelled",
    "declared": "were declared as other goods",
    "stored": "were stored",
    "shipped": "were shipped on",
    "received": "arrived",
    "used": "were used",
}


@dataclass
class Proposition:
    """What several assertions say alike, in canonical words.

    Attributes:
        matter: custody, policy, market or conduct.
        features: parts, parties, countries, methods and units named by the assertions that make the claim.
        related: other propositions that this one widens, narrows or overlaps.
    """

    id: str
    matter: str
    features: dict[str, set[str]]
    quantity: tuple[int, int | None] | None = None
    unit: str | None = None
    window: tuple[str | None, str | None] = (None, None)
    steps: list[str] = field(default_factory=list)
    route: list[str] = field(default_factory=list)
    members: list[int] = field(default_factory=list)
    modes: dict[str, int] = field(default_factory=dict)
    related: list[dict[str, str]] = field(default_factory=list)
    status: str = "unexamined"

    def text(self) -> str:
        """The proposition in one line, of what the assertions name and nothing else."""
        if self.matter in ("policy", "market"):
            parts = ", ".join(sorted(self.features["parts"] | self.features["countries"]))
            return (
                f"{self.matter}: {'rules and politics' if self.matter == 'policy' else 'shares, prices and demand'}"
                + (f" ({parts})" if parts else "")
            )
        what = " ".join(
            filter(
                None,
                (
                    _worded(self.quantity),
                    ", ".join(sorted(self.features["parts"])) or None,
                    self.unit or "chips or servers",
                ),
            )
        )
        did = ", ".join(_VERBS[step] for step in self.steps) or "are the subject"
        where = " → ".join(self.route)
        when = " to ".join(day for day in self.window if day)
        how = ", ".join(sorted(self.features["methods"]))
        extras = [
            f"countries {where}" if where else "",
            f"time {when}" if when else "",
            f"methods {how}" if how else "",
            f"naming {', '.join(sorted(self.features['parties']))}" if self.features["parties"] else "",
        ]
        return f"{what} {did}" + "".join(f"; {extra}" for extra in extras if extra)

    def record(self) -> dict[str, Any]:
        """The proposition as it is printed."""
        return {
            "id": self.id,
            "matter": self.matter,
            "text": self.text(),
            "status": self.status,
            "assertions": self.members,
            "modes": self.modes,
            "related": self.related,
        }


def canonicalise(assertions: list[Assertion]) -> tuple[list[Assertion], list[Proposition]]:
    """Give every assertion the id of its proposition, making propositions as they come up."""
    if assertions and all(assertion.proposition for assertion in assertions):
        return assertions, _as_given(assertions)
    propositions: list[Proposition] = []
    settled: list[Assertion] = []
    for index, assertion in enumerate(assertions):
        found = _home(assertion, propositions, settled)
        if found is None:
            found = Proposition(f"P{len(propositions) + 1}", _matter(assertion), {name: set() for name in _FACETS})
            propositions.append(found)
            _relate(found, assertion, propositions[:-1])
        _join(found, assertion, index)
        settled.append(replace(assertion, proposition=found.id))
    return settled, propositions


def _as_given(assertions: list[Assertion]) -> list[Proposition]:
    """The propositions of a corrected lead: whoever corrected it has said what belongs together."""
    found: dict[str, Proposition] = {}
    for index, assertion in enumerate(assertions):
        name = str(assertion.proposition)
        if name not in found:
            found[name] = Proposition(name, _matter(assertion), {facet: set() for facet in _FACETS})
        _join(found[name], assertion, index)
    return list(found.values())


def _matter(assertion: Assertion) -> str:
    return "custody" if assertion.matter == "correction" else assertion.matter


def _features(assertion: Assertion) -> dict[str, set[str]]:
    named = {name: set(assertion.predicates.get(name, ())) for name in _FACETS}
    named["parts"] = {family_of(part) for part in named["parts"]} | named["parts"]
    return named


def _home(assertion: Assertion, propositions: list[Proposition], settled: list[Assertion]) -> Proposition | None:
    """The proposition that an assertion belongs to; None where it opens a new one."""
    matter = _matter(assertion)
    if matter in ("policy", "market"):
        return next((p for p in propositions if p.matter == matter and _same_topic(p, assertion)), None)
    custody = [p for p in propositions if p.matter == "custody"]
    if assertion.modality in _DENYING or matter == "conduct" or assertion.modality == "corrects":
        return _denied(assertion, custody, propositions, settled)
    same = [p for p in custody if _is_same(p, assertion)]
    if same:
        return same[-1] if assertion.refers_back else max(same, key=lambda p: _shared(p, assertion))
    if assertion.refers_back and custody and not _conflicts(custody[-1], assertion):
        return custody[-1]
    return None


def _denied(
    assertion: Assertion, custody: list[Proposition], propositions: list[Proposition], settled: list[Assertion]
) -> Proposition | None:
    """The proposition that a denial, silence or remark is about: its own content decides, else the last claim.

    A denial whose content is no part of a claim is a proposition of its own, related to that claim.
    """
    named = _features(assertion)
    speaker = {assertion.said_by}
    content = {name: values - speaker for name, values in named.items()}
    has_content = bool(
        content["methods"]
        or content["parts"]
        or content["units"]
        or "quantity" in assertion.predicates
        or (content["countries"] and assertion.matter == "custody")
    )
    if not has_content:
        said = [a.proposition for a in settled if a.said_by == assertion.said_by and a.modality in _DENYING]
        if assertion.label_only and said:
            return next(p for p in propositions if p.id == said[-1])
        if assertion.modality in _DENYING or assertion.modality == "corrects" or assertion.refers_back:
            claimed = [p for p in custody if p.modes.keys() - _DENYING] or custody
            return claimed[-1] if claimed else _last_conduct(propositions)
        return next((p for p in reversed(propositions) if p.matter == "conduct"), None)
    fitting = [
        p
        for p in custody
        if all(
            not content[name] or content[name] <= p.features[name] | speaker for name in ("methods", "parts", "units")
        )
        and not _conflicts(p, assertion)
    ]
    if fitting:
        return max(fitting, key=lambda p: (_shared(p, assertion), custody.index(p)))
    if assertion.modality == "corrects" and custody:
        return custody[-1]
    return None


def _last_conduct(propositions: list[Proposition]) -> Proposition | None:
    return next((p for p in reversed(propositions) if p.matter == "conduct"), None)


def _same_topic(proposition: Proposition, assertion: Assertion) -> bool:
    named = _features(assertion)
    return named["parts"] == proposition.features["parts"] or not named["parts"]


def _shared(proposition: Proposition, assertion: Assertion) -> int:
    named = _features(assertion)
    same_amount = proposition.quantity is not None and list(proposition.quantity) == assertion.predicates.get(
        "quantity"
    )
    return sum(len(named[name] & proposition.features[name]) for name in _FACETS) + same_amount


def _conflicts(proposition: Proposition, assertion: Assertion) -> bool:
    """Whether both name parts, amounts or times that exclude each other."""
    named = _features(assertion)
    families = {family_of(part) for part in proposition.features["parts"]}
    mine = {family_of(part) for part in named["parts"]}
    if families and mine and not families & mine:
        return True
    amount = assertion.predicates.get("quantity")
    if (
        assertion.modality == "corrects"
        or not amount
        or proposition.quantity is None
        or proposition.unit != assertion.predicates.get("quantity_unit")
    ):
        return False
    low, high = amount
    other_low, other_high = proposition.quantity
    return (high is not None and high < other_low) or (other_high is not None and other_high < low)


def _is_same(proposition: Proposition, assertion: Assertion) -> bool:
    return _shared(proposition, assertion) > 0 and not _conflicts(proposition, assertion)


def _relate(new: Proposition, assertion: Assertion, others: list[Proposition]) -> None:
    """A denial or claim with content of its own stays apart, but points at what it overlaps."""
    named = _features(assertion)
    for other in others:
        if other.matter != "custody" or new.matter != "custody":
            continue
        shared = _shared(other, assertion)
        if assertion.modality in _DENYING and not shared:
            new.related.append({"to": other.id, "relation": "about another part of the matter"})
        elif shared:
            wider = all(other.features[name] <= named[name] for name in _FACETS)
            new.related.append({"to": other.id, "relation": "broader" if wider else "overlaps"})


def _join(proposition: Proposition, assertion: Assertion, index: int) -> None:
    proposition.members.append(index)
    proposition.modes[assertion.modality] = proposition.modes.get(assertion.modality, 0) + 1
    claims = assertion.modality not in _DENYING or len(proposition.members) == 1
    if not claims:
        return
    for name, values in _features(assertion).items():
        proposition.features[name] |= values
    proposition.route += [
        country for country in assertion.predicates.get("countries", ()) if country not in proposition.route
    ]
    amount = assertion.predicates.get("quantity")
    if amount and (proposition.quantity is None or assertion.modality == "corrects"):
        proposition.quantity, proposition.unit = (amount[0], amount[1]), assertion.predicates.get("quantity_unit")
    if proposition.window == (None, None):
        proposition.window = assertion.predicates.get("from"), assertion.predicates.get("to")
    proposition.steps += [step for step in assertion.steps if step not in proposition.steps]


def _worded(quantity: tuple[int, int | None] | None) -> str | None:
    if quantity is None:
        return None
    low, high = quantity
    if high is None:
        return f"at least {low:,}"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
