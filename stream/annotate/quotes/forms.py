"""The forms of all speech verbs and nouns in one dictionary: what a word without proclitics may be.

`verbs.tsv` is the heart: one row a lemma, of which `conjugate` makes every form; `nouns.tsv` adds nouns.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, final

from stream.annotate.quotes import words
from stream.annotate.quotes.conjugate import Form, Shape, conjugate, imperfect, perfect
from stream.annotate.quotes.data import read_rows
from stream.annotate.text import fold

_SHADDA: Final = "\u0651"


@dataclass(slots=True)
class Lemma:
    """A speech verb or frame: its name, its speech act and what it governs (see `verbs.tsv`)."""

    name: str
    act: str
    clause: bool
    marks: Literal["free", "near", ""]
    prepositions: frozenset[str]
    bare: Literal["acts", "any", ""]
    addressee: bool
    weak: bool = False


@final
class CueForm:
    """One reading of a word as a form of a speech verb; `proclitic` counts the letters before the cue proper."""

    __slots__ = ("future", "gender", "lemma", "number", "object", "passive", "proclitic", "shape", "text")

    def __init__(
        self,
        lemma: Lemma,
        shape: Shape,
        gender: Literal["m", "f"] | None,
        number: Literal["s", "d", "p"],
        *,
        object: bool,  # noqa: A002  an object pronoun grown together with the verb
        passive: bool,
        proclitic: int,
        text: str = "",
    ) -> None:
        self.lemma = lemma
        self.shape: Shape = shape
        self.gender: Literal["m", "f"] | None = gender
        self.number: Literal["s", "d", "p"] = number
        self.object = object
        self.passive = passive
        self.proclitic = proclitic
        self.future = False
        self.text = text

    def behind(self, proclitic: int, *, future: bool = False) -> "CueForm":
        """Return the same form behind a proclitic of so many letters."""
        form = CueForm(
            self.lemma,
            self.shape,
            self.gender,
            self.number,
            object=self.object,
            passive=self.passive,
            proclitic=proclitic,
            text=self.text,
        )
        form.future = future
        return form


def _lemma(name: str, act: str, governs: str) -> Lemma:
    parts = set(governs.split())
    marks: Literal["free", "near", ""] = "free" if "q" in parts else "near" if "n" in parts else ""
    bare: Literal["acts", "any", ""] = "any" if "O" in parts else "acts" if "o" in parts else ""
    prepositions = frozenset(parts & set(words.GOVERNED.values()))
    return Lemma(name, act, "c" in parts, marks, prepositions, bare, "a" in parts, "!" in parts)


def _cue(lemma: Lemma, form: Form, *, passive: bool = False) -> CueForm:
    text = form.text.replace(_SHADDA, "")
    return CueForm(
        lemma,
        form.shape,
        form.gender,
        form.number,
        object=form.object,
        passive=passive,
        proclitic=0,
        text=text,
    )


def _verbs() -> Iterator[CueForm]:
    """Yield every form of every verb; of verbal nouns, only those that introduce speech themselves."""
    lemmas = {}
    for past, present, active, noun, act, governs in read_rows("verbs.tsv"):
        lemma = lemmas[past] = _lemma(past, act, governs)
        speaks = fold(noun) in words.SPEECH_NOUNS
        perfect_only = "p" in governs.split()
        for form in conjugate(past, present, active, noun):
            if (form.shape != "noun" or speaks) and not (form.shape == "imperfect" and perfect_only):
                yield _cue(lemma, form)
    for past, present, name in read_rows("passives.tsv"):
        for form in (*perfect(past), *imperfect(present)):
            yield _cue(lemmas[name], form, passive=True)


def _nouns() -> Iterator[CueForm]:
    for noun, act, *prepositions in read_rows("nouns.tsv"):
        pronoun = next((ending for ending in ("هم", "ها", "ه") if noun.endswith(ending)), "")
        lemma = _lemma(noun.removesuffix(pronoun), act, " ".join(["c n !", *prepositions]))
        gender: Literal["m", "f"] | None = None if not pronoun else "f" if pronoun == "ها" else "m"
        yield _cue(lemma, Form(noun, "noun", gender, "p" if pronoun == "هم" else "s", bool(pronoun)))


def _forms() -> dict[str, tuple[CueForm, ...]]:
    forms: dict[str, list[CueForm]] = {}
    for cue in (*_verbs(), *_nouns()):
        forms.setdefault(fold(cue.text), []).append(cue)
    return {text: tuple(cues) for text, cues in forms.items()}


FORMS: Final = _forms()
"""Folded form without proclitics → what it may be, in the order of the tables."""
