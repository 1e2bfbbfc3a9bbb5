"""A recogniser without a model: the lists of names that come with the package, longest match first."""

from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from stream.annotate.document import Document, EntityType, Mention
from stream.annotate.entities.network import Network
from stream.annotate.entities.spans import mention_start
from stream.annotate.entities.wordtypes import FLAG, WordTable

_CONFIDENCE: Final = 0.5
_GIVEN: Final = FLAG["given"]
_PERSON: Final = FLAG["given"] | FLAG["surname"] | FLAG["full-name"]
_PLACE: Final = FLAG["country"] | FLAG["large-city"]


class GazetteerRecognizer:
    """Finds countries and large cities by name, and persons as a given name followed by further name words.

    Implements `Recognizer`. It knows no context; it shows what lists alone can do and needs no arithmetic.
    """

    name = "gazetteer-1"

    def __init__(self, table: WordTable) -> None:
        self._table = table

    @classmethod
    def load(cls) -> "GazetteerRecognizer":
        """Return the recogniser over the word lists of the built-in weights file."""
        with as_file(files("stream.annotate").joinpath("model", "names.npz")) as path:
            return cls(_table(path))

    def recognize(self, documents: Sequence[Document]) -> None:
        """Fill `mentions` of every document: in order, not overlapping, without attached proclitics."""
        for document in documents:
            document.mentions = [
                mention
                for first, beyond in document.sentences
                for mention in self._read(document, first, beyond)
            ]

    def _read(self, document: Document, first: int, beyond: int) -> list[Mention]:
        words = [word.folded for word in document.tokens.words[first:beyond]]
        found = [self._flags(word) for word in words]
        mentions = []
        index = 0
        while index < len(words):
            length, kind = _match(found, index)
            if kind is None:
                index += 1
                continue
            start = mention_start(document, first + index, self._table)
            end = document.tokens.ends[first + index + length - 1]
            mentions.append(Mention(start, end, kind, _CONFIDENCE))
            index += length
        return mentions

    def _flags(self, word: str) -> int:
        stem = self._table.stem(word, self._table.proclitic(word))
        row = self._table.index.get(stem, -1)
        return int(self._table.flags[row]) if row >= 0 else 0


def _match(flags: list[int], index: int) -> tuple[int, EntityType | None]:
    """Return how many words from index on are a name, and its type (None where they are not)."""
    if flags[index] & _GIVEN:
        length = 1
        while index + length < len(flags) and flags[index + length] & _PERSON:
            length += 1
        if length > 1:
            return length, "PER"
    if flags[index] & _PLACE:
        return 1, "LOC"
    return 0, None


def _table(path: Path) -> WordTable:
    return Network.load(path).table
