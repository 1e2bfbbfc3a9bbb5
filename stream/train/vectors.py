"""Word vectors from raw text: FastText (Bojanowski et al., 2017) by gensim, then cut to 64 dimensions."""

import lzma
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from gensim.models import FastText
from gensim.models.word2vec import LineSentence
from numpy.typing import NDArray

from stream.annotate.entities.wordtypes import WordTable
from stream.annotate.text import split_sentences, tokenize
from stream.train.lists import Flags

SIZE: Final = 64
"""Dimensions that are kept: the first principal components of FastText's 100."""

_MINIMUM_COUNT: Final = 5
_FREQUENT: Final = 40_000


class WordVectors(NamedTuple):
    """The words that the recogniser knows: their table, and their vectors row for row."""

    table: WordTable
    vectors: NDArray[np.float32]


def raw_sentences(texts: Sequence[Path]) -> Iterator[list[str]]:
    """Yield the sentences of .xz texts as folded tokens; lines of `<doc` tags are left out."""
    for path in texts:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith(("<doc", "</doc")):
                    continue
                tokens = tokenize(line)
                for first, beyond in split_sentences(line, tokens):
                    yield tokens.folded[first:beyond]


def learn(texts: Sequence[Path], work: Path, seed: int) -> FastText:
    """Return FastText vectors of the texts (one thread, so that a seed gives the same ones every time).

    Args:
        texts: Raw texts, .xz.
        work: Folder where the tokenised text and the vectors are kept; vectors that lie there are read.
        seed: Of the random start.
    """
    kept = work / "vectors.model"
    if kept.exists():
        return FastText.load(str(kept))
    corpus = work / "raw.txt"
    with corpus.open("w", encoding="utf-8") as out:
        for words in raw_sentences(texts):
            out.write(" ".join(words) + "\n")
    model = FastText(
        vector_size=100, window=5, min_count=4, sg=1, negative=5, min_n=3, max_n=5, bucket=150_000, epochs=3,
        workers=1, seed=seed, sample=1e-4, alpha=0.05,
    )  # fmt: skip
    model.build_vocab(corpus_file=str(corpus))
    model.train(LineSentence(str(corpus)), total_examples=model.corpus_count, epochs=model.epochs)
    model.save(str(kept))
    return model


def build_table(model: FastText, flags: Flags) -> WordVectors:
    """Return the table of the words that occur five times, and of those on a list."""
    counts = {word: model.wv.get_vecattr(word, "count") for word in model.wv.index_to_key}
    words = [word for word, count in counts.items() if count >= _MINIMUM_COUNT]
    words += sorted(word for word in flags if word not in counts and len(word) > 1)
    vectors = np.array([model.wv[word] for word in words], np.float32)
    vectors -= vectors[:30_000].mean(0)
    _, _, axes = np.linalg.svd(vectors[:_FREQUENT], full_matrices=False)
    vectors = vectors @ axes[:SIZE].T
    vectors /= vectors[:_FREQUENT].std()
    table = WordTable(
        {word: row for row, word in enumerate(words)},
        np.array([np.log(counts.get(word, 1)) for word in words], np.float32),
        np.array([flags.get(word, 0) for word in words], np.uint32),
    )
    return WordVectors(table, vectors.astype(np.float32))
