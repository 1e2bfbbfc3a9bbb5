"""Server-Sent Events: news as it comes, resumed from `Last-Event-ID`."""

import asyncio
from typing import Final

from aiohttp import web

from stream.newsroom.desk import Desk
from stream.newsroom.feed import Feed
from stream.newsroom.filters import Filter
from stream.newsroom.hub import Client, Hub, frame, read_seen, resumed, write_seen

HEARTBEAT_SECONDS: Final = 15.0
_HEARTBEAT: Final = b":\n\n"
_STUCK_SECONDS: Final = 60.0
"""A client that takes nothing for this long is gone."""


class Streams:
    """Answers `GET /api/stream`."""

    def __init__(self, desk: Desk, hub: Hub, feed: Feed, stop: asyncio.Event) -> None:
        self._desk = desk
        self._hub = hub
        self._feed = feed
        self._stop = stop

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Send events until the client goes, takes nothing for a minute, or the server ends."""
        wanted = Filter.read(request.query)
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        await response.write(b"retry: 2000\n\n")
        await self._feed.caught_up.wait()
        client = Client(wanted)
        last = request.headers.get("Last-Event-ID") or request.query.get("last_event_id")
        seen = read_seen(last) if last else None
        # nothing happens between these lines: what is not resumed now is offered later
        first = (
            frame("ready", b"{}", write_seen(self._hub.seen))
            if seen is None
            else resumed(self._desk, self._hub, seen, wanted)
        )
        self._hub.clients.add(client)
        try:
            await _write(response, first)
            while not self._stop.is_set():
                await _write(response, await client.next(HEARTBEAT_SECONDS) or _HEARTBEAT)
        except (TimeoutError, ConnectionError):
            pass
        finally:
            self._hub.clients.discard(client)
        return response


async def _write(response: web.StreamResponse, data: bytes) -> None:
    async with asyncio.timeout(_STUCK_SECONDS):
        await response.write(data)
