"""Figures: numbers in, well-formed and named markup out."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from enduse.report.figures import bars, lanes, maps, waterfall

SITE = {
    "site": "K2", "name": "Kulai <Annex> & Co", "country": "MY", "book": 352, "verified": 96, "attested": 0, "read": 96,
    "label": 0, "stale": 256, "never_verified": 0,
}  # fmt: skip


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def test_a_bar_is_as_long_as_its_chips_and_escapes_names() -> None:
    figure = parsed(bars.accounts([SITE], {"K2": "look-1"}))
    widths = {
        rect.get("class"): float(rect.get("width", 0)) for rect in figure.iter("rect") if float(rect.get("y", 0)) > 30
    }
    assert abs(widths["stale"] / widths["read"] - 256 / 96) < 0.01
    assert figure.find("title") is not None and "256 stale" in (figure.findtext("desc") or "")
    assert figure.find("a") is not None


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=12))
@settings(max_examples=30)
def test_the_waterfall_ends_where_its_lines_add_up(weights: list[float]) -> None:
    steps = [waterfall.Step(f"line {n}", weight, "silence") for n, weight in enumerate(weights)]
    figure = parsed(waterfall.waterfall(steps, "S-1", "w"))
    assert f"{sum(weights):+.1f} dB".replace("-", "−") in (figure.findtext("desc") or "")
    assert len([rect for rect in figure.iter("rect")]) == len(weights)


def test_lanes_shade_what_nobody_has_seen() -> None:
    rows = [
        {"lane": "readings", "begin": datetime(2026, 1, week), "finish": None, "chips": 8, "grade": "read", "label": "",
         "says": "8 chips"} for week in (5, 12, 19)
    ]  # fmt: skip
    figure = parsed(lanes.lanes(rows, datetime(2026, 6, 1), datetime(2026, 1, 19), "l", "S-1"))
    assert [text.text for text in figure.iter("text") if text.text and "dark" in text.text] == ["dark for 133 days"]
    assert [rect for rect in figure.iter("rect") if rect.get("class") == "dark"]


def test_a_map_draws_flagged_movements_apart_and_keeps_labels_apart() -> None:
    sites = [
        {"site": "K1", "name": "", "country": "MY", "latitude": 1.71, "longitude": 103.53},
        {"site": "K2", "name": "", "country": "MY", "latitude": 1.66, "longitude": 103.6},
        {"site": "HKG", "name": "", "country": "HK", "latitude": 22.3, "longitude": 114.1},
    ]
    legs = [{"site": "K2", "to_site": "HKG", "chips": 0, "flagged": 1, "first": datetime(2026, 4, 4)}]
    strays = [{"site": "K2", "country": "HK", "chips": 3, "first": datetime(2026, 5, 20)}]
    window = maps.around([(site["latitude"], site["longitude"]) for site in sites], pad=2, least=14)
    figure = parsed(maps.sites_and_paths(window, sites, legs, strays, {"K2": "look-1"}, "m"))
    kinds = [path.get("class") for path in figure.iter("path")]
    assert "leg flagged" in kinds and "leg stray" in kinds
    placed = [(float(t.get("x", 0)), float(t.get("y", 0)), t.text) for t in figure.iter("text")]
    assert len({(x, y) for x, y, _ in placed}) == len(placed)
    assert "3 chips of K2 heard from in HK" in {text for _, _, text in placed}
