"""The roll call as its verifier and its units run it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def here(tmp_path: Path, enduse: Run) -> Callable[..., str]:
    """Run a verb in a folder of its own; returns what it printed."""

    def run(*arguments: object, refused: bool = False) -> str:
        done = enduse(*arguments, cwd=tmp_path)
        assert done.returncode == (2 if refused else 0), done.stderr
        return str(done.stderr if refused else done.stdout)

    return run


def issue(here: Callable[..., str], **options: object) -> dict[str, Any]:
    asked = {"class": "H100 SXM5", "units": "A,B", "side": 32, "rounds": 3, "tasks": 20, "deadline": 600, **options}
    flat = [part for name, value in asked.items() for part in (f"--{name}", value)]
    return dict(json.loads(here("rollcall", "challenge", *flat, "--json")))


def test_from_the_challenge_to_the_proof(here: Callable[..., str], tmp_path: Path) -> None:
    made = issue(here, **{"memory-gib": 0.001})
    assert (made["units"], made["tasks"], made["openings"], made["caught_with_95"]) == (2, 20, 14, 0.193)
    assert (tmp_path / "seal.json").stat().st_mode & 0o777 == 0o600
    for unit in "AB":
        here("rollcall", "answer", "challenge.json", "--unit", unit, "--out", f"{unit}.json")
    here("rollcall", "receive", "challenge.json", "A.json", "B.json")
    here("rollcall", "draw", "challenge.json", "A.json", "B.json")
    here("rollcall", "open", "challenge.json", "draw.json", "--unit", "A", "--out", "opened.json")
    answers = ("A.json", "B.json", "--opened", "opened.json")
    said = here("rollcall", "verify", "challenge.json", *answers, "--out", "t.json", "--json")
    *units, total = (json.loads(line) for line in said.splitlines())
    assert [unit["verdict"] for unit in units] == ["valid", "valid"]
    sites = {"unstated": {"asked": 2, "present": 2}}
    assert total == {"class": "H100 SXM5", "asked": 2, "answered": 2, "present": 2, "sites": sites}
    proved = json.loads(here("prove", "t.json", "--json"))
    assert (proved["kind"], proved["verdict"], proved["identity"]["names"]) == ("rollcall", "valid", ["A", "B"])
    verifier = json.loads((tmp_path / "challenge.json").read_text())["verifier"]
    assert json.loads(here("prove", "t.json", "--verifier", verifier, "--json"))["verdict"] == "valid"
    assert json.loads(here("prove", "t.json", "--verifier", "0" * 64, "--json"))["verdict"] == "invalid"


def test_a_roster_with_sites_and_the_argued_deadline(here: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("unit,site,key\nSN1,K2,\nSN2,K3,\n")
    said = here("rollcall", "challenge", "--class", "A100 SXM4 80GB", "--units", "roster.csv")
    assert said.startswith("asked    2 units, 6810 tasks of 8 products 4096 × 4096 each, as A100 SXM4 80GB\n")
    assert "deadline 21.5 s" in said
    assert "in time  only with 56% of the class's peak or more (int8_tops 624" in said


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"side": 12}, "rollcall challenge: expected a task within bounds, found side must be a multiple of 8 up to "
                       "8,192, rounds 1 to 64. Choose other numbers.\n"),
        ({"units": "A,A"}, "rollcall challenge: expected a roster that names each unit once, found 2 units. "
                           "Mend the roster.\n"),
        ({"units": ","}, "rollcall challenge: expected a roster that names each unit once, found 0 units. "
                         "Mend the roster.\n"),
        ({"tasks": 0}, "rollcall challenge: expected 1 to 1048576 tasks and a deadline, found 0. "
                       "Choose other numbers.\n"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(here: Callable[..., str], options: dict[str, object], sentence: str) -> None:
    asked = {"class": "H100 SXM5", "units": "A", "side": 32, "rounds": 3, "tasks": 20, "deadline": 600, **options}
    flat = [part for name, value in asked.items() for part in (f"--{name}", value)]
    assert here("rollcall", "challenge", *flat, refused=True) == sentence


def test_the_seal_is_never_written_over(here: Callable[..., str]) -> None:
    issue(here)
    asked = ("--class", "H100 SXM5", "--units", "A", "--tasks", 1, "--deadline", 1)
    said = here("rollcall", "challenge", *asked, refused=True)
    assert said == "seal.json: expected no file yet, found one. Name another with --seal.\n"


def test_a_unit_that_is_not_called_cannot_answer(here: Callable[..., str]) -> None:
    issue(here)
    said = here("rollcall", "answer", "challenge.json", "--unit", "Z", refused=True)
    assert said == "rollcall answer: expected a unit on the challenge's roster, found 'Z'. Name an enrolled unit.\n"


def test_a_draw_before_the_receipt_is_refused(here: Callable[..., str]) -> None:
    issue(here)
    here("rollcall", "answer", "challenge.json", "--unit", "A", "--out", "A.json")
    said = here("rollcall", "draw", "challenge.json", "A.json", refused=True)
    assert said == "A.json: expected an answer with a receipt, found none. Run rollcall receive when it arrives.\n"


def test_an_altered_challenge_is_refused(here: Callable[..., str], tmp_path: Path) -> None:
    issue(here)
    file = tmp_path / "challenge.json"
    file.write_text(file.read_text().replace('"tasks": 20', '"tasks": 2'))
    said = here("rollcall", "answer", "challenge.json", "--unit", "A", refused=True)
    assert said == (
        "challenge.json: expected a challenge as its verifier signed it, found an altered one. Fetch it again.\n"
    )
