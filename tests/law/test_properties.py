"""Properties of the law as written: it never loosens for a stronger chip, and never guesses."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from enduse.model.measures import Interval
from enduse.model.parts import catalogue, from_specification
from enduse.rules.answer import Answer
from enduse.rules.evaluate import determine_one
from enduse.rules.lawbook import lawbook
from enduse.rules.through_time import changes
from enduse.rules.transfer import Transfer

STRICTNESS = {"not_required": 0, "unknown": 1, "required": 2}
HARSHNESS = {"presumption_of_approval": 0, "case_by_case": 1, "presumption_of_denial": 2}
LIMB = {"": 0, "3A090": 1, "3A090.b": 1, "3A090.a": 2}
days = st.dates(date(2022, 10, 7), date(2027, 6, 1))
places = st.sampled_from(["CN", "HK", "MO", "AE", "VN", "SG", "DE", "RU", "IL", "KH", "US", "SA"])
seats = st.sampled_from(["CN", "DE", "AE", "SG", "MO", "US", "KH"])
kinds = st.sampled_from(["export", "reexport", "transfer"])
figure = st.floats(0, 30_000, allow_nan=False)


def determined(tpp: float, area: float, memory: float, datacentre: bool, day: date, place: str, seat: str | None,
               kind: str) -> Answer:  # fmt: skip
    part = from_specification(
        {"tpp": Interval.exact(tpp), "die_area_mm2": Interval.exact(area), "memory_gb_s": Interval.exact(memory),
         "interconnect_gb_s": Interval.exact(900.0)},
        datacentre=datacentre, us_market=True,
    )  # fmt: skip
    object.__setattr__(part, "performance_density", Interval.exact(tpp / area))
    return determine_one(Transfer(part, day, place, "US", kind, seat))


@settings(max_examples=150, deadline=None)
@given(figure, st.floats(1, 3), st.floats(100, 2000), st.floats(0.3, 1), st.floats(0, 12_000), st.floats(1, 3),
       st.booleans(), days, places, seats, kinds)  # fmt: skip
def test_a_stronger_chip_is_never_less_controlled(
    tpp: float, more: float, area: float, denser: float, memory: float, wider: float, datacentre: bool, day: date,
    place: str, seat: str, kind: str,
) -> None:  # fmt: skip
    weaker = determined(tpp, area, memory, datacentre, day, place, seat, kind)
    stronger = determined(tpp * more, area * denser, memory * wider, datacentre, day, place, seat, kind)
    assert STRICTNESS[stronger.licence] >= STRICTNESS[weaker.licence]
    assert LIMB["".join(stronger.classification)] >= LIMB["".join(weaker.classification)]
    if weaker.policy and stronger.policy and weaker.classification == stronger.classification:
        assert HARSHNESS[stronger.policy] >= HARSHNESS[weaker.policy]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(catalogue())), days, places, seats, kinds, st.integers(0, 5))
def test_an_unknown_fact_never_frees(name: str, day: date, place: str, seat: str, kind: str, hidden: int) -> None:
    part = catalogue()[name]
    told = determine_one(Transfer(part, day, place, "US", kind, seat))
    if hidden == 0:
        veiled = Transfer(part, day, place, "US", kind, None)
    elif hidden == 1:
        veiled = Transfer(part, day, place, None, kind, seat)
    else:
        fact = ("tpp", "performance_density", "interconnect_gb_s", "datacentre")[hidden - 2]
        value = None if fact == "datacentre" else Interval()
        veiled = Transfer(part, day, place, "US", kind, seat, given={fact: value})
    asked = determine_one(veiled)
    if told.licence == "required":
        assert asked.licence != "not_required"
    if asked.licence in ("required", "not_required"):
        assert told.licence == asked.licence
    if asked.licence == "unknown":
        assert asked.missing


@settings(max_examples=100, deadline=None)
@given(st.floats(0, 8000), st.floats(0, 4000), st.floats(100, 1500), st.booleans(), st.floats(0, 1), days, places)
def test_an_interval_says_only_what_all_of_it_says(
    tpp: float, width: float, area: float, datacentre: bool, where: float, day: date, place: str
) -> None:
    wide = from_specification(
        {"tpp": Interval(tpp, tpp + width), "die_area_mm2": Interval.exact(area),
         "interconnect_gb_s": Interval.exact(900.0), "memory_gb_s": Interval.exact(1000.0)},
        datacentre=datacentre, us_market=True,
    )  # fmt: skip
    said = determine_one(Transfer(wide, day, place, "US", "export", "DE"))
    inside = determined(tpp + where * width, area, 1000.0, datacentre, day, place, "DE", "export")
    if said.licence != "unknown":
        assert inside.licence == said.licence


def test_spans_of_one_rule_never_overlap() -> None:
    for rule in lawbook().rules:
        for earlier, later in pairwise(rule.spans):
            assert earlier.until is not None
            assert earlier.until < later.since


def test_no_two_rules_in_force_define_a_name_differently_by_chance() -> None:
    for day in changes(lawbook()):
        makers = [rule.defines for rule in lawbook().on(day) if rule.defines == "chip_destination"]
        assert len(makers) <= 1


def test_every_change_has_a_case_on_its_day_and_the_day_before() -> None:
    tried = {case["on"] for rule in lawbook().rules for case in rule.cases}
    pointed_to = {date(2022, 10, 12), date(2026, 5, 31)}
    first = lawbook().changes[0]
    for day in changes(lawbook()):
        if day > first and day not in pointed_to:
            assert {str(day), str(day - timedelta(days=1))} <= tried, day


def test_every_rule_that_asks_a_licence_cites_and_has_cases() -> None:
    for rule in lawbook().rules:
        assert rule.citations
        if "licence" in rule.yields:
            assert rule.cases, rule.name
            for span in rule.spans:
                assert rule.cites(span.since), rule.name
