"""Documents for the tests: names are marked in the text, so that no recogniser is needed."""

import re
from typing import Final, NamedTuple

from stream.annotate.document import Document, Entity, EntityType, Gender, Mention, Quote
from stream.annotate.quotes import find_quotes
from stream.annotate.text import fold

TYPES: Final[dict[str, EntityType]] = {"P": "PER", "L": "LOC", "O": "ORG", "M": "MISC"}
_NAME: Final = re.compile(r"\{([PLOM])(m|f)?:([^}]*)\}")


class Said(NamedTuple):
    """What is expected of one quote: kind, content, cue (None: no cue), speaker (None: unknown)."""

    kind: str
    content: str
    cue: str | None
    speaker: str | None


class Case(NamedTuple):
    """A construction, a text that shows it with names marked as {P:…}, {Pf:…}, {O:…}, and its quotes."""

    construction: str
    text: str
    quotes: tuple[Said, ...] = ()
    headline: str = ""


def mark(marked: str) -> tuple[str, list[tuple[int, int, EntityType, Gender | None]]]:
    """Return the plain text and the names (start, end, type, gender) of a marked text."""
    plain, names, cursor = "", [], 0
    for match in _NAME.finditer(marked):
        plain += marked[cursor : match.start()]
        gender: Gender | None = "f" if match[2] == "f" else "m" if match[2] == "m" else None
        names.append((len(plain), len(plain) + len(match[3]), TYPES[match[1]], gender))
        plain += match[3]
        cursor = match.end()
    return plain + marked[cursor:], names


def read(body: str, headline: str = "") -> Document:
    """Return the document of marked texts, with entities: names whose words are part of a longer one are joined."""
    head, head_names = mark(headline)
    text, body_names = mark(body)
    document = Document.read(head, text)
    offset = document.body_start
    names = [*head_names, *((s + offset, e + offset, t, g) for s, e, t, g in body_names)]
    entities: list[tuple[list[str], Entity]] = []
    for start, end, type_, gender in sorted(names, key=lambda name: name[0] - name[1]):
        words = fold(document.text[start:end]).split()
        mention = Mention(start, end, type_, 1.0)
        for known, entity in entities:
            if entity.type == type_ and " ".join(words) in " ".join(known):
                entity.mentions.append(mention)
                entity.gender = entity.gender or gender
                break
        else:
            name = document.text[start:end]
            entities.append((words, Entity(str(len(entities)), type_, name, [mention], gender=gender)))
    for _, entity in entities:
        entity.mentions.sort()
    document.entities = [entity for _, entity in entities]
    document.mentions = sorted(mention for entity in document.entities for mention in entity.mentions)
    return document


def annotate(body: str, headline: str = "") -> Document:
    """Return the document of marked texts with its quotes found."""
    document = read(body, headline)
    find_quotes(document)
    return document


def said(document: Document, quote: Quote) -> Said:
    """Return a quote in the form in which the tables expect it."""
    text = document.text
    cue = text[quote.cue.start : quote.cue.end] if quote.cue else None
    return Said(quote.kind, text[quote.start : quote.end], cue, quote.speaker.name if quote.speaker else None)
