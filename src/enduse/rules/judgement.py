"""The rules of a day asked of one set of facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from enduse.rules import condition
from enduse.rules.condition import Reason, Truth
from enduse.rules.facts import Fact, Value, facts, with_assumptions
from enduse.rules.lawbook import LawBook
from enduse.rules.rule import Rule

WORDS = {True: "met", False: "not_met", None: "unknown"}


@dataclass(frozen=True)
class Judgement:
    """What each rule of the day answers, and from which facts."""

    book: LawBook
    day: date
    known: Mapping[str, Value]
    assumed: tuple[Fact, ...]
    truths: Mapping[str, Truth]

    def word(self, rule: Rule) -> str:
        """met, not_met, unknown or not_in_force."""
        return WORDS[self.truths[rule.name]] if rule.name in self.truths else "not_in_force"

    def rules(self, *, yields: str) -> tuple[Rule, ...]:
        """The rules of the day that yield something of that kind, in order of precedence."""
        return self.book.asked(self.day, yields)

    def reason(self, rule: Rule) -> Reason:
        """The reason tree of a rule."""
        assumed = {fact.name for fact in self.assumed}
        tree = condition.explain(rule.condition.tree, self.known, rule.numbers(self.day), assumed)
        lifted = [Reason(f"unless {name}", self.truths.get(name, False)) for name in rule.excepts]
        return Reason(rule.name, self.truths.get(rule.name, False), (tree, *lifted))

    def missing(self, rule: Rule) -> set[str]:
        """The facts that leave a rule unknown, named as a user can give them."""
        if self.truths.get(rule.name, False) is not None:
            return set()
        numbers = rule.numbers(self.day)
        names = condition.undecided(rule.condition.tree, self.known, numbers)
        found = {f"status of {rule.name}"} if rule.status(self.day) == "unknown" and not names else set()
        for name in names:
            found |= self._asked(name)
        for name in rule.excepts:
            if self.truths.get(name, False) is None:
                found |= self.missing(self.book.by_name[name])
        return found

    def would_say(self, rule: Rule) -> Truth:
        """What a rule would say if it were in force on the day."""
        return condition.evaluate(rule.condition.tree, self.known, rule.numbers(self.day))

    def hinges(self, rule: Rule) -> set[str]:
        """The assumed facts on which a rule turns."""
        names = {fact.name for fact in self.assumed}
        unsaid = {name: None if name in names else value for name, value in self.known.items()}
        return names & condition.undecided(rule.condition.tree, unsaid, rule.numbers(self.day))

    def _asked(self, name: str) -> set[str]:
        fact = facts().get(name)
        if fact is not None:
            if fact.tell == "never":
                return set()
            tpp = self.known.get("tpp")
            if name == "performance_density" and getattr(tpp, "is_unknown", True):
                return {"tpp"}
            return {fact.asks}
        makers = [rule for rule in self.book.on(self.day) if name in (rule.name, rule.defines)]
        return set().union(*(self.missing(rule) for rule in makers))


def judge(book: LawBook, day: date, known: Mapping[str, Value]) -> Judgement:
    """Ask every rule that is in force on ``day``, each after those that it reads."""
    filled, assumed = with_assumptions(known)
    filled.update({rule.defines: False for rule in book.rules if rule.defines})
    truths: dict[str, Truth] = {}
    for rule in book.on(day):
        truth = condition.evaluate(rule.condition.tree, filled, rule.numbers(day))
        for name in rule.excepts:
            truth = both(truth, negated(truths.get(name, False)))
        if rule.status(day) == "unknown":
            truth = both(truth, None)
        truths[rule.name] = truth
        if rule.defines:
            before = filled[rule.defines]
            filled[rule.defines] = either(truth, before if isinstance(before, bool) else None)
    return Judgement(book, day, filled, assumed, truths)


def both(one: Truth, other: Truth) -> Truth:
    """Kleene's and."""
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def either(one: Truth, other: Truth) -> Truth:
    """Kleene's or."""
    return negated(both(negated(one), negated(other)))


def negated(truth: Truth) -> Truth:
    """Kleene's not."""
    return None if truth is None else not truth
