"""Tokens, sentences and folding of Arabic text, with exact code-point offsets.

Everything here is a pure function of its argument. A token never contains white space; marks that do not
change the word (diacritics, tatweel, zero-width and bidi marks) stay inside the token's span when letters
follow them, and are gone from its normalised form, so that offsets never shift.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from stream.annotate.entities.entries import Entry
    from stream.annotate.quotes.forms import CueForm

try:
    from stream.annotate import _tokens
except ImportError:  # not built
    _tokens = None  # type: ignore[assignment]

ARABIC_LETTERS: Final = "\u0620-\u063f\u0641-\u064a\ufb50-\ufdff\ufe70-\ufefc"
"""The letters that Arabic itself writes, presentation forms included, as a range of a pattern."""

_MARK: Final = (
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff\u0300-\u036f"
)
_INVISIBLE: Final = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_ARABIC: Final = (
    "\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
    "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc"
)
_ARABIC_WORD: Final = f"[{_ARABIC}][{_ARABIC}{_MARK}]*(?:[{_INVISIBLE}]+[{_ARABIC}{_MARK}]+)*"
_OTHER_LETTER: Final = f"[^\\W\\d_{_ARABIC}{_MARK}]"
_OTHER_INNER: Final = f"(?:[^\\W_{_ARABIC}{_MARK}]|[\u0300-\u036f])"
_JOINER: Final = "['’&.\\-]"
_OTHER_WORD: Final = f"{_OTHER_LETTER}(?:{_OTHER_INNER}|{_JOINER}(?={_OTHER_LETTER}))*"
_SEPARATOR: Final = "[.,:/٫٬]"
_NUMBER: Final = rf"\d+(?:{_SEPARATOR}\d+)*"
_TOKEN: Final = re.compile(f"({_ARABIC_WORD}|{_OTHER_WORD}|{_NUMBER}|[^\\s{_INVISIBLE}{_MARK}])")

_DELETE: Final = re.compile(f"[{_MARK}{_INVISIBLE}]")
_PRESENTATION: Final = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_VARIANT: Final = "کگیېےھہۀۃ"
_VARIANTS: Final = str.maketrans(_VARIANT, "ككيييهههة")
_FOLDS: Final = ("أإآٱىة", "اااايه")
_FOLD: Final = tuple(zip(*_FOLDS, strict=True))
_CHANGED: Final = re.compile(f"[{_MARK}{_INVISIBLE}{_VARIANT}\ufb50-\ufdff\ufe70-\ufefc]")

_CLOSERS: Final = "\"'”“»›’)\\]"
_STOPS: Final = ".!?؟…"
_NOT_ARABIC: Final = f"[^\\W\\d_{ARABIC_LETTERS}]"
_FOREIGN: Final = re.compile(_NOT_ARABIC)
_BREAK: Final = re.compile(f"\n|[{_STOPS}][{_CLOSERS}{_INVISIBLE}]*(?=\\s)")

WORDS_KEPT: Final = 100_000
"""Different surface forms whose words are kept."""
UNSEEN: Final = -1
"""The classes of a word that the quote rules have not looked up yet."""


class Word:
    """A word as it was written, the same object in every text, with the two forms that rules and models look at.

    normal: marks removed, presentation forms and Persian letters replaced by the Arabic letters they show.
    folded: normal, with the hamza off the alef, ى as ي and ة as ه, so that spelling variants compare equal.

    The rest is what is known of it, once it has been asked for, so that a word is not looked up for each token.

    entry: what the lexicon of names tells.
    classes, cues: what the lexicon of the quote rules tells.
    """

    __slots__ = ("classes", "cues", "entry", "folded", "normal")

    def __init__(self, normal: str, folded: str) -> None:
        self.normal = normal
        self.folded = folded
        self.entry: Entry | None = None
        self.classes = UNSEEN
        self.cues: tuple[CueForm, ...] = ()


class Tokens(NamedTuple):
    """The tokens of a text as parallel lists: surface, start and end (code points), both forms, the word.

    Equal forms are one and the same object, also in other texts, so that looking them up costs little.
    """

    surfaces: list[str]
    starts: list[int]
    ends: list[int]
    normals: list[str]
    folded: list[str]
    words: list[Word]


def normalize(text: str) -> str:
    """Return text without diacritics, tatweel and invisible marks, with one letter for each letter's variants.

    Args:
        text: Any text; it may get shorter, so offsets into the result are not offsets into the text.

    Returns:
        The normalised text. camel-tools' `dediac_ar` and `normalize_unicode` do the same two steps.
    """
    if not _CHANGED.search(text):
        return text
    if _PRESENTATION.search(text):
        text = unicodedata.normalize("NFKC", text)
    return _DELETE.sub("", text).translate(_VARIANTS)


def fold(text: str) -> str:
    """Return text normalised and folded: أ إ آ ٱ as ا, ى as ي, ة as ه, Latin letters in lower case."""
    return _folded(normalize(text))


def _folded(normal: str) -> str:
    for letter, other in _FOLD:
        normal = normal.replace(letter, other)  # on a single word three times as fast as `translate`
    return normal.lower()


def tail_of(folded: str) -> int:
    """Return one of 61 bits that tells the last two letters of a folded word, so that few words share one.

    Proclitics attached do not change it, unless the word has one letter only.
    """
    if not folded:
        return 1
    last = ord(folded[-1])
    return 1 << (last * 31 + ord(folded[-2]) if len(folded) > 1 else last) % 61


class _Words(dict[str, Word]):
    """The forms of all words seen, up to a limit, so that each is worked out once."""

    def __missing__(self, surface: str) -> Word:
        if len(self) >= WORDS_KEPT:
            self.clear()
        normal = normalize(surface)
        found = self[surface] = Word(normal, _folded(normal))
        return found


word = _Words().__getitem__
"""Return the forms of one token. Answers are kept, for at most `WORDS_KEPT` different surface forms."""


def class_table() -> bytes:
    """Return the classes of the code points below 65536, 16 bits each, for `_tokens`, whose order this is."""
    letters = "".join(map(chr, range(0x10000)))
    table = array("H", bytes(2 * len(letters)))
    classes = (
        f"[{_ARABIC}]", f"[{_MARK}]", f"[{_INVISIBLE}]", _OTHER_LETTER, _OTHER_INNER, _JOINER, r"\d", _SEPARATOR,
        r"\s", f"(?!{_CHANGED.pattern}|[{_FOLDS[0]}])[{_ARABIC}]", f"[{_FOLDS[0]}]", f"[{_STOPS}]",
        f"[{_CLOSERS}{_INVISIBLE}]", _NOT_ARABIC,
    )  # fmt: skip
    for number, pattern in enumerate(classes):
        for match in re.finditer(f"(?:{pattern})+", letters):
            for letter in range(match.start(), match.end()):
                table[letter] |= 1 << number
    return table.tobytes()


_COMPILED: Final = _tokens and _tokens.Tokenizer(word, Word, class_table(), _FOLDS, WORDS_KEPT)


def tokenize(text: str, *, compiled: bool = True) -> Tokens:
    """Split text into tokens: runs of Arabic letters, words of other scripts, numbers, single other signs.

    Args:
        text: Any text, also none.
        compiled: Whether to do it in C if that was built; the tokens are the same.

    Returns:
        Tokens in order; `text[start:end] == surface` for each of them.
    """
    if compiled and _COMPILED:
        return Tokens(*_COMPILED.tokenize(text))
    parts = _TOKEN.split(text)  # what is between tokens, token, between, token, …, between
    bounds = list(accumulate(map(len, parts)))
    surfaces = parts[1::2]
    words = list(map(word, surfaces))
    normals, folded = [one.normal for one in words], [one.folded for one in words]
    return Tokens(surfaces, bounds[:-1:2], bounds[1::2], normals, folded, words)


def has_foreign_letters(text: str, *, compiled: bool = True) -> bool:
    """Tell whether a letter of a text is one that Arabic does not write.

    Args:
        text: Any text.
        compiled: Whether to look in C if that was built; the answer is the same.
    """
    if compiled and _COMPILED:
        return _COMPILED.has_foreign_letters(text)
    return _FOREIGN.search(text) is not None


def split_sentences(text: str, tokens: Tokens, *, compiled: bool = True) -> list[tuple[int, int]]:
    """Return the sentences of text as ranges of token indices [first, beyond), together covering all tokens.

    A sentence ends with its line, or behind a full stop, question or exclamation mark or ellipsis (and the
    closing marks that follow it) when white space comes next. The full stop of an abbreviation of one or two
    letters (د. ، أ.د.) does not end one.

    Args:
        text: The text that `tokens` come from.
        tokens: Its tokens.
        compiled: Whether to do it in C if that was built; the sentences are the same.

    Returns:
        Non-empty ranges in order.
    """
    starts = tokens.starts
    if compiled and _COMPILED:
        return _COMPILED.split_sentences(text, starts)
    sentences = []
    first = 0
    for match in _BREAK.finditer(text):
        beyond = bisect_left(starts, match.end(), first)
        if beyond > first and not _is_abbreviated(text, match.start(), match.end()):
            sentences.append((first, beyond))
            first = beyond
    if first < len(starts):
        sentences.append((first, len(starts)))
    return sentences


def _is_abbreviated(text: str, start: int, end: int) -> bool:
    """Tell whether a mark at the end of a sentence is a full stop behind a word of one letter."""
    if end - start > 1 or text[start] != "." or not start or not text[start - 1].isalpha():
        return False
    return start == 1 or not text[start - 2].isalpha()
