from numpy import float32, float64, int8, int32, uint32
from numpy.typing import NDArray

def encode(
    rows: NDArray[int32],
    stem_rows: NDArray[int32],
    proclitics: NDArray[int8],
    shapes: NDArray[int8],
    flags: NDArray[uint32],
    frequency: NDArray[float32],
    groups: NDArray[int32],
    result: NDArray[int8],
    groups_scale: float,
    vectors_scale: float,
    unit: float,
    group_table: NDArray[int8],
    vector_table: NDArray[int8],
    *layers: NDArray[float64],
) -> None: ...
