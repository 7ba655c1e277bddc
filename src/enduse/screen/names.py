"""Names as comparable words: folded, unabbreviated, without legal form."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from anyascii import anyascii

from enduse.screen import han

_INVISIBLE = re.compile("[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_SPELLED = re.compile(r"\b(?:[A-Za-z]\.[ ]?){2,}(?![a-z])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)$")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LOOKALIKE = str.maketrans(
    "АВЕКМНОРСТУХЅІЈԚԜаеорсухіјѕԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαονυχ",
    "ABEKMHOPCTYXSIJQWaeopcyxijsqwABEZHIKMNOPTYXaovux",
)
_COUNTED = {
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
    "fifth": "5",
    "sixth": "6",
    "seventh": "7",
    "eighth": "8",
    "ninth": "9",
    "tenth": "10",
}
_BRACKETED = re.compile(r"\(([^()]{2,80})\)")
_A_NAME = re.compile(
    r"(?:(?:a\.?k\.?a\.?|f\.?k\.?a\.?|also known as|formerly(?: known as)?|d\.?b\.?a\.?)[,: ]+)"
    r"|(?=(?-i:[A-Z]{3,8}(?: \d+)?)$)",
    re.I,
)
_TAIL = re.compile(r"(?:[Ss]ubordinate [Ii]nstitutions?|[Aa]ffiliated [Ee]ntity|[Ss]ubsidiar(?:y|ies))\s*[-:–—]\s*")
_ALSO = re.compile(r"[,(;]?\s*\b(?:a\.k\.a\.|f\.k\.a\.|also known as|formerly known as),?\s+", re.I)
_CAPITALS = re.compile(r"\b[A-Z]{2,5}\b")
_LONGEST_PREFIX = 16
MAX_NAME_CHARACTERS = 1000


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling of one name, ready to be compared.

    Attributes:
        text: the name as written.
        tokens: the words with abbreviations written out and generic words in one language.
        origins: for each token, the folded word that it came from.
        legal: codes of the legal forms that were set aside.
        initials: acronyms that the name yields, each with the slice of tokens it stands for.
        joined: the tokens without spaces: what survives joining and splitting of words.
        in_order: the tokens sorted: what survives another word order.
    """

    text: str
    tokens: tuple[str, ...]
    origins: tuple[str, ...]
    legal: frozenset[str]
    initials: tuple[tuple[str, int, int], ...]
    joined: str
    in_order: str


