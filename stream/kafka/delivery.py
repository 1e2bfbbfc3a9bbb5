"""The two ways to publish a batch's outputs and to commit its offsets: exactly once, and at least once."""

import asyncio
import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, Protocol

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.errors import IllegalOperation, KafkaError

from stream.kafka.batches import NewBatch, Packing, publish_packed
from stream.kafka.connection import Connection
from stream.kafka.process import Outcome
from stream.kafka.records import Compression, batches_of
from stream.kafka.transactions import Membership, announce, commit_offsets

Portion = Mapping[TopicPartition, Sequence[Outcome]]
"""Outcomes of consecutive records of each input partition, to be published and committed together."""

DeliveryMode = Literal["exactly-once", "at-least-once"]

_LARGEST_REQUEST: Final = 256 * 1_048_576
"""Bytes. What is too large is the broker's to say: it knows each topic's limit."""
_ABORT_SECONDS: Final = 5.0


class Delivery(Protocol):
    """Publishes outcomes and commits their offsets. One producer an input partition; any may publish any outcomes.

    `new_batch` makes what they are packed in.
    """

    new_batch: NewBatch

    def producer(self, partition: TopicPartition) -> AIOKafkaProducer:
        """Return a new producer for a partition. Once it is started, no former one can publish or commit."""

    async def prepare(
        self, producer: AIOKafkaProducer, topics: Iterable[str], membership: Membership
    ) -> None:
        """Do what can be done while there is nothing to deliver yet; the producer must deliver next.

        Args:
            producer: One of those of the partitions that this worker has.
            topics: Where most outputs will go.
            membership: As for `deliver`.

        Raises:
            KafkaError: The producer is of no more use.
        """

    async def deliver(
        self,
        producer: AIOKafkaProducer,
        packing: Packing,
        offsets: Mapping[TopicPartition, int],
        membership: Membership,
    ) -> None:
        """Publish outputs and commit offsets.

        Args:
            producer: One of those of the partitions that this worker has.
            packing: What to publish, in batches of `new_batch`.
            offsets: What to commit; the producer's own partition need not be among theirs.
            membership: Who this worker was in the group when it got these partitions.

        Raises:
            KafkaError: Nothing is committed, and the producer is of no more use. `MessageSizeTooLargeError`
                where the broker takes one of the outputs for too large.
        """


class ExactlyOnce:
    """One transaction a batch, outputs and offsets together.

    The offsets carry the group's generation, so that a worker that was frozen and replaced cannot commit any more.
    What it may have left open hinders nobody for long: the transactional id names an input partition, and starting a
    producer with it, which the new owner of that partition does, ends the former one's transaction.
    """

    def __init__(
        self, connection: Connection, group: str, transaction_timeout_ms: int, compression: Compression
    ) -> None:
        options = _producer_options(connection)
        self._options = {**options, "transaction_timeout_ms": transaction_timeout_ms}
        self._group = group
        self.new_batch = batches_of(compression, transactional=True)

    def producer(self, partition: TopicPartition) -> AIOKafkaProducer:
        """Return a producer whose transactional id is made of group, topic and partition."""
        name = f"{self._group}-{partition.topic}-{partition.partition}"
        return AIOKafkaProducer(**self._options, transactional_id=name)

    async def prepare(
        self, producer: AIOKafkaProducer, topics: Iterable[str], membership: Membership
    ) -> None:
        """Begin a transaction and announce what will be in it."""
        with _its_own_failure(producer):
            await producer.begin_transaction()
            await announce(producer, topics, membership)

    async def deliver(
        self,
        producer: AIOKafkaProducer,
        packing: Packing,
        offsets: Mapping[TopicPartition, int],
        membership: Membership,
    ) -> None:
        """Publish and commit in one transaction, one after the other.

        Brokers from 3.6 on ask the transaction's coordinator about each request of a transaction (KIP-890). Two at the
        same time get in each other's way: now and then one was refused (NOT_ENOUGH_REPLICAS for outputs,
        COORDINATOR_NOT_AVAILABLE for the offset), and aiokafka sends it again only after a tenth of a second.
        """
        with _its_own_failure(producer):
            if not producer._txn_manager.is_in_transaction():  # noqa: SLF001  no public way; prepared, it is
                await producer.begin_transaction()
            try:
                await publish_packed(producer, packing)
                await commit_offsets(producer, offsets, membership)
            except BaseException:
                await _abort(producer)
                raise
            await producer.commit_transaction()


