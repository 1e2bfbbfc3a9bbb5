"""What a cue governs: the clause, marked words, colon or noun phrase in which the reported content begins."""

from bisect import bisect_left
from typing import Final, Literal, NamedTuple

from stream.annotate.quotes import words
from stream.annotate.quotes.lexicon import (
    ADVERB,
    BRACKET,
    COLON,
    COMMA,
    COMPLEMENTIZER,
    CONTENT_HEAD,
    DASH,
    DEMONSTRATIVE,
    LINK,
    MARK,
    NO_CLAUSE,
    PREPOSITION,
    RELATIVE,
    SPEAKER,
    STOP,
    WITH_BA,
    CueForm,
    Lemma,
)
from stream.annotate.quotes.marks import Marked
from stream.annotate.quotes.reading import Reading
from stream.annotate.quotes.source import is_attached

REACH: Final = 46
"""How many tokens behind its cue a quote may begin; long titles and circumstances fit, whole sentences do not."""

_NEAR: Final = 12
_PARTICIPLE_REACH: Final = 9
_WEAK_REACH: Final = 8
_NOMINAL_REACH: Final = 26
_NOT_BARE: Final = (
    PREPOSITION | ADVERB | COMMA | STOP | RELATIVE | BRACKET | MARK | DASH | COLON | NO_CLAUSE | LINK | DEMONSTRATIVE
)
_STRONG_BA: Final = frozenset({"demand", "promise", "threaten", "accuse", "admit", "advise"})
_NOT_BA: Final = frozenset(
    "بشكل بصفته بصفتها بعد بين بسبب بحضور بمناسبه بدوره باسم بن بيان بعض بلاده بلادها برفقه بدايه بصوره بقوه بشده "
    "باعتباره بحسب بموجب بواسطه بدعوه بعيدا بقيه باستمرار بوضوح بصراحه بالقول بقوله بقولها".split()
)


class Complement(NamedTuple):
    """Where reported content begins: how it is opened, at which token, and the content's first code point."""

    how: Literal["clause", "marks", "colon", "nominal"]
    token: int
    start: int
    marked: Marked | None = None
    bare: bool = False


def is_name(reading: Reading, marked: Marked) -> bool:
    """Tell whether marks hold a name or a title, not speech: صحيفة «…», لـ"…", or exactly one mention."""
    first = marked.open + 1
    name = reading.names.get(first)
    if name is not None and name.beyond >= marked.beyond:
        return True
    before = marked.open - 1
    if before < 0:
        return False
    word = reading.document.tokens.words[before].folded
    if marked.beyond - first <= 4:
        bare = word.removeprefix("و").removeprefix("ب").removeprefix("ل").removeprefix("ال")
        if bare in words.BODIES or bare in words.TITLED:
            return True
    glued = (
        reading.starts[marked.open] == reading.ends[before] or reading.text[reading.ends[before]] == "\u0640"
    )
    return glued and word in {"ل", "ب", "لل", "ال", "و", "ك"} and marked.beyond - first <= 6


