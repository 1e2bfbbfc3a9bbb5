"""Waiting for several things at once, for a limited time, or until a worker shall stop."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

T = TypeVar("T")


@asynccontextmanager
async def within(seconds: float, otherwise: str) -> AsyncIterator[None]:
    """End the block after so many seconds with a TimeoutError that says what did not happen."""
    timeout = asyncio.timeout(seconds)
    try:
        async with timeout:
            yield
    except TimeoutError as error:
        if not timeout.expired():
            raise
        raise TimeoutError(f"{otherwise} within {seconds:.0f} s") from error


async def all_of(actions: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Run actions at the same time, wait for the end of all, then raise the first error if there was one."""
    for result in await asyncio.gather(*actions, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result


async def before(end: asyncio.Future[Any], action: Coroutine[Any, Any, T]) -> T | None:
    """Return what an action returns, or None when `end` is done first; the action is cancelled then."""
    task = asyncio.ensure_future(action)
    try:
        await asyncio.wait((task, end), return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        task.cancel()
        await asyncio.wait((task,))


async def unless(stop: asyncio.Event, action: Coroutine[Any, Any, T]) -> T | None:
    """Return what an action returns, or None when `stop` is set first; the action is cancelled then."""
    stopped = asyncio.ensure_future(stop.wait())
    try:
        return await before(stopped, action)
    finally:
        stopped.cancel()
        await asyncio.wait((stopped,))
