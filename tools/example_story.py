"""What happens in the bundled example, told as rows of events."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from example_world import AS_OF, CHIP, CRATE_KG, EMPTIED, SENT_FOR_REPAIR, Server, mondays, of_site

Row = dict[str, object]
SILENT_FROM = date(2026, 4, 2)
SILENT_SITES = ("TH-2",)
BY_GPU = "C1"
REPAIRS = 14


def factory(fleet: list[Server]) -> Iterator[Row]:
    """The maker's serial list: each server, and each chip in it."""
    for server in fleet:
        paper = {"happened": server.made, "site": "PLANT", "document": "SYN-MFG-2025"}
        paper["event"] = "commissioning"
        yield {"unit": server.serial, "unit_kind": "server", "part": server.hall.part, **paper}
        for gpu in server.gpus:
            part = CHIP[server.hall.part]
            yield {"unit": gpu, "unit_kind": "gpu", "part": part, "parent": server.serial, **paper}


def shipping(fleet: list[Server]) -> Iterator[Row]:
    """Packing lists from the plant to the halls, a weight on each."""
    for server in fleet:
        hall = server.hall
        crates = sum(1 for other in of_site(fleet, hall.site) if other.batch == server.batch)
        weight = crates * CRATE_KG[hall.part]
        yield {
            "event": "shipping", "happened": server.shipped, "unit": server.serial, "unit_kind": "server",
            "part": hall.part, "site": "PLANT", "to_site": hall.site, "from_party": "NLS", "to_party": hall.operator,
            "document": f"SYN-PL-{hall.site}-{server.batch + 1}", "note": f"{crates} crates, gross {weight} kg",
        }  # fmt: skip


def receiving(fleet: list[Server]) -> Iterator[Row]:
    """Goods-in records; Bang Na keyed its own in ten weeks late."""
    for server in fleet:
        late = timedelta(days=72 if server.hall.site == "TH-1" else 1)
        yield {
            "event": "receiving", "happened": server.received, "unit": server.serial, "unit_kind": "server",
            "part": server.hall.part, "site": server.hall.site, "to_party": server.hall.operator,
            "grade": "document" if server.hall.site in SILENT_SITES else "label",
            "document": f"SYN-GRN-{server.hall.site}-{server.batch + 1}", "recorded": server.received + late,
        }  # fmt: skip


def installing(fleet: list[Server]) -> Iterator[Row]:
    """Rack records of the halls that keep them."""
    for server in fleet:
        if server.hall.site not in SILENT_SITES:
            yield {
                "event": "installing", "happened": server.installed, "unit": server.serial, "unit_kind": "server",
                "part": server.hall.part, "site": server.hall.site, "document": f"SYN-RACK-{server.hall.site}",
            }  # fmt: skip


def silences(fleet: list[Server], rng: random.Random) -> dict[str, tuple[date, date]]:
    """Servers that stop reporting, from when to when, whatever the reason."""
    gone: dict[str, tuple[date, date]] = {}
    for server in of_site(fleet, "K2")[:EMPTIED]:
        gone[server.serial] = (SILENT_FROM + timedelta(days=1), AS_OF)
    for server in of_site(fleet, "K1")[-SENT_FOR_REPAIR:]:
        gone[server.serial] = (date(2026, 5, 3), AS_OF)
    for site, since in (("US-1", date(2026, 6, 8)), ("DE-1", date(2026, 5, 18)), ("SG-2", date(2026, 7, 6))):
        failed = rng.choice(of_site(fleet, site)[:20])
        gone[failed.serial] = (since, AS_OF)
    return gone


def outage(site: str, day: date) -> bool:
    """Whether the hall's collector was down: Tuas announced it, Bang Na did not."""
    spans = {"SG-1": (date(2026, 2, 9), date(2026, 2, 25)), "TH-1": (date(2026, 5, 4), date(2026, 5, 20))}
    since, until = spans.get(site, (date.max, date.max))
    return since <= day < until


