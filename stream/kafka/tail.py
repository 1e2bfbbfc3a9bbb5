"""Following a topic: its records as they come, without a consumer group and so without leaving a trace."""

from collections.abc import AsyncGenerator

from aiokafka import AIOKafkaConsumer, ConsumerRecord

from stream.kafka.clients import running
from stream.kafka.connection import Connection

_POLL_MS = 500


async def tail(
    connection: Connection, topics: tuple[str, ...], *, from_beginning: bool = False, follow: bool = True
) -> AsyncGenerator[ConsumerRecord, None]:
    """Yield committed records of topics, in order within a partition.

    Args:
        connection: The cluster.
        topics: What to read.
        from_beginning: Begin with the oldest record instead of the next one.
        follow: Go on for ever; otherwise end behind the last record that was there at the beginning.

    Raises:
        KafkaError: The cluster cannot be reached or refuses.
    """
    consumer = AIOKafkaConsumer(
        *topics,
        **connection.client_options(),
        auto_offset_reset="earliest" if from_beginning else "latest",
        isolation_level="read_committed",
    )
    async with running(consumer):
        partitions = list(consumer.assignment())
        ends = await consumer.end_offsets(partitions)
        while follow or any(
            [await consumer.position(partition) < ends[partition] for partition in partitions]
        ):
            for records in (await consumer.getmany(timeout_ms=_POLL_MS)).values():
                for record in records:
                    yield record
