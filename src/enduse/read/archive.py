"""JSON files of a folder or a tar archive, within bounds."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, Final

from enduse.read.reader import Source

FILE_BYTES: Final = 8 << 20
"""The largest single JSON file that is read; larger ones are passed over."""

TREE_BYTES: Final = 256 << 20
"""The most that an archive may unpack to."""

TREE_FILES: Final = 200_000


def is_archive(source: Source) -> bool:
    """Whether the file is a tar archive, plain or compressed."""
    head = source.head
    if head[257:262] == b"ustar":
        return True
    return head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ")) and tarfile.is_tarfile(source.path)


def documents(source: Source, wanted: re.Pattern[str]) -> dict[str, Any]:
    """The JSON files whose path matches ``wanted``, by path; broken ones are passed over.

    Raises:
        InputError: if an archive is cut off, names a path outside itself, or unpacks to too much.
    """
    files = _in_folder(source, wanted) if source.is_folder else _in_archive(source, wanted)
    found = {}
    for path, content in files:
        try:
            found[path] = json.loads(content)
        except (ValueError, RecursionError):
            continue
    return found


def _in_folder(source: Source, wanted: re.Pattern[str]) -> Iterator[tuple[str, bytes]]:
    for path in sorted(source.path.rglob("*.json")):
        name = path.relative_to(source.path).as_posix()
        if wanted.search(name) and path.is_file() and path.stat().st_size <= FILE_BYTES:
            yield name, path.read_bytes()


def _in_archive(source: Source, wanted: re.Pattern[str]) -> Iterator[tuple[str, bytes]]:
    unpacked = 0
    try:
        with tarfile.open(source.path, "r|*") as archive:
            for number, member in enumerate(archive):
                unpacked += member.size
                if unpacked > TREE_BYTES or number > TREE_FILES:
                    raise source.refuse(
                        f"an archive of at most {TREE_BYTES >> 20} MiB unpacked", "more", "Check where it comes from"
                    )
                path = PurePosixPath(member.name)
                if path.is_absolute() or ".." in path.parts:
                    raise source.refuse(
                        "paths inside the archive", f"{member.name[:60]!r}", "Check where it comes from"
                    )
                if member.isfile() and member.size <= FILE_BYTES and wanted.search(path.as_posix()):
                    file = archive.extractfile(member)
                    if file is not None:
                        yield path.as_posix(), file.read()
    except (tarfile.TarError, EOFError, OSError) as error:
        problem = "one that is cut off" if "end" in str(error).lower() else "one that is broken"
        raise source.refuse("a whole archive", problem, "Copy it again") from None
