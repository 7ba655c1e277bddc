"""Synthetic worlds: known truth, the same from the same seed, labelled as what they are."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from enduse.errors import InputError
from enduse.simulate.typologies import METHODS, NOT_SHOWN
from enduse.simulate.write import build, write


def test_every_typology_is_played_or_said_not_to_show():
    played = {name for method in METHODS for name in method.typologies}
    assert played | set(NOT_SHOWN) == {f"T{number:02d}" for number in range(1, 28)}
    assert not played & set(NOT_SHOWN)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path):
    for name in ("one", "two"):
        write(build(3, 300, ["T05"]), tmp_path / name)
    for path in sorted((tmp_path / "one").rglob("*.csv")):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


@pytest.mark.parametrize("method", [method.name for method in METHODS])
def test_each_method_leaves_its_truth(tmp_path: Path, method: str):
    counts = write(build(5, 300, [method]), tmp_path)
    with (tmp_path / "truth" / "lots.csv").open() as stream:
        short = list(csv.DictReader(stream))
    assert counts.get("diverted", 0) > 0 or short
    assert json.loads((tmp_path / "truth" / "world.json").read_text())["synthetic"] is True
    assert "synthetic" in (tmp_path / "evidence" / "case.toml").read_text()


def test_a_world_without_diversion(tmp_path: Path):
    assert "diverted" not in write(build(6, 300, ["none"]), tmp_path)


def test_nothing_is_seen_of_a_unit_at_home_after_it_left(tmp_path: Path):
    world = build(8, 300, ["dismantle"])
    write(world, tmp_path)
    gone = {life.serial: (world.when(life.since), life.site) for life in world.lives if life.since is not None}
    with (tmp_path / "evidence" / "events.csv").open() as stream:
        for row in csv.DictReader(stream):
            if row["unit"] in gone and row["event"] == "observing":
                since, site = gone[row["unit"]]
                assert row["happened"] <= since or row["site"] != site


def test_an_unknown_typology_is_refused():
    with pytest.raises(InputError, match="--typology: expected one of"):
        build(1, 300, ["T99"])


def test_the_command_line(enduse: Callable[..., CompletedProcess[str]], tmp_path: Path):
    ran = enduse("simulate", tmp_path / "w", "--seed", 2, "--units", 300, "--json")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["synthetic"] is True
    assert (tmp_path / "w" / "evidence" / "events.csv").exists()
