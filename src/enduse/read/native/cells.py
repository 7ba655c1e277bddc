"""Columns of text as instants, numbers and words, whole columns at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

Column: TypeAlias = pa.ChunkedArray
Typed: TypeAlias = tuple[Column, Column | None]
"""A typed column, and where text was there that is none of the type; None where all is well."""

INSTANT = pa.timestamp("us")
_ZONED = pa.timestamp("us", "UTC")


def text(column: Column) -> Column:
    """The column as text without blanks at the ends; empty text is empty."""
    if pa.types.is_dictionary(column.type):
        return _over_words(column, lambda words: text(words))
    plain = column if pa.types.is_string(column.type) else column.cast(pa.string())
    trimmed = pc.utf8_trim_whitespace(plain)
    empty = pc.equal(trimmed, "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), trimmed) if pc.any(empty).as_py() else trimmed


def instants(column: Column, dates: str | None = None) -> Typed:
    """ISO 8601 dates and instants as UTC without zone; a date is its first moment, no zone is UTC.

    Args:
        dates: a strptime format that the file uses instead.
    """
    if pa.types.is_temporal(column.type):
        zoned = pa.types.is_timestamp(column.type) and column.type.tz is not None
        return (column.cast(_ZONED, safe=False).cast(INSTANT) if zoned else column.cast(INSTANT, safe=False)), None
    column = text(column)
    if dates is None:
        for kind in (_ZONED, INSTANT):
            try:
                return column.cast(kind).cast(INSTANT), None
            except pa.ArrowInvalid:
                continue
    return _parsed(column, INSTANT, lambda word: instant(word, dates))


def numbers(column: Column) -> Typed:
    """Numbers as doubles; a decimal comma is understood where there is no point."""
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        return _finite(column.cast(pa.float64()))
    column = text(column)
    try:
        return _finite(column.cast(pa.float64()))
    except pa.ArrowInvalid:
        return _parsed(column, pa.float64(), _number)


def counts(column: Column) -> Typed:
    """Whole numbers; ``8.0`` is one, ``8.5`` is not."""
    if pa.types.is_integer(column.type):
        return column.cast(pa.int64()), None
    if not pa.types.is_floating(column.type):
        column = text(column)
    try:
        return column.cast(pa.int64()), None
    except pa.ArrowInvalid:
        return _parsed(text(column), pa.int64(), _count)


def words(column: Column, known: tuple[str, ...], spoken: Mapping[str, str]) -> Typed:
    """Words of a closed vocabulary, in our spelling whatever the case; ``spoken`` are a company's own words."""
    column = text(column)
    ours = {word.casefold(): word for word in known} | {word.casefold(): own for word, own in spoken.items()}
    def own(word: str) -> str | None:
        folded = word.casefold()
        return ours.get(folded) or ours.get(folded.replace(" ", "_"))

    return _parsed(column, pa.string(), own)


def instant(word: str, dates: str | None = None) -> datetime | None:
    """One ISO 8601 date or instant as UTC without zone, or None.

    >>> instant("2025-03-12T08:00:00+08:00")
    datetime.datetime(2025, 3, 12, 0, 0)
    """
    if len(word) < 8:
        return None
    try:
        if dates is not None:
            moment = datetime.strptime(word, dates)
        elif len(word) == 10:
            day = date.fromisoformat(word)
            moment = datetime(day.year, day.month, day.day)
        else:
            moment = datetime.fromisoformat(word.upper())
    except ValueError:
        return instant(word) if dates is not None else None
    try:
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except OverflowError:
        return None


def _finite(column: Column) -> Typed:
    wrong = pc.and_(pc.is_valid(column), pc.invert(pc.is_finite(column)))
    return (column, wrong) if pc.any(wrong).as_py() else (column, None)


def _number(word: str) -> float | None:
    try:
        number = float(word.replace(",", ".") if "." not in word else word)
    except ValueError:
        return None
    return number if abs(number) < float("inf") and "_" not in word else None


def _count(word: str) -> int | None:
    number = _number(word)
    return int(number) if number is not None and number == int(number) and abs(number) < 2**53 else None


def _parsed(column: Column, kind: pa.DataType, parse: Callable[[str], Any]) -> Typed:
    """Parse each distinct word once."""
    encoded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    encoded = encoded.unify_dictionaries()
    distinct = encoded.chunk(0).dictionary if encoded.num_chunks else pa.array([], pa.string())
    values = pa.array([None if word is None else parse(word) for word in distinct.to_pylist()], kind)
    parsed = [pc.take(values, chunk.indices) for chunk in encoded.chunks]
    typed = pa.chunked_array(parsed, kind)
    wrong = pc.and_(pc.is_valid(encoded), pc.is_null(typed)) if values.null_count else None
    return typed, wrong if wrong is not None and pc.any(wrong).as_py() else None


def _over_words(column: Column, change: Callable[[Column], Column]) -> Column:
    """Change the distinct words of a dictionary column and leave it one."""
    chunks = []
    for chunk in column.chunks:
        changed = change(pa.chunked_array([chunk.dictionary]))
        dictionary = changed.combine_chunks()
        dictionary = dictionary if isinstance(dictionary, pa.Array) else dictionary.chunk(0)
        if dictionary.null_count:
            return change(column.cast(pa.string()))
        chunks.append(pa.DictionaryArray.from_arrays(chunk.indices, dictionary))
    return pa.chunked_array(chunks, column.type) if chunks else column
