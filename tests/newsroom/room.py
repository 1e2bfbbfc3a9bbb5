"""A newsroom without Kafka: records are put in by hand, everything behind that is the real thing."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import orjson
from aiohttp import web

from stream.events import Enriched, Withdrawal
from stream.kafka.connection import Connection
from stream.kafka.topics import Topics
from stream.newsroom.desk import Desk
from stream.newsroom.feed import Feed
from stream.newsroom.hub import Hub
from stream.newsroom.run import build_app
from stream.newsroom.server import serve
from stream.newsroom.tables import TrendTables
from stream.newsroom.trends import (
    WINDOWS,
    Cell,
    CellKey,
    Count,
    Subject,
    WindowName,
    bucket_of,
    counted,
    entity_count,
    quote_count,
)
from tests.doubles import record
from tests.newsroom.articles import messages

NOWHERE = Connection("127.0.0.1:1")


class HandTables(TrendTables):
    """The tables as plain dictionaries, filled by hand."""

    def __init__(self) -> None:
        super().__init__(NOWHERE, Topics())
        self.ready.set()
        self.filled: dict[tuple[Subject, WindowName], dict[CellKey, Cell]] = defaultdict(dict)
        self.gone: dict[str, int] = {}

    def cells(self, subject: Subject, window: WindowName) -> Iterator[tuple[CellKey, Cell]]:
        """Yield what was put in."""
        return iter(self.filled[subject, window].items())

    def withdrawals(self) -> dict[str, int]:
        """Return what was withdrawn."""
        return self.gone

    def count(self, subject: Subject, count: Count, time_ms: int) -> None:
        """Count in both windows."""
        for name, window in WINDOWS.items():
            key = (count.key, bucket_of(time_ms / 1000, window))
            table = self.filled[subject, name]
            table[key] = counted(table.get(key), count, time_ms)


class Room:
    """Desk, hub, feed and tables, and the web application over them."""

    def __init__(self, limit: int = 1000) -> None:
        self.desk, self.hub, self.tables = Desk(limit), Hub(), HandTables()
        self.feed = Feed(NOWHERE, "news.enriched", self.desk, self.hub, days=1)
        self.feed.caught_up.set()
        self.stop = asyncio.Event()
        self._offset = 0

    def app(self, host: str = "127.0.0.1") -> web.Application:
        """Return the application."""
        return build_app(self.desk, self.hub, self.feed, self.tables, host, self.stop)

    def take(self, event: Enriched | Withdrawal, partition: int = 0) -> None:
        """Put in what a worker would publish of an article or a withdrawal, now."""
        now = int(time.time() * 1000)
        for message in messages(event):
            if message.channel == "enriched":
                found = record(message.value, message.key, offset=self._offset, partition=partition)
                found.timestamp = now
                self.feed.take(found)
                self._offset += 1
                continue
            said = orjson.loads(message.value or b"")
            if said.get("withdrawn"):
                self.tables.gone[said["article"]["id"]] = now
            elif message.channel == "entities":
                self.tables.count("named", entity_count(said), now)
            else:
                count = quote_count(said)
                if count:
                    self.tables.count("quoted", count, now)

    @asynccontextmanager
    async def served(self, port: int) -> AsyncIterator[str]:
        """Listen on a port of loopback; yields the address."""
        runner = await serve(self.app(), "127.0.0.1", port)
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            self.stop.set()
            await runner.cleanup()
