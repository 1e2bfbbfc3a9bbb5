"""The demonstration: embedded broker, one worker, sample articles in, events of the three topics shown."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass

from rich.console import Console
from rich.rule import Rule

from stream.events import Article
from stream.kafka.connection import Connection
from stream.kafka.embedded import EmbeddedBroker
from stream.kafka.process import Annotate, Outcome
from stream.kafka.publish import publish
from stream.kafka.session import WorkerOptions
from stream.kafka.tail import tail
from stream.kafka.topics import Topics
from stream.kafka.worker import Worker
from stream.terminal import event_line

_GROUP = "newsstream-demo"


@dataclass
class _Progress:
    """Counts the articles that the worker has committed; `done` is set when it has all of them."""

    expected: int
    done: asyncio.Event
    finished: int = 0
    outputs: int = 0

    def add(self, outcomes: Sequence[Outcome]) -> None:
        self.finished += len(outcomes)
        self.outputs += sum(len(outcome.outputs) for outcome in outcomes)
        if self.finished >= self.expected:
            self.done.set()


async def run_demo(
    articles: Sequence[Article], annotate: Annotate, console: Console, stop: asyncio.Event, *, once: bool
) -> None:
    """Send articles through a worker and show what comes out.

    The embedded broker has no transactions, so the worker runs at least once.

    Args:
        articles: What to send.
        annotate: Annotates articles.
        console: Where to show the events.
        stop: Set it to end.
        once: End by itself when everything has been shown; otherwise go on with whatever is published to the
            broker, until `stop` is set.
    """
    with EmbeddedBroker() as broker:
        topics = Topics()
        broker.create_topics(topics.names)
        console.print(f"embedded broker on {broker.connection.brokers}: one worker, at-least-once")
        progress = _Progress(len(articles), asyncio.Event())
        options = WorkerOptions(group=_GROUP, delivery="at-least-once")
        worker = Worker(broker.connection, topics, options, annotate, on_batch=progress.add)
        working = asyncio.create_task(worker.run(stop))
        try:
            await publish(broker.connection, topics.articles, articles)
            console.print(f"{len(articles)} sample articles published to {topics.articles}")
            await _first(progress.done.wait(), stop.wait(), working)
            await _show_topics(broker.connection, topics, console)
            console.print(
                f"{progress.finished} articles in, {progress.outputs} events out",
                style="bold",
                highlight=False,
            )
            if not once and not stop.is_set():
                await _follow(broker.connection, topics, console, stop)
        finally:
            stop.set()
            await working


async def _show_topics(connection: Connection, topics: Topics, console: Console) -> None:
    for topic in (topics.enriched, topics.entities, topics.quotes):
        console.print(Rule(topic, style="dim"))
        async with aclosing(tail(connection, (topic,), from_beginning=True, follow=False)) as records:
            async for record in records:
                console.print(event_line(record.key, record.value, record.headers), soft_wrap=True)


async def _follow(connection: Connection, topics: Topics, console: Console, stop: asyncio.Event) -> None:
    console.print(
        f"\nTry your own: newsstream publish --brokers {connection.brokers} FILE …    (Ctrl-C ends the demo)",
        highlight=False,
    )

    async def show() -> None:
        async with aclosing(
            tail(connection, (topics.enriched, topics.quotes, topics.dead_letters))
        ) as records:
            async for record in records:
                console.print(event_line(record.key, record.value, record.headers), soft_wrap=True)

    await _first(show(), stop.wait())


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
