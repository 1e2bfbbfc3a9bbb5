"""What is left of a page around its article when it is saved as text: menus, section labels, dates, buttons.

The rules look at form first (separators, dates, words stuck together where the page had boxes side by side)
and at a small vocabulary of section and button labels. In doubt a line is kept: a label too many above the
headline does less harm than a headline lost.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from stream.ingest.labels import DATE_WORDS, LABELS, OUTLETS

_MARKS: Final = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_FOLD: Final = str.maketrans("أإآٱىةکی", "اااايهكي")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SEPARATOR: Final = re.compile(r"\s*(?:[>›»|\\/←→•·]|(?<=\s)[\-–—](?=\s))\s*")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|(?:#\S+\s*)+", re.IGNORECASE)
_SENTENCE_ENDS: Final = frozenset(".!?؟…")

# ى and ة stand only at the end of a word: a letter behind one begins another word.
_GLUED: Final = re.compile("(?<=[\u0621-\u064a])[ىة](?=[\u0621-\u064a])")

_LONGEST_HEADLINE: Final = 30  # words
_LONGEST_LABELS: Final = 9  # words
_SHORTEST_LABEL: Final = 3  # letters of a label that is stuck to others
_LINES_TO_TEXT: Final = 3  # lines below a headline (subtitle, byline …) within which its text must begin


def headline_index(lines: Sequence[str]) -> int:
    """Return which line is the headline: the first that is not a leftover of the page.

    Lines that only look like labels are passed over if a headline with text below it follows; where none
    does, the last of them that has at least three words is the headline.

    Args:
        lines: The lines of a text that are not blank, without white space at their ends; at least one.
    """
    doubtful: int | None = None
    for index, line in enumerate(lines):
        words = [_fold(word) for word in _WORD.findall(line)]
        if _is_rubbish(line, words):
            continue
        if _looks_like_labels(line, words):
            if len(words) >= 3:
                doubtful = index
            continue
        return doubtful if doubtful is not None and not _begins_article(lines, index) else index
    return doubtful or 0


def _fold(word: str) -> str:
    return _MARKS.sub("", word).translate(_FOLD).lower()


def _is_rubbish(line: str, words: list[str]) -> bool:
    """Say whether a line surely is no headline: signs, an address, hashtags, a date, a counter."""
    if not any(char.isalnum() for char in line) or _ADDRESS.fullmatch(line):
        return True
    return any(char.isdigit() for char in line) and all(
        word in DATE_WORDS or _is_label(word) for word in words
    )


def _looks_like_labels(line: str, words: list[str]) -> bool:
    if not words or len(words) > _LONGEST_LABELS or line[-1] in _SENTENCE_ENDS:
        return False
    return all(map(_is_label, words)) or _is_trail(line) or _is_glued(line, words) or _is_outlet(line, words)


def _is_trail(line: str) -> bool:
    """Say whether a line is a trail of sections: short parts between separators, one of them all labels."""
    parts = [[_fold(word) for word in _WORD.findall(part)] for part in _SEPARATOR.split(line)]
    named = [part for part in parts if part]
    return (
        len(parts) > 1
        and all(len(part) <= 3 for part in named)
        and any(all(map(_is_label, part)) for part in named)
    )


def _is_glued(line: str, words: list[str]) -> bool:
    """Say whether a line is made of labels stuck together: at two places, or at one beside known labels."""
    places = len(_GLUED.findall(_MARKS.sub("", line)))
    if not places:
        return False
    parts = [_fold(word) for word in _WORD.findall(_GLUED.sub(lambda match: f"{match.group()} ", line))]
    labels = sum(map(_is_label, parts))
    return labels * 2 >= len(parts) or (places >= 2 and len(words) <= 4)


def _is_outlet(line: str, words: list[str]) -> bool:
    """Say whether a line is only the name of a newspaper, channel or site: صحيفة, and up to three words."""
    letters_only = all(char.isalpha() or char.isspace() for char in _MARKS.sub("", line))
    return letters_only and len(words) <= 4 and words[0].removeprefix("ال") in OUTLETS


def _begins_article(lines: Sequence[str], index: int) -> bool:
    """Say whether a headline stands at `index`: not too long, no full stop, and soon a longer line below."""
    headline = lines[index]
    below = lines[index + 1 : index + 1 + _LINES_TO_TEXT]
    short = len(headline.split()) <= _LONGEST_HEADLINE and headline[-1] not in ".،؛"
    return short and any(len(line) > len(headline) for line in below)


@lru_cache(maxsize=4096)
def _is_label(word: str) -> bool:
    """Say whether a folded word is a label, with or without "and" before it, or several without spaces."""
    if word in DATE_WORDS or word.removeprefix("و").removeprefix("ال") in LABELS:
        return True
    if len(word) > 60:
        return False
    reached = [True] + [False] * len(word)  # reached[n]: the first n letters are whole labels
    for end in range(_SHORTEST_LABEL, len(word) + 1):
        reached[end] = any(
            reached[start] and word[start:end].removeprefix("ال") in LABELS
            for start in range(end - _SHORTEST_LABEL + 1)
        )
    return reached[-1]
