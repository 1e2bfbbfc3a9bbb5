"""What every rival does with a message: the worker's own decoding, annotation and encoding."""

from collections.abc import Iterable
from typing import Final

from stream.events import Article, Header, decode_article, enriched_messages
from stream.kafka.process import Annotate
from stream.kafka.topics import Topics

BATCH: Final = 200
"""Most articles at once, for all of them, as for the worker."""

Sent = tuple[str, bytes, bytes | None, list[Header]]


def outputs(values: Iterable[bytes], annotate: Annotate, topics: Topics) -> list[Sent]:
    """Return topic, key, value and headers of all that comes of some articles."""
    decoded = [decode_article(value, None) for value in values]
    articles = [article for article in decoded if isinstance(article, Article)]
    return [
        (topics.channels[message.channel], message.key, message.value, message.headers)
        for enriched in annotate(articles)
        for message in enriched_messages(enriched)
    ]
