"""Sending articles to the input topic."""

import asyncio
from collections.abc import Callable, Iterable

import orjson
from aiokafka import AIOKafkaProducer

from stream.events import Article, Withdrawal
from stream.kafka.clients import running
from stream.kafka.connection import Connection

_IN_FLIGHT = 1_000


async def publish(
    connection: Connection,
    topic: str,
    items: Iterable[Article | Withdrawal],
    *,
    rate: float | None = None,
    on_sent: Callable[[], None] = lambda: None,
) -> int:
    """Send articles, keyed by their ids, and tombstones for withdrawn ones.

    Args:
        connection: The cluster.
        topic: Where to.
        items: What; read as they are sent, at most 1,000 ahead of the acknowledgements.
        rate: Most articles a second; None for as fast as possible.
        on_sent: Called for each acknowledged message.

    Returns:
        How many were acknowledged by all replicas.

    Raises:
        KafkaError: The cluster cannot be reached or refuses a message; what was acknowledged stays.
    """
    count = 0
    waiting: set[asyncio.Future[object]] = set()
    loop = asyncio.get_running_loop()
    begin = loop.time()
    async with running(AIOKafkaProducer(**connection.client_options(), acks="all", linger_ms=2)) as producer:
        for item in items:
            if rate:
                await asyncio.sleep(max(0.0, begin + count / rate - loop.time()))
            value = orjson.dumps(item.to_object()) if isinstance(item, Article) else None
            sent = await producer.send(topic, value, item.id.encode())
            sent.add_done_callback(lambda _: on_sent())
            waiting.add(sent)
            count += 1
            if len(waiting) >= _IN_FLIGHT:
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for future in done:
                    future.result()
        await asyncio.gather(*waiting)
    return count
