"""Enriched articles as stand-off annotation of one text, the form in which annotations are scored."""

from typing import Any

from stream.events import Enriched, Span


def to_standoff(enriched: Enriched) -> dict[str, Any]:
    """Return id, text (headline, line feed, body), entities and quotes with code-point offsets of that text."""
    article = enriched.article
    shifts = {"headline": 0, "body": len(article.headline) + 1}

    def span(start: int, end: int, text: str, field: str) -> dict[str, Any]:
        return {"start": start + shifts[field], "end": end + shifts[field], "text": text}

    def part(found: Span | None, field: str) -> dict[str, Any] | None:
        return span(found.start, found.end, found.text, field) if found else None

    entities = [
        {"type": entity.type, **span(m.start, m.end, m.text, m.field), "confidence": m.confidence}
        for entity in enriched.entities
        for m in entity.mentions
    ]
    quotes = []
    for quote in enriched.quotes:
        cue, speaker, field = quote.cue, quote.speaker, quote.field
        quotes.append(
            {
                "id": quote.id,
                "kind": quote.kind,
                **span(quote.start, quote.end, quote.text, field),
                "cue": span(cue.start, cue.end, cue.text, field) if cue else None,
                "speaker": part(speaker.mention, field) if speaker else None,
                "speaker_name": speaker.name if speaker else None,
                "confidence": quote.confidence,
                "speaker_confidence": speaker.confidence if speaker else None,
            }
        )
    return {
        "id": article.id,
        "text": f"{article.headline}\n{article.body}",
        "entities": sorted(entities, key=lambda entity: entity["start"]),
        "quotes": quotes,
    }
