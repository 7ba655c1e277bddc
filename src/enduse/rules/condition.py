"""One condition: a boolean SQL expression, checked, evaluated, explained."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp

from enduse.errors import InputError, nearest
from enduse.model.measures import Interval
from enduse.rules.facts import Value, facts

COMPARISONS: dict[type, tuple[str, Callable[[Any, Any], bool]]] = {
    exp.GTE: (">=", operator.ge),
    exp.GT: (">", operator.gt),
    exp.LTE: ("<=", operator.le),
    exp.LT: ("<", operator.lt),
    exp.EQ: ("=", operator.eq),
    exp.NEQ: ("<>", operator.ne),
}
ALLOWED = (
    *COMPARISONS, exp.And, exp.Or, exp.Not, exp.Paren, exp.In, exp.Column, exp.Identifier, exp.Literal, exp.Boolean,
)  # fmt: skip
"""The only kinds of node that a condition may hold: no function, no IS NULL, no arithmetic."""

Truth = bool | None
"""Three-valued: None is unknown (Kleene's strong logic, the logic of SQL)."""


@dataclass(frozen=True)
class Reason:
    """A node of the reason tree: what was asked, the answer, and why."""

    text: str
    verdict: Truth
    parts: tuple[Reason, ...] = ()

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The tree as indented lines."""
        mark = {True: "yes", False: "no", None: "unknown"}[self.verdict]
        yield f"{'  ' * depth}{self.text}: {mark}"
        for part in self.parts:
            yield from part.lines(depth + 1)


@dataclass(frozen=True)
class Condition:
    """A checked condition and the names that it reads."""

    text: str
    tree: exp.Expression
    names: frozenset[str]


def parse(text: str, where: str, *, parameters: Collection[str] = (), defined: Collection[str] = ()) -> Condition:
    """Parse and check a condition.

    Args:
        parameters: names of numbers that the rule states itself.
        defined: names that other rules define.

    Raises:
        InputError: for a syntax error, a node that is not allowed, a name that nobody declares, or a comparison
            of a fact with something of another type.
    """
    try:
        tree = sqlglot.parse_one(text, dialect="duckdb")
    except sqlglot.errors.SqlglotError:
        raise InputError(where, "a boolean SQL expression", repr(text), "Mend its syntax") from None
    for node in tree.walk():
        if not isinstance(node, ALLOWED):
            what = "the function" if isinstance(node, exp.Func) else "the expression"
            raise InputError(
                where, "comparisons of declared facts joined by and, or, not", f"{what} {node.sql()}",
                "Leave it out; a condition calls nothing and computes nothing",
            )  # fmt: skip
    names = frozenset(column.name for column in tree.find_all(exp.Column))
    known = {*facts(), *parameters, *defined}
    for name in sorted(names - known):
        close = nearest(name, known)
        mend = f"Nearest: {', '.join(close)}" if close else "Declare it in facts.yaml"
        raise InputError(where, "a declared fact or a parameter of the rule", repr(name), mend)
    for node in tree.find_all(*COMPARISONS, exp.In):
        _check_types(node, where, parameters)
    return Condition(text, tree, names - set(parameters))


def evaluate(node: exp.Expression, known: Mapping[str, Value], numbers: Mapping[str, float]) -> Truth:
    """The truth of a condition for one set of facts; an interval that straddles a limit is unknown."""
    if isinstance(node, exp.Paren):
        return evaluate(node.this, known, numbers)
    if isinstance(node, exp.Not):
        inner = evaluate(node.this, known, numbers)
        return None if inner is None else not inner
    if isinstance(node, exp.And | exp.Or):
        return _join(node, [evaluate(side, known, numbers) for side in (node.left, node.right)])
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Column):
        value = known.get(node.name)
        return value if isinstance(value, bool) else None
    return _compare(node, known.get(node.this.name), numbers)


def explain(
    node: exp.Expression, known: Mapping[str, Value], numbers: Mapping[str, float], assumed: Collection[str] = ()
) -> Reason:
    """The reason tree of a condition, with the numbers in it; facts that were only assumed are marked."""
    if isinstance(node, exp.Paren):
        return explain(node.this, known, numbers, assumed)
    if isinstance(node, exp.And | exp.Or):
        parts = tuple(explain(side, known, numbers, assumed) for side in _flat(node, type(node)))
        text = "all of" if isinstance(node, exp.And) else "any of"
        return Reason(text, _join(node, [part.verdict for part in parts]), parts)
    if isinstance(node, exp.Not):
        part = explain(node.this, known, numbers, assumed)
        return Reason("not", None if part.verdict is None else not part.verdict, (part,))
    verdict = evaluate(node, known, numbers)
    if isinstance(node, exp.Column):
        return Reason(node.name.replace("_", " ") + (" (assumed)" if node.name in assumed else ""), verdict)
    if isinstance(node, exp.Boolean):
        return Reason(node.sql(), verdict)
    return Reason(_worded(node, known, numbers), verdict)


def undecided(node: exp.Expression, known: Mapping[str, Value], numbers: Mapping[str, float]) -> set[str]:
    """The names whose being unknown leaves the condition unknown; empty if it is decided."""
    if evaluate(node, known, numbers) is not None:
        return set()
    if isinstance(node, exp.Column):
        return {node.name}
    if isinstance(node, exp.And | exp.Or):
        return set().union(*(undecided(side, known, numbers) for side in (node.left, node.right)))
    if isinstance(node, exp.Paren | exp.Not):
        return undecided(node.this, known, numbers)
    return {node.this.name}


def as_sql(node: exp.Expression, numbers: Mapping[str, float], defined: Mapping[str, str]) -> str:
    """The same condition as SQL text over columns: an interval fact F is read from the columns F_min and F_max.

    Only nodes that `parse` has checked come here, so nothing of a rule file reaches the engine unread.

    Args:
        defined: SQL for each name that other rules define.
    """
    if isinstance(node, exp.Paren):
        return as_sql(node.this, numbers, defined)
    if isinstance(node, exp.Not):
        return f"(NOT {as_sql(node.this, numbers, defined)})"
    if isinstance(node, exp.And | exp.Or):
        word = "AND" if isinstance(node, exp.And) else "OR"
        return f"({as_sql(node.left, numbers, defined)} {word} {as_sql(node.right, numbers, defined)})"
    if isinstance(node, exp.Column):
        return defined.get(node.name, node.name)
    if type(node) not in COMPARISONS or not facts()[node.this.name].is_interval:
        return f"({node.sql(dialect='duckdb')})"
    name, sign = node.this.name, COMPARISONS[type(node)][0]
    limit = repr(_limit(node.expression, numbers))
    rising = isinstance(node, exp.GT | exp.GTE)
    surely, hardly = (f"{name}_min", f"{name}_max") if rising else (f"{name}_max", f"{name}_min")
    return f"(CASE WHEN {surely} {sign} {limit} THEN TRUE WHEN NOT {hardly} {sign} {limit} THEN FALSE END)"


def _compare(node: exp.Expression, value: Value, numbers: Mapping[str, float]) -> Truth:
    if isinstance(node, exp.In):
        return None if value is None else value in [choice.this for choice in node.expressions]
    _, test = COMPARISONS[type(node)]
    if isinstance(value, Interval):
        limit = _limit(node.expression, numbers)
        rising = isinstance(node, exp.GT | exp.GTE)
        surely, hardly = (value.low, value.high) if rising else (value.high, value.low)
        if surely is not None and test(surely, limit):
            return True
        return False if hardly is not None and not test(hardly, limit) else None
    return None if value is None else test(value, node.expression.this)


def _join(node: exp.Expression, truths: list[Truth]) -> Truth:
    decisive = isinstance(node, exp.Or)
    if decisive in truths:
        return decisive
    return None if None in truths else not decisive


def _flat(node: exp.Expression, kind: type) -> Iterator[exp.Expression]:
    for side in (node.left, node.right):
        if isinstance(side, kind):
            yield from _flat(side, kind)
        else:
            yield side


def _limit(node: exp.Expression, numbers: Mapping[str, float]) -> float:
    return numbers[node.name] if isinstance(node, exp.Column) else float(node.this)


def _worded(node: exp.Expression, known: Mapping[str, Value], numbers: Mapping[str, float]) -> str:
    value = known.get(node.this.name)
    shown = "unknown" if value is None else str(value)
    if isinstance(node, exp.In):
        return f"{node.this.name} {shown} in {', '.join(choice.this for choice in node.expressions)}"
    sign, _ = COMPARISONS[type(node)]
    if isinstance(value, Interval):
        return f"{node.this.name} {shown} {sign} {Interval.exact(_limit(node.expression, numbers))}"
    return f"{node.this.name} {shown} {sign} {node.expression.this}"


def _check_types(node: exp.Expression, where: str, parameters: Collection[str]) -> None:
    fact = facts().get(node.this.name) if isinstance(node.this, exp.Column) else None
    if fact is None:
        raise InputError(where, "a declared fact on the left of a comparison", node.this.sql(), "Put the fact first")
    sides = node.expressions if isinstance(node, exp.In) else [node.expression]
    for side in sides:
        number = (isinstance(side, exp.Literal) and not side.is_string) or (
            isinstance(side, exp.Column) and side.name in parameters
        )
        text = isinstance(side, exp.Literal) and side.is_string
        orders = isinstance(node, exp.GT | exp.GTE | exp.LT | exp.LTE)
        if (fact.is_interval and number and orders) or (fact.type == "string" and text and not orders):
            continue
        raise InputError(
            where, f"{fact.name} compared as {'a number' if fact.is_interval else 'text'}", node.sql(),
            "Compare a number with <, <=, > or >= and a text with = or in",
        )  # fmt: skip
