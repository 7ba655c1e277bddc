"""A transfer as a lawyer states it, and the facts that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from enduse.errors import InputError
from enduse.model import countries, parts
from enduse.model.measures import Interval
from enduse.model.parts import Part
from enduse.rules import approved, facts
from enduse.rules.facts import Value
from enduse.rules.rule import FIRST_DAY

KINDS = ("export", "reexport", "transfer")
SPECIFICATION = (*parts.UNITS, "tpp", "performance_density")
"""Figures that a free specification may state, beside `datacentre`, `us_market` and `vendor`."""

SHORT = {"hbm_density": "hbm_density_gb_s_mm2", "die_area": "die_area_mm2", "density": "performance_density"}
"""Shorter names for some of them."""


@dataclass(frozen=True)
class Transfer:
    """What goes where, when and to whom. Countries are ISO codes; None is not known.

    `given` holds facts that the user states outright; they stand before all that is derived.
    """

    part: Part
    on: date
    destination: str
    origin: str | None = "US"
    kind: str = "export"
    headquarters: str | None = None
    ultimate_parent: str | None = None
    end_user: str | None = None
    given: Mapping[str, Value] = field(default_factory=dict)


def stated(
    options: Mapping[str, str | None], where: str = "determine", given: Mapping[str, Value] | None = None
) -> Transfer:
    """A transfer from words as a user writes them.

    Args:
        options: `part` or `spec`, `to`, `on`, and where known `from`, `kind`, `headquarters`, `parent`, `end_user`.
        given: facts stated outright.

    Raises:
        InputError: for an unknown part or country, a day before the first rule, or a kind that is none.
    """
    day = _day(options.get("on"), f"{where} on")
    kind = (options.get("kind") or "export").strip().lower().replace("-", "")
    if kind not in KINDS:
        raise InputError(f"{where} kind", f"one of {', '.join(KINDS)}", repr(options["kind"]), "Choose one of them")
    destination = _country(options.get("to"), f"{where} to")
    if destination is None:
        raise InputError(f"{where} to", "a country of destination", "none", "Write two letters such as SG")
    origin = _country(options.get("from"), f"{where} from")
    if origin is None:
        origin = {"export": "US", "reexport": None, "transfer": destination}[kind]
    part, told = _part(options, where)
    return Transfer(
        part=part,
        on=day,
        destination=destination,
        origin=origin,
        kind=kind,
        headquarters=_country(options.get("headquarters"), f"{where} headquarters"),
        ultimate_parent=_country(options.get("parent"), f"{where} parent"),
        end_user=(options.get("end_user") or "").strip() or None,
        given={**told, **(given or {})},
    )


def facts_of(transfer: Transfer) -> dict[str, Value]:
    """The declared facts of a transfer; None is open, and what nobody speaks of is left out."""
    known = part_facts(transfer.part)
    known.update(place_facts(transfer.destination, transfer.on))
    known["kind"] = transfer.kind
    known["origin"] = governed(transfer.origin)
    approval = approved.approval(transfer.end_user, transfer.on) if transfer.end_user else None
    if approval:
        known["end_user_approved_uae"] = approval.approved
    headquarters = transfer.headquarters or (approval.headquarters if approval else None)
    known.update(seat_facts(headquarters, transfer.ultimate_parent, transfer.on))
    known.update(transfer.given)
    return known


def part_facts(part: Part) -> dict[str, Value]:
    """What the catalogue says of the IC, or of the ICs that may be inside."""
    hbm_density = part.figure("hbm_density_gb_s_mm2")
    is_hbm = not hbm_density.is_unknown
    memory = Interval.exact(0.0) if is_hbm else part.figure("memory_gb_s")
    return {
        "part": part.ics[0].name if len(part.ics) == 1 else None,
        "vendor": part.agreed("vendor") if part.vendor else "not named",
        "tpp": Interval.exact(0.0) if is_hbm else part.tpp,
        "performance_density": Interval.exact(0.0) if is_hbm else part.performance_density,
        "memory_gb_s": memory,
        "interconnect_gb_s": Interval.exact(0.0) if is_hbm else part.figure("interconnect_gb_s"),
        "hbm_density": hbm_density,
        "is_hbm": is_hbm,
        "assembly": part.is_assembly,
        "datacentre": part.agreed("datacentre"),
        **({} if part.agreed("us_market") is None else {"us_market": part.agreed("us_market")}),
    }


def place_facts(destination: str, day: date) -> dict[str, Value]:
    """The destination as the law reads it, and its country groups on the day."""
    groups = countries.groups(destination, day)
    letters = {f"to_{group.replace(':', '').lower()}": group in groups for group in ("D:1", "D:4", "D:5", "A:5", "A:6")}
    return {"destination": governed(destination), **letters}


def seat_facts(headquarters: str | None, ultimate_parent: str | None, day: date) -> dict[str, Value]:
    """Where the recipient is seated; an ultimate parent not stated is taken to sit where the headquarters does."""
    return {
        "headquartered_in_macau_d5": in_macau_d5(headquarters, day),
        "parented_in_macau_d5": in_macau_d5(ultimate_parent or headquarters, day),
        "headquartered_in_us_a5_a6": in_us_a5_a6(headquarters, day),
    }


def governed(code: str | None) -> str | None:
    """The code under which the law reads a place: Hong Kong as China."""
    return None if code is None else countries.countries()[code].governed_as


def in_macau_d5(code: str | None, day: date) -> bool | None:
    """Whether a seat is in Macau or a D:5 country on the day."""
    return None if code is None else code == "MO" or "D:5" in countries.groups(code, day)


def in_us_a5_a6(code: str | None, day: date) -> bool | None:
    """Whether a seat is in the United States or a country of A:5 or A:6 on the day."""
    if code is None:
        return None
    return governed(code) == "US" or bool({"A:5", "A:6"} & countries.groups(code, day))


def specified(text: str, where: str) -> tuple[Part, dict[str, Value]]:
    """A chip from `name=value,…`, and the facts among them that no figure carries.

    Raises:
        InputError: if a name is not known or a value is no number.
    """
    figures: dict[str, Interval] = {}
    other: dict[str, Value] = {}
    flags: dict[str, bool | None] = {}
    for pair in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, value = pair.partition("=")
        name = name.strip()
        name = SHORT.get(name, name)
        if name in SPECIFICATION:
            figures[name] = facts.interval(value, f"{where} {name}")
        elif name in ("datacentre", "us_market"):
            flags[name] = facts.truth(value, f"{where} {name}")
        elif name in ("vendor", "part"):
            other[name] = value.strip()
        else:
            known = (*SPECIFICATION, "datacentre", "us_market", "vendor", "part")
            raise InputError(where, f"one of {', '.join(known)}", repr(name), "Write name=value, joined by commas")
    part = parts.from_specification(
        figures, datacentre=flags.get("datacentre"), us_market=flags.get("us_market")
    )
    return part, other


def _part(options: Mapping[str, str | None], where: str) -> tuple[Part, dict[str, Value]]:
    if options.get("spec"):
        return specified(options["spec"] or "", f"{where} spec")
    part = (options.get("part") or "").strip()
    if not part:
        raise InputError(f"{where} part", "the name of a part", "none", "Run enduse list parts")
    return parts.expect(part, f"{where} part"), {}


def _country(text: str | None, where: str) -> str | None:
    written = (text or "").strip()
    return None if written.lower() in ("", "unknown") else countries.expect(written, where)


def _day(text: str | None, where: str) -> date:
    try:
        day = date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        raise InputError(where, "a date such as 2026-11-23", repr(text), "Write year-month-day") from None
    if day < FIRST_DAY:
        raise InputError(where, f"a day from {FIRST_DAY} on", str(day), "The first rule on AI chips is of that day")
    return day
