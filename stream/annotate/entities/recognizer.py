"""The seam behind which recognisers stand."""

from collections.abc import Sequence
from typing import Protocol

from stream.annotate.document import Document


class Recognizer(Protocol):
    """Finds names in documents. Implementations are pure: the same documents give the same mentions."""

    name: str
    """What stands in the events as `annotator.recognizer`: kind and version, e.g. `crf-1`."""

    def recognize(self, documents: Sequence[Document]) -> None:
        """Fill `mentions` of every document: in order, not overlapping, without attached proclitics."""
