"""What becomes of the messages of a batch: pure functions, no Kafka connection, no clock.

Every record ends in exactly one outcome: the events of its article, its withdrawal, or a dead letter.
"""

from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple

from aiokafka import ConsumerRecord

from stream.annotate.chain import Lap, no_lap
from stream.events import (
    Article,
    Enriched,
    Header,
    InvalidArticle,
    Withdrawal,
    decode_article,
    enriched_messages,
    withdrawal_messages,
)
from stream.kafka.deadletters import dead_letter_headers
from stream.kafka.topics import Topics

Annotate = Callable[[Sequence[Article]], list[Enriched]]
Kind = Literal["enriched", "skipped", "withdrawn", "dead-letter"]

Trace = Callable[[ConsumerRecord], list[Header]]
"""Gives the trace headers for the events of a record; the same record must always get the same."""

TRACE_HEADERS: Final = frozenset(("traceparent", "tracestate"))

_new: Final = tuple.__new__
"""Makes an `Output` in a third of the time that its own `__new__` takes, which is Python and calls this."""


class Output(NamedTuple):
    """One message to publish."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: list[Header]


class Outcome(NamedTuple):
    """What one input record became, and the messages that say so.

    `topics` has the topic of each message, also when `outputs` is empty because they were packed. `article` is the
    article's id, None where it could not be read. `error` is the name of the class of what made a dead letter of it.
    """

    record: ConsumerRecord
    kind: Kind
    outputs: list[Output]
    topics: Sequence[str]
    article: str | None = None
    error: str | None = None


Pack = Callable[[Outcome], Outcome]
"""Lays the outputs of an outcome where they will be sent from, and returns it without them."""


class ArticleTooLarge(InvalidArticle):
    """A message larger than the limit."""


def process(
    records: Sequence[ConsumerRecord],
    annotate: Annotate,
    topics: Topics,
    max_article_bytes: int,
    lap: Lap = no_lap,
    trace: Trace | None = None,
    pack: Pack | None = None,
) -> list[Outcome]:
    """Return the outcome of every record, in order.

    Args:
        records: The messages of one batch, from any partitions.
        annotate: Annotates many articles at once. Where it raises, the batch is halved until the article
            that it fails on is found, which becomes a dead letter.
        topics: Names of the topics to publish to.
        max_article_bytes: A larger value becomes a dead letter unread.
        lap: Called when `decode` and `encode` have ended.
        trace: Gives the trace headers of a record's events; otherwise they are the record's own.
        pack: Called with each outcome as soon as it is there, while its bytes are still in the processor's cache.
    """
    decoded = [_decode(record, max_article_bytes) for record in records]
    lap("decode")
    enriched = iter(_annotate_each([item for item in decoded if isinstance(item, Article)], annotate))
    outcomes = []
    for record, item in zip(records, decoded, strict=True):
        result = next(enriched) if isinstance(item, Article) else item
        article = item.id if isinstance(item, Article | Withdrawal) else None
        outcome = _outcome(record, result, topics, article, trace or carried_trace)
        outcomes.append(pack(outcome) if pack else outcome)
    lap("encode")
    return outcomes


def carried_trace(record: ConsumerRecord) -> list[Header]:
    """Return a record's own trace headers, to be carried on."""
    return [header for header in record.headers if header[0] in TRACE_HEADERS]


def dead_letter(
    record: ConsumerRecord, error: Exception, topics: Topics, article: str | None = None
) -> Outcome:
    """Return the outcome of a record that cannot be processed: its own key and bytes, and why."""
    headers = dead_letter_headers(record, error)
    output = Output(topics.dead_letters, record.key, record.value, headers)
    return Outcome(record, "dead-letter", [output], [output.topic], article, type(error).__name__)


def _decode(record: ConsumerRecord, max_bytes: int) -> Article | Withdrawal | Exception:
    size = len(record.value or b"")
    if size > max_bytes:
        return ArticleTooLarge(f"{size} bytes, more than the limit of {max_bytes}")
    try:
        return decode_article(record.value, record.key)
    except InvalidArticle as error:
        return error
    except Exception as error:  # noqa: BLE001  whatever bytes do to a parser, the next message is processed
        return error


def _annotate_each(articles: list[Article], annotate: Annotate) -> list[Enriched | Exception]:
    if not articles:
        return []
    try:
        return list(annotate(articles))
    except Exception as error:  # noqa: BLE001  a recogniser may raise anything; it costs one article, not the batch
        if len(articles) == 1:
            return [error]
    half = len(articles) // 2
    return _annotate_each(articles[:half], annotate) + _annotate_each(articles[half:], annotate)


def _outcome(
    record: ConsumerRecord,
    result: Enriched | Withdrawal | Exception,
    topics: Topics,
    article: str | None,
    trace: Trace,
) -> Outcome:
    traced = trace(record)
    kind: Kind = "enriched"
    try:
        if isinstance(result, Exception):
            return dead_letter(record, result, topics, article)
        if isinstance(result, Withdrawal):
            kind, messages = "withdrawn", withdrawal_messages(result, traced)
        else:
            kind, messages = "skipped" if result.skipped else "enriched", enriched_messages(result, traced)
    except Exception as error:  # noqa: BLE001  what cannot be encoded is a dead letter too
        return dead_letter(record, error, topics, article)
    names = topics.channels
    outputs = [_new(Output, (names[channel], k, v, h)) for channel, k, v, h in messages]
    return Outcome(record, kind, outputs, [output.topic for output in outputs], article)
