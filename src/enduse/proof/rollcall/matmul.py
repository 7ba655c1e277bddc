"""Engines that do the matrix work: NumPy, and PyTorch on CPU or CUDA."""

from __future__ import annotations

import importlib
from typing import Any, Final, Protocol

import numpy as np

from enduse.errors import InputError
from enduse.proof.rollcall.arithmetic import ENTRY_LOW, M1, M2, Array, entries, mixed, stream

_BLOCK_ROWS: Final = 64
"""Rows mixed at a time on a CPU: a block of 64 × 4096 sums stays in the cache."""


class Engine(Protocol):
    """What a task needs of an array library; all engines give the same numbers."""

    name: str

    def counter(self, start: int, count: int) -> Array:
        """The numbers from ``start``, ``count`` of them, as 32-bit words."""
        ...

    def matrix(self, side: int, keys: tuple[int, int, int]) -> Array:
        """A square matrix of entries from the stream of ``keys``."""
        ...

    def round(self, state: Array, factor: Array, row: Array, column: Array) -> Array:
        """``mixed(state · factor)``, as entries ready for the next round."""
        ...

    def weighed(self, state: Array, weights: Array) -> bytes:
        """The sums ``state · weights`` as little endian 32-bit numbers."""
        ...

    def integers(self, words: Array) -> Any:
        """Words as a NumPy array of int32."""
        ...

    def space(self, pages: int, page_words: int) -> Array:
        """Room for words, pages × page_words."""
        ...

    def gathered(self, space: Array, pages: Array, offsets: Array) -> Array:
        """The words at these places."""
        ...


class NumpyEngine:
    """The reference: float32 products, exact because every sum stays below 2²⁴."""

    name = "numpy"

    def counter(self, start: int, count: int) -> Array:
        return np.arange(start, start + count, dtype=np.int32)

    def matrix(self, side: int, keys: tuple[int, int, int]) -> Array:
        flat = np.empty((side * side // 4, 4), dtype=np.float32)
        step = 1 << 18
        for start in range(0, len(flat), step):
            words = stream(self.counter(start, min(step, len(flat) - start)), keys)
            for byte in range(4):
                flat[start : start + len(words), byte] = entries(words, byte)
        return flat.reshape(side, side)

    def round(self, state: Array, factor: Array, row: Array, column: Array) -> Array:
        product = state @ factor
        height = min(_BLOCK_ROWS, len(product))
        words, shifts = (np.empty((height, product.shape[1]), dtype=np.uint32) for _ in range(2))
        rows, columns = row.view(np.uint32)[:, None], column.view(np.uint32)[None, :]
        for start in range(0, len(product), height):
            block = product[start : start + height]
            _mix_block(block, rows[start : start + height], columns, words[: len(block)], shifts[: len(block)])
        return product

    def weighed(self, state: Array, weights: Array) -> bytes:
        return bytes((state @ weights.astype(np.float32)).astype("<i4").tobytes())

    def integers(self, words: Array) -> Any:
        return words

    def space(self, pages: int, page_words: int) -> Array:
        return np.empty((pages, page_words), dtype=np.int32)

    def gathered(self, space: Array, pages: Array, offsets: Array) -> Array:
        return space[pages, offsets]


def _mix_block(block: Array, row: Array, column: Array, words: Array, shifts: Array) -> None:
    """``arithmetic.mixed`` in place, on unsigned words: no memory is asked for, which halves the time."""
    words.view(np.int32)[...] = block
    words += column
    words *= np.uint32(M1)
    np.right_shift(words, 15, out=shifts)
    words ^= shifts
    words += row
    words *= np.uint32(M2 & 0xFFFFFFFF)
    words >>= 27
    block[...] = words
    block += ENTRY_LOW


class TorchEngine:
    """PyTorch: float32 products on a CPU, int8 tensor cores with 32-bit sums on CUDA.

    The int8 path has been run on a CPU only (``int8=True``): no device was at hand. On CUDA the mixing step
    is compiled into one kernel, because unfused it would move ten times the memory that the product does.
    """

    def __init__(self, device: str = "cpu", int8: bool | None = None) -> None:
        try:
            self._torch = importlib.import_module("torch")
        except ImportError:
            raise InputError("rollcall answer", "PyTorch for this engine", "none", "Install enduse[gpu]") from None
        if device.startswith("cuda") and not self._torch.cuda.is_available():
            raise InputError("rollcall answer", f"a device {device}", "none", "Use --engine numpy or torch")
        self._device = device
        cuda = device.startswith("cuda")
        self._int8 = cuda if int8 is None else int8
        self._mix = self._torch.compile(mixed) if cuda else mixed
        self.name = f"torch-{device}"

    def counter(self, start: int, count: int) -> Array:
        return self._torch.arange(start, start + count, dtype=self._torch.int32, device=self._device)

    def matrix(self, side: int, keys: tuple[int, int, int]) -> Array:
        words = stream(self.counter(0, side * side // 4), keys)
        flat = self._torch.stack([entries(words, byte) for byte in range(4)], dim=1)
        return self._ready(flat.reshape(side, side))

    def round(self, state: Array, factor: Array, row: Array, column: Array) -> Array:
        product = self._torch._int_mm(state, factor) if self._int8 else (state @ factor).to(self._torch.int32)
        return self._ready(self._mix(product, row[:, None], column[None, :]))

    def _ready(self, values: Array) -> Array:
        return values.to(self._torch.int8 if self._int8 else self._torch.float32)

    def weighed(self, state: Array, weights: Array) -> bytes:
        sums = (state.to(self._torch.float32) @ weights.to(self._torch.float32)).to(self._torch.int32)
        return bytes(sums.cpu().numpy().astype("<i4").tobytes())

    def integers(self, words: Array) -> Any:
        return words.cpu().numpy()

    def space(self, pages: int, page_words: int) -> Array:
        return self._torch.empty((pages, page_words), dtype=self._torch.int32, device=self._device)

    def gathered(self, space: Array, pages: Array, offsets: Array) -> Array:
        return space[pages.long(), offsets.long()]


def engine(name: str) -> Engine:
    """The engine of that name: ``numpy``, ``torch`` (CPU) or ``cuda``, ``cuda:1``.

    Raises:
        InputError: if there is none, or its library or device is not there.
    """
    if name == "numpy":
        return NumpyEngine()
    if name == "torch":
        return TorchEngine("cpu")
    if name == "cuda" or name.startswith("cuda:"):
        return TorchEngine(name)
    raise InputError("--engine", "numpy, torch, cuda or cuda:N", repr(name), "Choose one of these")
