"""The rules of a day as SQL over columns of facts."""

from __future__ import annotations

from datetime import date

from enduse.rules import condition
from enduse.rules.facts import facts
from enduse.rules.lawbook import LawBook
from enduse.rules.rule import Rule

LETTERS = {"t": True, "f": False, "u": None}
"""How a verdict is written in a row: met, not met, unknown."""

BEARING = ("licence", "policy", "classification", "entry", "exception")
"""What a rule must yield to bear on a determination, by itself or through rules that read it."""


def bearing(book: LawBook, day: date) -> tuple[Rule, ...]:
    """The rules in force on ``day`` that bear on a determination, in the order of asking."""
    standing = book.on(day)
    wanted = {rule.name for rule in standing if any(key in rule.yields for key in BEARING)}
    for rule in reversed(standing):
        if rule.name in wanted:
            wanted |= {maker.name for maker in _read(rule, standing)}
    return tuple(rule for rule in standing if rule.name in wanted)


def letters_sql(book: LawBook, day: date, source: str, keep: tuple[str, ...]) -> str:
    """A statement that gives the columns ``keep`` and `letters`, the verdicts of `bearing` in order.

    Rules that read others stand in a layer above them. The text is built from conditions whose every node was
    checked when the rule was read; no value of the evidence enters it.

    Args:
        source: table of facts, a column each, an interval fact as two (`tpp_min`, `tpp_max`).
        keep: columns to carry through.
    """
    rules = bearing(book, day)
    depths: dict[str, int] = {}
    for rule in rules:
        depths[rule.name] = 1 + max((depths[maker.name] for maker in _read(rule, rules)), default=0)
    inner = source
    for depth in range(1, max(depths.values(), default=0) + 1):
        layer = [f"{_verdict(rule, rules, day)} AS {_column(rule)}" for rule in rules if depths[rule.name] == depth]
        inner = f"(SELECT *, {', '.join(layer)} FROM {inner} AS layer_{depth})"
    letters = [f"CASE WHEN {_column(rule)} THEN 't' WHEN NOT {_column(rule)} THEN 'f' ELSE 'u' END" for rule in rules]
    return f"SELECT {', '.join(keep)}, {' || '.join(letters) or repr('')} AS letters FROM {inner} AS judged"


def _verdict(rule: Rule, rules: tuple[Rule, ...], day: date) -> str:
    defined = {name: _made(name, rules) for name in rule.condition.names - facts().keys()}
    parts = [condition.as_sql(rule.condition.tree, rule.numbers(day), defined)]
    parts += [f"(NOT {_made(name, rules)})" for name in rule.excepts]
    if rule.status(day) == "unknown":
        parts.append("CAST(NULL AS BOOLEAN)")
    return f"({' AND '.join(parts)})"


def _made(name: str, rules: tuple[Rule, ...]) -> str:
    """A name that rules define: any of its makers in force; false where none is."""
    makers = [_column(rule) for rule in rules if name in (rule.name, rule.defines)]
    return f"({' OR '.join(makers)})" if makers else "FALSE"


def _read(rule: Rule, rules: tuple[Rule, ...]) -> list[Rule]:
    names = {*rule.condition.names, *rule.excepts}
    return [maker for maker in rules if maker.name in names or maker.defines in names]


def _column(rule: Rule) -> str:
    return "is_" + rule.name.replace("-", "_")
