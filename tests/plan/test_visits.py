"""Plans: worth more than chance, with a random share, within limits, and reproducible from the seed."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest

from enduse import pipeline
from enduse.errors import InputError
from enduse.plan import sheet
from enduse.plan.choice import Limits, choose, greedy
from enduse.plan.sampling import detection_probability, systematic, systematic_by_weight
from enduse.plan.verified import passes_if_short
from enduse.plan.visits import Wanted, draw, populations
from enduse.simulate.write import build, write
from enduse.store import Store, View

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, View]:
    folder = tmp_path_factory.mktemp("plan")
    write(build(7, 1500, ["dismantle"]), folder)
    store = Store.open(None)
    pipeline.load(store, [folder / "evidence"])
    return folder, pipeline.examine(store).view


def test_visits_find_far_more_than_random_ones(world: tuple[Path, View]):
    folder, view = world
    with (folder / "truth" / "units.csv").open() as stream:
        taken = {row["unit"] for row in csv.DictReader(stream) if row["truth"] == "diverted"}
    sites = populations(view)
    planned = draw(sites, Wanted(visits=3), "a" * 64)
    found = sum(unit in taken for visit in planned for unit in visit.serials)
    by_chance = np.mean([
        sum(unit in taken for unit in systematic(site.units, site.sample(0.9), str(number)))
        for number in range(20) for site in sites
    ])  # fmt: skip
    assert found >= 3.0 * 3 * by_chance


def test_a_tenth_at_least_is_drawn_by_lot(world: tuple[Path, View]):
    planned = draw(populations(world[1]), Wanted(visits=10, random_share=0.0), "b" * 64)
    reasons = [visit.reason.split(":")[0] for visit in planned]
    assert set(reasons) == {"risk", "random"}
    assert reasons.count("random") >= 1


def test_the_table_keeps_to_the_policy(world: tuple[Path, View]):
    rows = world[1].rows("SELECT * FROM visits ORDER BY rank")
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert row["reason"].startswith(("risk", "random"))
        assert row["sample"] == len(row["serials"]) == len(set(row["serials"]))
        assert row["sample"] == row["population"] or row["detection_probability"] >= 0.9 or row["sample"] == 200


def test_the_same_seed_draws_the_same_and_another_seed_another(world: tuple[Path, View]):
    one, same, other = (sheet.make(world[1], Wanted(visits=4), seed) for seed in ("1" * 64, "1" * 64, "2" * 64))
    assert one.json() == same.json()
    assert one.commitment() == same.commitment()
    assert one.json()["visits"] != other.json()["visits"]
    assert one.seed not in json.dumps(one.json(), default=str)
    assert not any(unit.encode() in one.commitment() for visit in one.planned for unit in visit.serials)


def test_hours_are_kept(world: tuple[Path, View]):
    sites = populations(world[1])
    planned = draw(sites, Wanted(visits=8, hours=60.0), "c" * 64)
    assert sum(visit.site.cost(visit.sample) for visit in planned) <= 60.0 + 1e-6


def test_the_solver_is_never_worse_than_greedy():
    rng = np.random.default_rng(3)
    for _ in range(10):
        value, cost = rng.gamma(1.0, 5.0, 25), rng.uniform(5, 25, 25)
        country = [str(name) for name in rng.choice(["MY", "SG", "TH"], 25)]
        limits = Limits(6, 70.0, 3)
        best, simple = choose(value, cost, country, limits), greedy(value, cost, country, limits)
        assert value[best].sum() >= value[simple].sum() - 1e-9
        assert cost[best].sum() <= 70.0 + 1e-6
        assert max(country.count(name) and sum(country[i] == name for i in best) for name in set(country)) <= 3


def test_weighted_draws_have_the_right_chances():
    weights = np.array([0.1, 0.2, 0.3, 0.4])
    hits = np.zeros(4)
    for number in range(3000):
        for item in systematic_by_weight(["a", "b", "c", "d"], weights, 2, f"seed {number}"):
            hits["abcd".index(item)] += 1
    assert hits / 3000 == pytest.approx(2 * weights, abs=0.03)


def test_a_label_shows_less_than_a_reading():
    labels = passes_if_short(100, {"label": 40, "read": 0, "attested": 0})
    readings = passes_if_short(100, {"label": 0, "read": 40, "attested": 0})
    assert readings < labels
    assert readings == pytest.approx(1.0 - detection_probability(100, 3, 40, sensitivity=0.98))


def test_what_a_visit_verified(world: tuple[Path, View]):
    rows = world[1].rows("SELECT * FROM verified")
    assert rows
    for row in rows:
        assert row["label"] + row["read"] + row["attested"] + row["missing"] + row["unverified"] == row["population"]


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (Wanted(visits=0), "--visits: expected 1 or more, found 0. Ask for at least one visit."),
        (Wanted(goal=1.0), "--goal: expected a probability between 0 and 1, found 1.0. Use 0.9 for nine in ten."),
        (Wanted(hours=0.0), "--hours: expected more than 0, found 0.0. Leave it out for no limit."),
    ],
)
def test_wishes_out_of_range(world: tuple[Path, View], wanted: Wanted, sentence: str):
    with pytest.raises(InputError) as refused:
        sheet.make(world[1], wanted)
    assert str(refused.value) == sentence


def test_the_command_line_commits_and_prints(enduse: Run, world: tuple[Path, View], tmp_path: Path):
    store = tmp_path / "plan.duckdb"
    ran = enduse("plan", world[0] / "evidence", "--visits", 2, "--store", store, "--out", tmp_path / "out", "--json")
    assert ran.returncode == 0, ran.stderr
    plan = json.loads(ran.stdout)
    assert len(plan["visits"]) == 2
    assert plan["committed"].startswith("log:")
    page = (tmp_path / "out" / "plan.html").read_text()
    assert plan["visits"][0]["serials"][0]["nonce"] in page
    assert enduse("log", "verify", "--store", store).returncode == 0
