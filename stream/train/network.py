"""The network that ships, in PyTorch.

It reads word types through `TypeEncoder`, so that the fast network's view of a type can be computed once
and kept. PyTorch is needed for training only; `stream.annotate.entities.model` runs the result in NumPy.
"""

import copy
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from stream.annotate.entities.decode import LABELS
from stream.annotate.entities.listed import MARKS
from stream.annotate.entities.wordtypes import NGRAM_BUCKETS, PROCLITICS, SHAPES, WordFeatures

FORBIDDEN: Final = -1e4


def label_rules() -> Tensor:
    """Return what may follow what: [from, to], 0 or FORBIDDEN (an `I-` follows only its own type)."""
    rules = torch.zeros(len(LABELS), len(LABELS))
    for i, before in enumerate(LABELS):
        for j, after in enumerate(LABELS):
            if after[0] == "I" and before[2:] != after[2:]:
                rules[i, j] = FORBIDDEN
    return rules


class TypeTensors:
    """The features of a vocabulary of word types, as tensors that can be indexed by type number."""

    def __init__(self, features: WordFeatures, vectors: NDArray[np.float32]) -> None:
        count = len(features.rows)
        flags = (features.flags[:, None] >> np.arange(32, dtype=np.uint32)) & 1
        self.flags = torch.from_numpy(flags.astype(np.float32))
        self.word = torch.from_numpy(_rows(vectors, features.rows))
        self.stem = torch.from_numpy(_rows(vectors, features.stem_rows))
        self.proclitic = torch.from_numpy(features.proclitics.astype(np.int64))
        self.shape = torch.from_numpy(features.shapes.astype(np.int64))
        self.frequency = torch.from_numpy(features.frequency)[:, None] / 10
        self.groups = torch.from_numpy(
            np.where(features.groups < 0, NGRAM_BUCKETS, features.groups).astype(np.int64)
        )
        self.count = count

    def copy(self) -> "TypeTensors":
        """Return the same features in an object of its own."""
        return copy.copy(self)


def _rows(vectors: NDArray[np.float32], rows: NDArray[np.int32]) -> NDArray[np.float32]:
    found = vectors[np.maximum(rows, 0)]
    found[rows < 0] = 0
    return found


class TypeEncoder(nn.Module):
    """Word type → vector: word and stem vectors, letter groups, lists, shape and proclitic, two layers."""

    def __init__(self, vector_size: int, hidden: int, size: int, group_size: int = 48) -> None:
        super().__init__()
        self.word = nn.Linear(vector_size, hidden, bias=False)
        self.stem = nn.Linear(vector_size, hidden, bias=False)
        self.flags = nn.Linear(32, hidden, bias=False)
        self.frequency = nn.Linear(1, hidden)
        self.proclitic = nn.Embedding(len(PROCLITICS), hidden)
        self.shape = nn.Embedding(len(SHAPES), hidden)
        self.groups = nn.Embedding(NGRAM_BUCKETS + 1, group_size, padding_idx=NGRAM_BUCKETS)
        self.group = nn.Linear(group_size, hidden, bias=False)
        self.out = nn.Linear(hidden, size)
        nn.init.normal_(self.groups.weight, std=0.05)
        nn.init.normal_(self.proclitic.weight, std=0.1)
        nn.init.normal_(self.shape.weight, std=0.1)
        with torch.no_grad():
            self.groups.weight[NGRAM_BUCKETS] = 0

    def forward(self, types: TypeTensors, chosen: Tensor, drop: float) -> Tensor:
        """Return the vectors of the chosen types; while training, hide the word vectors of a share `drop`."""
        word, stem, flags = types.word[chosen], types.stem[chosen], types.flags[chosen]
        frequency = types.frequency[chosen]
        if self.training and drop:
            keep = (torch.rand(len(chosen), 1) > drop).float()
            word, stem, frequency = word * keep, stem * keep, frequency * keep
            flags = flags * (torch.rand(len(chosen), 1) > drop / 2).float()
        groups = types.groups[chosen]
        counts = (groups != NGRAM_BUCKETS).sum(1, keepdim=True).clamp(min=1).float().sqrt()
        letters = self.groups(groups).sum(1) / counts
        hidden = (
            self.word(word) + self.stem(stem) + self.flags(flags) + self.frequency(frequency)
            + self.proclitic(types.proclitic[chosen]) + self.shape(types.shape[chosen]) + self.group(letters)
        )  # fmt: skip
        return self.out(torch.relu(hidden))


