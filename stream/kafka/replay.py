"""Sending dead letters back to where they came from, once each, after what was wrong has been put right."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition

from stream.kafka.clients import running
from stream.kafka.connection import Connection
from stream.kafka.deadletters import origin, original_headers
from stream.kafka.offsets import seek_to_committed
from stream.kafka.topics import Topics

_POLL_MS = 500


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many dead letters went back, and how many do not say where they came from."""

    sent: int = 0
    unknown: int = 0


async def replay(
    connection: Connection,
    topics: Topics,
    group: str,
    *,
    transactional: bool = True,
    dry_run: bool = False,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Replayed:
    """Send every dead letter that is there now back to the topic it came from.

    A consumer group of its own remembers how far it came: the next call goes on from there, so that a letter
    that comes back as a new dead letter is not sent round for ever by one call. Letters that do not say where
    they came from are counted and passed over; they stay in the topic.

    Args:
        connection: The cluster.
        topics: Their names.
        group: The consumer group that remembers; also the transactional id.
        transactional: Send letters and offsets in one transaction; without, a crash may send some twice.
        dry_run: Only count.
        on_progress: Called with the number of letters read with each poll.

    Returns:
        What was done.

    Raises:
        KafkaError: The cluster cannot be reached or refuses; the batch in hand is not remembered.
    """
    transactional = transactional and not dry_run
    total = Replayed()
    async with (
        # the producer first: it ends another replay's transaction before the committed offsets are read
        running(_producer(connection, group if transactional else None)) as producer,
        running(_consumer(connection, topics.dead_letters, group)) as consumer,
    ):
        ends = await consumer.end_offsets(list(consumer.assignment()))
        for partition in ends:
            await seek_to_committed(consumer, group, partition)
        while await _behind(consumer, ends):
            records, offsets = _until(ends, await consumer.getmany(timeout_ms=_POLL_MS))
            returning = [(record, place.topic) for record in records if (place := origin(record.headers))]
            if returning and not dry_run:
                await _send_back(producer, consumer, returning, offsets, group, transactional=transactional)
            total = Replayed(total.sent + len(returning), total.unknown + len(records) - len(returning))
            on_progress(len(records))
    return total


def _consumer(connection: Connection, topic: str, group: str) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        topic,
        **connection.client_options(),
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
    )


def _producer(connection: Connection, transactional_id: str | None) -> AIOKafkaProducer:
    return AIOKafkaProducer(**connection.client_options(), acks="all", transactional_id=transactional_id)


def _until(
    ends: dict[TopicPartition, int], batch: dict[TopicPartition, list[ConsumerRecord]]
) -> tuple[list[ConsumerRecord], dict[TopicPartition, int]]:
    """Return the records before the ends, and the offsets behind them; later ones are left to the next call."""
    records = [
        record for partition, found in batch.items() for record in found if record.offset < ends[partition]
    ]
    offsets = {TopicPartition(record.topic, record.partition): record.offset + 1 for record in records}
    return records, offsets


async def _behind(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
    for partition, end in ends.items():
        if await consumer.position(partition) < end:
            return True
    return False


async def _send_back(
    producer: AIOKafkaProducer,
    consumer: AIOKafkaConsumer,
    returning: list[tuple[ConsumerRecord, str]],
    offsets: dict[TopicPartition, int],
    group: str,
    *,
    transactional: bool,
) -> None:
    async def send() -> None:
        sent = [
            await producer.send(topic, record.value, record.key, headers=original_headers(record.headers))
            for record, topic in returning
        ]
        await asyncio.gather(*sent)

    if not transactional:
        await send()
        await consumer.commit(offsets)
        return
    async with producer.transaction():
        await send()
        await producer.send_offsets_to_transaction(offsets, group)
