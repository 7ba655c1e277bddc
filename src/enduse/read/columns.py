"""The YAML beside a file or folder: its headers in our words."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from enduse.errors import InputError
from enduse.read.reader import ColumnMap
from enduse.registry import load_yaml

_KEYS: Final = ("columns", "defaults", "values", "table", "dates", "delimiter", "encoding")
_SHARED: Final = ("columns", "column_map", "map")
_BYTES: Final = 1 << 20


def beside(path: Path) -> ColumnMap:
    """The column map of a file or folder: ``NAME.yaml``, ``NAME.EXT.yaml``, else ``columns.yaml`` of its folder.

    Raises:
        InputError: if the YAML is broken or is no column map.
    """
    for candidate in _candidates(path):
        if candidate.is_file() and candidate != path and not _is_evidence(candidate):
            return _load(candidate)
    return ColumnMap()


def is_map(path: Path, beside: frozenset[str]) -> bool:
    """Whether a YAML file is there for the files beside it, and so is no evidence itself.

    Args:
        beside: names of the other files and folders, with and without their endings.
    """
    stem, _, end = path.name.rpartition(".")
    if end.lower() not in ("yaml", "yml"):
        return False
    own, _, word = stem.rpartition(".")
    named = stem.lower() in _SHARED or stem in beside or (word in ("columns", "map") and own in beside)
    return named and not _is_evidence(path)


def names(folder: Path) -> frozenset[str]:
    """The names in a folder that a column map may be beside."""
    found = [entry for entry in folder.iterdir() if entry.suffix.lower() not in (".yaml", ".yml")]
    return frozenset(name for entry in found for name in (entry.name, entry.stem))


def _candidates(path: Path) -> list[Path]:
    stems = [path.name, path.stem] if path.suffix else [path.name]
    own = [path.parent / f"{stem}{end}" for stem in dict.fromkeys(stems) for end in (".yaml", ".yml")]
    own += [path.parent / f"{stem}.{word}.yaml" for stem in stems for word in ("columns", "map")]
    return own + [path.parent / f"{word}{end}" for word in _SHARED for end in (".yaml", ".yml")]


def _is_evidence(path: Path) -> bool:
    """Whether a YAML file is evidence of its own: a corrected lead stands beside the text it was read from."""
    with path.open("rb") as file:
        return re.search(rb"(?m)^enduse_lead:", file.read(4096)) is not None


def _load(path: Path) -> ColumnMap:
    if path.stat().st_size > _BYTES:
        raise InputError(path.name, "a column map", f"{path.stat().st_size >> 20} MiB", "Remove the file")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(path.name, "UTF-8", "other bytes", "Save the column map as UTF-8") from None
    given = load_yaml(text, path.name)
    if given is None:
        return ColumnMap()
    if not isinstance(given, Mapping):
        raise InputError(path.name, "a mapping of our columns to theirs", type(given).__name__, "See docs/evidence.md")
    flat = not any(key in given for key in _KEYS)
    for key, holds, expected in (
        ("encoding", _is_encoding, "the name of an encoding"),
        ("delimiter", lambda mark: len(mark) == 1, "one character"),
    ):
        if not flat and key in given and not (isinstance(given[key], str) and holds(given[key])):
            raise InputError(path.name, f"{expected} as {key}", repr(given[key]), "See docs/evidence.md")
    columns = _texts(path, "columns", given if flat else given.get("columns", {}))
    values = given.get("values", {}) if not flat else {}
    return ColumnMap(
        columns=columns,
        defaults=_texts(path, "defaults", given.get("defaults", {}) if not flat else {}),
        values={str(name): _texts(path, f"values.{name}", words) for name, words in dict(values).items()},
        **{key: str(given[key]) for key in ("table", "dates", "delimiter", "encoding") if not flat and key in given},
    )


def _is_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True


def _texts(path: Path, key: str, given: Any) -> dict[str, str]:
    if not isinstance(given, Mapping) or not all(isinstance(value, str) for value in given.values()):
        raise InputError(path.name, f"names and words under {key}", "something else", "See docs/evidence.md")
    return {str(name): value for name, value in given.items()}
