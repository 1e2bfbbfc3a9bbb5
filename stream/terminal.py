"""Articles and events for people at a terminal: one readable line an event, or an article with marks in colour.

Arabic text stands in its logical order, as everywhere in Unicode; terminals that do not reorder it themselves
show the letters from left to right. Each Arabic piece is wrapped in direction isolates, so that the names and
numbers around it stay in their places.
"""

from collections.abc import Iterable
from typing import Any, Final

import orjson
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from stream.events import Enriched, Quote, Speaker
from stream.kafka.deadletters import PREFIX

_STYLES: Final = {"PER": "bold cyan", "LOC": "bold green", "ORG": "bold magenta", "MISC": "bold yellow"}
_QUOTE: Final = "on grey23"
_CUE: Final = "underline"
_ISOLATE, _POP = "\u2068", "\u2069"
_CONTROL: Final = {code: None for code in (*range(0x20), 0x7F, *range(0x80, 0xA0)) if chr(code) not in "\n\t"}


def isolated(text: str, limit: int | None = None) -> str:
    """Return text in direction isolates, without control characters, on one line, cut to `limit` code points."""
    line = " ".join(text.translate(_CONTROL).split())
    if limit is not None and len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return f"{_ISOLATE}{line}{_POP}"


def article_view(enriched: Enriched) -> RenderableType:
    """Return an article with its names and quotes marked in place, its entities, and who said what."""
    article = enriched.article
    parts: list[RenderableType] = [
        _marked(enriched, "headline", article.headline, "bold"),
        Text(),
        _marked(enriched, "body", article.body, ""),
        Text(),
    ]
    if enriched.skipped:
        parts.append(Text(f"not annotated: {enriched.skipped}", style="yellow"))
        return Group(*parts)
    entities = Table("type", "name", "mentions", "salience", "role", title="Entities", title_justify="left")
    for entity in sorted(enriched.entities, key=lambda entity: -entity.salience):
        entities.add_row(
            Text(entity.type, style=_STYLES[entity.type]),
            isolated(entity.name),
            str(len(entity.mentions)),
            f"{entity.salience:.2f}",
            isolated(entity.role.text) if entity.role else "",
        )
    parts += [entities, Text("\nQuotes", style="italic")]
    parts += [_quote_view(quote) for quote in enriched.quotes]
    return Group(*parts)


def _quote_view(quote: Quote) -> Text:
    cue = quote.cue
    how = f"{cue.speech_act}, {quote.kind}" if cue else quote.kind
    return Text.assemble(
        (_said_by(quote.speaker), "bold"), (f"  [{how}]\n", "dim"), f"    {isolated(quote.text)}"
    )


def _said_by(speaker: Speaker | None) -> str:
    if speaker is None:
        return "?"
    return isolated(speaker.name) + (f" ({isolated(speaker.role)})" if speaker.role else "")


def _marked(enriched: Enriched, field: str, content: str, style: str) -> Text:
    text = Text(content.translate(dict.fromkeys(_CONTROL, " ")), style=style, justify="right")
    for quote in enriched.quotes:
        if quote.field == field:
            text.stylize(_QUOTE, quote.start, quote.end)
            if quote.cue:
                text.stylize(_CUE, quote.cue.start, quote.cue.end)
    for entity in enriched.entities:
        for mention in entity.mentions:
            if mention.field == field:
                text.stylize(_STYLES[entity.type], mention.start, mention.end)
    return text


def event_line(key: bytes | None, value: bytes | None, headers: Iterable[tuple[str, bytes]]) -> Text:
    """Return one line for a message of any of the topics: what it is, and what it says."""
    found = dict(headers)
    if PREFIX + "exception" in found:
        return _dead_letter_line(value, found)
    if value is None:
        return Text.assemble(("withdrawn ", "red"), isolated((key or b"").decode(errors="replace")))
    try:
        event = orjson.loads(value)
        return _line(event)
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return Text.assemble(("?         ", "red"), isolated(value[:200].decode(errors="replace")))


def _line(event: dict[str, Any]) -> Text:
    if event.get("withdrawn"):
        return Text.assemble(("withdrawn ", "red"), isolated(event["article"]["id"]))
    if "entities" in event:
        counted = f"{len(event['entities'])} entities, {len(event['quotes'])} quotes"
        what = f"skipped: {event['skipped']}" if "skipped" in event else counted
        return Text.assemble(("article   ", "blue"), isolated(event["article"]["headline"], 90), f"  {what}")
    if "mentions" in event:
        text = Text.assemble(
            ("entity    ", "green"),
            (f"{event['type']:4} ", _STYLES[event["type"]]),
            isolated(event["name"], 60),
        )
        role = f"  {isolated(event['role']['text'], 60)}" if event["role"] else ""
        return text.append(f"{role}  ×{len(event['mentions'])}  salience {event['salience']:.2f}")
    if "kind" in event:
        speaker, cue = event["speaker"], event["cue"]
        said = (
            f"{isolated(speaker['name'], 60)}"
            + (f" ({isolated(speaker['role'], 60)})" if speaker["role"] else "")
            if speaker
            else "?"
        )
        how = f"{cue['speech_act']}, {event['kind']}" if cue else event["kind"]
        return Text.assemble(
            ("quote     ", "magenta"), (said, "bold"), (f"  [{how}]  ", "dim"), isolated(event["text"], 160)
        )
    return Text.assemble(("article   ", "blue"), isolated(str(event["headline"]), 90))


def _dead_letter_line(value: bytes | None, headers: dict[str, bytes]) -> Text:
    error = {name.removeprefix(PREFIX): text.decode(errors="replace") for name, text in headers.items()}
    place = f"{error.get('topic')}/{error.get('partition')}@{error.get('offset')}"
    return Text.assemble(
        ("dead      ", "red"),
        f"{place}  {isolated(error.get('message', ''), 160)}",
        (f"  {len(value or b'')} bytes", "dim"),
    )