class Crf(nn.Module):
    """Linear-chain scores over LABELS with fixed rules; padding is a mask of ones and zeros."""

    def __init__(self) -> None:
        super().__init__()
        self.transitions = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.register_buffer("rules", label_rules())

    def table(self) -> Tensor:
        """Return the transition scores [from, to] with the forbidden ones in place."""
        return self.transitions + self.rules

    def log_partition(self, scores: Tensor, mask: Tensor) -> Tensor:
        """Return the log of the sum over all label sequences, one for each sentence."""
        table = self.table()
        alpha = scores[:, 0] + table[0]
        for step in range(1, scores.shape[1]):
            following = torch.logsumexp(alpha[:, :, None] + table, 1) + scores[:, step]
            alpha = torch.where(mask[:, step, None], following, alpha)
        return torch.logsumexp(alpha, 1)

    def gold(self, scores: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
        """Return the score of the given label sequences."""
        table = self.table()
        emission = scores.gather(2, labels[:, :, None])[:, :, 0]
        start = table[0][labels[:, 0]]
        steps = table[labels[:, :-1], labels[:, 1:]]
        inside = mask.float()
        return start + (emission * inside).sum(1) + (steps * inside[:, 1:]).sum(1)

    def decode(self, scores: Tensor, mask: Tensor) -> list[list[int]]:
        """Return the best label sequences (Viterbi)."""
        table = self.table()
        alpha = scores[:, 0] + table[0]
        back = [torch.zeros(scores.shape[0], len(LABELS), dtype=torch.long)]
        for step in range(1, scores.shape[1]):
            best, previous = (alpha[:, :, None] + table).max(1)
            alpha = torch.where(mask[:, step, None], best + scores[:, step], alpha)
            back.append(previous)
        pointers = torch.stack(back, 1).tolist()
        paths = []
        for row, (length, last) in enumerate(
            zip(mask.sum(1).tolist(), alpha.argmax(1).tolist(), strict=True)
        ):
            path = [last]
            for step in range(length - 1, 0, -1):
                path.append(pointers[row][step][path[-1]])
            paths.append(path[::-1])
        return paths


class WindowTagger(nn.Module):
    """The network that ships: a window of five types, then three positions two apart, then the labels."""

    def __init__(
        self, vector_size: int, *, hidden: int = 192, size: int = 64, width: int = 96, corpora: int = 1
    ) -> None:
        super().__init__()
        self.encoder = TypeEncoder(vector_size, hidden, size)
        self.marks = nn.Embedding(MARKS, size, padding_idx=0)
        self.near = nn.Conv1d(size, width, 5, padding=2)
        self.far = nn.Conv1d(width, width, 3, padding=2, dilation=2)
        self.corpus = nn.Embedding(corpora, width)
        self.heads = nn.ModuleList(nn.Linear(width, len(LABELS)) for _ in range(corpora))
        self.crfs = nn.ModuleList(Crf() for _ in range(corpora))
        nn.init.zeros_(self.corpus.weight)

    def forward(
        self,
        types: TypeTensors,
        sentences: Tensor,
        marks: Tensor,
        mask: Tensor,
        corpus: int,
        drop: float = 0.0,
    ) -> Tensor:
        """Return label scores [sentence, token, label]."""
        _, _, wide = self.layers(types, sentences, marks, mask, corpus, drop)
        scores: Tensor = self.heads[corpus](wide)
        return scores

    def layers(
        self,
        types: TypeTensors,
        sentences: Tensor,
        marks: Tensor,
        mask: Tensor,
        corpus: int,
        drop: float = 0.0,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return the vectors of the tokens, and what the near and the far layer make of them."""
        chosen, place = sentences.unique(return_inverse=True)
        vectors = (self.encoder(types, chosen, drop)[place] + self.marks(marks)) * mask[:, :, None]
        dropped = nn.functional.dropout(vectors, 0.25, self.training)
        inside = mask[:, None, :].float()
        near = (
            torch.relu(self.near(dropped.transpose(1, 2)) + self.corpus.weight[corpus][None, :, None])
            * inside
        )
        near = nn.functional.dropout(near, 0.25, self.training)
        far = torch.relu(self.far(near)) + near
        far = nn.functional.dropout(far, 0.25, self.training)
        return vectors, near.transpose(1, 2), far.transpose(1, 2)
