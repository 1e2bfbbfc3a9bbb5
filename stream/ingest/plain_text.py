"""The article of a plain text: a headline line, and what follows it."""

import re
from typing import Final

from stream.events import Article, InvalidArticle
from stream.ingest.chrome import headline_index
from stream.ingest.unreadable import Item, UnreadableSource

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read_plain_text(text: str, name: str) -> Item:
    """Return the article of a plain text.

    The headline is the first line that is not a leftover of the page it was saved from (see
    `stream.ingest.chrome`), without white space at its ends. The body is everything from the next line with
    text to the last one, character for character.

    Args:
        text: The whole file.
        name: What to call it in errors.
    """
    if _CONTROL.search(text):
        return UnreadableSource(name, "binary data, not an article")
    if not text.strip():
        return UnreadableSource(name, "empty")
    headline, body = split_headline(text)
    try:
        return Article.create(headline=headline, body=body)
    except InvalidArticle as error:
        return UnreadableSource(name, str(error))


def split_headline(text: str) -> tuple[str, str]:
    """Return headline and body of a text, both empty where it is blank."""
    lines = [match for match in _LINE.finditer(text) if match.group().strip()]
    if not lines:
        return "", ""
    shown = [match.group().strip() for match in lines]
    first = headline_index(shown)
    body = text[lines[first + 1].start() : lines[-1].end()].rstrip() if first + 1 < len(lines) else ""
    return shown[first], body
