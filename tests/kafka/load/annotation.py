"""A recogniser for tests of delivery: quick, always the same for the same article, and failing where told to."""

import time
from collections.abc import Sequence
from typing import Final
from zlib import crc32

from stream.events import Annotator, Article, Enriched, Entity, Mention, Quote, Span, Speaker
from tests.kafka.load.messages import LARGE, POISON

ANNOTATOR: Final = Annotator("newsstream", "0", "test")
LARGE_CHARACTERS: Final = 700_000
_SLOW: Final = "!slow="
_waited: Final[set[str]] = set()
"""Articles on which this process has waited: a hang that passes, as of a service that was away."""


def annotate(articles: Sequence[Article]) -> list[Enriched]:
    """Return each article with up to three entities and two quotes, which its text alone decides.

    Raises:
        ValueError: One of the articles says `!raise`.
    """
    for article in articles:
        if _SLOW in article.body and article.id not in _waited:
            _waited.add(article.id)
            time.sleep(float(article.body.partition(_SLOW)[2].split()[0]))
    return annotate_at_once(articles)


def annotate_at_once(articles: Sequence[Article]) -> list[Enriched]:
    """Return the same as `annotate` does, without waiting."""
    return [_annotate_one(article) for article in articles]


def slow(seconds: float) -> str:
    """Return the word that makes `annotate` wait on the article that contains it."""
    return f"{_SLOW}{seconds}"


def _annotate_one(article: Article) -> Enriched:
    body = article.body
    if not body.strip():
        return Enriched(article, ANNOTATOR, skipped="empty")
    if article.language == "en":
        return Enriched(article, ANNOTATOR, skipped="language")
    if POISON in body:
        raise ValueError("an article that no recogniser survives")
    number = crc32(f"{article.headline}\n{body}".encode())
    entities = tuple(_entity(body, number + step) for step in range(number % 4))
    repeat = LARGE_CHARACTERS // len(body) + 1 if LARGE in body else 1
    quotes = tuple(
        _quote(article, entities, step, body * repeat) for step in range(repeat > 1 or number // 4 % 3)
    )
    return Enriched(article, ANNOTATOR, entities, quotes)


def _entity(body: str, number: int) -> Entity:
    word = body.split(maxsplit=1)[0]
    mention = Mention("body", 0, len(word), word, 0.9)
    return Entity(f"entity-{number % 50}", "PER", word, 0.5, None, None, None, (mention,))


def _quote(article: Article, entities: tuple[Entity, ...], step: int, text: str) -> Quote:
    speaker = Speaker(entities[0].id, entities[0].name, None, None, "name", 0.9) if entities else None
    body = article.body
    return Quote(
        id=f"{article.id}-{step}",
        kind="direct",
        field="body",
        start=0,
        end=len(body),
        text=text,
        cue=None,
        speaker=speaker,
        confidence=0.9,
        sentence=Span(0, len(body), body),
    )
