"""The honest mess: look-alikes of every signal, none of them diversion."""

from __future__ import annotations

import numpy as np

from enduse.simulate.world import Life, Place, World


def mess(world: World) -> None:
    """Lay every kind of honest disorder over the world, at rates drawn for it."""
    rng = world.rng
    world.rates.update(
        agent_dies_per_year=float(rng.uniform(0.01, 0.10)),
        agent_dark_days=float(rng.uniform(30, 160)),
        outages_per_year=float(rng.uniform(0.2, 2.0)),
        outage_days=float(rng.uniform(7, 35)),
        announced=float(rng.uniform(0.3, 0.9)),
        repairs_per_year=float(rng.uniform(0.01, 0.08)),
        repair_days=float(rng.uniform(15, 60)),
        scrapped=float(rng.uniform(0.0, 0.01)),
        receipt_lost=float(rng.uniform(0.0, 0.02)),
        typing_error=float(rng.uniform(0.0, 0.005)),
    )
    for place in world.halls():
        _outages(world, place)
    _regional_outage(world)
    _agents(world)
    _repairs(world)
    _scrap(world)
    _moved_hall(world)
    _stock(world)
    _paper_errors(world)


def _outages(world: World, place: Place) -> None:
    for _ in range(world.rng.poisson(world.rates["outages_per_year"] * world.days / 365)):
        start = float(world.rng.uniform(0.2, 1.0) * world.days)
        length = float(world.rng.weibull(0.9) * world.rates["outage_days"]) + 1.0
        place.outages.append((start, start + length, bool(world.rng.random() < world.rates["announced"])))


def _regional_outage(world: World) -> None:
    if world.rng.random() < 0.4:
        country = str(world.rng.choice([p.country for p in world.halls()]))
        start = float(world.rng.uniform(0.4, 0.98) * world.days)
        for place in world.halls():
            if place.country == country:
                place.outages.append((start, start + float(world.rng.uniform(5, 30)), False))


def _agents(world: World) -> None:
    """An agent serves a server (or, on some sites, one GPU); some operators look after theirs badly."""
    neglect = {place.site: float(world.rng.gamma(1.5, 1 / 1.5)) for place in world.halls()}
    for lives in _servers(world):
        rate = world.rates["agent_dies_per_year"] * neglect.get(lives[0].site, 0.0) * world.days / 365
        if world.rng.random() < rate:
            start = float(world.rng.uniform(lives[0].arrived, world.days))
            span = (start, start + 7 + float(world.rng.weibull(0.9) * world.rates["agent_dark_days"]))
            for life in lives if world.rng.random() < 0.7 else lives[:1]:
                life.dead.append(span)


def _repairs(world: World) -> None:
    for life in world.lives:
        if world.rng.random() < world.rates["repairs_per_year"] * world.days / 365:
            out = float(world.rng.uniform(life.arrived + 30, world.days))
            back = out + float(world.rng.gamma(2.0, world.rates["repair_days"] / 2.0))
            _repair(world, life, out, back)


def _repair(world: World, life: Life, out: float, back: float) -> None:
    if out >= world.days or not life.runs:
        return
    life.runs = [(life.site, life.runs[0][1], out), (life.site, back, float(world.days))]
    world.paper(life, "removing", out, site=life.site, document=world.document("RMA"), note="fault")
    if world.rng.random() < 0.5:
        world.paper(life, "repairing", (out + back) / 2, site="repair-depot")
    if back < world.days:
        world.paper(life, "returning", back, site=life.site)
        world.paper(life, "installing", back + 0.3, site=life.site, parent=life.server)


def _scrap(world: World) -> None:
    for life in world.lives:
        if world.rng.random() < world.rates["scrapped"]:
            day = float(world.rng.uniform(life.arrived + 20, world.days))
            if world.rng.random() < 0.5:
                life.end("lost", day, "scrap without paper")
            else:
                world.paper(life, "decommissioning", day, site=life.site, document=world.document("SCRAP"))
                life.stop(day)


def _moved_hall(world: World) -> None:
    """Part of a hall moves to a sister hall of the same operator and nobody writes it down."""
    halls = world.halls()
    pairs = [(a, b) for a in halls for b in halls if a.site != b.site and a.operator == b.operator]
    if not pairs or world.rng.random() < 0.4:
        return
    origin, goal = pairs[int(world.rng.integers(len(pairs)))]
    day = float(world.rng.uniform(0.4, 0.95) * world.days)
    servers = [lives for lives in _servers(world) if lives[0].site == origin.site and lives[0].arrived < day - 20]
    for lives in servers[: max(1, len(servers) // 3)]:
        for life in lives:
            if life.truth == "as_booked" and life.runs:
                life.stop(day)
                life.runs.append((goal.site, day + float(world.rng.uniform(2, 15)), float(world.days)))


def _stock(world: World) -> None:
    """Stock that waits in the operator's store for a hall to be finished."""
    for operator in [name for name in world.parties if name.startswith("operator")]:
        if world.rng.random() < 0.35:
            part, paper = "H200 SXM", world.document("SHIP")
            day = float(world.rng.uniform(0.3, 0.95) * world.days)
            for number in range(int(world.rng.integers(8, 48))):
                life = Life(f"STK{world.seed % 1000:03d}{operator[-1]}{number:05d}", part, "", f"store-{operator}",
                            operator, day)  # fmt: skip
                world.paper(life, "commissioning", day - 11, site="fab", document=paper)
                world.paper(life, "shipping", day - 9, site="fab", to_site=life.site, from_party="maker",
                            to_party=operator, document=paper)  # fmt: skip
                world.paper(life, "receiving", day, site=life.site, to_party=operator, document=paper)
                world.lives.append(life)


def _paper_errors(world: World) -> None:
    """Receipts that nobody wrote, and serial numbers mistyped once."""
    for lives in _servers(world):
        if world.rng.random() < world.rates["receipt_lost"]:
            for life in lives:
                life.papers = [row for row in life.papers if row["event"] != "receiving"]
    for life in world.lives:
        if world.rng.random() < world.rates["typing_error"] and life.papers:
            row = life.papers[int(world.rng.integers(len(life.papers)))]
            digits = str(row["unit"])
            row["unit"] = digits[:-1] + "X"


def _servers(world: World) -> list[list[Life]]:
    found: dict[str, list[Life]] = {}
    for life in world.lives:
        if life.server:
            found.setdefault(life.server, []).append(life)
    return list(found.values())


def telemetry(world: World) -> list[dict[str, object]]:
    """What the agents report: regular, with jitter and misses, silent in outages and when the agent is dead."""
    rows: list[dict[str, object]] = []
    for life in world.lives:
        for site, start, stop in life.runs:
            place = world.places[site]
            grade = "attested" if place.attested else "read"
            if place.cadence_days <= 0:
                continue
            for day in _report_days(world, place, life, start, min(stop, float(world.days))):
                rows.append({"event": "observing", "day": float(day), "unit": life.serial, "unit_kind": "gpu",
                             "part": life.part, "site": site, "grade": grade})  # fmt: skip
    return rows


def _report_days(world: World, place: Place, life: Life, start: float, stop: float) -> np.ndarray:
    first = start + float(world.rng.random()) * place.cadence_days
    days = np.arange(first, stop, place.cadence_days)
    if days.size == 0:
        return days
    days = days + world.rng.normal(0.0, 0.05 * place.cadence_days, days.size)
    keep = (world.rng.random(days.size) > place.miss) & (days >= start) & (days <= stop)
    for begin, end, *_ in [*place.outages, *life.dead]:
        keep &= ~((days >= begin) & (days < end))
    return days[keep]
