"""The window layers: vectors of the words around each token to the scores of its labels, on whole numbers.

Eight-bit weights, and eight- or nine-bit activations. Their sums stay below 2**24, so they are the same in any
order, in float32 (NumPy) as in 32-bit integers (`_window`, in C, where it was built and the processor suits it).

What the near layer makes of a word type depends on the type and the place in the window alone. With AVX2 it pays to
keep it for frequent types: `products`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

try:
    from stream.annotate.entities import _window
except ImportError:  # not built, or not for this processor
    _window = None  # type: ignore[assignment]

Floats = NDArray[np.float32]
Small = NDArray[np.int8]
Numbers = NDArray[np.int32]
_Packed = tuple[Small | NDArray[np.int16], Numbers, Floats, Floats]

STEPS: Final = 127
"""Largest whole number of a weight or of a word type's vector."""

NEAR_STEPS: Final = 255
WIDE_STEPS: Final = 511
"""Largest whole numbers between the near and the far layer, and before the label scores."""

KERNELS: Final[tuple[str, ...]] = _window.KERNELS if _window is not None else ()
"""What computes in C here, the fastest first: `avx512` and `avx2`, where processor and build have them."""

FASTEST: Final = KERNELS[0] if KERNELS else None

_MARGIN: Final = 2
"""Empty rows before, between and behind sentences."""

_CHUNK: Final = 2048
"""Rows computed together: small enough that what lies between two layers stays in the processor's cache."""

_NEAR_OFFSETS: Final = (-2, -1, 0, 1, 2)
_FAR_OFFSETS: Final = (-2, 0, 2)
_SHAPES_IN_C: Final = [(5, 64, 96), (3, 96, 96)]
_LABELS_PADDED: Final = 16
_MIDDLE: Final = 128
_LINE: Final = 64
_Item = TypeVar("_Item", bound=np.generic)
_NO_PRODUCTS: Final = np.zeros((0, 0), np.int32)


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


class Window:
    """The three layers: the near one reads five words, the far one three of its outputs, the head scores labels.

    Args:
        near: Layer over the vectors of words at -2 to 2.
        far: Layer over the outputs of the near one at -2, 0 and 2.
        head: Layer from the sum of both to the labels.
        residual: What the near layer's output counts beside the far one's.
        marks: What each mark of a listed name adds to a word's vector; the first is for none.
        kernel: Which of KERNELS computes, None for NumPy; the scores are the same.
    """

    def __init__(
        self,
        near: Layer,
        far: Layer,
        head: Layer,
        residual: np.float32,
        marks: Small,
        *,
        kernel: str | None = FASTEST,
    ) -> None:
        self._layers = near, far, head
        self._residual = residual
        self._marks = marks
        fitting = [near.weights.shape, far.weights.shape] == _SHAPES_IN_C
        self.kernel = kernel if fitting else None
        if self.kernel is not None:
            near, far, head = _by_activity(near, far, head)
            sums = np.einsum("mi,sio->mso", marks.astype(np.int32), near.weights.astype(np.int32))
            by_four = kernel == "avx512"
            layers = (_fours(near, _MIDDLE), _fours(far, 0)) if by_four else (_pairs(near), _pairs(far))
            arrays = *layers[0], *layers[1], *_padded(head), sums
            self._packed = tuple(map(_in_lines, arrays))

    def room_for_products(self, most: int) -> Numbers:
        """Return room for the products of so many word types, none where the kernel would gain nothing by them."""
        offsets, _, outputs = self._layers[0].weights.shape
        return _room(most if self.kernel == "avx2" else 0, offsets * outputs)

    def fill_products(self, vectors: Small, products: Numbers) -> None:
        """Work out what the near layer makes of word types at each of its offsets, into rows of the room for it."""
        if self.kernel is not None and len(products):
            _window.products(self.kernel, self._packed[0], vectors, products)

    def scores(
        self,
        types: Small,
        rows: Numbers,
        marks: NDArray[np.uint8],
        lengths: Numbers,
        products: Numbers = _NO_PRODUCTS,
    ) -> Floats:
        """Return the label scores of every token.

        Args:
            types: Vectors of word types.
            rows: For each token, the row of `types` with its vector.
            marks: For each token, the mark of the listed name that it belongs to; 0 for none.
            lengths: How many tokens each sentence has, none of them empty.
            products: What `fill_products` made of the first word types; of the others it is made here.
        """
        if self.kernel is not None:
            return self._in_c(self.kernel, types, rows, marks, lengths, products)
        return self._in_numpy(types, rows, marks, lengths)

    def _in_c(
        self,
        kernel: str,
        types: Small,
        rows: Numbers,
        marks: NDArray[np.uint8],
        lengths: Numbers,
        products: Numbers,
    ) -> Floats:
        labels = self._layers[2].weights.shape[2]
        result = np.empty((len(rows), labels), np.float32)
        most = float(self._residual), float(NEAR_STEPS), float(WIDE_STEPS)
        _window.scores(kernel, types, rows, marks, lengths, products, result, labels, *most, *self._packed)
        return result

    def _in_numpy(self, types: Small, rows: Numbers, marks: NDArray[np.uint8], lengths: Numbers) -> Floats:
        sentences = np.repeat(np.arange(len(lengths)), lengths)
        places = np.arange(len(rows)) + _MARGIN * (1 + sentences)
        breaks = np.ones(len(rows) + _MARGIN * (len(lengths) + 1), np.bool_)
        breaks[places] = False
        vectors = np.zeros((len(breaks), types.shape[1]), np.float32)
        vectors[places] = types[rows]
        marked = np.flatnonzero(marks)
        vectors[places[marked]] += self._marks[marks[marked]]
        scores: Floats = self._in_rows(vectors, breaks)[places]
        return scores

    def _in_rows(self, vectors: Floats, breaks: NDArray[np.bool_]) -> Floats:
        """Return scores of all rows of a batch that is laid out with _MARGIN rows of zeros around sentences."""
        near, far, head = self._layers
        rows = len(vectors)
        result = np.zeros((rows, len(head.factor)), np.float32)
        for start in range(0, rows, _CHUNK):
            stop = min(start + _CHUNK, rows)
            # The far layer reads two rows to each side of what the near layer makes, that one two more.
            first, last = max(start - 2, 0), min(stop + 2, rows)
            middle = _sum(vectors, first, last, near, _NEAR_OFFSETS)
            np.rint(middle, out=middle)
            np.clip(middle, 0, NEAR_STEPS, out=middle)
            middle[breaks[first:last]] = 0
            wide = _sum(middle, start - first, stop - first, far, _FAR_OFFSETS)
            np.maximum(wide, 0, out=wide)
            wide += middle[start - first : stop - first] * self._residual
            np.rint(wide, out=wide)
            np.minimum(wide, WIDE_STEPS, out=wide)
            result[start:stop] = _sum(wide, 0, stop - start, head, (0,))
        return result


