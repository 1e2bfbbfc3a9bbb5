"""The trained network in NumPy: word types to vectors, vectors in a window to label scores.

The same text must give the same events in whatever batch it comes, to the last digit of every confidence. Sums
of floating-point numbers depend on their order, and BLAS orders them by the shape of the batch. So the window
layers work on whole numbers: eight-bit weights and vectors, eight- or nine-bit activations, held in float32.
Their sums stay below 2**24, which float32 holds exactly in any order. Vectors of word types are computed in
float64 and rounded to whole numbers once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from stream.annotate.entities.listed import Phrases
from stream.annotate.entities.wordtypes import NGRAM_BUCKETS, WordTable

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

MARGIN: Final = 2
"""Empty rows that must stand before, between and behind sentences."""

STEPS: Final = 127
"""Largest whole number of a weight or of a word type's vector."""

NEAR_STEPS: Final = 255
WIDE_STEPS: Final = 511
"""Largest whole numbers between the near and the far layer, and before the label scores."""

_CHUNK: Final = 2048
"""Rows computed together: small enough that what lies between two layers stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Whole-number weights [offset, in, out], and what turns a sum into the units of the next layer."""

    weights: Floats
    factor: Floats
    offset: Floats

    @classmethod
    def round(cls, weights: Floats, bias: Floats, unit: float, next_unit: float) -> Self:
        """Return a layer rounded to STEPS for each output; `unit` is what one step of its input is worth."""
        step = np.abs(weights).max((0, 1)) / STEPS
        factor = step * unit / next_unit
        return cls(np.rint(weights / step), factor.astype(np.float32), (bias / next_unit).astype(np.float32))


@dataclass(frozen=True, slots=True)
class Network:
    """The weights. `stream.train` makes them; its `network.py` is the same computation in PyTorch."""

    table: WordTable
    phrases: Phrases
    vectors: NDArray[np.int8]
    groups: NDArray[np.int8]
    weights: dict[str, Doubles]
    marks: Floats
    near: Layer
    far: Layer
    head: Layer
    transitions: Floats
    residual: np.float32
    confidence: tuple[float, float]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the weights from an .npz file.

        Raises:
            OSError: The file cannot be read.
            KeyError: It holds no such weights.
        """
        with np.load(path) as file:
            arrays: dict[str, NDArray[Any]] = dict(file)
        return cls.build(arrays)

    @classmethod
    def build(cls, arrays: dict[str, NDArray[Any]]) -> Self:
        """Return the network of the arrays of a weights file (KeyError where one is missing)."""
        words = arrays["words"].tobytes().decode().split("\n")
        frequency = (arrays["frequency"] / 16).astype(np.float32)
        table = WordTable({word: row for row, word in enumerate(words)}, frequency, arrays["flags"])
        small = {name: arrays[name].astype(np.float32) for name in _WINDOW}
        vector_unit, near_unit, wide_unit = map(float, arrays["units"])
        return cls(
            table,
            Phrases.unpack(arrays["phrases"].tobytes().decode()),
            arrays["vectors"],
            arrays["groups"],
            {name: arrays[name].astype(np.float64) for name in _TYPE_WEIGHTS},
            np.clip(np.rint(small["marks"] / vector_unit), -STEPS, STEPS),
            Layer.round(small["near"], small["near.bias"], vector_unit, near_unit),
            Layer.round(small["far"], small["far.bias"], near_unit, wide_unit),
            Layer.round(small["head"][None], small["head.bias"], wide_unit, 1.0),
            small["transitions"],
            np.float32(near_unit / wide_unit),
            (float(arrays["confidence"][0]), float(arrays["confidence"][1])),
        )

    @property
    def size(self) -> int:
        """The length of the vector of a word type."""
        return int(self.near.weights.shape[1])

    def encode(self, words: Sequence[str]) -> Floats:
        """Return the vectors of folded word types [word, size]: whole numbers from -STEPS to STEPS."""
        features, weights = self.table.features(words), self.weights
        scale = weights["vectors.scale"]
        word = np.where(features.rows[:, None] >= 0, self.vectors[features.rows], 0) * scale
        stem = np.where(features.stem_rows[:, None] >= 0, self.vectors[features.stem_rows], 0) * scale
        flags = (features.flags[:, None] >> np.arange(32, dtype=np.uint32)) & np.uint32(1)
        known = features.groups >= 0
        letters = np.where(known[:, :, None], self.groups[features.groups % NGRAM_BUCKETS], 0).sum(1)
        letters = letters / np.sqrt(known.sum(1, keepdims=True)) * weights["groups.scale"]
        hidden = (
            word @ weights["word"] + stem @ weights["stem"] + flags @ weights["flags.weight"]
            + (features.frequency[:, None] / 10) @ weights["frequency.weight"] + weights["bias"]
            + weights["proclitic"][features.proclitics] + weights["shape"][features.shapes]
            + letters @ weights["group"]
        )  # fmt: skip
        vectors = np.maximum(hidden, 0) @ weights["out"] + weights["out.bias"]
        steps: Floats = np.clip(np.rint(vectors / weights["units"][0]), -STEPS, STEPS).astype(np.float32)
        return steps

    def scores(self, vectors: Floats, breaks: NDArray[np.bool_]) -> Floats:
        """Return label scores for every row of a flat batch.

        Args:
            vectors: Vectors of the tokens in order; zeros in the rows between sentences.
            breaks: True for the rows between sentences: MARGIN of them around each sentence.
        """
        rows = len(vectors)
        result = np.zeros((rows, self.head.weights.shape[2]), np.float32)
        for start in range(0, rows, _CHUNK):
            stop = min(start + _CHUNK, rows)
            # The far layer reads two rows to each side of what the near layer makes, that one two more.
            first, last = max(start - 2, 0), min(stop + 2, rows)
            middle = _window(vectors, first, last, self.near, (-2, -1, 0, 1, 2))
            np.rint(middle, out=middle)
            np.clip(middle, 0, NEAR_STEPS, out=middle)
            middle[breaks[first:last]] = 0
            wide = _window(middle, start - first, stop - first, self.far, (-2, 0, 2))
            np.maximum(wide, 0, out=wide)
            wide += middle[start - first : stop - first] * self.residual
            np.rint(wide, out=wide)
            np.minimum(wide, WIDE_STEPS, out=wide)
            result[start:stop] = _window(wide, 0, stop - start, self.head, (0,))
        return result


_TYPE_WEIGHTS: Final = (
    "units", "vectors.scale", "groups.scale", "word", "stem", "flags.weight", "frequency.weight", "bias",
    "proclitic", "shape", "group", "out", "out.bias",
)  # fmt: skip
_WINDOW: Final = ("marks", "near", "near.bias", "far", "far.bias", "head", "head.bias", "transitions")


def _window(source: Floats, start: int, stop: int, layer: Layer, offsets: Sequence[int]) -> Floats:
    """Return a layer's output for the rows start..stop: the sum over rows at the offsets, scaled and moved."""
    total = np.zeros((stop - start, layer.weights.shape[2]), np.float32)
    for offset, matrix in zip(offsets, layer.weights, strict=True):
        first, last = max(start + offset, 0), min(stop + offset, len(source))
        total[first - offset - start : last - offset - start] += source[first:last] @ matrix
    total *= layer.factor
    total += layer.offset
    return total
