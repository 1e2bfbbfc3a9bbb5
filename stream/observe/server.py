"""The port for probes and metrics: `/live`, `/ready`, `/metrics`, served by a thread with a loop of its own.

So they are answered, with no, while the worker's loop is stuck.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

import orjson
from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from stream.kafka.connection import InvalidSetting
from stream.observe.vitals import Vitals

_END_SECONDS: Final = 5.0

Answer = Callable[[web.Request], Awaitable[web.Response]]


def observation_app(vitals: Vitals, registry: CollectorRegistry) -> web.Application:
    """Return the three answers as an application.

    `/live` and `/ready` are 200 with `{"live": true}`, or 503 with the reason beside false, in one line.
    """

    async def metrics(request: web.Request) -> web.Response:
        encode, kind = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(registry), headers={"Content-Type": kind})

    app = web.Application()
    app.router.add_get("/live", _probe("live", vitals.not_live))
    app.router.add_get("/ready", _probe("ready", vitals.not_ready))
    app.router.add_get("/metrics", metrics)
    return app


def _probe(name: str, problem: Callable[[], str | None]) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        reason = problem()
        told = {name: reason is None} | ({} if reason is None else {"reason": reason})
        return web.Response(
            body=orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE),
            content_type="application/json",
            status=200 if reason is None else 503,
        )

    return answer


class ObservationServer:
    """The port, open from `start` to `stop`.

    Args:
        app: Makes the application, in the thread's loop.
        host, port: Where to listen; port 0 is any that is free.
        beside: What else runs in the thread while the port is open.
    """

    def __init__(
        self,
        app: Callable[[], web.Application],
        host: str,
        port: int,
        beside: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        self._app, self._host, self._port, self._beside = app, host, port, beside
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None
        self._listening = threading.Event()
        self._problem: OSError | None = None
        self._thread = threading.Thread(target=self._run, name="observe", daemon=True)

    def start(self) -> str:
        """Open the port and return the address.

        Raises:
            InvalidSetting: The port is taken, or the host is no address of this machine.
        """
        self._thread.start()
        self._listening.wait()
        if self._problem is not None:
            reason = self._problem.strerror or str(self._problem)
            raise InvalidSetting(f"monitor-port: cannot listen on {self._host}:{self._port}: {reason}")
        return f"http://{f'[{self._host}]' if ':' in self._host else self._host}:{self._port}"

    def stop(self) -> None:
        """Close the port; nothing is waited for longer than five seconds."""
        if self._loop is not None and self._end is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join(_END_SECONDS)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        finally:
            self._listening.set()  # whatever happened, `start` must not wait for ever

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        runner = web.AppRunner(self._app(), access_log=None, handle_signals=False, shutdown_timeout=1.0)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self._host, self._port)
            await site.start()
        except OSError as error:
            self._problem = error
            await runner.cleanup()
            return
        self._port = runner.addresses[0][1]
        self._listening.set()
        task = asyncio.create_task(self._beside())
        try:
            await self._end.wait()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await runner.cleanup()
