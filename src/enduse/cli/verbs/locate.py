"""`enduse locate`: where delays allow a machine to be."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from enduse.cli.output import emit_json, progress, say, table
from enduse.errors import InputError
from enduse.proof.delay_files import read_landmarks, read_measured
from enduse.proof.delay_locate import claim_of, known_codes
from enduse.proof.delay_plan import plan as planned
from enduse.proof.delay_records import FIBRE_KM_PER_MS, TOLERANCE_KM, VACUUM_KM_PER_MS
from enduse.proof.delay_verdict import Assumptions, Located

SHOWN_ISSUES = 200


def locate(
    delays: Annotated[Path | None, typer.Argument(help="CSV of unit, landmark, rtt_ms.")] = None,
    landmarks: Annotated[Path | None, typer.Option(help="CSV of landmark, latitude, longitude.")] = None,
    claim: Annotated[str | None, typer.Option(help="Where the units are said to be: LAT,LON.")] = None,
    exclude: Annotated[str, typer.Option(help="Countries that a cleared unit cannot be in.")] = "CN,HK,MO",
    tolerance_km: Annotated[float, typer.Option(min=0, help="How far a stated place may be off, km.")] = TOLERANCE_KM,
    witnesses: Annotated[int, typer.Option(min=1, help="Landmarks that must exclude each excluded place.")] = 1,
    vacuum: Annotated[bool, typer.Option(help="Light speed in vacuum: radio, satellite, hollow fibre.")] = False,
    signed_only: Annotated[bool, typer.Option(help="Use only rows that their landmark signed.")] = False,
    plan: Annotated[str | None, typer.Option(help="Instead: which landmark could clear a site at LAT,LON.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a unit, then one of the landmarks.")] = False,
) -> None:
    """Say what round trips show: a unit is cleared of countries, contradicted, or unresolved.

    Physics alone clears: no signal is faster than light in fibre. The best guess and llr_db are scores.

    Example: enduse locate delays.csv --landmarks landmarks.csv --claim 1.35,103.82 --exclude CN,HK,MO
    """
    speed = VACUUM_KM_PER_MS if vacuum else FIBRE_KM_PER_MS
    assumptions = Assumptions(known_codes(exclude.split(","), "--exclude"), speed, tolerance_km, witnesses)
    if plan is not None:
        known = read_landmarks(landmarks)[0] if landmarks else None
        budgets = [each.as_json() for each in planned(_place(plan, "--plan"), known, assumptions)]
        if json:
            emit_json({"plan": budgets})
        else:
            table(budgets)
        return
    if delays is None or landmarks is None:
        missing = "DELAYS" if delays is None else "--landmarks"
        raise InputError(missing, "a CSV file", "nothing", "Give DELAYS and --landmarks, or --plan LAT,LON")
    place = _place(claim, "--claim") if claim is not None else None
    claimed = claim_of(*place, None, "the claimed place") if place else None
    found = read_measured(delays, landmarks, assumptions, signed_only)
    units = found.locator.round_trips.units
    with progress("locating") as advance:
        for number, unit in enumerate(units, start=1):
            _show(found.locator.locate(unit, claimed), json)
            advance(number, len(units))
    verdicts = [
        {"landmark": name, "verdict": "consistent" if good else "inconsistent"}
        for name, good in found.locator.landmark_verdicts().items()
    ]
    if json:
        shown = [{"where": issue.where, "problem": issue.problem} for issue in found.issues[:SHOWN_ISSUES]]
        emit_json({"landmarks": verdicts, "set_aside": len(found.issues), "issues": shown})
        return
    bad = [each["landmark"] for each in verdicts if each["verdict"] == "inconsistent"]
    say(f"landmarks  {len(verdicts)}, of which inconsistent: {', '.join(bad) or 'none'}")
    if found.issues:
        say(f"set aside  {len(found.issues)} rows, the first: {found.issues[0].where}: {found.issues[0].problem}")


def _place(text: str, option: str) -> tuple[float, float]:
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        latitude = longitude = float("nan")
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise InputError(option, "latitude and longitude in degrees", repr(text), "Write 1.35,103.82")
    return latitude, longitude


def _show(located: Located, json: bool) -> None:
    if json:
        emit_json(located.as_json())
        return
    say(f"{located.unit}: {located.verdict}")
    for line in located.because:
        say(f"  {line}")
    if located.latitude is not None and located.radius_km is not None:
        at = f"{located.latitude:.2f}, {located.longitude:.2f}"
        say(f"  best guess {at} ({located.countries[0]}), nowhere farther than {located.radius_km:,.0f} km from it")
    if located.llr_db is not None:
        say(f"  claimed or outside place against the best excluded one: {located.llr_db:+.1f} dB (a score)")
