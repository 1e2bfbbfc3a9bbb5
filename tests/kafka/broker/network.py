"""A network that can fail: TCP ports on loopback that pass everything on, slowly, not at all, or cut off."""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Final, Self

_CHUNK: Final = 65_536
_START_SECONDS: Final = 10.0
_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)


class Network:
    """Proxies in a thread of their own, one a route. It ends with `close` or the `with` block.

    Args:
        routes: For each port to listen on, the port to connect to; all on loopback.
    """

    def __init__(self, routes: Mapping[int, int]) -> None:
        self._routes = dict(routes)
        self._delay = 0.0
        self._links: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._passing = asyncio.Event()
        self._passing.set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="network", daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(_START_SECONDS)

    def delay(self, seconds: float) -> None:
        """Hold every piece of data back for so long, in both directions."""
        self._tell(lambda: setattr(self, "_delay", seconds))

    def silence(self) -> None:
        """Pass nothing on, and keep connections, old and new: they are half open."""
        self._tell(self._passing.clear)

    def reset(self) -> None:
        """Break every connection (RST)."""
        self._tell(self._break)

    def heal(self) -> None:
        """Pass everything on again; what was held back goes first."""
        self._tell(lambda: setattr(self, "_delay", 0.0))
        self._tell(self._passing.set)

    def close(self) -> None:
        """Break every connection and stop listening."""
        self._tell(self._break)
        self._tell(self._loop.stop)
        self._thread.join(_START_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _tell(self, action: Callable[[], object]) -> None:
        self._loop.call_soon_threadsafe(action)

    async def _listen(self) -> None:
        for port in self._routes:
            await asyncio.start_server(self._link, "127.0.0.1", port)

    async def _link(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = self._routes[writer.get_extra_info("sockname")[1]]
        try:
            there, back = await asyncio.open_connection("127.0.0.1", target)
        except OSError:
            writer.close()
            return
        self._links |= {writer, back}
        await asyncio.gather(self._pump(reader, back), self._pump(there, writer))
        self._links -= {writer, back}

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(_CHUNK):
                await self._passing.wait()
                if self._delay:
                    await asyncio.sleep(self._delay)
                writer.write(data)
                await writer.drain()
        writer.close()

    def _break(self) -> None:
        for writer in self._links:
            link = writer.get_extra_info("socket")
            if link is not None:
                with contextlib.suppress(OSError):
                    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            writer.transport.abort()
