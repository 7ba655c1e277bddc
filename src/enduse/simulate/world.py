"""A synthetic world: sites, parties, and the life of every unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

Span = tuple[float, float]

PARTS = ("H100 SXM5", "H200 SXM", "B200 SXM")
HOSTS = ("US", "MY", "SG", "JP", "TH", "AE", "NO", "ID", "IN", "DE")
ELSEWHERE = ("CN", "HK", "RU")
"""Countries to which nothing in a simulated world may go."""
BEGIN = datetime(2025, 1, 6)
SERVER_SIZE = 8


@dataclass
class Place:
    """A site as it is; `cadence_days` 0 means that its machines never report."""

    site: str
    operator: str
    kind: str
    country: str
    latitude: float
    longitude: float
    cadence_days: float = 0.0
    miss: float = 0.02
    attested: bool = False
    power_kw: float | None = None
    outages: list[tuple[float, float, bool]] = field(default_factory=list)
    emptied: bool = False


@dataclass
class Life:
    """One GPU: its papers, where its machine really ran, and the truth. Days count from the world's begin."""

    serial: str
    part: str
    server: str
    site: str
    operator: str
    arrived: float
    papers: list[dict[str, object]] = field(default_factory=list)
    runs: list[tuple[str, float, float]] = field(default_factory=list)
    dead: list[Span] = field(default_factory=list)
    truth: str = "as_booked"
    typology: str = ""
    since: float | None = None

    def stop(self, day: float) -> None:
        """From this day on the machine runs nowhere."""
        self.runs = [(site, a, min(b, day)) for site, a, b in self.runs if a < day]

    def end(self, truth: str, day: float, typology: str) -> None:
        """The unit leaves the book on this day, in truth."""
        self.stop(day)
        self.papers = [row for row in self.papers if row.get("planned") or float(str(row["day"])) <= day]
        self.truth, self.since, self.typology = truth, day, typology


@dataclass
class World:
    """Everything that is the case, and the rates that were drawn for it; the scorer sees none of this."""

    seed: int
    rng: np.random.Generator
    days: int
    places: dict[str, Place] = field(default_factory=dict)
    parties: dict[str, dict[str, object]] = field(default_factory=dict)
    ownership: list[dict[str, object]] = field(default_factory=list)
    licences: list[dict[str, object]] = field(default_factory=list)
    lives: list[Life] = field(default_factory=list)
    loose: list[dict[str, object]] = field(default_factory=list)
    lots: list[dict[str, object]] = field(default_factory=list)
    rates: dict[str, float] = field(default_factory=dict)
    papers_drawn: int = 0

    def when(self, day: float) -> str:
        """The day as an ISO 8601 instant to the minute."""
        return (BEGIN + timedelta(minutes=round(day * 1440))).strftime("%Y-%m-%dT%H:%M:00Z")

    def at(self, site: str) -> list[Life]:
        """Units booked to this site and still as booked."""
        return [life for life in self.lives if life.site == site and life.truth == "as_booked"]

    def halls(self, *, reporting: bool = True) -> list[Place]:
        """Data centres, those that report first of all."""
        return [p for p in self.places.values() if p.kind == "data_centre" and (p.cadence_days > 0) == reporting]

    def paper(self, life: Life | None, event: str, day: float, **more: object) -> dict[str, object]:
        """Write an entry about a unit; late paper is recorded some time after it happened."""
        late = self.rng.exponential(self.rates["paper_delay_days"]) if self.rng.random() < 0.3 else 0.0
        row: dict[str, object] = {"event": event, "day": day, "recorded_day": day + late, **more}
        if life is not None:
            row = {"unit": life.serial, "unit_kind": "gpu", "part": life.part, "quantity": 1, **row}
            life.papers.append(row)
        else:
            self.loose.append(row)
        return row

    def document(self, kind: str) -> str:
        """A fresh document number."""
        self.papers_drawn += 1
        return f"{kind}-{self.papers_drawn:05d}"


