"""The verbs `lead` and `estimate` as a user runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from tests.conftest import ROOT

Run = Callable[..., "CompletedProcess[str]"]
TEXTS = Path(__file__).parent / "texts"


def answer(run: CompletedProcess[str]) -> Any:
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_lead_prints_the_record(enduse: Run) -> None:
    record = answer(enduse("lead", TEXTS / "maker-statement.txt", "--json"))
    assert {"document", "assertions", "propositions", "origins", "fits"} <= record.keys()
    assert set(record["document"]) >= {"sha256", "title"}
    assert record["fits"] == []
    first = record["assertions"][0]
    assert {"said_by", "attributed_to", "modality", "span", "proposition", "predicates"} <= first.keys()
    assert first["proposition"] in {p["id"] for p in record["propositions"]}
    cited = next(a for a in record["assertions"] if "derives_from" in a)
    assert cited["derives_from"] == {"document": "The Information", "kind": "cites"}


def test_lead_against_the_bundled_example(enduse: Run, tmp_path: Path) -> None:
    tip = tmp_path / "tip.txt"
    tip.write_text(
        "B200 servers were dismantled in Johor in April 2026 and shipped to Hong Kong, a driver said.", "utf-8"
    )
    record = answer(enduse("lead", tip, "--evidence", ROOT / "examples" / "phantom-data-centre", "--json"))
    fits = record["fits"]
    assert {"lot", "verdict", "db", "because", "next_check"} <= fits[0].keys()
    assert [fit["lot"] for fit in fits[:2]] == ["SYN-PL-K2-1", "SYN-PL-K2-2"]
    assert {fit["verdict"] for fit in fits} <= {"compatible", "excluded", "cannot_say"}
    assert record["control"]["percentile"] > 50


def test_lead_reads_a_folder_as_one_lead(enduse: Run, tmp_path: Path) -> None:
    for name in ("tip.eml", "forum-rumour.txt"):
        (tmp_path / name).write_bytes((TEXTS / name).read_bytes())
    record = answer(enduse("lead", tmp_path, "--json"))
    assert len(record["documents"]) == 2
    assert {a["document"] for a in record["assertions"]} == {"tip.eml", "forum-rumour.txt"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("lead", "no-such.txt"),
         "no-such.txt: expected a text, HTML page or e-mail, found nothing of that name. Check the path."),
        (("lead", TEXTS / "tip.eml", "--extractor", "http://127.0.0.1:9"),
         "--extractor: expected --out FILE for a reading that somebody must confirm, found none. Add --out lead.yaml."),
        (("estimate", "compute"),
         "enduse estimate compute: expected --model, or --parameters with --tokens, found neither. "
         "Name a published run or give both."),
        (("estimate", "compute", "--model", "DeepSeek-V3", "--mfu", "0.9-0.2"),
         "--mfu: expected an interval such as 0.25-0.5, found '0.9-0.2'. Write the lesser number first."),
        (("estimate", "site"),
         "enduse estimate site: expected --power-kw, --cooling-kw, --racks, --floor-m2 or --observed-kw, "
         "found none of them. Give at least one."),
    ],
)  # fmt: skip
def test_bad_use_is_one_sentence_and_exit_2(enduse: Run, arguments: tuple[object, ...], sentence: str) -> None:
    run = enduse(*arguments)
    assert (run.returncode, run.stdout, run.stderr.strip()) == (2, "", sentence)


@pytest.mark.parametrize(
    "arguments",
    [("national", "--draws", "2000"), ("compute", "--model", "DeepSeek-V3"), ("site", "--power-kw", "1200")],
    ids=["national", "compute", "site"],
)
def test_estimates_print_numbers_and_where_each_parameter_is_from(enduse: Run, arguments: tuple[str, ...]) -> None:
    record = answer(enduse("estimate", *arguments, "--json"))
    assert record["parameters"]
    assert all(entry["source"] and entry["basis"] for entry in record["parameters"])
