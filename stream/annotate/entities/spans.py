"""Where in the text a name begins: behind the proclitics attached to its first word."""

from functools import lru_cache

from stream.annotate.document import Document
from stream.annotate.entities.wordtypes import LETTERS_OUTSIDE, WordTable
from stream.annotate.text import normalize


def mention_start(document: Document, token: int, table: WordTable) -> int:
    """Return the offset (code points of the document's text) at which a name whose first token this is begins.

    Args:
        document: The article.
        token: Index of the name's first token.
        table: Tells which first letters of a word are attached conjunctions and prepositions.
    """
    return start_behind(document, token, proclitic_letters(document.tokens.folded[token], table))


def start_behind(document: Document, token: int, letters: int) -> int:
    """Return the offset behind so many first letters of a token (see `proclitic_letters`)."""
    tokens = document.tokens
    start = tokens.starts[token]
    return start + _length(tokens.surfaces[token], letters) if letters else start


def proclitic_letters(folded: str, table: WordTable) -> int:
    """Return how many first letters of a folded word stay outside a name."""
    return LETTERS_OUTSIDE[table.proclitic(folded)]


@lru_cache(10_000)
def _length(surface: str, letters: int) -> int:
    """Return the code points that the first letters of a surface take, with the marks on them.

    A code point can stand for no letter (a mark) or for several (a ligature).
    """
    length = letters
    while length < len(surface) and len(normalize(surface[:length])) < letters:
        length += 1
    while length < len(surface) and not normalize(surface[length]):
        length += 1
    return length if length < len(surface) else 0
