"""From the document that the steps have filled to the event that goes out, offsets counted in each field."""

from bisect import bisect_right
from typing import Final, Literal

from stream.annotate import document as internal
from stream.annotate.document import Document
from stream.events import (
    Annotator,
    Article,
    Cue,
    Enriched,
    Entity,
    Geo,
    Mention,
    Quote,
    Role,
    Span,
    Speaker,
)
from stream.events.digests import hexdigests

_DIGITS: Final = 3
"""Decimals of confidences and saliences: more would be noise, and would differ between processors."""

_TIE: Final = 0.0001
_ID_BYTES: Final = 8

_Place = tuple[Literal["headline", "body"], int, int, str]
"""Field, start and end in it, and the text there."""


def project(article: Article, document: Document, annotator: Annotator) -> Enriched:
    """Return the enriched article of a document that has been through all steps."""
    fields = _Fields(document)
    entities = tuple([_entity(entity, fields) for entity in document.entities])
    return Enriched(article, annotator, entities, _quotes(document, article.id, fields))


class _Fields:
    """Turns offsets of `Document.text` into a field and offsets of it."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.body_start = document.body_start
        self._starts, ends = document.tokens.starts, document.tokens.ends
        self._sentences = document.sentences
        self._sentence_ends = [ends[beyond - 1] for _, beyond in document.sentences]

    def locate(self, start: int, end: int) -> _Place:
        shift = self.body_start
        if start < shift:
            return "headline", start, end, self.text[start:end]
        return "body", start - shift, end - shift, self.text[start:end]

    def sentence(self, offset: int) -> Span:
        """Return the sentence that holds an offset of the text."""
        at = min(bisect_right(self._sentence_ends, offset), len(self._sentences) - 1)
        first, _ = self._sentences[at]
        _, start, end, text = self.locate(self._starts[first], self._sentence_ends[at])
        return Span(start, end, text)

    def beside(self, field: str, start: int, end: int) -> Span | None:
        """Return a span of the same field as the quote that it belongs to, None if it is in the other one."""
        found, start_in_field, end_in_field, text = self.locate(start, end)
        return Span(start_in_field, end_in_field, text) if found == field else None


def _entity(entity: internal.Entity, fields: _Fields) -> Entity:
    place, role = entity.place, entity.role
    return Entity(
        entity.id,
        entity.type,
        entity.name,
        rounded(entity.salience),
        entity.uri,
        Geo(place.country, place.geonames, place.latitude, place.longitude) if place else None,
        _role(role.start, role.end, fields) if role else None,
        tuple([_mention(start, end, confidence, fields) for start, end, _, confidence in entity.mentions]),
    )


def rounded(share: float) -> float:
    """Return a share, 0 to 1, with three decimals: `round(share, 3)` in a tenth of the time, to the last bit.

    The nearest thousandth is what `round` looks for in decimal digits; it is asked only where two are as near.
    """
    scaled = share * 1000.0
    whole = int(scaled)
    rest = scaled - whole
    if 0.5 - _TIE < rest < 0.5 + _TIE:
        return round(share, _DIGITS)
    return (whole + 1 if rest > 0.5 else whole) / 1000


def _role(start: int, end: int, fields: _Fields) -> Role:
    field, start, end, text = fields.locate(start, end)
    return Role(field, start, end, text)


def _mention(start: int, end: int, confidence: float, fields: _Fields) -> Mention:
    field, start, end, text = fields.locate(start, end)
    return Mention(field, start, end, text, rounded(confidence))


def _quotes(document: Document, article_id: str, fields: _Fields) -> tuple[Quote, ...]:
    places = [fields.locate(quote.start, quote.end) for quote in document.quotes]
    named: list[tuple[bytes, ...]] = [
        (f"{article_id}\0{field}\0{start}\0{text}".encode(),) for field, start, _, text in places
    ]
    ids = hexdigests(named, _ID_BYTES)
    return tuple(
        [
            _quote(id_, quote, place, document, fields)
            for id_, quote, place in zip(ids, document.quotes, places, strict=True)
        ]
    )


def _quote(id_: str, quote: internal.Quote, place: _Place, document: Document, fields: _Fields) -> Quote:
    field, start, end, text = place
    return Quote(
        id_,
        quote.kind,
        field,
        start,
        end,
        text,
        _cue(quote.cue, field, fields) if quote.cue else None,
        _speaker(quote.speaker, field, document, fields) if quote.speaker else None,
        rounded(quote.confidence),
        fields.sentence(quote.start),
    )


def _cue(cue: internal.Cue, field: str, fields: _Fields) -> Cue | None:
    span = fields.beside(field, cue.start, cue.end)
    return (
        Cue(span.start, span.end, span.text, cue.lemma, cue.speech_act, cue.negated, cue.tense)
        if span
        else None
    )


def _speaker(speaker: internal.Speaker, field: str, document: Document, fields: _Fields) -> Speaker:
    mention = speaker.mention
    return Speaker(
        None if speaker.entity is None else document.entities[speaker.entity].id,
        speaker.name,
        speaker.role,
        fields.beside(field, mention.start, mention.end) if mention else None,
        speaker.resolved_by,
        rounded(speaker.confidence),
    )
