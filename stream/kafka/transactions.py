"""Offsets in a transaction, committed as a member of the group (KIP-447).

aiokafka sends only the group's name with them (TxnOffsetCommit v0), so that anybody may commit any offset. Here they
carry the generation and the member's id (v3, from Kafka 2.5 on): once the group has assigned its partitions anew, the
coordinator refuses those of a member that does not know it yet. Requests of the transaction itself are aiokafka's.
"""

import asyncio
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Final, NamedTuple, Self

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.client import ConnectionGroup, CoordinationType
from aiokafka.errors import (
    IllegalGenerationError,
    IllegalOperation,
    IncompatibleBrokerVersion,
    KafkaError,
    ProducerFenced,
    for_code,
)
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import (
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Int64,
    Schema,
    TaggedFields,
)

_UNKNOWN_PARTITION: Final = 3
_TIMED_OUT: Final = 7
_LOADING: Final = 14
_COORDINATOR_NOT_AVAILABLE: Final = 15
_NOT_COORDINATOR: Final = 16
_CONCURRENT_TRANSACTIONS: Final = 51
_PASSING: Final = frozenset(
    (
        _UNKNOWN_PARTITION,
        _TIMED_OUT,
        _LOADING,
        _COORDINATOR_NOT_AVAILABLE,
        _NOT_COORDINATOR,
        _CONCURRENT_TRANSACTIONS,
    )
)
_ELSEWHERE: Final = frozenset((_TIMED_OUT, _COORDINATOR_NOT_AVAILABLE, _NOT_COORDINATOR))
_ILLEGAL_GENERATION: Final = 22
_UNKNOWN_MEMBER: Final = 25
_INVALID_PRODUCER_EPOCH: Final = 47
_PRODUCER_FENCED: Final = 90
_REPLACED: Final = frozenset(
    (_ILLEGAL_GENERATION, _UNKNOWN_MEMBER, _INVALID_PRODUCER_EPOCH, _PRODUCER_FENCED)
)
_PAUSE_SECONDS: Final = 0.02
_ANNOUNCED: Final = 64
"""Partitions: each that is announced gets a marker at the end, whether there was something for it or not."""
_NAME: Final = CompactString("utf-8")


class Membership(NamedTuple):
    """Who a worker is in its group, from one assignment of partitions to the next."""

    group: str
    generation: int
    member: str

    @classmethod
    def of(cls, consumer: AIOKafkaConsumer, group: str) -> Self:
        """Return the membership that a consumer has at this moment; ask it when it has been given its partitions.

        Later the group may have forgotten it, or have made it a member of another generation.
        """
        coordinator = consumer._coordinator  # noqa: SLF001  there is no public way
        return cls(group, coordinator.generation, coordinator.member_id)


