"""What of a lead is held against lots: predicates as intervals, hard or soft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from enduse.claims.lead import Lead
from enduse.claims.lexicon import family_of, words
from enduse.claims.propositions import Proposition
from enduse.errors import InputError

RESTRICTED: Final = frozenset({"CN", "HK", "MO", "RU", "BY", "IR", "KP", "SY", "CU"})
"""A claim's places of this list are where the chips are said to have gone, not where they were installed."""

_CLAIMING: Final = frozenset({"asserts", "alleges", "charged", "admits", "court_found", "corrects"})
_GONE: Final = frozenset({"dismantled", "shipped", "sold"})


@dataclass(frozen=True)
class Claim:
    """The predicates of one lead.

    Attributes:
        parts: part or family names; hard.
        stays: countries where the units are said to have been; hard where a country is named, soft for a region.
        destinations: restricted countries where they are said to have gone.
        first, last: days of the matter as the text states them; None where it does not.
        said_on: day of the text, where the text itself gives it; the removal came before it.
        removed: whether the units are said to have left; inspected: whether they passed an inspection before.
        quantity: chips, both ends inclusive; for the whole claim, never for one lot.
    """

    lead: str
    proposition: str
    parts: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    stays_hard: bool = False
    destinations: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    said_on: date | None = None
    removed: bool = False
    inspected: bool = False
    quantity: tuple[int, int | None] | None = None
    quantity_unit: str | None = None
    units: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    confirmed_by: str | None = None
    spans: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_checkable(self) -> bool:
        """Whether anything of it can be held against a lot."""
        return bool(
            self.parts
            or self.stays
            or self.units
            or self.first
            or self.last
            or self.parties
            or self.destinations
            or self.removed
        )

    @property
    def families(self) -> frozenset[str]:
        """Families of the parts."""
        return frozenset(family_of(part) for part in self.parts)

    def chips_wanted(self) -> tuple[int, int | None] | None:
        """The claimed quantity in chips: servers and boards hold 8, racks 72."""
        each = {"servers": 8, "boards": 8, "racks": 72, "chips": 1, "units": 1}.get(self.quantity_unit or "")
        if self.quantity is None or each is None:
            return None
        low, high = self.quantity
        return low * each, None if high is None else high * each

    def record(self) -> dict[str, Any]:
        """The claim as the lead file holds it."""
        return {
            "proposition": self.proposition,
            "parts": list(self.parts),
            "stays": list(self.stays),
            "stays_hard": self.stays_hard,
            "destinations": list(self.destinations),
            "from": _day(self.first),
            "to": _day(self.last),
            "said_on": _day(self.said_on),
            "removed": self.removed,
            "inspected": self.inspected,
            "quantity": list(self.quantity) if self.quantity else None,
            "quantity_unit": self.quantity_unit,
            "units": list(self.units),
            "parties": list(self.parties),
            "methods": list(self.methods),
        }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def claim_of(lead: Lead) -> Claim:
    """The claim that a lead makes: the custody proposition of which most is said, with what its assertions name."""
    name = lead.document.name
    custody = [p for p in lead.propositions if p.matter == "custody" and p.modes.keys() & _CLAIMING]
    if not custody:
        return Claim(name, "")
    main = max(custody, key=lambda p: (_weight(lead, p), -custody.index(p)))
    told = [
        lead.assertions[i]
        for i in main.members
        if lead.assertions[i].modality in _CLAIMING and lead.assertions[i].matter in ("custody", "correction")
    ]
    parts = dict.fromkeys(part for a in told for part in a.predicates.get("parts", ()))
    countries = dict.fromkeys(c for a in told for c in a.predicates.get("countries", ()))
    stays = [c for c in countries if c not in RESTRICTED and c != "US"] or [c for c in countries if c not in RESTRICTED]
    regions = dict.fromkeys(r for a in told for r in a.predicates.get("regions", ()))
    by_region = [c for r in regions for c in words("routes")["regions"][r]["countries"]]
    steps = {step for a in told for step in a.steps}
    methods = dict.fromkeys(m for a in told for m in a.predicates.get("methods", ()))
    firsts = [date.fromisoformat(a.predicates["from"]) for a in told if "from" in a.predicates]
    lasts = [date.fromisoformat(a.predicates["to"]) for a in told if "to" in a.predicates]
    document = lead.document
    return Claim(
        lead=name,
        proposition=main.id,
        parts=tuple(parts),
        stays=tuple(stays or by_region),
        stays_hard=bool(stays),
        destinations=tuple(c for c in countries if c in RESTRICTED),
        first=min(firsts, default=None),
        last=max(lasts, default=None) if len(lasts) >= len(firsts) else None,
        said_on=document.published if document.published_basis != "the file name" else None,
        removed=bool(
            steps & _GONE or methods.keys() & {"T04", "T05", "T06"} or any(c in RESTRICTED for c in countries)
        ),
        inspected=bool("inspected" in steps or methods.keys() & {"T05", "T04"}),
        quantity=main.quantity,
        quantity_unit=main.unit,
        units=tuple(dict.fromkeys(u for a in told for u in a.predicates.get("units", ()))),
        parties=tuple(dict.fromkeys(p for a in told for p in a.predicates.get("parties", ()))),
        methods=tuple(methods),
        spans={a.span: a.modality for a in told},
    )


