"""Reading one file or folder as admission does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from enduse.errors import InputError
from enduse.read import Reading, find


def read_path(path: Path) -> Reading:
    """The reading of the one source at ``path``; raises what refuses it."""
    (found,) = find([path])
    if isinstance(found, InputError):
        raise found
    return found.read()


@pytest.fixture
def read() -> Callable[[Path], Reading]:
    """Reads the one source at a path."""
    return read_path


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Reading]:
    """Writes text or bytes to a file and reads it."""

    def write(name: str, content: str | bytes) -> Reading:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_path(path)

    return write
