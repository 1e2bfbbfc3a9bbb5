"""What the quote rules know of a word: the speech verbs it may be a form of, and its closed classes.

`verbs.tsv` is the heart: one row a lemma. Every form that `conjugate` makes of it goes into one dictionary;
proclitics are taken off when a word is first seen, and the answer is kept for each word type.
"""

from typing import Final, Literal, NamedTuple

from stream.annotate.quotes import words
from stream.annotate.quotes.conjugate import Shape, conjugate, imperfect, perfect
from stream.annotate.quotes.data import read_rows
from stream.annotate.text import fold

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


class Lemma(NamedTuple):
    """A speech verb or frame: its name, its speech act and what it governs (see `verbs.tsv`)."""

    name: str
    act: str
    clause: bool
    marks: Literal["free", "near", ""]
    prepositions: frozenset[str]
    bare: Literal["acts", "any", ""]
    addressee: bool
    weak: bool = False


class CueForm(NamedTuple):
    """One reading of a word as a form of a speech verb; `proclitic` counts the letters before the cue proper."""

    lemma: Lemma
    shape: Shape
    gender: Literal["m", "f"] | None
    number: Literal["s", "d", "p"]
    object: bool
    passive: bool
    proclitic: int
    future: bool = False
    text: str = ""


class Info(NamedTuple):
    """What is known of one word type: its classes as bits, and its readings as a cue."""

    flags: int
    cues: tuple[CueForm, ...]


NOTHING: Final = Info(0, ())


def _lemma(name: str, act: str, governs: str) -> Lemma:
    parts = set(governs.split())
    marks: Literal["free", "near", ""] = "free" if "q" in parts else "near" if "n" in parts else ""
    bare: Literal["acts", "any", ""] = "any" if "O" in parts else "acts" if "o" in parts else ""
    prepositions = frozenset(parts & {"إلى", "على", "عن", "من", "ب", "ل", "في", "بشأن"})
    return Lemma(name, act, "c" in parts, marks, prepositions, bare, "a" in parts, "!" in parts)


def _forms() -> dict[str, tuple[CueForm, ...]]:
    forms: dict[str, list[CueForm]] = {}
    lemmas = {}
    for past, present, active, noun, act, governs in read_rows("verbs.tsv"):
        lemma = lemmas[past] = _lemma(past, act, governs)
        for form in conjugate(past, present, active, noun):
            if form.shape == "noun" and fold(noun) not in words.SPEECH_NOUNS:
                continue
            text = form.text.replace("\u0651", "")
            cue = CueForm(
                lemma,
                form.shape,
                form.gender,
                form.number,
                form.object,
                passive=False,
                proclitic=0,
                text=text,
            )
            forms.setdefault(fold(text), []).append(cue)
    for past, present, name in read_rows("passives.tsv"):
        for form in (*perfect(past), *imperfect(present)):
            cue = CueForm(
                lemmas[name],
                form.shape,
                form.gender,
                form.number,
                object=False,
                passive=True,
                proclitic=0,
                text=form.text,
            )
            forms.setdefault(fold(form.text), []).append(cue)
    for noun, act, *prepositions in read_rows("nouns.tsv"):
        pronoun = next((form for form in ("هم", "ها", "ه") if noun.endswith(form)), "")
        gender: Literal["m", "f"] | None = None if not pronoun else "f" if pronoun == "ها" else "m"
        number: Literal["s", "p"] = "p" if pronoun == "هم" else "s"
        cue = CueForm(
            _lemma(noun.removesuffix(pronoun), act, " ".join(["c n !", *prepositions])), "noun", gender, number, bool(pronoun), passive=False,
            proclitic=0, text=noun,
        )  # fmt: skip
        forms.setdefault(fold(noun), []).append(cue)
    return {text: tuple(dict.fromkeys(cues)) for text, cues in forms.items()}


FORMS: Final = _forms()

_SIGNS: Final = {
    **dict.fromkeys("\"“”„‟«»‹›'‘’‚‛″＂❝❞〝〞", MARK),
    **dict.fromkeys(":：", COLON),
    **dict.fromkeys("،,؛;", COMMA),
    **dict.fromkeys(".!?؟…", STOP),
    **dict.fromkeys("-–—ـ/|", DASH),
    **dict.fromkeys("()[]{}", BRACKET),
}
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
)


def _flags(folded: str, normal: str) -> int:
    flags = 0
    for group, flag in _CLASSES:
        if folded in group:
            flags |= flag
    if flags & ADVERB:
        flags &= ~SPEAKER
    if normal in words.NOT_TO:
        flags |= WITH_BA if normal[0] == "ب" else COMPLEMENTIZER
    elif normal[:1] == "إ" and normal in {"إلا"}:
        flags &= ~COMPLEMENTIZER
    return flags


def _cues(
    normal: str, folded: str, proclitic: int, *, future: bool = False, imperfects: bool = False
) -> list[CueForm]:
    found = [
        cue._replace(proclitic=proclitic, future=future)
        for cue in FORMS.get(folded, ())
        if not imperfects or cue.shape == "imperfect"
    ]
    exact = [cue for cue in found if cue.text == normal]
    return exact or [
        cue for cue in found if cue.text[-1] == normal[-1] or (cue.text[-1] + normal[-1]) == "ةه"
    ]


def _analyse(normal: str) -> Info:
    if not normal:
        return NOTHING
    if len(normal) == 1:
        flags = _SIGNS.get(normal, 0) | _flags(normal, normal)
        return Info(flags, ()) if flags else NOTHING
    folded = fold(normal)
    flags = _flags(folded, normal)
    cues = _cues(normal, folded, 0)
    if folded[0] in "وف" and len(folded) > 2:
        rest = folded[1:]
        if not flags:
            flags = _flags(rest, normal[1:]) & (FRAME | ADVERB | RELATIVE | PREPOSITION | SPEAKER | TITLE)
            if rest in words.COMPLEMENTIZERS:
                flags |= AND_CLAUSE
        cues += _cues(normal[1:], rest, 1)
        if rest[0] in "سل" and len(rest) > 3:
            cues += _cues(normal[2:], rest[1:], 1, future=rest[0] == "س", imperfects=True)
    elif folded[0] in "سل" and len(folded) > 3:
        if folded[0] == "ل" and len(folded) > 4:
            cues += [cue for cue in _cues(normal[1:], folded[1:], 1) if cue.shape == "noun"]
        cues += _cues(normal[1:], folded[1:], 0, future=folded[0] == "س", imperfects=True)
    elif folded[0] == "ب" and len(folded) > 4:  # بقوله, بالقول
        cues += [cue for cue in _cues(normal[1:], folded[1:], 1) if cue.shape == "noun"]
    if flags & ADVERB or (flags & PREPOSITION and "بين" not in folded):
        cues = []
    if cues:
        flags |= CUE
    return Info(flags, tuple(cues)) if flags else NOTHING


class _Lexicon(dict[str, Info]):
    """What is known of each word type seen so far, for at most 200,000 of them; asked as a dictionary for speed."""

    def __missing__(self, normal: str) -> Info:
        if len(self) >= _LIMIT:
            self.clear()
        info = self[normal] = _analyse(normal)
        return info


_LIMIT: Final = 200_000
LEXICON: Final = _Lexicon()


def look_up(normal: str) -> Info:
    """Return what is known of a word, given in its normal form."""
    return LEXICON[normal]
