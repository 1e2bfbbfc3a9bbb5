"""Outputs that the broker takes for too large: found, and replaced by dead letters instead of retried for ever."""

from collections.abc import Container, Sequence
from typing import Final

from aiokafka import ConsumerRecord, TopicPartition
from aiokafka.errors import MessageSizeTooLargeError

from stream.kafka.delivery import Portion, place
from stream.kafka.process import Outcome, dead_letter
from stream.kafka.topics import Topics

_REMEMBERED: Final = 10_000


class Oversized:
    """What the broker refused so far.

    It refuses a whole request, so the article behind it is found in steps: the batch comes again one article
    at a time; the one that is refused alone comes again as a dead letter.
    """

    def __init__(self, topics: Topics) -> None:
        self._topics = topics
        self._refused: dict[tuple[TopicPartition, int], Exception] = {}
        self._one_by_one_until: dict[TopicPartition, int] = {}

    def note(self, portion: Portion, error: Exception) -> None:
        """Remember that one of these outcomes was refused.

        Raises:
            MessageSizeTooLargeError: It is a dead letter already, so its topic must take larger messages.
        """
        for partition, outcomes in portion.items():
            self._one_by_one_until[partition] = outcomes[-1].record.offset + 1
        if sum(map(len, portion.values())) > 1:
            return
        ((partition, (outcome,)),) = portion.items()
        offset = outcome.record.offset
        if outcome.kind == "dead-letter":
            raise MessageSizeTooLargeError(
                f"{self._topics.dead_letters} does not take a message of {partition.topic} (partition "
                f"{partition.partition}, offset {offset}): raise its max.message.bytes"
            ) from error
        if len(self._refused) >= _REMEMBERED:
            self._refused.clear()
        self._refused[partition, offset] = error

    def near(self, records: Sequence[ConsumerRecord]) -> set[TopicPartition]:
        """Return the partitions of which some of these records are near a refusal, and so to be committed alone."""
        return {
            partition
            for partition, until in self._one_by_one_until.items()
            if any(place(record) == partition and record.offset < until for record in records)
        }

    def parts(self, portion: Portion, near: Container[TopicPartition]) -> list[Portion]:
        """Return the outcomes in the parts to commit: all together, but those of some partitions one by one."""
        together = {partition: outcomes for partition, outcomes in portion.items() if partition not in near}
        single: list[Portion] = [
            {partition: [self._replaced(partition, outcome)]}
            for partition in portion
            if partition in near
            for outcome in portion[partition]
        ]
        return [together, *single] if together else single

    def _replaced(self, partition: TopicPartition, outcome: Outcome) -> Outcome:
        error = self._refused.get((partition, outcome.record.offset))
        return outcome if error is None else dead_letter(outcome.record, error, self._topics, outcome.article)
