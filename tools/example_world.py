"""The invented world of the bundled example: places, firms, machines."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

SEED = 20260831
AS_OF = date(2026, 8, 31)
TELEMETRY_FROM = date(2025, 11, 3)
CHIP = {"DGX H100": "H100 SXM5", "DGX H200": "H200 SXM", "DGX B200": "B200"}
CRATE_KG = {"DGX H100": 163, "DGX H200": 163, "DGX B200": 178}


@dataclass(frozen=True)
class Hall:
    """A data centre of the example and the fleet that was sold to it."""

    site: str
    name: str
    operator: str
    country: str
    latitude: float
    longitude: float
    power_kw: int
    pue: float
    part: str
    servers: int
    shipped: date


HALLS = (
    Hall("US-1", "Ashburn Hall 3", "PRA", "US", 39.04, -77.49, 1600, 1.25, "DGX H200", 88, date(2025, 9, 15)),
    Hall("US-2", "Columbus North", "PRA", "US", 40.09, -82.75, 1500, 1.25, "DGX B200", 64, date(2025, 10, 6)),
    Hall("DE-1", "Frankfurt Ost", "RHR", "DE", 50.12, 8.74, 1200, 1.30, "DGX H100", 72, date(2025, 9, 22)),
    Hall("DE-2", "Kaiserslautern West", "RHR", "DE", 49.44, 7.75, 900, 1.30, "DGX H200", 40, date(2025, 11, 3)),
    Hall("JP-1", "Inzai Keisan 1", "HOK", "JP", 35.83, 140.15, 1400, 1.35, "DGX H200", 80, date(2025, 9, 8)),
    Hall("JP-2", "Nanko Keisan 2", "HOK", "JP", 34.63, 135.42, 1500, 1.35, "DGX B200", 56, date(2025, 11, 10)),
    Hall("SG-1", "Tuas Hall A", "LSC", "SG", 1.30, 103.64, 1300, 1.40, "DGX H100", 72, date(2025, 9, 29)),
    Hall("SG-2", "Jurong Hall B", "LSC", "SG", 1.33, 103.72, 1100, 1.40, "DGX H200", 48, date(2025, 10, 20)),
    Hall("K1", "Sedenak Compute Park", "KVC", "MY", 1.71, 103.53, 1800, 1.40, "DGX B200", 64, date(2025, 10, 27)),
    Hall("K2", "Kulai Compute Annex", "KVC", "MY", 1.66, 103.60, 1200, 1.45, "DGX B200", 44, date(2025, 11, 24)),
    Hall("C1", "Cyberjaya Works", "SCW", "MY", 2.92, 101.65, 1000, 1.45, "DGX H100", 56, date(2025, 10, 13)),
    Hall("TH-1", "Bang Na Hall", "CPD", "TH", 13.67, 100.60, 1000, 1.50, "DGX H200", 52, date(2025, 11, 17)),
    Hall("TH-2", "Rayong Edge", "CPD", "TH", 12.68, 101.28, 300, 1.50, "DGX H100", 32, date(2025, 12, 1)),
)
"""Thirteen halls in six countries, 768 servers, 6,144 chips; K2 is the one that is emptied."""

PLACES = (
    ("PLANT", "Hsinchu Assembly Plant", "FBW", "fab", "TW", 24.81, 120.97),
    ("DEPOT", "Reno Repair Depot", "NLS", "repair", "US", 39.53, -119.81),
    ("PKG", "Port Klang Free Zone Shed 9", "STT", "port", "MY", 3.00, 101.39),
    ("HKG", "Kwai Chung Shed 4", "HBF", "warehouse", "HK", 22.36, 114.13),
    ("NET-HK", "synthetic licence-server contact, Hong Kong", None, "office", "HK", None, None),
    ("NET-US", "synthetic licence-server contact, United States", None, "office", "US", None, None),
)

PARTIES = (
    ("NLS", "Northlight Server Works (synthetic)", "US", "2014-05-02", "server maker", "1 Specimen Road, Reno"),
    ("FBW", "Formosa Board Works (synthetic)", "TW", "2009-03-17", "contract assembly", "8 Specimen Road, Hsinchu"),
    ("PRA", "Prairie Compute (synthetic)", "US", "2019-01-21", "cloud computing", "20 Specimen Park, Ashburn"),
    ("RHR", "Rheintal Rechenwerk (synthetic)", "DE", "2016-08-30", "cloud computing", "Musterweg 5, Frankfurt"),
    ("HOK", "Hokuto Keisan (synthetic)", "JP", "2015-04-01", "cloud computing", "3-1 Mihon, Inzai"),
    ("LSC", "Lion Strait Cloud (synthetic)", "SG", "2018-11-12", "cloud computing", "77 Specimen Lane, Tuas"),
    ("KVC", "Kestrel Vale Compute (synthetic)", "MY", "2024-06-18", "cloud computing", "Lot 4 Specimen Park, Kulai"),
    ("SCW", "Selangor Cloudworks (synthetic)", "MY", "2017-02-06", "cloud computing", "12 Specimen Drive, Cyberjaya"),
    ("CPD", "Chao Praya Data (synthetic)", "TH", "2020-09-09", "cloud computing", "9 Specimen Soi, Bang Na"),
    ("STT", "Straits Thermal Trading (synthetic)", "MY", "2026-01-20", "air conditioning parts", "Shed 9, Port Klang"),
    ("HBF", "Harbourline Forwarding (synthetic)", "HK", "2025-10-30", "freight forwarding", "Shed 4, Kwai Chung"),
)
HEADQUARTERS = {"KVC": "MY", "STT": "MY", "HBF": "HK"}

EMPTIED = 32
"""Servers of K2 that are taken out: 256 chips."""

SENT_FOR_REPAIR = 6
"""Servers of K1 that leave for a repair they never reach: 48 chips."""


@dataclass(frozen=True)
class Server:
    """An 8-GPU server: where it was sold to, its crate's paper and its chips."""

    serial: str
    hall: Hall
    gpus: tuple[str, ...]
    batch: int
    made: date
    shipped: date
    received: date
    installed: date


def servers(rng: random.Random) -> list[Server]:
    """All servers in the order of their serial numbers."""
    fleet = []
    for hall in HALLS:
        for place in range(hall.servers):
            number = len(fleet) + 1
            batch = place // 16
            shipped = hall.shipped + timedelta(days=9 * batch)
            transit = 26 if hall.country in ("US", "DE") else 12
            received = shipped + timedelta(days=transit + rng.randrange(4))
            fleet.append(
                Server(
                    serial=f"NLS25{number:05d}",
                    hall=hall,
                    gpus=tuple(f"99{number:05d}{slot:06d}" for slot in range(1, 9)),
                    batch=batch,
                    made=shipped - timedelta(days=10 + rng.randrange(8)),
                    shipped=shipped,
                    received=received,
                    installed=received + timedelta(days=6 + rng.randrange(9)),
                )
            )
    return fleet


def of_site(fleet: list[Server], site: str) -> list[Server]:
    """The servers sold to one hall."""
    return [server for server in fleet if server.hall.site == site]


def mondays() -> list[date]:
    """The days on which the fleet reports."""
    weeks = (AS_OF - TELEMETRY_FROM).days // 7
    return [TELEMETRY_FROM + timedelta(weeks=week) for week in range(weeks + 1)]
