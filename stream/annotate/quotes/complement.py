"""What a cue governs: the clause, marked words, colon or noun phrase in which the reported content begins."""

from typing import Final, final

from stream.annotate.quotes import words
from stream.annotate.quotes.documents import LEMMAS, stands_in
from stream.annotate.quotes.forms import CueForm, Lemma
from stream.annotate.quotes.lexicon import (
    ADVERB,
    ASKS,
    BECAUSE,
    COLON,
    COMMA,
    COMPLEMENTIZER,
    CUE,
    DASH,
    MARK,
    NAMED,
    NO_CLAUSE,
    RELATIVE,
    SPEAKER,
    STOP,
    TITLE,
    WITH_BA,
)
from stream.annotate.quotes.marks import Marked, Marks
from stream.annotate.quotes.nominal import NEAR, Complement, find_nominal, is_immediate, is_title
from stream.annotate.quotes.reading import Reading

REACH: Final = 46
"""How many tokens behind its cue a quote may begin; long titles and circumstances fit, whole sentences do not."""

_PARTICIPLE_REACH: Final = 9
_WEAK_REACH: Final = 8
_CLAUSE: Final = COMPLEMENTIZER | WITH_BA
_OPENERS: Final = _CLAUSE | MARK | COLON | ASKS
_QUESTIONS: Final = frozenset({"ask", "explain"})
_STOPPERS: Final = BECAUSE | CUE | STOP | COMMA
_ANY_VERB: Final = frozenset({"على", "إلى", "من", "ب"})
_SUBJECT_END: Final = NAMED | SPEAKER | TITLE | ADVERB | COMMA
_CLOSE_MARKS: Final = 4
"""Marks without a colon count as speech behind an ambiguous verb only this close to it."""


