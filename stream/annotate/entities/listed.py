"""Names of several words on the lists, found in running text: one more thing the network sees at each token."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stream.annotate.document import EntityType

CLASSES: Final = (
    "own-PER", "own-LOC", "own-ORG", "own-MISC", "wiki-PER", "wiki-LOC", "wiki-ORG", "wiki-MISC", "list-PER",
    "list-LOC", "list-ORG", "list-MISC",
)  # fmt: skip
"""Which list a name stands on, and the type of what it names."""

LONGEST: Final = 6
"""Words that the longest listed name has."""

MARKS: Final = 1 + 2 * len(CLASSES)
"""How many marks a token can bear: 0 for none, then first word and further word of a name of each class."""


_TYPES: Final[tuple[EntityType, ...]] = ("PER", "LOC", "ORG", "MISC")


def kind_of(mark: int) -> EntityType:
    """Return the type of the listed name that a mark belongs to."""
    return _TYPES[(mark - 1) // 2 % len(_TYPES)]


class Phrases:
    """Listed names by their first two words, the longer ones before the shorter."""

    def __init__(self, phrases: Mapping[tuple[str, ...], int]) -> None:
        self._heads: dict[str, int] = {}
        self._tails: list[dict[str, list[tuple[list[str], int]]]] = [{}]
        self._seconds: set[str] = set()
        for words, kind in sorted(phrases.items(), key=lambda item: -len(item[0])):
            first, second, *rest = words
            head = self._heads.setdefault(first, len(self._tails))
            if head == len(self._tails):
                self._tails.append({})
            self._tails[head].setdefault(second, []).append((rest, kind))
            self._seconds.add(second)

    @classmethod
    def unpack(cls, text: str) -> "Phrases":
        """Return the names of `pack`."""
        rows = (line.split(" ") for line in text.split("\n") if line)
        return cls({tuple(words): int(kind) for kind, *words in rows})

    @staticmethod
    def pack(phrases: Mapping[tuple[str, ...], int]) -> str:
        """Return names as text, one a line: number of the class, then the words."""
        return "\n".join(f"{kind} {' '.join(words)}" for words, kind in sorted(phrases.items()))

    def head(self, stem: str) -> int:
        """Return the number of a first word (0: no name begins with it); `marks` takes these numbers."""
        return self._heads.get(stem, 0)

    def second(self, word: str) -> bool:
        """Tell whether a word is the second one of any name."""
        return word in self._seconds

    def marks(
        self,
        words: Sequence[str],
        heads: Iterable[tuple[int, int]],
        sentences: Sequence[int] | NDArray[np.intp],
    ) -> tuple[list[int], list[int]]:
        """Return the places of tokens that belong to listed names, and their marks.

        Args:
            words: The folded tokens of any number of sentences.
            heads: In order: place of a token that begins a name on a list, and its number from `head`.
            sentences: The number of the sentence of each token; no name reaches over into the next.
        """
        places: list[int] = []
        marks: list[int] = []
        beyond, count = 0, len(words)
        for place, head in heads:
            second = place + 1
            if place < beyond or second == count:
                continue
            for rest, kind in self._tails[head].get(words[second], ()):
                last = second + len(rest)
                if words[second + 1 : last + 1] == rest and sentences[place] == sentences[last]:
                    beyond = last + 1
                    places.extend(range(place, beyond))
                    marks.append(1 + 2 * kind)
                    marks.extend([2 + 2 * kind] * (last - place))
                    break
        return places, marks

    def mark_sentence(self, words: list[str], stems: list[str]) -> NDArray[np.int8]:
        """Return the mark of every token of one sentence."""
        result = np.zeros(len(words), np.int8)
        heads = ((place, self.head(stem)) for place, stem in enumerate(stems))
        places, marks = self.marks(words, ((place, head) for place, head in heads if head), [0] * len(words))
        result[places] = marks
        return result
