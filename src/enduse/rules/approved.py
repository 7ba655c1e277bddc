"""Approved end users in the United Arab Emirates, by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from enduse import registry

FIRST_DAY = date(2026, 7, 10)
_FORMS = re.compile(r"\b(llc|l l c|ltd|limited|inc|incorporated|corp|corporation|co|plc|pjsc|fz|fze|pbc|gmbh|sa|bv)\b")


@dataclass(frozen=True)
class Approval:
    """What Supp. 8 to part 740 says of a name: approved, not, or open; and where the group is headquartered."""

    approved: bool | None
    headquarters: str | None


@dataclass(frozen=True)
class _Group:
    until: date | None
    headquarters: str
    names: frozenset[str]
    leads: tuple[str, ...]


def approval(name: str, day: date) -> Approval:
    """Whether an end user of that name is approved on ``day``; a likely subsidiary or agency is left open.

    >>> approval("Core42 Technology Projects LLC", date(2026, 8, 1)).approved
    True
    >>> approval("Core42 Technology Projects LLC", date(2027, 4, 7)).approved
    False
    """
    folded = _folded(name)
    for group in _groups():
        named = folded in group.names
        if named or any(folded.startswith(f"{lead} ") for lead in group.leads):
            lapsed = day < FIRST_DAY or (group.until is not None and day > group.until)
            if lapsed:
                return Approval(False, group.headquarters if named else None)
            return Approval(True, group.headquarters) if named else Approval(None, None)
    return Approval(False, None)


def lapses() -> tuple[date, ...]:
    """The first days on which an approval no longer holds."""
    return tuple(group.until + timedelta(days=1) for group in _groups() if group.until)


@cache
def _groups() -> tuple[_Group, ...]:
    text = registry.texts(__package__, ".yaml")["approved_uae"]
    return tuple(
        _Group(
            date.fromisoformat(entry["until"]) if entry["until"] else None,
            entry["headquarters"],
            frozenset(map(_folded, entry["names"])),
            tuple(map(_folded, entry["leads"])),
        )
        for entry in registry.load_yaml(text, "approved_uae.yaml")
    )


def _folded(name: str) -> str:
    spoken = re.sub(r"\([^)]*\)", " ", name) if not name.startswith("(") else name
    plain = re.sub(r"[^a-z0-9]+", " ", spoken.lower().replace(".", ""))
    return " ".join(_FORMS.sub(" ", plain).split()) or plain.strip()
