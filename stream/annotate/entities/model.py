"""The trained recogniser: reads many documents at once and fills in their mentions."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stream.annotate.document import Document, EntityType, Mention
from stream.annotate.entities.decode import LABELS, Decoded, decode
from stream.annotate.entities.kept import KeptTypes
from stream.annotate.entities.network import Network
from stream.annotate.entities.recognizer import HELPER
from stream.annotate.entities.spans import start_behind
from stream.annotate.entities.window import Numbers, Small
from stream.annotate.text import tokenize

TYPES_KEPT: Final = 60_000
"""Word types whose vectors are kept: about 20 MB at most."""

_TOGETHER: Final = 70
"""Documents read together: of more than that, the network scores a group while the interpreter is busy with another.

A batch of a worker, 200, makes three groups; of 50 documents a group, a worker took 2 % longer, of 25 4 %.
"""

_TYPES: Final[tuple[EntityType, ...]] = (
    "MISC", "PER", "PER", "LOC", "LOC", "ORG", "ORG", "MISC", "MISC",
)  # fmt: skip
"""By label; the first, of `O`, is not asked for."""


def log_odds(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logarithm of the odds of chances, those within a thousandth of 0 or 1 taken as a thousandth."""
    inside = np.clip(chances, 1e-3, 1 - 1e-3)
    odds: NDArray[np.float64] = np.log(inside / (1 - inside))
    return odds


class _Read(NamedTuple):
    """What was read of documents: how many tokens, letters of each one's proclitics, and what will be decoded."""

    tokens: int
    cuts: Small
    decoded: Future[Decoded]


class NetworkRecognizer:
    """Names by a small trained network: a vector for each word type, a window over them, a linear chain.

    Implements `Recognizer`. Not safe for use by several threads at once: vectors of word types are kept. It has a
    thread of its own for scores and decoding, which need nothing but arrays.
    """

    def __init__(self, network: Network, name: str = "network-1", types_kept: int = TYPES_KEPT) -> None:
        self.name = name
        self._network = network
        self._types = KeptTypes(network, types_kept)
        self._helper: ThreadPoolExecutor | None = None

    @classmethod
    def load(cls, path: Path) -> "NetworkRecognizer":
        """Return the recogniser of a weights file (see `Network.load` for errors)."""
        return cls(Network.load(path))

    def recognize(self, documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
        """Yield the documents in groups, with their `mentions` filled in, while the next group is being scored."""
        beside = len(documents) > _TOGETHER
        under_way: deque[tuple[Sequence[Document], _Read]] = deque()
        for first in range(0, len(documents), _TOGETHER):
            group = documents[first : first + _TOGETHER]
            under_way.append((group, self._read(group, beside=beside)))
            if len(under_way) > 1:
                yield self._with_mentions(*under_way.popleft())
        if under_way:
            yield self._with_mentions(*under_way.popleft())

    def _read(self, documents: Sequence[Document], *, beside: bool) -> _Read:
        """Look their word types up, and let the rest be decoded: beside what comes next, or at once."""
        words: list[str] = []
        lengths: list[int] = []
        for document in documents:
            words.extend(document.tokens.folded)
            lengths.extend(beyond - first for first, beyond in document.sentences)
        rows, decoded = self._prepared(words, lengths)
        if beside:
            self._helper = self._helper or ThreadPoolExecutor(1, HELPER)
            future = self._helper.submit(decoded)
        else:
            future = Future()
            future.set_result(decoded())
        return _Read(len(words), self._types.cuts(rows), future)

    def _with_mentions(self, documents: Sequence[Document], read: _Read) -> Sequence[Document]:
        """Return documents with their mentions filled in, once they are decoded."""
        places, labels, sure, cuts = self._named(read)
        at = beyond = 0
        for document in documents:
            mentions: list[Mention] = []
            first, beyond = beyond, beyond + len(document.tokens.folded)
            if places[at] < beyond:
                ends = document.tokens.ends
                breaks = {first + sentence_end for _, sentence_end in document.sentences}
            while places[at] < beyond:
                begin = at
                place, further = places[begin], labels[begin] + 1
                at += 1
                while places[at] == place + at - begin and labels[at] == further and places[at] not in breaks:
                    at += 1
                mentions.append(
                    Mention(
                        start_behind(document, place - first, cuts[begin]),
                        ends[places[at - 1] - first],
                        _TYPES[labels[begin]],
                        round(min(sure[begin:at]), 3),
                    )
                )
            document.mentions = mentions
        return documents

    def _named(self, read: _Read) -> tuple[list[int], list[int], list[float], list[int]]:
        """Return the tokens with a label other than `O`: places, labels, chances, letters of proclitics.

        Behind the last place stands that of the end.
        """
        labels, chances = read.decoded.result()
        places = np.flatnonzero(labels)
        sure = self._calibrated(chances[places])
        return (
            [*places.tolist(), read.tokens],
            [*labels[places].tolist(), 0],
            sure.tolist(),
            read.cuts[places].tolist(),
        )

    def tag_sentences(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """Return IOB2 labels (`B-PER`, `I-PER`, … `O`) for sentences that are already split into tokens.

        Tokens that our tokeniser splits further carry the label of their first part.
        """
        words: list[str] = []
        lengths: list[int] = []
        firsts: list[list[int]] = []
        for sentence in sentences:
            begin = len(words)
            first = []
            for token in sentence:
                parts = tokenize(token).folded
                first.append(len(words) if parts else -1)
                words.extend(parts)
            firsts.append(first)
            lengths.append(len(words) - begin)
        labels, _ = self.label(words, [length for length in lengths if length])
        return [[LABELS[labels[at]] if at >= 0 else "O" for at in first] for first in firsts]

    def label(self, words: list[str], lengths: list[int]) -> tuple[list[int], list[float]]:
        """Return for each word its label (index in LABELS), and the chance that one other than `O` is right.

        Args:
            words: The folded tokens of all sentences.
            lengths: How many tokens each sentence has, none of them empty.
        """
        if not words:
            return [], []
        _, decoded = self._prepared(words, lengths)
        labels, chances = decoded()
        return labels.tolist(), self._calibrated(chances).tolist()

    def _prepared(self, words: list[str], lengths: list[int]) -> tuple[Numbers, Callable[[], Decoded]]:
        """Return the rows of the words among the kept types, and what decodes them, in any thread."""
        sizes = np.array(lengths, np.int32)
        rows = self._types.find(words)
        begins, heads = self._types.heads(rows)
        marks = np.zeros(len(words), np.uint8)
        if begins:
            sentences = np.repeat(np.arange(len(sizes)), sizes)
            marked, kinds = self._network.phrases.marks(words, zip(begins, heads, strict=True), sentences)
            marks[marked] = kinds
        network, vectors, products = self._network, self._types.vectors, self._types.products

        def decoded() -> Decoded:
            return decode(
                network.window.scores(vectors, rows, marks, sizes, products), network.transitions, sizes
            )

        return rows, decoded

    def _calibrated(self, chances: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return chances as they proved right on text kept aside (`stream.train.run` fits the curve)."""
        slope, offset = self._network.confidence
        fitted: NDArray[np.float64] = 1 / (1 + np.exp(-slope * log_odds(chances) - offset))
        return fitted
