"""The score on small synthetic worlds: it adds up, it keeps its promises, it finds what was taken."""

from __future__ import annotations

import csv
import math
import random
from pathlib import Path

import pytest

from enduse import pipeline
from enduse.score.recursion import Step, odds
from enduse.simulate.write import build, write
from enduse.store import Store, View


def examined(folder: Path) -> View:
    store = Store.open(None)
    pipeline.load(store, [folder])
    return pipeline.examine(store).view


def diverted(view: View, kind: str = "unit") -> dict[str, float]:
    rows = view.rows(
        "SELECT subject, probability FROM posteriors WHERE subject_kind = $kind AND hypothesis = 'diverted'", kind=kind
    )
    return {row["subject"]: row["probability"] for row in rows}


def truth(folder: Path) -> dict[str, str]:
    with (folder / "truth" / "units.csv").open() as stream:
        return {row["unit"]: row["truth"] for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, View]:
    folder = tmp_path_factory.mktemp("world")
    write(build(4, 400, ["dismantle", "never_arrives", "cloned"]), folder)
    return folder, examined(folder / "evidence")


def test_four_probabilities_for_every_unit_sum_to_one(world: tuple[Path, View]):
    row = world[1].one("""
        SELECT count(*) AS subjects, min(total) AS low, max(total) AS high, min(least_p) AS least, max(most_p) AS most,
               (SELECT count(*) FROM units) AS units
        FROM (SELECT subject, sum(probability) AS total, min(probability) AS least_p, max(probability) AS most_p
              FROM posteriors WHERE subject_kind IN ('unit', 'lot') AND subject IN (SELECT unit FROM units)
              GROUP BY subject_kind, subject)
    """)
    assert row is not None
    assert row["subjects"] == row["units"]
    assert row["low"] == pytest.approx(1.0, abs=1e-7)
    assert row["high"] == pytest.approx(1.0, abs=1e-7)
    assert 0.0 < row["least"] <= row["most"] < 1.0


def test_the_lines_add_up_to_the_posterior(world: tuple[Path, View]):
    rows = world[1].rows("""
        SELECT sum(lines.db) AS lines, any_value(posteriors.db) AS db, any_value(posteriors.prior) AS prior,
               any_value(booked.prior) AS prior_booked
        FROM evidence_lines AS lines
        JOIN posteriors USING (subject_kind, subject, hypothesis)
        JOIN posteriors AS booked ON booked.subject_kind = lines.subject_kind AND booked.subject = lines.subject
            AND booked.hypothesis = 'as_booked'
        GROUP BY lines.subject_kind, lines.subject, lines.hypothesis
    """)
    assert len(rows) > 20
    for row in rows:
        assert row["lines"] == pytest.approx(row["db"] + 10 * math.log10(row["prior"] / row["prior_booked"]), abs=1e-6)


def test_the_sql_equals_the_recursion_by_hand(world: tuple[Path, View]):
    """The closed form in SQL against the plain recursion, unit by unit."""
    view = world[1]
    steps: dict[str, list[Step]] = {}
    per_decibel = math.log(10.0) / 10.0
    for row in view.rows("SELECT * FROM legs ORDER BY unit, leg"):
        names = {"diverted": "diverted", "lost": "lost", "error": "error"}
        steps.setdefault(row["unit"], []).append(Step(
            {name: row[f"hazard_{name}"] for name in names},
            {name: row[f"weight_{name}"] * per_decibel for name in names},
        ))  # fmt: skip
    for row in view.rows("SELECT * FROM hazards ORDER BY unit"):
        if row["unit"] in steps:
            by_hand = odds(steps[row["unit"]])
            for name in ("diverted", "lost", "error"):
                assert row[f"odds_{name}"] == pytest.approx(by_hand[name], rel=1e-5, abs=1e-8)


def test_what_was_taken_ranks_above_what_is_there(world: tuple[Path, View]):
    folder, view = world
    chance, fate = diverted(view), truth(folder)
    taken = [chance[unit] for unit, what in fate.items() if what == "diverted" and unit in chance]
    kept = sorted((chance[unit] for unit, what in fate.items() if what != "diverted" and unit in chance), reverse=True)
    budget = kept[int(0.02 * len(kept))]
    assert sum(p > budget for p in taken) >= 0.9 * len(taken)


