"""A second generator of synthetic worlds, built on other lines than `enduse simulate`.

Random walks of servers through Poisson telemetry, whole dates, server-level or GPU-level reports, agents that never
come back, outages with heavy tails, no commissioning papers, and inspections that look for serial numbers and write
`missing`. The score is never tuned on it; it shows what its figures are worth elsewhere.
"""

from __future__ import annotations

import csv
import json
import random
from datetime import date, timedelta
from pathlib import Path

START = date(2024, 3, 4)
PLANS = (
    "pull", "vanish", "transit", "drip", "abroad", "twin", "phantom", "forwarder", "counted", "returns",
)  # fmt: skip
FAR = ("CN", "HK", "IR", "RU", "MO")
NEAR = ("KR", "VN", "PH", "QA", "SA", "PL", "CA", "BR", "GB", "FR")


class Build:
    """One world under construction: rows of events, the truth, and the dice."""

    def __init__(self, seed: int, units: int, plans: list[str] | None) -> None:
        self.dice = random.Random(seed * 7919 + 13)
        self.seed, self.units = seed, units
        self.end = self.dice.randint(260, 560)
        self.rows: list[list[object]] = []
        self.truth: dict[str, tuple[str, str]] = {}
        self.sites: dict[str, dict[str, object]] = {}
        self.outages: list[tuple[str, int, int | None]] = []
        self.servers: list[dict[str, object]] = []
        self.emptied: set[str] = set()
        self.made = 0
        count = self.dice.randint(1, 3)
        self.plans = plans if plans is not None else self.dice.sample(PLANS, count)
        self.dead_rate = self.dice.uniform(0.0, 0.12)
        self.forever = self.dice.uniform(0.0, 0.5)
        self.installs = self.dice.random() < 0.7

    def day(self, number: float) -> str:
        return (START + timedelta(days=int(number))).isoformat()

    def add(self, event: str, when: float, unit: str, kind: str, **more: object) -> None:
        if when <= self.end:
            late = self.dice.expovariate(0.15) if self.dice.random() < 0.2 else 0
            self.rows.append([event, self.day(when), unit, kind, more.get("part"), more.get("quantity", 1),
                              more.get("site"), more.get("to_site"), more.get("from_party"), more.get("to_party"),
                              more.get("parent"), more.get("grade"), more.get("document"),
                              self.day(min(when + late, self.end)), more.get("note")])  # fmt: skip


def build(seed: int, units: int, plans: list[str] | None = None) -> Build:
    """A world of about so many GPUs; `plans` are names of PLANS, [] for none, None for a draw."""
    world = Build(seed, units, plans)
    _places(world)
    while sum(len(s["gpus"]) for s in world.servers) < units:  # type: ignore[arg-type]
        _order(world, world.dice.choice([s for s, v in world.sites.items() if v["kind"] == "data_centre"]))
    stops: dict[str, float] = {}
    for plan in world.plans:
        globals()[f"_{plan}"](world, stops)
    for server in world.servers:
        _report(world, server, stops)
    _visits(world, stops)
    return world


