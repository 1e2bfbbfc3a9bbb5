"""The window layers in C and in NumPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from stream.annotate.entities.window import STEPS, Layer, Window

SIZE, WIDTH, LABELS = 64, 96, 9


def _window(rng: np.random.Generator, *, compiled: bool) -> Window:
    def layer(offsets: int, inputs: int, outputs: int) -> Layer:
        weights = rng.integers(-STEPS, STEPS + 1, (offsets, inputs, outputs)).astype(np.float32)
        factor = rng.uniform(1e-4, 4e-3, outputs).astype(np.float32)
        return Layer(weights, factor, rng.normal(0, 40, outputs).astype(np.float32))

    layers = layer(5, SIZE, WIDTH), layer(3, WIDTH, WIDTH), layer(1, WIDTH, LABELS)
    return Window(*layers, np.float32(0.37), compiled=compiled)


def _batch(rng: np.random.Generator, lengths: list[int]) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
    rows = sum(lengths) + 2 * (len(lengths) + 1)
    vectors, breaks = np.zeros((rows, SIZE), np.int16), np.ones(rows, np.bool_)
    first = 2
    for length in lengths:
        vectors[first : first + length] = rng.integers(-2 * STEPS, 2 * STEPS + 1, (length, SIZE))
        breaks[first : first + length] = False
        first += length + 2
    return vectors, breaks


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1), lengths=st.lists(st.integers(1, 40), max_size=12))
def test_c_and_numpy_agree_to_the_last_bit(seed: int, lengths: list[int]) -> None:
    """Whichever of the two runs, an article gives the same events."""
    if not _window(np.random.default_rng(seed), compiled=True).compiled:
        pytest.skip("the window layers are not compiled here, or the processor has no AVX-512 VNNI")
    vectors, breaks = _batch(np.random.default_rng(seed + 1), lengths)
    in_c, in_numpy = (
        _window(np.random.default_rng(seed), compiled=compiled).scores(vectors, breaks)
        for compiled in (True, False)
    )
    assert np.array_equal(in_c[~breaks], in_numpy[~breaks])


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1), lengths=st.lists(st.integers(1, 40), min_size=2, max_size=12))
def test_scores_do_not_depend_on_the_batch(seed: int, lengths: list[int]) -> None:
    """A sentence has the same scores alone as among others, whoever computes them."""
    vectors, breaks = _batch(np.random.default_rng(seed), lengths)
    window = _window(np.random.default_rng(seed + 1), compiled=True)
    together = window.scores(vectors, breaks)
    end = lengths[0] + 4
    alone = window.scores(np.ascontiguousarray(vectors[:end]), breaks[:end])
    assert np.array_equal(together[2 : end - 2], alone[2 : end - 2])
