"""Chinese names read as English words, places, brands and pinyin."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from itertools import pairwise

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_LONGEST_WORD = 14
_NUMERALS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMBER = re.compile("[零〇一二两三四五六七八九十百]{1,5}(?=[研厂所院室号部局航中旅])")


def _lines(file: str) -> list[str]:
    text = resources.files("enduse.screen").joinpath("lexicon").joinpath(file).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _simplified() -> dict[int, int]:
    """Traditional character -> simplified, as `str.translate` wants it."""
    pairs = (pair for line in _lines("han_traditional.txt") for pair in line.split())
    return {ord(pair[0]): ord(pair[1]) for pair in pairs}


@cache
def _readings(file: str) -> dict[str, str]:
    """Chinese word -> its English reading; words without `=` are read in pinyin, joined."""
    readings: dict[str, str] = {}
    for line in _lines(file):
        if "=" in line:
            word, reading = line.split("=", 1)
            readings[word.strip()] = "" if reading.strip() == "-" else reading.strip()
        else:
            for place in line.split():
                readings.setdefault(place, "".join(_syllables(place)))
    return readings


@cache
def _dictionary(brands: bool) -> dict[str, str]:
    words = {**_readings("han_words.txt"), **_readings("han_places.txt")}
    return {**words, **_readings("han_brands.txt")} if brands else words


def simplify(text: str) -> str:
    """The text in simplified characters.

    >>> simplify("國際貿易")
    '国际贸易'
    """
    return text.translate(_simplified())


def number(numeral: str) -> int:
    """A Chinese numeral below a thousand, positional or with tens and hundreds.

    >>> number("五十四"), number("七〇九"), number("十三")
    (54, 709, 13)
    """
    if not any(unit in numeral for unit in "十百"):
        return int("".join(str(_NUMERALS[digit]) for digit in numeral))
    total, digit = 0, 0
    for character in numeral:
        if character == "百":
            total, digit = total + max(digit, 1) * 100, 0
        elif character == "十":
            total, digit = total + max(digit, 1) * 10, 0
        else:
            digit = _NUMERALS[character]
    return total + digit


def readings(text: str) -> list[str]:
    """Latin readings of a text with Chinese characters: with brands' own English, and in pinyin alone.

    >>> readings("浪潮集团有限公司")
    ['inspur group co ltd', 'langchao group co ltd']
    >>> readings("中國電子科技集團公司第十四研究所")[0]
    'china electronics technology group cetc company 14 research institute'
    """
    plain = _NUMBER.sub(lambda numeral: f" {number(numeral[0])} ", simplify(text))
    branded = _HAN.sub(lambda run: f" {_read(run[0], brands=True)} ", plain)
    sounded = _HAN.sub(lambda run: f" {_read(run[0], brands=False)} ", plain)
    return list(dict.fromkeys(" ".join(reading.split()) for reading in (branded, sounded)))


def _read(run: str, brands: bool) -> str:
    """One run of Chinese characters: the longest known words first, pinyin for what is left."""
    words = _dictionary(brands)
    parts: list[str] = []
    unknown = ""
    i = 0
    while i < len(run):
        for length in range(min(_LONGEST_WORD, len(run) - i), 0, -1):
            reading = words.get(run[i : i + length])
            if reading is not None and (length > 1 or not unknown or len(unknown) > 1):
                parts += [*_pinyin(unknown), reading]
                unknown = ""
                i += length
                break
        else:
            unknown += run[i]
            i += 1
    return " ".join([*parts, *_pinyin(unknown)])


def _syllables(characters: str) -> list[str]:
    """Pinyin without tones; the dictionary behind it takes 50 MB, so it is loaded where a name needs it."""
    from pypinyin import lazy_pinyin

    return list(lazy_pinyin(characters))


def _pinyin(characters: str) -> list[str]:
    """Unknown characters in pinyin, joined by twos (three where one would be left over)."""
    syllables = _syllables(characters)
    if len(syllables) <= 3:
        return ["".join(syllables)] if syllables else []
    cuts = [*range(0, len(syllables) - 1, 2), len(syllables)]
    if len(syllables) % 2:
        cuts = [*range(0, len(syllables) - 2, 2), len(syllables)]
    return ["".join(syllables[a:b]) for a, b in pairwise(cuts) if a < b]
