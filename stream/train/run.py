"""One training run: from the documented inputs to the weights file, and the figures that belong to it.

Two networks are trained the same way. The first never sees the last part of ANERcorp, in running order; on that
part the reported figures are measured and the confidences are fitted. The second learns from all of it and is
the one that is written. Every random choice is seeded and PyTorch runs in one thread, so that the same inputs
on the same kind of machine give the same file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray

from stream.annotate.entities.decode import LABELS
from stream.annotate.entities.listed import Phrases
from stream.annotate.entities.model import NetworkRecognizer, log_odds
from stream.evaluate.conll import spans_of
from stream.evaluate.measures import Bin, Counts, calibration, total
from stream.train import corpora, export, lists, student, vectors
from stream.train.augment import Names
from stream.train.batches import Corpus, Vocabulary
from stream.train.corpora import Sentence

WEIGHTS: Final = "names.npz"
HELD_OUT: Final = 1 / 6
OUTSIDE: Final = 0.0
"""Taken off the score of `O`. Of -1 to 1 none was better on the fifth sixth of ANERcorp, after training on four."""


@dataclass(frozen=True)
class Inputs:
    """The files that training reads; `stream/annotate/model/MODEL_CARD.md` says what and under which licence.

    anercorp: ANERcorp, training split. wikifane: WikiFANE Gold, coarse. aqmar: folder of AQMAR articles.
    wojood: files of the Wojood sample. texts: raw texts, .xz. arwikicats, camel: lists of names.
    """

    anercorp: Path
    wikifane: Path
    aqmar: Path
    wojood: Sequence[Path]
    texts: Sequence[Path]
    arwikicats: Path
    camel: Path


@dataclass(frozen=True)
class Report:
    """Exact-span figures by type on the part held out, and the calibration of confidences there."""

    entities: dict[str, Counts]
    calibration: list[Bin]

    def lines(self) -> list[str]:
        """Return the figures as lines of text."""
        rows = [*sorted(self.entities.items()), ("all", total(self.entities.values()))]
        text = [
            f"{kind:5} P {100 * counts.precision:5.2f}  R {100 * counts.recall:5.2f}  F1 {100 * counts.f1:5.2f}"
            f"  ({counts.gold} names)"
            for kind, counts in rows
        ]
        text += [
            f"confidence {part.lower:.2f} to {part.upper:.2f}: mean {part.confidence:.3f}, right {part.right:.3f}"
            f"  ({part.count} names)"
            for part in self.calibration
        ]
        return text


def run(inputs: Inputs, out: Path, *, seed: int = 1, tell: Callable[[str], None] = print) -> Report:
    """Train and write `names.npz` to a folder.

    Args:
        inputs: The files to learn from.
        out: Folder for the weights. Intermediate results are kept in its folder `work`: a later run with the
            same inputs and seed reads them instead of making them again; delete it to begin anew.
        seed: Of everything random.
        tell: Gets a line of text at every step.

    Returns:
        The figures on the last sixth of ANERcorp, of the network that did not see it.
    """
    torch.set_num_threads(1)
    work = out / "work"
    work.mkdir(parents=True, exist_ok=True)
    news = corpora.anercorp(inputs.anercorp)
    kept = _split(news)
    wiki_names = lists.entities(corpora.wikifane(inputs.wikifane, glued=False))
    sources = lists.Sources(inputs.arwikicats, inputs.camel, wiki_names)
    tell("word vectors")
    known = vectors.build_table(vectors.learn(inputs.texts, work, seed), lists.build_flags(sources))
    phrases = lists.build_phrases(sources)
    tell(f"{len(known.table.index)} words, {len(phrases)} names of several words")
    reports: list[Report] = []
    for part, name in ((news[:kept], "held-out.npz"), (news, WEIGHTS)):
        tell(f"training on {len(part)} of {len(news)} sentences of ANERcorp")
        material = student.Material(
            part,
            corpora.wikifane(inputs.wikifane),
            corpora.aqmar(inputs.aqmar),
            corpora.wojood(inputs.wojood),
        )
        vocabulary = Vocabulary(known.table, Phrases(phrases), known.vectors)
        model = student.train(material, vocabulary, Names(sources), seed, tell)
        news_only = Corpus.encode(part, student.NEWS, vocabulary)
        units = export.measure_units(model, vocabulary.tensors(), news_only)
        arrays = export.arrays_of(model, known.table, phrases, known.vectors, OUTSIDE, units)
        path = out / name if name == WEIGHTS else work / name
        if not reports:
            export.write(arrays, path)
            slope, offset = _fit_confidence(_judged(NetworkRecognizer.load(path), news[kept:]))
        arrays["confidence"] = np.array([slope, offset], np.float32)
        export.write(arrays, path)
        reports.append(_report(NetworkRecognizer.load(path), news[kept:]))
    for line in reports[0].lines():
        tell(line)
    return reports[0]


def _split(news: Sequence[Sentence]) -> int:
    """Return the number of the sentence with which the last part, counted in tokens, begins."""
    sizes = np.cumsum([len(sentence.words) for sentence in news])
    return int(np.searchsorted(sizes, sizes[-1] * (1 - HELD_OUT)))


def _tagged(
    recognizer: NetworkRecognizer, sentences: Sequence[Sentence]
) -> list[tuple[list[str], list[float]]]:
    labels, sure = recognizer.label(
        [word for sentence in sentences for word in sentence.words],
        [len(sentence.words) for sentence in sentences],
    )
    result = []
    at = 0
    for sentence in sentences:
        beyond = at + len(sentence.words)
        result.append(([LABELS[label] for label in labels[at:beyond]], sure[at:beyond]))
        at = beyond
    return result


def _judged(recognizer: NetworkRecognizer, sentences: Sequence[Sentence]) -> list[tuple[float, bool]]:
    """Return the confidence of every name that is found, and whether it is right."""
    pairs = []
    for sentence, (labels, sure) in zip(sentences, _tagged(recognizer, sentences), strict=True):
        gold = spans_of(sentence.labels)
        for (first, beyond), kind in spans_of(labels).items():
            pairs.append((min(sure[first:beyond]), gold.get((first, beyond)) == kind))
    return pairs


def _report(recognizer: NetworkRecognizer, sentences: Sequence[Sentence]) -> Report:
    labels = [labels for labels, _ in _tagged(recognizer, sentences)]
    return Report(_counts(sentences, labels), calibration(_judged(recognizer, sentences)))


def _counts(sentences: Sequence[Sentence], labels: Sequence[Sequence[str]]) -> dict[str, Counts]:
    """Return by type how many names the labels get right, to the exact span."""
    entities = {kind: Counts() for kind in corpora.TYPES}
    for sentence, guess in zip(sentences, labels, strict=True):
        gold, found = spans_of(sentence.labels), spans_of(guess)
        for kind in gold.values():
            entities[kind].gold += 1
        for extent, kind in found.items():
            entities[kind].predicted += 1
            entities[kind].right += gold.get(extent) == kind
    return entities


def _fit_confidence(pairs: Sequence[tuple[float, bool]], rounds: int = 200) -> tuple[float, float]:
    """Return slope and offset of a logistic curve from the network's log odds to how often they are right.

    Platt scaling (Platt, 1999), by Newton steps that are halved until they help.
    """
    odds = np.stack([log_odds(np.array([pair[0] for pair in pairs])), np.ones(len(pairs))], 1)
    right = np.array([pair[1] for pair in pairs], float)

    def loss(weights: NDArray[np.float64]) -> float:
        value = odds @ weights
        return float((np.logaddexp(0, value) - right * value).sum())

    weights = np.array([0.5, 0.0])
    for _ in range(rounds):
        expected = 1 / (1 + np.exp(-odds @ weights))
        slope = odds.T @ (right - expected)
        curve = (odds * (expected * (1 - expected))[:, None]).T @ odds + 1e-6 * np.eye(2)
        step = np.linalg.solve(curve, slope)
        while loss(weights + step) > loss(weights) and np.abs(step).max() > 1e-9:
            step = step / 2
        weights = weights + step
    return float(weights[0]), float(weights[1])
