"""Chinese names and addresses."""

from __future__ import annotations

import pytest

from enduse.screen import han
from enduse.screen.names import read_names


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("浪潮集團有限公司", "Langchao Group"),
        ("深圳市章阁仪器有限公司", "Shenzhen Zhangge Instrument Co., Ltd."),
        (
            "中国电子科技集团公司第五十四研究所",
            "China Electronics Technology Group Corporation 54th Research Institute",
        ),
        ("哈尔滨工程大学", "Harbin Engineering University"),
        ("国家超级计算济南中心", "National Supercomputing Jinan Center"),
        ("西安远方航空技术发展有限公司", "Xi'an Yuanfang Aviation Technology Development Co., Ltd."),
    ],
)
def test_a_chinese_name_reads_as_its_english_name(chinese: str, english: str) -> None:
    wanted = read_names(english)[0]
    readings = read_names(chinese)
    assert any(set(wanted.tokens) <= set(name.tokens) for name in readings), [name.tokens for name in readings]


def test_traditional_and_simplified_read_alike() -> None:
    assert han.readings("國際貿易發展") == han.readings("国际贸易发展")


@pytest.mark.parametrize(("numeral", "value"), [("十", 10), ("二十九", 29), ("七一五", 715), ("一百零二", 102)])
def test_numerals(numeral: str, value: int) -> None:
    assert han.number(numeral) == value


def test_brand_and_sound_are_both_read() -> None:
    assert [name.tokens[0] for name in read_names("浪潮集团")] == ["inspur", "langchao"]
