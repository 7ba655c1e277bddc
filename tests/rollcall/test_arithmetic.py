"""Exact arithmetic: the engines agree with plain whole numbers and with each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enduse.errors import InputError
from enduse.proof.rollcall import arithmetic, memory
from enduse.proof.rollcall.challenge import MemoryDemand
from enduse.proof.rollcall.matmul import NumpyEngine, TorchEngine, engine
from enduse.proof.rollcall.tasks import Shape, run, task_seed

M = 1 << 32


def torch_engine(int8: bool = False) -> Any:
    pytest.importorskip("torch", reason="PyTorch is an extra (gpu) and is not installed")
    return TorchEngine("cpu", int8) if int8 else engine("torch")


def plain_scrambled(word: int) -> int:
    word ^= word >> 16
    word = word * 0x7FEB352D % M
    word ^= word >> 15
    word = word * 0x846CA68B % M
    return word ^ word >> 16


def plain_mixed(total: int, row: int, column: int) -> int:
    word = (total + column) % M * 0x7FEB352D % M
    word ^= word >> 15
    word = (word + row) % M * 0x846CA68B % M
    return (word >> 27) - 16


words = st.integers(-(1 << 31), (1 << 31) - 1)


@settings(max_examples=200, deadline=None)
@given(word=words)
def test_scrambling_is_the_published_bijection(word: int) -> None:
    assert int(arithmetic.scrambled(np.array([word], dtype=np.int32))[0]) % M == plain_scrambled(word % M)


@settings(max_examples=200, deadline=None)
@given(total=st.integers(-(1 << 24), 1 << 24), row=words, column=words)
def test_mixing_agrees_with_whole_numbers_in_both_forms(total: int, row: int, column: int) -> None:
    sums, rows, columns = (np.array([[value]], dtype=np.int32) for value in (total, row, column))
    expected = plain_mixed(total, row % M, column % M)
    assert int(arithmetic.mixed(sums, rows, columns)[0, 0]) == expected
    from enduse.proof.rollcall import matmul

    block = sums.astype(np.float32)
    matmul._mix_block(block, rows.view(np.uint32), columns.view(np.uint32), *np.empty((2, 1, 1), dtype=np.uint32))
    assert int(block[0, 0]) == expected


def plain_task(shape: Shape, seed: bytes) -> bytes:
    """The definition of a task in whole numbers, written a second time and without an engine."""
    n, counter = shape.side, np.arange(shape.side**2 // 4, dtype=np.int32)

    def matrix(label: str) -> Any:
        flat = arithmetic.stream(counter, arithmetic.key(seed, label)).astype(np.int64) % M
        return np.stack([(flat >> (8 * byte) & 255) // 8 - 16 for byte in range(4)], axis=1).reshape(n, n)

    state, factor = matrix("start"), matrix("factor")
    for number in range(shape.rounds):
        row = arithmetic.stream(counter[:n], arithmetic.key(seed, f"row {number}")).astype(np.int64) % M
        column = arithmetic.stream(counter[:n], arithmetic.key(seed, f"column {number}")).astype(np.int64) % M
        product = state @ factor
        state = np.array(
            [[plain_mixed(int(product[i, k]), int(row[i]), int(column[k])) for k in range(n)] for i in range(n)]
        )
    weights = arithmetic.stream(counter[:n], arithmetic.key(seed, "weights")).astype(np.int64) % M
    return bytes((state @ ((weights & 255) // 8 - 16)).astype("<i4").tobytes())


@pytest.mark.parametrize("shape", [Shape(8, 1), Shape(16, 3), Shape(24, 2)])
def test_a_task_is_what_its_definition_says(shape: Shape) -> None:
    seed = task_seed(bytes(32), "U", 0)
    assert run(NumpyEngine(), shape, seed) == plain_task(shape, seed)


@pytest.mark.parametrize("int8", [False, True], ids=["float32", "int8"])
@pytest.mark.parametrize("shape", [Shape(32, 1), Shape(64, 4), Shape(256, 8), Shape(512, 3)])
def test_pytorch_gives_the_same_bytes_as_numpy(shape: Shape, int8: bool) -> None:
    other = torch_engine(int8)
    for number in range(3):
        seed = task_seed(b"n" * 32, "U", number)
        assert run(other, shape, seed) == run(NumpyEngine(), shape, seed)


def test_pytorch_walks_the_same_memory_as_numpy() -> None:
    other, demand = torch_engine(), MemoryDemand(3, 1 << 10, 16, 32, 4)
    walks = [[memory.packed(s) for s in memory.walk(e, demand, b"s" * 32)] for e in (other, NumpyEngine())]
    assert walks[0] == walks[1]


def test_the_largest_sums_stay_exact_in_float32() -> None:
    side = 4096
    worst = np.full((1, side), -16, dtype=np.float32) @ np.full((side, 1), -16, dtype=np.float32)
    assert int(worst[0, 0]) == 256 * side < 1 << 24
    assert 256 * arithmetic.LARGEST_SIDE == 1 << 24


def test_entries_are_even_over_their_range() -> None:
    matrix = NumpyEngine().matrix(512, arithmetic.key(b"s", "start"))
    counts = np.bincount((matrix.ravel() + 16).astype(int), minlength=32)
    assert len(counts) == 32
    assert abs(counts - 512 * 512 / 32).max() < 6 * (512 * 512 / 32) ** 0.5


@pytest.mark.parametrize(("side", "rounds"), [(12, 1), (0, 1), (8200, 1), (64, 0), (64, 65)])
def test_shapes_out_of_bounds_are_refused(side: int, rounds: int) -> None:
    with pytest.raises(ValueError, match="multiple of 8"):
        Shape(side, rounds)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(InputError, match="--engine: expected numpy, torch, cuda or cuda:N, found 'tpu'"):
        engine("tpu")
