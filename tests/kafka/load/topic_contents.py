"""Reading whole topics, with librdkafka: not with the client library that the worker under test is built on."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from aiokafka import ConsumerRecord
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, TopicPartition

from stream.kafka.connection import Connection

_ANSWER_SECONDS: Final = 30.0
_AT_ONCE: Final = 1_000
_GATHER_SECONDS: Final = 0.1


def read_all(connection: Connection, topic: str, *, committed: bool = True) -> Iterator[ConsumerRecord]:
    """Yield every record of a topic from the beginning to where it ends now, in order within a partition.

    Args:
        connection: The cluster.
        topic: What to read.
        committed: Only what `read_committed` readers see; otherwise aborted and open transactions too.
    """
    with _consumer(connection, "read_committed" if committed else "read_uncommitted") as consumer:
        partitions = set(_partitions(consumer, topic))
        consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for number in partitions])
        deadline = time.monotonic() + _ANSWER_SECONDS
        while partitions:
            found = consumer.consume(_AT_ONCE, _GATHER_SECONDS)
            if found:
                deadline = time.monotonic() + _ANSWER_SECONDS
            elif time.monotonic() > deadline:
                raise TimeoutError(f"{topic}: nothing more came of partitions {sorted(partitions)}")
            for message in found:
                error = message.error()
                if error is None:
                    yield _record(message)
                elif error.code() == KafkaError._PARTITION_EOF:
                    partitions.discard(message.partition())
                else:
                    raise KafkaException(error)


def count_all(connection: Connection, topic: str, *, committed: bool = True) -> int:
    """Return how many records a topic has."""
    return sum(1 for _ in read_all(connection, topic, committed=committed))


@contextmanager
def _consumer(connection: Connection, isolation: str) -> Iterator[Consumer]:
    consumer = Consumer(
        {
            "bootstrap.servers": connection.brokers,
            "group.id": "reads-without-a-group",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "isolation.level": isolation,
            "log_level": 0,
        }
    )
    try:
        yield consumer
    finally:
        consumer.close()


def _partitions(consumer: Consumer, topic: str) -> list[int]:
    return list(consumer.list_topics(topic, _ANSWER_SECONDS).topics[topic].partitions)


def _record(message: Message) -> ConsumerRecord:
    value: Any = message.value()
    key: Any = message.key()
    kind, timestamp = message.timestamp()
    return ConsumerRecord(
        topic=message.topic(),
        partition=message.partition(),
        offset=message.offset(),
        timestamp=timestamp,
        timestamp_type=kind,
        key=key,
        value=value,
        checksum=None,
        serialized_key_size=-1,
        serialized_value_size=-1,
        headers=tuple(message.headers() or ()),
    )