def telemetry(fleet: list[Server], rng: random.Random) -> Iterator[Row]:
    """Weekly contact of each machine with the fleet agent; about one in thirty is missed."""
    gone = silences(fleet, rng)
    moves = {**relocated(fleet), **moved_without_paper(fleet)}
    for day in mondays():
        for server in fleet:
            if server.hall.site in (*SILENT_SITES, BY_GPU) or day <= server.installed or rng.random() < 0.03:
                continue
            to_site, moved = moves.get(server.serial, (server.hall.site, date.max))
            if moved - timedelta(days=3) <= day <= moved:
                continue
            site = to_site if day > moved else server.hall.site
            since, until = gone.get(server.serial, (date.max, date.max))
            if since <= day <= until or outage(site, day):
                continue
            yield {
                "event": "observing", "happened": day, "unit": server.serial, "unit_kind": "server", "site": site,
                "grade": "read", "document": f"SYN-AGENT-{day:%G-W%V}",
            }  # fmt: skip


def inventory(fleet: list[Server], rng: random.Random) -> Iterator[Row]:
    """Cyberjaya exports its inventory once a month, chip by chip."""
    for month in range(1, 9):
        for server in of_site(fleet, BY_GPU):
            for gpu in server.gpus:
                if rng.random() > 0.01:
                    yield {
                        "event": "observing", "happened": date(2026, month, 28), "unit": gpu, "unit_kind": "gpu",
                        "part": CHIP[server.hall.part], "site": BY_GPU, "parent": server.serial, "grade": "read",
                        "document": f"SYN-INV-C1-{month:02d}",
                    }  # fmt: skip


def inspections(fleet: list[Server], rng: random.Random) -> Iterator[Row]:
    """Visits: at the Kestrel halls by label only, elsewhere on switched-on machines."""
    visits = (
        ("K2", date(2026, 3, 12), 44, "label", "power-on refused: customer workload running"),
        ("K1", date(2026, 3, 13), 40, "label", "labels read at the rack door"),
        ("US-1", date(2026, 2, 17), 24, "read", "serial numbers read over the management port"),
        ("DE-1", date(2026, 4, 21), 20, "read", "serial numbers read over the management port"),
        ("JP-1", date(2026, 6, 9), 18, "attested", "fresh nonce answered by each chip"),
        ("TH-1", date(2026, 7, 15), 16, "read", "serial numbers read over the management port"),
    )
    for site, day, count, grade, note in visits:
        there = of_site(fleet, site)
        for server in there if count >= len(there) else rng.sample(there, count):
            yield {
                "event": "inspecting", "happened": day, "unit": server.serial, "unit_kind": "server",
                "part": server.hall.part, "site": site, "grade": grade, "document": f"SYN-INSP-{site}-{day:%m%d}",
                "note": note,
            }  # fmt: skip
    yield {
        "event": "inspecting", "happened": date(2026, 6, 18), "unit": "LOT-HX-0117", "unit_kind": "lot",
        "part": "H200 SXM", "quantity": 60, "site": "DE-2", "grade": "label", "document": "SYN-INSP-DE-2-0618",
        "note": "counted 60 of 64 spare boards; storekeeper says four are on loan",
    }  # fmt: skip


def lot(_: list[Server]) -> Iterator[Row]:
    """A lot of spare chips without serial numbers, weighed twice."""
    spare = {"unit": "LOT-HX-0117", "unit_kind": "lot", "part": "H200 SXM", "quantity": 64}
    made = {"happened": date(2025, 10, 20), "site": "PLANT", "document": "SYN-MFG-LOT"}
    yield {"event": "commissioning", **made, **spare}
    yield {
        "event": "shipping", "happened": date(2025, 11, 6), "site": "PLANT", "to_site": "DE-2", "from_party": "NLS",
        "to_party": "RHR", "document": "SYN-PL-DE-2-LOT", "note": "4 cartons, gross 236 kg", **spare,
    }  # fmt: skip
    yield {
        "event": "receiving", "happened": date(2025, 12, 4), "site": "DE-2", "to_party": "RHR", "grade": "document",
        "document": "SYN-GRN-DE-2-LOT", "note": "4 cartons, gross 231 kg", **spare,
    }  # fmt: skip


