from numpy import float32, float64, int8, int32
from numpy.typing import NDArray

def decode(
    scores: NDArray[float32],
    transitions: NDArray[float32],
    lengths: NDArray[int32],
    certain: float,
    labels: NDArray[int8],
    chances: NDArray[float64],
) -> None: ...
