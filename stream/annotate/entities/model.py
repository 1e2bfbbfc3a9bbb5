"""The trained recogniser: reads many documents at once and fills in their mentions."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stream.annotate.document import Document, EntityType, Mention
from stream.annotate.entities.decode import LABELS, Decoded, decode
from stream.annotate.entities.network import Network
from stream.annotate.entities.spans import mention_start
from stream.annotate.entities.window import MARGIN
from stream.annotate.entities.wordtypes import number_free
from stream.annotate.text import tokenize

TYPES_KEPT: Final = 60_000
"""Word types whose vectors are kept. Beyond that all are forgotten and learnt anew: about 50 MB at most."""

_TYPES: Final[tuple[EntityType | None, ...]] = (
    None, "PER", "PER", "LOC", "LOC", "ORG", "ORG", "MISC", "MISC",
)  # fmt: skip


def log_odds(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logarithm of the odds of chances, those within a thousandth of 0 or 1 taken as a thousandth."""
    inside = np.clip(chances, 1e-3, 1 - 1e-3)
    odds: NDArray[np.float64] = np.log(inside / (1 - inside))
    return odds


class NetworkRecognizer:
    """Names by a small trained network: a vector for each word type, a window over them, a linear chain.

    Implements `Recognizer`. Not safe for use by several threads at once: vectors of word types are kept.
    """

    def __init__(self, network: Network, name: str = "network-1", types_kept: int = TYPES_KEPT) -> None:
        self.name = name
        self._types_kept = types_kept
        self._network = network
        self._rows: dict[str, int] = {}
        self._vectors = np.zeros((1024, network.size), np.int16)
        self._heads = np.zeros(1024, np.intp)

    @classmethod
    def load(cls, path: Path) -> "NetworkRecognizer":
        """Return the recogniser of a weights file (see `Network.load` for errors)."""
        return cls(Network.load(path))

    def recognize(self, documents: Sequence[Document]) -> None:
        """Fill `mentions` of every document: in order, not overlapping, without attached proclitics."""
        words: list[str] = []
        lengths: list[int] = []
        for document in documents:
            words.extend(document.tokens.folded)
            lengths.extend(beyond - first for first, beyond in document.sentences)
        labels, confidence = self.label(words, lengths)
        at = 0
        for document in documents:
            count = len(document.tokens.surfaces)
            document.mentions = self._mentions(document, labels[at : at + count], confidence[at : at + count])
            at += count

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
        """Return for each word its label (index in LABELS) and the chance that it is right.

        Args:
            words: The folded tokens of all sentences.
            lengths: How many tokens each sentence has, none of them empty.
        """
        if not words:
            return [], []
        sizes = np.array(lengths)
        sentences = np.repeat(np.arange(len(sizes)), sizes)
        places = np.arange(len(words)) + MARGIN * (1 + sentences)
        breaks = np.ones(len(words) + MARGIN * (len(sizes) + 1), np.bool_)
        breaks[places] = False
        rows = np.zeros(len(breaks), np.intp)
        rows[places] = self._type_rows(words)
        vectors = self._vectors.take(rows, 0)
        self._mark(vectors, words, rows[places], places, sentences)
        scores = self._network.window.scores(vectors, breaks)
        decoded: Decoded = decode(scores, self._network.transitions, breaks)
        labels = decoded.labels[places]
        sure = self._calibrated(decoded.chances[places, labels])
        return labels.tolist(), sure.tolist()

    def _calibrated(self, chances: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return chances as they proved right on text kept aside (`stream.train.run` fits the curve)."""
        slope, offset = self._network.confidence
        fitted: NDArray[np.float64] = 1 / (1 + np.exp(-slope * log_odds(chances) - offset))
        return fitted

    def _mark(
        self, vectors: NDArray[np.int16], words: list[str], rows: NDArray[np.intp], places: NDArray[np.intp],
        sentences: NDArray[np.intp],
    ) -> None:  # fmt: skip
        """Add to the vectors of tokens that belong to a listed name of several words what marks them."""
        heads = self._heads[rows]
        begins = np.flatnonzero(heads)
        marked, marks = self._network.phrases.marks(
            words, zip(begins.tolist(), heads[begins].tolist(), strict=True), sentences.tolist()
        )
        vectors[places[marked]] += self._network.marks[marks]

    def _type_rows(self, words: list[str]) -> NDArray[np.intp]:
        """Return the rows of `_vectors` of words, after computing those of new word types."""
        rows = list(map(self._rows.get, words))
        if None in rows:
            self._learn(words)
            rows = list(map(self._rows.__getitem__, words))
        return np.array(rows, np.intp)

    def _learn(self, words: list[str]) -> None:
        distinct = set(words)
        if len(self._rows) + len(distinct - self._rows.keys()) > self._types_kept:
            self._rows.clear()
        ordered = sorted(distinct - self._rows.keys())
        first = len(self._rows) + 1
        needed = first + len(ordered)
        if needed > len(self._vectors):
            grown = np.zeros((max(needed, 2 * len(self._vectors)), self._network.size), np.int16)
            grown[:first] = self._vectors[:first]
            self._vectors = grown
            self._heads = np.resize(self._heads, len(grown))
        self._vectors[first:needed] = self._network.encode([number_free(word) for word in ordered])
        table, head = self._network.table, self._network.phrases.head
        self._heads[first:needed] = [head(table.stem(word, table.proclitic(word))) for word in ordered]
        self._rows.update(zip(ordered, range(first, needed), strict=True))

    def _mentions(self, document: Document, labels: list[int], confidence: list[float]) -> list[Mention]:
        mentions: list[Mention] = []
        if not any(labels):
            return mentions
        ends = document.tokens.ends
        sentence_starts = {first for first, _ in document.sentences}
        index, count = 0, len(labels)
        while index < count:
            kind = _TYPES[labels[index]]
            if kind is None:
                index += 1
                continue
            first = index
            index += 1
            while index < count and labels[index] == labels[first] + 1 and index not in sentence_starts:
                index += 1
            sure = round(min(confidence[first:index]), 3)
            start = mention_start(document, first, self._network.table)
            mentions.append(Mention(start, ends[index - 1], kind, sure))
        return mentions
