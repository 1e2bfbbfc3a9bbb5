"""The frames of reported speech in an article: cue, content and source words, found in one pass over the cues."""

from dataclasses import dataclass
from typing import Final

from stream.annotate.quotes import source as sources
from stream.annotate.quotes import words
from stream.annotate.quotes.complement import Complement, Finder
from stream.annotate.quotes.content import close_at, natural_end
from stream.annotate.quotes.lexicon import (
    BRACKET,
    COLON,
    COMMA,
    DASH,
    FRAME,
    LINK,
    MARK,
    PREPOSITION,
    RELATIVE,
    SPEAKER,
    STOP,
    TITLE,
    CueForm,
    Lemma,
)
from stream.annotate.quotes.marks import Marked, pair_marks
from stream.annotate.quotes.reading import Reading
from stream.annotate.quotes.source import Source

REPORT: Final = Lemma(
    "حسب", "report", clause=False, marks="", prepositions=frozenset(), bare="", addressee=False
)
PREPOSED: Final = CueForm(REPORT, "noun", None, "s", object=False, passive=False, proclitic=0)
_IMPERSONAL: Final = frozenset({"ذكّر", "ذكر", "أشار", "أضاف", "اعتقد", "توقع", "رجح", "قدر", "افترض", "لاحظ", "ظن"})
_JOINTS: Final = frozenset(
    "كما حيث فيما بينما حين حينما عندما وقد قد فقد لقد وكما بعدما وكان وكانت كان كانت اذ وهو".split()
)
PERIPHRASTIC: Final = frozenset("تم يتم وتم سيتم ويتم وسيتم جري وجري يجري".split())
_REPEATS: Final = frozenset("كما حسبما وفقما مثلما".split())
_MAX_LABEL: Final = 14


@dataclass(slots=True)
class Frame:
    """One quote in the making.

    `clause` is the token at which its clause begins, and so where content running before it ends; `first` is
    the first token of its own content, `start` and `end` are the content's code points. `shared` is the frame
    whose source a participle takes over.
    """

    cue: CueForm | None
    cue_first: int
    cue_last: int
    clause: int
    complement: str
    first: int
    start: int
    end: int
    marked: Marked | None = None
    source: Source | None = None
    shared: "Frame | None" = None
    placed: str = "before"
    open: bool = True


