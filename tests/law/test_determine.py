"""`enduse determine` as a user runs it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from enduse.rules.answer import NOTICE
from enduse.rules.evaluate import determine_one
from enduse.rules.lawbook import lawbook
from enduse.rules.transfer import stated

Run = Callable[..., "subprocess.CompletedProcess[str]"]
KEYS = ["part", "on", "from", "to", "kind", "classification", "licence", "policy", "exceptions", "missing", "because",
        "cites"]  # fmt: skip
REFUSED = {
    ("--part", "H101", "--to", "CN"): "determine part: expected the name of a part, found 'H101'. "
    "Nearest: H100, H20, A10.",
    ("--part", "H20", "--to", "XX"): "determine to: expected an ISO 3166 country code, found 'XX'. "
    "Nearest: XK, SX, MX.",
    ("--part", "H20", "--to", "CN", "--on", "2022-10-06"): "determine on: expected a day from 2022-10-07 on, "
    "found 2022-10-06. The first rule on AI chips is of that day.",
    ("--part", "H20", "--to", "CN", "--on", "soon"): "determine on: expected a date such as 2026-11-23, found 'soon'. "
    "Write year-month-day.",
    ("--part", "H20"): "determine to: expected a country of destination, found none. Write two letters such as SG.",
    ("--to", "CN"): "determine part: expected the name of a part, found none. Run enduse list parts.",
    ("--spec", "tpp=much", "--to", "CN"): "determine spec tpp: expected a number of 0 or more, or low..high, "
    "found 'much'. Write for instance 4800.",
    ("--part", "H20", "--to", "CN", "--kind", "sale"): "determine kind: expected one of export, reexport, transfer, "
    "found 'sale'. Choose one of them.",
    ("--part", "H20", "--to", "CN", "--fact", "rumour"): "--fact: expected NAME=VALUE, found 'rumour'. "
    "Write for instance certifications=yes.",
}


@pytest.mark.parametrize("options", REFUSED)
def test_refused(enduse: Run, options: tuple[str, ...]) -> None:
    said = enduse("determine", *options)
    assert (said.returncode, said.stderr.strip(), said.stdout) == (2, REFUSED[options], "")


def test_keys_of_the_contract_come_first_and_in_order(enduse: Run) -> None:
    said = enduse("determine", "--part", "H200 SXM", "--to", "CN", "--on", "2026-02-01", "--json")
    answer = json.loads(said.stdout)
    assert list(answer)[: len(KEYS)] == KEYS
    assert answer["classification"] == ["3A090.a"]
    assert answer["policy"] == "case_by_case"
    assert answer["missing"] == ["certifications"]
    assert answer["cites"]
    assert {"name", "available"} <= set(answer["exceptions"][0])


def test_a_file_gives_one_line_a_row_in_row_order(enduse: Run, tmp_path: Path) -> None:
    table = tmp_path / "transfers.csv"
    table.write_text(
        "part,to,on,from,end_user,headquarters,kind\n"
        "H100 SXM5,CN,2024-06-01,,,,\n"
        "H100 SXM5,NO,2026-11-01,US,,NO,export\n"
        "H101,DE,2026-11-01,US,,DE,export\n"
        "H20,HK,2025-04-09,,,,\n"
        "B200,AE,2026-07-10,US,Core42,,export\n",
        encoding="utf-8-sig",
    )
    said = enduse("determine", table, "--json")
    answers = [json.loads(line) for line in said.stdout.splitlines()]
    assert [answer["licence"] for answer in answers] == [
        "required", "not_required", "unknown", "required", "not_required",
    ]  # fmt: skip
    assert answers[2]["error"].startswith("transfers.csv:3 part: expected the name of a part, found 'H101'.")
    assert answers[1]["to"] == "NO"


def test_a_file_without_its_columns_is_refused(enduse: Run, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("chip,country\nH20,CN\n")
    said = enduse("determine", table)
    assert said.returncode == 2
    assert said.stderr.strip() == (
        f"{table}: expected columns part, to, on, from, end_user, headquarters, kind, found no part. "
        "Name them in the first row."
    )


def test_what_a_person_reads(enduse: Run) -> None:
    said = enduse("determine", "--part", "L4", "--to", "CN", "--on", "2024-06-01").stdout
    assert "classification  3A090.a" in said
    assert "performance_density 6.585 >= 5.92: yes" in said
    assert said.rstrip().endswith(f"{NOTICE}.")
    assert " clear" not in said.lower()


def test_a_rule_not_reviewed_is_marked_where_an_answer_rests_on_it() -> None:
    transfer = stated({"part": "H100 SXM5", "to": "CN", "on": "2026-06-01"})
    reviewed = max(rule.reviewed_on for rule in lawbook().rules)
    fresh = determine_one(transfer, today=reviewed + timedelta(days=90))
    late = determine_one(transfer, today=reviewed + timedelta(days=91))
    assert fresh.stale == ()
    assert "us-chips-licence" in late.stale
    assert any("last reviewed" in line for line in late.because)


def test_the_parent_counts_where_it_is_given() -> None:
    options = {"part": "H100 SXM5", "to": "DE", "on": "2026-11-01", "headquarters": "DE"}
    assert determine_one(stated(options)).licence == "not_required"
    assert determine_one(stated({**options, "parent": "CN"})).licence == "required"


def test_no_text_of_the_law_says_clear() -> None:
    for rule in lawbook().rules:
        said = " ".join([rule.title, rule.says, rule.note, *rule.asks, *rule.yields.values()]).lower()
        assert "clear" not in said.replace("nuclear", "").split(), rule.name


def test_the_day_lies_after_the_review() -> None:
    answer = determine_one(stated({"part": "H100 SXM5", "to": "CN", "on": "2027-03-01"}), today=date(2026, 11, 23))
    assert "the day asked about lies after the last review of these rules" in answer.because


def test_show_part_charts_its_law_through_time(enduse: Run) -> None:
    lines = enduse("show", "L4").stdout.splitlines()
    assert lines[0] == "L4 (NVIDIA, chip)"
    chart = next(line for line in lines if line.startswith("  Singapore, seated in China"))
    assert chart.split("China")[1].strip().startswith("··············█")
    assert lines[-1] == f"{NOTICE}."
    law = json.loads(enduse("show", "L4", "--json").stdout)["law"]
    assert {"to": "CN", "headquarters": "CN", "from": "2026-01-15", "until": None, "classification": ["3A090.a"],
            "licence": "required", "policy": "case_by_case"} in law  # fmt: skip
