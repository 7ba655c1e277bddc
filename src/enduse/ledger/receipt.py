"""The receipt: what came in, what had been there, what was refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from enduse.errors import Issue


@dataclass(frozen=True)
class Admitted:
    """What became of one source."""

    file: str
    kind: str
    events: int
    issues: int
    repeat: bool = False
    hashes: tuple[str, ...] | None = None
    ignored: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        """As the receipt prints it."""
        said: dict[str, Any] = {"file": self.file, "kind": self.kind, "events": self.events, "issues": self.issues}
        if self.repeat:
            said["repeat"] = True
        if self.hashes is not None:
            said["hashes"] = list(self.hashes)
        if self.ignored:
            said["ignored_columns"] = list(self.ignored)
        return said


@dataclass
class Receipt:
    """What was admitted, what had been before, and what was set aside."""

    admitted: int = 0
    repeats: int = 0
    events: int = 0
    issues: list[Issue] = field(default_factory=list)
    sources: list[Admitted] = field(default_factory=list)
    leaves: int = 0
    root: str = ""

    def json(self) -> dict[str, Any]:
        """The receipt as one JSON object."""
        return {
            "admitted": self.admitted,
            "repeats": self.repeats,
            "events": self.events,
            "issues": [{"where": issue.where, "problem": issue.problem} for issue in self.issues],
            "sources": [source.json() for source in self.sources],
            "log": {"size": self.leaves, "root": self.root},
        }
