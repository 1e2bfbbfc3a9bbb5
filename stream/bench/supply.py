"""Articles to work on: waiting in the input topic, and seen by readers all at once, or sent at an even rate."""

import asyncio
import contextlib
import time
from collections.abc import Iterable, Iterator
from typing import Final

import orjson
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from confluent_kafka import Producer

from stream.bench.task import PARTITIONS, Task, partition_count
from stream.events import Article
from stream.kafka.clients import running
from stream.kafka.embedded import EmbeddedBroker
from stream.kafka.topics import TopicPlan, set_up_topics

_ANSWER_SECONDS: Final = 30.0
_LONGEST_TRANSACTION_MS: Final = 900_000  # brokers allow no more, unless told to


@contextlib.contextmanager
def topics_of(task: Task, embedded: EmbeddedBroker | None = None) -> Iterator[None]:
    """Create the topics of a task, with one replica each where the broker can be told so, and delete them at the end.

    Brokers get slower with what is left on them; the embedded one, which deletes nothing, ends anyhow.
    """
    if embedded is not None:
        embedded.create_topics(task.topics.names)
        yield
        return
    plan = TopicPlan(partitions=PARTITIONS, replication=1)
    asyncio.run(set_up_topics(task.connection, task.topics, plan, create=True))
    try:
        yield
    finally:
        with contextlib.suppress(KafkaError, OSError):  # what went wrong before is what matters
            asyncio.run(_delete(task))


async def _delete(task: Task) -> None:
    async with running(AIOKafkaAdminClient(**task.connection.client_options())) as admin:
        await admin.delete_topics(list(task.topics.names))


class Supply:
    """Articles for the input topic, spread evenly, which readers see all at once when `release` is called.

    They are in a transaction that is open until then. Without transactions they are sent then.
    """

    def __init__(self, task: Task, articles: Iterable[Article], *, transactional: bool) -> None:
        self._task = task
        settings: dict[str, str | int] = {"bootstrap.servers": task.brokers, "log_level": 0}
        if transactional:
            settings["transactional.id"] = f"{task.name}-supply"
            settings["transaction.timeout.ms"] = _LONGEST_TRANSACTION_MS
        self._producer = Producer(settings)
        self._later: Iterable[Article] | None = articles
        if transactional:
            self._producer.init_transactions(_ANSWER_SECONDS)
            self._producer.begin_transaction()
            _send(self._producer, task, articles)
            self._later = None

    def release(self) -> float:
        """Let the readers see them, and return the time just before."""
        now = time.monotonic()
        if self._later is None:
            self._producer.commit_transaction(_ANSWER_SECONDS)
        else:
            _send(self._producer, self._task, self._later)
        return now


def send_evenly(task: Task, articles: Iterable[Article], rate: float) -> dict[bytes, float]:
    """Send articles at so many a second, each at once, and return when each was sent, by key."""
    producer = Producer({"bootstrap.servers": task.brokers, "linger.ms": 0, "log_level": 0})
    partitions = partition_count(task.brokers, task.topics.articles)
    sent = {}
    began = time.monotonic()
    for number, article in enumerate(articles):
        time.sleep(max(0.0, began + number / rate - time.monotonic()))
        value, key = orjson.dumps(article.to_object()), article.id.encode()
        sent[key] = time.monotonic()
        producer.produce(task.topics.articles, value, key, number % partitions)
        producer.poll(0)
    producer.flush(_ANSWER_SECONDS)
    return sent


def _send(producer: Producer, task: Task, articles: Iterable[Article]) -> None:
    partitions = partition_count(task.brokers, task.topics.articles)
    for number, article in enumerate(articles):
        value = orjson.dumps(article.to_object())
        while True:
            try:
                producer.produce(task.topics.articles, value, article.id.encode(), number % partitions)
                break
            except BufferError:  # the client's queue is full
                producer.poll(0.1)
    producer.flush(_ANSWER_SECONDS)
