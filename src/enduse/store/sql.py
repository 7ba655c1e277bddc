"""SQL as text in files, with named parameters only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TypeAlias

import pyarrow as pa

_PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)")
_COMMENT = re.compile(r"--[^\n]*")


@dataclass(frozen=True)
class Query:
    """A statement and the values of its ``$named`` parameters."""

    text: str
    parameters: Mapping[str, object] = field(default_factory=dict)

    def named_parameters(self) -> set[str]:
        """The parameters that the text mentions outside comments."""
        return set(_PARAMETER.findall(_COMMENT.sub("", self.text)))

    def bound(self, **values: object) -> Query:
        """The same text with more values; values already given win."""
        return Query(self.text, {**values, **self.parameters})


Rows: TypeAlias = Query | pa.Table
"""The only thing that crosses a package wall."""


@cache
def named(package: str, name: str) -> Query:
    """The statement in ``name.sql`` beside the modules of ``package``."""
    return Query(resources.files(package).joinpath(f"{name}.sql").read_text(encoding="utf-8"))
