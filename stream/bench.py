"""Speed and memory: figures and ratios, measured here and now, printed and kept as JSON.

Every figure is the median of several rounds, with the least and the greatest. Annotation is measured in CPU
seconds of one thread, what goes through Kafka in wall-clock seconds. Articles are the project's samples, told
apart by a number, so that no two have the same text.
"""

import asyncio
import contextlib
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Final

from aiokafka import AIOKafkaConsumer

from stream import samples
from stream.annotate import annotate
from stream.annotate.chain import STEPS
from stream.annotate.document import Document
from stream.annotate.entities.recognizer import Recognizer
from stream.annotate.entities.registry import load
from stream.events import Article, enriched_messages
from stream.kafka.embedded import EmbeddedBroker
from stream.kafka.process import Outcome
from stream.kafka.publish import publish
from stream.kafka.session import WorkerOptions
from stream.kafka.tail import tail
from stream.kafka.topics import Topics
from stream.kafka.worker import Worker
from stream.newsroom.bench import bench_newsroom

ROUNDS: Final = 5
_PROCESS_ROUNDS: Final = 3
_ARTICLES: Final = 200
_THROUGH_KAFKA: Final = 600  # the embedded broker keeps 5 MB a partition
_READY: Final = re.compile(r"ready: (\d+) partitions")
_MICRO: Final = 1e6


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: median, least and greatest of the rounds."""

    name: str
    unit: str
    median: float
    least: float
    greatest: float


Report = Callable[[Figure], None]
Keep = Callable[[str, str, Sequence[float]], None]


def run_bench(recognizer_name: str, report: Report) -> list[Figure]:
    """Measure everything and return the figures; `report` is called with each as soon as it is known."""
    figures: list[Figure] = []

    def keep(name: str, unit: str, values: Sequence[float]) -> None:
        figure = Figure(name, unit, statistics.median(values), min(values), max(values))
        figures.append(figure)
        report(figure)

    began = time.perf_counter()
    recognizer = load(recognizer_name)
    keep("recogniser: load", "s", [time.perf_counter() - began])
    _bench_annotation(recognizer, keep)
    _bench_worker_process(keep, recognizer_name)
    through = _articles(_THROUGH_KAFKA)
    rates = [asyncio.run(_end_to_end(recognizer, through)) for _ in range(_PROCESS_ROUNDS)]
    keep("end to end, embedded broker, at-least-once, one worker", "articles/s", rates)
    bench_newsroom(keep)
    return figures


def _articles(count: int) -> list[Article]:
    numbered = zip(range(count), cycle(samples.load()), strict=False)
    return [replace(text, id=f"{text.id}-{n}", headline=f"{text.headline} {n}") for n, text in numbered]


@contextlib.contextmanager
def _cpu(values: list[float], per: float) -> Iterator[None]:
    began = time.thread_time()
    yield
    values.append((time.thread_time() - began) / per)


def _bench_annotation(recognizer: Recognizer, keep: Keep) -> None:
    articles = _articles(_ARTICLES)
    documents = [Document.read(article.headline, article.body) for article in articles]
    tokens = sum(len(document.tokens.surfaces) for document in documents)
    keep("article", "tokens", [tokens / len(articles)])

    cold: list[float] = []
    with _cpu(cold, tokens):
        recognizer.recognize(documents)
    keep("recogniser: first call, types never seen", "tokens/s", [1 / value for value in cold])

    steps: dict[str, list[float]] = {}
    whole: list[float] = []
    encode: list[float] = []
    for _ in range(ROUNDS):
        with _cpu(steps.setdefault("tokens and sentences", []), len(articles)):
            documents = [Document.read(article.headline, article.body) for article in articles]
        with _cpu(steps.setdefault("recogniser", []), len(articles)):
            recognizer.recognize(documents)
        for step in STEPS:
            with _cpu(steps.setdefault(step.__name__, []), len(articles)):
                for document in documents:
                    step(document)
        with _cpu(whole, len(articles)):
            enriched = annotate(articles, recognizer)
        with _cpu(encode, len(articles)):
            for one in enriched:
                enriched_messages(one)
    for name, values in steps.items():
        keep(f"step: {name}", "µs/article", [value * _MICRO for value in values])
    keep("encode events", "µs/article", [value * _MICRO for value in encode])
    keep("recogniser: warm", "tokens/s", [tokens / len(articles) / value for value in steps["recogniser"]])
    keep("annotate alone, one core", "articles/s", [1 / value for value in whole])


def _bench_worker_process(keep: Keep, recognizer: str) -> None:
    """Start `newsstream worker`, wait until it is ready, let it work, end it; beside it, a bare consumer."""
    ready, stopped, memory, bare = [], [], [], []
    topics = Topics()
    for _ in range(_PROCESS_ROUNDS):
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
            asyncio.run(_work_through(broker, _articles(_ARTICLES)))
            memory.append(_resident_mb(process.pid))
            began = time.perf_counter()
            process.terminate()
            process.communicate()
            stopped.append(time.perf_counter() - began)
    keep("broker: a bare consumer joins its group", "s", bare)
    keep("worker: start to ready, the above included", "s", ready)
    keep("worker: start to ready, less the above", "s", [a - b for a, b in zip(ready, bare, strict=True)])
    keep("worker: memory after 200 articles", "MB", memory)
    keep("worker: SIGTERM to exit", "s", stopped)


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


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


async def _end_to_end(recognizer: Recognizer, articles: list[Article]) -> float:
    """Return articles a second from the first commit to the last, of one worker that finds all of them waiting."""
    topics, stop, times, counts = Topics(), asyncio.Event(), list[float](), list[int]()

    def on_batch(outcomes: Sequence[Outcome]) -> None:
        times.append(time.perf_counter())
        counts.append(len(outcomes))
        if sum(counts) >= len(articles):
            stop.set()

    with EmbeddedBroker() as broker:
        broker.create_topics(topics.names)
        await publish(broker.connection, topics.articles, articles)
        options = WorkerOptions(delivery="at-least-once")
        annotated = partial(annotate, recognizer=recognizer)
        await Worker(broker.connection, topics, options, annotated, on_batch=on_batch).run(stop)
    return sum(counts[1:]) / (times[-1] - times[0])
