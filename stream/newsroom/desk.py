"""The newest articles in memory, with their quotes and names: what the page and its interface show.

Filled from `news.enriched` alone, whose messages hold an article whole and come in order for each article: a
new version replaces the former one, and a withdrawal takes everything away at once. (On the other topics a
withdrawal has another key than what it withdraws, and so may be read before it.)

An article with ten quotes weighs about 60 KB here; the oldest ones go when there are more than `limit`.
"""

import zlib
from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from sys import intern
from typing import Any, Final, NamedTuple

import orjson

from stream.newsroom.filters import Filter
from stream.newsroom.text import fold

_REMEMBERED_WITHDRAWALS: Final = 10_000


class Position(NamedTuple):
    """Where an article stands in the order of the page: Kafka's time (ms), partition, offset."""

    time: int
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Name:
    """An entity as it is named: id, type, name, where it is (latitude, longitude), role, number of mentions."""

    id: str
    type: str
    name: str
    geo: tuple[float, float] | None
    role: str | None
    mentions: int


@dataclass(frozen=True, slots=True)
class Said:
    """A quote as filters see it, and its JSON as the interface gives it."""

    id: str
    speaker: str | None
    names: tuple[str, ...]
    kind: str
    act: str | None
    folded: str
    json: bytes


@dataclass(frozen=True, slots=True)
class Story:
    """An article on the desk. `digest` tells versions apart, `packed` is the message as it came, compressed."""

    id: str
    position: Position
    headline: str
    folded: str
    outlet: str | None
    published: str | None
    digest: bytes
    packed: bytes
    quotes: tuple[Said, ...]
    names: Mapping[str, Name]

    @property
    def value(self) -> bytes:
        """The message as it came."""
        return zlib.decompress(self.packed)


class UnreadableEvent(ValueError):  # noqa: N818  a message that is not what its topic promises
    """A message that is no enriched article."""


def speaker_key(speaker: Mapping[str, Any]) -> str:
    """Return what identifies a speaker: the entity's id, or the folded name where there is no entity."""
    return speaker["entity"] or f"name:{fold(speaker['name'])}"


