"""The verb as a user meets it: its JSON, its refusals, its planner."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.delay.conftest import Network

from enduse.proof.delay_plan import budget
from enduse.proof.delay_verdict import Assumptions

Run = Callable[..., "subprocess.CompletedProcess[str]"]
KEYS = (
    "unit", "verdict", "excluded", "countries", "latitude", "longitude", "radius_km", "binding", "llr_db", "because",
)  # fmt: skip


def test_one_line_a_unit_and_one_of_the_landmarks(enduse: Run, network: Network, tmp_path: Path) -> None:
    delays, landmarks = network.write(tmp_path)
    done = enduse("locate", delays, "--landmarks", landmarks, "--claim", "-33.9,151.2", "--json")
    assert done.returncode == 0, done.stderr
    *units, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert [unit["unit"] for unit in units] == list(network.round_trips.units)
    for unit in units:
        assert tuple(unit)[: len(KEYS)] == KEYS
        assert unit["verdict"] in {"cleared", "contradicted", "unresolved"}
        assert set(unit["excluded"]) <= {"CN", "HK", "MO"}
        assert not set(unit["excluded"]) & set(unit["countries"])
    assert {each["verdict"] for each in last["landmarks"]} == {"consistent"}
    assert len(last["landmarks"]) == 60


def test_a_bad_row_is_set_aside_and_the_rest_answered(enduse: Run, tmp_path: Path) -> None:
    (tmp_path / "landmarks.csv").write_text("landmark,latitude,longitude\nfra,50.11,8.68\nmoon,950,0\n")
    rows = "u1,fra,1.0\nu1,fra,minus\nu1,mars,3\n,fra,4\nu1,fra,-2\n"
    (tmp_path / "delays.csv").write_text("unit,landmark,rtt_ms\n" + rows)
    done = enduse("locate", tmp_path / "delays.csv", "--landmarks", tmp_path / "landmarks.csv", "--json")
    unit, last = map(json.loads, done.stdout.splitlines())
    assert (unit["verdict"], unit["binding"]) == ("cleared", ["fra"])
    assert [issue["where"] for issue in last["issues"]] == [
        "landmarks.csv:2", "delays.csv:2", "delays.csv:3", "delays.csv:4", "delays.csv:5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["D", "--landmarks", "L", "--claim", "east"],
         "--claim: expected latitude and longitude in degrees, found 'east'. Write 1.35,103.82."),
        (["D", "--landmarks", "L", "--exclude", "CN,XQ"],
         "--exclude: expected ISO 3166 alpha-2 codes of countries on the map, found 'XQ'. Write CN,HK,MO."),
        (["--landmarks", "L"],
         "DELAYS: expected a CSV file, found nothing. Give DELAYS and --landmarks, or --plan LAT,LON."),
        (["D", "--landmarks", "E"],
         "E: expected a column landmark, found an empty file. Name the columns landmark, latitude, longitude."),
        (["B", "--landmarks", "L"],
         "B: expected a CSV file in UTF-8, found other bytes. Save it as CSV in UTF-8."),
        (["L", "--landmarks", "L"],
         "L: expected a column unit, found columns landmark, latitude, longitude. "
         "Name the columns unit, landmark, rtt_ms."),
    ],
)  # fmt: skip
def test_bad_use_is_one_sentence(enduse: Run, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    (tmp_path / "D").write_text("unit,landmark,rtt_ms\nu,fra,1\n")
    (tmp_path / "L").write_text("landmark,latitude,longitude\nfra,50.11,8.68\n")
    (tmp_path / "E").write_text("")
    (tmp_path / "B").write_bytes(b"unit,landmark,rtt_ms\n\xff\xfe\x00")
    done = enduse("locate", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (2, "", sentence)


@pytest.mark.parametrize(
    ("metropolis", "place", "published_ms"),
    [
        ("Hanoi", (21.03, 105.85), 1.1), ("Taipei", (25.03, 121.56), 1.3), ("New Delhi", (28.61, 77.21), 3.1),
        ("Seoul", (37.57, 126.98), 3.1), ("Bangkok", (13.76, 100.50), 8.0), ("Manila", (14.60, 120.98), 10.2),
        ("Tokyo", (35.69, 139.69), 10.8), ("Kuala Lumpur", (3.14, 101.69), 18.2), ("Singapore", (1.35, 103.82), 19.3),
        ("Dubai", (25.20, 55.27), 22.3), ("Jakarta", (-6.20, 106.83), 26.8), ("Riyadh", (24.71, 46.68), 29.4),
    ],
)  # fmt: skip
def test_budgets_of_metropolises(metropolis: str, place: tuple[float, float], published_ms: float) -> None:
    """Published budgets came from sampled land points, so up to 40 km farther than the border itself."""
    own = budget("on site", place, place, Assumptions()).budget_ms
    assert published_ms - 0.45 <= own <= published_ms + 0.1


def test_the_planner_puts_a_landmark_on_site_first(enduse: Run, network: Network, tmp_path: Path) -> None:
    _, landmarks = network.write(tmp_path)
    done = enduse("locate", "--plan", "1.35,103.82", "--landmarks", landmarks, "--json")
    first, *rest = json.loads(done.stdout)["plan"]
    assert first["landmark"] == "on site" and first["prospect"] == "likely"
    assert len(rest) == 60
    assert rest[0]["budget_ms"] / rest[0]["usual_ms"] >= rest[-1]["budget_ms"] / rest[-1]["usual_ms"]