def honest_world(seed: int, units: int) -> World:
    """A world in which everything is where the book says; rates are drawn afresh for each seed."""
    rng = np.random.default_rng([seed, 41])
    world = World(seed, rng, days=int(rng.integers(300, 480)))
    world.rates = {
        "paper_delay_days": float(rng.uniform(2, 25)),
        "transit_days": float(rng.uniform(5, 16)),
        "inspections_per_site": float(rng.uniform(0.3, 2.5)),
        "inspected_share": float(rng.uniform(0.05, 0.6)),
    }
    _parties(world)
    sites = int(np.clip(units // int(rng.integers(60, 220)), 4, 40))
    for number in range(sites):
        _hall(world, number)
    _trade_places(world)
    _deliver(world, units)
    for place in world.halls() + world.halls(reporting=False):
        _inspect(world, place)
    return world


def _parties(world: World) -> None:
    world.parties["maker"] = {"name": "Chip Maker (synthetic)", "country": "US", "business": "semiconductors"}
    for number in range(3):
        country = ("SG", "MY", "TW")[number]
        world.parties[f"forwarder-{number}"] = {
            "name": f"Forwarder {number} (synthetic)", "country": country, "business": "freight forwarding",
            "incorporated": "2009-04-01",
        }  # fmt: skip
    for number in range(int(world.rng.integers(4, 9))):
        world.parties[f"operator-{number}"] = {
            "name": f"Operator {number} (synthetic)", "country": str(world.rng.choice(HOSTS)),
            "business": "data centres", "incorporated": f"{int(world.rng.integers(1998, 2022))}-03-01",
        }  # fmt: skip


def _hall(world: World, number: int) -> None:
    rng = world.rng
    operators = [name for name in world.parties if name.startswith("operator")]
    operator = operators[number % len(operators)]
    country = world.parties[operator]["country"] if rng.random() < 0.6 else rng.choice(HOSTS)
    cadence = 0.0 if rng.random() < 0.15 else float(rng.choice([1, 7, 7, 7, 14, 30]))
    world.places[f"hall-{number:02d}"] = Place(
        f"hall-{number:02d}", operator, "data_centre", str(country), float(rng.uniform(-30, 60)),
        float(rng.uniform(-120, 140)), cadence, float(rng.uniform(0.005, 0.08)), bool(rng.random() < 0.25),
    )  # fmt: skip


def _trade_places(world: World) -> None:
    rng = world.rng
    world.places["fab"] = Place("fab", "maker", "fab", "TW", 24.8, 121.0)
    for number in range(3):
        party = f"forwarder-{number}"
        country = str(world.parties[party]["country"])
        world.places[f"port-{number}"] = Place(f"port-{number}", party, "port", country, 3.0, 101.0 + number)
    for operator in [name for name in world.parties if name.startswith("operator")]:
        country = str(world.parties[operator]["country"])
        world.places[f"store-{operator}"] = Place(
            f"store-{operator}", operator, "warehouse", country, float(rng.uniform(-30, 60)), 10.0
        )
    for country in ELSEWHERE:
        world.places[f"contact-{country}"] = Place(f"contact-{country}", "", "office", country, 30.0, 110.0)
    world.places["repair-depot"] = Place("repair-depot", "maker", "repair", "TW", 25.0, 121.5)


def _deliver(world: World, units: int) -> None:
    halls = world.halls() + world.halls(reporting=False)
    shares = world.rng.dirichlet(np.full(len(halls), 2.0))
    counts = np.maximum(1, np.round(shares * units / SERVER_SIZE)).astype(int)
    serial = 0
    for place, servers in zip(halls, counts, strict=True):
        part = str(world.rng.choice(PARTS))
        for batch in np.array_split(np.arange(servers), int(np.ceil(servers / 8))):
            left = float(world.rng.uniform(0, world.days * 0.35))
            paper, lives = world.document("SHIP"), []
            for _ in batch:
                server = f"SRV{world.seed % 1000:03d}{serial:06d}"
                for _ in range(SERVER_SIZE):
                    lives.append(Life(f"GPU{world.seed % 1000:03d}{serial:07d}", part, server, place.site,
                                      place.operator, left))  # fmt: skip
                    serial += 1
            consign(world, lives, place, left, paper)
            world.lives.extend(lives)
        need = sum(1 for life in world.lives if life.site == place.site) * 1.3
        place.power_kw = float(need * world.rng.uniform(1.2, 2.5))


def consign(world: World, lives: list[Life], place: Place, left: float, paper: str) -> None:
    """Ship a batch from the fab, half of the time by way of a forwarder, receive it and install it."""
    rng, transit = world.rng, world.rates["transit_days"]
    arrives = left + max(1.5, float(rng.gamma(4.0, transit / 4.0)))
    middle = f"port-{int(rng.integers(3))}" if rng.random() < 0.5 else None
    halfway = left + 0.5 * (arrives - left)
    installs = arrives + float(rng.exponential(6.0)) + 0.5
    for life in lives:
        life.arrived = arrives
        world.paper(life, "commissioning", left - 2.0, site="fab", document=paper)
        world.paper(life, "shipping", left, site="fab", to_site=middle or place.site, from_party="maker",
                    to_party=world.places[middle].operator if middle else place.operator, document=paper)  # fmt: skip
        if middle:
            agent = world.places[middle].operator
            world.paper(life, "receiving", halfway, site=middle, to_party=agent)
            world.paper(life, "shipping", halfway + 0.4, site=middle, to_site=place.site,
                        from_party=agent, to_party=place.operator, document=paper + "-2")  # fmt: skip
        world.paper(life, "receiving", arrives, site=place.site, to_party=place.operator, document=paper)
        world.paper(life, "installing", installs, site=place.site, parent=life.server)
        life.runs.append((place.site, installs, float(world.days)))


def _inspect(world: World, place: Place) -> None:
    for _ in range(world.rng.poisson(world.rates["inspections_per_site"])):
        inspect(world, place, float(world.rng.uniform(world.days * 0.3, world.days * 0.98)))


def inspect(world: World, place: Place, day: float) -> None:
    """An officer reads labels, seldom more, of a share of the units that stand there on the day."""
    paper = world.document("VISIT")
    grade = "read" if world.rng.random() < 0.2 else "label"
    for life in world.lives:
        if life.site != place.site or life.arrived > day or world.rng.random() > world.rates["inspected_share"]:
            continue
        world.paper(life, "inspecting", day, site=place.site, grade=grade, document=paper, planned=True)
