"""Borders: who holds a place, how far it is, and what the sample points stand for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enduse.model import borders
from enduse.model.sphere import degrees, distances_km, fibonacci_grid, unit_vectors


@pytest.mark.parametrize(
    ("place", "country"),
    [
        ((31.23, 121.47), "CN"),
        ((22.40, 114.11), "HK"),
        ((25.03, 121.56), "TW"),
        ((1.35, 103.82), "SG"),
        ((21.03, 105.85), "VN"),
        ((66.0, -175.0), "RU"),  # beyond the antimeridian
        ((-16.6, 179.4), "FJ"),
        ((-85.0, 30.0), "AQ"),  # the ring that goes round the pole
        ((-29.5, 28.5), "LS"),  # a hole in another country
        ((0.0, -30.0), None),
    ],
)
def test_who_holds_a_place(place: tuple[float, float], country: str | None) -> None:
    assert borders.country_at(*place) == country


def test_taiwan_hong_kong_and_macao_stand_apart() -> None:
    assert {"CN", "TW", "HK", "MO"} <= set(borders.borders().codes)


def test_a_place_at_sea_belongs_to_the_nearest_shore_within_reach() -> None:
    assert borders.country_near(22.3, 114.2) == "HK"
    assert borders.country_near(0.0, -30.0) is None


def test_distance_is_zero_within_and_least_over_the_set() -> None:
    assert borders.distance_km({"CN"}, 31.23, 121.47) == 0.0
    both = borders.distance_km({"CN", "HK"}, 14.6, 121.0)
    assert both == min(borders.distance_km({c}, 14.6, 121.0) for c in ("CN", "HK"))
    assert borders.distance_km({"TV"}, 0.0, 0.0) == float("inf")  # not drawn at this scale


@given(st.floats(-89, 89), st.floats(-180, 180))
@settings(max_examples=40, deadline=None)
def test_distance_is_that_to_dense_border_points(latitude: float, longitude: float) -> None:
    distance = borders.distance_km({"CN", "HK", "MO"}, latitude, longitude)
    edge, _ = borders.boundary_points(frozenset({"CN", "HK", "MO"}), 2.0)
    nearest = float(distances_km(unit_vectors(latitude, longitude)[None], edge).min())
    if distance:
        assert nearest - 1.01 <= distance <= nearest + 0.01
    else:
        assert borders.country_at(latitude, longitude) in {"CN", "HK", "MO"}


def test_the_world_grid_covers_as_stated() -> None:
    random = np.random.default_rng(3).normal(size=(120, 3))
    random /= np.linalg.norm(random, axis=1, keepdims=True)
    grid = unit_vectors(*fibonacci_grid(borders.GRID_POINTS))
    for block in np.array_split(random, 4):
        assert distances_km(block, grid).min(axis=1).max() <= borders.GRID_COVER_KM


def test_land_points_lie_in_their_country() -> None:
    points, owner = borders.land_points()
    latitude, longitude = degrees(points)
    for i in np.linspace(0, len(points) - 1, 60).astype(int):
        assert borders.country_at(float(latitude[i]), float(longitude[i])) == borders.borders().codes[owner[i]]


def test_outlines_fit_the_frame_and_name_every_country() -> None:
    drawn = borders.outlines()
    assert set(drawn) == set(borders.borders().codes)
    points = np.array([p for rings in drawn.values() for ring in rings for p in ring])
    assert np.abs(points[:, 0]).max() <= 180 and np.abs(points[:, 1]).max() <= 90
    assert len(points) < 15_000
