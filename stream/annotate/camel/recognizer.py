"""The recogniser over a loaded model: pieces of tokens, one pass of BERT for each pack, labels and mentions."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

import torch

from stream.annotate.camel.packing import OUTSIDE, names, our_label, pack, repair
from stream.annotate.document import Document, Mention
from stream.annotate.entities.spans import mention_start
from stream.annotate.entities.wordtypes import WordTable
from stream.annotate.text import normalize

LONGEST: Final = 256
"""Pieces that BERT reads at once, with its two markers: what CAMeL Tools pads every sentence to."""

_MARKERS: Final = 2
_TYPES_KEPT: Final = 50_000
_DIGITS: Final = 3


class CamelRecognizer:
    """Names by a BERT that CAMeL Tools has loaded.

    Implements `Recognizer` and `TokenTagger`. Its model reads consecutive sentences of one article together, up
    to 254 pieces, each pack by itself and without padding: what is computed for an article depends on no other
    one in the batch, so that it comes out the same to the last digit, also with eight-bit weights, whose scale
    follows all that is computed at once. Not for several threads at once.

    Args:
        name: What stands in the events.
        loaded: A `camel_tools.ner.NERecognizer`.
        table: Tells the particles attached to a word from its letters.

    Raises:
        ValueError: The model's labels are not those of named entities.
    """

    def __init__(self, name: str, loaded: Any, table: WordTable) -> None:
        self.name = name
        self._model = loaded.model.eval()
        self._tokenizer = loaded.tokenizer
        self._table = table
        self._room = min(LONGEST, loaded.model.config.max_position_embeddings) - _MARKERS
        self._labels = [
            our_label(loaded.labels_map[index]) for index in range(loaded.model.config.num_labels)
        ]
        self._pieces = lru_cache(_TYPES_KEPT)(self._read_pieces)

    def recognize(self, documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
        """Yield the documents one by one, with their `mentions` filled in."""
        for document in documents:
            # the published models were trained on text without diacritics and tatweel
            words = document.tokens.normals
            labels, chances = self._label(words, document.sentences)
            document.mentions = [
                Mention(
                    mention_start(document, name.first, self._table),
                    document.tokens.ends[name.beyond - 1],
                    name.type,
                    round(name.confidence, _DIGITS),
                )
                for first, beyond in document.sentences
                for name in names(labels[first:beyond], chances[first:beyond], first)
            ]
            yield (document,)

    def tag_sentences(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """Return IOB2 labels for sentences that are already split into tokens, each read by itself."""
        tagged = []
        for sentence in sentences:
            labels, _ = self._label([normalize(token) for token in sentence], [(0, len(sentence))])
            tagged.append(repair(labels))
        return tagged

    def _label(
        self, words: Sequence[str], sentences: Sequence[tuple[int, int]]
    ) -> tuple[list[str], list[float]]:
        """Return the label of each word of one article, and the chance that the model gives it."""
        pieces = [self._pieces(word) for word in words]
        labels: list[str] = []
        chances: list[float] = []
        for first, beyond in pack([len(one) for one in pieces], sentences, self._room):
            for label, chance in self._label_pack(pieces[first:beyond]):
                labels.append(label)
                chances.append(chance)
        if len(labels) != len(words):
            raise RuntimeError(f"{len(labels)} labels for {len(words)} words")
        return labels, chances

    def _label_pack(self, pieces: Sequence[tuple[int, ...]]) -> list[tuple[str, float]]:
        """Return label and chance of each word: those of its first piece, O with certainty where it has none."""
        found = [(OUTSIDE, 1.0)] * len(pieces)
        flat = [piece for one in pieces for piece in one]
        if not flat:
            return found
        tokenizer = self._tokenizer
        with torch.inference_mode():
            ids = torch.tensor([[tokenizer.cls_token_id, *flat, tokenizer.sep_token_id]])
            scores = self._model(input_ids=ids).logits[0].softmax(1)
            best = scores.max(1)
        chances, indices = best.values.tolist(), best.indices.tolist()
        at = 1
        for index, one in enumerate(pieces):
            if one:
                found[index] = (self._labels[indices[at]], chances[at])
                at += len(one)
        return found

    def _read_pieces(self, word: str) -> tuple[int, ...]:
        """Return the pieces of a word: none for control characters alone, and no more than a pack holds.

        What lies behind is left out. The label of a word is that of its first piece.
        """
        tokenizer = self._tokenizer
        return tuple(tokenizer.convert_tokens_to_ids(tokenizer.tokenize(word)[: self._room]))
