"""Training compute, sites and markets: worked examples and bad input."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enduse.errors import EnduseError, InputError
from enduse.estimate import compute, market, policy, site


def test_deepseek_v3_as_published() -> None:
    known = compute.published("DeepSeek-V3")
    assert known["gpu_hours"] == pytest.approx(2.788e6)
    assert known["cost_usd"] == pytest.approx(5.576e6)
    assert known["days"] == pytest.approx(54, abs=0.5)
    assert known["implied_mfu"] == pytest.approx(0.346, abs=0.001)
    assert compute.known_run("deepseek-v3").flop == pytest.approx(3.29e24, rel=0.002)


def test_llama_405b_as_published() -> None:
    known = compute.published("Llama 3.1 405B")
    assert known["gpu_hours"] == pytest.approx(30.84e6)
    assert compute.known_run("Llama 3.1 405B").flop == pytest.approx(3.8e25, rel=0.01)
    assert 0.3 < known["implied_mfu"] < 0.4


def test_the_published_hours_lie_in_the_interval() -> None:
    record = compute.estimate(compute.known_run("DeepSeek-V3"), None, 60, (0.25, 0.5), 2.0, attention=False)
    h800 = next(row for row in record["chips"] if row["chip"] == "H800 SXM5")
    assert h800["gpu_hours"][0] < 2.664e6 < h800["gpu_hours"][1]
    assert [row["chip"] for row in record["chips"]] == ["H800 SXM5", "H20", "H200 SXM", "B200", "Ascend 910C"]
    by_chip = {row["chip"]: row["chips_needed"][0] for row in record["chips"]}
    assert by_chip["H20"] > by_chip["Ascend 910C"] > by_chip["H800 SXM5"] > by_chip["B200"]


@pytest.mark.parametrize(
    ("fleet", "days", "verdict"),
    [
        ("200 H20", 60, "claims exceed declared compute"),
        ("20000 H800 SXM5", 60, "consistent with the declared fleet"),
        ("2048 H800 SXM5", 60, "cannot say"),
    ],
)
def test_a_claimed_run_against_a_declared_fleet(fleet: str, days: float, verdict: str) -> None:
    record = compute.estimate(compute.known_run("DeepSeek-V3"), compute.read_fleet(fleet), days, (0.25, 0.5), 2.0)
    assert record["fleet"]["says"].startswith(verdict)
    assert "smuggl" not in record["fleet"]["says"]


def test_a_mixed_fleet_adds_up() -> None:
    fleet = compute.read_fleet("1000 H100 SXM5, 1000 H20")
    assert fleet.h100e == pytest.approx(1000 + 1000 * 148 / 989.5)


@given(st.floats(1e22, 1e27), st.floats(1e13, 1e16))
def test_hours_are_an_interval_that_scales(flop: float, flops: float) -> None:
    low, high = compute.hours(flop, flops, (0.25, 0.5))
    assert high == pytest.approx(2 * low)
    assert compute.hours(2 * flop, flops, (0.25, 0.5))[0] == pytest.approx(2 * low)


@pytest.mark.parametrize("fleet", ["many H100", "2048", "", "0 H100 SXM5", "10 Flux Capacitor"])
def test_a_fleet_written_otherwise_is_refused(fleet: str) -> None:
    with pytest.raises(EnduseError):
        compute.read_fleet(fleet)


def test_the_ceiling_of_a_site_is_the_formula_of_the_facts() -> None:
    record = site.estimate(site.Hall(power_kw=1200, pue=1.45), ["DGX H100"])
    row = record["systems"][0]
    assert row["chips_rated"] == int(1200 / 1.45 / 10.2) * 8
    assert row["chips"][0] <= row["chips_rated"] <= row["chips"][1]
    assert row["bound_by"] == "power"


def test_cooling_and_floor_bind_where_they_are_less() -> None:
    cooled = site.estimate(site.Hall(power_kw=1200, pue=1.2, cooling_kw=100), ["DGX H100"])["systems"][0]
    assert cooled["chips_rated"] == int(100 / 10.2) * 8
    small = site.estimate(site.Hall(power_kw=5000, pue=1.2, racks=2), ["DGX H100"])["systems"][0]
    assert small["bound_by"] == "racks"
    assert small["chips"] == [80, 80]


def test_an_observed_load_is_consistent_with_an_interval() -> None:
    running = site.estimate(site.Hall(pue=1.4), ["DGX B200"], observed_kw=500)["running"][0]
    low, high = running["chips"]
    assert 0 < low < high < running["chips_if_all_idle"]


@given(st.floats(100, 1e5), st.floats(1, 2))
def test_more_power_never_runs_fewer_chips(power_kw: float, pue: float) -> None:
    less = site.estimate(site.Hall(power_kw, pue), ["DGX H200"])["systems"][0]["chips"]
    more = site.estimate(site.Hall(power_kw * 1.5, pue), ["DGX H200"])["systems"][0]["chips"]
    assert more[0] >= less[0] and more[1] >= less[1]


@pytest.mark.parametrize(
    ("hall", "sentence"),
    [
        (
            site.Hall(),
            "enduse estimate site: expected --power-kw, --cooling-kw, --racks, --floor-m2 or "
            "--observed-kw, found none of them. Give at least one.",
        ),
        (site.Hall(power_kw=-5), "--power-kw: expected a number above zero, found -5. Mend it."),
        (
            site.Hall(power_kw=100, pue=0.5),
            "--pue: expected a power usage effectiveness of 1 or more, found 0.5. Mend it.",
        ),
    ],
)
def test_a_site_without_bounds_is_refused(hall: site.Hall, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        site.estimate(hall)
    assert str(error.value) == sentence


def test_a_market_within_and_beyond_its_capacity() -> None:
    inside, beyond = market.estimate(
        [market.Declared("MY", 2025, 300_000, 20_000, 600, 420_000), market.Declared("MY", 2026, 900_000, 0, 600)]
    )["rows"]
    assert "consistent with plausible capacity" in inside["says"]
    assert "exceeds what the country could plausibly run" in beyond["says"]
    assert "mirror gaps are weak" in inside["mirror"]["says"]
    assert 0 < inside["mirror"]["chance_by_noise"] < 1


def test_a_bad_row_is_set_aside_and_a_file_without_columns_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("country,year,imports\nMY,2025,100\nSG,2025,many\n", encoding="utf-8")
    rows, issues = market.read_table(path)
    assert len(rows) == 1
    assert [issue.where for issue in issues] == ["m.csv:2"]
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"^m\.csv: expected columns country, year"):
        market.read_table(path)


def test_a_relaxation_lowers_and_a_tightening_raises_the_estimate() -> None:
    cases = [{"effect": "stays_violation", "today": "not_required", "shipments": 3, "chips": 24}]
    relaxed = policy.estimate("h200-line-up", cases, (200_000, 800_000))
    tightened = policy.estimate("tighter", cases, (200_000, 800_000), tightening=True)
    assert relaxed["estimate"]["change"]["median"] < 0 < tightened["estimate"]["change"]["median"]
    assert relaxed["open_cases"]["stays_violation"] == {"shipments": 3, "chips": 24}
    assert relaxed["assumptions"]
    assert relaxed["note"] == "Not legal advice."
