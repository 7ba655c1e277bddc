"""The stage `locations`: units located by delay, and their rows of `proofs`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from enduse.errors import Issue
from enduse.proof.delay_files import Measured, measured
from enduse.proof.delay_locate import claim_of
from enduse.proof.delay_records import Row, landmarks_of
from enduse.proof.delay_verdict import Assumptions, Located
from enduse.store import View, named
from enduse.store.tables import arrow_schema

LANDMARKS = "SELECT landmark, latitude, longitude, country, key, source FROM landmarks ORDER BY landmark, source"
ROUND_TRIPS = """
SELECT unit, landmark, rtt_ms, "at", nonce, signature, source, CAST(COALESCE("at", $as_of) AS DATE) AS day
FROM delays ORDER BY unit, landmark, "at", rtt_ms, source
"""
KEYS = "SELECT unit, identifier FROM identifiers WHERE identifier_kind = 'key'"


def locations(view: View) -> pa.Table:
    """Rows of the table `locations`: one for each unit and site, from its latest day of measurement."""
    return _tabulated("locations", list(_located(view)))


def delay_proofs(view: View) -> pa.Table:
    """Rows of the table `proofs` of kind `delay`; from `locations` where that stage ran before."""
    rows = view.rows("SELECT * FROM locations ORDER BY unit, site, source") or list(_located(view))
    return _tabulated("proofs", [_proof(row) for row in rows])


def _proof(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "exhibit": row["source"] or "delays",
        "kind": "delay",
        **{name: row[name] for name in ("unit", "site", "at", "verdict", "grade", "radius_km", "because")},
    }


def _located(view: View) -> Iterator[dict[str, Any]]:
    campaigns = view.rows(named(__package__, "campaigns"))
    if not campaigns:
        return
    landmarks, _ = landmarks_of((row["source"] or "landmarks", row) for row in view.rows(LANDMARKS))
    found = measured(_by_campaign(view, campaigns, landmarks.ids), landmarks, Assumptions())
    keys = {(row["unit"], row["identifier"]) for row in view.rows(KEYS)}
    shared = _sharing(found, campaigns)
    for campaign in campaigns:
        name = _campaign(campaign["unit"], campaign["day"])
        if name in found.locator.round_trips.units:
            site = f"the stated site {campaign['name'] or campaign['site']}"
            claim = claim_of(campaign["latitude"], campaign["longitude"], campaign["country"], site)
            located = found.locator.locate(name, claim)
            others = shared.get(campaign["unit"], set())
            if others:
                line = f"the key that answered also answers for {', '.join(sorted(others))}"
                located = replace(located, because=(*located.because, line))
            grade = "read" if others else _grade(found, name, campaign["unit"], keys)
            yield _location(campaign, located, grade)
    yield from _unusable(campaigns, found)


def _sharing(found: Measured, campaigns: Sequence[dict[str, Any]]) -> dict[str, set[str]]:
    """Units whose key answers for other units too, with those: one machine may stand for several."""
    holders: dict[str, set[str]] = {}
    for campaign in campaigns:
        for _, key in found.signed.get(_campaign(campaign["unit"], campaign["day"]), set()):
            if key:
                holders.setdefault(key, set()).add(campaign["unit"])
    several = [units for units in holders.values() if len(units) > 1]
    return {unit: units - {unit} for units in several for unit in units}


def _unusable(campaigns: Sequence[dict[str, Any]], found: Measured) -> Iterator[dict[str, Any]]:
    """Campaigns of which no row could be used: said, not dropped."""
    by_where: dict[str, Issue] = {issue.where: issue for issue in found.issues}
    for campaign in campaigns:
        if _campaign(campaign["unit"], campaign["day"]) not in found.locator.round_trips.units:
            issue = by_where.get(campaign["source"] or "delays")
            because = issue.problem if issue else "no usable round trip"
            empty = {"verdict": "unresolved", "excluded": [], "countries": [], "binding": [], "landmarks": 0}
            known = {name: campaign[name] for name in ("unit", "site", "at", "source")}
            yield {**known, **empty, "grade": "read", "because": because}


def _by_campaign(
    view: View, campaigns: Sequence[dict[str, Any]], landmarks: Sequence[str]
) -> Iterator[tuple[str, Row]]:
    """The rows of landmarks among themselves, and those of each campaign under its own name."""
    wanted = {(row["unit"], row["day"]) for row in campaigns}
    of_landmarks = set(landmarks)
    for row in view.rows(ROUND_TRIPS):
        if row["unit"] in of_landmarks:
            yield row["source"] or "delays", row
        elif (row["unit"], row["day"]) in wanted:
            yield row["source"] or "delays", {**row, "campaign": _campaign(row["unit"], row["day"])}


def _campaign(unit: str, day: object) -> str:
    return f"{unit} on {day}"


def _grade(found: Measured, name: str, unit: str, keys: set[tuple[str, str]]) -> str:
    """Attested if every round trip was answered under a key that other evidence binds to the unit."""
    signed = found.signed.get(name, set())
    return "attested" if signed and all(who == "both" and (unit, key) in keys for who, key in signed) else "read"


def _location(campaign: dict[str, Any], located: Located, grade: str) -> dict[str, Any]:
    answer = located.as_json()
    return {
        **{name: campaign[name] for name in ("unit", "site", "at", "source")},
        **{name: answer[name] for name in ("verdict", "latitude", "longitude", "radius_km", "llr_db", "landmarks")},
        **{name: answer[name] for name in ("excluded", "countries", "binding")},
        "grade": grade,
        "because": "; ".join(located.because),
    }


def _tabulated(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    schema = arrow_schema(name)
    columns = [pa.array([row.get(field.name) for row in rows], field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)
