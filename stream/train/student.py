"""Training of the network that ships."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch import nn

from stream.train.augment import Names, from_templates, replaced
from stream.train.batches import Batch, Corpus, Vocabulary, without_wiki
from stream.train.corpora import Sentence
from stream.train.network import TypeTensors, WindowTagger
from stream.train.vectors import SIZE

HEADS: Final = 5
NEWS, WIKIFANE, AQMAR, WOJOOD, OWN = range(HEADS)
"""The heads: one for each way of annotating, so that each corpus teaches the layers below without the others'
conventions. The first is the one that ships."""

BROAD, NARROW, LAST = 4, 7, 3
"""Epochs on all corpora; then on ANERcorp and made-up sentences; of these the last ones on ANERcorp alone, which
brings the frequency of names back to that of text."""

HIDDEN_WORDS: Final = 0.15
_TEMPLATES: Final = 1500
_REPLACED: Final = 0.4
_BATCH: Final = 32
_RATES: Final = (2e-3, 1.5e-3, 1e-5)


@dataclass(frozen=True)
class Material:
    """The annotated sentences that the network learns from."""

    news: list[Sentence]
    wikifane: list[Sentence]
    aqmar: list[Sentence]
    wojood: list[Sentence]


def train(
    material: Material, vocabulary: Vocabulary, names: Names, seed: int, tell: Callable[[str], None]
) -> WindowTagger:
    """Return the trained network; the same material and seed give the same weights (one thread).

    Args:
        material: The sentences.
        vocabulary: Knows the words, lists and vectors; it takes in the words of all sentences.
        names: Fills the templates.
        seed: Of everything random.
        tell: Gets a line about each epoch.
    """
    rng = random.Random(seed)  # noqa: S311  training, not secrets
    torch.manual_seed(seed)
    epochs = BROAD + NARROW
    made_up = [
        (
            Corpus.encode(from_templates(names, rng, _TEMPLATES), OWN, vocabulary),
            Corpus.encode(_with_other_names(material.news, names, vocabulary, rng), NEWS, vocabulary),
        )
        for _ in range(epochs - LAST)
    ]
    news = Corpus.encode(material.news, NEWS, vocabulary)
    broad = [
        Corpus.encode(sentences, head, vocabulary, wiki=False)
        for sentences, head in (
            (material.wikifane, WIKIFANE),
            (material.aqmar, AQMAR),
            (material.wojood, WOJOOD),
        )
    ]
    types = vocabulary.tensors()
    hidden = without_wiki(types)
    model = WindowTagger(SIZE, corpora=HEADS)
    optimizer = torch.optim.AdamW(model.parameters(), lr=_RATES[0], weight_decay=1e-4)
    for epoch in range(epochs):
        rate = _RATES[0] if epoch < BROAD else _RATES[1] * (1 - (epoch - BROAD) / NARROW) + _RATES[2]
        for group in optimizer.param_groups:
            group["lr"] = rate
        corpora = [news, *(broad if epoch < BROAD else [])]
        corpora += made_up[epoch] if epoch < len(made_up) else ()
        batches = [(corpus, chosen) for corpus in corpora for chosen in corpus.epoch(rng, _BATCH)]
        rng.shuffle(batches)
        model.train()
        total = 0.0
        for corpus, chosen in batches:
            known = hidden if corpus.head in {WIKIFANE, AQMAR, WOJOOD} else types
            total += _learn(model, optimizer, known, corpus.batch(chosen, rng), corpus.head)
        tell(f"epoch {epoch + 1} of {epochs}: loss {total / len(batches):.3f}")
    model.eval()
    return model


def _with_other_names(
    sentences: Sequence[Sentence], names: Names, vocabulary: Vocabulary, rng: random.Random
) -> list[Sentence]:
    return [
        replaced(sentence, names, vocabulary.table, rng) for sentence in sentences if rng.random() < _REPLACED
    ]


def _learn(
    model: WindowTagger, optimizer: torch.optim.Optimizer, types: TypeTensors, batch: Batch, head: int
) -> float:
    scores = model(types, batch.types, batch.marks, batch.mask, head, HIDDEN_WORDS)
    crf = model.crfs[head]
    gap = crf.log_partition(scores, batch.mask) - crf.gold(scores, batch.labels, batch.mask)
    loss = gap.sum() / batch.mask.sum() * 10
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 5.0)
    optimizer.step()
    return float(loss.item())
