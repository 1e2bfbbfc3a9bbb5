"""The trained network: word types to vectors here, vectors in a window to label scores in `window`.

The same text must give the same events in whatever batch it comes, to the last digit of every confidence. Sums
of floating-point numbers depend on their order, and BLAS orders them by the shape of the batch. So the window
layers work on whole numbers, and vectors of word types are computed in float64 and rounded to whole numbers once:
in C (`_encode`, where it was built), which takes less than a third of NumPy's time for many types at once and a
sixth for those of one article.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from stream.annotate.entities.listed import Phrases
from stream.annotate.entities.window import STEPS, Layer, Small, Window
from stream.annotate.entities.wordtypes import WordFeatures, WordTable

try:
    from stream.annotate.entities import _encode
except ImportError:  # not built
    _encode = None  # type: ignore[assignment]

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Network:
    """The weights. `stream.train` makes them; its `network.py` is the same computation in PyTorch."""

    table: WordTable
    phrases: Phrases
    vectors: Small
    groups: Small
    weights: dict[str, Doubles]
    window: Window
    transitions: Floats
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
            np.concatenate((arrays["groups"], np.zeros_like(arrays["groups"][:1]))),
            {name: arrays[name].astype(np.float64) for name in _TYPE_WEIGHTS},
            Window(
                Layer.round(small["near"], small["near.bias"], vector_unit, near_unit),
                Layer.round(small["far"], small["far.bias"], near_unit, wide_unit),
                Layer.round(small["head"][None], small["head.bias"], wide_unit, 1.0),
                np.float32(near_unit / wide_unit),
                np.clip(np.rint(small["marks"] / vector_unit), -STEPS, STEPS).astype(np.int8),
            ),
            small["transitions"],
            (float(arrays["confidence"][0]), float(arrays["confidence"][1])),
        )

    @property
    def size(self) -> int:
        """The length of the vector of a word type."""
        return int(self.weights["out"].shape[1])

    def encode(self, words: Sequence[str], *, compiled: bool = True) -> Small:
        """Return the vectors of folded word types [word, size]: whole numbers from -STEPS to STEPS.

        They are found in C if that can be had and `compiled` is true.
        """
        features = self.table.features(words)
        if compiled and _encode is not None and self._shapes() == _SHAPES_IN_C:
            return self._in_c(features)
        return self._in_numpy(features)

    def _shapes(self) -> tuple[tuple[int, ...], ...]:
        return self.weights["group"].shape, self.weights["word"].shape, self.weights["out"].shape

    def _in_c(self, features: WordFeatures) -> Small:
        weights, unit = self.weights, self.weights["units"][0]
        steps = np.empty((len(features.rows), self.size), np.int8)
        _encode.encode(
            features.rows, features.stem_rows, features.proclitics, features.shapes, features.flags,
            features.frequency, features.groups, steps, float(weights["groups.scale"]),
            float(weights["vectors.scale"]), float(unit), self.groups, self.vectors,
            *[weights[name] for name in _TYPE_LAYERS],
        )  # fmt: skip
        return steps

    def _in_numpy(self, features: WordFeatures) -> Small:
        weights = self.weights
        count = np.sqrt((features.groups >= 0).sum(1, keepdims=True))
        # A group that is not there (-1) takes the last row, of zeros; the sum of NGRAM_LIMIT bytes fits 16 bits.
        letters = self.groups.take(features.groups, 0, mode="wrap").sum(1, dtype=np.int16)
        hidden = (
            (features.frequency[:, None] / 10) @ weights["frequency.weight"] + weights["bias"]
            + weights["proclitic"][features.proclitics] + weights["shape"][features.shapes]
            + (letters / count * weights["groups.scale"]) @ weights["group"]
        )  # fmt: skip
        for name, rows in (("word", features.rows), ("stem", features.stem_rows)):
            known = np.flatnonzero(rows >= 0)
            hidden[known] += (self.vectors[rows[known]] * weights["vectors.scale"]) @ weights[name]
        flagged = np.flatnonzero(features.flags)
        flags = (features.flags[flagged, None] >> np.arange(32, dtype=np.uint32)) & np.uint32(1)
        hidden[flagged] += flags @ weights["flags.weight"]
        vectors = np.maximum(hidden, 0) @ weights["out"] + weights["out.bias"]
        steps: Small = np.clip(np.rint(vectors / weights["units"][0]), -STEPS, STEPS).astype(np.int8)
        return steps


_TYPE_LAYERS: Final = (
    "bias", "frequency.weight", "proclitic", "shape", "flags.weight", "group", "word", "stem", "out", "out.bias",
)  # fmt: skip
"""What makes a word type's vector of its features, in the order in which `_encode` takes it."""

_TYPE_WEIGHTS: Final = ("units", "vectors.scale", "groups.scale", *_TYPE_LAYERS)
_SHAPES_IN_C: Final = ((48, 192), (64, 192), (192, 64))
_WINDOW: Final = ("marks", "near", "near.bias", "far", "far.bias", "head", "head.bias", "transitions")
