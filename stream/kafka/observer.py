"""What a worker tells whoever watches it: metrics, probes, logs and traces hang here, and the worker knows none."""

from collections.abc import Mapping
from typing import Literal

from aiokafka import ConsumerRecord, TopicPartition

from stream.events import Header
from stream.kafka.delivery import Portion
from stream.kafka.process import carried_trace

Stage = Literal["joining", "opening", "polling", "annotating", "delivering", "pausing", "closing"]
"""What the worker's own task is doing. Each ends by itself within known times, but for `annotating`, which takes
as long as the recogniser does, and `joining`, where the group waits for its other members."""


class Observer:
    """Hears what happens to a worker; this one does nothing with it.

    All methods are called in the worker's event loop and must return at once, but for `began`, `lap`, `trace` and
    `annotated`, which are called where it annotates: in a thread, or in the event loop too.
    """

    def entered(self, stage: Stage) -> None:
        """The worker's task begins something else."""

    def rebalancing(self) -> None:
        """The group assigns its partitions anew; this worker has none until `opened`."""

    def opened(self, positions: Mapping[TopicPartition, int]) -> None:
        """All partitions that the group gave this worker are open, which may be none.

        Args:
            positions: The offset at which each begins.
        """

    def polled(self, positions: Mapping[TopicPartition, int]) -> None:
        """A poll has ended.

        Args:
            positions: How far the consumer has read each open partition; one whose place is being looked up is
                left out.
        """

    def began(self) -> None:
        """Records begin to be annotated at once; the first `lap` is counted from here."""

    def lap(self, step: str) -> None:
        """A step has ended for all of them: the time since the lap before it was this step's."""

    def trace(self, record: ConsumerRecord) -> list[Header]:
        """Return the trace headers for the events of a record; called where it annotates."""
        return carried_trace(record)

    def annotated(self, articles: int) -> None:
        """They have become outcomes, so many."""

    def committed(self, portion: Portion, began: int, seconds: float) -> None:
        """Outcomes were published and their offsets committed, all together.

        Args:
            portion: What consecutive records became, by the partition where they came from.
            began: When the batch that they belong to began, in nanoseconds since 1970.
            seconds: From the first output sent to the end of the commit.
        """

    def retrying(self, error: Exception) -> None:
        """A session ended with a failure of the infrastructure; the next one begins after a pause."""