def _lexicon(file: str) -> list[tuple[str, str]]:
    text = resources.files("enduse.screen").joinpath("lexicon").joinpath(file).read_text(encoding="utf-8")
    rows = (line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return [(left.strip(), right.strip()) for left, right in rows]


@cache
def legal_forms() -> dict[tuple[str, ...], str]:
    """Words of a legal form -> its code."""
    return {tuple(written.split()): code for written, code in _lexicon("legal_forms.txt")}


@cache
def _legal_starts() -> dict[str, int]:
    """First word of a legal form -> words in the longest form that begins with it."""
    longest: dict[str, int] = {}
    for form in legal_forms():
        longest[form[0]] = max(longest.get(form[0], 0), len(form))
    return longest


@cache
def common_words() -> frozenset[str]:
    """Everyday words: rare on the lists, common in the world."""
    return _words("common_words.txt")


@cache
def group_names() -> frozenset[str]:
    """Names of groups with many listed members: common on the lists, rare in the world."""
    return _words("group_names.txt")


def _words(file: str) -> frozenset[str]:
    text = resources.files("enduse.screen").joinpath("lexicon").joinpath(file).read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@cache
def _concepts() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Generic words: (whole form -> concept, prefix -> concept); an empty concept is dropped."""
    whole: dict[str, tuple[str, ...]] = {}
    prefix: dict[str, tuple[str, ...]] = {}
    for concept, variants in _lexicon("words.txt"):
        meaning = () if concept == "-" else tuple(concept.split())
        if len(meaning) == 1:
            whole.setdefault(meaning[0], meaning)
        for variant in variants.split():
            if variant.endswith("*"):
                prefix.setdefault(variant[:-1], meaning)
            else:
                whole.setdefault(variant, meaning)
    return whole, prefix


@lru_cache(maxsize=200_000)
def meaning(word: str) -> tuple[str, ...]:
    """The tokens that one folded word stands for; the word itself where it is not generic.

    >>> meaning("zavod"), meaning("nii"), meaning("huawei")
    (('plant',), ('scientific', 'research', 'institute'), ('huawei',))
    """
    whole, prefix = _concepts()
    found = whole.get(word)
    if found is not None:
        return found
    if (ordinal := _ORDINAL.match(word)) is not None:
        return (ordinal[1],)
    if word in _COUNTED:
        return (_COUNTED[word],)
    for length in range(min(len(word), _LONGEST_PREFIX), 3, -1):
        found = prefix.get(word[:length])
        if found is not None:
            return found
    return (word,)


def _unmixed(word: str) -> str:
    """A word of Latin letters with Cyrillic or Greek look-alikes among them, in Latin only."""
    if word.isascii() or not any("A" <= c <= "z" for c in word):
        return word
    return word.translate(_LOOKALIKE)


def fold(text: str) -> str:
    """Lower-case Latin words separated by single spaces; marks and controls removed.

    >>> fold("Ｑing’an  S.A. «Кронштадт»")
    'qingan sa kronshtadt'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = _INVISIBLE.sub("", text)
        text = anyascii(" ".join(_unmixed(word) for word in text.split()))
    else:
        text = _INVISIBLE.sub(" ", text)
    if "." in text:
        text = _SPELLED.sub(lambda spelled: re.sub(r"[. ]", "", spelled[0]) + " ", text)
    text = text.replace("'", "").replace("`", "").replace("&", " and ")
    return _NOT_WORD.sub(" ", text.lower()).strip()


def _without_legal_form(words: list[str]) -> tuple[list[str], frozenset[str]]:
    """Words that remain when legal forms are set aside, and the codes of those forms.

    A name that is nothing but legal forms keeps its words ("Private Company Limited").
    """
    forms, starts = legal_forms(), _legal_starts()
    kept: list[str] = []
    codes: set[str] = set()
    i = 0
    while i < len(words):
        for length in range(min(starts.get(words[i], 0), len(words) - i), 0, -1):
            code = forms.get(tuple(words[i : i + length]))
            if code is not None:
                codes.add(code)
                i += length
                break
        else:
            kept.append(words[i])
            i += 1
    return (kept or words), _shared(frozenset(codes))


@lru_cache(maxsize=10_000)
def _shared(codes: frozenset[str]) -> frozenset[str]:
    """One object for equal sets: fifty thousand names have a few dozen."""
    return codes


def _initials(words: list[str], spelled: frozenset[str]) -> list[tuple[str, int, int]]:
    """Acronyms of the words, with the slice of words each covers: whole, tails and heads.

    Words written in capitals and up to five letters long enter whole, as in "NII E. M. P.".
    """
    count = len(words)
    spans = [(0, count)]
    spans += [(start, count) for start in range(1, count - 2)]
    spans += [(0, stop) for stop in range(3, count)]
    letters = "".join([word[0] for word in words])
    acronyms: dict[str, tuple[str, int, int]] = {}
    for start, stop in spans:
        if 3 <= stop - start <= 9:
            acronyms.setdefault(letters[start:stop], (letters[start:stop], start, stop))
        part = words[start:stop]
        if not spelled.isdisjoint(part):
            mixed = "".join([word if word in spelled else word[0] for word in part])
            if 3 <= len(mixed) <= 10:
                acronyms.setdefault(mixed, (mixed, start, stop))
    return list(acronyms.values())


def read_names(text: str, initials: bool = True) -> tuple[Name, ...]:
    """Every reading of one name: as it stands, its parts between brackets, Chinese by brand and by sound.

    Args:
        text: the name as written in any script; the first `MAX_NAME_CHARACTERS` are looked at.
        initials: whether acronyms of the name are wanted.

    >>> [name.tokens for name in read_names("Tactical Systems (also known as Vindek LLC)")][1:]
    [('tactical', 'system'), ('vindek',)]
    """
    shown = text[:MAX_NAME_CHARACTERS]
    if not shown.isascii():
        shown = _translated(shown)
        if _HAN.search(shown):
            return tuple(_read(text, reading, frozenset(), initials) for reading in han.readings(shown))
    pieces = [shown, *_pieces(shown)] if any(mark in shown for mark in "(.:,") else [shown]
    names = [_read(text, piece, _spelled(piece) if initials else frozenset(), initials) for piece in pieces]
    return tuple({name.tokens: name for name in reversed(names) if name.tokens}.values())[::-1]


def _pieces(text: str) -> list[str]:
    """Names that stand inside a longer one: after "a.k.a.", after a parent's name, in brackets."""
    pieces: list[str] = []
    bracketed = [inside for inside in _BRACKETED.findall(text) if _A_NAME.match(inside.strip())]
    if bracketed:
        named = (_A_NAME.sub("", inside.strip(), count=1) or inside for inside in bracketed)
        pieces = [_BRACKETED.sub(" ", text), *named]
    for tail in _TAIL.split(text)[1:]:
        pieces.append(tail)
    if (also := _ALSO.split(text)) and len(also) > 1:
        pieces.extend(also)
    return [piece for piece in pieces if len(piece.strip()) > 1]


def _spelled(text: str) -> frozenset[str]:
    """Short words that a mixed-case name writes in capitals: acronyms in their own right."""
    if text.isupper():
        return frozenset()
    return frozenset(word.lower() for word in _CAPITALS.findall(text))


def _translated(text: str) -> str:
    """Words of Japanese, Korean, Arabic and Persian names that have an English reading, put in English."""
    pattern, words = _other_scripts()
    return pattern.sub(lambda word: f" {words[word[0]]} ", text)


@cache
def _other_scripts() -> tuple[re.Pattern[str], dict[str, str]]:
    words = dict(_lexicon("other_scripts.txt"))
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True)))), words


