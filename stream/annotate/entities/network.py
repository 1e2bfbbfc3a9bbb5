"""The trained network in NumPy: word types to vectors, vectors in a window to label scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from stream.annotate.entities.listed import Phrases
from stream.annotate.entities.wordtypes import NGRAM_BUCKETS, WordTable

Floats = NDArray[np.float32]

MARGIN: Final = 2
"""Empty rows that must stand before, between and behind sentences."""

_CHUNK: Final = 2048
"""Rows computed together: small enough that what lies between two layers stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Network:
    """The weights. `stream.train` makes them; its `network.py` is the same computation in PyTorch."""

    table: WordTable
    phrases: Phrases
    vectors: NDArray[np.int8]
    groups: NDArray[np.int8]
    weights: dict[str, Floats]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the weights from an .npz file.

        Raises:
            OSError: The file cannot be read.
            KeyError: It holds no such weights.
        """
        with np.load(path) as file:
            arrays: dict[str, NDArray[Any]] = dict(file)
        words = arrays.pop("words").tobytes().decode().split("\n")
        frequency = arrays.pop("frequency").astype(np.float32) / 16
        table = WordTable({word: row for row, word in enumerate(words)}, frequency, arrays.pop("flags"))
        phrases = Phrases.unpack(arrays.pop("phrases").tobytes().decode())
        vectors, groups = arrays.pop("vectors"), arrays.pop("groups")
        return cls(
            table,
            phrases,
            vectors,
            groups,
            {name: array.astype(np.float32) for name, array in arrays.items()},
        )

    @property
    def size(self) -> int:
        """The length of the vector of a word type."""
        return len(self.weights["out.bias"])

    def encode(self, words: Sequence[str]) -> Floats:
        """Return the vectors of folded word types [word, size]."""
        features, weights = self.table.features(words), self.weights
        scale = weights["vectors.scale"]
        word = np.where(features.rows[:, None] >= 0, self.vectors[features.rows], 0) * scale
        stem = np.where(features.stem_rows[:, None] >= 0, self.vectors[features.stem_rows], 0) * scale
        flags = (features.flags[:, None] >> np.arange(32, dtype=np.uint32)) & np.uint32(1)
        known = features.groups >= 0
        letters = np.where(known[:, :, None], self.groups[features.groups % NGRAM_BUCKETS], 0).sum(1)
        letters = letters / np.sqrt(known.sum(1, keepdims=True)) * weights["groups.scale"]
        hidden = (
            word @ weights["word"] + stem @ weights["stem"] + flags.astype(np.float32) @ weights["flags.weight"]
            + (features.frequency[:, None] / 10) @ weights["frequency.weight"] + weights["bias"]
            + weights["proclitic"][features.proclitics] + weights["shape"][features.shapes]
            + letters.astype(np.float32) @ weights["group"]
        )  # fmt: skip
        vectors: Floats = np.maximum(hidden, 0) @ weights["out"] + weights["out.bias"]
        return vectors.astype(np.float32)

    def scores(self, vectors: Floats, breaks: NDArray[np.bool_]) -> Floats:
        """Return label scores for every row of a flat batch.

        Args:
            vectors: Vectors of the tokens in order; zeros in the rows between sentences.
            breaks: True for the rows between sentences: MARGIN of them around each sentence.
        """
        weights = self.weights
        near, far = weights["near"], weights["far"]
        rows = len(vectors)
        result = np.zeros((rows, len(weights["head.bias"])), np.float32)
        for start in range(0, rows, _CHUNK):
            stop = min(start + _CHUNK, rows)
            # The far layer reads two rows to each side of what the near layer makes, that one two more.
            first, last = max(start - 2, 0), min(stop + 2, rows)
            middle = _window(vectors, first, last, near, (-2, -1, 0, 1, 2))
            middle += weights["near.bias"]
            np.maximum(middle, 0, out=middle)
            middle[breaks[first:last]] = 0
            wide = _window(middle, start - first, stop - first, far, (-2, 0, 2))
            wide += weights["far.bias"]
            np.maximum(wide, 0, out=wide)
            wide += middle[start - first : stop - first]
            np.matmul(wide, weights["head"], out=result[start:stop])
        result += weights["head.bias"]
        return result


def _window(source: Floats, start: int, stop: int, weights: Floats, offsets: Sequence[int]) -> Floats:
    """Return the sum over offsets of the rows start..stop, moved by the offset, times that offset's weights."""
    total = np.zeros((stop - start, weights.shape[2]), np.float32)
    for offset, matrix in zip(offsets, weights, strict=True):
        first, last = max(start + offset, 0), min(stop + offset, len(source))
        total[first - offset - start : last - offset - start] += source[first:last] @ matrix
    return total