def _sum(source: Floats, start: int, stop: int, layer: Layer, offsets: Sequence[int]) -> Floats:
    """Return a layer's output for the rows start..stop: the sum over rows at the offsets, scaled and moved."""
    total = np.zeros((stop - start, layer.weights.shape[2]), np.float32)
    for offset, matrix in zip(offsets, layer.weights, strict=True):
        first, last = max(start + offset, 0), min(stop + offset, len(source))
        total[first - offset - start : last - offset - start] += source[first:last] @ matrix
    total *= layer.factor
    total += layer.offset
    return total


def _by_activity(near: Layer, far: Layer, head: Layer) -> tuple[Layer, Layer, Layer]:
    """Return the layers with the outputs of the near one in order of their bias, so that zeros come in pairs.

    What is most often 0 then stands together: 59 % of the pairs have a number that is not 0, instead of 68 %.
    """
    order = np.argsort(near.offset)
    return (
        Layer(near.weights[:, :, order], near.factor[order], near.offset[order]),
        Layer(far.weights[:, order][:, :, order], far.factor[order], far.offset[order]),
        Layer(head.weights[:, order], head.factor, head.offset),
    )


def _room(rows: int, columns: int) -> Numbers:
    """Return zeros that begin with a line of the processor's cache: what is read at once lies in one line."""
    room = np.zeros(rows * columns * 4 + _LINE, np.uint8)
    begin = -room.ctypes.data % _LINE
    return room[begin:][: rows * columns * 4].view(np.int32).reshape(rows, columns)


def _in_lines(array: NDArray[_Item]) -> NDArray[_Item]:
    """Return a copy of an array that lies as `_room` does."""
    room = _room(1, -(-array.nbytes // 4)).view(np.uint8)
    lined: NDArray[_Item] = room[0, : array.nbytes].view(array.dtype).reshape(array.shape)
    lined[...] = array
    return lined


def _fours(layer: Layer, middle: int) -> _Packed:
    """Return a layer with its weights as [offset, in / 4, out, 4], for inputs that have `middle` added."""
    offsets, inputs, outputs = layer.weights.shape
    fours = layer.weights.reshape(offsets, inputs // 4, 4, outputs).transpose(0, 1, 3, 2)
    start = -middle * layer.weights.sum((0, 1))
    return fours.astype(np.int8), start.astype(np.int32), layer.factor, layer.offset


def _pairs(layer: Layer) -> _Packed:
    """Return a layer with its weights as [offset, in / 2, out, 2]."""
    offsets, inputs, outputs = layer.weights.shape
    pairs = layer.weights.reshape(offsets, inputs // 2, 2, outputs).transpose(0, 1, 3, 2)
    start = np.zeros(outputs, np.int32)
    return pairs.astype(np.int16), start, layer.factor, layer.offset


def _padded(layer: Layer) -> tuple[NDArray[np.int16], Floats, Floats]:
    """Return the label layer with its weights as [in / 2, label, 2], and labels of zeros behind its own."""
    _, inputs, labels = layer.weights.shape
    weights = np.zeros((inputs, _LABELS_PADDED), np.int16)
    weights[:, :labels] = layer.weights[0]
    pairs = weights.reshape(inputs // 2, 2, _LABELS_PADDED).transpose(0, 2, 1)
    factor, offset = np.zeros((2, _LABELS_PADDED), np.float32)
    factor[:labels], offset[:labels] = layer.factor, layer.offset
    return pairs, factor, offset
