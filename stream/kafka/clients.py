"""Starting and stopping aiokafka's clients, and saying what went wrong with them."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final

log = logging.getLogger(__name__)

STOP_SECONDS: Final = 10.0
"""How long a client may take to go away; its broker may be gone."""


@asynccontextmanager
async def running(client: Any) -> AsyncIterator[Any]:
    """Start a producer, consumer or admin client of aiokafka, and stop it at the end, also where it did not start.

    Raises:
        KafkaError: It could not be started.
    """
    try:
        await client.start()
        yield client
    finally:
        await stop_client(client)


async def stop_client(client: Any) -> None:
    """Stop a producer, consumer or admin client, waiting 20 seconds at most and raising nothing."""
    problem = await _attempt(client.stop() if hasattr(client, "stop") else client.close())
    if problem is not None:
        # it goes away because something failed, which is reported already
        log.warning("a Kafka client did not stop cleanly: %s", problem)
        await _attempt(_cut_off(client))


async def _attempt(action: Coroutine[Any, Any, None]) -> str | None:
    """Wait 10 seconds at most for an action, and return what went wrong with it.

    It runs in a task of its own: aiokafka cancels tasks of its own and waits for them, and that cancellation, too,
    must end here.
    """
    task = asyncio.ensure_future(action)
    _, late = await asyncio.wait((task,), timeout=STOP_SECONDS)
    if late:
        task.cancel()
        return f"nothing within {STOP_SECONDS:.0f} s"
    if task.cancelled():
        return "cancelled"
    error = task.exception()
    return None if error is None else reason(error)


async def _cut_off(client: Any) -> None:
    """Cut off a client that did not stop in time.

    aiokafka waits for its brokers before it closes its connections. Left alone, it would go on when they are back,
    and publish what has been given up: at least once, that is out of order.
    """
    sender = getattr(getattr(client, "_sender", None), "sender_task", None)
    while sender is not None and not sender.done():
        sender.cancel()  # the first time it waits for what it has in hand, which may be for ever
        await asyncio.sleep(0)
    fetcher = getattr(client, "_fetcher", None)
    if fetcher is not None:
        await fetcher.close()
    await (client.client if hasattr(client, "client") else client._client).close()  # noqa: SLF001  no public way


def reason(error: BaseException) -> str:
    """Return what an error says, with its kind where it does not say it itself."""
    kind, text = type(error).__name__, " ".join(str(error).split())
    return text if kind in text else f"{kind}: {text}".removesuffix(": ")
