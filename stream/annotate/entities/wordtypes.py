"""What the recogniser knows about one word type: its row of the word table, its stem, list flags and letters.

All of it depends on the folded word alone, so the network computes a word type once and keeps the result.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

try:
    from stream.annotate.entities import _ngrams
except ImportError:  # not built
    _ngrams = None  # type: ignore[assignment]

PROCLITICS: Final = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "لل", "ولل", "فلل")
"""Attached conjunctions and prepositions that a stem may lose; `لل` is ل before the article."""

LETTERS_OUTSIDE: Final = tuple(len(letters) - letters.endswith("لل") for letters in PROCLITICS)
"""How many letters of each proclitic stay outside a name; of `لل` it is only the first."""

SHAPES: Final = (
    "letters", "short", "latin", "digit-1", "digits-2", "digits-4", "digits", "number",
    "stop", "comma", "quote", "bracket", "dash", "colon", "sign",
)  # fmt: skip

FLAGS: Final = (
    "given", "surname", "full-name", "country", "city", "large-city", "place", "place-part", "club", "club-part",
    "demonym", "event-part", "proper-person", "proper-other", "title", "organisation-head", "place-head",
    "misc-head", "wiki-PER", "wiki-LOC", "wiki-ORG", "wiki-MISC", "wiki-PER-part", "wiki-LOC-part",
    "wiki-ORG-part", "wiki-MISC-part", "person-part", "own-PER", "own-LOC", "own-ORG", "own-MISC", "own-club",
)  # fmt: skip
"""The lists that a word can stand on."""

FLAG: Final = {name: 1 << number for number, name in enumerate(FLAGS)}

_WHOLE_WORDS: Final = sum(
    FLAG[name]
    for name in (
        "given", "surname", "country", "city", "large-city", "place", "club", "demonym", "proper-person",
        "proper-other", "title", "organisation-head", "place-head", "misc-head", "wiki-PER", "own-PER", "own-LOC",
        "own-ORG", "own-MISC", "own-club",
    )
)  # fmt: skip
"""Lists whose words are words by themselves, not parts of names with a clitic still on them."""

_COMMON: Final = 3.0
"""Natural logarithm of the count from which on an unlisted word counts as one."""

NGRAM_BUCKETS: Final = 32768
NGRAM_LIMIT: Final = 24
MINIMUM_STEM: Final = 3

_SHAPE: Final = {name: index for index, name in enumerate(SHAPES)}
_DIGITS: Final = {1: "digit-1", 2: "digits-2", 4: "digits-4"}
_SIGNS: Final = {
    **dict.fromkeys(".!?؟…", "stop"),
    **dict.fromkeys(",،;؛", "comma"),
    **dict.fromkeys("\"'“”«»‘’", "quote"),
    **dict.fromkeys("()[]{}", "bracket"),
    **dict.fromkeys("-–—_/", "dash"),
    ":": "colon",
}


def number_free(folded: str) -> str:
    """Return a folded word with every digit as 0, so that numbers of one form are one word type."""
    if folded.isalpha():
        return folded
    return "".join("0" if letter.isdigit() else letter for letter in folded)


def shape(word: str) -> int:
    """Return the index in SHAPES of the form of a word."""
    first = word[:1]
    if first.isalpha():
        if "\u0600" <= first <= "\u08ff":
            return _SHAPE["short" if len(word) <= 2 else "letters"]
        return _SHAPE["latin"]
    if first.isdigit():
        return _SHAPE[_DIGITS.get(len(word), "digits") if word.isdigit() else "number"]
    return _SHAPE[_SIGNS.get(first, "sign")]


def ngrams(stem: str) -> list[int]:
    """Return the buckets of the letter groups (3, 4, then 2 letters, both ends marked) of a stem, 24 at most."""
    marked = f"<{stem}>"
    length = len(marked)
    groups = [marked[start : start + size] for size in (3, 4, 2) for start in range(length - size + 1)]
    return [
        zlib.crc32(group.encode(errors="surrogatepass")) % NGRAM_BUCKETS for group in groups[:NGRAM_LIMIT]
    ]


def ngram_rows(stems: list[str], *, compiled: bool = True) -> NDArray[np.int32]:
    """Return the buckets of `ngrams` of every stem as rows of NGRAM_LIMIT, with -1 behind the last.

    They are found in C if that can be had and `compiled` is true.
    """
    rows = np.full((len(stems), NGRAM_LIMIT), -1, np.int32)
    if compiled and _ngrams is not None:
        _ngrams.fill(stems, rows, NGRAM_BUCKETS)
    else:
        for number, stem in enumerate(stems):
            buckets = ngrams(stem)
            rows[number, : len(buckets)] = buckets
    return rows


@dataclass(frozen=True, slots=True)
class WordFeatures:
    """Parallel arrays over word types: table rows (-1: not known), proclitic, shape, flags, letter groups."""

    rows: NDArray[np.int32]
    stem_rows: NDArray[np.int32]
    proclitics: NDArray[np.int8]
    shapes: NDArray[np.int8]
    flags: NDArray[np.uint32]
    frequency: NDArray[np.float32]
    groups: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class WordTable:
    """The known words with their frequency (natural logarithm of the count) and list flags (bits).

    `index` gives the row of a folded word in both arrays and in the table of word vectors.
    """

    index: dict[str, int]
    frequency: NDArray[np.float32]
    flags: NDArray[np.uint32]

    def proclitic(self, word: str) -> int:
        """Return which of PROCLITICS a folded word begins with, 0 where its first letters belong to it.

        A word on a list of names keeps its letters; otherwise the letters go where what remains is on a list
        or is clearly the more frequent word.
        """
        if len(word) <= MINIMUM_STEM or word[0] not in "وفبلك":
            return 0
        row = self.index.get(word, -1)
        if row >= 0 and int(self.flags[row]) & _WHOLE_WORDS:
            return 0
        best, best_score = 0, 1.0 + (float(self.frequency[row]) if row >= 0 else 0.0)
        for number, letters in enumerate(PROCLITICS):
            if not letters or not word.startswith(letters):
                continue
            stem = self.stem(word, number)
            if len(stem) < MINIMUM_STEM:
                continue
            score = self._standing(stem)
            if score > best_score:
                best, best_score = number, score
        return best

    def _standing(self, stem: str) -> float:
        """Return how good a word by itself a stem is: its frequency, more where it is on a list of words."""
        row = self.index.get(stem, -1)
        article = 1.5 if stem.startswith("ال") and len(stem) > 4 else 0.0
        if row < 0:
            return article
        frequency = float(self.frequency[row])
        if int(self.flags[row]) & _WHOLE_WORDS:
            return frequency + 4.0
        return max(article, frequency if frequency >= _COMMON else 0.0)

    @staticmethod
    def stem(word: str, proclitic: int) -> str:
        """Return a word without the proclitic of that number; `لل` leaves the article behind."""
        letters = PROCLITICS[proclitic]
        rest = word[len(letters) :]
        return "ال" + rest if letters.endswith("لل") else rest

    def features(self, words: Sequence[str]) -> WordFeatures:
        """Return what the network reads of these folded words, as arrays with one row for each of them."""
        get = self.index.get
        proclitics = [self.proclitic(word) for word in words]
        stems = [self.stem(word, proclitic) for word, proclitic in zip(words, proclitics, strict=True)]
        rows = np.array([get(word, -1) for word in words], np.int32)
        stem_rows = np.array([get(stem, -1) for stem in stems], np.int32)
        return WordFeatures(
            rows,
            stem_rows,
            np.array(proclitics, np.int8),
            np.array([shape(word) for word in words], np.int8),
            np.where(stem_rows >= 0, self.flags[stem_rows], 0).astype(np.uint32),
            np.where(rows >= 0, self.frequency[rows], 0).astype(np.float32),
            ngram_rows(stems),
        )
