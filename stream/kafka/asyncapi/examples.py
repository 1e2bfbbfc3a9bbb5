"""Examples of the messages, made by the worker's own functions of one annotated article."""

from collections.abc import Iterable
from typing import Any, Final

import orjson
from aiokafka import ConsumerRecord

from stream.events import (
    Channel,
    Enriched,
    Header,
    InvalidArticle,
    Message,
    Withdrawal,
    decode_article,
    enriched_messages,
    to_ninjs,
    withdrawal_messages,
)
from stream.kafka.process import dead_letter
from stream.kafka.topics import Topics

Json = dict[str, Any]

# That of the specification: https://www.w3.org/TR/trace-context/#examples-of-http-traceparent-headers
_TRACE: Final[tuple[Header, ...]] = (
    ("traceparent", b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
)
_UNREADABLE: Final = b'{"id": "a1", "headline": "..."}'


def examples(enriched: Enriched, topics: Topics) -> dict[str, Json]:
    """Return an example of each message: headers and payload.

    Args:
        enriched: The annotated article.
        topics: Names of the topics.

    Raises:
        ValueError: The article has no entity or no quote with a speaker.
    """
    article = enriched.article
    written = enriched_messages(enriched, _TRACE)
    withdrawal = withdrawal_messages(Withdrawal(article.id), _TRACE)
    received = {"headers": _headers(_TRACE)}
    return {
        "article": received | {"payload": article.to_object()},
        "ninjs": received | {"payload": to_ninjs(enriched)},
        "articleTombstone": received | {"payload": None},
        "enriched": _example(_first(written, "enriched")),
        "enrichedTombstone": _example(_first(withdrawal, "enriched")),
        "entity": _example(_first(written, "entities")),
        "quote": _example(_first([message for message in written if _has_speaker(message)], "quotes")),
        "withdrawn": _example(_first(withdrawal, "entities")),
        "deadLetter": _dead_letter(topics),
    }


def _first(messages: Iterable[Message], channel: Channel) -> Message:
    for message in messages:
        if message.channel == channel:
            return message
    raise ValueError(f"the example article has nothing for {channel}")


def _has_speaker(message: Message) -> bool:
    return bool(message.value and orjson.loads(message.value).get("speaker"))


def _example(message: Message) -> Json:
    payload = None if message.value is None else orjson.loads(message.value)
    return {"headers": _headers(message.headers), "payload": payload}


def _dead_letter(topics: Topics) -> Json:
    record = ConsumerRecord(
        topic=topics.articles,
        partition=3,
        offset=1042,
        timestamp=0,
        timestamp_type=0,
        key=b"a1",
        value=_UNREADABLE,
        checksum=None,
        serialized_key_size=2,
        serialized_value_size=len(_UNREADABLE),
        headers=_TRACE,
    )
    (output,) = dead_letter(record, _error(), topics).outputs
    return {"headers": _headers(output.headers), "payload": _UNREADABLE.decode()}


def _error() -> Exception:
    """Return what reading the unreadable message raises, without a stack trace: its paths differ by machine."""
    try:
        decode_article(_UNREADABLE)
    except InvalidArticle as error:
        return error.with_traceback(None)
    raise AssertionError


def _headers(headers: Iterable[Header]) -> dict[str, str]:
    return {name: value.decode() for name, value in headers}