class FrameFinder:
    """Walks over the candidates of one article from left to right; content still running is `running`."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.marked = pair_marks(reading)
        self.finder = Finder(reading, self.marked)
        self.closing = {stretch.beyond: stretch for stretch in self.marked if stretch.closed}
        self.used: set[int] = set()
        self.frames: list[Frame] = []
        self.running: Frame | None = None
        self.busy = 0

    def run(self) -> list[Frame]:
        """Return the frames of the article, in the order of their content."""
        reading = self.reading
        flags = reading.flags
        for token, info in enumerate(reading.infos):
            if token < self.busy or not (info.cues or info.flags & (FRAME | COLON)):
                continue
            if self.running is not None and reading.starts[token] >= self.running.end:
                self.running = None
            if self.finder.marked_around(token) is not None:
                continue
            if info.flags & COLON:
                self._label(token)
            elif info.flags & FRAME and self._frame(token):
                continue
            elif info.cues and token not in reading.names and not flags[token] & TITLE:
                for cue in info.cues:
                    if self._cue(token, cue):
                        break
        self._leftovers()
        self.frames.sort(key=lambda frame: frame.start)
        return self.frames

    # -- cues ----------------------------------------------------------------------------------------------

    def _cue(self, token: int, cue: CueForm) -> bool:
        reading = self.reading
        flags = reading.flags
        if (
            flags[token] & (SPEAKER | PREPOSITION)
            and not cue.proclitic
            and cue.shape != "participle"
            and self._is_noun(token)
        ):
            return False
        last = self._whole_cue(token)
        first, beyond = reading.sentence(token)
        subject = None
        if cue.shape in {"perfect", "imperfect"}:
            clause = first if self.running is None else self._clause_start(token, first)
            subject = sources.before(reading, token, clause)
        complement = self.finder.find(last, cue, subject=subject is not None)
        if complement is None:
            return self._postposed(token, last, cue)
        if self._is_not_speech(token, last, cue, complement):
            return True
        if cue.object and cue.shape in {"perfect", "imperfect"} and not cue.lemma.addressee and complement.how != "marks" \
                and cue.lemma.name != "اعتبر":
            return False
        if cue.passive and complement.how != "clause":
            return False
        source, shared = None, None
        if cue.shape == "participle":
            shared = self._main_frame(token)
        elif cue.shape == "noun" and self._is_done_to(token):
            if complement.token - token > 12:
                return False
        elif cue.shape == "noun":
            if not cue.object and "بال" not in reading.normals[token]:
                if complement.how != "clause" or complement.token - token > 7:
                    return False
                source = sources.noun_phrase(reading, token + 1, complement.token)
                if source is None and complement.token != token + 1:
                    return False
            else:
                source = self._quoted_from(token, first)
                if source is None:
                    shared = self._main_frame(token)
        elif not cue.passive:
            relative = token > first and flags[token - 1] & RELATIVE
            behind = None if relative else sources.behind(reading, last, complement.token)
            source = behind or subject
            if behind is not None and subject is not None and behind.name is None and not flags[behind.first] & (SPEAKER | TITLE):
                source = subject
            if cue.lemma.name == "نقل":
                source = self._conveyed(token, complement.token) or source
        if self.running is not None and not self._is_sibling(token, cue, source):
            return False
        if (
            source is None
            and shared is None
            and cue.shape in {"participle", "noun"}
            and not self._is_done_to(token)
        ):
            source = sources.main_subject(reading, token, first)
        frame = self._open(token, last, cue, complement)
        frame.source, frame.shared = source, shared
        return True

    def _is_done_to(self, token: int) -> bool:
        """Tell whether a verbal noun is a passive in other words: تم إبلاغ السلطات بأن."""
        return token > 0 and self.reading.document.tokens.words[token - 1].folded in PERIPHRASTIC

    def _is_noun(self, token: int) -> bool:
        """Tell whether a word that may be a verb stands where only a noun or preposition can (وزير, بين)."""
        if self.reading.flags[token] & PREPOSITION:
            return token != self.reading.sentence(token)[0]
        return True

    def _whole_cue(self, token: int) -> int:
        """Return the last token of a cue of two words: صرح قائلا, متابعا قوله, تابع يقول, أشار بالقول."""
        reading = self.reading
        after = token + 1
        if after < len(reading.infos):
            for cue in reading.infos[after].cues:
                if cue.lemma.name == "قال" and (cue.shape != "perfect" and not cue.proclitic):
                    return after
                if cue.lemma.name == "قال" and cue.shape == "noun":
                    return after
            if reading.document.tokens.words[after].folded in {
                "حديثه",
                "حديثها",
                "كلامه",
                "كلامها",
                "كلمته",
                "كلمتها",
            }:
                if reading.infos[token].cues[0].shape == "participle":
                    return after
        return token

    def _clause_start(self, token: int, first: int) -> int:
        flags = self.reading.flags
        start = token
        running = self.running
        least = max(first, running.first if running is not None else first)
        while start > least and not flags[start - 1] & (COMMA | STOP | LINK):
            start -= 1
        return start

    def _is_not_speech(self, token: int, last: int, cue: CueForm, complement: Complement) -> bool:
        """Tell the impersonal (يذكر أن) from speech."""
        reading = self.reading
        first = reading.sentence(token)[0]
        near = complement.token - last <= 1 or (
            complement.token - last == 2 and bool(reading.flags[last + 1] & PREPOSITION)
        )
        if cue.passive:
            return cue.lemma.name in _IMPERSONAL
        impersonal = cue.shape == "imperfect" and cue.gender == "m" and cue.number == "s" and not cue.object
        if impersonal and near and cue.lemma.name in _IMPERSONAL and token <= first + 1:
            return sources.before(reading, token, first) is None
        before = reading.document.tokens.words[token - 1].folded if token else ""
        if before in {"ما", "مما", "بما", "وما", "فيما"} and (cue.shape == "imperfect" or cue.lemma.name == "وصف"):
            return True
        if before in {"كان", "وكان"} and impersonal and near and cue.lemma.name in _IMPERSONAL:
            return True
        if cue.lemma.name == "اعتبر" and cue.shape == "imperfect" and complement.how == "nominal" and token <= first + 1:
            return True
        if cue.lemma.name == "كتب" and complement.how != "clause" and token == reading.line(token)[0] and not cue.proclitic:
            return True
        return before in {
            "يمكن",
            "يجب",
            "ينبغي",
            "ان",
            "يمكننا",
            "لا",
            "استطيع",
            "يصح",
            "تجدر",
            "وتجدر",
            "لن",
            "سبق",
        } and (before not in {"لا", "لن"} or cue.shape == "noun")

    def _conveyed(self, token: int, limit: int) -> Source | None:
        """Return who is quoted in نقلت وكالة … عن مسؤول …"""
        for place in range(token + 1, min(limit, token + 20)):
            if self.reading.document.tokens.words[place].folded == "عن":
                return sources.noun_phrase(self.reading, place + 1, limit)
        return None

    def _quoted_from(self, token: int, first: int) -> Source | None:
        """Return the source of قوله behind نقل … عن: the person after عن."""
        reading = self.reading
        for place in range(token - 1, max(first, token - 40) - 1, -1):
            if reading.document.tokens.words[place].folded == "عن":
                found = sources.noun_phrase(reading, place + 1, token)
                verb = (
                    any(
                        cue.lemma.name == "نقل"
                        for before in range(first, place)
                        for cue in reading.infos[before].cues
                    )
                    or reading.document.tokens.words[place - 1].folded == "نقلا"
                )
                return found if verb else None
        return None

    def _main_frame(self, token: int) -> Frame | None:
        """Return the frame in the same sentence whose source a participle shares."""
        first = self.reading.sentence(token)[0]
        line = self.reading.line(token)[0]
        if self.frames:
            last = self.frames[-1]
            anchor = max(last.cue_first, last.clause)
            if anchor >= first or (last.marked is not None and anchor >= line):
                return last
        return None

    def _is_sibling(self, token: int, cue: CueForm, source: Source | None) -> bool:
        """Tell whether a cue found in running content ends it (… مشيراً إلى) or belongs to it (… تفيد بأن)."""
        reading = self.reading
        running = self.running
        assert running is not None  # noqa: S101  callers check; the type needs it
        if cue.shape == "participle":
            return True
        if cue.shape == "noun":
            return bool(cue.proclitic) or cue.object
        if reading.normals[token - 1] in {"والتي", "والذي", "والذين"}:
            return True
        before = reading.flags[token - 1]
        word = reading.document.tokens.words[token - 1].folded
        past = cue.shape == "perfect"
        main = running.cue
        present = main is not None and main.shape == "imperfect" and cue.shape == "imperfect"
        known = source is not None and (
            source.name is not None or reading.flags[source.first] & (SPEAKER | TITLE)
        )
        agrees = main is None or main.gender is None or (main.gender == cue.gender)
        if cue.proclitic or word in _JOINTS:
            if before & (COMMA | STOP | MARK) or word in _JOINTS:
                return (past or present) and (agrees or bool(known))
            return (past or present) and (agrees if source is None else bool(known))
        if before & (COMMA | STOP):
            return past and (bool(known) or (agrees and source is None))
        return False

    # -- frames without a verb ---------------------------------------------------------------------------

    def _frame(self, token: int) -> bool:
        """Handle بحسب, وفقا لـ, على حد قول …: before its content, behind it, or closing content that has a cue."""
        reading = self.reading
        first, beyond = reading.sentence(token)
        found = self._frame_source(token, beyond)
        if found is None:
            return False
        source, last, pronoun = found
        after = source.beyond if source is not None else last + 1
        start = token
        if token > first and reading.document.tokens.words[token - 1].folded in {"علي", "وعلي"}:
            start = token - 1
        opening = start == first or (start == first + 1 and reading.flags[first] & (LINK | COMMA | DASH))
        if self.running is not None:
            self._close_running(start)
            self.busy = max(self.busy, after)
            return True
        stretch = self._closed_before(start)
        cue = PREPOSED._replace(proclitic=1 if reading.normals[start][0] in "وف" and len(reading.normals[start]) > 4 and
                                reading.normals[start] not in {"وفق", "وفقا", "وفقما"} else 0)  # fmt: skip
        if stretch is not None:
            frame = self._add_direct(start, last, cue, stretch, start)
            frame.source, frame.placed = source, "after"
            return True
        if opening:
            while after < beyond and reading.flags[after] & COMMA:
                after += 1
            if beyond - after < 3:
                return False
            while not reading.flags[after] & COMMA and after < beyond and not self._main_clause(after):
                after += 1
            if reading.flags[after] & COMMA:
                after += 1
            if beyond - after < 3 or reading.infos[after].cues:
                return False
            skip = 1 if reading.normals[after] in {"فقد", "فإن", "فان", "فإنه", "فانه", "فإنها"} else 0
            complement = Complement("clause", after, reading.starts[after] + skip)
            frame = self._open(start, last, cue, complement)
            frame.source = source
            return True
        if pronoun or source is not None:
            return self._whole_sentence(start, last, cue, source, first)
        return False

    def _main_clause(self, token: int) -> bool:
        return not self.reading.flags[token] & (PREPOSITION | RELATIVE)

    def _frame_source(self, token: int, beyond: int) -> tuple[Source | None, int, bool] | None:
        """Return source, last token of the frame, and whether the source is only a pronoun; None if it is none."""
        reading = self.reading
        word = reading.document.tokens.words
        folded = word[token].folded
        bare = folded[1:] if folded[0] in "وف" and folded not in {"وفق", "وفقا", "وفقما"} else folded
        last, here, skip = token, token + 1, 0
        if here >= beyond:
            return None
        if bare == "حد":
            if word[token - 1].folded not in {"علي", "وعلي"} or not word[here].folded.startswith(
                ("قول", "تعبير", "وصف", "زعم")
            ):
                return None
            pronoun = word[here].folded not in {"قول", "تعبير", "وصف", "زعم"}
            source = None if pronoun else sources.noun_phrase(reading, here + 1, beyond)
            return (source, here, pronoun) if pronoun or source else None
        if bare in {"حسبما", "وفقما"} or (bare in {"وفق", "حسب", "بحسب"} and word[here].folded == "ما"):
            here += word[here].folded == "ما"
            return self._said(here, beyond)
        if bare in {"وفقا", "طبقا"}:
            if word[here].folded == "لما":
                return self._said(here + 1, beyond)
            if not word[here].folded.startswith("ل"):
                return None
            if len(word[here].folded) > 1:
                skip = 1
            else:
                here += 1
        if bare == "نقلا":
            if word[here].folded != "عن":
                return None
            here += 1
        if here >= beyond:
            return None
        if word[here].folded in {
            "قوله",
            "قولها",
            "قولهم",
            "تعبيره",
            "تعبيرها",
            "تعبيرهم",
            "رايه",
            "رايها",
            "وصفه",
            "وصفها",
            "كلامه",
        }:
            return None, here, True
        if (
            word[here].folded in {"قول", "تعبير", "راي", "نص", "تصريح", "تصريحات", "بيان"}
            and here + 1 < beyond
        ):
            inner = sources.noun_phrase(reading, here + 1, beyond)
            if inner is not None:
                return inner, here, False
        name = reading.names.get(here)
        spoken = name is not None or reading.flags[here] & (SPEAKER | TITLE)
        if skip and name is None:
            rest = word[here].folded[1:]
            spoken = rest in words.SPEAKERS or "ال" + rest[1:] in words.SPEAKERS
            if rest.removeprefix("ل") in words.NOT_SOURCES:
                return None
        elif word[here].folded.removeprefix("ال") in words.NOT_SOURCES:
            return None
        if flags_mark := reading.flags[here] & MARK:
            spoken = here + 1 in reading.names
        if not spoken:
            return None
        if name is not None and name.mention.type == "MISC":
            return None
        if name is not None and skip:
            found = sources.named(name)
        else:
            found = sources.noun_phrase(reading, here, beyond, skip=skip)
        del flags_mark
        return (found, last, False) if found else None

    def _said(self, here: int, beyond: int) -> tuple[Source | None, int, bool] | None:
        reading = self.reading
        if here >= beyond:
            return None
        for cue in reading.infos[here].cues:
            if cue.shape in {"perfect", "imperfect"}:
                source = sources.behind(reading, here, beyond)
                return source, here, source is None
        return None

    def _whole_sentence(self, token: int, last: int, cue: CueForm, source: Source | None, first: int) -> bool:
        """Take the sentence before a cue that follows its content: …، بحسب الوزارة."""
        reading = self.reading
        if self.frames and self.frames[-1].cue_first >= first and self.frames[-1].placed == "before":
            return False
        content = first
        while content < token and reading.flags[content] & (COMMA | DASH | STOP | MARK):
            content += 1
        end = close_at(reading, content, token)
        if token - content < 3 or end is None:
            return False
        dateline = next((place for place in range(content, min(content + 9, token - 3)) if reading.flags[place] & COLON), -1)
        if dateline >= 0 and content == reading.line(content)[0] and not any(
            reading.infos[place].cues for place in range(content, dateline)
        ):
            content = dateline + 1
        start = reading.starts[content]
        if (
            reading.normals[content][0] == "و"
            and len(reading.normals[content]) > 3
            and content not in reading.names
        ):
            start += 1
        frame = Frame(cue, token, last, token, "sentence", content, start, end, source=source, placed="after")
        self.frames.append(frame)
        self.busy = max(self.busy, source.beyond if source is not None else last + 1)
        return True

    def _is_incidental(self, frame: Frame, first: int) -> bool:
        """Tell whether a frame is a verb inside a sentence that is itself reported (… يشير إلى أن …، كما قالت فلانة)."""
        return frame.cue is not None and frame.cue.shape == "imperfect" and frame.cue_first > first + 1

    def _closed_before(self, token: int) -> Marked | None:
        """Return an unused marked stretch that ends right before a token, over commas and spaces."""
        place = token - 1
        while place >= 0 and self.reading.flags[place] & (COMMA | STOP | DASH) and token - place < 3:
            place -= 1
        stretch = self.closing.get(place)
        if stretch is None or stretch.open in self.used or stretch.beyond - stretch.open < 3:
            return None
        return stretch

    def _postposed(self, token: int, last: int, cue: CueForm) -> bool:
        reading = self.reading
        if cue.shape not in {"perfect", "imperfect"}:
            return False
        first, beyond = reading.sentence(token)
        start = token
        repeats = False
        if token > first and reading.document.tokens.words[token - 1].folded in _REPEATS:
            start, repeats = token - 1, True
        stretch = self._closed_before(start)
        if stretch is not None and cue.lemma.marks and (not cue.proclitic or repeats):
            frame = self._add_direct(token, last, cue, stretch, start)
            frame.source, frame.placed = sources.behind(reading, last, beyond), "after"
            return True
        if not repeats or cue.lemma.marks != "free":
            return False
        source = sources.behind(reading, last, beyond)
        if self.running is not None and source is not None and self._is_incidental(self.running, first):
            self.frames.remove(self.running)
            self.running = None
        if self.running is not None:
            self._close_running(start)
            return True
        if source is None or beyond - source.beyond > 25:
            return False
        return self._whole_sentence(start, last, cue, source, first)

    # -- labels and marks without a cue --------------------------------------------------------------------

    def _label(self, colon: int) -> None:
        """Handle a colon behind a bare name or office: وزير المالية: …"""
        reading = self.reading
        line, line_end = reading.line(colon)
        first = max(line, reading.sentence(colon)[0])
        if colon - first > _MAX_LABEL or colon + 1 >= line_end or colon == first:
            return
        headline = reading.starts[colon] < reading.document.body_start
        start = first
        skip = 0
        while (
            start < colon
            and reading.flags[start] & (LINK | COMMA | STOP | DASH)
            and start not in reading.names
        ):
            start += 1
        if start >= colon:
            return
        if (
            reading.normals[start][0] == "و"
            and start not in reading.names
            and len(reading.normals[start]) > 3
        ):
            skip = 1
        if any(reading.flags[place] & DASH for place in range(start, colon)):
            return
        source = sources.noun_phrase(reading, start, colon, skip=skip)
        if source is None:
            return
        rest = range(source.beyond, colon)
        if len(rest) > 6 or (rest and not (reading.flags[rest[0]] & (PREPOSITION | COMMA | BRACKET) or sources.is_attached(reading, rest[0]))):
            return
        person = source.name is not None and source.name.mention.type == "PER"
        if (
            source.name is not None
            and source.name.mention.type == "LOC"
            and source.name.beyond - source.name.first > 1
        ):
            return
        spoken = (
            source.name is not None or reading.flags[source.first] & (SPEAKER | TITLE) or (skip and headline)
        )
        if not (person or (headline and spoken) or (spoken and reading.flags[source.first] & TITLE)):
            return
        if any(reading.infos[place].cues and place not in reading.names and not reading.flags[place] & (SPEAKER | TITLE | PREPOSITION)
               for place in range(start, colon)):  # fmt: skip
            return
        after = colon + 1
        stretch = self.finder.marked_at(after) if reading.flags[after] & MARK else None
        if stretch is not None:
            frame = self._add_direct(-1, -1, None, stretch, start)
        else:
            frame = self._open(-1, -1, None, Complement("colon", colon, reading.starts[after]), clause=start)
        frame.source = source

    def _leftovers(self) -> None:
        """Take marked stretches that nothing claimed but that can only be speech."""
        reading = self.reading
        for stretch in self.marked:
            if stretch.open in self.used or self._is_inside(stretch):
                continue
            length = stretch.beyond - stretch.open - 1
            line, line_end = reading.line(stretch.open)
            before = reading.flags[stretch.open - 1] if stretch.open > line else 0
            behind = reading.flags[stretch.after] if stretch.after < line_end else 0
            opens_line = stretch.open == line
            if (
                (opens_line and length >= 5)
                or (before & COLON and length >= 3)
                or (opens_line and behind & COLON and length >= 2)
            ):
                frame = self._add_direct(-1, -1, None, stretch, stretch.open)
                frame.placed = "continued" if opens_line and not behind & COLON else "alone"
                if frame.placed == "alone" and before & COLON:
                    first = reading.sentence(stretch.open)[0]
                    frame.source = sources.main_subject(reading, stretch.open, first)

    def _is_inside(self, stretch: Marked) -> bool:
        start = self.reading.starts[stretch.open]
        return any(frame.start <= start < frame.end for frame in self.frames)

    # -- frames --------------------------------------------------------------------------------------------

    def _open(
        self, token: int, last: int, cue: CueForm | None, complement: Complement, *, clause: int = -1
    ) -> Frame:
        reading = self.reading
        if complement.marked is not None:
            return self._add_direct(token, last, cue, complement.marked, clause if clause >= 0 else token)
        start = self._clause_of(token) if clause < 0 else clause
        self._close_running(start)
        content = complement.token if complement.how != "colon" else complement.token + 1
        end = natural_end(reading, self.finder, content, whole_line=complement.how == "colon")
        frame = Frame(cue, token, last, start, complement.how, content, complement.start, end)
        self.frames.append(frame)
        self.running = frame
        self.busy = max(self.busy, last + 1, content)
        return frame

    def _clause_of(self, token: int) -> int:
        reading = self.reading
        while token and reading.document.tokens.words[token - 1].folded in _JOINTS:
            token -= 1
        return token

    def _add_direct(self, token: int, last: int, cue: CueForm | None, stretch: Marked, clause: int) -> Frame:
        reading = self.reading
        if token >= 0:
            clause = min(clause, self._clause_of(token))
        if clause < stretch.open:
            self._close_running(clause)
        first, beyond = stretch.open + 1, stretch.beyond
        frame = Frame(
            cue,
            token,
            last,
            clause,
            "marks",
            first,
            reading.starts[first],
            reading.ends[beyond - 1],
            marked=stretch,
        )
        self.frames.append(frame)
        self.used.add(stretch.open)
        self.running = None
        if token < stretch.open:
            self.busy = max(self.busy, stretch.after)
        else:
            self.busy = max(self.busy, last + 1)
        return frame

    def _close_running(self, token: int) -> None:
        running = self.running
        if running is not None:
            end = close_at(self.reading, running.first, token)
            if end is not None:
                running.end = min(running.end, end)
            self.running = None