def read_story(value: bytes, position: Position) -> Story:
    """Return the story of a message of `news.enriched`.

    Raises:
        UnreadableEvent: It is not an enriched article.
    """
    try:
        event = orjson.loads(value)
        article = event["article"]
        names = {name.id: name for name in map(_name, event["entities"])}
        quotes = tuple(_said(quote, event, names, position) for quote in event["quotes"])
        return Story(
            str(article["id"]),
            position,
            str(article["headline"]),
            fold(article["headline"]),
            article.get("source"),
            article.get("published"),
            blake2b(value, digest_size=16).digest(),
            zlib.compress(value, 1),
            quotes,
            names,
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise UnreadableEvent(f"{type(error).__name__}: {error}") from None


def _name(entity: Mapping[str, Any]) -> Name:
    geo, role = entity["geo"], entity["role"]
    place = (float(geo["latitude"]), float(geo["longitude"])) if geo else None
    return Name(
        intern(entity["id"]),
        intern(entity["type"]),
        intern(entity["name"]),
        place,
        role["text"] if role else None,
        len(entity["mentions"]),
    )


def _said(
    quote: Mapping[str, Any], event: Mapping[str, Any], names: Mapping[str, Name], position: Position
) -> Said:
    article, speaker, cue, sentence = event["article"], quote["speaker"], quote["cue"], quote["sentence"]
    begin, end = min(quote["start"], sentence["start"]), max(quote["end"], sentence["end"])
    named = [
        intern(entity["id"])
        for entity in event["entities"]
        if any(
            mention["field"] == quote["field"] and mention["start"] < end and mention["end"] > begin
            for mention in entity["mentions"]
        )
    ]
    key = speaker_key(speaker) if speaker else None
    shown = {
        "id": quote["id"],
        "kind": quote["kind"],
        "text": quote["text"],
        "confidence": quote["confidence"],
        "cue": {name: cue[name] for name in ("text", "lemma", "speech_act", "negated")} if cue else None,
        "speaker": {
            "id": key,
            **{name: speaker[name] for name in ("entity", "name", "role", "resolved_by", "confidence")},
        }
        if speaker
        else None,
        "names": [{"id": id_, "type": names[id_].type, "name": names[id_].name} for id_ in named],
        "article": {name: article.get(name) for name in ("id", "headline", "uri", "source", "published")},
        "received": position.time,
    }
    words = f"{quote['text']} {speaker['name'] if speaker else ''}"
    return Said(
        str(quote["id"]),
        intern(key) if key else None,
        tuple(dict.fromkeys([*named, key] if key else named)),
        intern(quote["kind"]),
        intern(cue["speech_act"]) if cue else None,
        fold(words),
        orjson.dumps(shown),
    )


class Desk:
    """The stories by id, in order of arrival, and by the names in them. Holds at most `limit` stories."""

    def __init__(self, limit: int) -> None:
        self.stories: dict[str, Story] = {}
        self.withdrawn: dict[str, Position] = {}
        self._limit = limit
        self._order: list[tuple[Position, str]] = []
        self._naming: dict[str, set[str]] = {}
        self._speaking: dict[str, set[str]] = {}

    def put(self, story: Story) -> bool:
        """Take a story in, in place of its former version; say whether it brings anything new."""
        former = self.stories.get(story.id)
        if former is not None:
            if former.digest == story.digest:  # repeated, as at-least-once may
                return False
            self._remove(former)
        self.withdrawn.pop(story.id, None)
        self.stories[story.id] = story
        insort(self._order, (story.position, story.id))
        for name in story.names:
            self._naming.setdefault(name, set()).add(story.id)
        for quote in story.quotes:
            if quote.speaker:
                self._speaking.setdefault(quote.speaker, set()).add(story.id)
        while len(self._order) > self._limit:
            self._remove(self.stories[self._order[0][1]])
        return story.id in self.stories

    def withdraw(self, article: str, position: Position) -> None:
        """Forget an article and remember that it was withdrawn, for the newest 10,000 of those."""
        former = self.stories.get(article)
        if former is not None:
            self._remove(former)
        self.withdrawn[article] = position
        if len(self.withdrawn) > _REMEMBERED_WITHDRAWALS:
            del self.withdrawn[next(iter(self.withdrawn))]

    def _remove(self, story: Story) -> None:
        del self.stories[story.id]
        del self._order[bisect_left(self._order, (story.position, story.id))]
        for name in story.names:
            _discard(self._naming, name, story.id)
        for speaker in {quote.speaker for quote in story.quotes if quote.speaker}:
            _discard(self._speaking, speaker, story.id)

    def newest(self, before: Position | None = None, among: set[str] | None = None) -> Iterator[Story]:
        """Yield stories from the newest to the oldest.

        Args:
            before: Begin at this position (included); None for the newest.
            among: Only stories with these ids.
        """
        chosen = among if among is None else sorted((self.stories[id_].position, id_) for id_ in among)
        found = self._order if chosen is None else chosen
        end = len(found) if before is None else bisect_left(found, (before, "\U0010ffff"))
        for index in range(end - 1, -1, -1):
            yield self.stories[found[index][1]]

    def quotes(
        self, wanted: Filter, before: tuple[Position, int] | None = None
    ) -> Iterator[tuple[Position, int, Said]]:
        """Yield quotes that fit, the newest article first, in reading order within an article.

        Args:
            wanted: What fits.
            before: Go on behind this quote (the position of its article, its number in it).
        """
        for story in self.newest(before and before[0], self._candidates(wanted)):
            first = before[1] + 1 if before and story.position == before[0] else 0
            for number, quote in enumerate(story.quotes):
                if number >= first and wanted.fits(quote, story):
                    yield story.position, number, quote

    def _candidates(self, wanted: Filter) -> set[str] | None:
        """Return the only stories that can hold a fitting quote, None for all."""
        sets = [self.stories_of(name) for name in wanted.names]
        if wanted.speaker:
            sets.append(self._speaking.get(wanted.speaker, set()))
        if wanted.article:
            sets.append({wanted.article} & self.stories.keys())
        return set.intersection(*sets) if sets else None

    def stories_of(self, name: str) -> set[str]:
        """Return the ids of the stories that name an entity, or quote a speaker of that key."""
        return self._naming.get(name, set()) | self._speaking.get(name, set())

    def names(self) -> Iterator[tuple[str, set[str]]]:
        """Yield every entity id with the ids of the stories that name it."""
        return iter(self._naming.items())

    def since(self, seen: Mapping[int, int]) -> list[Story]:
        """Return stories, oldest first, behind the given offset of their partition."""
        return [
            self.stories[id_]
            for position, id_ in self._order
            if position.offset > seen.get(position.partition, -1)
        ]


def _discard(index: dict[str, set[str]], key: str, id_: str) -> None:
    ids = index[key]
    ids.discard(id_)
    if not ids:
        del index[key]
