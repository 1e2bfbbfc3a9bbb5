"""The demonstration: a broker, one worker, sample articles in, events of the three topics shown."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.rule import Rule

from stream.events import Article
from stream.kafka.connection import Connection, InvalidSetting
from stream.kafka.embedded import EmbeddedBroker
from stream.kafka.job import WorkerOptions
from stream.kafka.process import Annotate, Outcome
from stream.kafka.publish import publish
from stream.kafka.tail import tail
from stream.kafka.topics import TopicPlan, Topics, set_up_topics
from stream.kafka.worker import Worker
from stream.newsroom.run import NewsroomOptions, run_newsroom
from stream.terminal import event_line

_GROUP: Final = "newsstream-demo"
_INVITATION: Final = (
    "\nTry your own: newsstream publish --brokers {brokers} FILE …\nCtrl-C ends the demo and its page."
)


@dataclass
class _Progress:
    """Counts the articles that the worker has committed; `done` is set when it has all of them."""

    expected: int
    done: asyncio.Event
    finished: int = 0
    outputs: int = 0

    def add(self, outcomes: Sequence[Outcome]) -> None:
        self.finished += len(outcomes)
        self.outputs += sum(len(outcome.topics) for outcome in outcomes)
        if self.finished >= self.expected:
            self.done.set()


async def run_demo(
    articles: Sequence[Article],
    annotate: Annotate,
    console: Console,
    stop: asyncio.Event,
    *,
    port: int | None,
    cluster: Connection | None = None,
) -> None:
    """Send articles through a worker and show what comes out.

    The embedded broker has no transactions, so the worker runs at least once there; on a cluster exactly once.

    Args:
        articles: What to send.
        annotate: Annotates articles.
        console: Where to show the events.
        stop: Set it to end.
        port: Where to serve the newsroom page, which stays open with whatever else is published to the broker
            until `stop` is set. None: no page, and end when everything has been shown.
        cluster: An Apache Kafka to use instead of the embedded broker; topics that are missing are created.

    Raises:
        KafkaError: The cluster cannot be reached.
    """
    topics = Topics()
    if cluster is not None:
        await set_up_topics(cluster, topics, TopicPlan(), create=True)
        console.print(f"Kafka on {cluster.brokers}: one worker, exactly-once")
        await _run(articles, annotate, console, stop, port, cluster, WorkerOptions(group=_GROUP))
        return
    with EmbeddedBroker() as broker:
        broker.create_topics(topics.names)
        console.print(f"embedded broker on {broker.connection.brokers}: one worker, at-least-once")
        options = WorkerOptions(group=_GROUP, delivery="at-least-once")
        await _run(articles, annotate, console, stop, port, broker.connection, options)


async def _run(
    articles: Sequence[Article],
    annotate: Annotate,
    console: Console,
    stop: asyncio.Event,
    port: int | None,
    connection: Connection,
    options: WorkerOptions,
) -> None:
    topics = Topics()
    progress = _Progress(len(articles), asyncio.Event())
    worker = Worker(connection, topics, options, annotate, on_batch=progress.add)
    tasks = [asyncio.create_task(worker.run(stop))]
    if port is not None:
        page = NewsroomOptions(port=port, create_topics=options.delivery == "exactly-once")
        tasks.append(asyncio.create_task(_serve_page(connection, topics, console, stop, page)))
    try:
        await _first(_send(connection, topics, articles, progress, console), stop.wait(), *tasks)
        if not stop.is_set():
            await _first(_show_all(connection, topics, progress, console), stop.wait(), *tasks)
        if port is not None and not stop.is_set():
            console.print(_INVITATION.format(brokers=connection.brokers), highlight=False, soft_wrap=True)
            await _first(_follow(connection, topics, console), stop.wait(), *tasks)
    finally:
        stop.set()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _serve_page(
    connection: Connection, topics: Topics, console: Console, stop: asyncio.Event, options: NewsroomOptions
) -> None:
    def ready(address: str) -> None:
        console.print(f"newsroom page: {address}", style="bold", highlight=False)

    try:
        await run_newsroom(connection, topics, options, stop, on_ready=ready)
    except InvalidSetting as error:
        console.print(f"no newsroom page: {error}; name another with --port", style="yellow", highlight=False)
        await stop.wait()


async def _send(
    connection: Connection, topics: Topics, articles: Sequence[Article], progress: _Progress, console: Console
) -> None:
    """Publish the articles and wait until the worker has committed all of them."""
    await publish(connection, topics.articles, articles)
    console.print(f"{len(articles)} sample articles published to {topics.articles}")
    await progress.done.wait()


async def _show_all(connection: Connection, topics: Topics, progress: _Progress, console: Console) -> None:
    await _show_topics(connection, topics, console)
    counts = f"{progress.finished} articles in, {progress.outputs} events out"
    console.print(counts, style="bold", highlight=False)


async def _show_topics(connection: Connection, topics: Topics, console: Console) -> None:
    for topic in (topics.enriched, topics.entities, topics.quotes):
        console.print(Rule(topic, style="dim"))
        async with aclosing(tail(connection, (topic,), from_beginning=True, follow=False)) as records:
            async for record in records:
                console.print(event_line(record.key, record.value, record.headers), soft_wrap=True)


async def _follow(connection: Connection, topics: Topics, console: Console) -> None:
    """Show what comes out from now on."""
    names = (topics.enriched, topics.quotes, topics.dead_letters)
    async with aclosing(tail(connection, names)) as records:
        async for record in records:
            console.print(event_line(record.key, record.value, record.headers), soft_wrap=True)


async def _first(*actions: object) -> None:
    """Wait until one of the actions ends; cancel those that were started here."""
    started = [action for action in actions if asyncio.iscoroutine(action)]
    tasks = [asyncio.create_task(action) for action in started]
    others = [action for action in actions if isinstance(action, asyncio.Task)]
    try:
        done, _ = await asyncio.wait([*tasks, *others], return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
