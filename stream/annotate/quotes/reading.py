"""One article as the quote rules read it: word classes, names by token, sentences and lines as token indices."""

from bisect import bisect_left, bisect_right
from operator import itemgetter
from typing import Final, NamedTuple

from stream.annotate.document import Document, Mention
from stream.annotate.quotes.lexicon import BRACKET, IN_NAMES, LEXICON, MARK, STOP, Info

_NORMAL: Final = itemgetter(0)
_FOLDED: Final = itemgetter(1)
_FLAGS: Final = itemgetter(0)
_SIGNS: Final = MARK | STOP | BRACKET
_LINE_ENDS: Final = "\n\r\u2028\u2029"


class Name(NamedTuple):
    """A mention by tokens: the first one (which may begin with a proclitic), the one beyond, and its entity."""

    first: int
    beyond: int
    entity: int
    mention: Mention


class Reading:
    """Token-wise view of a document; all indices are token indices unless a name says otherwise."""

    __slots__ = (
        "bracket_tokens",
        "document",
        "ends",
        "flags",
        "folded",
        "infos",
        "line_starts",
        "mark_tokens",
        "names",
        "normals",
        "sentence_starts",
        "starts",
        "surfaces",
        "text",
        "within",
    )  # fmt: skip

    def __init__(self, document: Document) -> None:
        tokens = document.tokens
        self.document = document
        self.text = document.text
        self.surfaces, self.starts, self.ends = tokens.surfaces, tokens.starts, tokens.ends
        self.normals = list(map(_NORMAL, tokens.words))
        self.folded = list(map(_FOLDED, tokens.words))
        self.infos: list[Info] = list(map(LEXICON.__getitem__, self.normals))
        self.flags = list(map(_FLAGS, self.infos))
        signs = [index for index, flag in enumerate(self.flags) if flag & _SIGNS]
        self.bracket_tokens = [index for index in signs if self.flags[index] & BRACKET]
        self.mark_tokens = [index for index in signs if self.flags[index] & MARK]
        self._split(document.sentences, signs)
        self.within: set[int] = set()
        self.names = self._names()

    def _split(self, sentences: list[tuple[int, int]], signs: list[int]) -> None:
        firsts, lines = [], []
        text, starts, ends = self.text, self.starts, self.ends
        for first, _ in sentences:
            firsts.append(first)
            if not first or any(sign in text[ends[first - 1] : starts[first]] for sign in _LINE_ENDS):
                lines.append(first)
        extra = [sign + 1 for sign in signs if self.flags[sign] & STOP and self._runs_on(sign)]
        self.sentence_starts = sorted({*firsts, *extra}) if extra else firsts
        self.line_starts = lines

    def _runs_on(self, sign: int) -> bool:
        """Tell whether a full stop is followed by the next sentence without a space, as in الحرام.وأكد."""
        after = sign + 1
        if not 0 < sign < len(self.starts) - 1 or self.starts[after] != self.ends[sign]:
            return False
        before, behind = self.normals[sign - 1], self.normals[after]
        return (
            len(before) > 1
            and len(behind) > 1
            and "\u0621" <= behind[0] <= "\u064a"
            and "\u0621" <= before[-1] <= "\u064a"
        )

    def _names(self) -> dict[int, Name]:
        names: dict[int, Name] = {}
        starts, ends = self.starts, self.ends
        for index, entity in enumerate(self.document.entities):
            for mention in entity.mentions:
                first = bisect_right(starts, mention.start) - 1
                beyond = bisect_left(starts, mention.end)
                if first >= 0 and beyond > first and mention.start < ends[first]:
                    names[first] = Name(first, beyond, index, mention)
                    inside = range(first + (mention.start > starts[first]), beyond)
                    self.within.update(inside)
                    for token in inside:
                        self.flags[token] &= IN_NAMES
        return names

    def brackets_in(self, first: int, beyond: int) -> list[int]:
        """Return the brackets in tokens [first, beyond)."""
        signs = self.bracket_tokens
        return signs[bisect_left(signs, first) : bisect_left(signs, beyond)]

    def marks_from(self, first: int) -> list[int]:
        """Return the quotation marks from a token to the end of its line."""
        signs = self.mark_tokens
        return signs[bisect_left(signs, first) : bisect_left(signs, self.line(first)[1])]

    def sentence(self, token: int) -> tuple[int, int]:
        """Return the sentence around a token as [first, beyond)."""
        place = bisect_right(self.sentence_starts, token)
        beyond = self.sentence_starts[place] if place < len(self.sentence_starts) else len(self.starts)
        return self.sentence_starts[place - 1], beyond

    def line(self, token: int) -> tuple[int, int]:
        """Return the line around a token as [first, beyond)."""
        place = bisect_right(self.line_starts, token)
        beyond = self.line_starts[place] if place < len(self.line_starts) else len(self.starts)
        return self.line_starts[place - 1], beyond

    def name_in(self, first: int, beyond: int, types: str) -> Name | None:
        """Return the first name of one of these types (as in "PER ORG") that begins in [first, beyond)."""
        for token in range(first, beyond):
            name = self.names.get(token)
            if name is not None and name.mention.type in types and name.beyond <= beyond:
                return name
        return None

    def words(self, first: int, beyond: int) -> str:
        """Return the text from one token up to another (excluded)."""
        return self.text[self.starts[first] : self.ends[beyond - 1]] if first < beyond else ""
