"""`enduse screen` as a person runs it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Written = Callable[..., Path]


def test_a_file_of_parties_against_a_list(enduse: Run, entity_list: Written, tmp_path: Path) -> None:
    listed = entity_list(
        {"name": "Vindek Trading House LLC", "aliases": ["TD Vindek"], "country": "Russia"},
        {"name": "Address 15", "address": "Flat 1512, Lucky Centre, 165 Wan Chai Road, Hong Kong"},
    )
    parties = tmp_path / "parties.csv"
    parties.write_text(
        'id,name,country,address\n1,Vindek Trading House,RU,\n2,,,"1512 Lucky Centre, 165 Wanchai Rd, Hong Kong"\n'
        "3,,,\n4,Completely Unrelated Bakery,XX,\n5,Completely Unrelated Bakery,,\n",
        "utf-8",
    )
    run = enduse("screen", parties, "--list", listed, "--json")
    assert run.returncode == 0, run.stderr
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert [row["alert"] for row in rows] == [True, True, False, False, False]
    assert rows[0]["id"] == "1"
    assert rows[0]["matches"][0]["list"] == "us_bis_entity_list"
    assert rows[0]["matches"][0]["entry"] == "vindek-trading-house-llc.ru"
    assert set(rows[0]["matches"][0]) >= {"list", "entry", "name", "score", "verdict", "because"}
    assert rows[1]["matches"][0]["name"] == "Address 15"
    assert rows[2]["issue"] == (
        "parties.csv:3: expected a name or an address, found neither. Give the name of the party, or --address."
    )
    assert rows[2]["id"] == "3"
    assert rows[3]["issue"] == "parties.csv:4: country 'XX' is none that is known; screened without it"
    assert rows[4]["lists"][0].startswith("us_bis_entity_list 2026-07-09 (")


def test_lists_in_the_store_audit_and_dismissal(enduse: Run, entity_list: Written, tmp_path: Path) -> None:
    store = tmp_path / "case.db"
    assert enduse("load", entity_list({"name": "Vindek LLC"}), "--store", store).returncode == 0
    first = json.loads(enduse("screen", "Vindek", "--store", store, "--json", "--who", "ana").stdout)
    assert first["alert"]
    which = f"us_bis_entity_list/{first['matches'][0]['entry']}"
    enduse("screen", "Vindek", "--store", store, "--dismiss", which, "--why", "a bakery", "--who", "ana")
    assert not json.loads(enduse("screen", "Vindek", "--store", store, "--json").stdout)["alert"]
    shown = enduse("list", "lists", "--json")
    assert any(json.loads(line)["list"] == "us_bis_entity_list" for line in shown.stdout.splitlines())


def test_no_list_is_one_sentence(enduse: Run) -> None:
    run = enduse("screen", "Vindek")
    assert run.returncode == 2
    expected = "enduse screen: expected at least one list, found none. "
    assert run.stderr == f"{expected}Give --list FILE, or --store with lists loaded into it.\n"


def test_a_file_without_the_columns(enduse: Run, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    run = enduse("screen", path)
    assert run.returncode == 2
    assert run.stderr == f"{path}: expected columns id, name, country, address, found a,b. Name the columns.\n"
