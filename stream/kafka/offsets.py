"""The committed offset of a partition, asked for so that the answer can be trusted.

aiokafka's own way, `AIOKafkaConsumer.committed`, overlooks the error that a broker reports for a whole group (from
version 2 of OffsetFetch on): when the group's coordinator moves to another broker or is still loading, it says that
nothing was ever committed, and the whole topic would be read and published again. It also takes an offset for final
whose transaction is still being completed. So the request is made here: version 7 with `require_stable` (KIP-447),
or version 1, whose errors stand where aiokafka would look, on brokers before 2.5.
"""

import asyncio
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, for_code
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.commit import OffsetFetchRequest_v1
from aiokafka.protocol.types import (
    Boolean,
    CompactArray,
    CompactString,
    Int16,
    Int32,
    Int64,
    Schema,
    TaggedFields,
)

_LOADING: Final = 14
_NOT_COORDINATOR: Final = 16
_COORDINATOR_NOT_AVAILABLE: Final = 15
_UNSTABLE: Final = 88
_PASSING: Final = frozenset((_LOADING, _NOT_COORDINATOR, _COORDINATOR_NOT_AVAILABLE, _UNSTABLE))
_PAUSE_SECONDS: Final = 0.05
_NAME: Final = CompactString("utf-8")


class OffsetFetchResponse_v7(Response):  # type: ignore[misc]  # noqa: N801  aiokafka has no types; its names
    """Offsets by topic and partition, an error for each, and one for all."""

    API_KEY = 9
    API_VERSION = 7
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
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
                        ("error_code", Int16),
                        ("tags", TaggedFields),
                    ),
                ),
                ("tags", TaggedFields),
            ),
        ),
        ("error_code", Int16),
        ("tags", TaggedFields),
    )


class OffsetFetchRequest_v7(RequestStruct):  # type: ignore[misc]  # noqa: N801  aiokafka has no types; its names
    """Asks for offsets that no open transaction can change any more."""

    FLEXIBLE_VERSION = True
    API_KEY = 9
    API_VERSION = 7
    RESPONSE_TYPE = OffsetFetchResponse_v7
    SCHEMA = Schema(
        ("group", _NAME),
        (
            "topics",
            CompactArray(("topic", _NAME), ("partitions", CompactArray(Int32)), ("tags", TaggedFields)),
        ),
        ("require_stable", Boolean),
        ("tags", TaggedFields),
    )


class OffsetFetch(Request[OffsetFetchRequest_v1 | OffsetFetchRequest_v7]):  # type: ignore[misc]  # aiokafka has no types
    """The request for one partition, in the newest of the two versions that the broker knows."""

    API_KEY = 9

    def __init__(self, group: str, partition: TopicPartition) -> None:
        self._group, self._partition = group, partition

    def build(
        self, request_struct_class: type[OffsetFetchRequest_v1 | OffsetFetchRequest_v7]
    ) -> OffsetFetchRequest_v1 | OffsetFetchRequest_v7:
        """Return the request in a version."""
        topic, number = self._partition
        if request_struct_class is OffsetFetchRequest_v7:
            return OffsetFetchRequest_v7(self._group, [(topic, [number], {})], True, {})  # noqa: FBT003  the wire's order
        return OffsetFetchRequest_v1(self._group, [(topic, [number])])


async def seek_to_committed(consumer: AIOKafkaConsumer, group: str, partition: TopicPartition) -> None:
    """Go to the offset that is committed now, or to the beginning where there is none.

    Waits for as long as the group's coordinator moves, loads, or completes a transaction of this partition.

    Args:
        consumer: A started consumer of the group that has the partition.
        group: Name of the group.
        partition: Where to go to.

    Raises:
        KafkaError: The broker refuses, or cannot be reached.
    """
    coordinator = consumer._coordinator  # noqa: SLF001  it knows the broker to ask; there is no public way
    offset = await _committed(coordinator, OffsetFetch(group, partition))
    if offset < 0:
        await consumer.seek_to_beginning(partition)
    else:
        consumer.seek(partition, offset)


async def _committed(coordinator: Any, request: OffsetFetch) -> int:
    while True:
        await coordinator.ensure_coordinator_known()
        try:
            response = await coordinator._send_req(request)  # noqa: SLF001  see above
        except KafkaError as error:
            if not error.retriable:
                raise
        else:
            offset, code = _offset_and_error(response)
            if not code:
                return offset
            if code not in _PASSING:
                raise for_code(code)("committed offset")
            if code in (_NOT_COORDINATOR, _COORDINATOR_NOT_AVAILABLE):
                coordinator.coordinator_dead()
        await asyncio.sleep(_PAUSE_SECONDS)


def _offset_and_error(response: Any) -> tuple[int, int]:
    """Return offset and error code of a response about one partition; with an error for all, there is none."""
    answer = response.to_object()
    if answer.get("error_code"):
        return -1, answer["error_code"]
    found = answer["topics"][0]["partitions"][0]
    return found["offset"], found["error_code"]
