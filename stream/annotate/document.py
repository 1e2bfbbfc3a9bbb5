"""The object that the annotation steps fill in: one article, its tokens, mentions, entities and quotes.

All offsets in here count code points of `Document.text`, which is the headline, one line feed and the body.
`stream.annotate.project` turns them into offsets of the two fields at the end of the chain.
"""

from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, Self

from stream.annotate.text import Tokens, split_sentences, tokenize

EntityType = Literal["PER", "LOC", "ORG", "MISC"]
QuoteKind = Literal["direct", "indirect", "mixed"]
Resolution = Literal["name", "alias", "pronoun", "nominal"]
Gender = Literal["m", "f"]

HEADLINE_BREAK: Final = "\n"


class Span(NamedTuple):
    """A stretch of text from start (included) to end (excluded), in code points."""

    start: int
    end: int


class Mention(NamedTuple):
    """A name in the text: its span without attached proclitics, its type, and the chance that it is right."""

    start: int
    end: int
    type: EntityType
    confidence: float


class Place(NamedTuple):
    """Where a place is: ISO 3166-1 alpha-2 country, GeoNames id, latitude and longitude in degrees (WGS 84)."""

    country: str | None
    geonames: int | None
    latitude: float
    longitude: float


@dataclass(init=False, slots=True)
class Entity:
    """One person, place, organisation or other named thing of the article, with all its mentions.

    `id` is the same in every article for the same normalised name and type. `gender` is None where nothing tells.
    `role` is the span of a title or office that the text gives a person.
    """

    id: str
    type: EntityType
    name: str
    mentions: list[Mention]
    role: Span | None
    gender: Gender | None
    salience: float
    uri: str | None
    place: Place | None

    # written out, here and below: mypyc leaves the one that `dataclass` makes to the interpreter
    def __init__(
        self,
        id: str,  # noqa: A002  as in the event
        type: EntityType,  # noqa: A002  as in the event
        name: str,
        mentions: list[Mention],
        role: Span | None = None,
        gender: Gender | None = None,
    ) -> None:
        self.id = id
        self.type = type
        self.name = name
        self.mentions = mentions
        self.role = role
        self.gender = gender
        self.salience = 0.0
        self.uri = None
        self.place = None


class Cue(NamedTuple):
    """The words that introduce a quote, the lemma of their verb or noun, and what kind of speech act it is."""

    start: int
    end: int
    lemma: str
    speech_act: str
    negated: bool = False
    tense: Literal["past", "present", "future"] | None = None


@dataclass(init=False, slots=True)
class Speaker:
    """Who said a quote: as an index into `Document.entities` where it is one, and by name in fullest form.

    `mention` is the source next to the cue, None where the verb alone carries it.
    """

    name: str
    entity: int | None
    role: str | None
    mention: Span | None
    resolved_by: Resolution
    confidence: float

    def __init__(
        self,
        name: str,
        entity: int | None = None,
        role: str | None = None,
        mention: Span | None = None,
        resolved_by: Resolution = "name",
        confidence: float = 1.0,
    ) -> None:
        self.name = name
        self.entity = entity
        self.role = role
        self.mention = mention
        self.resolved_by = resolved_by
        self.confidence = confidence


@dataclass(init=False, slots=True)
class Quote:
    """A piece of reported speech: content span, kind, cue and speaker (None where unknown)."""

    kind: QuoteKind
    start: int
    end: int
    cue: Cue | None
    speaker: Speaker | None
    confidence: float

    def __init__(
        self,
        kind: QuoteKind,
        start: int,
        end: int,
        cue: Cue | None,
        speaker: Speaker | None,
        confidence: float = 1.0,
    ) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.cue = cue
        self.speaker = speaker
        self.confidence = confidence


@dataclass(slots=True)
class Document:
    """One article on its way through the annotation steps."""

    headline: str
    body: str
    text: str
    tokens: Tokens
    sentences: list[tuple[int, int]]
    mentions: list[Mention] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)

    @classmethod
    def read(cls, headline: str, body: str) -> Self:
        """Return the document of a headline and a body, with its tokens and sentences."""
        text = headline + HEADLINE_BREAK + body
        tokens = tokenize(text)
        return cls(headline, body, text, tokens, split_sentences(text, tokens))

    @property
    def body_start(self) -> int:
        """Where the body begins in `text`, in code points."""
        return len(self.headline) + len(HEADLINE_BREAK)
