"""Names in a sentence: parts, places, serials, parties, roles, methods and steps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from enduse.claims.lexicon import alternatives, methods, parts, roles, steps, words

_SERIAL_WORD: Final = re.compile(
    r"\b(?:serials?(?: (?:numbers?|nos?\.?|labels?))?|s/?n(?:s|os?)?\.?|chassis (?:numbers?|serials?)|service tags?)\b",
    re.I,
)
_SERIAL: Final = re.compile(r"\b(?=[A-Z0-9-]*\d)(?=(?:[A-Z-]*\d){3})[A-Z0-9][A-Z0-9-]{5,39}[A-Z0-9]\b")
_SERIAL_ALONE: Final = re.compile(
    r"\bGPU-[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b|(?<![\w.-])1[356]\d{11}(?![\w.-])"
)
_NOT_SERIAL: Final = re.compile(
    r"(?:19|20)\d\d-\d\d(?:-\d\d)?|\d{1,2}-\d{1,2}-\d{4}|(?:CVE|ISO|RFC|HS|ECCN|TPP|CFR)-?.*|\d[A-Z]\d{3}|\d{1,9}"
)


@dataclass(frozen=True)
class Place:
    """A country that the sentence names, with its rank along the route."""

    country: str
    start: int
    end: int
    rank: float
    authority: bool


@dataclass(frozen=True)
class Mention:
    """A name and where it stands in the sentence."""

    name: str
    start: int
    end: int


def part_names(text: str) -> list[Mention]:
    """Parts and families in order of mention, the longest name first where they overlap."""
    found: list[Mention] = []
    for entry in parts():
        for match in entry.when.finditer(text):
            if not any(match.start() < other.end and other.start < match.end() for other in found):
                found.append(Mention(entry.name, *match.span()))
    return sorted(found, key=lambda mention: mention.start)


def serials(text: str, announced: bool = False) -> list[Mention]:
    """Serial numbers and device UUIDs: those of a known shape, and codes that the text calls serials."""
    found = [Mention(match.group(), *match.span()) for match in _SERIAL_ALONE.finditer(text)]
    word = _SERIAL_WORD.search(text)
    if word or announced:
        part_spans = [(mention.start, mention.end) for mention in part_names(text)]
        for match in _SERIAL.finditer(text, 0):
            code = match.group()
            within = any(start <= match.start() < end for start, end in part_spans)
            known = any(other.start < match.end() and match.start() < other.end for other in found)
            long_figure = code.isdigit() and len(code) >= 8
            if within or known or (_NOT_SERIAL.fullmatch(code) and not long_figure):
                continue
            found.append(Mention(code, *match.span()))
    return sorted(found, key=lambda mention: mention.start)


def announces_serials(text: str) -> bool:
    """Whether the sentence ends by announcing a list of serials."""
    return bool(_SERIAL_WORD.search(text) and text.rstrip().endswith(":"))


@cache
def _gazetteer() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    known: dict[str, tuple[str, str]] = {}
    for country, entry in words("places").items():
        for kind, names in (("name", entry["names"]), ("adjective", entry["adjectives"]), ("place", entry["places"])):
            for name in names:
                known.setdefault(name, (country, kind))
    shape = rf"(?<![\w-])(?:{alternatives(list(known))})(?![\w])"
    return re.compile(shape), known


def places(text: str) -> list[Place]:
    """Countries in order of mention, by name, city or adjective."""
    shape, known = _gazetteer()
    routes = words("routes")
    found = []
    hidden = [(mention.start, mention.end) for mention in outlets(text) if " " in mention.name]
    for match in shape.finditer(text):
        if any(start <= match.start() < end for start, end in hidden):
            continue
        country, kind = known[match.group()]
        if match.group() in ("US", "America") and re.match(r"-?(?:\$|\d)", text[match.end() :]):
            continue
        if match.group() == "Georgia" and re.search(r"(?:District of|Atlanta,?) $", text[: match.start()]):
            country = "US"
        after, before = text[match.end() : match.end() + 60], text[max(0, match.start() - 60) : match.start()]
        authority = bool(
            re.match(rf"(?:'s|s')?(?:[ -]\w+)?[ -]{routes['authorities']}\b", after, re.I)
            or re.search(rf"\b{routes['authority_before']} (?:the )?$", before, re.I)
        )
        found.append(Place(country, *match.span(), _rank(before, after, country, kind, routes), authority))
    return found


def _rank(before: str, after: str, country: str, kind: str, routes: dict[str, dict[str, dict[str, str]]]) -> float:
    """Where along the route a mention puts its country: origin 0, stay 1, transit 2, destination 3."""
    if kind == "adjective" or after[:2] == "'s":
        demonyms: dict[str, list[str]] = routes["demonyms"]  # type: ignore[assignment]
        for rank, which in ((0.5, "origin"), (2.0, "transit"), (3.0, "destination")):
            if re.match(rf"(?:'s)?(?:[ -]\w+){{0,2}}?[ -](?:{alternatives(demonyms[which])})\b", after, re.I):
                return rank if which != "destination" or country in routes["restricted"] else 1.0
    best: tuple[int, float] | None = None
    for cue in routes["cues"].values():
        shape = rf"\b{cue['before']}\s+{routes['between']}$"
        hit = re.search(shape, before, re.I)
        if hit and (best is None or hit.start() < best[0] or (hit.start() == best[0] and float(cue["rank"]) > best[1])):
            best = hit.start(), float(cue["rank"])
    return best[1] if best else 1.0


def route_countries(text: str) -> list[str]:
    """Countries in the order of the route; those that only speak through an authority are left out.

    >>> route_countries("shipped from Taiwan to China via Malaysia")
    ['TW', 'MY', 'CN']
    """
    found = places(text)
    moving = [place for place in found if not place.authority]
    if not moving:
        moving = [place for place in found if place.country != "US"]
    ordered = sorted(moving, key=lambda place: (place.rank, place.start)) if _is_route(moving) else moving
    return list(dict.fromkeys(place.country for place in ordered))


def region_names(text: str) -> list[str]:
    """Regions that the sentence names where it names no country, such as Southeast Asia."""
    return [name for name, entry in words("routes")["regions"].items() if re.search(entry["when"], text, re.IGNORECASE)]


def _is_route(found: list[Place]) -> bool:
    return len({place.rank for place in found}) > 1


def role_names(text: str) -> list[str]:
    """Roles that the sentence names, in order of mention."""
    hits = [(match.start(), -match.end(), role) for role, shape in roles() for match in shape.finditer(text)]
    kept: list[str] = []
    reach = -1
    for start, end, role in sorted(hits):
        if start >= reach:
            kept.append(role)
            reach = -end
    return list(dict.fromkeys(kept))


def typologies(text: str) -> list[str]:
    """Methods by typology id, as the sentence describes them."""
    found = {m.typology for m in methods() if m.when.search(text) and (m.beside is None or m.beside.search(text))}
    if (
        "T06" not in found
        and re.search(r"\b(?:through|via|by way of)\b", text)
        and any(p.rank == 2 for p in places(text))
    ):
        found.add("T06")
    return sorted(found)


def step_names(text: str) -> list[str]:
    """Steps of a route in the order in which the sentence tells them."""
    hits = sorted((match.start(), step) for step, shape in steps() for match in shape.finditer(text))
    return list(dict.fromkeys(step for _, step in hits))


@cache
def _outlets() -> re.Pattern[str]:
    known = words("outlets")
    return re.compile(
        rf"(?<![\w@./])(?:{alternatives(known['names'])}|{known['pattern']})(?![\w@])(?!'s? (?:office|reporter))"
    )


def _canonical(outlet: str) -> str:
    """ "Guardian", "The Guardian" and abbreviations are one outlet each."""
    outlet = words("outlets")["abbreviations"].get(outlet, outlet)
    return f"The {outlet}" if f"The {outlet}" in words("outlets")["names"] else outlet


def outlets(text: str) -> list[Mention]:
    """News outlets and social platforms that the sentence names, in order."""
    found = [Mention(_canonical(match.group()), *match.span()) for match in _outlets().finditer(text)]
    for shape in words("outlets")["social"]:
        for match in re.finditer(shape, text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            name = next(
                (n for n, s in words("outlets")["social_names"].items() if re.search(s, match.group())), match.group()
            )
            found.append(Mention(name, *match.span()))
    return sorted(found, key=lambda mention: mention.start)


@cache
def _party_shapes() -> tuple[re.Pattern[str], ...]:
    known = words("parties")
    name = r"[A-Z0-9][\w&'-]*"
    suffixed = rf"\b{name}(?: (?:{name}|&))*? {known['suffixes']}\b\.?(?: {known['suffixes']}\b\.?)*"
    listed = rf"(?<!\w)(?:{alternatives(list(known['known']))})(?!\w)"
    free = r"(?<![\w'])(?:[A-Z][\w&-]+|[A-Z]{2,})(?: (?:[A-Z][\w&-]+|of the [A-Z]\w+))*"
    return re.compile(suffixed), re.compile(listed), re.compile(free), re.compile(known["bodies"])


def party_names(text: str) -> list[Mention]:
    """Companies and other proper names in the sentence; places, parts, outlets and months are none."""
    suffixed, listed, free, bodies = _party_shapes()
    not_names = set(words("parties")["not_names"])
    place_shape, _ = _gazetteer()
    taken = [(m.start, m.end) for m in part_names(text)] + [(m.start, m.end) for m in outlets(text)]
    found: list[Mention] = []

    def add(name: str, start: int) -> None:
        end = start + len(name)
        if not any(start < other and begin < end for begin, other in taken):
            found.append(Mention(name, start, end))
            taken.append((start, end))

    for match in suffixed.finditer(text):
        trimmed = re.sub(
            r"^(?:The|A|An|In|On|At|By|From|And|But|When|While|After|Before|With|For|To|As|If) ", "", match.group()
        )
        add(trimmed.rstrip("."), match.end() - len(trimmed))
    for match in bodies.finditer(text):
        trimmed = re.sub(r"^(?:The|A|An|In|On|At|By|From|And|But) ", "", match.group())
        if " " in trimmed or trimmed.isupper():
            add(trimmed, match.end() - len(trimmed))
    for match in listed.finditer(text):
        add(match.group(), match.start())
    for match in free.finditer(text):
        name, start = match.group(), match.start()
        while name and (name.split()[0] in not_names):
            first = name.split()[0]
            start += len(name) - len(name[len(first) :].lstrip())
            name = name[len(first) :].lstrip()
        while name and name.split()[-1] in not_names:
            name = name[: -len(name.split()[-1])].rstrip()
        starts_sentence = not text[:start].strip(" \"'([-*•") or re.search(r"[.!?:]\s*[\"']?$", text[:start])
        plain_word = starts_sentence and " " not in name and not re.search(r"[A-Z].*[A-Z]|\d", name)
        if (
            len(name) < 2
            or plain_word
            or place_shape.fullmatch(name)
            or place_shape.fullmatch(name.title())
            or name.lower() in ("u.s", "u.k")
            or (not re.search(r"[a-z]", name) and len(name) < 3)
        ):
            continue
        if place_shape.match(name) and all(
            piece in not_names or place_shape.fullmatch(piece) for piece in name.split()
        ):
            continue
        add(name, start)
    return sorted(found, key=lambda mention: mention.start)
