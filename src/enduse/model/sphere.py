"""Distances and grids on a spherical Earth, as arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_KM = 6371.0088
"""IUGG mean radius; the sphere errs by at most 0.56 % against the ellipsoid, see docs/location.md."""

UNTHREADED_PRODUCTS = 260_000
"""Multiplications up to which OpenBLAS stays on one thread (its threshold is 262,144)."""

Floats = NDArray[np.float64]


def unit_vectors(latitude: ArrayLike, longitude: ArrayLike) -> Floats:
    """Points on the unit sphere, shape (..., 3), from degrees north and east.

    >>> unit_vectors(0.0, 90.0).round(6).tolist()
    [0.0, 1.0, 0.0]
    """
    phi, lam = np.radians(np.asarray(latitude, dtype=float)), np.radians(np.asarray(longitude, dtype=float))
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)


def degrees(vectors: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude in degrees of vectors of shape (..., 3), of any length."""
    x, y, z = vectors[..., 0], vectors[..., 1], vectors[..., 2]
    return np.degrees(np.arctan2(z, np.hypot(x, y))), np.degrees(np.arctan2(y, x))


def cosines(a: Floats, b: Floats) -> Floats:
    """Cosines of the angles, shape (n, m), between unit vectors of shapes (n, 3) and (m, 3)."""
    if len(b) == 1:
        return np.asarray(np.einsum("ik,jk->ij", a, b))
    return unthreaded_product(a, b.T)


def unthreaded_product(a: Floats, b: Floats) -> Floats:
    """The matrix product of shapes (n, k) and (k, m), by blocks too small for threads.

    A linear-algebra library starts threads for products of this size, which costs more than they save
    (measured: five times the time on a busy machine).
    """
    rows = max(1, UNTHREADED_PRODUCTS // max(a.shape[1] * b.shape[1], 1))
    if len(a) <= rows:
        return np.asarray(a @ b)
    out = np.empty((len(a), b.shape[1]))
    for start in range(0, len(a), rows):
        np.matmul(a[start : start + rows], b, out=out[start : start + rows])
    return out


def distances_km(a: Floats, b: Floats) -> Floats:
    """Great-circle distances, shape (n, m), between unit vectors of shapes (n, 3) and (m, 3).

    From the chord, which stays exact for neighbours where the arc cosine loses digits.
    """
    chord_squared = np.maximum(2.0 - 2.0 * cosines(a, b), 0.0)
    close = chord_squared < 1e-6
    if close.any():
        rows, columns = np.nonzero(close)
        chord_squared[rows, columns] = ((a[rows] - b[columns]) ** 2).sum(axis=1)
    return np.asarray(2.0 * EARTH_RADIUS_KM * np.arcsin(np.minimum(np.sqrt(chord_squared) / 2.0, 1.0)))


def cosine_of_km(distance_km: ArrayLike) -> Floats:
    """Cosine of the angle that a distance spans; half the circumference and beyond is the antipode."""
    angle = np.clip(np.asarray(distance_km, dtype=float) / EARTH_RADIUS_KM, 0.0, np.pi)
    return np.asarray(np.cos(angle))


def fibonacci_grid(count: int) -> tuple[Floats, Floats]:
    """Latitude and longitude of ``count`` points of equal area (Fibonacci lattice, González 2010).

    Measured at 400,000 points: no place is farther from a point than 0.71 of the root of its area.
    """
    index = np.arange(count, dtype=float)
    latitude = np.degrees(np.arcsin(1.0 - (2.0 * index + 1.0) / count))
    longitude = (index * (3.0 - np.sqrt(5.0)) * 180.0) % 360.0 - 180.0
    return latitude, longitude
