"""One session of a worker in its group: from joining to leaving, or to the first failure."""

import asyncio
import contextlib
import time
from collections.abc import Iterable
from typing import Final

from aiokafka import (
    AIOKafkaConsumer,
    AIOKafkaProducer,
    ConsumerRebalanceListener,
    ConsumerRecord,
    TopicPartition,
)
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from stream.kafka.clients import stop_client
from stream.kafka.delivery import AtLeastOnce, Delivery, ExactlyOnce, Portion, outcomes_of
from stream.kafka.job import Job
from stream.kafka.offsets import seek_to_committed
from stream.kafka.process import Outcome
from stream.kafka.tasks import all_of, unless, within
from stream.kafka.topics import require_topics
from stream.kafka.transactions import Membership

Batch = dict[TopicPartition, list[ConsumerRecord]]

_POLL_MS: Final = 500
"""How long one poll waits for records, and so how soon a newly assigned partition is noticed."""
_FETCH_MS: Final = 50
"""How long a broker may hold a fetch that finds nothing. aiokafka has one under way for each node: a partition that
is not in it waits until it is back, with the client's default for up to half a second."""
_OPEN_SECONDS: Final = 60.0
_SOON_SECONDS: Final = 1.0
_MAX_POLL_INTERVAL_MS: Final = 3_600_000
"""aiokafka leaves the group when nothing is polled for this long; a slow recogniser must not look dead."""


