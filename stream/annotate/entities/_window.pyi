from typing import TypeAlias

from numpy import float32, int16, intp
from numpy.typing import NDArray

_Layer: TypeAlias = tuple[NDArray[int16], NDArray[float32], NDArray[float32]]
_Head: TypeAlias = tuple[NDArray[float32], NDArray[float32], NDArray[float32]]

def scores(
    vectors: NDArray[int16],
    places: NDArray[intp],
    rows: int,
    size: int,
    labels: int,
    near: _Layer,
    far: _Layer,
    head: _Head,
    residual: float,
    near_most: float,
    wide_most: float,
    result: NDArray[float32],
) -> None: ...
