"""What a worker does while a batch is being delivered: it gathers the next one."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition

from stream.events import Article, Enriched
from stream.kafka.batches import Packing
from stream.kafka.connection import Connection
from stream.kafka.delivery import AtLeastOnce
from stream.kafka.embedded import EmbeddedBroker
from stream.kafka.gathering import Batch
from stream.kafka.job import WorkerOptions
from stream.kafka.process import Outcome
from stream.kafka.publish import publish
from stream.kafka.topics import Topics
from stream.kafka.transactions import Membership
from stream.kafka.worker import Worker
from tests.doubles import fixed_annotate, record

TOPICS = Topics()
OPTIONS = WorkerOptions(group="gathering", delivery="at-least-once")
SECONDS = 60


class Scene:
    """A worker on the embedded broker, whose deliveries wait while the gate is closed, and what it does."""

    def __init__(
        self, connection: Connection, options: WorkerOptions = OPTIONS, *, linear_time: bool = True
    ) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.stop = asyncio.Event()
        self.annotated: list[str] = []
        self.delivering = 0  # as many articles are delivered, or just being
        self.batches: list[set[bytes]] = []
        self._offsets: dict[TopicPartition, int] = {}
        self.last = ""  # the article with which the worker is told to stop
        self.changed = asyncio.Event()
        self._connection = connection
        self._annotate = fixed_annotate()
        self._annotate([_article("first")])  # loads the word lists, which takes longer
        self.worker = Worker(
            connection, TOPICS, options, self._watched, linear_time=linear_time, on_batch=self._committed
        )

    async def publish(self, *ids: str) -> None:
        """Publish articles."""
        await publish(self._connection, TOPICS.articles, [_article(identity) for identity in ids])

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(SECONDS):
            while not condition():
                self.changed.clear()
                await self.changed.wait()

    async def deliver(self, offsets: Mapping[TopicPartition, int]) -> None:
        """Note how much shall be delivered, and wait for the gate."""
        self._offsets.update(offsets)
        self.delivering = sum(self._offsets.values())
        self.changed.set()
        await self.gate.wait()

    def _watched(self, articles: Sequence[Article]) -> list[Enriched]:
        self.annotated += [article.id for article in articles]
        if self.last in self.annotated:
            self.stop.set()
        self.changed.set()
        return self._annotate(articles)

    def _committed(self, outcomes: Sequence[Outcome]) -> None:
        self.batches.append({outcome.record.key or b"" for outcome in outcomes})
        self.changed.set()


def _article(identity: str) -> Article:
    return Article(identity, "خبر", "زارت ليلى القاهرة أمس.")


@asynccontextmanager
async def _running(
    monkeypatch: pytest.MonkeyPatch, options: WorkerOptions = OPTIONS, *, linear_time: bool = True
) -> AsyncIterator[tuple[Scene, "asyncio.Task[None]"]]:
    """Run a worker that has delivered one article, so that it knows how long one takes."""
    original = AtLeastOnce.deliver
    with EmbeddedBroker() as broker:
        broker.create_topics(TOPICS.names)
        scene = Scene(broker.connection, options, linear_time=linear_time)

        async def gated(
            self: AtLeastOnce,
            producer: AIOKafkaProducer,
            packing: Packing,
            offsets: Mapping[TopicPartition, int],
            membership: Membership,
        ) -> None:
            await scene.deliver(offsets)
            await original(self, producer, packing, offsets, membership)

        monkeypatch.setattr(AtLeastOnce, "deliver", gated)
        running = asyncio.create_task(scene.worker.run(scene.stop))
        await scene.publish("a0")
        await scene.until(lambda: scene.batches == [{b"a0"}])
        yield scene, running
        scene.stop.set()
        async with asyncio.timeout(SECONDS):
            await running


async def test_what_comes_during_a_delivery_is_taken_then_and_annotated_together_behind_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Articles that come in while a batch is being delivered are read before it is, and make up the next one."""
    getmany = AIOKafkaConsumer.getmany
    taken: set[str] = set()

    async def noted(
        self: AIOKafkaConsumer, *partitions: TopicPartition, timeout_ms: int, max_records: int
    ) -> dict[TopicPartition, list[ConsumerRecord]]:
        found: dict[TopicPartition, list[ConsumerRecord]] = await getmany(
            self, *partitions, timeout_ms=timeout_ms, max_records=max_records
        )
        taken.update((record.key or b"").decode() for records in found.values() for record in records)
        scene.changed.set()
        return found

    async with _running(monkeypatch) as (scene, _):
        monkeypatch.setattr(AIOKafkaConsumer, "getmany", noted)
        scene.gate.clear()
        await scene.publish("a1")
        await scene.until(lambda: scene.delivering == 2)
        await scene.publish("a2")
        await scene.until(lambda: "a2" in taken)
        await scene.publish("a3")
        await scene.until(lambda: "a3" in taken)
        assert scene.annotated == ["a0", "a1"]
        scene.gate.set()
        await scene.until(lambda: len(scene.batches) >= 3)
    assert scene.batches == [{b"a0"}, {b"a1"}, {b"a2", b"a3"}]
    assert sorted(scene.annotated) == ["a0", "a1", "a2", "a3"]


