"""Annotated sentences as tensors for the networks."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from stream.annotate.entities.decode import LABELS
from stream.annotate.entities.listed import CLASSES, Phrases
from stream.annotate.entities.wordtypes import FLAGS, WordTable, number_free
from stream.train.corpora import Sentence
from stream.train.network import TypeTensors

MARKS_HIDDEN: Final = 0.15
"""Share of the sentences whose listed names stay unmarked in training, so that names are learnt without lists."""

_WIKI_MARKS: Final = [
    1 + 2 * number + further
    for number, name in enumerate(CLASSES)
    if name.startswith("wiki")
    for further in (0, 1)
]
_WIKI_FLAGS: Final = [number for number, name in enumerate(FLAGS) if name.startswith("wiki")]


class Batch(NamedTuple):
    """Sentences side by side: word types, marks of listed names, labels, and which places hold a token."""

    types: Tensor
    marks: Tensor
    labels: Tensor
    mask: Tensor


class Vocabulary:
    """The word types of all sentences of a training run, with their features."""

    def __init__(self, table: WordTable, phrases: Phrases, vectors: NDArray[np.float32]) -> None:
        self.table, self.phrases = table, phrases
        self._vectors = vectors
        self._numbers: dict[str, int] = {}
        self._stems: dict[str, str] = {}

    def number(self, word: str) -> int:
        """Return the number of a word's type."""
        return self._numbers.setdefault(number_free(word), len(self._numbers))

    def stem(self, word: str) -> str:
        """Return a word without its proclitics."""
        if word not in self._stems:
            self._stems[word] = self.table.stem(word, self.table.proclitic(word))
        return self._stems[word]

    def tensors(self) -> TypeTensors:
        """Return the features of all types so far."""
        return TypeTensors(self.table.features(list(self._numbers)), self._vectors)


def without_wiki(types: TypeTensors) -> TypeTensors:
    """Return the features without the lists made from WikiFANE, for training on WikiFANE itself."""
    hidden = types.copy()
    hidden.flags = types.flags.clone()
    hidden.flags[:, _WIKI_FLAGS] = 0
    return hidden


@dataclass
class Corpus:
    """Encoded sentences of one corpus; `head` is the number of the network's head that learns from it."""

    head: int
    types: list[list[int]]
    marks: list[NDArray[np.int64]]
    labels: list[list[int]]

    @classmethod
    def encode(
        cls, sentences: Sequence[Sentence], head: int, vocabulary: Vocabulary, *, wiki: bool = True
    ) -> "Corpus":
        """Return encoded sentences; without `wiki`, names that only WikiFANE lists are not marked."""
        types, marks, labels = [], [], []
        for sentence in sentences:
            types.append([vocabulary.number(word) for word in sentence.words])
            found = vocabulary.phrases.mark_sentence(
                sentence.words, list(map(vocabulary.stem, sentence.words))
            )
            if not wiki:
                found[np.isin(found, _WIKI_MARKS)] = 0
            marks.append(found.astype(np.int64))
            labels.append([LABELS.index(label) for label in sentence.labels])
        return cls(head, types, marks, labels)

    def batch(self, chosen: Sequence[int], rng: random.Random | None = None) -> Batch:
        """Return the chosen sentences as tensors; with `rng`, some of them without marks."""
        shape = (len(chosen), max(len(self.types[number]) for number in chosen))
        types, marks, labels = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
        mask = torch.zeros(shape, dtype=torch.bool)
        for row, number in enumerate(chosen):
            length = len(self.types[number])
            types[row, :length] = torch.tensor(self.types[number])
            labels[row, :length] = torch.tensor(self.labels[number])
            mask[row, :length] = True
            if rng is None or rng.random() > MARKS_HIDDEN:
                marks[row, :length] = torch.from_numpy(self.marks[number])
        return Batch(types, marks, labels, mask)

    def epoch(self, rng: random.Random, size: int) -> list[list[int]]:
        """Return all sentences in batches of about equal length, in random order."""
        order = sorted(range(len(self.types)), key=lambda number: len(self.types[number]) + rng.random() * 6)
        batches = [order[start : start + size] for start in range(0, len(order), size)]
        rng.shuffle(batches)
        return batches
