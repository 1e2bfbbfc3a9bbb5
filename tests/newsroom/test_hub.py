"""Open streams: bounded queues, what is dropped and said so, and resuming by event id."""

import orjson

from stream.events import Withdrawal
from stream.newsroom.filters import Filter
from stream.newsroom.hub import LONGEST_RESUME, QUEUE_LIMIT, Client, frame, read_seen, resumed, write_seen
from tests.newsroom.articles import simple
from tests.newsroom.room import Room


def _events(data: bytes) -> list[tuple[str, dict[str, object]]]:
    found = []
    for block in data.decode().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        if "event" in lines:
            found.append((lines["event"], orjson.loads(lines["data"])))
    return found


def _names(data: bytes) -> list[str]:
    return [name for name, _ in _events(data)]


async def test_a_client_gets_an_article_and_its_quotes() -> None:
    """One article event, then its quotes; the id comes with the last of them only."""
    room = Room()
    client = Client(Filter())
    room.hub.clients.add(client)
    room.take(simple(1))
    data = await client.next(1)
    assert _names(data) == ["article", "quote"]
    assert data.count(b"id: 0:0\n") == 1
    assert data.index(b"id: ") > data.index(b"event: article")


async def test_a_filter_holds_for_the_stream() -> None:
    """A client with a filter gets fitting quotes only."""
    room = Room()
    client = Client(Filter.read({"q": "طرابلس"}))
    room.hub.clients.add(client)
    room.take(simple(1))
    room.take(simple(2, place="طرابلس"))
    quotes = [data for name, data in _events(await client.next(1)) if name == "quote"]
    assert not quotes
    client = Client(Filter.read({"q": "رقم 3"}))
    room.hub.clients.add(client)
    room.take(simple(3))
    room.take(simple(4))
    quotes = [data for name, data in _events(await client.next(1)) if name == "quote"]
    assert ["رقم 3" in str(quote["text"]) for quote in quotes] == [True]


async def test_a_slow_client_loses_the_oldest_and_is_told() -> None:
    """What waits is bounded; the others are not touched by a client that takes nothing."""
    room = Room()
    slow, quick = Client(Filter()), Client(Filter())
    room.hub.clients |= {slow, quick}
    got = 0
    for number in range(QUEUE_LIMIT + 30):
        room.take(simple(number))
        got += _names(await quick.next(1)).count("quote")
    assert got == QUEUE_LIMIT + 30
    events = _events(await slow.next(1))
    assert events[0] == ("dropped", {"quotes": 30})
    quotes = [data for name, data in events if name == "quote"]
    assert len(quotes) == QUEUE_LIMIT
    assert "رقم 30 " in str(quotes[0]["text"])
    assert await slow.next(0.01) == b""


def test_resuming_sends_what_was_missed() -> None:
    """Everything behind the id comes again, withdrawals too, and ends with the id of now."""
    room = Room()
    room.take(simple(1), partition=0)
    room.take(simple(2), partition=1)
    seen = dict(room.hub.seen)
    room.take(simple(3), partition=1)
    room.take(Withdrawal("a1"), partition=0)
    data = resumed(room.desk, room.hub, seen, Filter())
    assert _names(data) == ["withdrawn", "article", "quote", "resumed"]
    assert f"id: {write_seen(room.hub.seen)}\nevent: resumed".encode() in data
    assert _names(resumed(room.desk, room.hub, room.hub.seen, Filter())) == ["resumed"]


def test_what_cannot_be_resumed_is_reset() -> None:
    """An id from another cluster, or one that is too old, asks the client to load its lists anew."""
    room = Room()
    room.take(simple(1))
    assert _names(resumed(room.desk, room.hub, {0: 99}, Filter())) == ["reset"]
    assert _names(resumed(room.desk, room.hub, {7: 0}, Filter())) == ["reset"]
    for number in range(LONGEST_RESUME + 2):
        room.take(simple(number))
    assert _names(resumed(room.desk, room.hub, {0: 0}, Filter())) == ["reset"]


def test_ids_read_back() -> None:
    """Offsets survive being written as an id; anything else is none of ours."""
    assert read_seen(write_seen({3: 17, 0: 4})) == {0: 4, 3: 17}
    assert read_seen("x") is None
    assert read_seen("1:2:3") is None


def test_a_frame_is_one_event() -> None:
    """Line feeds in the data cannot end an event early: JSON has none."""
    data = orjson.dumps({"text": "سطر\nevent: withdrawn\n\n"})
    assert frame("quote", data, "0:1").count(b"\n\n") == 1
