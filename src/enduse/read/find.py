"""From paths to sources: which file or folder is which kind of evidence."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from enduse import registry
from enduse.errors import InputError
from enduse.read import columns
from enduse.read.reader import DOCUMENT_BYTES, HEAD_BYTES, LINE_BYTES, LONG_LINE, Reader, Reading, Source

_SET_ASIDE: Final = re.compile(
    r"(readme|licen[cs]e|notice|changelog)(\.(md|txt|rst))?|.*\.md|expected\.(json|ya?ml|toml)|thumbs\.db"
    r"|.*\.(key|pub|wal|duckdb)",
    re.IGNORECASE,
)
"""Names of files that accompany evidence and are none."""

_SKIPPED_FOLDERS: Final = ("expected", "__MACOSX", "__pycache__")


@dataclass(frozen=True)
class Found:
    """A source and the reader that knows it."""

    source: Source
    reader: Reader

    @property
    def name(self) -> str:
        """The name that references begin with."""
        return self.source.name

    @property
    def kind(self) -> str:
        """The name of the reader."""
        return self.reader.name

    def digest(self) -> tuple[str, int]:
        """SHA-256 of the bytes in hexadecimal, and their number; of a folder, of its sorted list of both."""
        if not self.source.is_folder:
            return _digest(self.source.path)
        lines, size = [], 0
        for path in sorted(path for path in self.source.path.rglob("*") if path.is_file()):
            digest, length = _digest(path)
            lines.append(f"{digest}  {path.relative_to(self.source.path).as_posix()}\n")
            size += length
        return hashlib.sha256("".join(lines).encode()).hexdigest(), size

    def read(self) -> Reading:
        """The rows of the source."""
        return self.reader.read(self.source)


PIECE_BYTES = 16 * 1024 * 1024


@cache
def readers() -> tuple[Reader, ...]:
    """Every reader, in the order in which they are asked."""
    found = (getattr(module, "READER", None) for module in registry.modules("enduse.read").values())
    return tuple(sorted((reader for reader in found if reader is not None), key=lambda r: (r.order, r.name)))


@dataclass(frozen=True)
class Sources:
    """The sources under some paths, found as they are asked for: no file's content is kept."""

    paths: tuple[Path, ...]

    def __iter__(self) -> Iterator[Found | InputError]:
        for path in self.paths:
            if path.is_dir():
                yield from _in_folder(path, path)
            else:
                yield _file(path, path.name)

    def __len__(self) -> int:
        """The number of files, which is at least that of the sources: a folder may be one."""
        walks = [len(names) for path in self.paths if path.is_dir() for _, _, names in os.walk(path)]
        return sum(walks) + sum(not path.is_dir() for path in self.paths)


def find(paths: Sequence[Path]) -> Sources:
    """Every source under ``paths`` in name order; what no reader knows comes as the error that says so.

    Raises:
        InputError: if a path does not exist.
    """
    for path in paths:
        if not path.exists():
            raise InputError(str(path), "a file or folder", "nothing of that name", "Check the path")
    return Sources(tuple(paths))


def _in_folder(folder: Path, base: Path) -> Iterator[Found | InputError]:
    whole = _folder(folder, base)
    if whole is not None:
        yield whole
        return
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        yield InputError(_name(folder, base), "a folder that can be read", "one that cannot", "Check its permissions")
        return
    beside = columns.names(folder)
    for entry in entries:
        if entry.name.startswith(".") or (entry.is_symlink() and not entry.is_file()):
            continue
        if entry.is_dir():
            if entry.name not in _SKIPPED_FOLDERS:
                yield from _in_folder(entry, base)
        elif not (_SET_ASIDE.fullmatch(entry.name) or columns.is_map(entry, beside)):
            yield _file(entry, _name(entry, base))


def _folder(folder: Path, base: Path) -> Found | InputError | None:
    name = folder.name if folder == base else _name(folder, base)
    try:
        source = Source(folder, name, columns=columns.beside(folder))
    except InputError as error:
        return _placed(error, name)
    for reader in readers():
        if reader.folders and _knows(reader, source):
            return Found(source, reader)
    return None


def _file(path: Path, name: str) -> Found | InputError:
    if not path.is_file():
        return InputError(name, "a file", "something else", "Copy its content into a file")
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
        source = Source(path, name, head, columns.beside(path))
    except OSError:
        return InputError(name, "a file that can be read", "one that cannot", "Check its permissions")
    except InputError as error:
        return _placed(error, name)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        found = "an empty file" if not head else "nothing but blanks"
        return InputError(name, "evidence", found, "Export it again")
    if _is_endless(source):
        return source.refuse(*LONG_LINE)
    for reader in readers():
        if _knows(reader, source):
            return Found(source, reader)
    return InputError(name, "evidence that some reader knows", _looks_like(source), "See enduse list readers")


def _is_endless(source: Source) -> bool:
    """Whether a text has no line end in the first 8 MiB, or none in the last: found before it is hashed."""
    size = source.path.stat().st_size
    if size < LINE_BYTES or source.text.lstrip()[:1] in ("<", "{", "[") or not source.head[:512].isascii():
        return False
    if any(byte < 9 for byte in source.head[:512]):
        return False
    with source.path.open("rb") as file:
        for place in (0, size - LINE_BYTES):
            file.seek(place)
            block = file.read(LINE_BYTES)
            if b"\n" not in block and b"\r" not in block:
                return True
    return False


def _placed(error: InputError, name: str) -> InputError:
    """The error of a column map, under the folder of the file it stands beside."""
    folder = name.rpartition("/")[0]
    where = f"{folder}/{error.where}" if folder else error.where
    return InputError(where, error.expected, error.found, error.mend)


def _knows(reader: Reader, source: Source) -> bool:
    """Whether the reader recognises the source; one that stumbles over a file does not know it."""
    try:
        return reader.recognises(source)
    except Exception:
        return False


def _looks_like(source: Source) -> str:
    head = source.head
    start = source.text.lstrip()[:1]
    if b"\x00" in head[:4096] and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "binary data"
    if start == "<":
        return "XML or HTML of another kind"
    if start in ("{", "[") and source.path.stat().st_size > DOCUMENT_BYTES:
        return f"one JSON document of {source.path.stat().st_size >> 20} MiB"
    if start in ("{", "["):
        return "JSON of another kind" if source.document is not None else "JSON that is cut off or broken"
    if b"\n" not in head and b"\r" not in head and len(head) == HEAD_BYTES:
        return "one line without an end"
    return "text of another kind"


def _name(path: Path, base: Path) -> str:
    return path.relative_to(base).as_posix()


def _digest(path: Path) -> tuple[str, int]:
    """The SHA-256 and length of a file, in pieces so large that another thread's work hardly holds them up."""
    digest, size = hashlib.sha256(), path.stat().st_size
    piece = memoryview(bytearray(min(PIECE_BYTES, max(1, size))))
    with path.open("rb", buffering=0) as file:
        while length := file.readinto(piece):
            digest.update(piece[:length])
        return digest.hexdigest(), file.tell()
