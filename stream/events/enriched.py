"""The events that newsstream publishes, as frozen dataclasses whose fields are the JSON members in order.

Offsets count Unicode code points of the named field exactly as received, and `text == field[start:end]`.
"""

from dataclasses import dataclass
from typing import Literal

from stream.events.articles import Article

Field = Literal["headline", "body"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the quote's own field: start, end (excluded) and the words there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an entity is named, and the chance (0 to 1) that this is right."""

    field: Field
    start: int
    end: int
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Geo:
    """Where a place is: ISO 3166-1 alpha-2 country, GeoNames id, degrees of latitude and longitude (WGS 84)."""

    country: str | None
    geonames: int | None
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Role:
    """The office or title that the article gives a person, where it stands."""

    field: Field
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A named thing of the article under its fullest name. `salience` says how central it is, 0 to 1."""

    id: str
    type: Literal["PER", "LOC", "ORG", "MISC"]
    name: str
    salience: float
    uri: str | None
    geo: Geo | None
    role: Role | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """The words that introduce a quote, their lemma, and the kind of speech act (say, deny, warn …)."""

    start: int
    end: int
    text: str
    lemma: str
    speech_act: str
    negated: bool
    tense: Literal["past", "present", "future"] | None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said it: entity id where the source is one, the fullest name, role, and the mention by the cue."""

    entity: str | None
    name: str
    role: str | None
    mention: Span | None
    resolved_by: Literal["name", "alias", "pronoun", "nominal"]
    confidence: float


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of reported speech and the sentence it begins in.

    `cue` is null where only a colon introduces it, `speaker` where it cannot be known.
    """

    id: str
    kind: Literal["direct", "indirect", "mixed"]
    field: Field
    start: int
    end: int
    text: str
    cue: Cue | None
    speaker: Speaker | None
    confidence: float
    sentence: Span


@dataclass(frozen=True, slots=True)
class Annotator:
    """What made an annotation: program, version and recogniser."""

    name: str
    version: str
    recognizer: str


@dataclass(frozen=True, slots=True)
class Enriched:
    """An article with its entities and quotes; `skipped` says why there are none ("language", "empty")."""

    article: Article
    annotator: Annotator
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    skipped: Literal["language", "empty"] | None = None


@dataclass(frozen=True, slots=True)
class ArticleReference:
    """What an entity or quote event says of the article it comes from."""

    id: str
    headline: str
    uri: str | None
    source: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class EntityEvent(Entity):
    """One entity of one article: the entity's own members, and which article it comes from."""

    article: ArticleReference
    annotator: Annotator


@dataclass(frozen=True, slots=True)
class QuoteEvent(Quote):
    """One quote of one article: the quote's own members, and which article it comes from."""

    article: ArticleReference
    annotator: Annotator


@dataclass(frozen=True, slots=True)
class ArticleId:
    """The id of an article of which nothing else is known any more."""

    id: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The article of this id was withdrawn by its publisher: whoever shows what came from it should stop."""

    article: ArticleId
    withdrawn: Literal[True] = True