def relocated(fleet: list[Server]) -> dict[str, tuple[str, date]]:
    """Ten servers that Tuas sends to Jurong, with paper."""
    return {server.serial: ("SG-2", date(2026, 4, 20)) for server in of_site(fleet, "SG-1")[:10]}


def moved_without_paper(fleet: list[Server]) -> dict[str, tuple[str, date]]:
    """Four servers that Inzai lends to Nanko; nobody writes it down."""
    return {server.serial: ("JP-2", date(2026, 6, 12)) for server in of_site(fleet, "JP-1")[-4:]}


def moves(fleet: list[Server]) -> Iterator[Row]:
    """The relocation from Tuas to Jurong, and the repair that K1's servers never reach."""
    for serial, (site, day) in relocated(fleet).items():
        goods = {"unit": serial, "unit_kind": "server", "part": "DGX H100", "document": "SYN-MOVE-SG-7"}
        yield {"event": "removing", "happened": day - timedelta(days=2), "site": "SG-1", **goods}
        yield {"event": "shipping", "happened": day - timedelta(days=1), "site": "SG-1", "to_site": site,
               "from_party": "LSC", "to_party": "LSC", **goods}  # fmt: skip
        yield {"event": "receiving", "happened": day, "site": site, "to_party": "LSC", "grade": "label", **goods}
        yield {"event": "installing", "happened": day + timedelta(days=1), "site": site, **goods}
    for server in of_site(fleet, "K1")[-SENT_FOR_REPAIR:]:
        goods = {"unit": server.serial, "unit_kind": "server", "part": "DGX B200", "document": "SYN-RMA-K1-3"}
        yield {"event": "removing", "happened": date(2026, 5, 3), "site": "K1", **goods}
        yield {"event": "shipping", "happened": date(2026, 5, 6), "site": "K1", "to_site": "DEPOT", "from_party": "KVC",
               "to_party": "NLS", "note": "return for repair, 6 crates, gross 1050 kg", **goods}  # fmt: skip


def repairs(fleet: list[Server], rng: random.Random) -> Iterator[Row]:
    """Honest repairs: a chip out, to the depot, repaired, back in the same chassis."""
    candidates = [s for s in fleet if s.hall.site in ("US-1", "US-2", "DE-1", "JP-1", "SG-1", "SG-2")]
    for number, server in enumerate(rng.sample(candidates, REPAIRS), start=1):
        day = date(2026, 1, 19) + timedelta(days=11 * number)
        gpu, site, operator = server.gpus[number % 8], server.hall.site, server.hall.operator
        part = {"unit": gpu, "unit_kind": "gpu", "part": CHIP[server.hall.part], "document": f"SYN-RMA-{number:03d}"}
        yield {"event": "removing", "happened": day, "site": site, "note": "uncorrectable memory errors", **part}
        yield {"event": "shipping", "happened": day + timedelta(days=2), "site": site, "to_site": "DEPOT",
               "from_party": operator, "to_party": "NLS", **part}  # fmt: skip
        yield {"event": "receiving", "happened": day + timedelta(days=11), "site": "DEPOT", "to_party": "NLS",
               "grade": "label", **part}  # fmt: skip
        yield {"event": "repairing", "happened": day + timedelta(days=15), "site": "DEPOT", "grade": "read", **part}
        yield {"event": "shipping", "happened": day + timedelta(days=17), "site": "DEPOT", "to_site": site,
               "from_party": "NLS", "to_party": operator, **part}  # fmt: skip
        yield {"event": "receiving", "happened": day + timedelta(days=25), "site": site, "to_party": operator,
               "grade": "label", **part}  # fmt: skip
        yield {"event": "installing", "happened": day + timedelta(days=26), "site": site, "parent": server.serial,
               **part}  # fmt: skip


