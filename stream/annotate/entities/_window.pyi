from typing import Any

from numpy import float32, int8, int16, int32, uint8
from numpy.typing import NDArray

KERNELS: tuple[str, ...]

def products(
    kernel: str,
    near_weights: NDArray[int8] | NDArray[int16],
    vectors: NDArray[int8],
    products: NDArray[int32],
) -> None: ...
def scores(
    kernel: str,
    types: NDArray[int8],
    rows: NDArray[int32],
    marks: NDArray[uint8],
    lengths: NDArray[int32],
    products: NDArray[int32],
    result: NDArray[float32],
    labels: int,
    residual: float,
    near_most: float,
    wide_most: float,
    *packed: NDArray[Any],
) -> None: ...
