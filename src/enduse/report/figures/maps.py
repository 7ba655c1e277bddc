"""Sites and paths on a map drawn from bundled outlines; no tiles, no network."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from enduse.model.borders import borders
from enduse.report import words
from enduse.report.figures import svg

WIDTH = 1040.0
LABEL_PX = 6.2
"""Width of a letter of a label, for keeping labels apart."""


@dataclass(frozen=True)
class Window:
    """A part of the world in plate carrée, scaled to the page."""

    west: float
    south: float
    east: float
    north: float

    @property
    def stretch(self) -> float:
        """How much narrower a degree of longitude is than one of latitude in the middle of the window."""
        return max(0.35, math.cos(math.radians((self.south + self.north) / 2)))

    @property
    def scale(self) -> float:
        """Points on the page for one degree of latitude."""
        return WIDTH / ((self.east - self.west) * self.stretch)

    @property
    def height(self) -> float:
        return (self.north - self.south) * self.scale

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a place stands on the page."""
        return (longitude - self.west) * self.stretch * self.scale, (self.north - latitude) * self.scale

    def holds(self, latitude: float, longitude: float) -> bool:
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


def around(places: Sequence[tuple[float, float]], pad: float, least: float) -> Window:
    """The window that holds all places (latitude, longitude), at least `least` degrees wide, twice as wide as high."""
    south, north = min(p[0] for p in places) - pad, max(p[0] for p in places) + pad
    west, east = min(p[1] for p in places) - pad, max(p[1] for p in places) + pad
    wide = max(east - west, least, 2.1 * (north - south))
    tall = max(north - south, wide / 2.4)
    middle_lat, middle_lon = (south + north) / 2, (west + east) / 2
    return Window(
        max(-180.0, middle_lon - wide / 2), max(-62.0, middle_lat - tall / 2),
        min(190.0, middle_lon + wide / 2), min(84.0, middle_lat + tall / 2),
    )  # fmt: skip


def sites_and_paths(
    window: Window,
    sites: Sequence[Mapping[str, Any]],
    legs: Sequence[Mapping[str, Any]],
    strays: Sequence[Mapping[str, Any]],
    suspects: Mapping[str, str],
    name: str,
) -> Markup:
    """Outlines, booked movements, flagged movements and off-path contacts; `suspects` maps a site to its section."""
    where = {site["site"]: (site["latitude"], site["longitude"]) for site in sites}
    marks = [svg.rect(0, 0, WIDTH, window.height, "sea"), svg.path(_outlines(window), "land")]
    for leg in sorted(legs, key=lambda leg: (leg["flagged"] > 0, leg["site"], leg["to_site"])):
        if leg["site"] in where and leg["to_site"] in where:
            kind = "leg flagged" if leg["flagged"] else "leg"
            goods = f"{words.count(leg['chips'], 'chip')}, from {words.day(leg['first'])}"
            hint = f"{leg['site']} to {leg['to_site']}, {goods}"
            marks.append(svg.path(_arc(window, where[leg["site"]], where[leg["to_site"]]), kind, hint))
    dots, taken = _dots(window, sites, suspects)
    marks += _strays(window, where, strays, taken) + dots
    told = [
        f"{leg['site']} to {leg['to_site']}: {words.count(leg['chips'], 'chip')}" for leg in legs if not leg["flagged"]
    ]
    told += [f"flagged: {leg['site']} to {leg['to_site']}" for leg in legs if leg["flagged"]]
    told += [
        f"{words.count(stray['chips'], 'chip')} of {stray['site']} heard from in {stray['country']}" for stray in strays
    ]
    return svg.figure(WIDTH, window.height, "Sites and movements", "; ".join(told)[:4000], marks, name)


def _strays(
    window: Window,
    where: Mapping[str, tuple[float, float]],
    strays: Sequence[Mapping[str, Any]],
    taken: list[tuple[float, float, float]],
) -> list[str]:
    marks = []
    for stray in strays:
        centre = middle_of(stray["country"])
        if stray["site"] not in where or centre is None:
            continue
        hint = f"{words.count(stray['chips'], 'chip')} of {stray['site']} heard from in {stray['country']}"
        marks.append(svg.path(_arc(window, where[stray["site"]], centre), "leg stray", hint))
        if window.holds(*centre):
            x, y = window.at(*centre)
            marks += [svg.dot(x, y, 6, "spot stray", hint), *_label(x, y, hint, "label small halo", taken)]
    return marks


