"""Offsets of a transaction: committed by members of the group's present generation, and by nobody else."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import (
    CoordinatorNotAvailableError,
    GroupAuthorizationFailedError,
    IllegalGenerationError,
    IncompatibleBrokerVersion,
    ProducerFenced,
)

from stream.kafka.batches import pack
from stream.kafka.clients import running
from stream.kafka.delivery import ExactlyOnce
from stream.kafka.process import process
from stream.kafka.transactions import (
    Membership,
    TxnOffsetCommit,
    TxnOffsetCommitRequest_v3,
    TxnOffsetCommitResponse_v3,
    announce,
    commit_offsets,
)
from tests.kafka.load.annotation import annotate_at_once
from tests.kafka.load.messages import generate, send
from tests.kafka.load.topic_contents import count_all, read_all
from tests.kafka.site import Site

MEMBER = Membership("group", 7, "member-1")
OFFSETS = {TopicPartition("b", 1): 20, TopicPartition("a", 0): 10, TopicPartition("b", 0): 30}
LOADING, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR, TIMED_OUT = 14, 15, 16, 7
ILLEGAL_GENERATION, UNKNOWN_MEMBER, NOT_ALLOWED, FENCED = 22, 25, 30, 90


class Sender:
    """Stands in for the part of a producer that speaks to coordinators: gives prepared answers."""

    def __init__(self, *answers: int | Exception) -> None:
        self.sent: list[TxnOffsetCommitRequest_v3] = []
        self.declared_dead = 0
        self.added: list[str] = []
        self.announced: list[TopicPartition] = []
        self._answers: Iterator[int | Exception] = iter(answers)

    async def _do_add_offsets_to_txn(self, group: str) -> bool:
        self.added.append(group)
        return len(self.added) > 1  # at first the coordinator is busy

    async def _find_coordinator(self, *_: object) -> int:
        return 1

    def maybe_add_partition_to_txn(self, place: TopicPartition) -> None:
        """Take note."""
        self.announced.append(place)

    def partitions_for_topic(self, topic: str) -> set[int] | None:
        """Return the partitions of the topics that are known."""
        return {"few": {0, 1}, "many": set(range(63))}.get(topic)

    def _coordinator_dead(self, _: object) -> None:
        self.declared_dead += 1

    async def send(self, _node: int, request: TxnOffsetCommit, **_: object) -> TxnOffsetCommitResponse_v3:
        """Answer with an error code for one of two partitions, or with none where answers are spent."""
        self.sent.append(request.prepare({28: (0, 4)}))
        answer = next(self._answers, 0)
        if isinstance(answer, Exception):
            raise answer
        return TxnOffsetCommitResponse_v3(0, [("a", [(0, 0, {}), (1, answer, {})], {})], {})


def producer(sender: Sender, group: str | None = None) -> Any:
    """Return what is needed of a producer; a group says that its offsets were announced."""
    manager = SimpleNamespace(
        transactional_id="t",
        producer_id=5,
        producer_epoch=2,
        is_in_transaction=lambda: True,
        maybe_add_partition_to_txn=sender.maybe_add_partition_to_txn,
        _txn_consumer_group=group,
    )
    client = SimpleNamespace(cluster=sender, send=sender.send)
    return SimpleNamespace(_sender=sender, _txn_manager=manager, client=client)


def test_the_request_says_who_commits() -> None:
    """Group, generation and member go out with offsets by topic, and what is encoded reads back the same."""
    request = TxnOffsetCommit(producer(Sender()), OFFSETS, MEMBER).prepare({28: (0, 3)})
    read = TxnOffsetCommitRequest_v3.decode(request.encode()).to_object()
    assert (read["group"], read["generation"], read["member_id"]) == MEMBER
    assert (read["transactional_id"], read["producer_id"], read["producer_epoch"]) == ("t", 5, 2)
    found = {
        TopicPartition(topic["topic"], place["partition"]): place["offset"]
        for topic in read["topics"]
        for place in topic["partitions"]
    }
    assert found == OFFSETS
    assert [topic["topic"] for topic in read["topics"]] == ["a", "b"]


def test_brokers_that_would_not_check_are_not_used() -> None:
    """Before Kafka 2.5 the request cannot say who commits; it is not sent in another form."""
    with pytest.raises(IncompatibleBrokerVersion, match=r"Kafka 2\.5"):
        TxnOffsetCommit(producer(Sender()), OFFSETS, MEMBER).prepare({28: (0, 2)})


@pytest.mark.parametrize(
    ("trouble", "moved"),
    [(LOADING, 0), (NOT_COORDINATOR, 2), (TIMED_OUT, 2), (CoordinatorNotAvailableError(), 2)],
)
async def test_trouble_that_passes_is_waited_for(trouble: int | Exception, moved: int) -> None:
    """A coordinator that loads is asked again; one that moved is looked for first."""
    sender = Sender(trouble, trouble)
    await commit_offsets(producer(sender), OFFSETS, MEMBER)
    assert (len(sender.sent), sender.declared_dead, sender.added) == (3, moved, ["group", "group"])


@pytest.mark.parametrize("code", [ILLEGAL_GENERATION, UNKNOWN_MEMBER, FENCED])
async def test_a_member_of_the_past_is_fenced(code: int) -> None:
    """However the broker puts it, it is told that others have its partitions."""
    with pytest.raises(ProducerFenced):
        await commit_offsets(producer(Sender(code)), OFFSETS, MEMBER)


async def test_a_refusal_is_raised() -> None:
    """What does not pass by itself is an error."""
    with pytest.raises(GroupAuthorizationFailedError):
        await commit_offsets(producer(Sender(NOT_ALLOWED)), OFFSETS, MEMBER)


async def test_who_is_no_member_does_not_ask() -> None:
    """Generation -1 means to a broker that nothing is to be checked, so it must never be sent."""
    sender = Sender()
    with pytest.raises(IllegalGenerationError):
        await commit_offsets(producer(sender), OFFSETS, Membership("group", -1, ""))
    assert sender.sent == []


async def test_what_was_announced_is_not_announced_again() -> None:
    """Offsets are announced once, ahead of time or when they are committed."""
    sender = Sender()
    await commit_offsets(producer(sender, "group"), OFFSETS, MEMBER)
    assert (len(sender.sent), sender.added) == (1, [])


@pytest.mark.parametrize(
    ("topics", "places"),
    [(["few", "unknown"], [("few", 0), ("few", 1)]), (["few", "many"], []), ([], [])],
)
async def test_partitions_are_announced_where_they_are_known_and_few(
    topics: list[str], places: list[tuple[str, int]]
) -> None:
    """Offsets always are; markers in very many partitions would cost more than the time that is saved."""
    sender = Sender()
    await announce(producer(sender), topics, MEMBER)
    assert (sender.announced, sender.added) == (places, ["group", "group"])


async def test_the_group_refuses_offsets_of_another_generation_and_their_outputs_stay_unseen(
    site: Site,
) -> None:
    """With a transactional id that nobody else took, only a present member's batch is committed."""
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(16, 100, 1))
    outcomes = process(
        list(read_all(site.connection, site.topics.articles)), annotate_at_once, site.topics, 65_536
    )
    partition = TopicPartition(site.topics.articles, 0)
    offsets = {partition: len(outcomes)}
    consumer = AIOKafkaConsumer(
        site.topics.articles,
        **site.connection.client_options(),
        group_id=site.group,
        enable_auto_commit=False,
    )
    delivery = ExactlyOnce(site.connection, site.group, 15_000, "zstd")
    async with running(consumer):
        present = Membership.of(consumer, site.group)
        strangers = (
            present._replace(generation=present.generation - 1),
            present._replace(generation=present.generation + 1),
            present._replace(member="nobody"),
        )
        for stranger in strangers:
            async with running(delivery.producer(partition)) as refused:
                with pytest.raises(ProducerFenced):
                    await delivery.deliver(
                        refused, await pack(refused, delivery.new_batch, outcomes), offsets, stranger
                    )
        assert count_all(site.connection, site.topics.enriched) == 0
        assert site.committed() == 0
        async with running(delivery.producer(partition)) as accepted:
            await delivery.deliver(
                accepted, await pack(accepted, delivery.new_batch, outcomes), offsets, present
            )
        assert site.committed() == len(outcomes)