@final
class Finder:
    """Finds complements in one article, given what stands in quotation marks."""

    def __init__(self, reading: Reading, marks: Marks) -> None:
        self.reading = reading
        self.marks = marks

    def find(self, token: int, cue: CueForm, *, subject: bool) -> Complement | None:
        """Return the complement of the cue at a token, or None where it governs nothing.

        Args:
            token: Last token of the cue.
            cue: How the cue is read.
            subject: Whether its subject stands before it.
        """
        flags = self.reading.flags
        nominal = bool(cue.lemma.prepositions or cue.lemma.bare)
        limit = min(self.reading.sentence_beyond(token), token + _reach(cue))
        pending: Complement | None = None
        here = token + 1
        while here < limit:
            flag = flags[here]
            if flag & _OPENERS:
                opened = self._opened(here, token, cue, limit)
                if opened is not None or flag & COLON:
                    return opened or pending
                if flag & MARK:
                    stretch = self.marks.at(here)
                    here = stretch.after if stretch is not None and stretch.after > here else here + 1
                    continue
            elif flag & _STOPPERS and self._ends_search(here, token, cue, pending):
                return pending
            if nominal:
                found = find_nominal(self.reading, here, token, cue, self.marks, subject=subject)
                if found is not None and is_immediate(self.reading, found, here, token, cue):
                    return pending if pending is not None and pending.bare and found.bare else found
                pending = pending or found
            here += 1
        return pending

    def _opened(  # noqa: PLR0911  one guard a construction
        self, here: int, cue_token: int, cue: CueForm, limit: int
    ) -> Complement | None:
        """Return the content that a complementizer, quotation mark or colon opens, None where it is not the cue's."""
        reading = self.reading
        flag = reading.flags[here]
        if flag & MARK:
            stretch = self.marks.at(here)
            if stretch is None or not self._speaks(stretch, cue_token, cue, limit):
                return None
            return Complement("marks", here, reading.starts[stretch.first], stretch)
        if flag & COLON:
            return self._behind_colon(here, cue_token, cue)
        if flag & ASKS:
            if cue.lemma.act not in _QUESTIONS or not cue.lemma.clause or cue.shape == "noun":
                return None
            about = reading.normals[here] == "عما"
            return Complement("clause", here, reading.starts[here] + about)
        if not cue.lemma.clause or self._is_bound(here, cue_token, cue.lemma):
            return None
        with_ba = flag & WITH_BA and reading.normals[here][0] == "ب"
        return Complement("clause", here, reading.start_behind(here, 1) if with_ba else reading.starts[here])

    def _ends_search(self, here: int, token: int, cue: CueForm, pending: Complement | None) -> bool:
        """Tell whether the cue can govern nothing from here on."""
        flag = self.reading.flags[here]
        if flag & BECAUSE or (flag & CUE and self._other_cue(here, token, cue)):
            return True
        if pending is None:
            return False
        if flag & STOP:
            return here > token + 1
        return bool(flag & COMMA) and cue.shape == "participle" and not cue.lemma.addressee

    def _is_bound(self, here: int, cue: int, lemma: Lemma) -> bool:  # noqa: PLR0911  one guard a construction
        """Tell whether a complementizer belongs to the word before it (بعد أن) rather than to the cue."""
        before = here - 1
        if before <= cue:
            return False
        reading = self.reading
        word = reading.folded[before]
        if reading.flags[before] & NAMED:
            return False
        if reading.flags[before] & NO_CLAUSE or word in words.PARTICLE_LETTERS:
            return True
        if before - 1 > cue and reading.folded[before - 1] in words.MODALS:
            return True
        preposition = words.GOVERNED.get(word)
        if preposition is None or before == cue + 1:
            return False
        if reading.flags[before - 1] & NO_CLAUSE:
            return True
        if preposition in lemma.prepositions or (lemma.act == "express" and preposition == "من"):
            return False
        return preposition not in _ANY_VERB or not reading.flags[before - 1] & _SUBJECT_END

    def _speaks(self, stretch: Marked, cue_token: int, cue: CueForm, limit: int) -> bool:
        """Tell whether marked words are what the cue reports, and no title, name or empty pair of marks."""
        reading = self.reading
        content = range(stretch.first, stretch.beyond)
        if is_title(reading, stretch) or not any(reading.surfaces[place][0].isalpha() for place in content):
            return False
        before = stretch.open - 1
        if reading.flags[before] & COLON:
            return True
        distance = before - cue_token
        if not cue.lemma.marks or (cue.lemma.marks == "near" and distance > _CLOSE_MARKS):
            return False
        if len(content) > _CLOSE_MARKS:
            return True
        after = range(stretch.after, min(limit, stretch.after + NEAR))
        return distance <= NEAR and not any(reading.flags[place] & (_CLAUSE | COLON) for place in after)

    def _behind_colon(self, here: int, cue_token: int, cue: CueForm) -> Complement | None:
        reading = self.reading
        after = here + 1
        if not cue.lemma.marks or reading.line_beyond(here) <= after:
            return None
        if any(
            reading.flags[place] & DASH for place in range(cue_token + 1, here)
        ) and cue_token == reading.line_first(here):
            return None  # a byline: متابعة - فلان:
        if reading.flags[after] & MARK:
            stretch = self.marks.at(after)
            if stretch is not None and not is_title(reading, stretch):
                return Complement("marks", after, reading.starts[stretch.first], stretch)
        if reading.flags[after] & COMPLEMENTIZER and reading.normals[after][0] in "أا":
            return Complement("clause", after, reading.starts[after])
        return Complement("colon", here, reading.starts[after])

    def _other_cue(self, here: int, cue: int, form: CueForm) -> bool:  # noqa: PLR0911  one guard a construction
        """Tell whether another cue begins here, so that the one before it governs nothing."""
        reading, lemma = self.reading, form.lemma
        if here in reading.names:
            return False
        first = reading.cues(here)[0]
        if first.lemma.name in LEMMAS and not stands_in(reading, here, reading.sentence_beyond(here)):
            return False
        if first.number == "d" and first.lemma.name == lemma.name:
            return False  # نفى نفيا قاطعا
        if form.shape == "noun" and here == cue + 1 and first.shape == "perfect" and not form.object:
            return True  # أصدر بيانا قال فيه إن
        if first.shape == "noun":
            return first.object and (lemma.bare == "acts" or lemma.name in words.CONVEYS)
        if first.lemma.name == "قال" and first.shape != "perfect" and not first.proclitic:
            return False
        if first.shape == "participle":
            return reading.normals[here][-1] in "اةن" and not reading.flags[here] & SPEAKER and here > cue + 1
        return _is_main_verb(reading, here, cue, lemma, first)


def _is_main_verb(reading: Reading, here: int, cue: int, lemma: Lemma, form: CueForm) -> bool:
    """Tell whether a finite verb behind a cue begins a clause of its own, rather than stands in a relative clause."""
    before = reading.folded[here - 1]
    if not form.lemma.clause and not form.lemma.marks:
        return False
    if reading.flags[here - 1] & RELATIVE:
        return lemma.marks != "free"
    if form.proclitic or before in words.LEADS_FINITE:
        return True
    strong = form.shape == "perfect" and form.lemma.marks == "free" and not form.lemma.weak
    return (
        strong
        and before not in words.JOINTS
        and here > cue + 1
        and reading.folded[here] not in words.AMBIGUOUS
    )


def _reach(cue: CueForm) -> int:
    if cue.lemma.weak:
        return _WEAK_REACH
    return _PARTICIPLE_REACH if cue.shape == "participle" and not cue.lemma.addressee else REACH
