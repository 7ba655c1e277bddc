"""What machine dumps have in common: units seen, names bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from enduse.errors import Issue
from enduse.model import parts
from enduse.model.identifiers import is_placeholder
from enduse.read.native.cells import instant
from enduse.read.reader import Reading, Source
from enduse.read.rows import tables

GRADE = "read"
"""The device answered electronically; it signed nothing."""


@dataclass
class Dump:
    """The rows of one dump as they are collected.

    The site, and the time where the dump has none, come from ``defaults`` in the YAML beside it: machines do
    not know where they are.
    """

    source: Source
    happened: datetime | None
    events: list[dict[str, Any]] = field(default_factory=list)
    identifiers: list[dict[str, Any]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def __post_init__(self) -> None:
        stated = self.source.columns.defaults.get("happened") or self.source.columns.defaults.get("at")
        if self.happened is None and stated:
            self.happened = instant(stated)

    def expect_time(self) -> None:
        """Refuse a dump that nothing dates.

        Raises:
            InputError: if neither the dump nor the YAML beside it says when it was made.
        """
        if self.happened is None:
            raise self.source.refuse(
                "a dump that says when it was made", "no time in it", "State defaults: {happened: …} in a YAML beside"
            )

    def host(self, unit: str, where: str, part: str | None, parent: str | None, *, holds_gpus: bool) -> None:
        """Say that a machine answered, where it has to do with GPUs.

        A web server is bound to its names and no more: a machine counts for the GPUs of its model, so it is
        only told of where it holds some, where its model is one that does, or where somebody says its site.
        """
        is_placed = "site" in self.source.columns.defaults
        if self.happened is not None and (holds_gpus or is_placed or parts.match(part)):
            self.seen(unit, "server", where, part=part, parent=parent)

    def seen(
        self, unit: str, unit_kind: str, where: str, *, part: str | None = None, parent: str | None = None,
        note: str | None = None,
    ) -> None:
        """Say that a unit answered."""
        defaults = self.source.columns.defaults
        self.events.append(
            {
                "event": "observing",
                "happened": self.happened,
                "unit": unit,
                "unit_kind": unit_kind,
                "part": part,
                "quantity": 1,
                "site": defaults.get("site"),
                "parent": parent if parent != unit else None,
                "grade": GRADE,
                "document": defaults.get("document"),
                "recorded": self.happened,
                "note": note,
                "source": self.source.at(where),
            }
        )

    def bind(self, unit: str, names: Mapping[str, str | None], where: str) -> None:
        """Bind other names to a unit, by kind; placeholders and the unit's own name bind nothing."""
        for kind, name in names.items():
            if name is None or is_placeholder(name) or name == unit:
                continue
            self.identifiers.append(
                {
                    "unit": unit,
                    "identifier": name,
                    "identifier_kind": kind,
                    "from_": self.happened,
                    "grade": GRADE,
                    "recorded": self.happened,
                    "source": self.source.at(where),
                }
            )

    def set_aside(self, where: str, problem: str) -> None:
        """Name something that cannot be a row."""
        self.issues.append(Issue(self.source.at(where), problem))

    def reading(self) -> Reading:
        """The rows collected."""
        rows = tables(events=self.events, identifiers=self.identifiers)
        return Reading(rows, tuple(self.issues), len(self.events))


def meaningful(text: str | None) -> str | None:
    """The text stripped, None where it is a placeholder."""
    return None if text is None or is_placeholder(text) else text.strip()
