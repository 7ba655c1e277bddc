"""Delay and landmark rows, signatures checked, made ready to locate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from enduse.errors import InputError, Issue
from enduse.proof.delay_locate import Locator
from enduse.proof.delay_records import Landmarks, Row, landmarks_of, read_rows, round_trips_of
from enduse.proof.delay_signatures import Signed, signed_by
from enduse.proof.delay_verdict import Assumptions


@dataclass(frozen=True)
class Measured:
    """What the rows come to.

    Attributes:
        signed: for each unit, how its rows were signed and with which unit keys.
        issues: rows set aside, with the reason.
    """

    locator: Locator
    signed: dict[str, set[tuple[Signed, str]]]
    issues: tuple[Issue, ...]


def measured(
    delays: Iterable[tuple[str, Row]], landmarks: Landmarks, assumptions: Assumptions, signed_only: bool = False
) -> Measured:
    """Checks signatures, sets forged rows aside and takes the least round trips.

    Args:
        delays: (where, row) pairs; a row's `campaign`, where it has one, stands for its unit in the answer.
        signed_only: whether rows that no landmark signed are set aside too.
    """
    keys = dict(zip(landmarks.ids, landmarks.keys, strict=True))
    kept: list[tuple[str, Row]] = []
    issues: list[Issue] = []
    signed: dict[str, set[tuple[Signed, str]]] = {}
    for where, row in delays:
        who, unit_key = signed_by(row, keys.get(str(row.get("landmark") or "").strip()))
        if who == "forged":
            issues.append(Issue(where, "a signature does not verify under the landmark's or the unit's key"))
        elif who == "no" and signed_only:
            issues.append(Issue(where, "no landmark signed this round trip"))
        else:
            unit = str(row.get("campaign") or row.get("unit") or "").strip()
            kept.append((where, {**row, "unit": unit} if "campaign" in row else row))
            signed.setdefault(unit, set()).add((who, unit_key))
    round_trips, unusable = round_trips_of(kept, landmarks)
    return Measured(Locator(landmarks, round_trips, assumptions), signed, (*issues, *unusable))


def read_landmarks(path: Path) -> tuple[Landmarks, list[Issue]]:
    """The landmarks of a CSV file.

    Raises:
        InputError: if it is no such file or holds no usable landmark.
    """
    landmarks, issues = landmarks_of(read_rows(path, ("landmark", "latitude", "longitude")))
    if not landmarks.ids:
        found = issues[0].problem if issues else "no rows"
        raise InputError(str(path), "at least one landmark with a place", found, "Give latitude and longitude")
    return landmarks, issues


def read_measured(delays: Path, landmarks: Path, assumptions: Assumptions, signed_only: bool = False) -> Measured:
    """The delays of one CSV file and the landmarks of another.

    Raises:
        InputError: if a file cannot be used, or no row of it can.
    """
    known, issues = read_landmarks(landmarks)
    result = measured(read_rows(delays, ("unit", "landmark", "rtt_ms")), known, assumptions, signed_only)
    issues += result.issues
    if not result.locator.round_trips.units:
        found = f"{issues[0].where}: {issues[0].problem}" if issues else "no rows"
        raise InputError(str(delays), "at least one round trip", found, "Give unit, landmark and rtt_ms")
    return Measured(result.locator, result.signed, tuple(issues))
