"""What a condition may say, and that its two readings agree."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enduse.errors import InputError
from enduse.model.measures import Interval
from enduse.rules import condition
from enduse.rules.facts import facts
from enduse.store import Query, scratch

REFUSED = {
    "abs(tpp) > 1": "r: expected comparisons of declared facts joined by and, or, not, found the function ABS(tpp). "
    "Leave it out; a condition calls nothing and computes nothing.",
    "tpp / 2 > 1": "r: expected comparisons of declared facts joined by and, or, not, found the expression tpp / 2. "
    "Leave it out; a condition calls nothing and computes nothing.",
    "tppp >= 4800": "r: expected a declared fact or a parameter of the rule, found 'tppp'. Nearest: tpp.",
    "tpp is null": "r: expected comparisons of declared facts joined by and, or, not, found the expression tpp IS NULL."
    " Leave it out; a condition calls nothing and computes nothing.",
    "tpp >= (select 1)": "r: expected comparisons of declared facts joined by and, or, not, found the expression "
    "(SELECT 1). Leave it out; a condition calls nothing and computes nothing.",
    "case when is_hbm then true end": "r: expected comparisons of declared facts joined by and, or, not, found the "
    "function CASE WHEN is_hbm THEN TRUE END. Leave it out; a condition calls nothing and computes nothing.",
    "tpp = 4800": "r: expected tpp compared as a number, found tpp = 4800. "
    "Compare a number with <, <=, > or >= and a text with = or in.",
    "kind > 'a'": "r: expected kind compared as text, found kind > 'a'. "
    "Compare a number with <, <=, > or >= and a text with = or in.",
    "4800 <= tpp": "r: expected a declared fact on the left of a comparison, found 4800. Put the fact first.",
    "tpp >=": "r: expected a boolean SQL expression, found 'tpp >='. Mend its syntax.",
    "tpp >= 1; drop table events": "r: expected comparisons of declared facts joined by and, or, not, found the "
    "expression tpp >= 1; DROP TABLE events. Leave it out; a condition calls nothing and computes nothing.",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    with pytest.raises(InputError) as refusal:
        condition.parse(text, "r")
    assert str(refusal.value) == REFUSED[text]


def test_a_word_that_reads_as_a_truth_value_stays_a_word() -> None:
    tree = condition.parse("destination in ('NO', 'yes')", "r").tree
    assert condition.evaluate(tree, {"destination": "NO"}, {}) is True


def test_explanation_holds_the_numbers() -> None:
    tree = condition.parse("tpp >= limit_one and not datacentre", "r", parameters=["limit_one"]).tree
    reason = condition.explain(tree, {"tpp": Interval(4700, 4900), "datacentre": None}, {"limit_one": 4800.0})
    assert list(reason.lines()) == [
        "all of: unknown", "  tpp 4,700 to 4,900 >= 4,800: unknown", "  not: unknown", "    datacentre: unknown",
    ]  # fmt: skip


def test_undecided_names_only_what_matters() -> None:
    tree = condition.parse("is_hbm or (datacentre and kind = 'export')", "r").tree
    assert condition.undecided(tree, {"is_hbm": False, "datacentre": None, "kind": "export"}, {}) == {"datacentre"}
    assert condition.undecided(tree, {"is_hbm": True, "datacentre": None, "kind": None}, {}) == set()


numbers = st.integers(0, 6).map(float)
intervals = st.one_of(
    st.just(Interval()),
    st.tuples(numbers, numbers).map(lambda ends: Interval(min(ends), max(ends))),
    numbers.map(lambda low: Interval(low, None)),
)
leaves = st.one_of(
    st.builds("{} {} {}".format, st.sampled_from(["tpp", "memory_gb_s"]), st.sampled_from(["<", "<=", ">", ">="]),
              st.integers(0, 6)),
    st.sampled_from(["is_hbm", "datacentre", "kind = 'export'", "kind <> 'export'", "kind in ('export', 'transfer')"]),
)  # fmt: skip
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner), st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=8,
)  # fmt: skip
truths = st.sampled_from([True, False, None])
known_facts = st.fixed_dictionaries({
    "tpp": intervals, "memory_gb_s": intervals, "is_hbm": truths, "datacentre": truths,
    "kind": st.sampled_from(["export", "reexport", None]),
})  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(conditions, known_facts), min_size=1, max_size=8))
def test_sql_and_python_agree(cases: list[tuple[str, dict[str, object]]]) -> None:
    for text, known in cases:
        tree = condition.parse(text, "r").tree
        columns: dict[str, pa.Array] = {}
        for name, value in known.items():
            if isinstance(value, Interval):
                columns[f"{name}_min"] = pa.array([value.low], pa.float64())
                columns[f"{name}_max"] = pa.array([value.high], pa.float64())
            else:
                columns[name] = pa.array([value], pa.bool_() if facts()[name].type == "boolean" else pa.string())
        sql = condition.as_sql(tree, {}, {})
        answer = scratch(Query(f"SELECT {sql} AS truth FROM known"), known=pa.table(columns)).column("truth")[0].as_py()
        assert answer == condition.evaluate(tree, known, {}), (text, known, sql)  # type: ignore[arg-type]
