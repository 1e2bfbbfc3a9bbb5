"""Dead letters: messages that cannot be read or annotated, with their original bytes and the reason.

The header names are those of Kafka Streams (KIP-1034), so that tools for those read ours as well.
"""

import traceback
from collections.abc import Iterable
from typing import Final, NamedTuple

from aiokafka import ConsumerRecord

from stream.events import Header

PREFIX: Final = "__streams.errors."
_STACKTRACE_BYTES: Final = 8_192


class Origin(NamedTuple):
    """Where a dead letter came from."""

    topic: str
    partition: int
    offset: int


def dead_letter_headers(record: ConsumerRecord, error: Exception) -> list[Header]:
    """Return the headers of a dead letter: those of the record, then exception, place and stack trace.

    Args:
        record: The message that could not be processed.
        error: Why. Its stack trace is cut to its last 8,192 bytes.
    """
    trace = "".join(traceback.format_exception(error)).encode(errors="replace")[-_STACKTRACE_BYTES:]
    details = {
        "exception": f"{type(error).__module__}.{type(error).__qualname__}".encode(),
        "message": str(error).encode(errors="replace"),
        "stacktrace": trace,
        "topic": record.topic.encode(),
        "partition": str(record.partition).encode(),
        "offset": str(record.offset).encode(),
    }
    return [*original_headers(record.headers), *((PREFIX + name, value) for name, value in details.items())]


def original_headers(headers: Iterable[Header]) -> list[Header]:
    """Return a message's headers without those that made it a dead letter."""
    return [(name, value) for name, value in headers if not name.startswith(PREFIX)]


def origin(headers: Iterable[Header]) -> Origin | None:
    """Return where a dead letter came from, None if its headers do not say."""
    found = {name.removeprefix(PREFIX): value for name, value in headers if name.startswith(PREFIX)}
    try:
        return Origin(found["topic"].decode(), int(found["partition"]), int(found["offset"]))
    except (KeyError, ValueError):
        return None
