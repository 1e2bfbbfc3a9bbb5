"""Asking the brokers, beside the worker's own connections: do they answer, and where do partitions end?

A consumer of an idle topic notices little of brokers that are gone, and what its fetches say of the end of a
partition grows old while a batch is annotated. So there is one connection more, with the worker's own credentials;
it needs no other rights than reading the articles topic.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from aiokafka import TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaConnectionError, KafkaError
from aiokafka.protocol.offset import OffsetRequest, OffsetResetStrategy

from stream.kafka.connection import Connection
from stream.observe.vitals import Offsets, Vitals

log = logging.getLogger(__name__)

PAUSE_SECONDS: Final = 2.0
LONGEST_PAUSE_SECONDS: Final = 8.0
"""Where they do not answer, brokers are asked less often, as the reason may be a wrong password."""
_ANSWER_MS: Final = 3_000
_READ_UNCOMMITTED: Final = 0  # isolation levels
_READ_COMMITTED: Final = 1


async def watch_brokers(connection: Connection, topic: str, vitals: Vitals) -> None:
    """Ask every two seconds, and tell the vitals what the brokers answer, until cancelled.

    Args:
        connection: The cluster.
        topic: The articles topic.
        vitals: Knows the open partitions, and hears the answers.
    """
    pause = PAUSE_SECONDS
    while True:
        client = AIOKafkaClient(**connection.client_options(), request_timeout_ms=_ANSWER_MS)
        client.set_topics([topic])
        try:
            await client.bootstrap()
            while True:
                await _ask(client, vitals)
                pause = PAUSE_SECONDS
                await asyncio.sleep(PAUSE_SECONDS)
        except (KafkaError, OSError) as error:
            log.debug("brokers do not answer: %s", type(error).__name__)
        finally:
            with contextlib.suppress(KafkaError, OSError):
                await client.close()
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


async def _ask(client: AIOKafkaClient, vitals: Vitals) -> None:
    if not await client.force_metadata_update():
        raise KafkaConnectionError("no broker answers")
    partitions = vitals.partitions
    ends = await _ends(client, partitions, _READ_UNCOMMITTED)
    vitals.answer(ends, await _ends(client, partitions, _READ_COMMITTED))


async def _ends(client: AIOKafkaClient, partitions: Iterable[TopicPartition], isolation: int) -> Offsets:
    """Return the ends of partitions whose leaders say it; the others are left out."""
    by_leader: dict[int, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for topic, number in partitions:
        leader = client.cluster.leader_for_partition(TopicPartition(topic, number))
        if leader is not None and leader >= 0:
            by_leader[leader][topic].append((number, OffsetResetStrategy.LATEST))
    answers = await asyncio.gather(
        *(
            client.send(leader, OffsetRequest(-1, isolation, list(asked.items())))
            for leader, asked in by_leader.items()
        ),
        return_exceptions=True,
    )
    found: dict[TopicPartition, int] = {}
    for answer in answers:
        if isinstance(answer, BaseException):
            continue
        for topic, parts in answer.topics:
            found |= {
                TopicPartition(topic, number): offset for number, error, _, offset in parts if not error
            }
    return found
