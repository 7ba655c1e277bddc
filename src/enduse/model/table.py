"""One declaration for a row as an object and as a table."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

Kind = Literal["evidence", "derived"]
Row = TypeVar("Row")


@dataclass(frozen=True)
class Column:
    """One column: its Python type, whether it may be empty, and what it means."""

    name: str
    type: Any
    nullable: bool
    meaning: str


@dataclass(frozen=True)
class Table:
    """A declared table: its columns, who writes it, the dataclass that is one row of it, what names a row."""

    name: str
    kind: Kind
    writer: str
    about: str
    columns: tuple[Column, ...]
    row: type
    key: tuple[str, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


_TABLES: dict[str, Table] = {}


def table(name: str, *, kind: Kind, writer: str, key: tuple[str, ...] = ()) -> Callable[[type[Row]], type[Row]]:
    """Declare a frozen dataclass as the table ``name``, written by the module ``writer`` only.

    Every field is ``Annotated[type, "meaning"]``; ``| None`` makes the column nullable. No two rows share a ``key``.
    """

    def declare(row: type[Row]) -> type[Row]:
        about = (row.__doc__ or "").strip().splitlines()[0]
        _TABLES[name] = Table(name, kind, writer, about, _columns(row), row, key)
        return row

    return declare


def tables() -> dict[str, Table]:
    """Every declared table by name, evidence first; loads all modules of the model."""
    from enduse import registry

    registry.modules("enduse.model")
    return dict(sorted(_TABLES.items(), key=lambda item: (item[1].kind != "evidence", item[0])))


def _columns(row: type) -> tuple[Column, ...]:
    hints = typing.get_type_hints(row, include_extras=True)
    columns = []
    for field in dataclasses.fields(row):
        annotation = hints[field.name]
        plain, meaning = typing.get_args(annotation)[:2]
        nullable = isinstance(plain, types.UnionType) and types.NoneType in plain.__args__
        if nullable:
            (plain,) = (part for part in plain.__args__ if part is not types.NoneType)
        columns.append(Column(field.name, plain, nullable, meaning))
    return tuple(columns)
