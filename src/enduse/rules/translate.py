"""The rules of a day as SQL over columns of facts: one verdict letter a rule."""

from __future__ import annotations

from datetime import date
from functools import reduce

from sqlglot import exp

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
            read = {*rule.condition.names, *rule.excepts}
            wanted |= {maker.name for maker in standing if maker.name in read or maker.defines in read}
    return tuple(rule for rule in standing if rule.name in wanted)


def fact_columns() -> list[str]:
    """The columns that a table of facts must have."""
    return [
        column
        for fact in facts().values()
        for column in ((f"{fact.name}_min", f"{fact.name}_max") if fact.is_interval else (fact.name,))
    ]


def letters_sql(book: LawBook, day: date, source: str, keep: tuple[str, ...]) -> str:
    """A statement that gives the columns ``keep`` and `letters`, the verdicts of `bearing` in order.

    Args:
        source: table of facts, with `fact_columns` among its columns.
        keep: columns to carry through.
    """
    rules = bearing(book, day)
    layers: dict[str, int] = {}
    select: exp.Select = exp.select("*").from_(source)
    for rule in rules:
        layers[rule.name] = 1 + max((layers[maker] for maker in _read(rule, rules) if maker in layers), default=0)
    for depth in range(1, max(layers.values(), default=0) + 1):
        layer = [exp.alias_(_verdict(rule, rules, day), _column(rule)) for rule in rules if layers[rule.name] == depth]
        select = exp.select("*", *layer).from_(select.subquery(f"layer_{depth}"))
    letters = [_letter(_column(rule)) for rule in rules] or [exp.Literal.string("")]
    joined = reduce(lambda left, right: exp.DPipe(this=left, expression=right), letters)
    final = exp.select(*keep, exp.alias_(joined, "letters")).from_(select.subquery("judged"))
    return str(final.sql(dialect="duckdb"))


def _verdict(rule: Rule, rules: tuple[Rule, ...], day: date) -> exp.Expression:
    tree = condition.as_sql(rule.condition.tree, rule.numbers(day))

    def named(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Column) and node.name in _defined_names(rules, rule):
            return _made(node.name, rules)
        return node

    parts = [exp.paren(tree.transform(named))]
    parts += [exp.Not(this=_made(name, rules)) for name in rule.excepts]
    if rule.status(day) == "unknown":
        parts.append(exp.cast(exp.null(), "boolean"))
    return exp.and_(*parts)


def _made(name: str, rules: tuple[Rule, ...]) -> exp.Expression:
    """A name that rules define: any of its makers in force; false where none is."""
    makers = [exp.column(_column(rule)) for rule in rules if name in (rule.name, rule.defines)]
    return exp.paren(exp.or_(*makers)) if makers else exp.false()


def _defined_names(rules: tuple[Rule, ...], rule: Rule) -> frozenset[str]:
    return rule.condition.names - facts().keys()


def _read(rule: Rule, rules: tuple[Rule, ...]) -> set[str]:
    names = {*rule.condition.names, *rule.excepts}
    return {maker.name for maker in rules if maker.name in names or maker.defines in names}


def _letter(column: str) -> exp.Expression:
    return (
        exp.Case()
        .when(exp.column(column), exp.Literal.string("t"))
        .when(exp.Not(this=exp.column(column)), exp.Literal.string("f"))
        .else_(exp.Literal.string("u"))
    )


def _column(rule: Rule) -> str:
    return "is_" + rule.name.replace("-", "_")
