"""Dividing an article into packs that fit into BERT, and reading names off its labels. No torch in here."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, cast, get_args

from stream.annotate.document import EntityType

OUTSIDE: Final = "O"
_TYPES: Final = {"PERS": "PER"}
"""What CAMeL Tools calls otherwise than we do."""


class Name(NamedTuple):
    """A name as tokens from `first` to `beyond` (excluded), its type, and how sure its least sure token is."""

    first: int
    beyond: int
    type: EntityType
    confidence: float


def pack(sizes: Sequence[int], sentences: Iterable[tuple[int, int]], room: int) -> list[tuple[int, int]]:
    """Return packs of consecutive sentences that are as long as there is room, as ranges of tokens.

    A sentence is divided only where it does not fit into a pack by itself, and then between two tokens.

    Args:
        sizes: How many pieces each token has, `room` at most.
        sentences: Ranges of token indices [first, beyond) that follow each other without gap.
        room: How many pieces a pack holds.

    Returns:
        Ranges [first, beyond) that cover the same tokens in order.
    """
    packs: list[tuple[int, int]] = []
    start = end = held = 0
    for first, beyond in sentences:
        size = sum(sizes[first:beyond])
        if held + size > room:
            if held:
                packs.append((start, first))
                start, held = first, 0
            for token in range(first, beyond):
                if held + sizes[token] > room:
                    packs.append((start, token))
                    start, held = token, 0
                held += sizes[token]
        else:
            held += size
        end = beyond
    if start < end:
        packs.append((start, end))
    return packs


def our_label(label: str) -> str:
    """Return the label of a CAMeL model as we write it: B-PERS as B-PER.

    Raises:
        ValueError: It is no label of named entities.
    """
    prefix, _, kind = label.partition("-")
    kind = _TYPES.get(kind, kind)
    if label != OUTSIDE and (prefix not in {"B", "I"} or kind not in get_args(EntityType)):
        raise ValueError(label)
    return f"{prefix}-{kind}" if kind else label


def repair(labels: Sequence[str]) -> list[str]:
    """Return the labels of one sentence with B- for each I- that continues no name of its type."""
    repaired: list[str] = []
    before = OUTSIDE
    for label in labels:
        continues = before != OUTSIDE and before[2:] == label[2:]
        repaired.append(label if continues or not label.startswith("I-") else f"B-{label[2:]}")
        before = label
    return repaired


def names(labels: Sequence[str], chances: Sequence[float], first: int = 0) -> Iterator[Name]:
    """Yield the names of one sentence.

    Args:
        labels: The label of each token, in our writing; a stray I- begins a name.
        chances: How sure each label is, 0 to 1.
        first: Index of the sentence's first token, which those of the names count from.
    """
    labels = repair(labels)
    index = 0
    while index < len(labels):
        begin = index
        index += 1
        if labels[begin] == OUTSIDE:
            continue
        kind = labels[begin][2:]
        while index < len(labels) and labels[index] == f"I-{kind}":
            index += 1
        yield Name(first + begin, first + index, cast("EntityType", kind), min(chances[begin:index]))
