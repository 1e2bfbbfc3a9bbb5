"""One session of a worker in its group: from joining to leaving, or to the first failure."""

import asyncio
import contextlib
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from aiokafka import (
    AIOKafkaConsumer,
    AIOKafkaProducer,
    ConsumerRebalanceListener,
    ConsumerRecord,
    TopicPartition,
)
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from stream.kafka.batches import Packing, pack, packing_for
from stream.kafka.clients import stop_client
from stream.kafka.delivery import (
    AtLeastOnce,
    Delivery,
    ExactlyOnce,
    Portion,
    by_partition,
    offsets_behind,
    outcomes_of,
)
from stream.kafka.gathering import Batch
from stream.kafka.job import Job
from stream.kafka.offsets import seek_to_committed
from stream.kafka.tasks import all_of, before, unless, within
from stream.kafka.topics import require_topics
from stream.kafka.transactions import Membership

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
        self._last_delivery: asyncio.Task[None] | None = None  # of the batch before, over or not
        self._may_deliver = asyncio.Event()  # that one, now; it gives way to the annotation of a full batch
        self._delivery_seconds = 0.0  # that one took
        # of the next one: whose transaction it will be, and what begins that
        self._begun: tuple[AIOKafkaProducer, asyncio.Task[None]] | None = None
        self._may_begin = False  # during the delivery under way
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
                batch = await unless(stop, self._gather())
                if batch:
                    await self._handle(batch)
                else:
                    async with self._busy:
                        await self._settle()
            await self._delivered()
        finally:
            self._job.observer.entered("closing")
            self._job.observer.rebalancing()
            await self._break_off_delivery()
            await self._forget_begun()
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
            await self._forget_begun()
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

    async def _gather(self) -> Batch:
        """Return the next batch; until it is full, it grows for as long as the one before is being delivered.

        aiokafka fetches no more of a partition until what it has of it was taken. What comes in during a delivery is
        taken at once, so that nothing has been waiting there when it ends.

        Raises:
            KafkaError, OSError: The one before could not be delivered.
        """
        job, batch = self._job, Batch()
        limit = job.pace.limit
        if not self._may_deliver.is_set():
            batch.add(await self._take(limit, 0))
            if len(batch) < limit:
                self._may_deliver.set()
        job.observer.entered("delivering" if self._under_way() else "polling")
        while len(batch) < limit and (delivery := self._under_way()):
            batch.add(await before(delivery, self._take(limit - len(batch), _POLL_MS)) or {})
            if len(batch) and self._under_way():
                self._begin(len(batch))
        if len(batch) < limit:
            await self._delivered()
            job.observer.entered("polling")
            batch.add(await self._take(limit - len(batch), 0 if len(batch) else _POLL_MS))
            await self._linger(batch, limit)
        job.observer.polled(self._positions())
        return batch

    async def _linger(self, batch: Batch, limit: int) -> None:
        """Wait for more records where the worker was told to; not where there are none."""
        until = time.monotonic() + self._job.options.linger_ms / 1000
        while 0 < len(batch) < limit and (left_ms := int(1000 * (until - time.monotonic()))) > 0:
            batch.add(await self._take(limit - len(batch), left_ms))

    async def _take(self, most: int, wait_ms: int) -> Mapping[TopicPartition, Sequence[ConsumerRecord]]:
        """Return records of open partitions that are there, or the first that come."""
        nowhere = TopicPartition(self._job.topics.articles, -1)  # without any partition, getmany means all
        taken: dict[TopicPartition, list[ConsumerRecord]] = await self._consumer.getmany(
            nowhere, *self._producers, timeout_ms=wait_ms, max_records=most
        )
        return taken

    def _positions(self) -> dict[TopicPartition, int]:
        # the consumer's own `position` waits where a place is being looked up
        subscription = self._consumer._subscription.subscription  # noqa: SLF001  see above
        assignment = subscription and subscription.assignment
        states = ((p, assignment.state_value(p)) for p in self._producers) if assignment else ()
        return {
            partition: state.position for partition, state in states if state and state.has_valid_position
        }

    async def _handle(self, batch: Batch) -> None:
        """Annotate a batch, and begin to deliver it once the one before is delivered."""
        async with self._busy:
            # a partition may have been revoked since it was read: its records are the next owner's
            batch.keep(self._producers)
            if not len(batch):
                return
            job = self._job
            job.observer.entered("annotating")
            producer, prepared = self._begin(len(batch))
            near = job.oversized.near(batch.records)
            new_batch, topics = self._delivery.new_batch, job.topics.outputs
            packing = None if near else await packing_for(producer, new_batch, topics, len(batch))
            add = packing.add if packing else None
            if job.brief(batch.records) and not self._under_way():
                await prepared
                outcomes = job.annotated(batch.records, add)
            else:
                loop = asyncio.get_running_loop()
                annotated = loop.run_in_executor(job.thread, job.annotated, batch.records, add)
                self._may_deliver.set()
                outcomes = await annotated
            job.observer.entered("delivering")
            await prepared
            if await self._settle():
                return  # records of this batch, too, are read again
            self._begun = None
            parts = job.oversized.parts(by_partition(outcomes), near)
            # several parts take further producers; and a transaction that is begun too early comes to its timeout
            wait = self._delivery_seconds + job.options.linger_ms / 1000
            self._may_begin = len(parts) == 1 and wait <= _SOON_SECONDS
            if len(batch) < job.pace.limit:
                self._may_deliver.set()
            else:  # more may be waiting: while it is compressed, the interpreter is free to annotate that
                self._may_deliver.clear()
            self._last_delivery = asyncio.create_task(self._deliver(producer, parts, batch.began_at, packing))

    def _under_way(self) -> asyncio.Task[None] | None:
        """Return the delivery of the batch before, None where it is over."""
        delivery = self._last_delivery
        return None if delivery is None or delivery.done() else delivery

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
            await self._forget_begun()
            await all_of(self._open(partition) for partition in list(self._producers))
        return reopen

    async def _delivered(self) -> None:
        if self._last_delivery is not None:
            self._may_deliver.set()
            await asyncio.shield(self._last_delivery)

    async def _break_off_delivery(self) -> None:
        """Break off what is still being delivered: its transactions are aborted."""
        if self._last_delivery is not None:
            self._last_delivery.cancel()
            await asyncio.gather(self._last_delivery, return_exceptions=True)

    def _begin(self, records: int) -> tuple[AIOKafkaProducer, asyncio.Task[None]]:
        """Begin the transaction of the next batch, unless that is done, and return its producer and what begins it."""
        if self._begun is None:
            producer = self._next_producer()
            self._begun = producer, asyncio.create_task(self._prepare(producer, records))
        return self._begun

    async def _forget_begun(self) -> None:
        """Give up the transaction of the next batch: the next producer with this transactional id ends it."""
        if self._begun is not None:
            _, prepared = self._begun
            self._begun = None
            prepared.cancel()
            await asyncio.gather(prepared, return_exceptions=True)

    async def _prepare(self, producer: AIOKafkaProducer, records: int) -> None:
        """Begin the transaction of a batch before its outputs are there, where it can be expected to be used soon.

        Not with a single producer, whose transaction before this one the brokers may still be busy with.
        """
        early = self._under_way() is not None and not self._may_begin
        soon = self._job.pace.seconds(records) <= _SOON_SECONDS
        if early or not soon or len(self._producers) == 1:
            return
        topics = self._job.topics.channels.values()
        async with within(self._job.options.transaction_timeout_ms / 1000, "no transaction was begun"):
            await self._delivery.prepare(producer, topics, self._membership)

    async def _deliver(
        self, producer: AIOKafkaProducer, parts: Sequence[Portion], began_at: int, packed: Packing | None
    ) -> None:
        """Deliver the parts of a batch, each by a producer of its own; `packed` are the outputs of the only one."""
        await self._may_deliver.wait()
        for number, part in enumerate(parts):
            if number:
                producer = self._next_producer()
            try:
                seconds = self._job.options.transaction_timeout_ms / 1000
                began = time.perf_counter()
                async with within(seconds, "outputs were not taken"):
                    packing = packed or await pack(producer, self._delivery.new_batch, outcomes_of(part))
                    await self._delivery.deliver(producer, packing, offsets_behind(part), self._membership)
            except MessageSizeTooLargeError as error:
                self._job.oversized.note(part, error)
                self._refused = True
                return
            self.committed = True
            self._delivery_seconds = time.perf_counter() - began
            self._job.observer.committed(part, began_at, self._delivery_seconds)
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