def _dots(
    window: Window, sites: Sequence[Mapping[str, Any]], suspects: Mapping[str, str]
) -> tuple[list[str], list[tuple[float, float, float]]]:
    """Sites with their labels, those that stand out on top, and the places that the labels take."""
    marks: list[str] = []
    taken: list[tuple[float, float, float]] = []
    for site in sorted(sites, key=lambda site: (site["site"] not in suspects, site["site"])):
        if not window.holds(site["latitude"], site["longitude"]):
            continue
        x, y = window.at(site["latitude"], site["longitude"])
        flagged = site["site"] in suspects
        hint = f"{site['site']} {site['name'] or ''}, {site['country']}"
        mark = svg.dot(x, y, 6 if flagged else 3.5, "spot flagged" if flagged else "spot", hint)
        mark += "".join(_label(x, y, site["site"], "label strong halo" if flagged else "label small halo", taken))
        marks.append(svg.link(suspects[site["site"]], mark) if flagged else mark)
    return marks[::-1], taken


def _label(x: float, y: float, name: str, kind: str, taken: list[tuple[float, float, float]]) -> list[str]:
    """The name beside its dot, where there is room for it."""
    wide = LABEL_PX * len(name)
    place = _free(x, y, wide, taken)
    if place is None:
        return []
    taken.append((*place, wide))
    return [svg.text(*place, name, kind)]


def _free(x: float, y: float, wide: float, taken: Sequence[tuple[float, float, float]]) -> tuple[float, float] | None:
    """A place for a label beside a dot where no other label stands."""
    for dx, dy in ((9, 4), (9, -8), (9, 16), (-9 - wide, 4), (-9 - wide, -8), (-9 - wide, 16)):
        left, base = x + dx, y + dy
        clear = all(left + wide < a or a + w < left or abs(base - b) > 11 for a, b, w in taken)
        if clear and left > 0 and left + wide < WIDTH:
            return left, base
    return None


def _arc(window: Window, begin: tuple[float, float], end: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = window.at(*begin), window.at(*end)
    lift = min(60.0, 0.18 * math.hypot(x2 - x1, y2 - y1))
    return f"M{svg.n(x1)} {svg.n(y1)}Q{svg.n((x1 + x2) / 2)} {svg.n((y1 + y2) / 2 - lift)} {svg.n(x2)} {svg.n(y2)}"


def _outlines(window: Window) -> str:
    """Outlines inside the window as one path, thinned to what the page can show."""
    known = borders()
    pieces = []
    for ring, box in zip(known.rings, known.ring_box, strict=True):
        if box[2] < window.west or box[0] > window.east or box[3] < window.south or box[1] > window.north:
            continue
        if (box[2] - box[0]) * window.scale < 1.2 and (box[3] - box[1]) * window.scale < 1.2:
            continue
        pieces.append(_ring(window, ring))
    return "".join(pieces)


def _ring(window: Window, ring: NDArray[np.float64]) -> str:
    lon = np.clip(ring[:, 0], window.west - 2, window.east + 2)
    lat = np.clip(ring[:, 1], window.south - 2, window.north + 2)
    x = np.round((lon - window.west) * window.stretch * window.scale)
    y = np.round((window.north - lat) * window.scale)
    moved = np.concatenate([[True], (np.abs(np.diff(x)) + np.abs(np.diff(y))) >= 2])
    points = np.stack([x[moved], y[moved]], axis=1).astype(int)
    if len(points) < 4:
        return ""
    steps = np.diff(points, axis=0)
    first = points[0]
    return f"M{first[0]} {first[1]}l" + " ".join(f"{dx} {dy}" for dx, dy in steps) + "Z"


def middle_of(country: str) -> tuple[float, float] | None:
    """The middle of a country's largest outline, latitude and longitude; None where none is drawn."""
    rings = borders().rings_of([country])
    if not rings:
        return None
    largest = max(rings, key=lambda ring: float(np.ptp(ring[:, 0]) * np.ptp(ring[:, 1])))
    return float(largest[:, 1].mean()), float(largest[:, 0].mean())
