"""Landmarks and round trips as arrays, from rows or CSV files."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from enduse.errors import InputError, Issue
from enduse.model.borders import borders, country_near
from enduse.model.sphere import Floats, unit_vectors

FIBRE_KM_PER_MS = 299.792458 * (2.0 / 3.0) / 2.0
"""Distance for each millisecond of round trip at two thirds of light speed, 99.93 km: light in fibre."""

VACUUM_KM_PER_MS = 299.792458 / 2.0
"""The same at light speed in vacuum, 149.90 km: radio, satellite, hollow-core fibre."""

TOLERANCE_KM = 50.0
"""How far a landmark may be from its stated place (coordinates of a city's centre)."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Landmarks:
    """Machines whose place is known.

    Attributes:
        ids: one id a landmark, in order of id: nothing may depend on the order of a file.
        vectors: shape (L, 3), unit vectors of the stated places.
        country: shape (L,), index of the country of the stated place, -1 at sea.
        keys: Ed25519 public keys, base64; None where a landmark has none.
    """

    ids: tuple[str, ...]
    vectors: Floats
    country: NDArray[np.intp]
    keys: tuple[str | None, ...]

    def index(self) -> dict[str, int]:
        """Position of each id."""
        return {landmark: i for i, landmark in enumerate(self.ids)}


@dataclass(frozen=True)
class RoundTrips:
    """The least round trip of each unit to each landmark.

    Attributes:
        units: one id a unit, in order of first appearance.
        rtt_ms: shape (U, L), milliseconds; infinite where nothing was measured.
    """

    units: tuple[str, ...]
    rtt_ms: Floats

    def of(self, unit: str) -> Floats:
        """The round trips of one unit, shape (L,)."""
        row: Floats = self.rtt_ms[self.units.index(unit)]
        return row


def landmarks_of(rows: Iterable[tuple[str, Row]]) -> tuple[Landmarks, list[Issue]]:
    """Landmarks from (where, row) pairs; a row without a usable place is an issue, a repeat is ignored."""
    issues: list[Issue] = []
    known: dict[str, tuple[float, float, str | None]] = {}
    for where, row in rows:
        name = _text(row.get("landmark"))
        latitude, longitude = _number(row.get("latitude")), _number(row.get("longitude"))
        if not name:
            issues.append(Issue(where, "no landmark id"))
        elif latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
            issues.append(Issue(where, f"landmark {name} has no latitude and longitude in degrees"))
        elif name in known and known[name][:2] != (latitude, longitude):
            issues.append(Issue(where, f"landmark {name} is given a second place; the first one stands"))
        else:
            known.setdefault(name, (latitude, longitude, _text(row.get("key")) or None))
    known = dict(sorted(known.items()))
    places = np.array([place[:2] for place in known.values()], dtype=float).reshape(-1, 2)
    keys = tuple(place[2] for place in known.values())
    country = np.array([_country(*place) for place in places.tolist()], dtype=np.intp)
    return Landmarks(tuple(known), unit_vectors(places[:, 0], places[:, 1]), country, keys), issues


def round_trips_of(rows: Iterable[tuple[str, Row]], landmarks: Landmarks) -> tuple[RoundTrips, list[Issue]]:
    """Least round trips from (where, row) pairs; rows of unknown landmarks are issues.

    A round trip of zero or less, or not a number, is an issue: a clock erred.
    """
    issues: list[Issue] = []
    column = landmarks.index()
    units: dict[str, int] = {}
    cells: list[tuple[int, int, float]] = []
    for where, row in rows:
        unit, landmark, rtt_ms = _text(row.get("unit")), _text(row.get("landmark")), _number(row.get("rtt_ms"))
        if not unit or not landmark:
            issues.append(Issue(where, "no unit or no landmark"))
            continue
        position = units.setdefault(unit, len(units))
        if unit == landmark:
            continue
        if landmark not in column:
            issues.append(Issue(where, f"landmark {landmark} has no known place"))
        elif rtt_ms is None or rtt_ms <= 0:
            issues.append(Issue(where, f"round trip {row.get('rtt_ms')!r} is not a positive number of milliseconds"))
        else:
            cells.append((position, column[landmark], rtt_ms))
    least = np.full((len(units), len(landmarks.ids)), np.inf)
    if cells:
        at = np.array([cell[:2] for cell in cells]).T
        np.minimum.at(least, (at[0], at[1]), np.array([cell[2] for cell in cells]))
    return RoundTrips(tuple(units), least), issues


def read_rows(path: Path, required: Sequence[str]) -> list[tuple[str, Row]]:
    """The rows of a CSV file, each with its FILE:ROW (row 1 is the first data row).

    Raises:
        InputError: if the file cannot be read as text or lacks a column.
    """
    if not path.is_file():
        raise InputError(str(path), "a CSV file", "no such file", "Give the path of a file")
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            reader = csv.DictReader(stream)
            header = [name.strip() for name in reader.fieldnames or []]
            reader.fieldnames = header
            rows: list[tuple[str, Row]] = [(f"{path.name}:{number}", row) for number, row in enumerate(reader, start=1)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(str(path), "a CSV file in UTF-8", "other bytes", "Save it as CSV in UTF-8") from error
    missing = [name for name in required if name not in header]
    if missing:
        found = f"columns {', '.join(header)}" if header else "an empty file"
        raise InputError(str(path), f"a column {missing[0]}", found, f"Name the columns {', '.join(required)}")
    return rows


def mutual_rtt_ms(round_trips: RoundTrips, landmarks: Landmarks) -> Floats:
    """Least round trip between landmarks in either direction, shape (L, L); infinite where unmeasured."""
    least = np.full((len(landmarks.ids), len(landmarks.ids)), np.inf)
    column = landmarks.index()
    shared = [(column[unit], i) for i, unit in enumerate(round_trips.units) if unit in column]
    if shared:
        rows: NDArray[np.intp] = np.array([row for row, _ in shared], dtype=np.intp)
        least[rows] = round_trips.rtt_ms[[i for _, i in shared]]
    return np.asarray(np.minimum(least, least.T))


def _country(latitude: float, longitude: float) -> int:
    code = country_near(latitude, longitude, TOLERANCE_KM)
    return -1 if code is None else borders().codes.index(code)


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _number(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
