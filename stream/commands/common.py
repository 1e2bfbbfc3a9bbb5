"""What several commands need: reading articles, a recogniser by name, running until a signal comes."""

import asyncio
import codecs
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Iterable, Iterator
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from stream.events import Article, Withdrawal
from stream.ingest import UnreadableSource, read
from stream.kafka.connection import InvalidSetting
from stream.kafka.process import Annotate

if TYPE_CHECKING:  # loaded when needed: it takes NumPy
    from stream.annotate.entities.recognizer import Recognizer

Command = Callable[..., Any]

_SWITCH_SECONDS: Final = 0.0002
"""How long the event loop waits for the thread that annotates to let it run. With Python's 5 ms, each answer of a
broker could wait for so long."""


def source_options(command: Command) -> Command:
    """Add the files to read and what they are in; the command receives `sources`."""

    @click.argument("names", nargs=-1, type=str, metavar="[FILE|FOLDER|-]...")
    @click.option(
        "--encoding", help="What files are in that are not UTF-8 and do not say so, e.g. windows-1256."
    )
    @wraps(command)
    def wrapper(*, names: tuple[str, ...], encoding: str | None, **values: Any) -> Any:
        if encoding is not None:
            try:
                codecs.lookup(encoding)
            except LookupError as error:
                raise InvalidSetting(f"encoding: {error}") from None
        return command(sources=Sources(names, encoding), **values)

    return wrapper


class Sources:
    """The articles of files, folders and standard input ("-", also where nothing is named).

    What cannot be read is told on standard error, a line each, and does not stop the others.
    """

    def __init__(self, names: Iterable[str], encoding: str | None = None) -> None:
        self._names = tuple(names) or ("-",)
        self._encoding = encoding
        self._problems = 0

    def __iter__(self) -> Iterator[Article | Withdrawal]:
        for item in read(self._names, encoding=self._encoding):
            if isinstance(item, UnreadableSource):
                self._problems += 1
                click.echo(f"newsstream: {item}", err=True)
            else:
                yield item

    def exit(self) -> None:
        """End the command with exit code 1 if anything could not be read."""
        if self._problems:
            raise SystemExit(1)


_GC_THRESHOLDS: Final = (200_000, 20, 50)
"""Objects made since the last collection, and collections of a generation, after which the next one is due."""


def load_recognizer(
    name: str, threads: int | None = None, precision: Literal["float32", "int8"] = "float32"
) -> "Recognizer":
    """Return the recogniser that the settings name.

    Raises:
        InvalidSetting: There is no such recogniser, or it cannot be loaded.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one worker, one core; more threads cost memory only
    from stream.annotate.entities.registry import load

    try:
        recognizer = load(name, threads=threads, precision=precision)
    except ValueError as error:
        raise InvalidSetting(f"recognizer: {error}") from None
    # Annotation makes many objects and no cycles of them: when this was written, a sixth of its time went into
    # looking for some among the word lists.
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)
    return recognizer


def annotator(
    name: str,
    threads: int | None = None,
    precision: Literal["float32", "int8"] = "float32",
    *,
    lap: Callable[[str], None] | None = None,
) -> Annotate:
    """Return the annotating function with the recogniser that the settings name.

    Args:
        name: The recogniser's (see `load_recognizer` for the next two and for errors).
        threads: Of the recogniser.
        precision: Of the recogniser.
        lap: Called with the name of each step that has ended.
    """
    recognizer = load_recognizer(name, threads, precision)
    from stream.annotate import annotate
    from stream.annotate.chain import no_lap

    return partial(annotate, recognizer=recognizer, lap=lap or no_lap)


def run_until_stopped(action: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    """Run an action whose event is set by SIGTERM or SIGINT; a second signal cancels it."""

    sys.setswitchinterval(_SWITCH_SECONDS)

    async def run() -> None:
        stop = asyncio.Event()
        task = asyncio.ensure_future(action(stop))

        def signalled() -> None:
            if stop.is_set():
                task.cancel()
            stop.set()

        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, signalled)
        await task

    try:
        asyncio.run(run())
    except asyncio.CancelledError:
        raise click.Abort from None


def run_until_interrupted(action: Coroutine[Any, Any, None]) -> None:
    """Run an action that SIGTERM and SIGINT end at once, which is not an error."""

    async def run(stop: asyncio.Event) -> None:
        task = asyncio.ensure_future(action)
        stopped = asyncio.ensure_future(stop.wait())
        await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not task.done():
            task.cancel()
            await asyncio.wait((task,))
            return
        task.result()

    run_until_stopped(run)


def quiet_faust() -> None:
    """Keep Faust's reports of its normal life out of the log."""
    for library in ("faust", "mode", "stream.newsroom.tables"):
        logging.getLogger(library).setLevel(logging.WARNING)
