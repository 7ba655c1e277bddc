"""What a reader is: a name, a test by content, and rows.

Adding a reader is adding one file (or folder) here that has a ``READER``:

    READER = Reader(
        name="dmidecode",
        describes="text that dmidecode prints for one host",
        recognises=lambda source: b"SMBIOS" in source.head,
        read=read_dmidecode,            # Callable[[Source], Reading]
    )

``recognises`` looks at the content (``source.head``, ``source.document``), never at the extension, and
does not raise. ``read`` returns rows by table and the rows that it set aside as issues; it raises
``InputError`` (``source.refuse``) where nothing of the file can be admitted. Rows carry ``source``, made
by ``source.at(3)`` (row 3) or ``source.at("a locator")``; ``exhibit``, ``sequence`` and ``loaded`` are
filled when the rows are admitted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from enduse.errors import InputError, Issue

HEAD_BYTES: Final = 1 << 16
"""How much of a file ``recognises`` may look at without reading it all."""

DOCUMENT_BYTES: Final = 256 << 20
"""The largest JSON or XML document that is read; rows have no such bound."""


LINE_BYTES: Final = 8 << 20
"""The longest line of a table that is read."""

TITLE_ROWS: Final = 15
"""How many rows may stand above a header, and the header with them."""

LONG_LINE: Final = (
    f"lines of at most {LINE_BYTES >> 20} MiB",
    "a longer one",
    "Check the line ends and the quotes of the file",
)
"""What is expected, found and to be mended where a line has no end."""


@dataclass(frozen=True)
class ColumnMap:
    """How a company's own headers become ours, from a YAML file beside the data."""

    columns: Mapping[str, str] = field(default_factory=dict)  # ours -> theirs
    defaults: Mapping[str, str] = field(default_factory=dict)  # ours -> value where the file has none
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # ours -> their word -> our word
    table: str | None = None
    dates: str | None = None  # a strptime format
    delimiter: str | None = None
    encoding: str | None = None


@dataclass(frozen=True)
class Source:
    """One thing to read: a file, or a folder that is one exhibit."""

    path: Path
    name: str  # relative to the folder that was given, with forward slashes
    head: bytes = b""  # the first 64 KiB of a file, empty for a folder
    columns: ColumnMap = field(default_factory=ColumnMap)

    @property
    def is_folder(self) -> bool:
        """Whether this source is a folder."""
        return self.path.is_dir()

    @cached_property
    def text(self) -> str:
        """The head as text, leniently: for recognising only."""
        if self.head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return self.head.decode("utf-16", errors="replace")
        return self.head.decode("utf-8-sig", errors="replace")

    @cached_property
    def document(self) -> Any:
        """The file as parsed JSON; None where it is not JSON or is beyond ``DOCUMENT_BYTES``."""
        if self.text.lstrip()[:1] not in ("{", "["):
            return None
        if self.path.stat().st_size > DOCUMENT_BYTES:
            return None
        try:
            return json.loads(self.path.read_bytes())
        except (ValueError, RecursionError):
            return None

    def at(self, locator: int | str) -> str:
        """The reference of a row (``FILE:3``) or of a place in a file (``FILE#locator``)."""
        return f"{self.name}:{locator}" if isinstance(locator, int) else f"{self.name}#{locator}"

    def content(self, limit: int = DOCUMENT_BYTES) -> bytes:
        """All bytes of the file.

        Raises:
            InputError: if there are more than ``limit``.
        """
        size = self.path.stat().st_size
        if size > limit:
            raise self.refuse(
                f"a document of at most {limit >> 20} MiB", f"{size >> 20} MiB", "Split it or give it as CSV"
            )
        return self.path.read_bytes()

    def refuse(self, expected: str, found: str, mend: str) -> InputError:
        """The error that refuses this file, for the reader to raise."""
        return InputError(self.name, expected, found, mend)


@dataclass(frozen=True)
class Reading:
    """What a reader got out of a source.

    Attributes:
        tables: rows by evidence table; absent columns are NULL.
        issues: rows set aside, one sentence each.
        events: events of the document: one event with ten identifiers is one.
        hashes: canonical EPCIS event hashes in document order; None for other formats.
        ignored: column names of the file that no table knows.
    """

    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    events: int = 0
    hashes: tuple[str, ...] | None = None
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    """One kind of evidence: how to know it and how to read it.

    Attributes:
        order: readers are asked in this order; the general ones (plain text) come late.
        folders: whether a whole folder may be one source of this kind.
    """

    name: str
    describes: str
    recognises: Callable[[Source], bool]
    read: Callable[[Source], Reading]
    order: int = 50
    folders: bool = False
