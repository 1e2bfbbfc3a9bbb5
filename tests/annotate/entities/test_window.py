"""The window layers in C, by each kernel that the processor has, and in NumPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from stream.annotate.entities.window import FASTEST, KERNELS, STEPS, Layer, Window

SIZE, WIDTH, LABELS, MARKS, TYPES = 64, 96, 9, 25, 30
_Batch = tuple[NDArray[np.int8], NDArray[np.int32], NDArray[np.uint8], NDArray[np.int32]]

compiled_only = pytest.mark.skipif(
    not KERNELS,
    reason="the window layers are not compiled here, or the processor has neither AVX-512 VNNI nor AVX2",
)
each_kernel = pytest.mark.parametrize("kernel", KERNELS)


def _window(rng: np.random.Generator, kernel: str | None) -> Window:
    def layer(offsets: int, inputs: int, outputs: int) -> Layer:
        weights = rng.integers(-STEPS, STEPS + 1, (offsets, inputs, outputs)).astype(np.float32)
        factor = rng.uniform(1e-4, 4e-3, outputs).astype(np.float32)
        return Layer(weights, factor, rng.normal(0, 40, outputs).astype(np.float32))

    layers = layer(5, SIZE, WIDTH), layer(3, WIDTH, WIDTH), layer(1, WIDTH, LABELS)
    marks = rng.integers(-STEPS, STEPS + 1, (MARKS, SIZE)).astype(np.int8)
    marks[0] = 0
    return Window(*layers, np.float32(0.37), marks, kernel=kernel)


def _batch(rng: np.random.Generator, lengths: list[int]) -> _Batch:
    types = rng.integers(-STEPS, STEPS + 1, (TYPES, SIZE)).astype(np.int8)
    tokens = sum(lengths)
    rows = rng.integers(0, len(types), tokens).astype(np.int32)
    marks = (rng.integers(0, MARKS, tokens) * rng.integers(0, 2, tokens)).astype(np.uint8)
    return types, rows, marks, np.array(lengths, np.int32)


@compiled_only
@each_kernel
@settings(deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    lengths=st.lists(st.integers(1, 40) | st.integers(250, 300), max_size=12),
    kept=st.integers(0, TYPES),
)
def test_c_and_numpy_agree_to_the_last_bit(kernel: str, seed: int, lengths: list[int], kept: int) -> None:
    """Whichever of them runs, and whatever products are kept, an article gives the same events."""
    types, rows, marks, counts = _batch(np.random.default_rng(seed + 1), lengths)
    window, in_numpy = (_window(np.random.default_rng(seed), which) for which in (kernel, None))
    products = window.room_for_products(kept)
    window.fill_products(types[: len(products)], products)
    expected = in_numpy.scores(types, rows, marks, counts)
    assert np.array_equal(window.scores(types, rows, marks, counts, products), expected)


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1), lengths=st.lists(st.integers(1, 40), min_size=2, max_size=12))
@pytest.mark.parametrize("kernel", [*KERNELS, None])
def test_scores_do_not_depend_on_the_batch(kernel: str | None, seed: int, lengths: list[int]) -> None:
    """A sentence has the same scores alone as among others, whoever computes them."""
    types, rows, marks, counts = _batch(np.random.default_rng(seed), lengths)
    window = _window(np.random.default_rng(seed + 1), kernel)
    together = window.scores(types, rows, marks, counts)
    first = lengths[0]
    alone = window.scores(types, rows[:first], marks[:first], counts[:1])
    assert np.array_equal(together[:first], alone)


@compiled_only
@each_kernel
def test_wrong_arrays_are_refused(kernel: str) -> None:
    """C reads nothing beyond the arrays it is given."""
    window = _window(np.random.default_rng(1), kernel)
    types, rows, marks, lengths = _batch(np.random.default_rng(2), [4, 3])
    for wrong in (
        (types, rows + TYPES, marks, lengths),
        (types, rows - TYPES, marks, lengths),
        (types, rows[:-1], marks, lengths),
        (types, rows, marks + np.uint8(MARKS), lengths),
        (types, rows, marks, lengths + 1),
        (types, rows, marks, lengths * np.array([1, -1], np.int32)),
    ):
        with pytest.raises(ValueError, match="arrays"):
            window.scores(*wrong)
    products = window.room_for_products(3)
    if len(products):
        with pytest.raises(ValueError, match="arrays"):
            window.fill_products(types[:2], products)


@compiled_only
def test_kernels_are_asked_for_by_name() -> None:
    """The fastest kernel runs unless another is asked for, and one that the processor lacks never does."""
    assert KERNELS[0] == FASTEST
    batch = _batch(np.random.default_rng(2), [4])
    with pytest.raises(ValueError, match="no kernel mmx"):
        _window(np.random.default_rng(1), "mmx").scores(*batch)
