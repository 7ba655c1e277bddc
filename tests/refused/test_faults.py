"""Bad input is answered with one sentence and exit 2, or set aside by name."""

from __future__ import annotations

import json
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from enduse import pipeline
from enduse.errors import EnduseError, StoreError
from enduse.store import Store
from tests.refused.faults import BAD_ROWS, FAULTS, GOOD, HEADER

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_file_alone_is_refused_with_its_sentence(fault: str, tmp_path: Path) -> None:
    path = FAULTS[fault].write(tmp_path)
    if fault == "broken column map":
        (tmp_path / "events.csv").write_text(HEADER + GOOD)
    store = Store.open()
    with pytest.raises(EnduseError) as refused:
        pipeline.load(store, [tmp_path])
    assert str(refused.value) == f"{path.name}: {FAULTS[fault].sentence}"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_file_among_good_ones_is_an_issue_and_nothing_is_lost(fault: str, tmp_path: Path) -> None:
    FAULTS[fault].write(tmp_path / "bad")
    (tmp_path / "good.csv").write_text(HEADER + GOOD)
    if fault == "broken column map":
        (tmp_path / "bad" / "events.csv").write_text(HEADER + GOOD)
    receipt = pipeline.load(Store.open(), [tmp_path])
    assert (receipt.admitted, receipt.events) == (1, 1)
    assert [issue.where for issue in receipt.issues] == [f"bad/{FAULTS[fault].file}"]
    assert FAULTS[fault].sentence.startswith(receipt.issues[0].problem)


@pytest.mark.parametrize("fault", BAD_ROWS)
def test_a_bad_row_is_an_issue_and_the_good_rows_are_admitted(fault: str, tmp_path: Path) -> None:
    row, problem = BAD_ROWS[fault]
    good = GOOD.strip() + ",1\n"
    (tmp_path / "events.csv").write_text(f"{HEADER.strip()},quantity\n{good}{row}\n{good.replace('820', '821')}")
    receipt = pipeline.load(Store.open(), [tmp_path])
    assert [(issue.where, issue.problem) for issue in receipt.issues] == [("events.csv:2", problem)]
    assert receipt.events == 2


def test_a_folder_without_evidence(tmp_path: Path, enduse: Command) -> None:
    (tmp_path / "README.md").write_text("nothing here")
    ran = enduse("load", tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "load: expected evidence, found no file in the folder. Name a folder with evidence.\n"


def test_the_command_says_one_sentence_and_exits_with_2(tmp_path: Path, enduse: Command) -> None:
    FAULTS["missing column"].write(tmp_path)
    ran = enduse("load", tmp_path, "--json")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == f"events.csv: {FAULTS['missing column'].sentence}\n"


def test_several_bad_files_and_no_good_one(tmp_path: Path) -> None:
    FAULTS["empty file"].write(tmp_path)
    FAULTS["XML cut off"].write(tmp_path)
    with pytest.raises(EnduseError, match=r"^load: expected evidence, found none in 2 files, the first being e\.xml"):
        pipeline.load(Store.open(), [tmp_path])


def test_a_store_that_is_none(tmp_path: Path, enduse: Command) -> None:
    (tmp_path / "events.csv").write_text(HEADER + GOOD)
    (tmp_path / "s.duckdb").write_text("hello")
    ran = enduse("load", tmp_path, "--store", tmp_path / "s.duckdb")
    assert ran.returncode == 2 and ran.stderr.count("\n") == 1


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_AS"), reason="no address space limits on this system")
def test_a_ten_gigabyte_line_is_refused_in_bounded_memory(tmp_path: Path, enduse: Command) -> None:
    path = tmp_path / "events.csv"
    with path.open("wb") as file:
        file.write(HEADER.encode() + b"shipping,2025-01-01," + b"A" * (1 << 20))
        file.truncate(10 << 30)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))

    ran = enduse("load", path, preexec_fn=limit)
    assert ran.returncode == 2 and ran.stderr.startswith("events.csv: expected lines of at most 8 MiB"), ran.stderr


def test_the_receipt_is_one_json_object(tmp_path: Path, enduse: Command) -> None:
    (tmp_path / "events.csv").write_text(HEADER + GOOD + "shipping,never,1650522003821\n")
    (tmp_path / "copy.csv").write_text(HEADER + GOOD + "shipping,never,1650522003821\n")
    told = json.loads(enduse("load", tmp_path, "--json").stdout)
    assert (told["admitted"], told["repeats"], told["events"]) == (1, 1, 1)
    assert told["issues"] == [{"where": "copy.csv:2", "problem": "happened 'never' is not a date"}]
    assert [(one["file"], one["events"]) for one in told["sources"]] == [("copy.csv", 1), ("events.csv", 1)]


@pytest.mark.parametrize("name", ["evidence.duckdb", "Derived.db"])
def test_a_store_may_not_have_the_name_of_a_part_of_every_store(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with pytest.raises(StoreError) as refused:
        Store.open(path)
    other = tmp_path / "case.duckdb"
    assert str(refused.value) == (
        f"{path}: expected a store under another name, found the name of a part of every store. "
        f"Name it otherwise, such as {other}."
    )
    Store.open(other).close()
