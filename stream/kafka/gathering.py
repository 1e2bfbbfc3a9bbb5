"""The batch that a worker gathers: read, not annotated yet."""

import time
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field

from aiokafka import ConsumerRecord, TopicPartition

from stream.kafka.delivery import place


@dataclass(slots=True)
class Batch:
    """Records that will be annotated and delivered together; those of a partition are in order."""

    records: list[ConsumerRecord] = field(default_factory=list)
    began_at: int = 0
    """When the first record was added, in nanoseconds since 1970."""

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.records)

    def add(self, taken: Mapping[TopicPartition, Sequence[ConsumerRecord]]) -> None:
        """Add records that were read after all others."""
        if not self.records:
            self.began_at = time.time_ns()
        for records in taken.values():
            self.records += records

    def keep(self, partitions: Container[TopicPartition]) -> None:
        """Keep only what is of some partitions."""
        self.records = [record for record in self.records if place(record) in partitions]
