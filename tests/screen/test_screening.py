"""Screening one query against a register."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enduse.errors import InputError
from enduse.screen import desk
from enduse.screen.compare import calibration, probability
from enduse.screen.match import Match, Query, Screener


def best(screener: Screener, name: str = "", address: str = "", country: str = "") -> Match:
    return screener.screen(Query(name, address, country)).matches[0]


@pytest.mark.parametrize(
    ("asked", "entry"),
    [
        ("technical centre windeq", "vindek.ru"),
        ("OOO Tekhnicheski Tsentr Vindek", "vindek.ru"),
        ("Shenzhen Zhangge Instrumnet", "zhangge.cn"),
        ("ZHANGGE INSTRUMENT SHENZHEN", "zhangge.cn"),
        ("Zhang ge Instrument", "zhangge.cn"),
        ("НИИ Электронно-механических приборов", "niiemp.ru"),
        ("浪潮集团有限公司", "inspur.cn"),
        ("HAIGE GUANGZHOU", "haige.cn"),
        ("Ivan Sergeyevich Petrov", "2"),
    ],
)
def test_a_party_is_found_however_it_is_written(screener: Screener, asked: str, entry: str) -> None:
    answer = screener.screen(Query(asked))
    assert answer.matches[0].entry == entry
    assert answer.alert


def test_a_generic_word_is_no_match(screener: Screener) -> None:
    assert not screener.screen(Query("A-B-D Company")).alert
    assert not screener.screen(Query("Global Technology Trading Company")).alert


def test_an_address_alone_finds_an_entry_that_is_only_an_address(screener: Screener) -> None:
    match = best(screener, "Unrelated Name Ltd", "Wan Chai Rd. 165-171, Lucky Ctr, 15th Floor, Flat 1512, HK")
    assert match.entry == "address-15.cn"
    assert match.verdict != "below"
    assert "address shares" in match.because[-1]


def test_the_name_of_a_match_is_one_that_the_entry_carries(screener: Screener) -> None:
    carried = {name for entry in screener.register.entries for name in entry.names}
    for match in screener.screen(Query("Langchao Vindek Trading")).matches:
        assert match.name in carried


def test_a_very_short_name_is_found_exactly(screener: Screener) -> None:
    assert best(screener, "ABC").entry == "3"
    assert best(screener, "ABD").score < best(screener, "ABC").score


def test_at_least_five_entries_best_first_each_once(screener: Screener) -> None:
    matches = screener.screen(Query("Alborz Semiconductor Technology Trading")).matches
    scores = [match.score for match in matches]
    assert len(matches) >= 5
    assert scores == sorted(scores, reverse=True)
    assert len({(match.list, match.entry) for match in matches}) == len(matches)


def test_a_party_on_two_lists_is_found_on_both_by_a_name_that_one_carries(screener: Screener) -> None:
    entries = {match.entry: match for match in screener.screen(Query("OOO Vindek Servis")).matches}
    assert {"1", "vindek.ru"} <= set(entries)
    assert "the same party as us_ofac_sdn/1" in entries["vindek.ru"].because[0]
    assert entries["1"].also == ("us_bis_entity_list/vindek.ru",)


def test_the_explanation_names_what_matched_and_what_did_not(screener: Screener) -> None:
    because = " | ".join(best(screener, "Zhangge Optics").because)
    assert "'zhangge' matches (rare" in because
    assert "no counterpart for 'optical'" in because


def test_country_moves_the_score_and_says_so(screener: Screener) -> None:
    here, there = best(screener, "Zhangge Optics", country="CN"), best(screener, "Zhangge Optics", country="BR")
    assert here.score > there.score
    assert "country BR is not one of its countries" in there.because


def test_more_of_a_name_never_scores_less_and_never_saturates(screener: Screener) -> None:
    steps = ["Zhangge Optics Paris", "Zhangge Optics", "Zhangge Instrument", "Shenzhen Zhangge Instrument Co., Ltd."]
    scores = [best(screener, step).score for step in steps]
    assert scores == sorted(scores)
    assert scores[-1] < 1


def test_an_address_of_many_is_weak_and_says_so(screener: Screener) -> None:
    address = "Room 8, Lippo Centre Tower 1, 89 Queensway, Admiralty, Hong Kong"
    few = screener.screen(Query("Unrelated Name", address)).matches[0]
    many = screener.screen(Query("Unrelated Name", address, sharers=300)).matches[0]
    assert many.score < few.score / 10
    assert any("weak: an address shared by 300 parties" in line for line in many.because)
    assert any("8 listed entries share this address" in line for line in few.because)


def test_a_smaller_alert_budget_alerts_less() -> None:
    thresholds = [calibration().threshold(budget) for budget in (0.1, 0.3, 0.6, 1.0)]
    assert thresholds == sorted(thresholds, reverse=True)
    with pytest.raises(InputError, match=r"expected a budget of at least 0\.1 alerts a query, found 0\.01"):
        calibration().threshold(0.01)


def test_probability_of_log_odds() -> None:
    assert probability(0) == 0.5
    assert probability(-99) == 0


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_query_is_answered(screener: Screener, name: str, address: str) -> None:
    for match in screener.screen(Query(name, address)).matches:
        assert 0 <= match.score <= 1
        assert match.verdict in ("match", "review", "below")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "NAME: expected a name or an address, found neither. Give the name of the party, or --address."),
        ("x" * 10_000, "NAME: expected a name of at most 1000 characters, found 10000. Give the party's name alone."),
        ("…!", "NAME: expected a name with letters or digits, found '…!'. Write the name in letters."),
    ],
)
def test_a_name_that_cannot_be_asked(name: str, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        desk.ask(name)
    assert str(refused.value) == sentence


def test_odd_names_are_answered_with_an_issue(screener: Screener) -> None:
    assert screener.screen(Query("\u202eHaige")).problem == "control or direction marks were left out of the name"
    assert screener.screen(Query("Z")).problem == "one letter: only entries of exactly this name are found"
