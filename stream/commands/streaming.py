"""Commands that talk to Kafka: demo, worker, publish, tail, topics, replay."""

import asyncio
import logging
import sys
from contextlib import aclosing
from dataclasses import replace
from functools import partial

import click
from rich.console import Console
from rich.progress import Progress

from stream.commands.common import (
    Sources,
    annotator,
    quiet_faust,
    run_until_interrupted,
    run_until_stopped,
    source_options,
)
from stream.kafka.connection import Connection
from stream.kafka.job import WorkerOptions
from stream.kafka.topics import TopicPlan, Topics
from stream.observe.options import MonitorOptions
from stream.settings import (
    DELIVERY,
    MAX_ARTICLE_BYTES,
    RecognizerChoice,
    connection_options,
    monitor_options,
    plan_options,
    recognizer_options,
    topic_options,
    worker_options,
)


@click.command()
@recognizer_options
@click.option("--once", is_flag=True, help="No page; end by itself when all events have been shown.")
@click.option(
    "--port", type=click.IntRange(1, 65_535), default=8600, show_default=True, help="Port of the page."
)
@click.option(
    "--brokers", help="An Apache Kafka to use instead of the embedded broker (no environment variable)."
)
def demo(*, recognizer: RecognizerChoice, once: bool, port: int, brokers: str | None) -> None:
    """A broker, one worker, sample articles in, events out, shown here and on the newsroom page."""
    from stream import samples
    from stream.demo import run_demo

    quiet_faust()
    logging.getLogger("stream.newsroom").setLevel(logging.WARNING)
    cluster = Connection(brokers=brokers) if brokers else None
    if cluster:
        cluster.check()
    annotate = annotator(*recognizer)
    page = None if once else port
    run_until_stopped(
        lambda stop: run_demo(samples.load(), annotate, Console(), stop, port=page, cluster=cluster)
    )


@click.command()
@connection_options
@topic_options
@worker_options
@recognizer_options
@monitor_options
def worker(
    *,
    connection: Connection,
    topics: Topics,
    options: WorkerOptions,
    recognizer: RecognizerChoice,
    monitoring: MonitorOptions,
) -> None:
    """Annotate what comes in on the articles topic, until SIGTERM or Ctrl-C."""
    from stream.kafka.worker import Worker
    from stream.observe.monitor import Monitor
    from stream.observe.tracing import tracing_from_environment

    log = logging.getLogger("newsstream")
    tracing = tracing_from_environment(options.group)
    monitor = Monitor(topics, options, recognizer.name, tracing)
    annotate = annotator(*recognizer, lap=monitor.lap)

    def ready(partitions: int) -> None:
        told = {"partitions": partitions, "topic": topics.articles, "group": options.group}
        log.info(
            "ready: %d partitions of %s, %s", *(partitions, topics.articles, options.delivery), extra=told
        )

    log.info("starting: group %s on %s", options.group, connection.brokers)
    program = Worker(
        connection,
        topics,
        options,
        annotate,
        linear_time=recognizer.linear_time,
        on_ready=ready,
        observer=monitor,
    )

    async def run(stop: asyncio.Event) -> None:
        async with monitor.serving(connection, monitoring):
            try:
                await program.run(stop)
            except Exception:  # a fault of the program's own: told without what its message may echo
                log.critical("ended by an error of its own", exc_info=True)
                raise SystemExit(1) from None

    try:
        run_until_stopped(run)
    finally:
        if tracing:
            tracing.close()
    log.info("stopped")


@click.command()
@source_options
@connection_options
@topic_options
@click.option("--rate", type=click.FloatRange(min=0, min_open=True), help="Most articles a second.")
def publish(*, sources: Sources, connection: Connection, topics: Topics, rate: float | None) -> None:
    """Send articles from files to the articles topic: text, JSON lines, ninjs, HTML, RSS or Atom."""
    from stream.kafka.publish import publish as send

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("publishing", total=None)
        on_sent = partial(progress.advance, task)
        count = asyncio.run(send(connection, topics.articles, sources, rate=rate, on_sent=on_sent))
        progress.update(task, total=count, completed=count)
    click.echo(f"{count} messages published to {topics.articles}", err=True)
    sources.exit()


@click.command()
@click.argument("topic", default="quotes", metavar="[articles|enriched|entities|quotes|dead-letters|NAME]")
@connection_options
@topic_options
@click.option("--from-beginning", is_flag=True, help="Begin with the oldest event.")
@click.option("--once", is_flag=True, help="From the oldest event to the last one that is there now.")
@click.option("--json", "as_json", is_flag=True, help="The events as they are, one a line.")
def tail(
    *, topic: str, connection: Connection, topics: Topics, from_beginning: bool, once: bool, as_json: bool
) -> None:
    """Follow a topic (quotes, unless another is named): one readable line an event."""
    from stream.kafka.tail import tail as read
    from stream.terminal import event_line

    name = topics.by_role.get(topic, topic)
    console = _Lines()

    async def follow() -> None:
        stream = read(connection, (name,), from_beginning=from_beginning or once, follow=not once)
        async with aclosing(stream) as records:
            async for record in records:
                if as_json:
                    sys.stdout.buffer.write((record.value or b"null") + b"\n")
                    sys.stdout.buffer.flush()
                else:
                    console.print(event_line(record.key, record.value, record.headers), soft_wrap=True)

    run_until_interrupted(follow())


@click.command("topics")
@connection_options
@topic_options
@plan_options
@MAX_ARTICLE_BYTES.option()
@click.option("--check", is_flag=True, help="Only look; exit code 1 if a topic is missing or different.")
def set_up(
    *, connection: Connection, topics: Topics, plan: TopicPlan, max_article_bytes: int, check: bool
) -> None:
    """Create the topics that are missing, and compare the others with what newsstream expects."""
    from stream.kafka.topics import set_up_topics

    plan = replace(plan, max_article_bytes=max_article_bytes)
    states = asyncio.run(set_up_topics(connection, topics, plan, create=not check))
    for state in states:
        click.echo(
            f"{state.state:9} {state.name}" + (f"  {state.partitions} partitions" if state.partitions else "")
        )
        for difference in state.differences:
            click.echo(f"          {difference}")
    if check and any(state.state in ("missing", "different") for state in states):
        raise SystemExit(1)


@click.command()
@connection_options
@topic_options
@DELIVERY.option()
@click.option(
    "--group", default="newsstream-replay", show_default=True, help="Group that remembers what was sent."
)
@click.option("--dry-run", is_flag=True, help="Only count.")
def replay(*, connection: Connection, topics: Topics, delivery: str, group: str, dry_run: bool) -> None:
    """Send the dead letters back to where they came from, each once."""
    from stream.kafka.replay import replay as send_back

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("replaying", total=None)
        action = send_back(
            connection,
            topics,
            group,
            transactional=delivery == "exactly-once",
            dry_run=dry_run,
            on_progress=lambda count: progress.advance(task, count),
        )
        done = asyncio.run(action)
        progress.update(task, total=done.sent + done.unknown)
    click.echo(f"{done.sent} dead letters {'would go' if dry_run else 'sent'} back")
    if done.unknown:
        click.echo(f"newsstream: {done.unknown} dead letters do not say where they came from", err=True)
        raise SystemExit(1)


class _Lines(Console):
    """A console that ends as other programs do when what reads its output goes away (`tail | head`)."""

    def on_broken_pipe(self) -> None:
        """Leave the error to the program's end; rich would leave the event loop with SystemExit."""
        raise  # noqa: PLE0704  called while the error is being handled
