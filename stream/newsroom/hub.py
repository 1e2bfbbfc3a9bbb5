"""News for open streams: every client has a bounded queue of its own, so that none holds up another.

Each frame is encoded once for all clients. A client that does not keep up loses the oldest of what waits for
it, and is told how much.
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Final

import orjson

from stream.newsroom.desk import Desk, Said, Story
from stream.newsroom.filters import Filter

QUEUE_LIMIT: Final = 200
"""Articles waiting for one client, at most."""
LONGEST_RESUME: Final = 500
"""Articles sent again to a client that comes back; one that missed more loads the page's lists anew."""

Seen = dict[int, int]
"""The offset of the last article seen, by partition."""


def frame(event: str, data: bytes, id_: str | None = None) -> bytes:
    """Return one event of a stream: `data` is JSON on one line."""
    head = f"id: {id_}\n" if id_ is not None else ""
    return f"{head}event: {event}\n".encode() + b"data: " + data + b"\n\n"


def write_seen(seen: Mapping[int, int]) -> str:
    """Return offsets as an event id: `0:17,1:4`."""
    return ",".join(f"{partition}:{offset}" for partition, offset in sorted(seen.items()))


def read_seen(id_: str) -> Seen | None:
    """Return the offsets of an event id, None if it is none of ours."""
    try:
        pairs = (part.split(":") for part in id_.split(",") if part)
        return {int(partition): int(offset) for partition, offset in pairs}
    except ValueError:
        return None


class Client:
    """One open stream: what waits for it."""

    def __init__(self, wanted: Filter) -> None:
        self._wanted = wanted
        self._waiting: deque[tuple[bytes, int]] = deque()
        self._missed = 0
        self._news = asyncio.Event()

    def offer(self, frames: bytes, quotes: int) -> None:
        """Let the frames of one article wait for the client; drop the oldest beyond the limit."""
        self._waiting.append((frames, quotes))
        if len(self._waiting) > QUEUE_LIMIT:
            self._missed += self._waiting.popleft()[1]
        self._news.set()

    def wants(self, quote: Said, story: Story) -> bool:
        """Say whether a quote fits this client's filter."""
        return self._wanted.fits(quote, story)

    @property
    def wants_all(self) -> bool:
        """Whether the client has no filter, and so gets the same bytes as all others without one."""
        return self._wanted == _ALL

    def wake(self) -> None:
        """End the waiting for news."""
        self._news.set()

    async def next(self, patience: float) -> bytes:
        """Wait for news, at most `patience` seconds, and return all that waits: b"" if there is none."""
        try:
            async with asyncio.timeout(patience):
                await self._news.wait()
        except TimeoutError:
            return b""
        self._news.clear()
        found = b"".join(frames for frames, _ in self._waiting)
        self._waiting.clear()
        if self._missed:
            found = frame("dropped", orjson.dumps({"quotes": self._missed})) + found
            self._missed = 0
        return found


_ALL: Final = Filter()


class Hub:
    """The open streams, and what they have in common: the offsets up to which news has been passed on."""

    def __init__(self) -> None:
        self.clients: set[Client] = set()
        self.seen: Seen = {}

    def publish(self, story: Story) -> None:
        """Pass on an article and its quotes: an `article` event, then a `quote` event for each fitting quote.

        Only the last event carries the id: a stream that breaks in between gets the whole article again.
        """
        position = story.position
        self.advance(position.partition, position.offset)
        if not self.clients:
            return
        id_ = write_seen(self.seen)
        common = story_frames(story, story.quotes, id_)
        for client in self.clients:
            if client.wants_all:
                client.offer(common, len(story.quotes))
                continue
            fitting = tuple(quote for quote in story.quotes if client.wants(quote, story))
            frames = story_frames(story, fitting, id_)
            client.offer(frames, len(fitting))

    def withdraw(self, article: str, partition: int, offset: int) -> None:
        """Tell all clients that an article is to be shown no more."""
        self.advance(partition, offset)
        frames = withdrawal_frame(article, write_seen(self.seen))
        for client in self.clients:
            client.offer(frames, 0)

    def wake(self) -> None:
        """End the waiting of all clients, so that they see that the server ends."""
        for client in self.clients:
            client.wake()

    def advance(self, partition: int, offset: int) -> None:
        """Note that everything up to an offset has been passed on, or is nothing to pass on."""
        self.seen[partition] = max(offset, self.seen.get(partition, -1))


def story_frames(story: Story, quotes: tuple[Said, ...], id_: str | None) -> bytes:
    """Return the frames of an article and those of its quotes that are wanted."""
    data = {"id": story.id, "headline": story.headline, "source": story.outlet, "quotes": len(quotes)}
    frames = [frame("article", orjson.dumps(data), None if quotes else id_)]
    for number, quote in enumerate(quotes, 1):
        frames.append(frame("quote", quote.json, id_ if number == len(quotes) else None))
    return b"".join(frames)


def withdrawal_frame(article: str, id_: str | None) -> bytes:
    """Return the frame that says an article is withdrawn."""
    return frame("withdrawn", orjson.dumps({"article": article}), id_)


def resumed(desk: Desk, hub: Hub, seen: Seen, wanted: Filter) -> bytes:
    """Return what a client that comes back has missed, or a `reset` where that cannot be told or is too much.

    The id comes with the last event, `resumed`: a stream that breaks before it is resumed from the same place.

    Args:
        desk: The articles.
        hub: Knows the offsets that there are by now.
        seen: What the client's last event id says.
        wanted: Its filter.
    """
    reached = write_seen(hub.seen)
    unknown = any(offset > hub.seen.get(partition, -1) for partition, offset in seen.items())
    missed = desk.since(seen)
    if unknown or len(missed) > LONGEST_RESUME:
        return frame("reset", b"{}", reached)
    frames = [
        withdrawal_frame(article, None)
        for article, position in desk.withdrawn.items()
        if position.offset > seen.get(position.partition, -1)
    ]
    for story in missed:
        fitting = tuple(quote for quote in story.quotes if wanted.fits(quote, story))
        frames.append(story_frames(story, fitting, None))
    frames.append(frame("resumed", orjson.dumps({"articles": len(missed)}), reached))
    return b"".join(frames)
