"""Native tables as CSV: any common delimiter and encoding."""

from __future__ import annotations

import codecs
import csv
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv as pacsv

from enduse.errors import InputError, Issue
from enduse.read.native.check import SHOWN
from enduse.read.native.header import header_place, native_words, plain
from enduse.read.native.rows import reading, together
from enduse.read.reader import HEAD_BYTES, LINE_BYTES, LONG_LINE, TITLE_ROWS, Reader, Reading, Source

DELIMITERS: Final = (",", ";", "\t", "|")

_UTF_8: Final = ("utf-8", "utf-8-sig")
_OTHER_BYTES: Final = "expected UTF-8, found other bytes: state the encoding in a YAML beside it, read as"
_STATED: Final = re.compile(r"sep=(.)", re.IGNORECASE)
_REPEATED: Final = frozenset((
    "event", "unit_kind", "part", "grade", "site", "to_site", "from_party", "to_party", "kind", "country",
    "authority", "owner", "landmark",
))  # fmt: skip
"""Columns of few distinct words: kept as dictionaries while they are checked."""


@dataclass(frozen=True)
class Dialect:
    """How the text of a file is written."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    skipped: int  # lines up to and with the header


def recognises(source: Source) -> bool:
    """Whether the first line is a header that has something of a native table."""
    if source.is_folder or not source.head.strip() or _is_binary(source.head):
        return False
    if source.text.lstrip()[:1] in ("<", "{", "["):
        return False
    if "\n" not in source.text and "\r" not in source.text and len(source.head) >= HEAD_BYTES:
        return source.path.suffix.lower() in (".csv", ".tsv")
    dialect = _dialect(source)
    if source.columns.columns or native_words(dialect.header) >= max(1, len(dialect.header) // 4):
        return True
    return source.path.suffix.lower() in (".csv", ".tsv")


def read(source: Source) -> Reading:
    """Rows of one native table.

    Raises:
        InputError: if the header is that of no native table, or the text cannot be decoded or split.
    """
    dialect = _dialect(source)
    if len(source.head) >= HEAD_BYTES and "\n" not in source.text and "\r" not in source.text:
        raise source.refuse(f"a header of at most {HEAD_BYTES >> 10} KiB", "a longer one", "Check its line ends")
    notes = []
    has_quotes, is_utf_8 = _survey(source.path)
    if dialect.encoding in _UTF_8 and not is_utf_8:
        dialect = replace(dialect, encoding=_legacy(source.path))
        notes.append(Issue(source.name, f"{_OTHER_BYTES} {dialect.encoding}"))
    table, numbers, broken = _columns(source, dialect, has_quotes)
    header = [cell.strip() for cell in dialect.header]
    good = reading(source, header, table.columns, numbers)
    return together(source, [good], [*notes, *broken])


def _dialect(source: Source) -> Dialect:
    given = source.columns
    encoding = given.encoding or _encoding(source.head)
    text = source.head.decode(encoding, errors="replace").lstrip("\ufeff")
    lines = re.split(r"\r\n|\n|\r", text)
    filled = [place for place, line in enumerate(lines) if line.strip()][:TITLE_ROWS]
    stated = _STATED.fullmatch(lines[filled[0]]) if filled else None  # what Excel writes above a header
    filled = filled[1:] if stated else filled
    marks = [given.delimiter or (stated and stated.group(1)) or _likeliest(lines[place]) for place in filled]
    rows = [lines[place].split(mark) for place, mark in zip(filled, marks, strict=True)]
    chosen = header_place(rows, given)
    first, mark = (filled[chosen], marks[chosen]) if filled else (0, ",")
    reader = csv.reader(lines[first:], delimiter=mark)
    try:
        header = next(reader, [])
    except csv.Error:
        header = []
    return Dialect(encoding, mark, tuple(header), first + max(1, reader.line_num))


def _likeliest(line: str) -> str:
    return max(DELIMITERS, key=lambda mark: (native_words(line.split(mark)), line.count(mark)))


def _encoding(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if len(head) > 3 and head[1] == 0 and head[3] == 0:
        return "utf-16-le"
    if len(head) > 3 and head[0] == 0 and head[2] == 0:
        return "utf-16-be"
    return "utf-8"


def _is_binary(head: bytes) -> bool:
    return b"\x00" in head[:4096] and not _encoding(head).startswith("utf-16")


def _legacy(path: Path) -> str:
    """Windows-1252 unless the file has bytes that it leaves undefined; Latin-1 has every byte."""
    undefined = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            if any(byte in block for byte in undefined):
                return "latin-1"
    return "cp1252"


def _columns(source: Source, dialect: Dialect, has_quotes: bool) -> tuple[pa.Table, pa.Array | None, list[Issue]]:
    """All columns as text, the number of each row where lines were left out, and the lines left out."""
    faulty: list[Any] = []

    def handle(row: Any) -> str:
        faulty.append(row)
        return "skip"

    table = _arrow(source, dialect, has_quotes, handle, threads=True)
    if not faulty:
        return table, None, []
    faulty.clear()
    table = _arrow(source, dialect, has_quotes, handle, threads=False)
    left_out = [row.number - dialect.skipped for row in faulty]
    gone = frozenset(left_out)
    kept = (number for number in range(1, table.num_rows + len(gone) + 1) if number not in gone)
    width = len(dialect.header)
    problems = [
        Issue(source.at(number), f"the line has {row.actual_columns} cells where the header has {width}")
        for number, row in zip(left_out[:SHOWN], faulty, strict=False)
    ]
    if len(left_out) > SHOWN:
        problems.append(Issue(source.at(left_out[SHOWN]), f"this line and {len(left_out) - SHOWN - 1:,} more are such"))
    return table, pa.array(kept, pa.int64()), problems


def _arrow(source: Source, dialect: Dialect, has_quotes: bool, handle: Any, threads: bool) -> pa.Table:
    names = [f"c{place}" for place in range(len(dialect.header))]
    repeated = pa.dictionary(pa.int32(), pa.string())
    ours = {plain(theirs): name for name, theirs in source.columns.columns.items()}
    kinds = {
        name: repeated if ours.get(plain(cell), plain(cell)) in _REPEATED else pa.string()
        for name, cell in zip(names, dialect.header, strict=True)
    }
    encoding = "utf8" if dialect.encoding in _UTF_8 else dialect.encoding
    try:
        return pacsv.read_csv(
            source.path,
            pacsv.ReadOptions(
                column_names=names, skip_rows=dialect.skipped, block_size=LINE_BYTES, use_threads=threads,
                encoding=encoding,
            ),
            pacsv.ParseOptions(
                delimiter=dialect.delimiter, newlines_in_values=has_quotes, invalid_row_handler=handle
            ),
            pacsv.ConvertOptions(column_types=kinds, null_values=[""], strings_can_be_null=True),
        )
    except pa.ArrowInvalid as error:
        raise _refusal(source, str(error)) from None
    except UnicodeDecodeError:
        raise source.refuse(f"text in {dialect.encoding}", "other bytes", "State its encoding in a YAML") from None


def _refusal(source: Source, problem: str) -> InputError:
    if "straddl" in problem or "block_size" in problem:
        return source.refuse(*LONG_LINE)
    if "Empty CSV" in problem:
        return source.refuse("a header and rows", "a header alone", "Export it again")
    return source.refuse("a table", problem.splitlines()[0].rstrip("."), "Export it again as CSV")


def _survey(path: Path) -> tuple[bool, bool]:
    """Whether the file has quotes, and whether it is UTF-8 throughout."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    has_quotes, is_utf_8 = False, True
    with path.open("rb") as file:
        while block := file.read(1 << 22):
            has_quotes = has_quotes or b'"' in block
            if is_utf_8:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    is_utf_8 = False
            elif has_quotes:
                break
    if is_utf_8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            is_utf_8 = False
    return has_quotes, is_utf_8


READER = Reader(
    name="csv",
    describes="native tables as CSV, by header: comma, semicolon, tab or bar; UTF-8, UTF-16, Windows-1252, Latin-1",
    recognises=recognises,
    read=read,
    order=80,
)
