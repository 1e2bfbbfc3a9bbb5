"""How many records a batch may hold, so that a slow recogniser does not keep a worker from stopping or rebalancing."""

import math
from typing import Final

BATCH_SECONDS: Final = 2.0
"""What a batch should take. SIGTERM and a rebalance wait for the batch in hand, and its articles for one another."""

_GROWTH: Final = 4


class Pace:
    """Learns from the batches of a worker how long an article takes; `limit` is for the next batch.

    It begins with one article and grows at most fourfold from a batch to the next, so that even the first batches
    of a recogniser a thousand times slower than the built-in one are short.

    Args:
        most: Records that a batch holds at most.
    """

    def __init__(self, most: int) -> None:
        self.limit = 1
        self._most = most
        self._seconds: float | None = None  # an article, the last batches weighing most

    def seconds(self, articles: int) -> float:
        """Return how long so many articles will probably take; for ever where nothing is known yet."""
        return math.inf if self._seconds is None else articles * self._seconds

    def took(self, articles: int, seconds: float) -> None:
        """Learn from a batch.

        Args:
            articles: How many were annotated; what is skipped or withdrawn tells nothing.
            seconds: How long it took.
        """
        if not articles:
            return
        latest = seconds / articles
        self._seconds = latest if self._seconds is None else (self._seconds + latest) / 2
        in_time = (
            int(BATCH_SECONDS / self._seconds) if self._seconds * self._most > BATCH_SECONDS else self._most
        )
        self.limit = max(1, min(self._most, in_time, max(self.limit, _GROWTH * articles)))
