"""The published national models are reproduced; pooling and drivers are shown."""

from __future__ import annotations

import numpy as np
import pytest

from enduse.errors import InputError
from enduse.estimate import national
from enduse.estimate.parameters import figures, sources


@pytest.fixture(scope="module")
def record() -> dict[str, object]:
    return national.estimate()


def within(value: float, target: float, share: float) -> bool:
    return abs(value / target - 1) <= share


def test_the_published_total_and_interval_are_reproduced(record) -> None:  # type: ignore[no-untyped-def]
    assert within(record["median"], 662_000, 0.02)
    assert within(record["low"], 294_000, 0.03)
    assert within(record["high"], 1_590_000, 0.03)


@pytest.mark.parametrize(("year", "median"), [("2024", 159_000), ("2025", 479_000)])
def test_the_years_are_reproduced(record, year: str, median: float) -> None:  # type: ignore[no-untyped-def]
    assert within(record["by_year"][year]["median"], median, 0.02)


def test_the_cases_observed_are_reproduced(record) -> None:  # type: ignore[no-untyped-def]
    assert within(record["observed"]["median"], 173_000, 0.02)
    assert within(record["observed"]["low"], 109_000, 0.03)
    assert within(record["observed"]["high"], 241_000, 0.03)


@pytest.mark.parametrize(
    ("rule", "median", "low", "high"),
    [
        ("average", 662_000, 294_000, 1_590_000),
        ("mixture", 591_000, 192_000, 1_910_000),
        ("log_pool", 592_000, 193_000, 1_830_000),
        ("product", 610_000, 275_000, 1_350_000),
    ],
)
def test_each_pooling_rule_gives_its_own_interval(record, rule: str, median: float, low: float, high: float) -> None:  # type: ignore[no-untyped-def]
    pooled = record["pooling"][rule]
    assert within(pooled["median"], median, 0.03)
    assert within(pooled["low"], low, 0.05)
    assert within(pooled["high"], high, 0.06)


def test_averaging_narrows_by_itself_and_says_so(record) -> None:  # type: ignore[no-untyped-def]
    pooled = record["pooling"]
    width = {rule: np.log(found["high"] / found["low"]) for rule, found in pooled.items()}
    assert width["average"] < width["log_pool"] < width["mixture"]
    assert "narrows" in pooled["average"]["says"]


def test_detection_and_resale_drive_the_interval(record) -> None:  # type: ignore[no-untyped-def]
    drivers = record["sensitivity"]
    for name, share in {
        "detection rate": 0.41,
        "resale side": 0.45,
        "observed cases": 0.06,
        "accuracy of the cases": 0.007,
    }.items():
        assert abs(drivers[name] - share) < 0.03


def test_a_known_detection_rate_narrows_the_interval(record) -> None:  # type: ignore[no-untyped-def]
    known = record["if_detection_were_known"]
    assert known["high"] / known["low"] < record["high"] / record["low"]


def test_pathway_two_has_the_published_median_and_interval(record) -> None:  # type: ignore[no-untyped-def]
    pathway = record["pathway"]
    assert within(pathway["median"], 18_000, 0.05)
    assert within(pathway["low"], 1_600, 0.08)
    assert within(pathway["high"], 200_000, 0.08)
    assert "calibrated by us" in pathway["says"]


def test_the_same_seed_gives_the_same_numbers() -> None:
    assert national.estimate(draws=2000) == national.estimate(draws=2000)
    assert national.estimate(draws=2000)["median"] != national.estimate(draws=2000, seed=1)["median"]


@pytest.mark.parametrize("model", ["epoch", "cnas", "ledger", "compute", "site", "market", "policy"])
def test_every_parameter_has_a_source_or_says_that_it_is_assumed_or_calibrated(model: str) -> None:
    entries = sources(figures(model))
    assert entries
    for entry in entries:
        assert entry["source"] != "none" or entry["basis"] in ("assumed", "calibrated"), entry


def test_the_ledger_enters_as_one_more_source() -> None:
    without = national.estimate(draws=5000)
    ledger = national.Ledger(chips=6144, median=310, low=265, high=372)
    told = national.estimate(draws=5000, ledger=ledger)["ledger"]
    assert told["implied"]["median"] > without["median"]
    assert without["median"] < told["pooled"]["median"] < told["implied"]["median"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"draws": 3}, "--draws: expected 1,000 to 1,000,000 draws, found 3. Choose a number in between."),
        (
            {"detection": (0.5, 0.2)},
            "--detection: expected a share from least to greatest, such as 0.2-0.4, found (0.5, 0.2). Give two shares.",
        ),
    ],
)
def test_bad_options_are_one_sentence(arguments, sentence: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError) as error:
        national.estimate(**arguments)
    assert str(error.value) == sentence
