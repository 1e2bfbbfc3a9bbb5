"""The log on standard error: a line of JSON an event, or readable in a terminal. Never an article's text, nor a secret.

Everything goes through the standard library's loggers, libraries' lines too; structlog renders them. What a line is
about is given as `extra`: `article_id`, `topic`, `partition`, `offset`.

- Of an exception only its class and the places in the code are told. Its message may echo what was being read.
- aiokafka writes whole requests at level DEBUG, with messages and, with SASL PLAIN, the password. Below INFO it is
  never shown.
"""

import logging
import sys
import traceback
from typing import Any, TextIO

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from stream.observe.options import LogFormat, LogLevel


def configure_logs(
    form: LogFormat, level: LogLevel, *, clients: bool = False, stream: TextIO | None = None
) -> None:
    """Set up the log of this process.

    Args:
        form: `auto` is text in a terminal and JSON elsewhere.
        level: The least that is shown.
        clients: Whether the Kafka client's own lines are shown, too; at level `debug` they are in any case.
        stream: Where to write; standard error unless given.
    """
    stream = stream or sys.stderr
    as_text = form == "text" or (form == "auto" and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper("iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _first_line_of_asyncio,
                _exception_without_message,
                _text(colours=stream.isatty()) if as_text else _json,
            ],
        )
    )
    number = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(level=number, handlers=[handler], force=True)
    for name in ("faust", "mode"):
        logging.getLogger(name).setLevel(max(number, logging.INFO))
    logging.raiseExceptions = False  # a line that cannot be written would be shown with all it was made of
    shown = clients or number == logging.DEBUG
    logging.getLogger("aiokafka").setLevel(max(number, logging.INFO) if shown else logging.CRITICAL)


def _text(*, colours: bool) -> Processor:
    return structlog.dev.ConsoleRenderer(colors=colours, pad_event_to=0)


def _json(_: WrappedLogger, __: str, event: EventDict) -> str:
    ordered = {key: event.pop(key) for key in ("timestamp", "level", "event", "logger") if key in event}
    line = {**ordered, **event}
    try:
        return orjson.dumps(line, default=repr, option=orjson.OPT_NON_STR_KEYS).decode()
    except orjson.JSONEncodeError:  # half a surrogate pair, for instance
        return orjson.dumps({k: str(v).encode(errors="replace").decode() for k, v in line.items()}).decode()


def _first_line_of_asyncio(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Leave out what asyncio adds in further lines: the task, with its exception and the exception's message."""
    if event.get("logger") == "asyncio":
        event["event"] = str(event["event"]).partition("\n")[0]
    return event


def _exception_without_message(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    found: Any = event.pop("exc_info", None)
    event.pop("stack_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        places = (f"{frame.filename}:{frame.lineno} {frame.name}" for frame in _frames(error))
        event.setdefault("error", type(error).__name__)
        event["traceback"] = " > ".join(places)
    return event


def _frames(error: BaseException) -> traceback.StackSummary:
    return traceback.extract_tb(error.__traceback__, limit=-20)
