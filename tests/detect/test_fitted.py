"""What a detector's m and u rest on: counts that give them again, or a reason why there are none."""

from __future__ import annotations

import re
import sys

import pytest

from enduse import registry
from enduse.detect import detectors
from enduse.detect.detector import Detector, parse
from enduse.detect.fitted import Fitted
from enduse.errors import InputError
from tests.conftest import ROOT
from tests.detect.test_format import BODY, HEADER

sys.path.insert(0, str(ROOT / "benchmarks"))
import fit_headers

COUNTS = (
    "{argued: [0.2, 0.02], weight: 20, generators: [simulate], worlds: 30, seeds: [1, 30], diverted: [8, 20], "
    "among: unread, "
)


@pytest.mark.parametrize("one", detectors(), ids=lambda one: one.name)
def test_a_detector_has_counts_that_give_its_numbers_again_or_says_that_it_is_argued_and_why(one: Detector) -> None:
    header = registry.texts("enduse.detect", ".sql")[one.name]
    assert ("-- fitted:" in header) != ("-- unfitted:" in header)
    if one.fitted is None:
        assert re.match(r"argued; (the worlds|m and u are given|its rows carry) .+\. .+", one.basis, re.DOTALL)
        return
    (m, u), (x, y), (z, w) = one.fitted.argued, one.fitted.diverted, one.fitted.booked
    counted_m = (one.fitted.weight * m + x) / (one.fitted.weight + y)
    counted_u = (one.fitted.weight * u + z) / (one.fitted.weight + w)
    assert one.u == pytest.approx(counted_u, rel=0.05, abs=0.0)
    assert one.m == pytest.approx(max(counted_m, 1.05 * one.u), rel=0.05, abs=0.0)
    assert (one.m, one.u) == (one.fitted.m, one.fitted.u)
    assert one.m / one.u <= m / u, "worlds lower a weight, they never raise it"
    assert 30000 <= one.fitted.seeds[0] < one.fitted.seeds[1] < 31000, "seeds that serve for nothing else"
    assert f"found in {x:g} of {y:g} diverted, {z:g} of {w:g} as booked" in one.basis
    assert " Argued: " in one.basis


def test_counts_move_the_argued_value_by_their_number() -> None:
    one = parse("odd", HEADER.replace("-- basis", f"-- fitted: {COUNTS}booked: [4, 80]}}\n-- basis") + BODY)
    assert one.fitted and (one.fitted.m, one.fitted.u) == (0.3, 0.044)
    assert one.basis.startswith("fitted on 30 synthetic worlds of one generator (simulate) (seeds 1-30): found in 8 of")


def test_no_finding_counts_against_diversion() -> None:
    one = parse("odd", HEADER.replace("-- basis", f"-- fitted: {COUNTS}booked: [60, 80]}}\n-- basis") + BODY)
    assert one.fitted and one.fitted.held and one.fitted.u == 0.6 and one.fitted.m == 0.63
    assert "m is held at 1.05 u" in one.basis


def test_counts_that_are_none_are_refused_in_one_sentence() -> None:
    with pytest.raises(InputError) as refused:
        parse("odd", HEADER.replace("-- basis", "-- fitted: {worlds: 3}\n-- basis") + BODY)
    assert str(refused.value) == (
        "odd fitted: expected argued, weight, generators, worlds, seeds, diverted, booked and among, found "
        "{'worlds': '3'}. Let benchmarks/fit.py --write write it."
    )


def named(name: str) -> Detector:
    return next(one for one in detectors() if one.name == name)


def world(generator: str, method: str, diverted: float, booked: float) -> dict[str, object]:
    """Counts of a world in which the finding is among the GPUs unread within the goal, and there alone."""
    gone = 0.0 if method == "none" else 10.0
    names = ("label_only", "on_paper_only")
    unread = {"diverted": gone, "booked": 90.0, "found": {name: [diverted, booked] for name in names}}
    anywhere = {"diverted": gone, "booked": 90.0, "found": {}}
    return {"generator": generator, "seed": 30000, "method": method, "all": anywhere, "unread": unread}


def test_a_finding_that_is_added_is_counted_where_it_decides_and_one_that_is_carried_everywhere() -> None:
    made = [world("simulate", "staged", 1.0, 0.1)]
    assert fit_headers.rates(made, named("label_only")).m == 1.0
    assert fit_headers.rates(made, named("on_paper_only")).m == 0.0


def test_a_world_is_one_observation_and_methods_count_alike() -> None:
    made = [world("simulate", "staged", 1.0, 0.0)] * 9 + [world("simulate", "leaks", 0.0, 0.2)]
    seen = fit_headers.rates(made, named("label_only"))
    assert seen.m == 0.5, "nine worlds of one method weigh no more than one of another"
    assert seen.diverted == pytest.approx(4.0 / (1.0 / 9.0 + 1.0))
    assert (seen.u, seen.booked) == (pytest.approx(0.02), 10.0)


def test_worlds_that_lay_a_signal_on_one_side_only_fit_nothing() -> None:
    one = named("label_only")
    silent = [world("otherworld", "pull", 0.0, 0.0)]
    alone = [world("simulate", "staged", 1.0, 0.5)] * 5 + [world("simulate", "none", 0.0, 0.0)] * 5
    assert "with diversion alone" in str(fit_headers.fit(alone + silent, one))
    honest = [world("simulate", "none", 0.0, 0.3)] * 5
    assert isinstance(fit_headers.fit([world("simulate", "staged", 0.22, 0.0)] * 5 + honest + silent, one), Fitted)
    rare = fit_headers.fit([world("simulate", "staged", 0.9, 0.0)] * 5 + honest + silent, one)
    assert rare == "the worlds would weigh it more, and may only lower a weight"
    assert fit_headers.fit(silent + [world("simulate", "none", 0.0, 0.0)] * 5 + [
        world("simulate", "staged", 0.0, 0.0)], one) == "the worlds never show it"  # fmt: skip
