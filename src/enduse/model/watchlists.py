"""Published lists: their cards, entries and editions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from enduse import registry
from enduse.errors import InputError, Issue

PERSON, ORGANISATION, VESSEL, AIRCRAFT = "person", "organisation", "vessel", "aircraft"


@dataclass(frozen=True)
class Format:
    """One way in which a list is published, as its card says."""

    name: str
    at_least: int
    mark: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """What is known about a list before it is read.

    Attributes:
        prior: natural log-odds that a party asked for is on this list rather than another; set by hand, not fitted.
        restricts: "ownership" where the 50 % ownership test begins from the parties of this list.
    """

    list: str
    title: str
    publisher: str
    authority: str
    licence: str
    url: str
    cadence_days: int
    reviewed_on: date
    formats: tuple[Format, ...]
    effect: str = ""
    identity: str = ""
    restricts: str = ""
    prior: float = 0.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list.

    Attributes:
        entry: the list's own number, or name and country where it has none.
        names: names as published, the first one first.
        addresses: addresses as published, one each.
        countries: ISO 3166 codes, as far as stated.
        source: where it stands, `FILE:ROW`.
    """

    list: str
    entry: str
    names: tuple[str, ...]
    kind: str = ""
    countries: frozenset[str] = frozenset()
    addresses: tuple[str, ...] = ()
    programme: str = ""
    requirement: str = ""
    policy: str = ""
    citation: str = ""
    source: str = ""


@dataclass(frozen=True)
class Version:
    """Which edition of a list was used: named in every answer."""

    list: str
    title: str
    file: str
    dated: date | None
    sha256: str
    entries: int

    def age_days(self, on: date) -> int | None:
        """Days between the list's own date and a day; None where the list does not say its date."""
        return (on - self.dated).days if self.dated else None


@dataclass(frozen=True)
class Edition:
    """What one published file holds: entries by list, each with its version, and what was odd."""

    entries: tuple[Entry, ...]
    versions: tuple[Version, ...]
    issues: tuple[Issue, ...] = ()


@cache
def cards() -> dict[str, Card]:
    """Every card by list.

    Raises:
        InputError: if a card is not complete.
    """
    return {
        name: _card(registry.load_yaml(text, f"cards/{name}.yaml"), f"cards/{name}.yaml")
        for name, text in registry.texts("enduse.screen.cards", ".yaml").items()
    }


def _card(raw: Mapping[str, object], where: str) -> Card:
    apart = ("formats", "cadence_days", "reviewed_on", "prior")
    plain = {key: str(value) for key, value in raw.items() if key not in apart}
    formats = raw.get("formats")
    stated = formats if isinstance(formats, list) else []
    try:
        return Card(
            **plain,
            cadence_days=int(str(raw["cadence_days"])),
            prior=float(str(raw.get("prior", "0"))),
            reviewed_on=date.fromisoformat(str(raw["reviewed_on"])),
            formats=tuple(_format(one) for one in stated if isinstance(one, dict)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(where, "a list card", str(error), "Complete the card as the other cards are") from None


def _format(raw: Mapping[str, object]) -> Format:
    columns, also = raw.get("columns", {}), raw.get("also", [])
    return Format(
        str(raw["format"]),
        int(str(raw["at_least"])),
        str(raw.get("mark", "")),
        {str(ours): str(theirs) for ours, theirs in columns.items()} if isinstance(columns, dict) else {},
        tuple(map(str, also)) if isinstance(also, list) else (),
    )


def format_of(name: str, mark: str = "") -> tuple[Card, Format] | None:
    """The card and its format by the format's name and, where given, its mark."""
    for card in cards().values():
        for one in card.formats:
            if one.name == name and (not mark or one.mark == mark):
                return card, one
    return None


def check_count(card: Card, form: Format, count: int, where: str) -> None:
    """Refuse a list that holds fewer entries than its card asserts.

    Raises:
        InputError: if it does; half a list would pass half the parties.
    """
    if count < form.at_least:
        raise InputError(
            where,
            f"at least {form.at_least} entries of {card.list}",
            str(count),
            "Fetch the list again; if it did shrink, lower at_least in its card and say why",
        )


def date_in(text: str) -> date | None:
    """The first date in a text or file name, a month counting as its first day; None where there is none.

    >>> date_in("us_ofac_sdn_2026-06.jsonl")
    datetime.date(2026, 6, 1)
    """
    found = re.search(r"(?<!\d)(20\d\d)-(\d\d)(?:-(\d\d))?", text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None


def slug(text: str) -> str:
    """A name as part of an entry's identity.

    >>> slug("Huawei Technologies Co., Ltd.")
    'huawei-technologies-co-ltd'
    """
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-") or "unnamed"