def swaps(fleet: list[Server]) -> Iterator[Row]:
    """Three chips that Frankfurt's technicians moved to another chassis without a ticket."""
    there = of_site(fleet, "DE-1")
    for place in (30, 34, 38):
        yield {
            "event": "observing", "happened": date(2026, 3, 24), "unit": there[place].gpus[2], "unit_kind": "gpu",
            "part": "H100 SXM5", "site": "DE-1", "parent": there[place + 1].serial, "grade": "read",
            "document": "SYN-INV-DE-1-03", "note": "inventory after maintenance",
        }  # fmt: skip


def exports(_: list[Server]) -> Iterator[Row]:
    """The papers of twelve crates that leave K2 two days after its machines fall silent."""
    crates = {"unit": "CRATES-0404", "unit_kind": "lot", "quantity": 12}
    first = {"part": "cooling equipment", "document": "SYN-K9-MY-0404", **crates}
    second = {"part": "used heat exchangers", "document": "SYN-BL-PKG-0409", **crates}
    yield {"event": "shipping", "happened": date(2026, 4, 4), "site": "K2", "to_site": "PKG", "from_party": "KVC",
           "to_party": "STT", "note": "12 crates, gross 5710 kg, HS 8415", **first}  # fmt: skip
    yield {"event": "receiving", "happened": date(2026, 4, 6), "site": "PKG", "to_party": "STT",
           "note": "12 crates, gross 5700 kg", **first}  # fmt: skip
    yield {"event": "shipping", "happened": date(2026, 4, 9), "site": "PKG", "to_site": "HKG", "from_party": "STT",
           "to_party": "HBF", "note": "12 crates, gross 3360 kg, HS 8419", **second}  # fmt: skip
    yield {"event": "receiving", "happened": date(2026, 4, 21), "site": "HKG", "to_party": "HBF",
           "note": "consignee to order of Harbourline Forwarding", **second}  # fmt: skip


def contacts(fleet: list[Server], rng: random.Random) -> Iterator[Row]:
    """Licence-server contacts: three chips of K2 from Hong Kong, one of Inzai through a tunnel."""
    gone = of_site(fleet, "K2")[:EMPTIED]
    seen = [(server.gpus[4], "B200", "NET-HK", date(2026, 5, 20)) for server in rng.sample(gone, 3)]
    seen.append((of_site(fleet, "JP-1")[11].gpus[0], "H200 SXM", "NET-US", date(2026, 5, 27)))
    for gpu, part, site, day in seen:
        yield {
            "event": "observing", "happened": day, "unit": gpu, "unit_kind": "gpu", "part": part, "site": site,
            "grade": "read", "document": "SYN-LIC-2026-05", "note": "country taken from the network address",
        }  # fmt: skip


def clerical(fleet: list[Server]) -> Iterator[Row]:
    """Slips of the pen: rows that cannot be, a repeat, a placeholder, a serial typed wrongly."""
    there = of_site(fleet, "DE-1")
    office = {"unit_kind": "server", "part": "DGX H100", "site": "DE-1", "document": "SYN-RACK-DE-1-B"}
    good = {"event": "installing", "happened": there[0].installed, "unit": there[0].serial, **office}
    yield good
    yield dict(good)
    yield {**good, "happened": "2026-02-30"}
    yield {**good, "event": "teleporting"}
    yield {**good, "unit": ""}
    yield {**good, "quantity": -4}
    yield {"event": "observing", "happened": date(2026, 5, 5), "unit": "0000000000000", "unit_kind": "gpu",
           "part": "H100 SXM5", "site": "DE-1", "document": "SYN-RACK-DE-1-B"}  # fmt: skip
    typed = of_site(fleet, "JP-1")[5].gpus[3]
    yield {"event": "observing", "happened": date(2026, 6, 22), "unit": typed, "unit_kind": "gpu", "part": "H200 SXM",
           "site": "US-2", "grade": "label", "document": "SYN-STOCK-US-2", "note": "hand-typed stock list"}  # fmt: skip
