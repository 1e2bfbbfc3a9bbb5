"""Articles for tests, written with their mentions marked: `[PER سمير الحداد] زار [LOC بيروت]`."""

import re
from typing import Final, cast

from stream.annotate.document import Document, EntityType, Mention

_MARK: Final = re.compile(r"\[(PER|LOC|ORG|MISC) ([^\]]+)\]")


def read_marked(body: str, headline: str = "", confidence: float = 0.9) -> Document:
    """Return the document of a marked headline and body, its mentions being those marked."""
    text, mentions, at = "", [], 0
    marked = f"{headline}\n{body}"
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        mentions.append(Mention(len(text), len(text) + len(mark[2]), cast("EntityType", mark[1]), confidence))
        text += mark[2]
        at = mark.end()
    text += marked[at:]
    plain_headline, _, plain_body = text.partition("\n")
    document = Document.read(plain_headline, plain_body)
    document.mentions = mentions
    return document


def show(document: Document) -> str:
    """Return the text of a document with its mentions marked."""
    shown, at = "", 0
    for mention in document.mentions:
        shown += document.text[at : mention.start]
        shown += f"[{mention.type} {document.text[mention.start : mention.end]}]"
        at = mention.end
    return (shown + document.text[at:]).removeprefix("\n")
