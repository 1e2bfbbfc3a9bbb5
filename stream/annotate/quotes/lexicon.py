"""What the quote rules know of a word: the speech verbs it may be a form of, and its closed classes.

`verbs.tsv` is the heart: one row a lemma. Every form that `conjugate` makes of it goes into one dictionary;
proclitics are taken off when a word is first seen, and the answer is kept for each word type.
"""

import re
from typing import Final

from stream.annotate.quotes import words
from stream.annotate.quotes.forms import FORMS, CueForm
from stream.annotate.text import UNSEEN, Word, fold

COMPLEMENTIZER: Final = 1
WITH_BA: Final = 2
PREPOSITION: Final = 4
RELATIVE: Final = 8
ADVERB: Final = 16
TITLE: Final = 32
SPEAKER: Final = 64
MARK: Final = 128
COLON: Final = 256
COMMA: Final = 512
STOP: Final = 1024
LINK: Final = 2048
COPULA: Final = 4096
DASH: Final = 8192
BRACKET: Final = 1 << 14
FRAME: Final = 1 << 15
CONTENT_HEAD: Final = 1 << 16
NO_CLAUSE: Final = 1 << 17
AND_CLAUSE: Final = 1 << 18
DEMONSTRATIVE: Final = 1 << 19
BECAUSE: Final = 1 << 20
CUE: Final = 1 << 21
NAMED: Final = 1 << 22
RESUME: Final = 1 << 23
ASKS: Final = 1 << 24

PHRASE_END: Final = (
    PREPOSITION
    | RELATIVE
    | ADVERB
    | MARK
    | COLON
    | COMMA
    | STOP
    | DASH
    | BRACKET
    | COMPLEMENTIZER
    | WITH_BA
    | AND_CLAUSE
)
"""What a plain noun phrase never runs across."""

IN_NAMES: Final = TITLE | SPEAKER | CUE | MARK | COLON | COMMA | STOP | DASH | BRACKET
"""The classes that still count for a word inside a name: سي إن إن has no complementizer in it."""


_SIGNS: Final = {
    **dict.fromkeys("\"“”„‟«»‹›'‘’‚‛″＂❝❞〝〞", MARK),
    **dict.fromkeys(":：", COLON),
    **dict.fromkeys("،,؛;", COMMA),
    **dict.fromkeys(".!?؟…", STOP),
    **dict.fromkeys("-–—ـ/|", DASH),
    **dict.fromkeys("()[]{}", BRACKET),
}
_WITH_CONJUNCTION: Final = FRAME | ADVERB | RELATIVE | PREPOSITION | SPEAKER | TITLE
_ALL_SHAPES: Final[frozenset[str]] = frozenset({"perfect", "imperfect", "participle", "noun"})
_IMPERFECT: Final[frozenset[str]] = frozenset({"imperfect"})
_NOUN: Final[frozenset[str]] = frozenset({"noun"})
_FRAMES: Final = words.WORDS["frames"]
_CLASSES: Final = (
    (words.COMPLEMENTIZERS, COMPLEMENTIZER),
    (words.WITH_BA, WITH_BA),
    (words.PREPOSITIONS, PREPOSITION),
    (words.RELATIVES, RELATIVE),
    (words.ADVERBS | words.MONTHS, ADVERB),
    (words.BARE_TITLES, TITLE),
    (words.SPEAKERS, SPEAKER),
    (words.SENTENCE_LINKS, LINK),
    (words.COPULAS, COPULA),
    (_FRAMES, FRAME),
    (words.CONTENT_HEADS, CONTENT_HEAD),
    (words.NO_CLAUSE_AFTER, NO_CLAUSE),
    (words.DEMONSTRATIVES, DEMONSTRATIVE),
    (words.BECAUSE, BECAUSE),
    (words.WORDS["resumes"], RESUME),
    (words.WORDS["interrogatives"], ASKS),
)


def _by_word() -> dict[str, int]:
    flags: dict[str, int] = {}
    for group, flag in _CLASSES:
        for word in group:
            flags[word] = flags.get(word, 0) | flag
    return {word: flag & ~SPEAKER if flag & ADVERB else flag for word, flag in flags.items()}


