"""The window layers in C and in NumPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from stream.annotate.entities.window import STEPS, Layer, Window

SIZE, WIDTH, LABELS, MARKS = 64, 96, 9, 25
_Batch = tuple[NDArray[np.int8], NDArray[np.int32], NDArray[np.uint8], NDArray[np.int32]]


def _window(rng: np.random.Generator, *, compiled: bool) -> Window:
    def layer(offsets: int, inputs: int, outputs: int) -> Layer:
        weights = rng.integers(-STEPS, STEPS + 1, (offsets, inputs, outputs)).astype(np.float32)
        factor = rng.uniform(1e-4, 4e-3, outputs).astype(np.float32)
        return Layer(weights, factor, rng.normal(0, 40, outputs).astype(np.float32))

    layers = layer(5, SIZE, WIDTH), layer(3, WIDTH, WIDTH), layer(1, WIDTH, LABELS)
    marks = rng.integers(-STEPS, STEPS + 1, (MARKS, SIZE)).astype(np.int8)
    marks[0] = 0
    return Window(*layers, np.float32(0.37), marks, compiled=compiled)


def _batch(rng: np.random.Generator, lengths: list[int]) -> _Batch:
    types = rng.integers(-STEPS, STEPS + 1, (30, SIZE)).astype(np.int8)
    tokens = sum(lengths)
    rows = rng.integers(0, len(types), tokens).astype(np.int32)
    marks = (rng.integers(0, MARKS, tokens) * rng.integers(0, 2, tokens)).astype(np.uint8)
    return types, rows, marks, np.array(lengths, np.int32)


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1), lengths=st.lists(st.integers(1, 40), max_size=12))
def test_c_and_numpy_agree_to_the_last_bit(seed: int, lengths: list[int]) -> None:
    """Whichever of the two runs, an article gives the same events."""
    if not _window(np.random.default_rng(seed), compiled=True).compiled:
        pytest.skip("the window layers are not compiled here, or the processor has no AVX-512 VNNI")
    batch = _batch(np.random.default_rng(seed + 1), lengths)
    in_c, in_numpy = (
        _window(np.random.default_rng(seed), compiled=compiled).scores(*batch) for compiled in (True, False)
    )
    assert np.array_equal(in_c, in_numpy)


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1), lengths=st.lists(st.integers(1, 40), min_size=2, max_size=12))
def test_scores_do_not_depend_on_the_batch(seed: int, lengths: list[int]) -> None:
    """A sentence has the same scores alone as among others, whoever computes them."""
    types, rows, marks, counts = _batch(np.random.default_rng(seed), lengths)
    window = _window(np.random.default_rng(seed + 1), compiled=True)
    together = window.scores(types, rows, marks, counts)
    first = lengths[0]
    alone = window.scores(types, rows[:first], marks[:first], counts[:1])
    assert np.array_equal(together[:first], alone)


def test_wrong_arrays_are_refused() -> None:
    """C reads nothing beyond the arrays it is given."""
    window = _window(np.random.default_rng(1), compiled=True)
    if not window.compiled:
        pytest.skip("the window layers are not compiled here, or the processor has no AVX-512 VNNI")
    types, rows, marks, lengths = _batch(np.random.default_rng(2), [4, 3])
    for wrong in (
        (types, rows + 30, marks, lengths),
        (types, rows - 30, marks, lengths),
        (types, rows[:-1], marks, lengths),
        (types, rows, marks + np.uint8(MARKS), lengths),
        (types, rows, marks, lengths + 1),
        (types, rows, marks, lengths * np.array([1, -1], np.int32)),
    ):
        with pytest.raises(ValueError, match="arrays"):
            window.scores(*wrong)
