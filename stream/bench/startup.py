"""What a worker needs to begin and to end, on the embedded broker."""

import asyncio
import re
import subprocess
import sys
import time
from contextlib import aclosing
from typing import Final

from aiokafka import AIOKafkaConsumer

from stream.bench.articles import bench_articles
from stream.bench.figures import Progress, Results, resident_mb
from stream.events import Article
from stream.kafka.embedded import EmbeddedBroker
from stream.kafka.publish import publish
from stream.kafka.tail import tail
from stream.kafka.topics import Topics

_READY: Final = re.compile(r"ready: (\d+) partitions")
_ARTICLES: Final = 200


def bench_startup(results: Results, recognizer: str, *, quick: bool) -> Progress:
    """Start `newsstream worker`, wait until it is ready, let it work, end it; beside it, a bare consumer."""
    ready, stopped, memory, bare = [], [], [], []
    topics = Topics()
    rounds, articles = (1, bench_articles(10)) if quick else (3, bench_articles(_ARTICLES))
    for number in range(rounds):
        yield number / rounds, "starting a worker"
        with EmbeddedBroker() as broker:
            broker.create_topics(topics.names)
            bare.append(asyncio.run(_bare_join(broker)))
            command = [sys.executable, "-m", "stream", "worker", "--recognizer", recognizer]
            command += ["--brokers", broker.connection.brokers, "--delivery", "at-least-once"]
            began = time.perf_counter()
            process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603  our own program
            assert process.stderr is not None  # noqa: S101  it is a pipe
            next(line for line in process.stderr if _READY.search(line))
            ready.append(time.perf_counter() - began)
            asyncio.run(_work_through(broker, articles))
            memory.append(resident_mb(process.pid))
            began = time.perf_counter()
            process.terminate()
            process.communicate()
            stopped.append(time.perf_counter() - began)
    results.remark("The embedded broker waits three seconds before it lets a group begin.")
    results.keep("a bare consumer joins its group", "s", bare)
    results.keep("worker: start to ready, the above included", "s", ready)
    results.keep(
        "worker: start to ready, less the above", "s", [a - b for a, b in zip(ready, bare, strict=True)]
    )
    results.keep(f"worker: memory after {len(articles)} articles", "MB", memory)
    results.keep("worker: SIGTERM to exit", "s", stopped)


async def _bare_join(broker: EmbeddedBroker) -> float:
    """Return the seconds until the broker gives a consumer without any work of its own its partitions."""
    began = time.perf_counter()
    consumer = AIOKafkaConsumer(Topics().articles, **broker.connection.client_options(), group_id="bare")
    await consumer.start()
    seconds = time.perf_counter() - began
    await consumer.stop()
    return seconds


async def _work_through(broker: EmbeddedBroker, articles: list[Article]) -> None:
    """Publish articles and wait until as many enriched ones have come out."""
    topics = Topics()
    await publish(broker.connection, topics.articles, articles)
    async with aclosing(tail(broker.connection, (topics.enriched,), from_beginning=True)) as records:
        count = 0
        async for _ in records:
            count += 1
            if count == len(articles):
                return
