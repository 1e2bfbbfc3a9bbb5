"""The command that serves the newsroom."""

import logging

import click

from stream.commands.common import quiet_faust, run_until_stopped
from stream.kafka.connection import Connection
from stream.kafka.topics import Topics
from stream.settings import connection_options, topic_options


@click.command()
@connection_options
@topic_options
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    envvar="NEWSSTREAM_HOST",
    show_envvar=True,
    help="Address to listen on. The page asks nobody who they are: put what does before it.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    default=8600,
    show_default=True,
    envvar="NEWSSTREAM_PORT",
    show_envvar=True,
    help="Port to listen on.",
)
@click.option(
    "--keep",
    type=click.IntRange(1),
    default=3_000,
    show_default=True,
    envvar="NEWSSTREAM_KEEP",
    show_envvar=True,
    help="Articles kept in memory, about 60 KB each.",
)
@click.option(
    "--group",
    default="newsstream-newsroom",
    show_default=True,
    envvar="NEWSSTREAM_NEWSROOM_GROUP",
    show_envvar=True,
    help="Group of the windowed counts; a second newsroom on the same cluster needs one of its own.",
)
@click.option(
    "--create-topics/--no-create-topics",
    default=True,
    show_default=True,
    help="Create the changelog topics of the counts; without, they are there already or the broker makes them.",
)
def newsroom(
    *,
    connection: Connection,
    topics: Topics,
    host: str,
    port: int,
    keep: int,
    group: str,
    create_topics: bool,
) -> None:
    """Serve the newsroom page: who says what, live, and which names rise."""
    from stream.newsroom.run import NewsroomOptions, run_newsroom

    log = logging.getLogger("newsstream")
    quiet_faust()
    options = NewsroomOptions(host=host, port=port, articles=keep, group=group, create_topics=create_topics)

    def ready(address: str) -> None:
        log.info("ready: %s", address)

    run_until_stopped(lambda stop: run_newsroom(connection, topics, options, stop, on_ready=ready))
    log.info("stopped")