class AtLeastOnce:
    """Publish, wait for all acknowledgements, then commit: after a crash in between, outputs are repeated.

    The commit carries the group's generation, so that a replaced worker cannot move the offset.
    """

    def __init__(self, connection: Connection, consumer: AIOKafkaConsumer, compression: Compression) -> None:
        self._options = _producer_options(connection)
        self._consumer = consumer
        self.new_batch = batches_of(compression, transactional=False)

    def producer(self, partition: TopicPartition) -> AIOKafkaProducer:  # noqa: ARG002  the same for each
        """Return a producer that waits for all replicas."""
        return AIOKafkaProducer(**self._options, acks="all")

    async def prepare(
        self, producer: AIOKafkaProducer, topics: Iterable[str], membership: Membership
    ) -> None:
        """Do nothing: there is no transaction."""

    async def deliver(
        self,
        producer: AIOKafkaProducer,
        packing: Packing,
        offsets: Mapping[TopicPartition, int],
        membership: Membership,  # noqa: ARG002  the consumer knows
    ) -> None:
        """Publish, then commit."""
        await publish_packed(producer, packing)
        await self._consumer.commit(offsets)


@contextlib.contextmanager
def _its_own_failure(producer: AIOKafkaProducer) -> Iterator[None]:
    """Raise what ended a producer's transaction, where aiokafka only says that none is open.

    A producer fails in a task of its own, for instance when it is fenced. A call that comes after that raises
    IllegalOperation or AssertionError, as a mistake of the caller would; neither is a KafkaError.
    """
    try:
        yield
    except (IllegalOperation, AssertionError) as error:
        end = producer._txn_manager.wait_for_transaction_end()  # noqa: SLF001  no public way
        cause = end.exception() if end is not None and end.done() else None
        raise cause or KafkaError("the transaction ended before its time") from error


async def _abort(producer: AIOKafkaProducer) -> None:
    """Abort, so that readers need not wait for the transaction's timeout; with brokers away, leave it to that.

    Nothing depends on it: the next producer of this transactional id ends whatever the former one left open.
    """
    with contextlib.suppress(Exception):
        async with asyncio.timeout(_ABORT_SECONDS):
            await producer.abort_transaction()


def place(record: ConsumerRecord) -> TopicPartition:
    """Return where a record comes from."""
    return TopicPartition(record.topic, record.partition)


def by_partition(outcomes: Iterable[Outcome]) -> Portion:
    """Return outcomes by partition, those of each in the same order."""
    portion: dict[TopicPartition, list[Outcome]] = {}
    for outcome in outcomes:
        portion.setdefault(place(outcome.record), []).append(outcome)
    return portion


def outcomes_of(portion: Portion) -> list[Outcome]:
    """Return all outcomes of a portion, those of a partition in order."""
    return [outcome for outcomes in portion.values() for outcome in outcomes]


def offsets_behind(portion: Portion) -> dict[TopicPartition, int]:
    """Return the offset behind the last outcome of each partition."""
    return {partition: outcomes[-1].record.offset + 1 for partition, outcomes in portion.items()}


def _producer_options(connection: Connection) -> dict[str, Any]:
    return {
        **connection.client_options(),
        "max_request_size": _LARGEST_REQUEST,
        "linger_ms": 0,  # they are complete when they are handed over
    }