def _read(text: str, piece: str, spelled: frozenset[str], initials: bool) -> Name:
    words, legal = _without_legal_form(fold(piece).split())
    return _assemble(text, words, legal, spelled if initials else None)


def _assemble(text: str, words: list[str], legal: frozenset[str], spelled: frozenset[str] | None) -> Name:
    tokens: list[str] = []
    origins: list[str] = []
    heads: list[str] = []
    starts: list[int] = []
    for word in words:
        stands_for = meaning(word)
        if not stands_for:
            continue
        starts.append(len(tokens))
        heads.append(word)
        tokens.extend(stands_for)
        origins.extend([word] * len(stands_for))
    if not tokens:
        tokens, origins, heads, starts = list(words), list(words), list(words), list(range(len(words)))
    initials: list[tuple[str, int, int]] = []
    if spelled is not None and len(tokens) > 2:
        ends = [*starts[1:], len(tokens)]
        found = _initials(heads, spelled) if len(heads) > 1 else []
        initials = [(acronym, starts[start], ends[stop - 1]) for acronym, start, stop in found]
        if len(tokens) <= 9 and len(tokens) != len(heads):
            initials.append(("".join([token[0] for token in tokens]), 0, len(tokens)))
    own = tuple(tokens)
    return Name(
        text, own, own if origins == tokens else tuple(origins), legal, tuple(initials),
        "".join(tokens), " ".join(sorted(tokens)),
    )  # fmt: skip


def has_generic_word(name: Name) -> bool:
    """Whether a name has a word of trade or organisation, which a person's name has not.

    >>> [has_generic_word(read_names(text)[0]) for text in ("Vindek Technology", "Ivan Petrov")]
    [True, False]
    """
    return any(token in generic_words() for token in name.tokens)


@cache
def generic_words() -> frozenset[str]:
    """Words of trade and organisation, in the one language that names are brought into."""
    return frozenset(word for concept, _ in _lexicon("words.txt") for word in concept.split())
