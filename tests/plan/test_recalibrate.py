"""Recalibration: only visits drawn by lot count, as the log committed to them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pyarrow as pa
import pytest

from enduse import pipeline
from enduse.errors import InputError
from enduse.ledger import log
from enduse.plan import sealed, sheet
from enduse.plan.visits import Wanted
from enduse.simulate.write import build, write
from enduse.store import Store

Run = Callable[..., CompletedProcess[str]]
Serials = dict[str, list[str]]


@pytest.fixture
def planned(tmp_path: Path) -> tuple[Path, Path, Serials, Serials]:
    """A store with a committed plan, the plan's folder, and the serial numbers by site: by lot, and by risk."""
    write(build(11, 400, ["none"]), tmp_path)
    store, folder = tmp_path / "my.db", tmp_path / "plan"
    folder.mkdir()
    with closing(Store.open(store)) as evidence:
        pipeline.load(evidence, [tmp_path / "evidence"])
        view = pipeline.examine(evidence).view
        made = sheet.make(view, Wanted(visits=8, random_share=0.5), "5" * 64)
        log.commit(evidence, "plan", made.commitment())
    (folder / "sealed.json").write_text(made.seal(), encoding="utf-8")
    (folder / "seed.txt").write_text(made.seed + "\n", encoding="utf-8")
    gpus = {row.site.site: [unit for unit in row.serials if not unit.startswith("LOT")] for row in made.planned}
    by_lot = {visit.site.site for visit in made.planned if visit.by_lot is not None}
    assert len(by_lot) == 4 and sum(len(gpus[site]) for site in by_lot) > 20
    return (
        store, folder, {site: gpus[site] for site in by_lot},
        {site: units for site, units in gpus.items() if site not in by_lot},
    )  # fmt: skip


def found(folder: Path, name: str, rows: Iterable[tuple[str, str, str, str]], day: str = "2026-09-01") -> Path:
    """A file of what visits found: unit, site, event and grade."""
    path = folder.parent / name
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["event", "happened", "unit", "unit_kind", "site", "grade", "document"])
        writer.writerows([event, day, unit, "gpu", site, grade, name] for unit, site, event, grade in rows)
    return path


def thirds(serials: Serials) -> list[tuple[str, str, str, str]]:
    """Of each site every third unit missing, the next seen by its label, the next read."""
    kinds = (("missing", ""), ("inspecting", "label"), ("inspecting", "read"))
    return [(unit, site, *kinds[place % 3]) for site, units in serials.items() for place, unit in enumerate(units)]


def test_targeted_visits_alone_are_refused(planned: tuple[Path, Path, Serials, Serials], enduse: Run):
    store, folder, _, by_risk = planned
    assert enduse("load", found(folder, "targeted.csv", thirds(by_risk)), "--store", store).returncode == 0
    ran = enduse("recalibrate", folder, "--store", store)
    assert (ran.returncode, ran.stderr) == (
        2,
        "enduse recalibrate: expected outcomes, missing or read, of visits drawn by lot, found none (visits drawn by "
        "lot: 4; chosen by risk, which never count because the score itself chose them: 3). Make the visits marked "
        "random and load what they found.\n",
    )


def test_visits_by_lot_count_and_the_others_beside_them_do_not(
    planned: tuple[Path, Path, Serials, Serials], enduse: Run, tmp_path: Path
):
    store, folder, by_lot, by_risk = planned
    wrong = [(unit, site, "missing", "") for site, units in by_risk.items() for unit in units]
    files = found(folder, "random.csv", thirds(by_lot)), found(folder, "targeted.csv", wrong)
    assert enduse("load", *files, "--store", store).returncode == 0
    ran = enduse("recalibrate", folder, "--store", store, "--json", "--out", tmp_path / "answer.json")
    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    assert answer == json.loads((tmp_path / "answer.json").read_text())
    rows = thirds(by_lot)
    absent, label = (sum(row[place] == what for row in rows) for place, what in ((2, "missing"), (3, "label")))
    assert answer["visits"] == {"by_lot": 4, "by_risk_not_used": len(by_risk)}
    assert answer["units"] == {"drawn": len(rows), "settled": len(rows) - label, "by_label_only": label}
    assert sum(band["absent"] for band in answer["bands"]) == absent
    for band in answer["bands"]:
        assert band["least"] <= band["absent"] / band["drawn"]
        assert band["most"] >= (band["absent"] + band["drawn"] - band["settled"]) / band["drawn"]
    shares = [knot["found"] for knot in answer["knots"]]
    assert shares == sorted(shares)


def test_what_was_admitted_before_the_plan_or_elsewhere_does_not_count(
    planned: tuple[Path, Path, Serials, Serials], tmp_path: Path
):
    store, folder, by_lot, _ = planned
    late = tmp_path / "late"
    late.mkdir()
    with closing(Store.open(store)) as evidence:
        known = [(unit, site, "missing", "") for site, units in by_lot.items() for unit in units]
        elsewhere = [(unit, "hall-elsewhere", "missing", "") for unit, *_ in known]
        pipeline.load(evidence, [found(folder, "elsewhere.csv", elsewhere)])
        first = sealed.opened(evidence, [folder]).draws
        assert _absent(evidence, first) == set()
        pipeline.load(evidence, [found(folder, "known.csv", known)])
        assert _absent(evidence, first) == {unit for unit, *_ in known}
        again = sheet.make(pipeline.examine(evidence).view, Wanted(visits=8, random_share=0.5), "6" * 64)
        log.commit(evidence, "plan", again.commitment())
        (late / "sealed.json").write_text(again.seal(), encoding="utf-8")
        (late / "seed.txt").write_text(again.seed, encoding="utf-8")
        second = sealed.opened(evidence, [late]).draws
        assert set(second["unit"].to_pylist()) & {unit for unit, *_ in known}
        assert _absent(evidence, second) == set()


def test_a_plan_that_was_touched_or_is_of_another_store_is_refused(
    planned: tuple[Path, Path, Serials, Serials], tmp_path: Path
):
    store, folder, *_ = planned
    with closing(Store.open(store)) as evidence:
        seal = json.loads((folder / "sealed.json").read_text())
        assert sealed.opened(evidence, [folder, folder]).by_lot == 4, "a plan named twice counts once"
        with closing(Store.open(None)) as other, pytest.raises(InputError, match="none with its hash"):
            sealed.opened(other, [folder])
        told = json.loads(seal["forecast"])
        told[0]["units"][0][1] = 0.5
        (folder / "sealed.json").write_text(json.dumps(seal | {"forecast": json.dumps(told)}))
        with pytest.raises(InputError, match="expected the forecast and the seed that were committed, found others"):
            sealed.opened(evidence, [folder])


def test_the_seed_draws_the_same_units_from_the_seal(planned: tuple[Path, Path, Serials, Serials]):
    store, folder, by_lot, _ = planned
    with closing(Store.open(store)) as evidence:
        draws = sealed.opened(evidence, [folder]).draws.to_pylist()
    assert {row["unit"] for row in draws} == {unit for units in by_lot.values() for unit in units}
    assert all(0.0 < row["drawn"] <= 1.0 and 0.0 <= row["said"] <= 1.0 for row in draws)


def _absent(evidence: Store, draws: pa.Table) -> set[object]:
    view = pipeline.examine(evidence, pipeline.end_of_today(), pipeline.end_of_today()).view
    return {row["unit"] for row in sealed.outcomes(view, draws).to_pylist() if row["absent"]}
