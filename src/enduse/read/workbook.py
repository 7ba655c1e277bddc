"""Native tables as XLSX: every sheet that is one."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, Final

import pyarrow as pa

from enduse.errors import InputError, Issue
from enduse.read.native.header import header_place
from enduse.read.native.rows import reading, together
from enduse.read.reader import TITLE_ROWS, Reader, Reading, Source

UNPACKED_BYTES: Final = 1 << 30
"""The most that a workbook may unpack to."""

EXPANSION: Final = 200
"""The greatest ratio of unpacked to packed size beyond the first 64 MiB; real workbooks reach about 40."""

_SMALL: Final = 64 << 20


def recognises(source: Source) -> bool:
    """Whether the file is a zip archive with a workbook in it."""
    if not source.head.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(source.path) as archive:
            return any(name.endswith("workbook.xml") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return b"xl/" in source.head or b"[Content_Types].xml" in source.head


def read(source: Source) -> Reading:
    """The rows of every sheet with the header of a native table among its first rows.

    Rows of the first such sheet are ``FILE:ROW``, of the others ``FILE#SHEET:ROW``.

    Raises:
        InputError: if the workbook is broken, unpacks to too much, or no sheet is a native table.
    """
    import openpyxl  # half of the time that all readers take to import, and most folders have no workbook

    _bound(source)
    try:
        book = openpyxl.load_workbook(source.path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets through whatever its parsers raise
        raise _broken(source, error) from None
    parts: list[Reading] = []
    refused: list[tuple[str, InputError]] = []
    try:
        for sheet in book.worksheets:
            try:
                found = _sheet(source, sheet.title, sheet.iter_rows(values_only=True), is_first=not parts)
            except InputError as error:
                refused.append((sheet.title, error))
                continue
            if found is not None:
                parts.append(found)
    except Exception as error:
        raise _broken(source, error) from None
    finally:
        book.close()
    if not parts:
        raise refused[0][1] if refused else source.refuse("a sheet with a header", "empty sheets", "Export it again")
    notes = [Issue(source.at(title), f"no native table: {error.found}") for title, error in refused]
    return together(source, parts, notes)


def _sheet(source: Source, title: str, rows: Iterable[Sequence[Any]], is_first: bool) -> Reading | None:
    filled: Iterator[tuple[int, Sequence[Any]]] = (
        (number, row) for number, row in enumerate(rows) if any(cell not in (None, "") for cell in row)
    )
    above = list(itertools.islice(filled, TITLE_ROWS))
    if not above:
        return None
    place = header_place([[str(cell or "") for cell in row] for _, row in above], source.columns)
    top, header = above[place]
    filled = itertools.chain(above[place + 1 :], filled)
    width = max((place + 1 for place, cell in enumerate(header) if cell not in (None, "")), default=0)
    names = ["" if cell is None else str(cell) for cell in header[:width]]
    columns: list[list[str | None]] = [[] for _ in names]
    numbers: list[int] = []
    for batch in _batches(filled):
        for number, row in batch:
            numbers.append(number - top)
            for place, column in enumerate(columns):
                column.append(_text(row[place]) if place < len(row) else None)
    arrays = [pa.chunked_array([pa.array(column, pa.string())]) for column in columns]
    return reading(source, names, arrays, pa.array(numbers, pa.int64()), None if is_first else title)


def _batches(rows: Iterator[tuple[int, Sequence[Any]]]) -> Iterator[list[tuple[int, Sequence[Any]]]]:
    while batch := list(itertools.islice(rows, 10_000)):
        yield batch


def _text(cell: Any) -> str | None:
    """A cell as a CSV would hold it; Excel keeps whole numbers as doubles and dates as instants."""
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def _bound(source: Source) -> None:
    try:
        with zipfile.ZipFile(source.path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError):
        raise source.refuse("a whole workbook", "one that is cut off or broken", "Copy it again") from None
    packed = source.path.stat().st_size
    if unpacked > UNPACKED_BYTES or (unpacked > _SMALL and unpacked > EXPANSION * packed):
        raise source.refuse(
            f"a workbook that unpacks to {UNPACKED_BYTES >> 20} MiB and {EXPANSION} times its size at most",
            f"{unpacked >> 20} MiB",
            "Check where it comes from",
        )


def _broken(source: Source, error: Exception) -> InputError:
    problem = " ".join(str(error).split())[:80] or type(error).__name__
    return source.refuse("a workbook that can be read", f"a broken one ({problem})", "Save it again as XLSX or CSV")


READER = Reader(
    name="xlsx",
    describes="native tables as XLSX: every sheet with the header of one",
    recognises=recognises,
    read=read,
)
