"""A worker whose recogniser takes most of a second an article."""

import asyncio
import time
from collections.abc import Sequence

from stream.events import Article, Enriched
from stream.kafka.embedded import EmbeddedBroker
from stream.kafka.job import WorkerOptions
from stream.kafka.pace import BATCH_SECONDS
from stream.kafka.process import Outcome
from stream.kafka.publish import publish
from stream.kafka.topics import Topics
from stream.kafka.worker import Worker
from tests.doubles import fixed_annotate

TOPICS = Topics()
OPTIONS = WorkerOptions(group="slow", delivery="at-least-once")
ARTICLE_SECONDS = 0.7
COUNT = 7


async def test_batches_are_small_and_nothing_is_lost() -> None:
    """No batch holds more than two seconds of work, all articles come out once, and the group stays as it is."""
    quick = fixed_annotate()
    sizes: list[int] = []
    ready: list[int] = []
    keys: list[bytes] = []
    stop = asyncio.Event()

    def slow(articles: Sequence[Article]) -> list[Enriched]:
        sizes.append(len(articles))
        time.sleep(ARTICLE_SECONDS * len(articles))  # what a slow recogniser does: it blocks its thread
        return quick(articles)

    def committed(outcomes: Sequence[Outcome]) -> None:
        keys.extend(outcome.record.key or b"" for outcome in outcomes)
        if len(keys) >= COUNT:
            stop.set()

    with EmbeddedBroker() as broker:
        broker.create_topics(TOPICS.names)
        articles = [Article(f"a{n}", "خبر", "زارت ليلى القاهرة أمس.") for n in range(COUNT)]
        await publish(broker.connection, TOPICS.articles, articles)
        worker = Worker(broker.connection, TOPICS, OPTIONS, slow, on_ready=ready.append, on_batch=committed)
        await worker.run(stop)
    assert sorted(keys) == [article.id.encode() for article in articles]
    assert sum(sizes) == COUNT
    assert sizes[0] == 1
    assert max(sizes) * ARTICLE_SECONDS <= BATCH_SECONDS
    assert len(ready) == 1
