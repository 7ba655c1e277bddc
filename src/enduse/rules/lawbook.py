"""The law of a day: which rules stand, in which order they are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from enduse import registry
from enduse.errors import InputError
from enduse.rules import reading
from enduse.rules.rule import FIRST_DAY, Rule

JURISDICTIONS = {
    "us_ear": "US", "my": "MY", "sg": "SG", "tw": "TW", "eu": "EU", "jp": "JP", "nl": "NL", "cn": "CN",
}  # fmt: skip
"""Folder of rule files to jurisdiction."""


@dataclass(frozen=True)
class LawBook:
    """All rules, perhaps with a scenario laid over them."""

    rules: tuple[Rule, ...]
    scenario: str | None = None

    @cached_property
    def by_name(self) -> dict[str, Rule]:
        return {rule.name: rule for rule in self.rules}

    @cached_property
    def changes(self) -> tuple[date, ...]:
        """Every day on which a rule changes, the first day first."""
        days = {FIRST_DAY} | {day for rule in self.rules for day in rule.changes() if day > FIRST_DAY}
        return tuple(sorted(days))

    @cached_property
    def ordered(self) -> tuple[Rule, ...]:
        """The rules so that each comes after those whose names it reads or that lift it.

        Raises:
            InputError: if rules read one another in a circle.
        """
        makers: dict[str, list[Rule]] = {}
        for rule in self.rules:
            makers.setdefault(rule.name, []).append(rule)
            if rule.defines:
                makers.setdefault(rule.defines, []).append(rule)
        placed: dict[str, Rule] = {}

        def place(rule: Rule, path: tuple[str, ...]) -> None:
            if rule.name in path:
                raise InputError(rule.name, "rules that do not read one another in a circle", " → ".join(path),
                                 "Break the circle")  # fmt: skip
            for name in sorted({*rule.condition.names, *rule.excepts}):
                for maker in makers.get(name, ()):
                    if maker.name not in placed and maker is not rule:
                        place(maker, (*path, rule.name))
            placed.setdefault(rule.name, rule)

        for rule in sorted(self.rules, key=lambda rule: (rule.precedence, rule.name)):
            place(rule, ())
        return tuple(placed.values())

    def on(self, day: date) -> tuple[Rule, ...]:
        """The rules that are in force or of unknown status on ``day``, in the order of asking."""
        return tuple(rule for rule in self.ordered if rule.status(day) in ("in_force", "unknown"))

    def asked(self, day: date, yields: str) -> tuple[Rule, ...]:
        """Of the rules of ``day`` those that yield something of that kind, in order of precedence."""
        if (day, yields) not in self._asked:
            listed = [rule for rule in self.on(day) if yields in rule.yields]
            self._asked[day, yields] = tuple(sorted(listed, key=lambda rule: rule.precedence))
        return self._asked[day, yields]

    def unenforced(self, day: date, yields: str) -> tuple[Rule, ...]:
        """Of the rules that stand on paper only on ``day`` those that yield something of that kind."""
        return tuple(rule for rule in self.ordered if yields in rule.yields and rule.status(day) == "not_enforced")

    @cached_property
    def _asked(self) -> dict[tuple[date, str], tuple[Rule, ...]]:
        return {}


@cache
def lawbook() -> LawBook:
    """The shipped rules."""
    files = {
        f"{folder}/{stem}.yaml": (jurisdiction, registry.load_yaml(text, f"{folder}/{stem}.yaml"))
        for folder, jurisdiction in JURISDICTIONS.items()
        for stem, text in registry.texts(f"{__package__}.{folder}", ".yaml").items()
    }
    defined = frozenset(
        document["defines"] for _, document in files.values() if isinstance(document, dict) and "defines" in document
    )
    listed = [reading.rule_of(document, file, place, defined) for file, (place, document) in files.items()]
    return checked(LawBook(tuple(listed)))


def checked(book: LawBook) -> LawBook:
    """The book, if no name is given twice and every exception names a rule.

    Raises:
        InputError: otherwise.
    """
    if len(book.by_name) != len(book.rules):
        raise InputError("rules", "one rule a name", "a name given twice", "Rename one of them")
    for rule in book.rules:
        for name in rule.excepts:
            if name not in book.by_name:
                raise InputError(f"{rule.name} except", "the name of a rule", repr(name), "Name the rule that lifts it")
    return book
