"""Enriched articles for the newsroom's tests, put together from words: nothing is annotated here."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Literal, NamedTuple

from aiokafka import AIOKafkaProducer

from stream.events import (
    Annotator,
    Article,
    Cue,
    Enriched,
    Entity,
    Geo,
    Mention,
    Message,
    Quote,
    Span,
    Speaker,
    Withdrawal,
    enriched_messages,
    withdrawal_messages,
)
from stream.kafka.connection import Connection
from stream.kafka.topics import Topics

Type = Literal["PER", "LOC", "ORG", "MISC"]
CAIRO = Geo("EG", 360630, 30.06, 31.25)


class Said(NamedTuple):
    """A quote of an article: who says it (a name, or None), the words as they stand in the body, and how."""

    speaker: str | None
    words: str
    kind: Literal["direct", "indirect", "mixed"] = "direct"
    cue: str = "قال"
    act: str = "say"


def entity_id(name: str, type_: Type = "PER") -> str:
    """Return the id that a name has here."""
    return f"{type_.lower()}:{blake2b(name.encode(), digest_size=8).hexdigest()}"


def enriched(
    id_: str,
    body: str,
    *,
    headline: str = "خبر اليوم",
    names: Mapping[str, Type] | None = None,
    said: Sequence[Said] = (),
    source: str | None = "صحيفة المساء",
    uri: str | None = None,
    published: str | None = "2026-11-01T10:00:00+02:00",
) -> Enriched:
    """Return an enriched article whose names and quotes are found in its body by their words."""
    types = names or {}
    entities = tuple(
        Entity(
            entity_id(name, type_),
            type_,
            name,
            0.5,
            None,
            CAIRO if type_ == "LOC" else None,
            None,
            tuple(Mention("body", start, start + len(name), name, 0.9) for start in _places(body, name)),
        )
        for name, type_ in types.items()
    )
    quotes = tuple(_quote(id_, body, one, types) for one in said)
    article = Article(id_, headline, body, "ar", uri, source, published)
    return Enriched(article, Annotator("newsstream", "test", "test"), entities, quotes)


def _places(body: str, name: str) -> list[int]:
    return [start for start in range(len(body)) if body.startswith(name, start)]


def _quote(id_: str, body: str, said: Said, types: Mapping[str, Type]) -> Quote:
    start = body.index(said.words)
    end = start + len(said.words)
    cue = body.find(said.cue)
    name = said.speaker
    entity = entity_id(name, types[name]) if name is not None and name in types else None
    return Quote(
        blake2b(f"{id_}\0{start}\0{said.words}".encode(), digest_size=8).hexdigest(),
        said.kind,
        "body",
        start,
        end,
        said.words,
        Cue(cue, cue + len(said.cue), said.cue, said.cue, said.act, negated=False, tense="past")
        if cue >= 0
        else None,
        Speaker(entity, name, "وزيرة المياه", None, "name", 0.97) if name is not None else None,
        0.93,
        Span(0, len(body), body),
    )


def simple(number: int, speaker: str = "ليلى حداد", place: str = "القاهرة") -> Enriched:
    """Return one of many articles: its speaker says one thing, in a place."""
    words = f"سنبدأ المشروع رقم {number} قريبا"
    body = f"قال {speaker} في {place}: «{words}»."
    return enriched(f"a{number}", body, names={speaker: "PER", place: "LOC"}, said=[Said(speaker, words)])


async def send(connection: Connection, topics: Topics, events: Sequence[Enriched | Withdrawal]) -> None:
    """Publish what a worker would publish of articles and withdrawals."""
    producer = AIOKafkaProducer(**connection.client_options())
    await producer.start()
    try:
        for event in events:
            await send_messages(producer, topics, messages(event))
    finally:
        await producer.stop()


def messages(event: Enriched | Withdrawal) -> list[Message]:
    """Return the messages of an article or a withdrawal."""
    return withdrawal_messages(event) if isinstance(event, Withdrawal) else enriched_messages(event)


async def send_messages(producer: AIOKafkaProducer, topics: Topics, found: Sequence[Message]) -> None:
    """Publish messages on their topics and wait for the acknowledgements."""
    for message in found:
        topic = topics.channels[message.channel]
        await producer.send_and_wait(topic, message.value, message.key, headers=list(message.headers))
