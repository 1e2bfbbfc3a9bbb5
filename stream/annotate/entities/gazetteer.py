"""A recogniser without a model: the lists of names that come with the package, longest match first."""

from collections.abc import Iterator, Sequence
from importlib.resources import as_file, files
from typing import Final

from stream.annotate.document import Document, EntityType, Mention
from stream.annotate.entities.listed import Phrases, kind_of
from stream.annotate.entities.network import Network
from stream.annotate.entities.spans import mention_start
from stream.annotate.entities.wordtypes import FLAG, WordTable

_CONFIDENCE: Final = 0.5
_GIVEN: Final = FLAG["given"] | FLAG["proper-person"]
_PERSON: Final = FLAG["given"] | FLAG["surname"] | FLAG["full-name"]
_PLACE: Final = FLAG["country"] | FLAG["large-city"] | FLAG["own-LOC"]


class GazetteerRecognizer:
    """Finds listed names of several words, countries and larger places, and given names with further name words.

    Implements `Recognizer`. It knows no context; it shows what lists alone can do and needs no arithmetic.
    """

    name = "gazetteer-1"

    def __init__(self, table: WordTable, phrases: Phrases) -> None:
        self._table = table
        self._phrases = phrases

    @classmethod
    def load(cls) -> "GazetteerRecognizer":
        """Return the recogniser over the lists in the built-in weights file."""
        with as_file(files("stream.annotate").joinpath("model", "names.npz")) as path:
            network = Network.load(path)
        return cls(network.table, network.phrases)

    def recognize(self, documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
        """Yield the documents with their `mentions` filled in, all at once."""
        for document in documents:
            document.mentions = [
                mention
                for first, beyond in document.sentences
                for mention in self._read(document, first, beyond)
            ]
        yield documents

    def _read(self, document: Document, first: int, beyond: int) -> list[Mention]:
        words = document.tokens.folded[first:beyond]
        stems = [self._table.stem(word, self._table.proclitic(word)) for word in words]
        flags = [self._flags(stem) for stem in stems]
        marks = self._phrases.mark_sentence(words, stems).tolist()
        mentions = []
        index = 0
        while index < len(words):
            length, kind = _match(marks, flags, index)
            if kind is not None:
                start = mention_start(document, first + index, self._table)
                end = document.tokens.ends[first + index + length - 1]
                mentions.append(Mention(start, end, kind, _CONFIDENCE))
            index += length
        return mentions

    def _flags(self, stem: str) -> int:
        row = self._table.index.get(stem, -1)
        return int(self._table.flags[row]) if row >= 0 else 0


def _match(marks: list[int], flags: list[int], index: int) -> tuple[int, EntityType | None]:
    """Return how many words from index on are a name, and its type; one word and None where they are not."""
    length = 1
    if marks[index]:
        while index + length < len(marks) and marks[index + length] == marks[index] + 1:
            length += 1
        return length, kind_of(marks[index])
    if flags[index] & _GIVEN == _GIVEN:
        while index + length < len(flags) and flags[index + length] & _PERSON and not marks[index + length]:
            length += 1
        if length > 1:
            return length, "PER"
    return 1, "LOC" if flags[index] & _PLACE else None
