"""Events as Kafka messages: JSON payload, key, and CloudEvents 1.0 headers (Kafka binding, binary mode).

The same article always gives the same bytes. `ce_id` is a hash of type, key and payload, so that a consumer
can drop repeats by it. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
"""

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

import msgspec
import orjson

from stream.events.articles import Article, Withdrawal
from stream.events.digests import hexdigests
from stream.events.enriched import ArticleId, ArticleReference, Enriched, Quote, Withdrawn

Channel = Literal["enriched", "entities", "quotes"]
Header = tuple[str, bytes]
_Row = tuple[Channel, bytes, bytes | None]
"""What tells a message from the others of its article: channel, key and value."""

SOURCE: Final = b"/newsstream"
"""`ce_source` of every event."""
TYPES: Final[dict[Channel, str]] = {
    "enriched": "newsstream.article.enriched",
    "entities": "newsstream.entity",
    "quotes": "newsstream.quote",
}
"""`ce_type` of the events on each channel, but for withdrawals."""
WITHDRAWN: Final = "newsstream.article.withdrawn"
"""`ce_type` of what tells of a withdrawal."""
_TYPE_HEADERS: Final[dict[Channel, Header]] = {
    channel: ("ce_type", name.encode()) for channel, name in TYPES.items()
}
_WITHDRAWN_HEADERS: Final[dict[Channel, Header]] = dict.fromkeys(TYPES, ("ce_type", WITHDRAWN.encode()))
_ID_BYTES: Final = 16

_JSON: Final = msgspec.json.Encoder()
_new: Final = tuple.__new__
"""Makes a `Message` in a third of the time that its own `__new__` takes, which is Python and calls this."""


class Message(NamedTuple):
    """One message for one of the downstream topics. A value of None is a tombstone."""

    channel: Channel
    key: bytes
    value: bytes | None
    headers: list[Header]


def enriched_messages(enriched: Enriched, trace: Iterable[Header] = ()) -> list[Message]:
    """Return the messages of an annotated article: one on `enriched`, one an entity, one a quote.

    Entities and quotes are encoded once, in one call; their bytes serve the enriched article and their own events.

    Args:
        enriched: The annotated article.
        trace: Headers of the input that every output carries on (`traceparent`, `tracestate`).

    Raises:
        orjson.JSONEncodeError: A member that was passed through cannot be written as JSON.
    """
    article = enriched.article
    written = orjson.dumps(article.to_object())
    annotator = _JSON.encode(enriched.annotator)
    # without their last brace; JSON has no line feed inside. Of anything but a list, msgspec 0.22 leaks the iterator
    bodies = _JSON.encode_lines([*enriched.entities, *enriched.quotes]).split(b"}\n")
    entities, quotes = bodies[: len(enriched.entities)], bodies[len(enriched.entities) : -1]
    skipped = b',"skipped":' + _JSON.encode(enriched.skipped) if enriched.skipped else b""
    whole = b'{"article":%b,"annotator":%b,"entities":%b,"quotes":%b%b}' % (
        written,
        annotator,
        _array(entities),
        _array(quotes),
        skipped,
    )
    reference = ArticleReference(article.id, article.headline, article.uri, article.source, article.published)
    tail = b',"article":%b,"annotator":%b}' % (_JSON.encode(reference), annotator)

    common = _common_headers(article.id, article.published, trace)
    rows: list[_Row] = [("enriched", article.id.encode(), whole)]
    rows += [
        ("entities", entity.id.encode(), body + tail)
        for entity, body in zip(enriched.entities, entities, strict=True)
    ]
    rows += [
        ("quotes", _key(quote, article).encode(), body + tail)
        for quote, body in zip(enriched.quotes, quotes, strict=True)
    ]
    return _messages(rows, common, _TYPE_HEADERS)


def _array(bodies: list[bytes]) -> bytes:
    """Return the JSON array of objects that come without their last brace."""
    return b"[%b}]" % b"},".join(bodies) if bodies else b"[]"


def _key(quote: Quote, article: Article) -> str:
    speaker = quote.speaker
    return (speaker.entity or speaker.name) if speaker else article.id


def withdrawal_messages(withdrawal: Withdrawal, trace: Iterable[Header] = ()) -> list[Message]:
    """Return the messages of a withdrawn article: a tombstone on `enriched`, an event on the other two topics.

    All three have the article's id as their key.
    """
    common = _common_headers(withdrawal.id, None, trace)
    event = _JSON.encode(Withdrawn(ArticleId(withdrawal.id)))
    key = withdrawal.id.encode()
    rows: list[_Row] = [("enriched", key, None), ("entities", key, event), ("quotes", key, event)]
    return _messages(rows, common, _WITHDRAWN_HEADERS)


def _common_headers(subject: str, time: str | None, trace: Iterable[Header]) -> list[Header]:
    headers = [("ce_specversion", b"1.0"), ("ce_source", SOURCE), ("ce_subject", subject.encode())]
    if time is not None:
        headers.append(("ce_time", time.encode()))
    return [*headers, ("content-type", b"application/json"), *trace]


def _messages(rows: list[_Row], common: list[Header], types: dict[Channel, Header]) -> list[Message]:
    """Return the messages of these channels, keys and values, each with its `ce_id`."""
    ids = hexdigests([(types[channel][1], key, value or b"") for channel, key, value in rows], _ID_BYTES)
    return [
        _new(Message, (channel, key, value, [("ce_id", digest.encode()), types[channel], *common]))
        for (channel, key, value), digest in zip(rows, ids, strict=True)
    ]