def _places(w: Build) -> None:
    owners = [f"cloud{i}" for i in range(w.dice.randint(3, 7))]
    for i in range(max(4, min(30, w.units // w.dice.randint(70, 160)))):
        pace = w.dice.choice([0, 1, 3, 7, 10, 28])
        w.sites[f"DC{i}"] = {
            "kind": "data_centre", "operator": w.dice.choice(owners), "country": w.dice.choice(NEAR), "pace": pace,
            "level": w.dice.choice(["gpu", "server"]), "steady": w.dice.random() < 0.6, "power": None, "down": [],
        }  # fmt: skip
        for _ in range(w.dice.choices([0, 1, 2, 3], [4, 4, 2, 1])[0]):
            start = w.dice.randint(60, w.end)
            stop = start + int(min(70, 3 + w.dice.paretovariate(1.1) * 3))
            w.sites[f"DC{i}"]["down"].append((start, stop))  # type: ignore[union-attr]
            if w.dice.random() < 0.55:
                w.outages.append((f"DC{i}", start, None if w.dice.random() < 0.2 and stop > w.end else stop))
    for i in range(2):
        w.sites[f"HUB{i}"] = {"kind": "port", "operator": f"freight{i}", "country": "MY", "pace": 0}
    w.sites["INT"] = {"kind": "warehouse", "operator": "integrator", "country": "TW", "pace": 0}
    w.sites["RMA"] = {"kind": "repair", "operator": "integrator", "country": "TW", "pace": 0}
    for c in FAR:
        w.sites[f"seen-{c}"] = {"kind": "office", "operator": None, "country": c, "pace": 0}


def _order(w: Build, site: str) -> None:
    when, paper = w.dice.uniform(0, w.end * 0.45), f"PO{len(w.rows)}"
    for _ in range(w.dice.randint(2, 9)):
        w.servers.append(_ship(w, site, when, paper, hub=w.dice.random() < 0.4))


def _ship(w: Build, site: str, when: float, paper: str, hub: bool = False, upto: str = "site") -> dict[str, object]:
    w.made += 1
    name = f"S{w.seed}-{w.made:05d}"
    gpus = [f"{name}G{slot}" for slot in range(w.dice.choice([4, 8, 8]))]
    owner = str(w.sites[site]["operator"])
    common = {"part": "H100 SXM5", "document": paper}
    arrive = when + w.dice.uniform(4, 20)
    port = f"HUB{w.dice.randint(0, 1)}"
    for gpu in gpus:
        w.truth[gpu] = ("as_booked", "")
        w.add("shipping", when, gpu, "gpu", site="INT", to_site=port if hub else site, from_party="integrator",
              to_party=w.sites[port]["operator"] if hub else owner, **common)  # fmt: skip
        if hub and upto != "gone":
            w.add("receiving", when + 3, gpu, "gpu", site=port, to_party=w.sites[port]["operator"], **common)
            if upto != "hub":
                w.add("shipping", when + 5, gpu, "gpu", site=port, to_site=site, to_party=owner, **common)
        if upto == "site":
            arrive = max(arrive, when + 8)
            if w.dice.random() > 0.004:
                w.add("receiving", arrive, gpu, "gpu", site=site, to_party=owner, **common)
            if w.installs:
                w.add("installing", arrive + 2, gpu, "gpu", site=site, parent=name, part="H100 SXM5")
    return {"name": name, "gpus": gpus, "site": site, "start": arrive + 3}


def _report(w: Build, server: dict[str, object], stops: dict[str, float]) -> None:
    place = w.sites[str(server["site"])]
    pace, gpus = float(str(place["pace"])), list(server["gpus"])  # type: ignore[call-overload]
    dead = _silences(w, float(str(server["start"])))
    lost = {g: w.dice.uniform(float(str(server["start"])), w.end) for g in gpus
            if g not in stops and w.truth[g][0] == "as_booked" and w.dice.random() < 0.004}  # fmt: skip
    for g in lost:
        w.truth[g] = ("lost", "scrap")
    for g in gpus:
        if g not in stops and g not in lost and w.dice.random() < 0.03:
            dead_here = w.dice.uniform(float(str(server["start"])) + 20, w.end)
            back = dead_here + w.dice.uniform(10, 120)
            w.add("removing", dead_here, g, "gpu", site=server["site"], note="fault")
            if back < w.end:
                w.add("returning", back, g, "gpu", site=server["site"], parent=server["name"])
            dead = [*dead, (dead_here, back, g)]
    if not pace:
        return
    t = float(str(server["start"])) + w.dice.random() * pace
    while t < w.end:
        quiet = any(a <= t < b for a, b in place["down"]) or any(a <= t < b for a, b, g in dead if g is None)  # type: ignore[union-attr]
        alive = [g for g in gpus if t < stops.get(g, 1e9) and t < lost.get(g, 1e9)
                 and not any(a <= t < b for a, b, who in dead if who == g)]  # fmt: skip
        if not quiet and alive:
            if place["level"] == "server" and len(alive) == len(gpus) and w.installs:
                w.add("observing", t, str(server["name"]), "server", site=server["site"], part="HGX H100")
            else:
                for g in alive:
                    w.add("observing", t, g, "gpu", site=server["site"])
        t += pace * (1 + w.dice.gauss(0, 0.08)) if place["steady"] else max(0.3, w.dice.expovariate(1 / pace))


def _silences(w: Build, start: float) -> list[tuple[float, float, str | None]]:
    if w.dice.random() >= w.dead_rate:
        return []
    begin = w.dice.uniform(start, w.end)
    return [(begin, 1e9 if w.dice.random() < w.forever else begin + w.dice.uniform(15, 200), None)]


def _visits(w: Build, stops: dict[str, float]) -> None:
    for site, place in w.sites.items():
        if place["kind"] != "data_centre" or w.dice.random() < 0.4:
            continue
        when, paper = w.dice.uniform(w.end * 0.5, w.end), f"VIS-{site}"
        for server in [s for s in w.servers if s["site"] == site and float(str(s["start"])) < when]:
            for g in server["gpus"]:  # type: ignore[attr-defined]
                if w.dice.random() < 0.25:
                    gone = stops.get(g, 1e9) < when or w.truth[g][0] == "lost"
                    if not gone:
                        w.add(
                            "inspecting",
                            when,
                            g,
                            "gpu",
                            site=site,
                            document=paper,
                            grade=w.dice.choice(["label", "read"]),
                        )
                    elif "counted" in w.plans:
                        w.add("missing", when, g, "gpu", site=site, document=paper)


def _take(
    w: Build, servers: list[dict[str, object]], stops: dict[str, float], when: float, spread: float, why: str
) -> list[str]:
    taken = []
    for server in servers:
        gone = when + w.dice.uniform(0, spread)
        for g in server["gpus"]:  # type: ignore[attr-defined]
            if g not in stops:
                stops[g] = gone
                w.truth[g] = ("diverted", why)
                taken.append(g)
    return taken


def _some_site(w: Build, silent: bool = False) -> str:
    sizes = {s: sum(x["site"] == s for x in w.servers) for s in w.sites}
    pool = [s for s, v in w.sites.items() if v["kind"] == "data_centre" and bool(v["pace"]) != silent
            and sizes[s] >= 4 and s not in w.emptied]  # fmt: skip
    return w.dice.choice(pool or [s for s in w.sites if sizes[s] > 0])


def _in_place(w: Build, site: str, before: float) -> list[dict[str, object]]:
    return [s for s in w.servers if s["site"] == site and float(str(s["start"])) + 15 < before]


def _pull(w: Build, stops: dict[str, float]) -> None:
    site, when = _some_site(w), w.dice.uniform(0.5, 0.8) * w.end
    here = _in_place(w, site, when)
    for server in here:
        for g in server["gpus"]:  # type: ignore[attr-defined]
            if w.dice.random() < 0.3:
                w.add("inspecting", when - 6, g, "gpu", site=site, grade="label", document=f"AUD{site}")
    _take(
        w,
        w.dice.sample(here, max(1, int(len(here) * w.dice.uniform(0.3, 0.9)))),
        stops,
        when,
        w.dice.choice([3, 20, 45]),
        "pull",
    )


def _vanish(w: Build, stops: dict[str, float]) -> None:
    site, when = _some_site(w), w.dice.uniform(0.5, 0.78) * w.end
    w.emptied.add(site)
    _take(w, [s for s in w.servers if s["site"] == site], stops, when, w.dice.choice([1, 4, 15]), "vanish")


def _transit(w: Build, stops: dict[str, float]) -> None:
    for _ in range(w.dice.randint(1, 3)):
        when, paper = w.dice.uniform(0.2, 0.75) * w.end, f"PX{len(w.rows)}"
        new = [
            _ship(w, _some_site(w), when, paper, hub=True, upto=w.dice.choice(["gone", "road"]))
            for _ in range(w.dice.randint(2, 6))
        ]
        w.servers += new
        _take(w, new, stops, 0, 0, "transit")


def _forwarder(w: Build, stops: dict[str, float]) -> None:
    for _ in range(w.dice.randint(2, 4)):
        when, paper = w.dice.uniform(0.2, 0.7) * w.end, f"PF{len(w.rows)}"
        new = [_ship(w, _some_site(w), when, paper, hub=True, upto="hub") for _ in range(w.dice.randint(1, 4))]
        w.servers += new
        _take(w, new, stops, 0, 0, "forwarder")


def _drip(w: Build, stops: dict[str, float]) -> None:
    site = _some_site(w)
    for server in _in_place(w, site, 0.4 * w.end):
        if w.dice.random() < 0.6:
            _take(w, [server], stops, w.dice.uniform(0.4, 0.85) * w.end, 1, "drip")


def _abroad(w: Build, stops: dict[str, float]) -> None:
    for _ in range(w.dice.randint(3, 9)):
        when = w.dice.uniform(0.4, 0.8) * w.end
        here = _in_place(w, _some_site(w), when)
        if here:
            for g in _take(w, [w.dice.choice(here)], stops, when, 3, "abroad"):
                if w.dice.random() < 0.8:
                    w.add(
                        "observing",
                        when + w.dice.uniform(10, 60),
                        g,
                        "gpu",
                        site=f"seen-{w.dice.choice(FAR)}",
                        note="driver download",
                    )


def _twin(w: Build, stops: dict[str, float]) -> None:
    here = _in_place(w, _some_site(w), 0.5 * w.end)[:3]
    for server in here:
        for g in server["gpus"]:  # type: ignore[attr-defined]
            if g not in stops:
                w.truth[g] = ("diverted", "twin")
                for when in (0.55, 0.7, 0.85):
                    w.add("observing", when * w.end + w.dice.random() * 9, g, "gpu", site=f"seen-{w.dice.choice(FAR)}")


def _phantom(w: Build, stops: dict[str, float]) -> None:
    site, when, paper = _some_site(w), w.dice.uniform(0.2, 0.5) * w.end, f"PP{len(w.rows)}"
    new = [_ship(w, site, when, paper) for _ in range(w.dice.randint(4, 10))]
    w.servers += new
    _take(w, new, stops, 0, 0, "phantom")


def _counted(w: Build, stops: dict[str, float]) -> None:
    site = _some_site(w, silent=True)
    when = 0.5 * w.end
    here = _in_place(w, site, when)
    taken = _take(w, here[: max(1, len(here) // 2)], stops, when, 30, "counted")
    for server in here:
        for g in server["gpus"]:  # type: ignore[attr-defined]
            if w.dice.random() < 0.6:
                gone = g in taken
                event, grade = ("missing", None) if gone else ("inspecting", "label")
                w.add(event, 0.8 * w.end, g, "gpu", site=site, grade=grade, document=f"CNT-{site}")


def _returns(w: Build, stops: dict[str, float]) -> None:
    site, when = _some_site(w), w.dice.uniform(0.45, 0.7) * w.end
    for g in _take(w, w.dice.sample(here := _in_place(w, site, when), min(4, len(here))), stops, when, 20, "returns"):
        w.add("removing", stops[g], g, "gpu", site=site, note="fault")


def write(w: Build, out: Path) -> None:
    """Write `evidence/` and `truth/` in the layout of `enduse simulate`."""
    evidence, truth = out / "evidence", out / "truth"
    evidence.mkdir(parents=True, exist_ok=True)
    truth.mkdir(parents=True, exist_ok=True)
    w.dice.shuffle(w.rows)
    header = ["event", "happened", "unit", "unit_kind", "part", "quantity", "site", "to_site", "from_party", "to_party",
              "parent", "grade", "document", "recorded", "note"]  # fmt: skip
    _csv(evidence / "events.csv", header, w.rows)
    _csv(evidence / "sites.csv", ["site", "operator", "kind", "country", "power_kw"],
         [[s, v["operator"], v["kind"], v["country"], v.get("power")] for s, v in w.sites.items()])  # fmt: skip
    _csv(evidence / "outages.csv", ["site", "from", "to"],
         [[s, w.day(a), None if b is None else w.day(b)] for s, a, b in w.outages if a <= w.end])  # fmt: skip
    owners = sorted({str(v["operator"]) for v in w.sites.values() if v["operator"]})
    _csv(evidence / "parties.csv", ["party", "name", "country"], [[o, o.title(), "MY"] for o in owners])
    (evidence / "case.toml").write_text(
        f'title = "other synthetic world"\nas_of = "{w.day(w.end)}"\n', encoding="utf-8"
    )
    _csv(truth / "units.csv", ["unit", "truth", "typology"], [[u, *t] for u, t in w.truth.items()])
    _csv(truth / "sites.csv", ["site", "emptied"], [[s, int(s in w.emptied)] for s in w.sites])
    _csv(truth / "lots.csv", ["lot", "missing", "typology"], [])
    (truth / "world.json").write_text(
        json.dumps({"synthetic": True, "seed": w.seed, "plans": w.plans}), encoding="utf-8"
    )


def _csv(path: Path, header: list[str], rows: list[list[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
