"""The newsroom put together: desk, feed, trends and web server, from start to stop."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from stream.kafka.connection import Connection
from stream.kafka.topics import Topics
from stream.newsroom.api import Api
from stream.newsroom.desk import Desk
from stream.newsroom.feed import Feed
from stream.newsroom.hub import Hub
from stream.newsroom.server import add_page, guard, put_headers, serve
from stream.newsroom.streaming import Streams
from stream.newsroom.tables import GROUP, TrendTables


@dataclass(frozen=True, slots=True)
class NewsroomOptions:
    """How a newsroom runs.

    Attributes:
        host, port: Where to listen; the host should be loopback unless something before it asks who comes.
        articles: How many articles are kept in memory, about 60 KB each.
        days: How far back articles are read at the start.
        group: Consumer group of the trends, and the first part of the names of their changelog topics.
        create_topics: Whether changelog topics are created; False for the embedded broker.
    """

    host: str = "127.0.0.1"
    port: int = 8600
    articles: int = 3_000
    days: float = 7.0
    group: str = GROUP
    create_topics: bool = True

    @property
    def address(self) -> str:
        """The page's address."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}/"


async def run_newsroom(
    connection: Connection,
    topics: Topics,
    options: NewsroomOptions,
    stop: asyncio.Event,
    *,
    on_ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve the page until `stop` is set.

    Args:
        connection: The cluster.
        topics: Names of the topics.
        options: How to run.
        stop: Set it to end.
        on_ready: Called with the page's address when it can be opened.

    Raises:
        InvalidSetting: The port is taken, or the host is no address of this machine.
    """
    async with newsroom_parts(connection, topics, options, stop) as parts:
        runner = await serve(parts.app, options.host, options.port)
        try:
            on_ready(options.address)
            await stop.wait()
        finally:
            await runner.cleanup()


def build_app(
    desk: Desk, hub: Hub, feed: Feed, tables: TrendTables, host: str, stop: asyncio.Event
) -> web.Application:
    """Return the web application over the parts; open streams end when `stop` is set."""
    app = web.Application(middlewares=[guard(host)])
    app.on_response_prepare.append(put_headers)
    add_page(app)
    Api(desk, feed, tables).add_to(app)
    app.router.add_get("/api/stream", Streams(desk, hub, feed, stop).answer)

    async def end_streams(_app: web.Application) -> None:
        hub.wake()

    app.on_shutdown.append(end_streams)
    return app


@dataclass(frozen=True, slots=True)
class Parts:
    """A newsroom's parts at work, for tests and measurements."""

    app: web.Application
    desk: Desk
    feed: Feed
    hub: Hub
    tables: TrendTables


@asynccontextmanager
async def newsroom_parts(
    connection: Connection, topics: Topics, options: NewsroomOptions, stop: asyncio.Event
) -> AsyncIterator[Parts]:
    """Run a newsroom without listening. It ends with the block, whatever `stop` says."""
    desk, hub = Desk(options.articles), Hub()
    feed = Feed(connection, topics.enriched, desk, hub, days=options.days)
    tables = TrendTables(connection, topics, group=options.group, create_topics=options.create_topics)
    app = build_app(desk, hub, feed, tables, options.host, stop)
    ended = asyncio.Event()
    tasks = [asyncio.create_task(feed.run(ended)), asyncio.create_task(tables.run(ended))]
    try:
        yield Parts(app, desk, feed, hub, tables)
    finally:
        ended.set()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task
