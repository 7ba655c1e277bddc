"""Cities of the world, where machines are more likely to stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from enduse.model.sphere import Floats, unit_vectors


@dataclass(frozen=True)
class Cities:
    """Cities of 100,000 people or more, the largest first (GeoNames; see the attribution beside the data).

    Attributes:
        name: shape (n,), names as GeoNames writes them.
        country: shape (n,), ISO 3166 alpha-2.
        vectors: shape (n, 3), unit vectors.
        population: shape (n,), people.
    """

    name: NDArray[np.str_]
    country: NDArray[np.str_]
    vectors: Floats
    population: NDArray[np.int32]


@lru_cache(maxsize=1)
def cities() -> Cities:
    """The bundled cities, read once."""
    path = files("enduse.model") / "data" / "borders" / "cities.npz"
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
        vectors = unit_vectors(data["latitude"], data["longitude"])
        return Cities(data["name"], data["country"], vectors, data["population"])
