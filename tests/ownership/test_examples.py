"""The published examples of the Beneficial Ownership Data Standard, and holdings in plain tables."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from enduse import pipeline
from enduse.screen import stage
from enduse.store import Store

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def ask(folder: Path, file: str, party: str, listed: str, on: str = "2020-01-01") -> dict[str, Any]:
    """What `enduse control` answers, without starting a process."""
    store = Store.open(None)
    pipeline.load(store, [folder / file])
    day = datetime.fromisoformat(on)
    view = store.view(day)
    view.write("matches", stage.matches(view))
    return stage.of_party(view, party, day, [listed])


@pytest.fixture
def examples(shared_data: Path) -> Path:
    return shared_data / "ownership-bods"


@pytest.mark.parametrize(
    ("file", "party", "listed", "verdict", "share_min", "share_max"),
    [
        ("bods-package-entity-owning-entity.json", "JENEX LIMITED", "MVJ LIMITED", "met", 0.75, 1.0),
        ("indirect-ownership.json", "Company A", "Company B", "met", 0.6, 0.6),
        ("indirect-ownership.json", "Company A", "Person 1", "unknown", 0.0, 0.6),
        ("joint-ownership.json", "CHRINON LTD", "Natalie Coleman", "met", 1.0, 1.0),
        ("mixed-direct-and-indirect-ownership.json", "Company A", "Person 1", "met", 0.5, 1.0),
        ("multiple-indirect-ownership.json", "Company B", "Person 1", "unknown", 0.0, 1.0),
        ("mutilple-indirect-ownership-2.json", "Company A", "Company B", "not_met", 0.4, 0.4),
        ("mutilple-indirect-ownership-2.json", "Company A", "Person 1", "unknown", 0.0, 0.6),
    ],
)
def test_every_example(
    examples: Path, file: str, party: str, listed: str, verdict: str, share_min: float, share_max: float
) -> None:
    answer = ask(examples, file, party, listed)
    assert (answer["verdict"], answer["share_min"], answer["share_max"]) == (verdict, share_min, share_max)


def test_the_same_question_on_another_day(examples: Path) -> None:
    before = ask(examples, "joint-ownership.json", "CHRINON LTD", "Natalie Coleman", on="2017-06-01")
    assert before["verdict"] == "unknown"


def test_an_unknown_party_is_one_sentence(enduse: Run, examples: Path) -> None:
    run = enduse("control", "Compny A", examples / "indirect-ownership.json", "--listed", "Person 1")
    assert run.returncode == 2
    assert run.stderr.startswith("enduse control: expected the name of a party, found 'Compny A'. Nearest: Company A")


def test_without_lists_nothing_is_met_or_not_met(enduse: Run, examples: Path) -> None:
    run = enduse("control", "Company A", examples / "indirect-ownership.json", "--json")
    answer = json.loads(run.stdout)
    assert answer["verdict"] == "unknown"
    assert answer["decided_by"] == "no list was given: which owners are listed is not known"


def test_listed_owners_are_found_by_name(enduse: Run, shared_data: Path, tmp_path: Path) -> None:
    holdings = tmp_path / "ownership.csv"
    holdings.write_text(
        "owner,owned,share_min,share_max,valid_from,valid_to\n"
        '"Huawei Technologies Co., Ltd.",Beta,0.3,0.3,2020-01-01,\n'
        '"INSPUR GROUP CO LTD",Beta,0.25,0.25,2021-01-01,2024-01-01\n'
        "Beta,Gamma,0.6,0.6,2020-01-01,\nBeta,Gamma,0.9,0.2,2020-01-01,\n",
        "utf-8",
    )
    listed = next((shared_data / "watchlists").glob("us_bis_entity*.json"))

    def verdict(on: str) -> dict[str, object]:
        return dict(json.loads(enduse("control", "Gamma", holdings, "--list", listed, "--on", on, "--json").stdout))

    assert verdict("2023-01-01")["verdict"] == "met"
    assert verdict("2025-01-01")["verdict"] == "not_met"
    assert "ownership.csv:4: share_max 0.2 is below share_min 0.9" in verdict("2025-01-01")["issues"]  # type: ignore[operator]
