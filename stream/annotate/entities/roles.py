"""The office or title that the text gives a person: before the name (نائب وزير الخارجية الروسي فلان) or behind it.

Behind the name a role counts only in apposition: after a comma or directly, and begun by an office (فلان، رئيس
الاتحاد). Courtesies (السيد, الدكتور, الشيخ) are no roles; what follows them or stands before them may be one.
"""

from bisect import bisect_left, bisect_right
from typing import Final

from stream.annotate.document import Document, Entity, Mention, Span
from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.entries import entry_of
from stream.annotate.entities.people import OFFICES
from stream.annotate.entities.words import folded_list
from stream.annotate.text import fold

_OFFICES: Final = frozenset(map(fold, OFFICES)) | frozenset(
    "ال" + fold(office) for office in OFFICES - {"رجل", "سيدة"}
)
_BACK_AT_MOST: Final = 14
_ON_AT_MOST: Final = 14
_LINKING: Final = folded_list("باسم في لدى لدي عن شؤون بن على")
_INDEFINITE: Final = folded_list("عام شرف تنفيذي أول سابق فخري مفوض")
_LINKED: Final = ("ل", "ب")


# What a word is to a role: an office that can begin it, a courtesy, a link, or nothing.
_OFFICE: Final = 1
_COURTESY: Final = 2
_LINK: Final = 3
_NONE: Final = 0


def find_roles(document: Document) -> None:
    """Fill `role` of the document's persons with the span of the first office or title that a mention carries."""
    reader = _Reader(document)
    for entity in document.entities:
        if entity.type == "PER":
            entity.role = reader.role_of(entity)


class _Reader:
    """Reads the tokens around mentions."""

    def __init__(self, document: Document) -> None:
        tokens = document.tokens
        self._starts, self._ends, self._surfaces = tokens.starts, tokens.ends, tokens.surfaces
        self._folded, self._words = tokens.folded, tokens.words
        self._sentences = [first for first, _ in document.sentences]
        self._document = document
        self._mention_starts = [mention.start for mention in document.mentions]

    def role_of(self, entity: Entity) -> Span | None:
        """Return the first role that the mentions of a person carry, before the name or behind it."""
        for mention in entity.mentions:
            span = self._before(mention) or self._behind(mention)
            if span is not None:
                return span
        return None

    def _mention_at(self, start: int, end: int) -> Mention | None:
        """Return the mention that overlaps a stretch of text."""
        index = bisect_left(self._mention_starts, end) - 1
        if index < 0:
            return None
        mention = self._document.mentions[index]
        return mention if mention.end > start else None

    def _before(self, mention: Mention) -> Span | None:
        name = bisect_left(self._starts, mention.start)
        if name == len(self._starts) or self._starts[name] != mention.start:
            return None  # a proclitic is attached: لفلان
        sentence = self._sentences[bisect_right(self._sentences, name) - 1]
        first, last = -1, -1
        for index in range(name - 1, max(sentence, name - _BACK_AT_MOST) - 1, -1):
            part = self._part(index)
            if part == _NONE:
                break
            if part == _OFFICE:
                first = index
            if part != _COURTESY:
                last = max(last, index)
            if part != _LINK and entry_of(self._words[index]).cut:
                break
        if first < 0 or self._folded[first].startswith(("لل", "ولل", "فلل")):
            return None  # in لل the ال is one with the preposition; another mention will show the role whole
        cut = entry_of(self._words[first]).cut
        return Span(self._starts[first] + cut, self._ends[last])

    def _part(self, index: int) -> int:
        """Return what a token before a name is to a role that ends there."""
        entry = entry_of(self._words[index])
        kinds, cut, bare = entry.kinds, entry.cut, entry.bare
        held = self._mention_at(self._starts[index], self._ends[index])
        if held is not None:
            return _NONE if held.type == "PER" else _LINK
        if bare in _OFFICES:
            return _OFFICE
        if kinds & lx.HONORIFIC:
            return _COURTESY
        return _LINK if self._leads_on(index, kinds, cut) else _NONE

    def _leads_on(self, index: int, kinds: int, cut: int) -> bool:
        """Tell whether a word can stand inside a role: a definite noun or adjective, or what links them."""
        folded = self._folded[index]
        if folded in _LINKING or folded in _INDEFINITE:
            return True
        if kinds & lx.STOP and not kinds & lx.ADJECTIVE and folded not in _TIMES:
            return False
        if kinds & lx.DEFINITE:
            return cut == 0 or folded[0] in _LINKED or bool(kinds & lx.PORTFOLIO)
        return bool(kinds & (lx.LINK | lx.BODY | lx.NATION)) and (cut == 0 or folded[0] in _LINKED)

    def _behind(self, mention: Mention) -> Span | None:
        index = bisect_left(self._starts, mention.end)
        count = len(self._starts)
        if index < count and self._surfaces[index] in "،,":
            index += 1
        if index >= count or entry_of(self._words[index]).bare not in _OFFICES:
            return None
        if entry_of(self._words[index]).cut or self._mention_at(self._starts[index], self._ends[index]):
            return None
        first = last = index
        index += 1
        sentence = bisect_right(self._sentences, first)
        limit = self._sentences[sentence] if sentence < len(self._sentences) else count
        while index < min(limit, first + _ON_AT_MOST):
            entry = entry_of(self._words[index])
            kinds, cut, bare = entry.kinds, entry.cut, entry.bare
            held = self._mention_at(self._starts[index], self._ends[index])
            if held is not None and held.type == "PER":
                break
            if held is None and bare not in _OFFICES and not self._leads_on(index, kinds, cut):
                break
            if self._folded[index] not in _LINKING:
                last = index
            index += 1
        return Span(self._starts[first], self._ends[last]) if last > first else None


_TIMES: Final = folded_list("السابق السابقة الحالي الحالية المقبل القادم الراحل المؤقت")
