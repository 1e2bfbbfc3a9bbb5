"""Reading `news.enriched` for the page: without a group, so that every newsroom shows everything."""

import asyncio
import contextlib
import logging
import time
from typing import Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from stream.kafka.clients import stop_client
from stream.kafka.connection import Connection
from stream.newsroom.desk import Desk, Position, UnreadableEvent, read_story
from stream.newsroom.hub import Hub

log = logging.getLogger(__name__)

_POLL_MS: Final = 500
_FETCH_MS: Final = 100
"""How long a broker may hold back an empty answer. The embedded one does so even when records come meanwhile."""
_METADATA_MS: Final = 15_000
"""How soon a topic that was not there, or a new partition, is noticed."""
_PAUSE_SECONDS: Final = 2.0
_AT_ONCE: Final = 100
"""Records handled before others get a turn: 100 articles take about 50 ms."""


class Feed:
    """Fills a desk and tells a hub, for as long as it runs.

    Attributes:
        caught_up: Set when everything that was there at the start has been read once.
        unreadable: How many messages were no enriched articles; each is also logged with its place.
        failure: What is wrong with the cluster at the moment, None if nothing.
    """

    def __init__(self, connection: Connection, topic: str, desk: Desk, hub: Hub, *, days: float) -> None:
        self.caught_up = asyncio.Event()
        self.unreadable = 0
        self.failure: str | None = None
        self._connection = connection
        self._topic = topic
        self._desk = desk
        self._hub = hub
        self._days = days

    async def run(self, stop: asyncio.Event) -> None:
        """Read until `stop` is set. Failures of brokers and network are retried, from where it had come to."""
        while not stop.is_set():
            try:
                await self._read(stop)
            except (KafkaError, OSError) as error:
                self.failure = f"{type(error).__name__}: {error}"
                log.warning("%s; trying again in %.0f s", self.failure, _PAUSE_SECONDS)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _PAUSE_SECONDS)

    async def _read(self, stop: asyncio.Event) -> None:
        consumer = AIOKafkaConsumer(
            self._topic,
            **self._connection.client_options(),
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            fetch_max_wait_ms=_FETCH_MS,
            metadata_max_age_ms=_METADATA_MS,
        )
        self.failure = f"waiting for the topic {self._topic}"
        try:
            await consumer.start()
            await self._seek(consumer)
            ends = await consumer.end_offsets(list(consumer.assignment()))
            self.failure = None
            while not stop.is_set():
                batch = await consumer.getmany(timeout_ms=_POLL_MS, max_records=_AT_ONCE)
                for records in batch.values():
                    for record in records:
                        self.take(record)
                await asyncio.sleep(0)
                if not self.caught_up.is_set() and await _reached(consumer, ends):
                    self.caught_up.set()
                    log.info("newsroom: %d articles on the desk", len(self._desk.stories))
        finally:
            await stop_client(consumer)

    async def _seek(self, consumer: AIOKafkaConsumer) -> None:
        """Go to where the reading had come to, or at first to the articles of the last days."""
        partitions = list(consumer.assignment())
        begin = int((time.time() - self._days * 86_400) * 1000)
        ends = await consumer.end_offsets(partitions)  # first: what comes from here on is new
        by_time = await consumer.offsets_for_times(dict.fromkeys(partitions, begin))
        for partition in partitions:
            if partition.partition in self._hub.seen:
                consumer.seek(partition, self._hub.seen[partition.partition] + 1)
            elif by_time.get(partition):
                consumer.seek(partition, by_time[partition].offset)
            else:
                consumer.seek(partition, ends[partition])

    def take(self, record: ConsumerRecord) -> None:
        """Put what a record says on the desk and pass it on. One that cannot be read is logged and counted."""
        position = Position(record.timestamp, record.partition, record.offset)
        if record.value is None:
            article = (record.key or b"").decode(errors="replace")
            self._desk.withdraw(article, position)
            self._hub.withdraw(article, record.partition, record.offset)
            return
        try:
            story = read_story(record.value, position)
        except UnreadableEvent as error:
            self.unreadable += 1
            place = f"{record.topic}/{record.partition}@{record.offset}"
            log.error("newsroom: %s is no enriched article: %s", place, error)  # noqa: TRY400  the place is what counts
            self._hub.advance(record.partition, record.offset)
            return
        if self._desk.put(story):
            self._hub.publish(story)
        else:
            self._hub.advance(record.partition, record.offset)


async def _reached(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
    return all([await consumer.position(partition) >= end for partition, end in ends.items()])