class Session(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """Joins the group, works on the partitions that it is given, and leaves.

    `committed` tells whether anything was committed.
    """

    def __init__(self, job: Job) -> None:
        self.committed = False
        self._job = job
        options = job.options
        self._consumer = AIOKafkaConsumer(
            **job.connection.client_options(),
            group_id=options.group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            fetch_max_wait_ms=_FETCH_MS,
            session_timeout_ms=options.session_timeout_ms,
            heartbeat_interval_ms=options.session_timeout_ms // 10,
            max_poll_interval_ms=_MAX_POLL_INTERVAL_MS,
        )
        self._delivery: Delivery = (
            ExactlyOnce(job.connection, options.group, options.transaction_timeout_ms, options.compression)
            if options.delivery == "exactly-once"
            else AtLeastOnce(job.connection, self._consumer, options.compression)
        )
        self._assigned: frozenset[TopicPartition] = frozenset()
        self._newly_assigned = False
        self._membership = Membership(options.group, -1, "")  # no member yet
        self._producers: dict[TopicPartition, AIOKafkaProducer] = {}
        self._busy = asyncio.Lock()  # held while partitions are opened and while a batch is annotated
        self._delivery_under_way: asyncio.Task[None] | None = None  # of the batch before
        self._refused = False  # an output was too large: all partitions are to be opened anew

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set.

        Raises:
            KafkaError, OSError, TimeoutError: The brokers or the network failed, this worker was fenced, or it
                lost the group. Nothing is in hand any more; a new session goes on from the committed offsets.
        """
        self._consumer.subscribe([self._job.topics.articles], listener=self)
        try:
            self._job.observer.entered("joining")
            await unless(stop, self._start())
            while not stop.is_set():
                await self._open_assigned()
                self._job.observer.entered("polling")
                batch = await unless(stop, self._poll())
                if batch:
                    await self._handle(batch)
                else:
                    async with self._busy:
                        await self._settle()
        finally:
            self._job.observer.entered("closing")
            self._job.observer.rebalancing()
            await self._break_off_delivery()
            await self._close(list(self._producers))
            await stop_client(self._consumer)

    async def _start(self) -> None:
        # aiokafka would wait for a missing topic without a word
        await require_topics(self._job.connection, self._job.topics)
        await self._consumer.start()

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Take note; the loop opens them, so that the group is not kept waiting."""
        self._assigned = frozenset(assigned)
        self._newly_assigned = True
        self._membership = Membership.of(self._consumer, self._job.options.group)

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:  # noqa: ARG002
        """Finish the batches in hand, then let go of all partitions: the group assigns all of them anew."""
        async with self._busy:
            with contextlib.suppress(KafkaError, OSError):  # it ends the session
                await self._delivered()
            self._refused = False
            self._job.observer.rebalancing()
            self._assigned = frozenset()
            self._newly_assigned = False
            await self._close(list(self._producers))

    async def _open_assigned(self) -> None:
        self._job.observer.entered("opening")
        async with self._busy:
            new = self._assigned - self._producers.keys()
            if new:
                await all_of(self._open(partition) for partition in new)
                self._job.on_ready(len(self._producers))
            if self._newly_assigned:
                self._newly_assigned = False
                self._job.observer.opened(self._positions())

    async def _open(self, partition: TopicPartition) -> None:
        """Start a producer, which fences the former one; then go to the offset that is committed now."""
        await self._close([partition])
        producer = self._producers[partition] = self._delivery.producer(partition)
        async with within(_OPEN_SECONDS, f"{_name(partition)} could not be opened"):
            await producer.start()
            await seek_to_committed(self._consumer, self._job.options.group, partition)

    async def _close(self, partitions: Iterable[TopicPartition]) -> None:
        producers = [
            self._producers.pop(partition) for partition in partitions if partition in self._producers
        ]
        await asyncio.gather(*map(stop_client, producers))

    async def _poll(self) -> Batch:
        """Return records of open partitions, after lingering for a fuller batch where some were there already.

        Those have waited since soon after the last poll, when they were fetched: what came in later is fetched while
        lingering, which ends with the first that comes. A worker that had to wait for a record does not let it wait.
        Where a broker takes longer to answer than a worker lingers, what it sends waits until the batch after.
        """
        nowhere = TopicPartition(self._job.topics.articles, -1)  # without any partition, getmany means all
        partitions = (nowhere, *self._producers)
        limit, linger_ms = self._job.pace.limit, self._job.options.linger_ms
        batch: Batch = await self._consumer.getmany(*partitions, max_records=limit)
        missing = limit - sum(map(len, batch.values()))
        if not batch:
            batch = await self._consumer.getmany(*partitions, timeout_ms=_POLL_MS, max_records=limit)
        elif missing and linger_ms:
            more: Batch = await self._consumer.getmany(*partitions, timeout_ms=linger_ms, max_records=missing)
            for partition, records in more.items():
                batch.setdefault(partition, []).extend(records)
        self._job.observer.polled(self._positions())
        return batch

    def _positions(self) -> dict[TopicPartition, int]:
        # the consumer's own `position` waits where a place is being looked up
        subscription = self._consumer._subscription.subscription  # noqa: SLF001  see above
        assignment = subscription and subscription.assignment
        states = ((p, assignment.state_value(p)) for p in self._producers) if assignment else ()
        return {
            partition: state.position for partition, state in states if state and state.has_valid_position
        }

    async def _handle(self, batch: Batch) -> None:
        """Annotate a batch while the one before is delivered, then deliver it.

        Behind a full batch there is more to read, and it goes on while this one is delivered. Otherwise it waits: what
        was read in the meantime would only wait for its turn, and what comes in later would wait longer.
        """
        async with self._busy:
            # a partition may have been revoked since the poll: its records are the next owner's
            records = [
                record for partition in batch.keys() & self._producers.keys() for record in batch[partition]
            ]
            if not records:
                return
            job = self._job
            job.observer.entered("annotating")
            limit = job.pace.limit
            began_at = time.time_ns()
            producer = self._next_producer()
            prepared = asyncio.create_task(self._prepare(producer, len(records)))
            if job.brief(records) and not self._delivering():
                await prepared
                outcomes = job.annotated(records)
            else:
                loop = asyncio.get_running_loop()
                outcomes = await loop.run_in_executor(job.thread, job.annotated, records)
            job.observer.annotated(len(outcomes))
            job.observer.entered("delivering")
            await prepared
            if await self._settle():
                return  # records of this batch, too, are read again
            portion: dict[TopicPartition, list[Outcome]] = {}
            for outcome in outcomes:
                place = TopicPartition(outcome.record.topic, outcome.record.partition)
                portion.setdefault(place, []).append(outcome)
            self._delivery_under_way = asyncio.create_task(self._deliver(producer, portion, began_at))
            if len(records) < limit:
                await self._settle()

    def _delivering(self) -> bool:
        return self._delivery_under_way is not None and not self._delivery_under_way.done()

    async def _settle(self) -> bool:
        """Wait until the batch before is delivered, and open all partitions anew if an output of it was too large.

        Returns:
            Whether it did: then what was not delivered is read again.

        Raises:
            KafkaError, OSError: It could not be delivered.
        """
        await self._delivered()
        reopen, self._refused = self._refused, False
        if reopen:
            await all_of(self._open(partition) for partition in list(self._producers))
        return reopen

    async def _delivered(self) -> None:
        if self._delivery_under_way is not None:
            await asyncio.shield(self._delivery_under_way)

    async def _break_off_delivery(self) -> None:
        """Break off what is still being delivered: its transactions are aborted."""
        if self._delivery_under_way is not None:
            self._delivery_under_way.cancel()
            await asyncio.gather(self._delivery_under_way, return_exceptions=True)

    async def _prepare(self, producer: AIOKafkaProducer, records: int) -> None:
        """Begin the transaction of a batch before its outputs are there, where it can be expected to be used soon.

        Not while another batch is delivered, which then is what takes time; and not with a single producer, whose
        transaction before this one the brokers may still be busy with.
        """
        soon = self._job.pace.seconds(records) <= _SOON_SECONDS
        if self._delivering() or len(self._producers) == 1 or not soon:
            return
        topics = self._job.topics.channels.values()
        async with within(self._job.options.transaction_timeout_ms / 1000, "no transaction was begun"):
            await self._delivery.prepare(producer, topics, self._membership)

    async def _deliver(self, producer: AIOKafkaProducer, portion: Portion, began_at: int) -> None:
        for number, part in enumerate(self._job.oversized.parts(portion)):
            if number:
                producer = self._next_producer()
            try:
                seconds = self._job.options.transaction_timeout_ms / 1000
                began = time.perf_counter()
                async with within(seconds, "outputs were not taken"):
                    await self._delivery.deliver(producer, part, self._membership)
            except MessageSizeTooLargeError as error:
                self._job.oversized.note(part, error)
                self._refused = True
                return
            self.committed = True
            self._job.observer.committed(part, began_at, time.perf_counter() - began)
            self._job.on_batch(outcomes_of(part))

    def _next_producer(self) -> AIOKafkaProducer:
        """Return the producer whose turn it is.

        Of a transaction that is committed, the broker has still to tell all partitions; until then it begins no other
        one for the same producer.
        """
        partition = next(iter(self._producers))
        producer = self._producers[partition] = self._producers.pop(partition)
        return producer


def _name(partition: TopicPartition) -> str:
    return f"{partition.topic} partition {partition.partition}"