class Finder:
    """Finds complements in one article, given its marked stretches."""

    def __init__(self, reading: Reading, marked: list[Marked]) -> None:
        self.reading = reading
        self.marked = marked
        self.opens = [stretch.open for stretch in marked]

    def marked_at(self, token: int) -> Marked | None:
        """Return the marked stretch that opens at a token."""
        place = bisect_left(self.opens, token)
        if place < len(self.opens) and self.opens[place] == token:
            return self.marked[place]
        return None

    def closes(self, token: int) -> bool:
        """Tell whether a mark closes a stretch."""
        stretch = self.marked_around(token - 1)
        return stretch is not None and stretch.beyond == token

    def marked_around(self, token: int) -> Marked | None:
        """Return the marked stretch that a token stands in."""
        place = bisect_left(self.opens, token) - 1
        if place >= 0 and token < self.marked[place].beyond:
            return self.marked[place]
        return None

    def find(self, token: int, cue: CueForm, *, subject: bool) -> Complement | None:
        """Return the complement of the cue at a token, or None where it governs nothing.

        Args:
            token: Last token of the cue.
            cue: How the cue is read.
            subject: Whether its subject stands before it.
        """
        reading, lemma = self.reading, cue.lemma
        flags = reading.flags
        reach = REACH
        if lemma.weak:
            reach = _WEAK_REACH
        elif cue.shape == "participle" and not lemma.addressee:
            reach = _PARTICIPLE_REACH
        limit = min(reading.sentence(token)[1], token + reach)
        pending: Complement | None = None
        here = token + 1
        while here < limit:
            flag = flags[here]
            if flag & (COMPLEMENTIZER | WITH_BA) and lemma.clause:
                if not self._is_bound(here, token, lemma):
                    return self._clause(here)
            elif flag & MARK:
                stretch = self.marked_at(here)
                if stretch is None:
                    here += 1
                    continue
                if self._speaks(stretch, token, cue, limit):
                    return Complement("marks", here, reading.starts[here + 1], stretch)
                here = max(here + 1, stretch.after)
                continue
            elif flag & COLON:
                return self._colon(here, cue) or pending
            elif flag & STOP and here > token + 1 and pending is not None:
                return pending
            elif self._other_cue(here, token, lemma.bare) or reading.document.tokens.words[here].folded in words.BECAUSE:
                return pending
            elif flag & COMMA and cue.shape == "participle" and not lemma.addressee and pending is not None:
                return pending
            found = self._nominal(here, token, cue, subject=subject)
            if found is not None:
                if self._immediate(found, here, token, cue):
                    return pending if pending is not None and pending.bare and found.bare else found
                pending = pending or found
            here += 1
        return pending

    def _is_bound(self, here: int, cue: int, lemma: Lemma) -> bool:
        """Tell whether a complementizer belongs to the word before it (بعد أن) rather than to the cue."""
        before = here - 1
        if before <= cue:
            return False
        reading = self.reading
        if reading.document.tokens.words[before].folded in words.PARTICLE_LETTERS:
            return True
        if reading.flags[before] & NO_CLAUSE:
            return True
        if before - 1 > cue and reading.document.tokens.words[before - 1].folded in words.MODALS:
            return True
        preposition = words.GOVERNED.get(reading.document.tokens.words[before].folded)
        if preposition is None or before == cue + 1:
            return False
        return bool(reading.flags[before - 1] & NO_CLAUSE) or preposition not in lemma.prepositions

    def _clause(self, here: int) -> Complement:
        with_ba = self.reading.flags[here] & WITH_BA and self.reading.normals[here][0] == "ب"
        return Complement("clause", here, self.reading.starts[here] + (1 if with_ba else 0))

    def _speaks(self, stretch: Marked, cue_token: int, cue: CueForm, limit: int) -> bool:
        reading = self.reading
        spoken = any(reading.surfaces[place][0].isalpha() for place in range(stretch.open + 1, stretch.beyond))
        if is_name(reading, stretch) or not spoken:
            return False
        before = stretch.open - 1
        lemma = cue.lemma
        colon = bool(reading.flags[before] & COLON)
        if not lemma.marks and not colon:
            return False
        if lemma.marks == "near" and not colon and before - cue_token > 4:
            return False
        if colon:
            return True
        length = stretch.beyond - stretch.open - 1
        if length > 4:
            return True
        after = range(stretch.after, min(limit, stretch.after + _NEAR))
        opens = COMPLEMENTIZER | WITH_BA | COLON
        return not any(reading.flags[place] & opens for place in after) and before - cue_token <= _NEAR

    def _colon(self, here: int, cue: CueForm) -> Complement | None:
        reading = self.reading
        after = here + 1
        if after >= len(reading.starts) or not cue.lemma.marks or reading.line(here)[1] <= after:
            return None
        if reading.flags[after] & MARK:
            stretch = self.marked_at(after)
            if stretch is not None and not is_name(reading, stretch):
                return Complement("marks", after, reading.starts[after + 1], stretch)
        if reading.flags[after] & COMPLEMENTIZER and reading.normals[after][0] in "أا":
            return Complement("clause", after, reading.starts[after])
        return Complement("colon", here, reading.starts[after])

    def _other_cue(self, here: int, cue: int, bare: str) -> bool:
        """Tell whether another cue begins here, so that the one before it governs nothing."""
        cues = self.reading.infos[here].cues
        if not cues or here in self.reading.names:
            return False
        first = cues[0]
        if first.lemma.name == "قال" and first.shape != "perfect" and not first.proclitic:
            return False
        if first.shape == "participle":
            return (
                self.reading.normals[here][-1] in "اةن"
                and not self.reading.flags[here] & SPEAKER
                and here > cue + 1
            )
        if first.shape == "noun":
            return first.object and bare == "acts"
        before = self.reading.document.tokens.words[here - 1].folded
        strong = first.shape == "perfect" and first.lemma.marks == "free" and not first.lemma.weak and here > cue + 1
        if strong and before not in words.JOINTS and len(self.reading.normals[here]) > 3 - (first.lemma.name == "قال"):
            return not self.reading.flags[here - 1] & RELATIVE
        return (bool(first.proclitic) or before in {"وقد", "كما", "وكما"}) and not self.reading.flags[
            here - 1
        ] & RELATIVE

    def _nominal(self, here: int, cue_token: int, cue: CueForm, *, subject: bool) -> Complement | None:
        reading, lemma = self.reading, cue.lemma
        folded = reading.document.tokens.words[here].folded
        after = here + 1
        if lemma.prepositions and after < len(reading.starts):
            governed = words.GOVERNED.get(folded)
            if governed in lemma.prepositions and len(folded) > 1:
                before = reading.document.tokens.words[here - 1].folded
                if here - cue_token > _NOMINAL_REACH or (here > cue_token + 1 and before in words.BINDS_PREPOSITION):
                    return None
                return self._behind_preposition(after, here - cue_token, folded)
            attached = folded[0]
            if attached in "بل" and ("ب" if attached == "ب" else "ل") in lemma.prepositions:
                return self._attached(here, folded)
        if lemma.bare and here - cue_token <= _NEAR and not reading.flags[here] & _NOT_BARE:
            return self._bare(here, cue_token, cue, subject=subject)
        return None

    def _behind_preposition(self, after: int, distance: int, folded: str) -> Complement | None:
        reading = self.reading
        flag = reading.flags[after]
        if flag & (COMPLEMENTIZER | COMMA | STOP):
            return None
        if reading.document.tokens.words[after].folded in words.ADVERBIAL or folded == "في" and distance > 1:
            return None
        if flag & MARK:
            stretch = self.marked_at(after)
            if stretch is not None and not is_name(reading, stretch):
                return Complement("marks", after, reading.starts[after + 1], stretch)
        return Complement("nominal", after, reading.starts[after])

    def _attached(self, here: int, folded: str) -> Complement | None:
        reading = self.reading
        after = here + 1
        if len(folded) == 1:  # a lone ب or ل before a mark
            stretch = self.marked_at(after) if reading.flags[after] & MARK else None
            if stretch is None or is_name(reading, stretch):
                return None
            return Complement("marks", after, reading.starts[after + 1], stretch)
        if reading.flags[here - 1] & PREPOSITION or len(folded) < 5 or folded in _NOT_BA or reading.flags[here] & (ADVERB | PREPOSITION | WITH_BA):
            return None
        name = reading.names.get(here)
        rest = folded[1:].removeprefix("ال")
        if rest in words.BODIES or rest in words.DOCUMENTS or name is not None:
            return None
        return Complement("nominal", here, reading.starts[here] + 1)

    def _bare(self, here: int, cue_token: int, cue: CueForm, *, subject: bool) -> Complement | None:
        """Return a noun phrase that is the direct object of the cue: أكد ضرورة …, توقع الخبير فلان نمو …"""
        reading = self.reading
        first = here == cue_token + 1
        if here in reading.names and not (subject and first):
            return None
        content = Complement("nominal", here, reading.starts[here], bare=True)
        if first and subject and cue.lemma.bare == "any":
            return content
        if reading.flags[here] & CONTENT_HEAD:
            return content if first or not reading.flags[here - 1] & PREPOSITION else None
        if cue.lemma.bare != "any" or reading.flags[here] & SPEAKER or is_attached(reading, here):
            return None
        plain = not reading.normals[here].startswith(("ال", "لا", "لأ", "لإ")) and reading.normals[here][0].isalpha()
        return content if plain and self._behind_name(here, cue_token) else None

    def _behind_name(self, here: int, cue_token: int) -> bool:
        """Tell whether a name ends right before a token, with nothing but a title between the cue and it."""
        flags = self.reading.flags
        for first in range(here - 1, cue_token, -1):
            name = self.reading.names.get(first)
            if name is not None and name.beyond == here:
                plain = name.mention.start == self.reading.starts[first]
                return plain and not any(
                    flags[place] & (COMMA | RELATIVE | PREPOSITION) for place in range(cue_token + 1, first)
                )
        return False

    def _immediate(self, found: Complement, here: int, cue_token: int, cue: CueForm) -> bool:
        """Tell whether a noun phrase is content at once, or only if no clause or marks follow."""
        if found.how == "marks" or (here == cue_token + 1 and cue.lemma.name != "وصف"):
            return True
        if found.bare:
            return self._behind_name(here, cue_token)
        attached = found.token == here and found.start > self.reading.starts[here]
        if attached:
            return cue.lemma.act in _STRONG_BA and here - cue_token <= _NEAR
        return found.token > here
