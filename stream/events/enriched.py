"""The events that newsstream publishes, as frozen structs whose fields are the JSON members in order.

Offsets count Unicode code points of the named field exactly as received, and `text == field[start:end]`.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from stream.events.articles import Article

Field = Annotated[
    Literal["headline", "body"], Meta(description="The field of the article that offsets count in.")
]
Start = Annotated[int, Meta(ge=0, description="Offset of the first code point in its field, from 0.")]
End = Annotated[int, Meta(ge=0, description="Offset behind the last code point in its field.")]
Words = Annotated[str, Meta(description="What stands there: `field[start:end]`, counted in code points.")]
Confidence = Annotated[float, Meta(ge=0, le=1, description="The chance that this is right, 0 to 1.")]


class Span(Struct, frozen=True, gc=False):
    """A stretch of the quote's own field: start, end (excluded) in code points, and the words there."""

    start: Start
    end: End
    text: Words


class Mention(Struct, frozen=True, gc=False):
    """One place where an entity is named, offsets in code points, and the chance (0 to 1) that this is right."""

    field: Field
    start: Start
    end: End
    text: Words
    confidence: Confidence


class Geo(Struct, frozen=True, gc=False):
    """Where a place is: ISO 3166-1 alpha-2 country, GeoNames id, degrees of latitude and longitude (WGS 84)."""

    country: str | None
    geonames: int | None
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]


class Role(Struct, frozen=True, gc=False):
    """The office or title that the article gives a person, and where it stands, in code points."""

    field: Field
    start: Start
    end: End
    text: Words


class Entity(Struct, frozen=True, gc=False):
    """A named thing of the article under its fullest name. `salience` says how central it is, 0 to 1."""

    id: str
    type: Literal["PER", "LOC", "ORG", "MISC"]
    name: str
    salience: Annotated[float, Meta(ge=0, le=1)]
    uri: str | None
    geo: Geo | None
    role: Role | None
    mentions: tuple[Mention, ...]


class Cue(Struct, frozen=True, gc=False):
    """The words that introduce a quote, their lemma, and the kind of speech act (say, deny, warn …).

    Offsets count code points of the quote's field. Kinds of speech acts may be added.
    """

    start: Start
    end: End
    text: Words
    lemma: str
    speech_act: str
    negated: bool
    tense: Literal["past", "present", "future"] | None


class Speaker(Struct, frozen=True, gc=False):
    """Who said it: entity id where the source is one, the fullest name, role, and the mention by the cue."""

    entity: str | None
    name: str
    role: str | None
    mention: Span | None
    resolved_by: Literal["name", "alias", "pronoun", "nominal"]
    confidence: Confidence


class Quote(Struct, frozen=True, gc=False):
    """A piece of reported speech, offsets in code points, and the sentence it begins in.

    `cue` is null where only a colon introduces it, `speaker` where it cannot be known.
    """

    id: str
    kind: Literal["direct", "indirect", "mixed"]
    field: Field
    start: Start
    end: End
    text: Words
    cue: Cue | None
    speaker: Speaker | None
    confidence: Confidence
    sentence: Span


class Annotator(Struct, frozen=True, gc=False):
    """What made an annotation: program, version and recogniser."""

    name: str
    version: str
    recognizer: str


class Enriched(Struct, frozen=True, gc=False):
    """An article with its entities and quotes; `skipped` says why there are none ("language", "empty")."""

    article: Article
    annotator: Annotator
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    skipped: Literal["language", "empty"] | None = None


class ArticleReference(Struct, frozen=True, gc=False):
    """What an entity or quote event says of the article it comes from."""

    id: str
    headline: str
    uri: str | None
    source: str | None
    published: str | None


class EntityEvent(Entity, frozen=True, gc=False):
    """One entity of one article: the entity's own members, and which article it comes from."""

    article: ArticleReference
    annotator: Annotator


class QuoteEvent(Quote, frozen=True, gc=False):
    """One quote of one article: the quote's own members, offsets in code points, and which article it comes from."""

    article: ArticleReference
    annotator: Annotator


class ArticleId(Struct, frozen=True, gc=False):
    """The id of an article of which nothing else is known any more."""

    id: str


class Withdrawn(Struct, frozen=True, gc=False):
    """The article of this id was withdrawn by its publisher: whoever shows what came from it should stop."""

    article: ArticleId
    withdrawn: Literal[True] = True
