"""One article as the quote rules read it: word classes, names by token, sentences and lines as token indices."""

from typing import Final, final

from stream.annotate.document import Document, EntityType
from stream.annotate.quotes.forms import CueForm
from stream.annotate.quotes.lexicon import (
    BRACKET,
    COLON,
    CUE,
    FRAME,
    IN_NAMES,
    MARK,
    NAMED,
    RESUME,
    STOP,
    look_up,
)
from stream.annotate.quotes.places import Ranges, at_or_behind
from stream.annotate.text import Word

_LOOKED_AT: Final = MARK | STOP | BRACKET | RESUME | COLON | CUE | FRAME
_TITLE_LETTERS: Final = frozenset({"د", "أ", "م"})
_LINE_ENDS: Final = frozenset("\n\r\u2028\u2029")


@final
class Name:
    """A mention: by tokens, the first one (which may begin with a proclitic) and the one beyond; by code points.

    `entity` is its place among the document's entities.
    """

    __slots__ = ("beyond", "end", "entity", "first", "start", "type")

    def __init__(self, first: int, start: int, end: int, type_: EntityType, entity: int) -> None:
        self.first = first
        self.beyond = first + 1
        self.start = start
        self.end = end
        self.type: EntityType = type_
        self.entity = entity


@final
class Reading:
    """Token-wise view of a document; all indices are token indices unless a name says otherwise.

    Everything that is asked once a token is a list over the tokens.
    """

    __slots__ = (
        "_lines", "_sentences", "_words", "bracket_tokens", "document", "ends", "flags", "folded", "lead_tokens",
        "mark_tokens", "names", "normals", "person_tokens", "resume_tokens", "starts", "surfaces", "text",
    )  # fmt: skip

    def __init__(self, document: Document) -> None:
        tokens = document.tokens
        self.document = document
        self.text = document.text
        self.surfaces, self.starts, self.ends = tokens.surfaces, tokens.starts, tokens.ends
        self.normals, self.folded = tokens.normals, tokens.folded
        self._words: list[Word] = tokens.words
        self.flags = [look_up(word) for word in tokens.words]
        self.bracket_tokens: list[int] = []
        self.lead_tokens: list[int] = []
        self.mark_tokens: list[int] = []
        self.resume_tokens: list[int] = []
        self._split(document.sentences, self._sort())
        self.names: dict[int, Name] = {}
        self.person_tokens: list[int] = []
        self._read_names()

    def _sort(self) -> list[int]:
        """Note where the words stand that rules begin at, and return the full stops and their like."""
        flags, stops = self.flags, []
        for token in range(len(flags)):
            flag = flags[token]
            if not flag & _LOOKED_AT:
                continue
            if flag & (COLON | CUE | FRAME):
                self.lead_tokens.append(token)
            if flag & MARK:
                self.mark_tokens.append(token)
            elif flag & STOP:
                stops.append(token)
            elif flag & BRACKET:
                self.bracket_tokens.append(token)
            if flag & RESUME:
                self.resume_tokens.append(token)
        return stops

    def _split(self, sentences: list[tuple[int, int]], stops: list[int]) -> None:
        firsts, lines = [], []
        text, starts, ends = self.text, self.starts, self.ends
        for first, _ in sentences:
            if self._is_abbreviated(first - 1):
                continue
            firsts.append(first)
            if not first or not _LINE_ENDS.isdisjoint(text[ends[first - 1] : starts[first]]):
                lines.append(first)
        extra = [stop + 1 for stop in stops if self._runs_on(stop) or self._behind_tanwin(stop)]
        if extra:
            firsts = sorted({*firsts, *extra})
        firsts.append(len(starts))
        lines.append(len(starts))
        self._sentences, self._lines = Ranges(firsts), Ranges(lines)

    def _is_abbreviated(self, sign: int) -> bool:
        """Tell whether a full stop belongs to a title of one letter on its line: د. فلان, أ. د. فلانة."""
        if sign < 1 or self.surfaces[sign] != "." or self.normals[sign - 1] not in _TITLE_LETTERS:
            return False
        return self.text[self.ends[sign] : self.starts[sign + 1]] in {"", " "}

    def _runs_on(self, sign: int) -> bool:
        """Tell whether a full stop is followed by the next sentence without a space, as in الحرام.وأكد."""
        after = sign + 1
        if not 0 < sign < len(self.starts) - 1 or self.starts[after] != self.ends[sign]:
            return False
        before, behind = self.normals[sign - 1], self.normals[after]
        if len(before) < 2 or len(behind) < 2:
            return False
        return bool("\u0621" <= behind[0] <= "\u064a" and "\u0621" <= before[-1] <= "\u064a")

    def _behind_tanwin(self, sign: int) -> bool:
        """Tell whether a full stop follows a word in written tanwin (…ًا.), whose alef is no abbreviation."""
        if not 0 < sign < len(self.starts) - 1:
            return False
        word = self.surfaces[sign - 1]
        return len(word) > 3 and word[-1] == "ا" and word[-2] == "\u064b"

    def _read_names(self) -> None:
        """Fill `names`, and clear what the words inside a name would be elsewhere."""
        starts, ends, flags, names = self.starts, self.ends, self.flags, self.names
        count = len(starts)
        for index, entity in enumerate(self.document.entities):
            for start, end, kind, _ in entity.mentions:
                first = at_or_behind(starts, start + 1) - 1
                if first < 0 or start >= ends[first]:
                    continue
                names[first] = name = Name(first, start, end, kind, index)
                if start == starts[first]:
                    flags[first] = flags[first] & IN_NAMES | NAMED
                while name.beyond < count and starts[name.beyond] < end:
                    flags[name.beyond] = flags[name.beyond] & IN_NAMES | NAMED
                    name.beyond += 1
        self.person_tokens = sorted([first for first, name in names.items() if name.type == "PER"])

    def cues(self, token: int) -> tuple[CueForm, ...]:
        """Return the readings of a word as a cue."""
        return self._words[token].cues if self.flags[token] & CUE else ()

    def brackets_in(self, first: int, beyond: int) -> list[int]:
        """Return the brackets in tokens [first, beyond)."""
        signs = self.bracket_tokens
        return signs[at_or_behind(signs, first) : at_or_behind(signs, beyond)] if signs else signs

    def marks_in(self, first: int, end: int) -> list[int]:
        """Return the quotation marks from a token to the end of its line, or to a code point before that."""
        signs, starts = self.mark_tokens, self.starts
        at = beyond = at_or_behind(signs, first)
        while beyond < len(signs) and starts[signs[beyond]] < end:
            beyond += 1
        if at == beyond:
            return []
        return signs[at : min(beyond, at_or_behind(signs, self.line_beyond(first)))]

    def has_person(self, first: int, beyond: int) -> bool:
        """Tell whether a person's name begins in tokens [first, beyond)."""
        at = at_or_behind(self.person_tokens, first)
        return at < len(self.person_tokens) and self.person_tokens[at] < beyond

    def start_behind(self, token: int, letters: int) -> int:
        """Return the code point at which a word goes on behind its first letters, and marks or tatweel on them."""
        surface = self.surfaces[token]
        at = letters
        while at < len(surface) and (surface[at] == "\u0640" or "\u064b" <= surface[at] <= "\u065f"):
            at += 1
        return self.starts[token] + at

    def sentence(self, token: int) -> tuple[int, int]:
        """Return the sentence around a token as [first, beyond)."""
        return self._sentences.first(token), self._sentences.beyond(token)

    def sentence_first(self, token: int) -> int:
        """Return the first token of the sentence around a token."""
        return self._sentences.first(token)

    def sentence_beyond(self, token: int) -> int:
        """Return the token behind the sentence around a token."""
        return self._sentences.beyond(token)

    def line(self, token: int) -> tuple[int, int]:
        """Return the line around a token as [first, beyond)."""
        return self._lines.first(token), self._lines.beyond(token)

    def line_first(self, token: int) -> int:
        """Return the first token of the line around a token."""
        return self._lines.first(token)

    def line_beyond(self, token: int) -> int:
        """Return the token behind the line around a token."""
        return self._lines.beyond(token)

    def words(self, first: int, beyond: int) -> str:
        """Return the text from one token up to another (excluded)."""
        return self.text[self.starts[first] : self.ends[beyond - 1]] if first < beyond else ""
