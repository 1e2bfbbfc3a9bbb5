"""Readers of the annotated corpora: sentences of folded tokens, split as `stream.annotate.text` splits them."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from stream.annotate.text import tokenize

TYPES: Final = ("PER", "LOC", "ORG", "MISC")
_NAMES: Final = {"PERS": "PER", "PER": "PER", "LOC": "LOC", "ORG": "ORG", "MISC": "MISC", "MIS": "MISC"}
_WOJOOD: Final = {
    "PERS": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "EVENT": "MISC", "PRODUCT": "MISC",
    "LAW": "MISC", "WEBSITE": "MISC",
}  # fmt: skip


class Sentence(NamedTuple):
    """One sentence: folded tokens and IOB2 labels (`B-PER`, `I-PER`, …, `O`)."""

    words: list[str]
    labels: list[str]


def read_conll(lines: Iterable[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the sentences of a CoNLL file as its own tokens and its own labels (last column left as it is)."""
    tokens: list[str] = []
    labels: list[str] = []
    for line in lines:
        fields = line.split()
        if len(fields) >= 2:
            tokens.append(fields[0])
            labels.append(fields[1])
        elif tokens:
            yield tokens, labels
            tokens, labels = [], []
    if tokens:
        yield tokens, labels


def standard_label(label: str) -> str:
    """Return a corpus label in our names: `B-PERS` is `B-PER`, `I-MIS1` is `I-MISC`; unknown ones are `O`."""
    position, _, kind = label.partition("-")
    known = _NAMES.get(kind.rstrip("0123456789").upper())
    return f"{position}-{known}" if known and position in {"B", "I"} else "O"


def retokenize(tokens: Iterable[str], labels: Iterable[str]) -> Sentence:
    """Return a sentence split as at run time; a token that falls apart carries its label on as `I-`."""
    words: list[str] = []
    marks: list[str] = []
    for token, label in zip(tokens, labels, strict=True):
        for position, word in enumerate(tokenize(token).folded):
            words.append(word)
            marks.append(f"I{label[1:]}" if position and label != "O" else label)
    return Sentence(words, _repair(marks))


def _repair(labels: list[str]) -> list[str]:
    """Return IOB2: an `I-` that follows nothing of its type becomes `B-`."""
    previous = "O"
    for index, label in enumerate(labels):
        if label[0] == "I" and previous[2:] != label[2:]:
            labels[index] = f"B{label[1:]}"
        previous = labels[index]
    return labels


def anercorp(path: Path) -> list[Sentence]:
    """Return ANERcorp (token and tag a line) in running order."""
    with path.open(encoding="utf-8") as lines:
        return [retokenize(tokens, map(standard_label, labels)) for tokens, labels in read_conll(lines)]


_PROCLITIC: Final = frozenset("وفبلك")
_ENCLITIC: Final = frozenset({"ها", "ه", "هم", "هما", "هن", "ي", "نا", "ك", "كم"})


def wikifane(path: Path, *, glued: bool = True) -> list[Sentence]:
    """Return WikiFANE Gold; `glued` joins its separate clitics to their words again, as running text has them."""
    sentences = []
    with path.open(encoding="utf-8") as lines:
        for tokens, marks in read_conll(lines):
            labels = list(map(standard_label, marks))
            sentences.append(retokenize(*_glue(tokens, labels)) if glued else retokenize(tokens, labels))
    return sentences


def _glue(tokens: list[str], labels: list[str]) -> tuple[list[str], list[str]]:
    words: list[str] = []
    marks: list[str] = []
    prefix = ""
    for token, label in zip(tokens, labels, strict=True):
        if token in _PROCLITIC and label == "O":
            prefix += token
        elif token in _ENCLITIC and label == "O" and words and not prefix and words[-1].isalpha():
            words[-1] += token
        else:
            glued = "ل" + token[2:] if prefix.endswith("ل") and token.startswith("ال") else token
            words.append(prefix + glued if token[0].isalpha() else token)
            marks.append(label)
            prefix = ""
    return words, marks


def aqmar(folder: Path) -> list[Sentence]:
    """Return the AQMAR articles, file by file."""
    sentences = []
    for path in sorted(folder.glob("*.txt")):
        with path.open(encoding="utf-8") as lines:
            for tokens, labels in read_conll(lines):
                sentences.append(retokenize(tokens, map(standard_label, labels)))
    return sentences


def wojood(paths: Iterable[Path]) -> list[Sentence]:
    """Return Wojood sentences with the outermost of their nested tags that is of one of our types."""
    sentences = []
    for path in paths:
        tokens: list[str] = []
        labels: list[str] = []
        for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
            fields = re.split(r"\s+", line.strip())
            if len(fields) >= 2:
                tokens.append(fields[0])
                known = [tag for tag in fields[1:] if tag[2:] in _WOJOOD]
                labels.append(f"{known[0][:2]}{_WOJOOD[known[0][2:]]}" if known else "O")
            elif tokens:
                sentences.append(retokenize(tokens, labels))
                tokens, labels = [], []
    return sentences
