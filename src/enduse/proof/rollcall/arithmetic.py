"""Whole-number arithmetic that gives the same bytes in NumPy and PyTorch.

Every function takes and returns arrays of 32-bit whole numbers (``numpy.ndarray`` or ``torch.Tensor`` alike)
and uses only operators that wrap modulo 2³² in both: multiplication, addition, masked shifts, XOR.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

import numpy as np

ENTRY_LOW: Final = -16
ENTRY_HIGH: Final = 15
"""Matrix entries, five bits: exact in int8, FP8 (E4M3), FP16 and float32, and too wide for INT4 and FP4."""

LARGEST_SIDE: Final = 1 << 16
"""256 · n stays at most 2²⁴, so a float32 sum is exact in every order."""

M1: Final = 0x7FEB352D
M2: Final = 0x846CA68B - (1 << 32)
"""Multipliers of lowbias32 (C. Wellons, hash-prospector, public domain), as signed 32-bit numbers."""

Array = Any
"""A NumPy array or a PyTorch tensor of int32."""


def shifted(words: Array, bits: int) -> Array:
    """A logical shift to the right of signed words."""
    return (words >> bits) & ((1 << (32 - bits)) - 1)


def scrambled(words: Array) -> Array:
    """A bijection of 32-bit words whose every output bit depends on every input bit (lowbias32)."""
    words = words ^ shifted(words, 16)
    words = words * M1
    words = words ^ shifted(words, 15)
    words = words * M2
    return words ^ shifted(words, 16)


def key(seed: bytes, label: str) -> tuple[int, int, int]:
    """Three signed 32-bit numbers from a seed, for one purpose."""
    digest = hashlib.sha256(seed + label.encode("ascii")).digest()
    first, second, third = np.frombuffer(digest[:12], dtype="<i4").tolist()
    return int(first), int(second), int(third)


def stream(counter: Array, keys: tuple[int, int, int]) -> Array:
    """Pseudo-random words at the places ``counter`` of the stream of ``keys``."""
    return scrambled(scrambled((counter ^ keys[0]) + keys[1]) ^ keys[2])


def entries(words: Array, byte: int) -> Array:
    """Matrix entries from byte 0 to 3 of pseudo-random words."""
    return ((words >> (8 * byte + 3)) & 31) + ENTRY_LOW


def mixed(sums: Array, row: Array, column: Array) -> Array:
    """Matrix entries from exact sums: not linear, different at every place.

    Args:
        sums: a block of the product, r × n.
        row: r × 1 pseudo-random words of these rows.
        column: 1 × n pseudo-random words of the columns.
    """
    words = (sums + column) * M1
    words = words ^ shifted(words, 15)
    words = (words + row) * M2
    return ((words >> 27) & 31) + ENTRY_LOW
