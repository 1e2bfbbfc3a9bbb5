"""How long an event takes from Kafka to the browsers, with 500 of them open, and what the newsroom weighs then."""

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import orjson
from aiokafka import AIOKafkaProducer

from stream.bench.figures import cpu_seconds, resident_mb
from stream.kafka.clients import running
from stream.kafka.connection import Connection
from stream.kafka.embedded import EmbeddedBroker
from stream.kafka.topics import Topics

STREAMS: Final = 500
_ROUNDS: Final = 3
_ARTICLES: Final = 50
_PER_SECOND: Final = 10.0
_QUOTES: Final = 10
_READY: Final = re.compile(r"ready: http://127\.0\.0\.1:(\d+)")
_SEEN: Final = re.compile(rb'event: article\ndata: {"id":"bench-(\d+)"')
_MILLI: Final = 1e3
_PROGRAM: Final = "from stream.commands.newsroom import newsroom; newsroom()"


class Keep(Protocol):
    """Takes a figure: its name, unit, and the values of the rounds."""

    def __call__(self, name: str, unit: str, values: Sequence[float], /) -> None:
        """Keep the figure."""


def bench_newsroom(keep: Keep, port: int = 8699) -> None:
    """Start a newsroom on an embedded broker, open 500 streams, publish ten articles of ten quotes a second.

    The time is from the call that sends the article to Kafka until its bytes are at a client, taken in one
    process, which also reads all 500 streams: its own work is in the figures.

    Args:
        keep: Called with each figure.
        port: Port of loopback for the newsroom.
    """
    topics = Topics()
    with EmbeddedBroker() as broker:
        broker.create_topics(topics.names)
        options = [f"--brokers={broker.connection.brokers}", f"--port={port}", "--no-create-topics"]
        command = [sys.executable, "-c", _LOGGED + _PROGRAM, *options]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603  our own program
        assert process.stderr is not None  # noqa: S101  it is a pipe
        try:
            next(line for line in process.stderr if _READY.search(line))
            asyncio.run(_measure(broker.connection, topics.enriched, process.pid, port, keep))
        finally:
            process.terminate()
            process.communicate()


_LOGGED: Final = "import logging; logging.basicConfig(level=logging.INFO); "


async def _measure(connection: Connection, topic: str, pid: int, port: int, keep: Keep) -> None:
    idle = resident_mb(pid)
    delays: list[float] = []
    sent: dict[int, float] = {}
    clients = [await _open(port, sent, delays) for _ in range(STREAMS)]
    await asyncio.gather(*(client.ready.wait() for client in clients))
    medians, slowest, share = [], [], []
    async with running(AIOKafkaProducer(**connection.client_options(), linger_ms=0)) as producer:
        await _round(producer, topic, sent, range(1000, 1010))
        for number in range(_ROUNDS):
            delays.clear()
            began, used = time.perf_counter(), cpu_seconds(pid)
            await _round(producer, topic, sent, range(number * _ARTICLES, (number + 1) * _ARTICLES))
            share.append(100 * (cpu_seconds(pid) - used) / (time.perf_counter() - began))
            ordered = sorted(delays)
            medians.append(ordered[len(ordered) // 2] * _MILLI)
            slowest.append(ordered[len(ordered) * 99 // 100] * _MILLI)
    keep(f"newsroom, {STREAMS} streams: Kafka to client, p50", "ms", medians)
    keep(f"newsroom, {STREAMS} streams: Kafka to client, p99", "ms", slowest)
    keep(f"newsroom, {STREAMS} streams: one processor", "%", share)
    keep("newsroom: memory, no stream", "MB", [idle])
    keep(f"newsroom: memory, {STREAMS} streams", "MB", [resident_mb(pid)])
    for client in clients:
        client.close()


async def _round(producer: AIOKafkaProducer, topic: str, sent: dict[int, float], numbers: range) -> None:
    for number in numbers:
        value = _article(number)
        sent[number] = time.perf_counter()
        await producer.send(topic, value, f"bench-{number}".encode())
        await asyncio.sleep(1 / _PER_SECOND)
    await asyncio.sleep(0.5)


class _Client(asyncio.Protocol):
    """One open stream: notes when each article comes."""

    def __init__(self, sent: dict[int, float], delays: list[float]) -> None:
        self.ready = asyncio.Event()
        self.close: Callable[[], None] = lambda: None
        self._sent = sent
        self._delays = delays

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  it is TCP
        transport.write(b"GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        self.close = transport.close

    def data_received(self, data: bytes) -> None:
        """Note the delay of every article that begins in the data."""
        now = time.perf_counter()
        if b"event: ready" in data:
            self.ready.set()
        for number in _SEEN.findall(data):
            self._delays.append(now - self._sent[int(number)])


async def _open(port: int, sent: dict[int, float], delays: list[float]) -> _Client:
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(lambda: _Client(sent, delays), "127.0.0.1", port)
    return client


def _article(number: int) -> bytes:
    """Return an enriched article with ten quotes."""
    words = "نعمل على إنجاز المشروع في موعده رغم الصعوبات التي تواجه فرق التنفيذ في الميدان"
    body = " ".join(f"قال المتحدث رقم {n}: «{words}»." for n in range(_QUOTES))
    quotes = [
        {
            "id": f"{number}-{n}", "kind": "direct", "field": "body", "start": 0, "end": 10, "text": words,
            "cue": {"start": 0, "end": 3, "text": "قال", "lemma": "قال", "speech_act": "say", "negated": False,
                    "tense": "past"},
            "speaker": {"entity": None, "name": f"المتحدث رقم {n}", "role": None, "mention": None,
                        "resolved_by": "name", "confidence": 0.9},
            "confidence": 0.9, "sentence": {"start": 0, "end": 10, "text": words},
        }
        for n in range(_QUOTES)
    ]  # fmt: skip
    article = {"id": f"bench-{number}", "headline": "خبر للقياس", "body": body, "source": "القياس"}
    return orjson.dumps({"article": article, "annotator": {}, "entities": [], "quotes": quotes})
