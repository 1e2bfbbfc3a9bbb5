"""The seam behind which recognisers stand."""

from collections.abc import Iterator, Sequence
from typing import Final, Protocol, runtime_checkable

from stream.annotate.document import Document

HELPER: Final = "recognizer"
"""What the name of a recogniser's own thread begins with, if it has one."""


class Recognizer(Protocol):
    """Finds names in documents. Implementations are pure: the same documents give the same mentions."""

    name: str
    """What stands in the events as `annotator.recognizer`: kind and version, e.g. `crf-1`."""

    def recognize(self, documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
        """Yield all documents in order, in groups, with their `mentions` filled in as each group comes.

        Mentions are in order, not overlapping, without attached proclitics. The next group may be under way meanwhile.
        """


@runtime_checkable
class TokenTagger(Protocol):
    """A recogniser that can also label tokens as they are given, which is how tagged corpora score it."""

    def tag_sentences(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """Return a tag for each token: B- or I- with PER, LOC, ORG or MISC, or O."""