class TxnOffsetCommitResponse_v3(Response):  # type: ignore[misc]  # noqa: N801  aiokafka has no types; its names
    """An error for each partition."""

    API_KEY = 28
    API_VERSION = 3
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "topics",
            CompactArray(
                ("topic", _NAME),
                (
                    "partitions",
                    CompactArray(("partition", Int32), ("error_code", Int16), ("tags", TaggedFields)),
                ),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class TxnOffsetCommitRequest_v3(RequestStruct):  # type: ignore[misc]  # noqa: N801  aiokafka has no types; its names
    """Offsets of a transaction, with who commits them."""

    FLEXIBLE_VERSION = True
    API_KEY = 28
    API_VERSION = 3
    RESPONSE_TYPE = TxnOffsetCommitResponse_v3
    SCHEMA = Schema(
        ("transactional_id", _NAME),
        ("group", _NAME),
        ("producer_id", Int64),
        ("producer_epoch", Int16),
        ("generation", Int32),
        ("member_id", _NAME),
        ("group_instance_id", _NAME),
        (
            "topics",
            CompactArray(
                ("topic", _NAME),
                (
                    "partitions",
                    CompactArray(
                        ("partition", Int32),
                        ("offset", Int64),
                        ("leader_epoch", Int32),
                        ("metadata", _NAME),
                        ("tags", TaggedFields),
                    ),
                ),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class TxnOffsetCommit(Request[TxnOffsetCommitRequest_v3]):  # type: ignore[misc]  # aiokafka has no types
    """The request for the open transaction of a producer."""

    API_KEY = 28

    def __init__(
        self, producer: AIOKafkaProducer, offsets: Mapping[TopicPartition, int], membership: Membership
    ) -> None:
        self._manager = producer._txn_manager  # noqa: SLF001  there is no public way
        self._offsets = offsets
        self._membership = membership

    def prepare(self, versions: dict[int, tuple[int, int]]) -> TxnOffsetCommitRequest_v3:
        """Return the request for a broker that knows these versions of requests, by their keys.

        Raises:
            IncompatibleBrokerVersion: It is older than 2.5.
        """
        least, most = versions.get(self.API_KEY, (0, 0))
        if not least <= TxnOffsetCommitRequest_v3.API_VERSION <= most:
            raise IncompatibleBrokerVersion(
                "exactly once needs Kafka 2.5; older brokers can do at-least-once"
            )
        return self.build(TxnOffsetCommitRequest_v3)

    def build(self, request_struct_class: type[TxnOffsetCommitRequest_v3]) -> TxnOffsetCommitRequest_v3:
        """Return the request."""
        manager, (group, generation, member) = self._manager, self._membership
        topics: list[tuple[str, list[tuple[int, int, int, str, dict[int, bytes]]], dict[int, bytes]]] = [
            (topic, [(place.partition, self._offsets[place], -1, "", {}) for place in places], {})
            for topic, places in groupby(sorted(self._offsets), lambda place: place.topic)
        ]
        return request_struct_class(
            manager.transactional_id,
            group,
            manager.producer_id,
            manager.producer_epoch,
            generation,
            member,
            None,
            topics,
            {},
        )


async def commit_offsets(
    producer: AIOKafkaProducer, offsets: Mapping[TopicPartition, int], membership: Membership
) -> None:
    """Add offsets to the open transaction of a producer, as the member that a worker was when it got its partitions.

    Waits for as long as the coordinators move or load.

    Args:
        producer: With all it had to send acknowledged.
        offsets: For each partition, the offset behind the last record.
        membership: Who commits.

    Raises:
        ProducerFenced: The group or the transactional id belongs to others by now.
        IllegalGenerationError: It was no member. Brokers would take the offsets, and check nothing.
        KafkaError: The brokers refuse, or cannot be reached.
        IllegalOperation: The producer has no open transaction, or failed.
    """
    if membership.generation < 0:
        raise IllegalGenerationError(f"not a member of {membership.group}")
    sender, manager = producer._sender, producer._txn_manager  # noqa: SLF001  there is no public way
    if not manager._txn_consumer_group:  # noqa: SLF001  see above
        await _announce_offsets(producer, membership.group)
    request = TxnOffsetCommit(producer, offsets, membership)
    while code := await _refusal(producer, request, membership.group):
        if code in _REPLACED:
            raise ProducerFenced(f"{for_code(code).message}: another worker has its partitions") from None
        if code not in _PASSING:
            raise for_code(code)("offsets in a transaction")
        if code in _ELSEWHERE:
            sender._coordinator_dead(CoordinationType.GROUP)  # noqa: SLF001  see above
        await asyncio.sleep(_PAUSE_SECONDS)


async def announce(producer: AIOKafkaProducer, topics: Iterable[str], membership: Membership) -> None:
    """Tell the coordinator that offsets, and outputs in all partitions of some topics, will be in a transaction.

    That is one request after the other which need not be waited for once there is something to send. Partitions that
    the producer does not know of yet, or of topics that have many, are announced when there is something for them.

    Args:
        producer: With an open transaction.
        topics: Where outputs will go.
        membership: Who will commit offsets.

    Raises:
        KafkaError: The brokers refuse, or cannot be reached.
        IllegalOperation: The producer has no open transaction, or failed.
    """
    await _announce_offsets(producer, membership.group)
    cluster = producer.client.cluster
    places = [
        TopicPartition(topic, number)
        for topic in topics
        for number in cluster.partitions_for_topic(topic) or ()
    ]
    if len(places) <= _ANNOUNCED:
        for place in places:
            producer._txn_manager.maybe_add_partition_to_txn(place)  # noqa: SLF001  the sender does it


async def _announce_offsets(producer: AIOKafkaProducer, group: str) -> None:
    sender, manager = producer._sender, producer._txn_manager  # noqa: SLF001  there is no public way
    added = False
    while not added:
        if not manager.is_in_transaction():
            raise IllegalOperation("not in a transaction")
        added = await sender._do_add_offsets_to_txn(group)  # noqa: SLF001  see above


async def _refusal(producer: AIOKafkaProducer, request: TxnOffsetCommit, group: str) -> int:
    """Send the request and return the first error code that matters most: one that does not pass; 0 for none."""
    node = await producer._sender._find_coordinator(CoordinationType.GROUP, group)  # noqa: SLF001  see above
    try:
        response = await producer.client.send(node, request, group=ConnectionGroup.COORDINATION)
    except KafkaError as error:
        if not error.retriable:
            raise
        return _COORDINATOR_NOT_AVAILABLE
    codes = {code for _, partitions, _ in response.topics for _, code, _ in partitions} - {0}
    return min(codes - _PASSING or codes, default=0)
