"""How units are diverted: the documented methods that records can show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from enduse.simulate.world import ELSEWHERE, SERVER_SIZE, Life, Place, World, consign, inspect


@dataclass(frozen=True)
class Method:
    """One way to divert, the typologies it plays and the function that does it to a world."""

    name: str
    typologies: tuple[str, ...]
    play: Callable[[World], None]


NOT_SHOWN = {
    "T09": "remote lease: the hardware stays where it is booked",
    "T11": "payments are in no record that this program reads",
    "T21": "data moved, not chips",
    "T22": "foundry orders precede the first serial number",
    "T27": "a tender names no unit",
}
"""Typologies that records of units cannot show, and why."""


def dismantle(world: World) -> None:
    """Install, pass the inspection, dismantle over some weeks (T05, T24)."""
    place = _victim(world)
    day = _late(world)
    inspect(world, place, day - float(world.rng.uniform(2, 12)))
    servers = _servers_at(world, place, day - 15)
    share = float(world.rng.uniform(0.25, 0.8))
    weeks = float(world.rng.uniform(1, 5))
    for lives in servers[: max(2, int(share * len(servers)))]:
        gone = day + float(world.rng.uniform(0, 7 * weeks))
        for life in lives:
            life.end("diverted", gone, "T05")
    if world.rng.random() < 0.5:
        _crates(world, place, day + 7 * weeks)


def staged(world: World) -> None:
    """Machines go, dummies stay, and the inspection by label passes afterwards (T04, T16, T24)."""
    place = _victim(world)
    day = _late(world, 0.45, 0.75)
    servers = _servers_at(world, place, day - 15)
    taken = [life for lives in servers[: max(2, len(servers) // 2)] for life in lives]
    for life in taken:
        life.end("diverted", day + float(world.rng.uniform(0, 10)), "T04")
    visit, paper = day + float(world.rng.uniform(20, 50)), world.document("VISIT")
    for life in taken:
        if world.rng.random() < 0.5:
            world.paper(life, "inspecting", visit, site=place.site, grade="label", document=paper)


def empty_site(world: World) -> None:
    """Everything leaves one site within days (T05)."""
    place = _victim(world)
    place.emptied = True
    day = _late(world, 0.5, 0.82)
    if world.rng.random() < 0.6:
        inspect(world, place, day - float(world.rng.uniform(2, 20)))
    spread = float(world.rng.uniform(0.5, 12.0))
    for life in [life for life in world.at(place.site) if life.arrived < day]:
        life.end("diverted", day + float(world.rng.uniform(0, spread)), "T05")
    if world.rng.random() < 0.5:
        _crates(world, place, day + spread)


def never_arrives(world: World) -> None:
    """Shipped by way of a hub under another description, and never received (T06, T07, T15, T17)."""
    place, (forwarder, port) = _victim(world), _forwarder(world)
    day = _late(world, 0.3, 0.75)
    lives = _batch(world, place, int(world.rng.integers(2, 10)))
    paper = world.document("SHIP")
    _made(world, lives, day - 2, paper)
    for life in lives:
        world.paper(life, "shipping", day, site="fab", to_site=port, from_party="maker", to_party=forwarder,
                    document=paper)  # fmt: skip
        if world.rng.random() < 0.7:
            world.paper(life, "receiving", day + 5, site=port, to_party=forwarder)
            world.paper(life, "shipping", day + 6, site=port, to_site=place.site, from_party=forwarder,
                        to_party=place.operator, document=paper + "-2", note="adapters")  # fmt: skip
        life.end("diverted", day + 6, "T06")
    _abroad(world, lives, day + 30, 0.1)


def forwarder_keeps(world: World) -> None:
    """A forwarder is the final consignee, order after order (T08, T10, T12)."""
    forwarder, port = _forwarder(world)
    for _ in range(int(world.rng.integers(2, 5))):
        day, paper = _late(world, 0.25, 0.75), world.document("SHIP")
        lives = _batch(world, world.places[port], int(world.rng.integers(1, 4)))
        _made(world, lives, day - 2, paper)
        for life in lives:
            world.paper(life, "shipping", day, site="fab", to_site=port, from_party="maker", to_party=forwarder,
                        document=paper)  # fmt: skip
            world.paper(life, "receiving", day + 8, site=port, to_party=forwarder, document=paper)
            life.end("diverted", day + 10, "T12")
        _abroad(world, lives, day + 40, 0.15)


def shell_buyer(world: World) -> None:
    """A fresh company in another line of business buys; nothing ever runs (T01, T02, T10, T18, T23)."""
    name = f"shell-{len(world.parties)}"
    country = str(world.rng.choice(["MY", "SG", "TH", "AE"]))
    day = _late(world, 0.3, 0.7)
    world.parties[name] = {
        "name": f"Shell {len(world.parties)} (synthetic)", "country": country, "business": "pharmaceuticals",
        "incorporated": world.when(day - 40)[:10],
    }  # fmt: skip
    site = f"hall-{name}"
    world.places[site] = Place(site, name, "data_centre", country, 3.1, 101.7, power_kw=40.0)
    forwarder, port = _forwarder(world)
    for _ in range(int(world.rng.integers(1, 4))):
        shipped, paper = day + float(world.rng.uniform(0, 40)), world.document("SHIP")
        lives = _batch(world, world.places[site], int(world.rng.integers(2, 8)))
        _made(world, lives, shipped - 2, paper)
        onward = world.rng.random() < 0.6
        for life in lives:
            world.paper(life, "shipping", shipped, site="fab", to_site=site, from_party="maker", to_party=name,
                        document=paper)  # fmt: skip
            world.paper(life, "receiving", shipped + 9, site=site, to_party=name, document=paper)
            if onward:
                world.paper(life, "shipping", shipped + 20, site=site, to_site=port, from_party=name,
                            to_party=forwarder, document=paper + "-2")  # fmt: skip
            life.end("diverted", shipped + 15, "T01")
        _abroad(world, lives, shipped + 50, 0.1)


def over_capacity(world: World) -> None:
    """A site books far more machines than its power can run (T02, T13, T20)."""
    place = _victim(world)
    day = _late(world, 0.2, 0.55)
    booked = len(world.at(place.site))
    place.power_kw = booked * 1.3 * 1.15
    lives = _batch(world, place, max(3, booked // SERVER_SIZE))
    consign(world, lives, place, day, world.document("SHIP"))
    for life in lives:
        papers = life.papers
        life.end("diverted", life.arrived, "T13")
        life.papers = papers


def leaks(world: World) -> None:
    """One or two units at a time go by hand from many sites; some are used abroad (T19, T26)."""
    halls = world.halls()
    for _ in range(int(world.rng.integers(8, 25))):
        place = halls[int(world.rng.integers(len(halls)))]
        day = _late(world)
        still = _still(world, place.site, day)
        taken = [still[int(world.rng.integers(len(still)))]] if still else []
        for life in taken:
            life.end("diverted", day, "T26")
        _abroad(world, taken, day + 20, 0.75)


def cloned(world: World) -> None:
    """The serial number stays on a dummy card that answers; the real device is used abroad (T16)."""
    place = _victim(world)
    day = _late(world, 0.4, 0.75)
    for life in _still(world, place.site, day)[: int(world.rng.integers(4, 24))]:
        runs, papers = list(life.runs), list(life.papers)
        life.end("diverted", day, "T16")
        life.runs, life.papers = runs, papers
        _contacts(world, life, day + 10, str(world.rng.choice(ELSEWHERE)), 4)


def repair_trade(world: World) -> None:
    """Units turn up for repair where none was ever licensed (T25)."""
    if "repair-abroad" not in world.places:
        world.places["repair-abroad"] = Place("repair-abroad", "", "repair", "CN", 22.5, 114.0)
    place = _victim(world)
    day = _late(world, 0.35, 0.75)
    for life in _still(world, place.site, day)[: int(world.rng.integers(6, 30))]:
        life.end("diverted", day, "T25")
        if world.rng.random() < 0.6:
            world.paper(life, "repairing", day + float(world.rng.uniform(20, 80)), site="repair-abroad", grade="label")


def short_lot(world: World) -> None:
    """A lot arrives short, split over two buyers (T03, T07, T08)."""
    for _ in range(int(world.rng.integers(2, 5))):
        place, day = _store(world), _late(world, 0.2, 0.8)
        lot, sent = world.document("LOT"), int(world.rng.integers(40, 200))
        short = int(sent * world.rng.uniform(0.1, 0.5))
        _lot(world, lot, place, day, sent, sent - short)
        world.lots.append({"lot": lot, "missing": short, "typology": "T08"})


def hidden_parent(world: World) -> None:
    """An operator whose parent sits elsewhere pulls part of the fleet out over weeks (T14)."""
    place = _victim(world)
    world.parties["parent"] = {"name": "Parent Holding (synthetic)", "country": "CN", "headquarters": "CN"}
    world.ownership.append({"owner": "parent", "owned": place.operator, "share_min": 0.5, "share_max": 0.8})
    day = _late(world, 0.35, 0.6)
    for lives in _servers_at(world, place, day - 15):
        if world.rng.random() < 0.5:
            for life in lives:
                life.end("diverted", day + float(world.rng.uniform(0, 60)), "T14")


METHODS = (
    Method("dismantle", ("T05", "T24"), dismantle),
    Method("staged", ("T04", "T24"), staged),
    Method("empty_site", ("T05",), empty_site),
    Method("never_arrives", ("T06", "T07", "T15", "T17"), never_arrives),
    Method("forwarder_keeps", ("T10", "T12"), forwarder_keeps),
    Method("shell_buyer", ("T01", "T02", "T18", "T23"), shell_buyer),
    Method("over_capacity", ("T13", "T20"), over_capacity),
    Method("leaks", ("T19", "T26"), leaks),
    Method("cloned", ("T16",), cloned),
    Method("repair_trade", ("T25",), repair_trade),
    Method("short_lot", ("T03", "T08"), short_lot),
    Method("hidden_parent", ("T14",), hidden_parent),
)


def methods(names: list[str]) -> list[Method]:
    """The methods of that name or typology; a typology may have several."""
    return [method for method in METHODS if method.name in names or set(method.typologies) & set(names)]


def honest_lots(world: World) -> None:
    """Lots that arrive whole, late, or with a count that is corrected afterwards."""
    for _ in range(int(world.rng.integers(2, 6))):
        place, day = _store(world), _late(world, 0.1, 0.85)
        sent = int(world.rng.integers(40, 200))
        _lot(world, world.document("LOT"), place, day, sent, sent)


def _lot(world: World, lot: str, place: Place, day: float, sent: int, arrived: int) -> None:
    base = {"unit": lot, "unit_kind": "lot", "part": "H100 SXM5"}
    world.paper(None, "shipping", day, **base, quantity=sent, site="fab", to_site=place.site, from_party="maker",
                to_party=place.operator, document=lot)  # fmt: skip
    world.paper(None, "receiving", day + 12, **base, quantity=arrived, site=place.site, to_party=place.operator,
                document=lot)  # fmt: skip


def _victim(world: World) -> Place:
    halls = [p for p in world.halls() if not p.emptied and len(world.at(p.site)) >= 4 * SERVER_SIZE]
    return (halls or world.halls())[int(world.rng.integers(len(halls or world.halls())))]


def _store(world: World) -> Place:
    stores = [place for place in world.places.values() if place.kind == "warehouse"]
    return stores[int(world.rng.integers(len(stores)))]


def _forwarder(world: World) -> tuple[str, str]:
    number = int(world.rng.integers(3))
    return f"forwarder-{number}", f"port-{number}"


def _late(world: World, low: float = 0.4, high: float = 0.82) -> float:
    return float(world.rng.uniform(low, high) * world.days)


def _still(world: World, site: str, day: float) -> list[Life]:
    """Units booked there whose machine ran there shortly before the day."""
    return [life for life in world.at(site) if any(s == site and a < day - 10 and b > day for s, a, b in life.runs)]


def _servers_at(world: World, place: Place, day: float) -> list[list[Life]]:
    found: dict[str, list[Life]] = {}
    for life in _still(world, place.site, day):
        found.setdefault(life.server, []).append(life)
    servers = list(found.values())
    return [servers[i] for i in world.rng.permutation(len(servers))]


def _batch(world: World, place: Place, servers: int) -> list[Life]:
    """New units bought for this place, not yet anywhere."""
    lives = []
    part = str(np.random.default_rng(world.seed).choice(["H100 SXM5", "H200 SXM", "B200 SXM"]))
    for number in range(servers):
        stem = f"{world.seed % 1000:03d}{len(world.lives):06d}{number:03d}"
        for slot in range(SERVER_SIZE):
            lives.append(Life(f"NEW{stem}{slot}", part, f"SRX{stem}", place.site, place.operator, 0.0))
    world.lives.extend(lives)
    return lives


def _made(world: World, lives: list[Life], day: float, paper: str) -> None:
    for life in lives:
        world.paper(life, "commissioning", day, site="fab", document=paper)


def _crates(world: World, place: Place, day: float) -> None:
    """Crates leave the site under an innocent description."""
    _, port = _forwarder(world)
    world.paper(None, "shipping", day, unit=world.document("CRATE"), unit_kind="lot", part="cooling equipment",
                quantity=int(world.rng.integers(4, 20)), site=place.site, to_site=port, from_party=place.operator,
                note="used computer parts")  # fmt: skip


def _abroad(world: World, lives: list[Life], day: float, share: float) -> None:
    for life in lives:
        if world.rng.random() < share:
            _contacts(world, life, day, str(world.rng.choice(ELSEWHERE)), int(world.rng.integers(1, 4)))


def _contacts(world: World, life: Life, day: float, country: str, times: int) -> None:
    for when in day + np.cumsum(world.rng.exponential(15.0, times)):
        if when < world.days:
            world.paper(
                life, "observing", float(when), site=f"contact-{country}", grade="read", note="firmware download"
            )
