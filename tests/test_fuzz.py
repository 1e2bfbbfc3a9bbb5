"""Ten thousand random and mutated messages through reading and annotation: only typed errors come out."""

import random

import orjson

from stream import samples
from stream.annotate import annotate
from stream.annotate.entities.registry import load
from stream.events import Article, Enriched, InvalidArticle, decode_article, enriched_messages

SEED = 20_260_101
MESSAGES = 10_000
_EXCERPT = 300  # code points
_SIGNS = "«»“”\"'‹›()[]:؛،.…؟!-–\u200f\u202e\u0640\u064b\n\t 😀ﷲﻼ٣4aأوقال"


def _texts(source: random.Random) -> list[str]:
    texts = [article.body for article in samples.load()]
    starts = [(text, source.randrange(max(1, len(text) - _EXCERPT))) for text in texts]
    return [text[start : start + _EXCERPT] for text, start in starts]


def _mutated_text(text: str, source: random.Random) -> str:
    """Insert, delete, double and swap single signs."""
    signs = list(text)
    for _ in range(source.randrange(12)):
        place = source.randrange(len(signs))
        change = source.randrange(4)
        if change == 0:
            signs.insert(place, source.choice(_SIGNS))
        elif change == 1 and len(signs) > 1:
            del signs[place]
        elif change == 2:
            signs.insert(place, signs[place])
        else:
            signs[place] = source.choice(signs)
    return "".join(signs)


def _mutated_bytes(value: bytes, source: random.Random) -> bytes:
    data = bytearray(value)
    for _ in range(source.randrange(1, 6)):
        place = source.randrange(len(data))
        data[place : place + source.randrange(3)] = source.randbytes(source.randrange(3))
    return bytes(data)


def _messages(source: random.Random) -> list[bytes]:
    messages = []
    texts = _texts(source)
    for number in range(MESSAGES):
        kind = number % 4
        if kind == 0:
            messages.append(source.randbytes(source.randrange(200)))
            continue
        body = _mutated_text(source.choice(texts), source)
        headline = _mutated_text(source.choice(texts)[:60], source)
        value = orjson.dumps({"headline": headline, "body": body}, option=orjson.OPT_APPEND_NEWLINE)
        messages.append(_mutated_bytes(value, source) if kind == 1 else value)
    return messages


def test_only_typed_errors() -> None:
    """Every message is refused with InvalidArticle, or annotated with offsets that are exact, and written."""
    recognizer = load("builtin")
    articles, refused = [], 0
    for value in _messages(random.Random(SEED)):
        try:
            found = decode_article(value)
        except InvalidArticle:
            refused += 1
        else:
            assert isinstance(found, Article)
            articles.append(found)
    assert refused + len(articles) == MESSAGES
    assert min(refused, len(articles)) > MESSAGES // 10  # both ways are tried
    for enriched in annotate(articles, recognizer):
        _check_offsets(enriched)
        assert enriched_messages(enriched)


def _check_offsets(enriched: Enriched) -> None:
    fields = {"headline": enriched.article.headline, "body": enriched.article.body}
    for entity in enriched.entities:
        for named in entity.mentions:
            assert fields[named.field][named.start : named.end] == named.text != ""
    for quote in enriched.quotes:
        text = fields[quote.field]
        mention = quote.speaker.mention if quote.speaker else None
        for span in (quote, quote.sentence, quote.cue, mention):
            assert span is None or text[span.start : span.end] == span.text
        assert quote.text
