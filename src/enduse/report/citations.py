"""References as numbered facts, each leading to file, row and hash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from markupsafe import Markup, escape

from enduse.store import View, named


@dataclass(frozen=True)
class Fact:
    """One cited row: its number, the file it stands in, and what it says."""

    number: int
    reference: str
    file: str
    row: str
    exhibit: str | None
    says: str


class Citations:
    """Numbers references in the order in which the report meets them."""

    def __init__(self, view: View, references: Iterable[str]) -> None:
        self._numbers = {reference: place for place, reference in enumerate(dict.fromkeys(references), start=1)}
        self._rows = self._look_up(view)
        self._files = {
            row["file"]: row["exhibit"]
            for row in view.rows("SELECT file, MIN(exhibit) AS exhibit FROM exhibits GROUP BY file")
        }

    def _look_up(self, view: View) -> dict[str, str]:
        view.register("cited", pa.table({"source": pa.array(list(self._numbers), pa.string())}))
        found: dict[str, Any] = {}
        for row in view.rows(named("enduse.report.queries", "cited_rows")):
            found.setdefault(row["source"], row["row_text"])
        return found

    def mark(self, references: Iterable[str]) -> Markup:
        """Superscript links to the facts; empty for references that are not known."""
        known = sorted({self._numbers[one] for one in references if one in self._numbers})
        links = Markup(" ").join(Markup(f'<a href="#fact-{number}">F{number}</a>') for number in known)
        return Markup(f'<sup class="cite">{links}</sup>') if known else Markup("")

    def facts(self) -> list[Fact]:
        """All cited rows by number."""
        return [self._fact(number, reference) for reference, number in self._numbers.items()]

    def _fact(self, number: int, reference: str) -> Fact:
        file, row = split(reference)
        says = self._rows.get(reference, "row of the file as admitted")
        return Fact(number, reference, file, row, self._files.get(file), says)


def split(reference: str) -> tuple[str, str]:
    """File and row of a reference.

    >>> split("events.csv:12"), split("dump.xml#gpu/3")
    (('events.csv', 'row 12'), ('dump.xml', 'gpu/3'))
    """
    if "#" in reference:
        file, _, locator = reference.partition("#")
        return file, locator
    file, _, row = reference.rpartition(":")
    return (file, f"row {row}") if file and row.isdigit() else (reference, "")


def file_anchor(file: str) -> str:
    """The anchor of a file in the list of sources."""
    return "file-" + "".join(letter if letter.isalnum() else "-" for letter in str(escape(file)))