def test_permuted_rows_and_another_split_change_nothing(world: tuple[Path, View], tmp_path: Path):
    folder, view = world
    for path in (folder / "evidence").iterdir():
        lines = path.read_text().splitlines(keepends=True)
        if path.name == "events.csv":
            body = lines[1:]
            random.Random(3).shuffle(body)
            half = len(body) // 2
            (tmp_path / "events-1.csv").write_text(lines[0] + "".join(body[:half]))
            (tmp_path / "events-2.csv").write_text(lines[0] + "".join(body[half:]))
        else:
            (tmp_path / path.name).write_text("".join(lines))
    again = examined(tmp_path)
    columns = "subject_kind, subject, hypothesis, probability, since, leg, custodian"
    query = f"SELECT {columns} FROM posteriors ORDER BY ALL"
    assert again.table(query).equals(view.table(query))


def test_a_reading_at_its_site_never_raises_a_units_probability(world: tuple[Path, View], tmp_path: Path):
    folder, view = world
    before = diverted(view)
    suspects = view.rows("""
        SELECT hazards.unit, legs.site, units.part FROM hazards
        JOIN legs ON legs.unit = hazards.unit AND legs.leg = hazards.leg
        JOIN units ON units.unit = hazards.unit
        WHERE legs.state IN ('seen', 'installed') ORDER BY hazards.odds_diverted DESC, hazards.unit LIMIT 5
    """)
    for path in (folder / "evidence").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    day = view.as_of.date().isoformat()
    with (tmp_path / "events.csv").open("a") as stream:
        for row in suspects:
            stream.write(f"inspecting,{day},{row['unit']},gpu,{row['part']},1,{row['site']},,,,,read,VISIT-X,{day},\n")
    after = diverted(examined(tmp_path))
    for row in suspects:
        assert after[row["unit"]] <= before[row["unit"]] + 1e-9


def test_an_emptied_site_is_found_and_told_from_the_others(tmp_path: Path):
    for seed in (11, 12):
        folder = tmp_path / str(seed)
        write(build(seed, 400, ["empty_site"]), folder)
        with (folder / "truth" / "sites.csv").open() as stream:
            emptied = [row["site"] for row in csv.DictReader(stream) if row["emptied"] == "1"]
        sites = diverted(examined(folder / "evidence"), "site")
        assert all(sites[site] > 0.5 for site in emptied)
        assert max((p for site, p in sites.items() if site not in emptied), default=0.0) < 0.5


def test_where_nothing_was_taken_little_is_expected(tmp_path: Path):
    write(build(21, 500, ["none"]), tmp_path)
    chance = diverted(examined(tmp_path / "evidence"))
    assert sum(chance.values()) < 0.02 * len(chance)
    assert sum(p > 0.5 for p in chance.values()) <= 0.002 * len(chance)


def test_silence_of_a_site_that_never_reported_is_no_evidence(tmp_path: Path):
    rows = ["event,happened,unit,unit_kind,part,site,to_site,to_party,grade"]
    for number in range(16):
        unit = f"SN{number:04d}"
        rows.append(f"shipping,2025-01-02,{unit},gpu,H100 SXM5,FAB,DARK,OP,")
        rows.append(f"receiving,2025-01-12,{unit},gpu,H100 SXM5,DARK,,OP,")
        rows.append(f"installing,2025-01-14,{unit},gpu,H100 SXM5,DARK,,,")
    (tmp_path / "events.csv").write_text("\n".join(rows) + "\n")
    (tmp_path / "sites.csv").write_text("site,operator,kind,country\nFAB,MK,fab,US\nDARK,OP,data_centre,MY\n")
    (tmp_path / "case.toml").write_text('as_of = "2025-12-31"\n')
    chance = diverted(examined(tmp_path))
    assert max(chance.values()) < 0.05