def _weight(lead: Lead, proposition: Proposition) -> int:
    hard = {"parts", "quantity", "countries", "units", "methods", "from"}
    return sum(len(lead.assertions[i].predicates.keys() & hard) for i in proposition.members)


def claim_from(record: Mapping[str, Any], lead: str, where: str) -> Claim:
    """The claim that an analyst has written or corrected.

    Raises:
        InputError: if a value is of the wrong kind, or two of them contradict each other.
    """
    quantity = _interval(record.get("quantity"), where)
    first, last, said_on = (_date(record.get(key), where, key) for key in ("from", "to", "said_on"))
    if first and last and first > last:
        raise InputError(where, "a time that begins before it ends", f"from {first} to {last}", "Mend from and to")
    if first and said_on and first > said_on:
        raise InputError(
            where,
            "a matter older than the text that reports it",
            f"from {first}, said on {said_on}",
            "Mend one of the two",
        )
    return Claim(
        lead,
        str(record.get("proposition") or ""),
        _names(record, "parts", where),
        _names(record, "stays", where),
        _flag(record.get("stays_hard")),
        _names(record, "destinations", where),
        first,
        last,
        said_on,
        _flag(record.get("removed")),
        _flag(record.get("inspected")),
        quantity,
        record.get("quantity_unit") or None,
        _names(record, "units", where),
        _names(record, "parties", where),
        _names(record, "methods", where),
        record.get("confirmed_by") or None,
    )


def _names(record: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = record.get(key) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputError(where, f"a list of names for {key}", repr(value), "Write it as [one, two]")
    return tuple(value)


def _flag(value: Any) -> bool:
    return str(value).lower() in ("true", "yes", "1")


def _date(value: Any, where: str, key: str) -> date | None:
    if value in (None, "", "null", "~"):
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise InputError(where, f"a date for {key}", repr(value), "Write year-month-day") from None


def _interval(value: Any, where: str) -> tuple[int, int | None] | None:
    if value in (None, "", "null", []):
        return None
    try:
        low, high = value
        least, most = int(low), None if high in (None, "", "null", "~") else int(high)
    except (TypeError, ValueError):
        raise InputError(
            where, "a quantity as [least, greatest]", repr(value), "Write two whole numbers, or null for an open end"
        ) from None
    if most is not None and least > most:
        raise InputError(
            where,
            "a quantity whose least is at most its greatest",
            f"{least} to {most}",
            "Swap or mend the two numbers",
        )
    return least, most
