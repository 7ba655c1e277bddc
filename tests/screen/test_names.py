"""Names as comparable words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enduse.screen.names import MAX_NAME_CHARACTERS, fold, read_names
from enduse.screen.spelling import Spellings, sound


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("GUANGZHOU HAIGE COMM GRP", "Guangzhou Haige Communications Group Co., Ltd."),
        ("CNOOC ENERGY TECH & SRVCES", "CNOOC Energy Technology and Services"),
        ("Zavod Krasnoe", "Krasnoe Plant"),
        ("OOO Vindek", "Vindek Limited Liability Company"),
        ("Panorama Dis Ticaret Anonim Sirketi", "Panorama Foreign Trade A.S."),
        ("Beijing Nuodian Keji Youxian Gongsi", "Beijing Nuodian Technology Co., Ltd."),
        ("54th Research Institute", "54 Research Inst."),
        ("Qing’an Group", "Qingan Group"),
        ("Hаige Соmmunications", "Haige Communications"),  # Cyrillic а, С, о among Latin letters
        ("Ｈａｉｇｅ", "Haige"),
        ("S.A.T.C. Trading", "SATC Trading"),
    ],
)
def test_two_writings_of_one_name_have_the_same_words(one: str, two: str) -> None:
    assert read_names(one)[0].in_order == read_names(two)[0].in_order


def test_legal_forms_are_set_aside_and_remembered() -> None:
    name = read_names("Aktsionernoe Obshchestvo Kronshtadt")[0]
    assert name.tokens == ("kronshtadt",)
    assert name.legal == {"jsc"}


def test_a_name_of_nothing_but_a_legal_form_keeps_its_words() -> None:
    assert read_names("Private Company Limited")[0].tokens


def test_a_name_inside_a_name_is_read_too() -> None:
    readings = {
        name.tokens for name in read_names("China Aerospace Second Academy. Subordinate Institution - 210 Institute")
    }
    assert ("210", "institute") in readings


def test_initials_of_words_and_of_short_words_written_in_capitals() -> None:
    acronyms = {acronym for acronym, _, _ in read_names("NII Elektronno-Mekhanicheskikh Priborov")[0].initials}
    assert "niiemp" in acronyms


def test_marks_that_turn_or_hide_text_are_left_out() -> None:
    assert fold("\u202eHua\u200bwei\u0007") == "huawei"


@pytest.mark.parametrize(("one", "two"), [("Windeq", "Vindek"), ("Eniks", "Enics"), ("Mecom", "Mekom")])
def test_transliterations_sound_alike(one: str, two: str) -> None:
    assert sound(one.lower()) == sound(two.lower())


def test_words_are_found_by_spelling_but_numbers_are_not() -> None:
    words = ["kronshtadt", "zhangge", "1512"]
    found = dict(Spellings(words).alike("kronstadt"))
    assert set(found) == {0}
    assert 0.9 < found[0] < 1
    assert Spellings(words).alike("1513") == ()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_read_and_folding_twice_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    for name in read_names(text):
        assert name.tokens
        assert len(name.tokens) == len(name.origins)
        assert all(0 <= start < stop <= len(name.tokens) for _, start, stop in name.initials)


def test_only_the_first_thousand_characters_are_looked_at() -> None:
    assert len(read_names("ab " * 10_000)[0].joined) <= MAX_NAME_CHARACTERS
