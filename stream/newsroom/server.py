"""The web server: the page's own files, the interface, and what every answer says to the browser.

All that comes from articles is untrusted. The page puts it into the document as text only; the policy sent
here forbids inline scripts and styles and any address but this one, so that nothing would come of a mistake.
"""

import asyncio
import hashlib
import ipaddress
import logging
import mimetypes
from collections.abc import Awaitable, Callable
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

import orjson
from aiohttp import web
from aiohttp.typedefs import Middleware

from stream.kafka.connection import InvalidSetting
from stream.newsroom.filters import InvalidFilter

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_TYPES: Final = {
    ".js": "text/javascript",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}
_LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "::1")


class Asset:
    """One file of the page, held in memory with its type and a tag of its content."""

    def __init__(self, file: Traversable) -> None:
        self.body = file.read_bytes()
        suffix = "." + file.name.rpartition(".")[2]
        self.type = _TYPES.get(suffix) or mimetypes.guess_type(file.name)[0] or "text/plain"
        self.tag = f'"{hashlib.blake2b(self.body, digest_size=8).hexdigest()}"'

    async def answer(self, request: web.Request) -> web.Response:
        """Return the file, or that it has not changed."""
        headers = {"ETag": self.tag, "Cache-Control": "no-cache"}
        if request.headers.get("If-None-Match") == self.tag:
            return web.Response(status=304, headers=headers)
        charset = "utf-8" if self.type.startswith("text/") else None
        response = web.Response(body=self.body, content_type=self.type, charset=charset, headers=headers)
        if not self.type.startswith("font/"):
            response.enable_compression()
        return response


def add_page(app: web.Application) -> None:
    """Add the page at / and its files beside it."""
    root = resources.files("stream.newsroom") / "static"
    for path, file in _files(root, "/"):
        app.router.add_get(path, Asset(file).answer)
        if path == "/index.html":
            app.router.add_get("/", Asset(file).answer)


def _files(folder: Traversable, path: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            found += _files(entry, f"{path}{entry.name}/")
        else:
            found.append((path + entry.name, entry))
    return found


def guard(host: str) -> Middleware:
    """Return the middleware that puts the headers on every answer and turns errors into JSON.

    Where the server listens on loopback, requests that call it by any other name are refused: a page elsewhere
    could otherwise have its own name point here and read along (DNS rebinding).
    """
    local = is_loopback(host)

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if local and _host_name(request.host) not in _LOCAL_NAMES:
            return _problem(421, "this newsroom answers to localhost only")
        try:
            return await handler(request)
        except web.HTTPException as error:
            return _problem(error.status, error.text or error.reason)
        except InvalidFilter as error:
            return _problem(400, str(error))
        except (ConnectionResetError, asyncio.CancelledError):
            raise
        except Exception:
            log.exception("newsroom: %s %s failed", request.method, request.path)
            return _problem(500, "internal error")

    return middleware


async def put_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers that every answer has on a response, before it goes out."""
    response.headers.update(_HEADERS)


def is_loopback(host: str) -> bool:
    """Say whether an address is reachable from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _host_name(host: str) -> str:
    name = host.rpartition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
    return name.lower()


def _problem(status: int, text: str) -> web.Response:
    return web.Response(status=status, body=orjson.dumps({"error": text}), content_type="application/json")


async def serve(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen. The caller cleans the runner up.

    Raises:
        InvalidSetting: The port is taken, or the address is not of this machine.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise InvalidSetting(f"port: cannot listen on {host}:{port}: {error.strerror}") from None
    return runner
