"""Outputs as batches: each where Kafka's own clients would put it, in order, and no batch too large."""

import asyncio
from collections import defaultdict

from aiokafka.partitioner import DefaultPartitioner
from aiokafka.record.memory_records import MemoryRecords
from hypothesis import given
from hypothesis import strategies as st

from stream.kafka.batches import LARGEST_BATCH, Packing, pack, publish_packed
from stream.kafka.process import Outcome, Output
from stream.kafka.records import RecordBatch, batches_of
from tests.doubles import record

Sent = dict[tuple[str, int], list[list[tuple[bytes | None, bytes | None]]]]
"""Keys and values of each batch of each partition."""

NEW_BATCH = batches_of("none", transactional=False)


class Producer:
    """Stands in for aiokafka's, with so many partitions a topic."""

    def __init__(self, partitions: int) -> None:
        self.sent: Sent = defaultdict(list)
        self._partitions = partitions

    async def partitions_for(self, _: str) -> set[int]:
        return set(range(self._partitions))

    async def send_batch(self, batch: RecordBatch, topic: str, *, partition: int) -> "asyncio.Future[None]":
        self.sent[topic, partition].append(_read(batch))
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done


def _read(batch: RecordBatch) -> list[tuple[bytes | None, bytes | None]]:
    found = MemoryRecords(bytes(batch._build())).next_batch()
    return [(read.key, read.value) for read in found]


def _outcome(offset: int, *outputs: tuple[str, bytes | None, bytes | None]) -> Outcome:
    topics = [topic for topic, _, _ in outputs]
    return Outcome(
        record(b"", offset=offset), "enriched", [Output(*output, []) for output in outputs], topics
    )


def _published(outcomes: list[Outcome], partitions: int = 3) -> Sent:
    producer = Producer(partitions)

    async def published() -> None:
        await publish_packed(producer, await pack(producer, NEW_BATCH, outcomes))

    asyncio.run(published())
    return producer.sent


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=20), st.integers(1, 12))
def test_every_output_goes_where_its_key_belongs_in_order(keys: list[bytes], partitions: int) -> None:
    """The partition is the one of Kafka's default partitioner; outputs of one partition keep their order."""
    outcomes = [_outcome(number, ("t", key, str(number).encode())) for number, key in enumerate(keys)]
    partitioner = DefaultPartitioner()
    expected = defaultdict(list)
    for number, key in enumerate(keys):
        everywhere = list(range(partitions))
        expected["t", partitioner(key, everywhere, everywhere)].append(str(number).encode())
    found = {
        place: [value for batch in batches for _, value in batch]
        for place, batches in _published(outcomes, partitions).items()
    }
    assert found == expected


def test_packed_outputs_are_let_go() -> None:
    """What packing returns has no outputs any more, and still says what there were and of which record."""
    outcome = _outcome(3, ("a", b"k", b"1"), ("b", b"k", b"2"), ("b", b"l", b"3"))
    packing = Packing(NEW_BATCH, {"a": [0], "b": [0, 1]}, LARGEST_BATCH)
    packed = packing.add(outcome)
    assert (packed.outputs, packed.topics, packed.record) == ([], ["a", "b", "b"], outcome.record)
    values = [value for (batch,) in packing.batches().values() for _, value in _read(batch)]
    assert set(values) == {b"1", b"2", b"3"}


def test_one_batch_for_each_partition_of_each_topic() -> None:
    """Outputs that fit share one batch, whatever articles they come from."""
    outcomes = [_outcome(number, ("a", b"k", b"1"), ("b", b"k", b"2")) for number in range(50)]
    sent = _published(outcomes)
    assert {topic for topic, _ in sent} == {"a", "b"}
    assert [len(batches) for batches in sent.values()] == [1, 1]


def test_no_batch_is_larger_than_brokers_take() -> None:
    """Many outputs are cut into batches below the limit; only an output that is larger by itself stands alone."""
    value = b"x" * (LARGEST_BATCH // 5)
    outcomes = [_outcome(number, ("t", b"k", value)) for number in range(20)]
    outcomes.append(_outcome(20, ("t", b"k", b"x" * (2 * LARGEST_BATCH))))
    ((*others, last),) = _published(outcomes).values()
    assert sum(map(len, others)) == 20
    assert all(sum(len(value or b"") for _, value in batch) <= LARGEST_BATCH for batch in others)
    assert len(last) == 1


def test_an_article_alone_fits_topics_that_take_little() -> None:
    """The events of a single article are cut into small batches, so that only an event too large is refused."""
    outcome = _outcome(0, *(("t", b"k", b"x" * 4_000) for _ in range(20)))
    (batches,) = _published([outcome]).values()
    assert len(batches) > 4
    assert sum(map(len, batches)) == 20


def test_a_message_without_key_and_value_is_published() -> None:
    """The dead letter of a message that is nothing at all goes to some partition."""
    (batches,) = _published([_outcome(0, ("t", None, None))]).values()
    assert batches == [[(None, None)]]