_OF_WORD: Final = _by_word()
"""Folded form → its classes."""


_MASDAR: Final = re.compile(r"(?:ت\w\wي\w|ت\w\w\w|[إا]\w\wا\w|ان\w\wا\w|ا\wت\wا\w|است\w\w?ا\w)(?:ه|ها|هم)?")
"""Verbal nouns by their pattern: تفعيل, تفعّل, إفعال, انفعال, افتعال, استفعال (Ryding, Reference Grammar, ch. 5)."""


def is_masdar(normal: str) -> bool:
    """Tell whether a word without ال has the pattern of a verbal noun that heads reported acts."""
    return _MASDAR.fullmatch(normal) is not None and fold(normal) not in words.NO_MASDARS


def _flags(folded: str, normal: str) -> int:
    flags = _OF_WORD.get(folded, 0)
    if not flags and normal[0] in "تإا" and normal[:2] != "ال" and is_masdar(normal):
        flags |= CONTENT_HEAD
    if normal in words.NOT_TO:
        flags |= WITH_BA if normal[0] == "ب" else COMPLEMENTIZER
    elif normal == "إلا":
        flags &= ~COMPLEMENTIZER
    return flags


def _cues(
    normal: str, folded: str, proclitic: int, *, future: bool = False, shapes: frozenset[str] = _ALL_SHAPES
) -> list[CueForm]:
    """Return the readings of a word without its proclitics: those spelt just so, else those spelt nearly so."""
    forms = FORMS.get(folded)
    if forms is None:
        return []
    found = [
        cue.behind(proclitic, future=future) if proclitic or future else cue
        for cue in forms
        if cue.shape in shapes
    ]
    exact = [cue for cue in found if cue.text == normal]
    return exact or [cue for cue in found if cue.text[-1] == normal[-1] or cue.text[-1] + normal[-1] == "ةه"]


def _analyse(normal: str, folded: str) -> tuple[int, tuple[CueForm, ...]]:
    if not normal:
        return 0, ()
    if len(normal) == 1:
        return _SIGNS.get(normal, 0) | _flags(normal, normal), ()
    flags = _flags(folded, normal)
    if folded[0] in "وف" and len(folded) > 2 and not flags:
        flags = _flags(folded[1:], normal[1:]) & _WITH_CONJUNCTION
        if folded[1:] in words.COMPLEMENTIZERS:
            flags |= AND_CLAUSE
    if flags & ADVERB or (flags & PREPOSITION and "بين" not in folded):
        return flags, ()
    cues = _cues(normal, folded, 0) + _behind_proclitic(normal, folded)
    if not cues:
        return flags, ()
    if normal.startswith("ال") and is_masdar(normal[2:]):
        cues = [cue for cue in cues if cue.shape == "noun"]  # التمسك is no form of التمس
    return flags | (CUE if cues else 0), tuple(cues)


def _behind_proclitic(normal: str, folded: str) -> list[CueForm]:
    """Return the readings of a word as a cue behind و, ف, س, ل or ب."""
    first, rest = folded[0], folded[1:]
    if first in "وف" and len(rest) > 1:
        cues = _cues(normal[1:], rest, 1)
        if rest[0] in "سل" and len(rest) > 3:  # وسيقول, وليقول
            cues += _cues(normal[2:], rest[1:], 1, future=rest[0] == "س", shapes=_IMPERFECT)
        return cues
    if first in "سل" and len(rest) > 2:  # سيقول, ليقول, لادعاء
        cues = _cues(normal[1:], rest, 0, future=first == "س", shapes=_IMPERFECT)
        return cues + (_cues(normal[1:], rest, 1, shapes=_NOUN) if first == "ل" else [])
    return _cues(normal[1:], rest, 1, shapes=_NOUN) if first == "ب" and len(rest) > 3 else []  # بقوله


def look_up(word: Word) -> int:
    """Return the classes of a word as bits. It keeps them from then on, and its readings as a cue, if `CUE` is one."""
    if word.classes == UNSEEN:
        classes, word.cues = _analyse(word.normal, word.folded)
        word.classes = classes
    return word.classes
