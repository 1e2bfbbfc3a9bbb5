"""Tokens, sentences and folding of Arabic text, with exact code-point offsets.

Everything here is a pure function of its argument. A token never contains white space; marks that do not
change the word (diacritics, tatweel, zero-width and bidi marks) stay inside the token's span when letters
follow them, and are gone from its normalised form, so that offsets never shift.
"""

import re
import unicodedata
from typing import Final, NamedTuple

_MARK: Final = (
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff\u0300-\u036f"
)
_INVISIBLE: Final = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_ARABIC: Final = (
    "\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
    "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc"
)
_ARABIC_WORD: Final = f"[{_ARABIC}][{_ARABIC}{_MARK}]*(?:[{_INVISIBLE}]+[{_ARABIC}][{_ARABIC}{_MARK}]*)*"
_OTHER_LETTER: Final = f"[^\\W\\d_{_ARABIC}{_MARK}]"
_OTHER_INNER: Final = f"[^\\W_{_ARABIC}{_MARK}]"
_OTHER_WORD: Final = f"{_OTHER_LETTER}(?:{_OTHER_INNER}|[\u0300-\u036f]|['’&.\\-](?={_OTHER_LETTER}))*"
_NUMBER: Final = r"\d+(?:[.,:/٫٬]\d+)*"
_TOKEN: Final = re.compile(f"{_ARABIC_WORD}|{_OTHER_WORD}|{_NUMBER}|[^\\s{_INVISIBLE}{_MARK}]")

_DELETE: Final = re.compile(f"[{_MARK}{_INVISIBLE}]")
_PRESENTATION: Final = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_VARIANTS: Final = str.maketrans("کگیېےھہۀۃ", "ككيييهههة")
_FOLD: Final = str.maketrans("أإآٱىة", "اااايه")

_TERMINATORS: Final = frozenset(".!?؟…")
_CLOSERS: Final = frozenset("\"'”“»›’)]")


class Word(NamedTuple):
    """The two forms of a word that rules and models look at.

    normal: marks removed, presentation forms and Persian letters replaced by the Arabic letters they show.
    folded: normal, with the hamza off the alef, ى as ي and ة as ه, so that spelling variants compare equal.
    """

    normal: str
    folded: str


class Tokens(NamedTuple):
    """The tokens of a text as parallel lists: surface form, start and end (code points), and word forms."""

    surfaces: list[str]
    starts: list[int]
    ends: list[int]
    words: list[Word]


def normalize(text: str) -> str:
    """Return text without diacritics, tatweel and invisible marks, with one letter for each letter's variants.

    Args:
        text: Any text; it may get shorter, so offsets into the result are not offsets into the text.

    Returns:
        The normalised text. camel-tools' `dediac_ar` and `normalize_unicode` do the same two steps.
    """
    if _PRESENTATION.search(text):
        text = unicodedata.normalize("NFKC", text)
    return _DELETE.sub("", text).translate(_VARIANTS)


def fold(text: str) -> str:
    """Return text normalised and folded: أ إ آ ٱ as ا, ى as ي, ة as ه, Latin letters in lower case."""
    return normalize(text).translate(_FOLD).lower()


_WORDS: Final[dict[str, Word]] = {}
_WORDS_LIMIT: Final = 200_000


def word(surface: str) -> Word:
    """Return the forms of one token. Answers are cached, for at most 200,000 different surface forms."""
    known = _WORDS.get(surface)
    if known is None:
        if len(_WORDS) >= _WORDS_LIMIT:
            _WORDS.clear()
        normal = normalize(surface)
        known = _WORDS[surface] = Word(normal, normal.translate(_FOLD).lower())
    return known


def tokenize(text: str) -> Tokens:
    """Split text into tokens: runs of Arabic letters, words of other scripts, numbers, single other signs.

    Args:
        text: Any text, also none.

    Returns:
        Tokens in order; `text[start:end] == surface` for each of them.
    """
    surfaces, starts, ends = [], [], []
    for match in _TOKEN.finditer(text):
        surfaces.append(match.group())
        start, end = match.span()
        starts.append(start)
        ends.append(end)
    return Tokens(surfaces, starts, ends, list(map(word, surfaces)))


def split_sentences(text: str, tokens: Tokens) -> list[tuple[int, int]]:
    """Return the sentences of text as ranges of token indices [first, beyond), together covering all tokens.

    A sentence ends with its line, or behind a full stop, question or exclamation mark or ellipsis (and the
    closing marks that follow it) when white space comes next. The full stop of an abbreviation of one or two
    letters (د. ، أ.د.) does not end one.

    Args:
        text: The text that `tokens` come from.
        tokens: Its tokens.

    Returns:
        Non-empty ranges in order.
    """
    surfaces, starts, ends, _ = tokens
    sentences = []
    first, count = 0, len(surfaces)
    for index in range(count):
        if index + 1 < count:
            gap = text[ends[index] : starts[index + 1]]
            if not gap:
                continue
            if "\n" not in gap and not _ends_sentence(surfaces, index, first):
                continue
        sentences.append((first, index + 1))
        first = index + 1
    return sentences


def _ends_sentence(surfaces: list[str], index: int, first: int) -> bool:
    while index > first and surfaces[index] in _CLOSERS:
        index -= 1
    if surfaces[index] not in _TERMINATORS:
        return False
    abbreviated = surfaces[index] == "." and index > first and len(surfaces[index - 1]) == 1
    return not (abbreviated and surfaces[index - 1].isalpha())