async def test_a_worker_that_shall_stop_delivers_the_batch_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is told to stop while it annotates delivers that batch, also a full one."""
    async with _running(monkeypatch, replace(OPTIONS, batch_size=1)) as (scene, running):
        scene.gate.clear()
        scene.last = "a1"
        await scene.publish("a1")
        await scene.until(lambda: scene.delivering == 2)
        for _ in range(1_000):  # turns of the event loop: it could have broken off by then
            await asyncio.sleep(0)
        scene.gate.set()
        async with asyncio.timeout(SECONDS):
            await running
    assert scene.batches == [{b"a0"}, {b"a1"}]


async def test_a_full_batch_is_delivered_beside_the_annotation_of_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where articles are waiting, the next batch is given to the thread before a full one begins to be delivered."""
    ahead: list[int] = []
    submit, deliver = ThreadPoolExecutor.submit, Scene.deliver
    given = 0

    def counted(self: ThreadPoolExecutor, *arguments: Any, **options: Any) -> Future[Any]:
        nonlocal given
        given += 1
        return submit(self, *arguments, **options)

    async def noted(self: Scene, offsets: Mapping[TopicPartition, int]) -> None:
        ahead.append(given - len(ahead))
        await deliver(self, offsets)

    async with _running(monkeypatch, replace(OPTIONS, batch_size=2), linear_time=False) as (scene, _):
        monkeypatch.setattr(ThreadPoolExecutor, "submit", counted)
        monkeypatch.setattr(Scene, "deliver", noted)
        await scene.publish(*(f"a{number}" for number in range(1, 9)))
        await scene.until(lambda: sum(map(len, scene.batches)) == 9)
    assert max(ahead) == 2


async def test_lingering(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker told to linger waits for more where it has something, and no longer than until its batch is full."""
    async with _running(monkeypatch, replace(OPTIONS, batch_size=2, linger_ms=3_600_000)) as (scene, _):
        await scene.publish("a1")
        await scene.publish("a2")
        await scene.until(lambda: len(scene.batches) >= 2)
    assert scene.batches == [{b"a0"}, {b"a1", b"a2"}]


def test_a_batch_keeps_order_and_lets_go_of_what_was_revoked() -> None:
    """Of a revoked partition no record stays; the others do, in order."""
    places = [TopicPartition(TOPICS.articles, number) for number in range(2)]
    batch = Batch()
    for offsets in (0, 1), (2, 3):
        batch.add({at: [record(b"", offset=n, partition=at.partition) for n in offsets] for at in places})
    assert len(batch) == 8
    batch.keep({places[1]})
    assert [(kept.partition, kept.offset) for kept in batch.records] == [(1, n) for n in range(4)]
