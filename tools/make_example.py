"""Makes examples/phantom-data-centre, an invented folder of evidence.

    python tools/make_example.py [FOLDER]

Everything in it is synthetic; the same version of this file always writes the same bytes.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

import example_files as files
import example_story as story
from example_world import AS_OF, HALLS, HEADQUARTERS, PARTIES, PLACES, SEED, Server, of_site, servers

FOLDER = Path(__file__).resolve().parent.parent / "examples" / "phantom-data-centre"
CASE = f"""\
# Everything in this folder is synthetic: no such firm, place or machine exists.
title = "The phantom data centre (synthetic example)"
as_of = "{AS_OF}"

[policy]
timeliness_days = 90
detection_goal = 0.9
visits = 12
random_share = 0.1
"""
FACTORY_MAP = """\
# synthetic: how the assembly plant's headers become ours
table: events
delimiter: ";"
encoding: latin-1
dates: "%d.%m.%Y"
columns:
  unit: Seriennummer
  unit_kind: Typ
  part: Modell
  parent: Eingebaut in
  happened: Fertigungsdatum
  document: Beleg
defaults:
  event: commissioning
  site: PLANT
values:
  unit_kind: {Server: server, GPU: gpu}
"""


def main(folder: Path) -> None:
    """Write the whole folder anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rng = random.Random(SEED)
    fleet = servers(rng)
    (folder / "case.toml").write_text(CASE, "utf-8")
    registers(folder)
    papers(folder, fleet, rng)
    machines(folder, fleet, rng)


def registers(folder: Path) -> None:
    """Sites, parties, shares, licences and announced outages."""
    halls = [
        {"site": h.site, "name": h.name, "operator": h.operator, "kind": "data_centre", "country": h.country,
         "latitude": h.latitude, "longitude": h.longitude, "power_kw": h.power_kw, "pue": h.pue,
         "opened": date(2025, 9, 1)}
        for h in HALLS
    ]  # fmt: skip
    keys = ("site", "name", "operator", "kind", "country", "latitude", "longitude")
    places = [dict(zip(keys, place, strict=True)) for place in PLACES]
    columns = (*keys, "power_kw", "pue", "opened")
    files.comma_separated(folder / "sites.csv", [*halls, *places], columns)
    keys = ("party", "name", "country", "incorporated", "business", "address")
    parties = [dict(zip(keys, party, strict=True)) for party in PARTIES]
    for party in parties:
        party["headquarters"] = HEADQUARTERS.get(party["party"], party["country"])
    files.comma_separated(folder / "parties.csv", parties, (*keys, "headquarters"))
    named = {party["party"]: party["name"] for party in parties}
    shares = [
        {"owner": named["KVC"], "owned": named["STT"], "share_min": 0.0, "share_max": 0.4, "valid_from": "2026-01-20"},
        {"owner": named["NLS"], "owned": named["FBW"], "share_min": 0.3, "share_max": 0.3, "valid_from": "2014-05-02"},
    ]
    files.comma_separated(folder / "ownership.csv", shares, tuple(shares[0]))
    licences = [
        {"licence": f"SYN-D-{number:05d}", "authority": "synthetic authority", "part": hall.part,
         "quantity": hall.servers, "exporter": "NLS", "consignee": hall.operator, "end_user": hall.operator,
         "site": hall.site, "country": hall.country, "valid_from": "2025-08-01", "valid_to": "2027-08-01",
         "conditions": "no re-export or transfer without leave (synthetic)"}
        for number, hall in enumerate(HALLS, start=10401) if hall.country in ("MY", "TH", "SG")
    ]  # fmt: skip
    files.comma_separated(folder / "licences.csv", licences, tuple(licences[0]))
    outages = [{"site": "SG-1", "from": "2026-02-09", "to": "2026-02-25", "note": "collector moved (synthetic)"}]
    files.comma_separated(folder / "outages.csv", outages, tuple(outages[0]))


def papers(folder: Path, fleet: list[Server], rng: random.Random) -> None:
    """What firms wrote down: made, shipped, received, racked, moved, repaired, inspected, exported."""
    plant = [
        {"Seriennummer": row["unit"], "Typ": "GPU" if row["unit_kind"] == "gpu" else "Server", "Modell": row["part"],
         "Eingebaut in": row.get("parent", ""), "Fertigungsdatum": f"{row['happened']:%d.%m.%Y}",
         "Prüfer": "Müller (synthetisch)", "Beleg": row["document"]}
        for row in story.factory(fleet)
    ]  # fmt: skip
    files.comma_separated(folder / "factory.csv", plant, tuple(plant[0]), delimiter=";", encoding="latin-1")
    (folder / "factory.yaml").write_text(FACTORY_MAP, "utf-8")
    files.events(folder / "packing-lists.csv", [*story.shipping(fleet), *story.lot(fleet)])
    goods_in = list(story.receiving(fleet))
    electronic = [row for row in goods_in if row["site"] in ("SG-1", "SG-2")]
    files.events(folder / "goods-in.csv", [row for row in goods_in if row not in electronic])
    deliveries: dict[tuple[date, str, str], list[str]] = defaultdict(list)
    for row in electronic:
        deliveries[(row["happened"], row["site"], row["document"])].append(row["unit"])  # type: ignore[index,arg-type]
    files.epcis(folder / "goods-in-singapore.epcis.json", deliveries)
    files.events(folder / "racking.csv", story.installing(fleet))
    files.events(folder / "racking-frankfurt-corrected.csv", story.clerical(fleet))
    files.events(folder / "moves-and-repairs.csv", [*story.moves(fleet), *story.repairs(fleet, rng)])
    files.events(folder / "export-declarations.csv", story.exports(fleet))
    files.workbook(folder / "inspections.xlsx", story.inspections(fleet, rng))


def machines(folder: Path, fleet: list[Server], rng: random.Random) -> None:
    """What machines said: weekly contact, inventories, dumps, licence-server contacts."""
    readings = list(story.telemetry(fleet, rng))
    (folder / "telemetry").mkdir()
    for quarter in sorted({_quarter(row["happened"]) for row in readings}):
        part = [row for row in readings if _quarter(row["happened"]) == quarter]
        files.parquet(folder / "telemetry" / f"agent-{quarter}.parquet", part)
    files.events(folder / "inventory-cyberjaya.csv", story.inventory(fleet, rng))
    files.events(folder / "inventory-frankfurt.csv", story.swaps(fleet))
    files.events(folder / "licence-server.csv", story.contacts(fleet, rng))
    dumps = folder / "dumps"
    dumps.mkdir()
    for number, server in enumerate(of_site(fleet, "JP-2")[:4], start=1):
        at = datetime(2026, 7, 21, 3, 10 + number, 5)
        files.nvidia_smi(dumps / f"nanko-{number}.xml", server.serial, server.gpus, "NVIDIA B200", at)
        (dumps / f"nanko-{number}.yaml").write_text("# synthetic\ndefaults: {site: JP-2}\n", "utf-8")
    server = of_site(fleet, "K1")[3]
    files.redfish(folder / "redfish-sedenak", server.serial, server.gpus, "NVIDIA B200", datetime(2026, 8, 3, 8, 0))
    (folder / "redfish-sedenak.yaml").write_text("# synthetic\ndefaults: {site: K1}\n", "utf-8")


def _quarter(day: object) -> str:
    assert isinstance(day, date)
    return f"{day.year}q{(day.month + 2) // 3}"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
