from numpy import int32
from numpy.typing import NDArray

def fill(stems: list[str], rows: NDArray[int32], buckets: int, /) -> None: ...
