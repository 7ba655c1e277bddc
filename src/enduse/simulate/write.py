"""Write a world: an evidence folder, and the truth beside it."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from enduse.errors import InputError
from enduse.simulate.mess import mess, telemetry
from enduse.simulate.typologies import METHODS, Method, honest_lots, methods
from enduse.simulate.world import BEGIN, World, honest_world

EVENT_COLUMNS = (
    "event", "happened", "unit", "unit_kind", "part", "quantity", "site", "to_site", "from_party", "to_party",
    "parent", "grade", "document", "recorded", "note",
)  # fmt: skip


def build(seed: int, units: int, chosen: list[str] | None = None) -> World:
    """A world: honest life and mess for about so many units, then diversion by the chosen methods.

    Args:
        chosen: typologies (`T05`) or names of methods; `none` for a world without diversion; None draws
            one to four methods.

    Raises:
        InputError: a name that is no typology or method.
    """
    world = honest_world(seed, units)
    mess(world)
    honest_lots(world)
    for method in _chosen(world, chosen):
        method.play(world)
    return world


def write(world: World, out: Path) -> dict[str, int]:
    """Write `evidence/` and `truth/` under `out`; returns how many of each hypothesis are true."""
    evidence, truth = out / "evidence", out / "truth"
    evidence.mkdir(parents=True, exist_ok=True)
    truth.mkdir(parents=True, exist_ok=True)
    _table(evidence / "events.csv", EVENT_COLUMNS, _events(world))
    _table(evidence / "sites.csv", ("site", "name", "operator", "kind", "country", "latitude", "longitude",
                                    "power_kw", "pue"), _sites(world))  # fmt: skip
    _table(evidence / "parties.csv", ("party", "name", "country", "incorporated", "business", "headquarters"),
           ({"party": party, **more} for party, more in world.parties.items()))  # fmt: skip
    _table(evidence / "outages.csv", ("site", "from", "to", "note"), _outages(world))
    if world.ownership:
        _table(evidence / "ownership.csv", ("owner", "owned", "share_min", "share_max"), world.ownership)
    as_of = (BEGIN + timedelta(days=world.days)).date().isoformat()
    (evidence / "case.toml").write_text(
        f'title = "synthetic world {world.seed}"\nas_of = "{as_of}"\nknown_by = "{as_of}"\n', encoding="utf-8"
    )
    return _truth(world, truth)


def _chosen(world: World, chosen: list[str] | None) -> list[Method]:
    if chosen is None:
        picks = world.rng.choice(len(METHODS), size=int(world.rng.integers(1, 5)), replace=False)
        return [METHODS[int(pick)] for pick in picks]
    if chosen == ["none"]:
        return []
    known = {name for method in METHODS for name in (method.name, *method.typologies)}
    for name in chosen:
        if name not in known:
            raise InputError("--typology", f"one of {', '.join(sorted(known))} or none", name, "Choose one of them")
    return methods(chosen)


def _events(world: World) -> list[dict[str, object]]:
    """Papers and telemetry as sources write them, cut at the world's last day."""
    rows = [row for life in world.lives for row in life.papers if _possible(life.since, row)] + world.loose
    rows += telemetry(world)
    kept = [row for row in rows if float(str(row["day"])) <= world.days]
    kept.sort(key=lambda row: (float(str(row["day"])), str(row["unit"]), str(row["event"])))
    for row in kept:
        row["happened"] = world.when(float(str(row["day"])))
        row["recorded"] = world.when(float(str(row.get("recorded_day", row["day"]))))
    return kept


def _possible(gone: float | None, row: dict[str, object]) -> bool:
    """An honest visit planned for a day when the unit was gone did not see it."""
    return not (row.get("planned") and gone is not None and float(str(row["day"])) >= gone)


def _sites(world: World) -> Iterable[dict[str, object]]:
    for place in world.places.values():
        power = round(place.power_kw, 1) if place.power_kw else None
        yield {"site": place.site, "name": place.site.replace("-", " ").title(), "operator": place.operator,
               "kind": place.kind, "country": place.country, "latitude": round(place.latitude, 4),
               "longitude": round(place.longitude, 4), "power_kw": power, "pue": 1.3 if power else None}  # fmt: skip


def _outages(world: World) -> Iterable[dict[str, object]]:
    for place in world.places.values():
        for start, stop, announced in place.outages:
            if announced and start <= world.days:
                yield {"site": place.site, "from": world.when(start), "to": world.when(stop), "note": "maintenance"}


def _truth(world: World, out: Path) -> dict[str, int]:
    _table(out / "units.csv", ("unit", "truth", "typology", "since", "site"), (
        {"unit": life.serial, "truth": life.truth, "typology": life.typology, "site": life.site,
         "since": world.when(life.since) if life.since is not None else None} for life in world.lives
    ))  # fmt: skip
    _table(out / "lots.csv", ("lot", "missing", "typology"), world.lots)
    _table(out / "sites.csv", ("site", "emptied"), (
        {"site": place.site, "emptied": int(place.emptied)} for place in world.places.values()
    ))  # fmt: skip
    (out / "world.json").write_text(
        json.dumps({"synthetic": True, "seed": world.seed, "days": world.days, "rates": world.rates}, indent=1),
        encoding="utf-8",
    )
    return dict(Counter(life.truth for life in world.lives))


def _table(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
