"""The parts catalogue: chips, and systems that contain them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from enduse import registry
from enduse.errors import InputError, UnknownName, nearest
from enduse.model import measures
from enduse.model.measures import Interval

DENSE_FIGURES = tuple(measures.BIT_LENGTHS)
UNITS = {
    "die_area_mm2": "mm2", "memory_gb": "GB", "memory_gb_s": "GB/s", "interconnect_gb_s": "GB/s",
    "hbm_density_gb_s_mm2": "GB/s/mm2", "power_w": "W", "power_kw": "kW", "price_usd": "USD", "weight_kg": "kg",
    "rack_units": "U", **dict.fromkeys(DENSE_FIGURES, "tera operations/s"),
}  # fmt: skip
"""Unit of each figure that a catalogue file may state; interconnect is bidirectional, over all links."""

_NOISE = re.compile(
    r"\b(nvidia|amd|intel|habana|huawei|google|aws|amazon|microsoft|geforce|tesla|instinct|radeon|tensor|core|gpu|gpus"
    r"|accelerator|module|card|graphics|system|server|generation|hbm2e|hbm2|hbm3e|hbm3|gddr6|gddr7|sxm board)\b"
)
_MEMORY = re.compile(r"\b\d+ ?gb\b")
_COUNT = re.compile(r"^\d{1,4} ?x ")
_DEVICE = re.compile(r"^([0-9a-f]{4})-\d{3}-a\d$")
_STEM = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Figure:
    """A number of a part, with who says so and how sure it is (A official … M memory)."""

    value: Interval
    source: str
    confidence: str


@dataclass(frozen=True)
class Part:
    """A chip, a system that contains chips, or a name that leaves the form open (kind `group`).

    `contains` names the alternatives of what is inside; `chips` is how many GPUs one of it holds. `us_market`
    says whether it was sold to customers in the United States, None where not known.
    """

    name: str
    vendor: str
    kind: str
    form: str | None = None
    families: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    chips: int = 1
    datacentre: bool | None = None
    us_market: bool | None = None
    released: str | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    note: str = ""

    def figure(self, name: str) -> Interval:
        """A figure of the part itself, or of the ICs that it may contain; unknown where silent."""
        if name in self.figures:
            return self.figures[name].value
        inside = [chip.figure(name) for chip in self.ics if chip is not self]
        return _hull(inside) if inside else Interval()

    @cached_property
    def ics(self) -> tuple[Part, ...]:
        """The ICs that it is or may contain."""
        if not self.contains:
            return (self,)
        return tuple(ic for name in self.contains for ic in catalogue()[name].ics)

    @cached_property
    def tpp(self) -> Interval:
        """Total processing performance of one IC."""
        if self.contains:
            return _hull([ic.tpp for ic in self.ics])
        return measures.tpp({name: self.figures[name].value for name in DENSE_FIGURES if name in self.figures})

    @cached_property
    def performance_density(self) -> Interval:
        """TPP per mm2 of one IC."""
        if self.contains:
            return _hull([ic.performance_density for ic in self.ics])
        return measures.performance_density(self.tpp, self.figure("die_area_mm2"))

    @property
    def is_assembly(self) -> bool:
        """Whether it is a computer, board or rack that contains ICs."""
        return self.kind == "system" or any(catalogue()[name].kind == "system" for name in self.contains)

    def agreed(self, attribute: str) -> Any:
        """An attribute on which all the ICs inside agree, else None."""
        values = {getattr(ic, attribute) for ic in self.ics}
        return values.pop() if len(values) == 1 else None


def catalogue() -> dict[str, Part]:
    """Every part by catalogue name."""
    return _catalogue()


def match(text: str | None) -> Part | None:
    """The catalogue part that a maker's or clerk's spelling names, or None; never a guess by likeness.

    >>> match("NVIDIA H100 80GB HBM3").name, match("8x NVIDIA A100-SXM4-80GB").name, match("20B2-895-A1").name
    ('H100 SXM5', 'A100 SXM4 80GB', 'A100 SXM4 80GB')
    """
    if not text or not text.strip():
        return None
    device = _DEVICE.match(text.strip().lower())
    for stem in _stems(device.group(1) if device else text):
        name = _by_stem().get(stem)
        if name is not None:
            return catalogue()[name]
    return None


def matches(texts: Iterable[str | None]) -> dict[str, str]:
    """Distinct spellings to catalogue names, for use as a lookup table; what matches nothing is left out."""
    found = {text: match(text) for text in set(texts) if text}
    return {text: part.name for text, part in sorted(found.items()) if part is not None}


def expect(text: str, where: str) -> Part:
    """The part so written, or a sentence with the nearest names.

    Raises:
        UnknownName: if the catalogue has none.
    """
    part = match(text)
    if part is None:
        raise UnknownName(where, "part", text, _likely(text))
    return part


def family(name: str) -> tuple[Part, ...]:
    """The chips of a generation (`Hopper`), or of a name without form (`H100`); empty if there is none."""
    folded = _stem(name)
    members = [part for part in catalogue().values() if folded in map(_stem, part.families)]
    if not members and (named := match(name)):
        members = list(named.ics)
    return tuple(members)


def families() -> tuple[str, ...]:
    """Every generation that the catalogue names."""
    return tuple(sorted({name for part in catalogue().values() for name in part.families}))


def from_specification(figures: Mapping[str, Interval], *, datacentre: bool | None, us_market: bool | None) -> Part:
    """A chip that is not in the catalogue, from figures that a user gives, TPP and density among them."""
    stated = {name: Figure(value, "as given", "as given") for name, value in figures.items() if name in UNITS}
    part = Part("as specified", "", "chip", datacentre=datacentre, us_market=us_market, figures=stated)
    if "tpp" in figures:
        object.__setattr__(part, "tpp", figures["tpp"])
    if "performance_density" in figures:
        object.__setattr__(part, "performance_density", figures["performance_density"])
    return part


@cache
def _catalogue() -> dict[str, Part]:
    parts: dict[str, Part] = {}
    for stem, text in registry.texts("enduse.model.data.parts", ".yaml").items():
        where = f"parts/{stem}.yaml"
        document = registry.load_yaml(text, where)
        for entry in document["parts"]:
            part = _part(entry, document["sources"], where)
            parts[part.name] = part
    return parts


def _part(entry: Mapping[str, Any], sources: Mapping[str, str], where: str) -> Part:
    name = entry["part"]
    return Part(
        name=name,
        vendor=entry["vendor"],
        kind=entry["kind"],
        form=entry.get("form"),
        families=tuple(entry.get("families", ())),
        aliases=tuple(entry.get("aliases", ())),
        contains=tuple(entry.get("contains", ())),
        chips=int(entry.get("chips", 1)),
        datacentre=_yes(entry.get("datacentre")),
        us_market=_yes(entry.get("us_market")),
        released=entry.get("released"),
        figures={
            key: _figure(stated, sources, f"{where} {name} {key}", key)
            for key, stated in (entry["figures"] or {}).items()
        },
        note=entry.get("note", ""),
    )


def _figure(stated: Mapping[str, str], sources: Mapping[str, str], where: str, key: str) -> Figure:
    if key not in UNITS:
        raise InputError(where, "a figure with a known unit", key, f"Known are {', '.join(sorted(UNITS))}")
    absent = [name for name in ("source", "confidence") if name not in stated]
    if absent:
        raise InputError(where, "a source and a confidence for every number", f"no {absent[0]}", "Name who says so")
    if "value" in stated:
        value = Interval.exact(float(stated["value"]))
    else:
        value = Interval(float(stated["low"]), float(stated["high"]))
    said_by = "; ".join(sources[name] for name in stated["source"].split("+"))
    return Figure(value, said_by, stated["confidence"])


@cache
def _by_stem() -> dict[str, str]:
    stems: dict[str, str] = {}
    for part in _catalogue().values():
        for spelling in (part.name, *part.aliases):
            stems.setdefault(_stem(spelling), part.name)
    for part in _catalogue().values():
        for spelling in (part.name, *part.aliases):
            for stem in _stems(spelling):
                stems.setdefault(stem, part.name)
    return stems


def _stems(text: str) -> list[str]:
    """Spellings from exact to bare: as written, without a count, without noise words, without memory size."""
    lowered = re.sub(r"[-_/,()\s]+", " ", text.lower()).strip()
    counted = _COUNT.sub("", lowered)
    quiet = _NOISE.sub(" ", counted)
    bare = _MEMORY.sub(" ", quiet)
    kept = (_stem(form) for form in (lowered, counted, quiet, bare))
    return list(dict.fromkeys(stem for stem in kept if len(stem) > 1))


def _stem(text: str) -> str:
    return _STEM.sub("", text.lower())


def _likely(text: str) -> list[str]:
    """Catalogue names to suggest: those that hold what was written, else those written most alike."""
    wanted = _stem(_NOISE.sub(" ", text.lower()))
    holding = [name for name in catalogue() if wanted and wanted in _stem(name)]
    if holding:
        return nearest(text, holding) or holding[:3]
    tokens = set(re.findall(r"[a-z]+\d+", text.lower()))
    sharing = [name for name in catalogue() if tokens & set(re.findall(r"[a-z]+\d+", name.lower()))]
    return sharing or list(catalogue())


def _hull(intervals: list[Interval]) -> Interval:
    hull = intervals[0]
    for interval in intervals[1:]:
        hull = hull.hull(interval)
    return hull


def _yes(text: str | None) -> bool | None:
    return None if text is None else text == "yes"
