"""Where a worker annotates: in a thread, and what is soon done in the event loop itself."""

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from stream.events import Article, Enriched
from stream.kafka.connection import Connection
from stream.kafka.embedded import EmbeddedBroker
from stream.kafka.job import Job, WorkerOptions
from stream.kafka.observer import Observer
from stream.kafka.oversized import Oversized
from stream.kafka.pace import Pace
from stream.kafka.publish import publish
from stream.kafka.topics import Topics
from stream.kafka.worker import Worker
from tests.doubles import fixed_annotate, record

TOPICS = Topics()
LONG = b"x" * 200_000


def _job(pace: Pace, *, linear_time: bool = True) -> Job:
    return Job(
        Connection(),
        TOPICS,
        WorkerOptions(),
        fixed_annotate(),
        linear_time,
        ThreadPoolExecutor(1),
        Oversized(TOPICS),
        pace,
        lambda _: None,
        lambda _: None,
        Observer(),
    )


def _pace(seconds: float) -> Pace:
    pace = Pace(200)
    pace.took(1, seconds)
    return pace


@pytest.mark.parametrize(
    ("job", "values", "brief"),
    [
        (_job(_pace(0.002)), [b"{}"] * 40, True),
        (_job(_pace(0.002)), [b"{}"] * 60, False),
        (_job(_pace(0.3)), [b"{}"], False),
        (_job(Pace(200)), [b"{}"], False),
        (_job(_pace(0.002)), [LONG], True),
        (_job(_pace(0.002)), [LONG] * 2, False),
        (_job(_pace(0.002), linear_time=False), [b"{}"], False),
    ],
    ids=["few", "many", "slow", "unknown", "long", "too long", "not in linear time"],
)
def test_what_is_brief(job: Job, values: list[bytes], brief: bool) -> None:
    """Brief is what is expected to take a tenth of a second, is no more than 256 KiB, and cannot take much longer."""
    assert job.brief([record(value) for value in values]) is brief


@pytest.mark.parametrize("linear_time", [True, False])
async def test_where_batches_are_annotated(linear_time: bool) -> None:
    """The first batch is annotated in a thread; the next ones in the event loop, where that cannot take long."""
    quick = fixed_annotate()
    quick([Article("a", "خبر", "زارت ليلى القاهرة أمس.")])  # loads the word lists, which takes longer
    threads: list[threading.Thread] = []
    delivered = asyncio.Event()
    stop = asyncio.Event()

    def watched(articles: Sequence[Article]) -> list[Enriched]:
        threads.append(threading.current_thread())
        return quick(articles)

    with EmbeddedBroker() as broker:
        broker.create_topics(TOPICS.names)
        worker = Worker(
            broker.connection,
            TOPICS,
            WorkerOptions(group="brief", delivery="at-least-once"),
            watched,
            linear_time=linear_time,
            on_batch=lambda _: delivered.set(),
        )
        running = asyncio.create_task(worker.run(stop))
        for number in range(3):
            delivered.clear()
            article = Article(f"a{number}", "خبر", "زارت ليلى القاهرة أمس.")
            await publish(broker.connection, TOPICS.articles, [article])
            async with asyncio.timeout(60):
                await delivered.wait()
        stop.set()
        await running
    assert [thread is threading.main_thread() for thread in threads] == [False, linear_time, linear_time]
