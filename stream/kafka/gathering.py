"""The batch that a worker has in hand: read, partly or wholly annotated, not delivered yet."""

import time
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from aiokafka import ConsumerRecord, TopicPartition

from stream.kafka.delivery import Portion
from stream.kafka.process import Outcome


@dataclass(slots=True)
class Batch:
    """What will be delivered together: outcomes of what is annotated already, and records that are not yet.

    Those of a partition are in order, and all outcomes come before all records.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    records: list[ConsumerRecord] = field(default_factory=list)
    began_at: int = 0
    """When the first record was added, in nanoseconds since 1970."""

    def __len__(self) -> int:
        """Return the number of messages."""
        return len(self.outcomes) + len(self.records)

    def add(self, taken: Mapping[TopicPartition, Sequence[ConsumerRecord]]) -> None:
        """Add records that were read after all others."""
        if not len(self):
            self.began_at = time.time_ns()
        for records in taken.values():
            self.records += records

    def keep(self, partitions: Container[TopicPartition]) -> None:
        """Keep only what is of some partitions."""
        self.outcomes = [outcome for outcome in self.outcomes if place(outcome.record) in partitions]
        self.records = [record for record in self.records if place(record) in partitions]

    def all_records(self) -> list[ConsumerRecord]:
        """Return the records of all messages, annotated or not."""
        return [outcome.record for outcome in self.outcomes] + self.records

    def portion(self) -> Portion:
        """Return the outcomes by partition."""
        portion: dict[TopicPartition, list[Outcome]] = {}
        for outcome in self.outcomes:
            portion.setdefault(place(outcome.record), []).append(outcome)
        return portion


def place(record: ConsumerRecord) -> TopicPartition:
    """Return where a record comes from."""
    return TopicPartition(record.topic, record.partition)
