"""The official AsyncAPI parser, which npm fetched once into the cache."""

import fcntl
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

PACKAGES: Final = ("@asyncapi/parser@3.6.3", "@asyncapi/specs@6.11.1")
_FETCH_SECONDS: Final = 120
_PARSE_SECONDS: Final = 60
_SHORT_TIMEOUTS: Final = (
    "--fetch-retries=0",
    "--fetch-timeout=10000",
)  # a dead network is a no within seconds
_QUIET: Final = ("--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--loglevel=error")


class ParserNotAvailable(Exception):  # noqa: N818  a reason to skip, not an error
    """There is no node or no parser to be had here. The text says in one line what is missing."""


class OfficialParser:
    """Runs the parser. `modules` is the folder of its packages.

    Raises:
        ParserNotAvailable: node, npm or the packages cannot be had.
    """

    def __init__(self) -> None:
        programs = {name: shutil.which(name) for name in ("node", "npm")}
        missing = [name for name, program in programs.items() if program is None]
        if missing:
            raise ParserNotAvailable(f"{' and '.join(missing)} not installed")
        self._node = str(programs["node"])
        self.modules = _fetched(str(programs["npm"])) / "node_modules"

    def parse(self, documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return, for each document, its diagnostics and the names of its messages (None where it is refused)."""
        script = Path(__file__).with_name("parse.cjs")
        done = subprocess.run(  # noqa: S603  our own words
            [self._node, str(script)],
            input=json.dumps([json.dumps(document) for document in documents]),
            capture_output=True,
            text=True,
            check=True,
            timeout=_PARSE_SECONDS,
            env={**os.environ, "NODE_PATH": str(self.modules)},
        )
        results: list[dict[str, Any]] = json.loads(done.stdout)
        return results


def _fetched(npm: str) -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / f"newsstream-{PACKAGES[0].rpartition('/')[2].replace('@', '-')}"
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with folder.with_name(folder.name + ".lock").open("w") as lock:  # test processes side by side fetch once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            _fetch(npm, folder)
    return folder


def _fetch(npm: str, folder: Path) -> None:
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    command = [npm, "install", "--prefix", str(partial), *_SHORT_TIMEOUTS, *_QUIET, *PACKAGES]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_FETCH_SECONDS)  # noqa: S603  our own words
    except subprocess.TimeoutExpired:
        raise ParserNotAvailable(f"npm did not fetch {PACKAGES[0]} within {_FETCH_SECONDS} s") from None
    if done.returncode:
        reason = next((line for line in done.stderr.splitlines() if "error" in line), "npm failed")
        raise ParserNotAvailable(f"npm cannot fetch {PACKAGES[0]}: {reason[:200]}")
    partial.rename(folder)
