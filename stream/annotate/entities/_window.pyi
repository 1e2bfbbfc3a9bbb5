from numpy import float32, int8, int16, int32, uint8
from numpy.typing import NDArray

def scores(
    types: NDArray[int8],
    rows: NDArray[int32],
    marks: NDArray[uint8],
    lengths: NDArray[int32],
    labels: int,
    near_weights: NDArray[int8],
    near_start: NDArray[int32],
    near_factor: NDArray[float32],
    near_offset: NDArray[float32],
    far_weights: NDArray[int8],
    far_start: NDArray[int32],
    far_factor: NDArray[float32],
    far_offset: NDArray[float32],
    head_weights: NDArray[int16],
    head_factor: NDArray[float32],
    head_offset: NDArray[float32],
    mark_sums: NDArray[int32],
    residual: float,
    near_most: float,
    wide_most: float,
    result: NDArray[float32],
) -> None: ...
