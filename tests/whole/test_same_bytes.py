"""The main job on the bundled example: the same bytes each time, whatever the order of rows and files."""

from __future__ import annotations

import csv
import hashlib
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from enduse import pipeline
from enduse.cli.opening import examined
from enduse.model.table import tables
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples" / "phantom-data-centre"
REFERENCES = {"source", "evidence", "exhibit", "because", "says", "finding", "origin", "licence_source"}
"""Columns that hold references to files and rows, or sentences that quote them: they move with the rows."""


def hashes(out: Path) -> dict[str, str]:
    files = sorted(path for path in out.rglob("*") if path.is_file())
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def once(enduse: Callable[..., object], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("once")
    run = enduse("examine", EXAMPLE, "--out", out, "--known-by", "2026-12-31")
    assert run.returncode == 0, run.stderr  # type: ignore[attr-defined]
    return out


def test_two_runs_give_the_same_bytes(once: Path, enduse: Callable[..., object], tmp_path: Path) -> None:
    enduse("examine", EXAMPLE, "--out", tmp_path, "--known-by", "2026-12-31")
    assert hashes(tmp_path) == hashes(once)


@pytest.mark.parametrize("name", [one.name for one in tables().values() if one.key])
def test_no_two_rows_share_a_key(once: Path, name: str) -> None:
    """Tables are written in the order of their keys: were two rows to share one, two runs might differ."""
    rows = pq.read_table(once / "tables" / f"{name}.parquet")
    assert rows.group_by(list(tables()[name].key)).aggregate([]).num_rows == rows.num_rows > 0


def test_two_rooms_at_a_time_give_the_same_bytes(once: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The example is too small to be worked on so; where it is all the same, nothing differs."""
    monkeypatch.setattr(pipeline, "BULK", 1)
    examined("examine", [EXAMPLE], None, (None, "2026-12-31"), None, tmp_path).write(tmp_path)
    assert hashes(tmp_path) == hashes(once)


def shuffled_copy(folder: Path) -> Path:
    """The example with the rows of every CSV shuffled, events split over two files, and one file given twice."""
    copy = folder / "shuffled"
    shutil.copytree(EXAMPLE, copy)
    dice = random.Random(7)
    for path in sorted(copy.glob("*.csv")):
        if path.with_suffix(".yaml").exists():
            continue
        with path.open(newline="", encoding="utf-8") as file:
            header, *rows = list(csv.reader(file))
        dice.shuffle(rows)
        halves = [rows[: len(rows) // 2], rows[len(rows) // 2 :]] if len(rows) > 3 else [rows]
        for number, half in enumerate(halves):
            with (copy / f"{path.stem}-{number}.csv").open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([header, *half])
        path.unlink()
    shutil.copy(copy / "packing-lists-0.csv", copy / "again.csv")
    return copy


def test_row_order_file_split_and_a_repeated_file_change_no_table(
    once: Path, enduse: Callable[..., object], tmp_path: Path
) -> None:
    run = enduse("examine", shuffled_copy(tmp_path), "--out", tmp_path / "out", "--known-by", "2026-12-31")
    assert run.returncode == 0, run.stderr  # type: ignore[attr-defined]
    for path in sorted((once / "tables").glob("*.parquet")):
        told, again = pq.read_table(path), pq.read_table(tmp_path / "out" / "tables" / path.name)
        kept = [name for name in told.column_names if name not in REFERENCES]
        ours = sorted(told.select(kept).to_pylist(), key=repr)
        assert sorted(again.select(kept).to_pylist(), key=repr) == ours, path.name
