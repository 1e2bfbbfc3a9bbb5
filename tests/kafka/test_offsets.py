"""Committed offsets: what a broker in trouble answers must not look like "nothing was ever committed"."""

from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.errors import GroupAuthorizationFailedError, NodeNotReadyError
from aiokafka.protocol.commit import OffsetFetchResponse_v1

from stream.kafka.clients import running
from stream.kafka.offsets import OffsetFetch, OffsetFetchResponse_v7, _committed
from tests.kafka.load.messages import generate, send
from tests.kafka.load.topic_contents import read_all
from tests.kafka.site import PARTITIONS, Site

PARTITION = TopicPartition("articles", 3)
REQUEST = OffsetFetch("group", PARTITION)
LOADING, NOT_COORDINATOR, NOT_ALLOWED, UNSTABLE = 14, 16, 30, 88


class Coordinator:
    """Gives prepared answers, one after the other."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.declared_dead = 0

    async def ensure_coordinator_known(self) -> None:
        """It is known."""

    def coordinator_dead(self) -> None:
        """Count."""
        self.declared_dead += 1

    async def _send_req(self, _: OffsetFetch) -> Any:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def for_all(code: int) -> OffsetFetchResponse_v7:
    """Return an error for the whole group: without any partitions, as brokers send it."""
    return OffsetFetchResponse_v7(0, [], code, {})


def offset(value: int, code: int = 0) -> OffsetFetchResponse_v7:
    """Return an answer about the partition."""
    return OffsetFetchResponse_v7(0, [("articles", [(3, value, -1, "", code, {})], {})], 0, {})


@pytest.mark.parametrize(
    "trouble", [for_all(LOADING), for_all(NOT_COORDINATOR), offset(-1, UNSTABLE), NodeNotReadyError()]
)
async def test_trouble_that_passes_is_waited_for(trouble: Any) -> None:
    """A coordinator that moves, loads or completes a transaction is asked again, never taken for an empty one."""
    assert await _committed(Coordinator(trouble, trouble, offset(42)), REQUEST) == 42


async def test_another_broker_is_looked_for_where_the_coordinator_moved() -> None:
    """Being told of the wrong broker leads to a new search."""
    coordinator = Coordinator(for_all(NOT_COORDINATOR), offset(7))
    assert await _committed(coordinator, REQUEST) == 7
    assert coordinator.declared_dead == 1


async def test_a_refusal_is_raised() -> None:
    """What does not pass by itself is an error."""
    with pytest.raises(GroupAuthorizationFailedError):
        await _committed(Coordinator(for_all(NOT_ALLOWED)), REQUEST)


async def test_nothing_committed_is_minus_one() -> None:
    """The group's first start."""
    assert await _committed(Coordinator(offset(-1)), REQUEST) == -1


def test_old_brokers_are_asked_in_version_1_whose_errors_stand_with_the_partition() -> None:
    """Between 1 and 7 no version is used."""
    assert REQUEST.prepare({9: (0, 6)}).API_VERSION == 1
    assert REQUEST.prepare({9: (1, 9)}).API_VERSION == 7


async def test_version_1_is_read_too() -> None:
    """Its response has no error for all."""
    response = OffsetFetchResponse_v1([("articles", [(3, 5, "", 0)])])
    assert await _committed(Coordinator(response), REQUEST) == 5


async def test_a_worker_goes_on_with_the_oldest_article_that_retention_left(site: Site) -> None:
    """Articles deleted before they were read are gone; those behind them are published once, none again."""
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(31, 400, PARTITIONS, {"good": 1}))
    done = await site.work(100, site.options(batch_size=20))
    before = {record.key for record in read_all(site.connection, site.topics.enriched)}
    assert len(before) == done.total() < 400
    with site.watch() as watch:
        committed = watch.committed()
        deleted = {n: min(committed.get(n, 0) + 5, end) for n, end in watch.ends().items()}
    gone = {
        TopicPartition(site.topics.articles, number): RecordsToDelete(offset)
        for number, offset in deleted.items()
    }
    async with running(AIOKafkaAdminClient(**site.connection.client_options())) as admin:
        await admin.delete_records(gone)  # confluent-kafka's call of this name crashes now and then
    send(site.connection, site.topics.articles, generate(31, 100, PARTITIONS, {"good": 1}, first=400))
    left = {record.key for record in read_all(site.connection, site.topics.articles)}
    await site.work(len(left))
    keys = [record.key for record in read_all(site.connection, site.topics.enriched)]
    assert sorted(keys) == sorted(before | left)
    with site.watch() as watch:
        assert watch.committed() == watch.ends()
