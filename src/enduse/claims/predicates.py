"""What a clause names that could be checked, and what it rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from enduse.claims import amounts, dates, names
from enduse.claims.amounts import Amount
from enduse.claims.document import Document
from enduse.claims.lexicon import pattern, words

HARD: Final = frozenset({"parts", "quantity", "units", "methods"})
"""Predicates that alone make a clause one about custody."""

THE_ORIGINAL: Final = "the original text"
"""What a translation rests on where it does not name its source."""

_EDGE_LETTERS: Final = 400
"""How much of a line at the head or foot of a text is looked at for "translated from"."""

_CHIP_INSIDE: Final = re.compile(r"\b(?:GB300|GB200|B300|B200|H200|H100|H20|A100)\b")


@dataclass(frozen=True)
class Earlier:
    """What the sentences before leave for this one: a list of serials announced, the unit counted last."""

    serials_announced: bool = False
    unit: str | None = None


def predicates_of(document: Document, text: str, earlier: Earlier, corrects: bool) -> tuple[dict[str, Any], str | None]:
    """The predicates of a clause, each with words in it; and a contradiction, where there is one."""
    days = dates.spans(text, document.published)
    counted, problem = _quantity(text, days, earlier.unit, corrects)
    window, contradiction = _window(days)
    serials = list(dict.fromkeys(mention.name for mention in names.serials(text, earlier.serials_announced)))
    parties = dict.fromkeys(mention.name for mention in names.party_names(text))
    found: dict[str, Any] = {
        "parts": part_list(text),
        **counted,
        "countries": names.route_countries(text),
        "regions": names.region_names(text),
        **window,
        "unresolved_dates": dates.unread_words(text, document.published),
        "units": serials,
        "parties": [name for name in parties if name not in serials],
        "roles": names.role_names(text),
        "methods": names.typologies(text),
    }
    return {name: value for name, value in found.items() if value not in ([], None)}, problem or contradiction


def part_list(text: str) -> list[str]:
    """Parts in order of mention; a system is preceded by the chip in its name, and "not H200" is left out.

    >>> part_list("512 B200 HGX boards")
    ['B200', 'HGX B200']
    """
    found: list[str] = []
    mentions = names.part_names(text)
    standing = [m for m in mentions if not re.search(r"\b(?:not|rather than)\s+(?:the\s+)?$", text[: m.start])]
    for mention in standing or mentions:
        chip = _CHIP_INSIDE.search(mention.name)
        if chip and chip.group() != mention.name:
            found.append(chip.group())
        found.append(mention.name)
    return list(dict.fromkeys(found))


def is_checkable(predicates: dict[str, Any], text: str) -> bool:
    """Whether a clause names hardware somewhere, or something that alone can be checked."""
    hardware = pattern(words("frames")["hardware"]).search(text)
    dated = predicates.keys() & {"from", "to"}
    placed = bool(predicates.keys() & {"countries", "regions"}) and bool(dated or "roles" in predicates or hardware)
    return bool(predicates.keys() & HARD) or placed or bool(hardware and dated)


def _quantity(text: str, days: list[dates.Days], unit: str | None, corrects: bool) -> tuple[dict[str, Any], str | None]:
    found, form = amounts.amounts(text, tuple((span.start, span.end) for span in days))
    chosen = amounts.principal(found, corrects)
    counted: dict[str, Any] = {"gpus_per_server": form}
    withdrawn = [amount for amount in found if amount.rejected or (corrects and amount is not chosen)]
    counted["withdrawn_quantities"] = [[amount.low, amount.high] for amount in withdrawn]
    if chosen is None:
        return counted, None
    if chosen.high is not None and chosen.low > chosen.high:
        return counted, f"a quantity from {chosen.low:,} to {chosen.high:,}"
    others = [amount for amount in found if amount is not chosen and amount not in withdrawn]
    return {
        "quantity": [chosen.low, chosen.high],
        "quantity_unit": chosen.unit or unit or "units",
        "quantities": [_also(amount) for amount in others],
        **counted,
    }, None


def _also(amount: Amount) -> dict[str, Any]:
    return {"quantity": [amount.low, amount.high], "quantity_unit": amount.unit or "units"}


def _window(days: list[dates.Days]) -> tuple[dict[str, str], str | None]:
    """The days of the matter, as one inclusive window; days of speech and filing are left out."""
    told = [span for span in days if not span.stated]
    for span in told:
        if span.contradictory:
            return {}, f"a time from {span.first} to {span.last}"
    firsts = [span.first for span in told if span.first is not None]
    lasts = [span.last for span in told if span.last is not None]
    window = {}
    if firsts:
        window["from"] = min(firsts).isoformat()
    if lasts and all(span.last is not None for span in told):
        window["to"] = max(lasts).isoformat()
    return window, None


def derivations_of(document: Document, text: str) -> list[dict[str, str]]:
    """Outlets that a clause rests on, with the kind of derivation; the document's own outlet is none."""
    known = words("outlets")
    found: dict[str, str] = {}
    for mention in names.outlets(text):
        if document.publisher is not None and _same_outlet(mention.name, document.publisher):
            continue
        near = text[max(0, mention.start - 90) : mention.end + 60]
        alone = pattern(known["kinds"]["independent"]).search(text) and not pattern(known["not_independent"]).search(
            text
        )
        kinds = (
            kind for kind, shape in known["kinds"].items() if kind != "independent" and pattern(shape).search(near)
        )
        found.setdefault(mention.name, "independent" if alone else next(kinds))
    return [{"document": name, "kind": kind} for name, kind in found.items()]


def whole_document(document: Document) -> list[dict[str, str]]:
    """What the document as a whole rests on: the text that it translates, or the wire that sent out the release."""
    lines = [line for line in document.text.splitlines() if line.strip()]
    edges = [line[:_EDGE_LETTERS] for line in (*lines[:12], *lines[-3:])]
    said = next((line.strip() for line in edges if pattern(words("frames")["translated"]).search(line)), None)
    wires = words("outlets")["wires"]
    sent = next(((wire, line.strip()) for line in edges for wire in wires if wire.lower() in line.lower()), None)
    if said is None:
        return [{"document": sent[0], "kind": "same_release", "span": sent[1]}] if sent else []
    outlet = names.outlets(said) or names.outlets("\n".join(edges))
    source = outlet[0].name if outlet else THE_ORIGINAL
    return [{"document": source, "kind": "translates", "span": said}]


def _same_outlet(one: str, other: str) -> bool:
    def bare(name: str) -> str:
        return re.sub(r"^the |\W", "", name.lower())

    return bare(one) == bare(other) or bare(one) in bare(other)
