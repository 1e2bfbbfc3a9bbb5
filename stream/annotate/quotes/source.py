"""The words that name the source of a quote: a person within a title, a body, a nominal phrase."""

from typing import Final

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
    MARK,
    PHRASE_END,
    PREPOSITION,
    RELATIVE,
    SPEAKER,
    STOP,
    TITLE,
    WITH_BA,
)
from stream.annotate.quotes.reading import Name, Reading
from stream.annotate.quotes.unknown import (
    LEARNED,
    Source,
    before_office,
    behind_comma,
    behind_place,
    behind_title,
    is_attached,
    named,
    phrase,
    without_proclitic,
)

_REACH: Final = 30
_LONGEST_MARKED: Final = 5
PERSONS: Final = (
    LEARNED | words.OFFICES | words.BARE_TITLES | frozenset("ال" + word for word in words.OFFICES)
)
_GROUPS: Final = (
    words.GROUPS | words.DOCUMENTS | frozenset("ال" + word for word in words.GROUPS | words.DOCUMENTS)
)
_GENERIC: Final = words.BODIES | frozenset("ال" + word for word in words.BODIES)
_BREAKS: Final = RELATIVE | MARK | COLON | STOP | DASH | BRACKET | COMPLEMENTIZER | WITH_BA
_GENERAL: Final = frozenset({"عام", "العام", "عامه", "العامه", "اول", "الاول"})
__all__ = ["Source", "is_attached", "is_bound", "named", "noun_phrase", "phrase", "speaks"]

_PLACES: Final = frozenset({"في", "من", "لدي"})


def speaks(reading: Reading, source: Source) -> bool:
    """Tell whether a source is a name, or its first word one for somebody or something that speaks."""
    return source.name is not None or bool(reading.flags[source.first] & (SPEAKER | TITLE))


def is_bound(reading: Reading, name: Name, first: int) -> bool:
    """Tell whether a person's name only tells whose (محامي فلان, من فلان) and is not itself who speaks."""
    if name.start > reading.starts[name.first]:
        return True
    before = name.first - 1
    if before < first:
        return False
    if reading.flags[before] & PREPOSITION or reading.folded[before] in words.RELATIONAL:
        return True
    while before > first and reading.flags[before] & TITLE:
        before -= 1
    return reading.folded[before] in words.KIN


def noun_phrase(reading: Reading, first: int, limit: int, *, skip: int = 0) -> Source | None:
    """Return the source that begins right at a token, or None where no noun phrase does.

    Args:
        reading: The article.
        first: Token at which the phrase would begin.
        limit: Token that it must not reach.
        skip: Code points of a proclitic before the phrase (لـ in وفقا لوزارة).
    """
    if first >= limit:
        return None
    opening = reading.names.get(first)
    if opening is None and reading.flags[first] & MARK:
        return _in_marks(reading, first, limit)
    if not _may_open(reading, first, opening, skip):
        return None
    if opening is not None and opening.start > reading.starts[first] + skip:
        return phrase(reading, first, opening.beyond)
    beyond, person = _extend(reading, first, limit)
    head = without_proclitic(reading.folded[first], skip)
    if (
        person is None
        and opening is None
        and (head in PERSONS or head.startswith("ال") or _is_their_office(head))
        and head not in _GROUPS
    ):
        person = _further(reading, beyond, limit)
    known = person or opening
    if known is not None:
        return named(known)
    inner = None
    if beyond < limit and reading.flags[beyond] & MARK:
        inner = _in_marks(reading, beyond, limit, generic=head in _GENERIC and beyond - first == 1)
    unknown = behind_title(reading, first, beyond) or behind_comma(reading, first, beyond, limit)
    if unknown is None and head in PERSONS and beyond < limit and reading.folded[beyond] in _PLACES:
        unknown = behind_place(reading, beyond, limit)
    return inner or unknown or _nominal(reading, first, beyond, limit, skip)


def _may_open(reading: Reading, first: int, opening: Name | None, skip: int) -> bool:
    """Tell whether a noun phrase that can be a source may begin with a word.

    A name with a proclitic does not, unless that is ف or ك: no source begins with these, so that the letter
    must be the name's own.
    """
    if opening is not None:
        return opening.start <= reading.starts[first] + skip or reading.normals[first][0] in "فك"
    return bool(skip) or not (reading.flags[first] & (PHRASE_END & ~ADVERB) or is_attached(reading, first))


def _nominal(reading: Reading, first: int, beyond: int, limit: int, skip: int) -> Source | None:
    if not reading.flags[first] & (SPEAKER | TITLE) and not reading.folded[first].startswith("ال"):
        office = before_office(reading, first, beyond)
        if office < beyond:
            return phrase(reading, first, office, skip=skip)
    beyond = _attach(reading, first, beyond, limit)
    return phrase(reading, first, beyond, skip=skip) if beyond > first else None


def _in_marks(reading: Reading, mark: int, limit: int, *, generic: bool = False) -> Source | None:
    """Return a name in quotation marks: one that is known, or any short one behind صحيفة, قناة …"""
    inner = reading.names.get(mark + 1)
    if inner is not None and inner.beyond <= limit:
        return named(inner)
    if generic:
        for close in range(mark + 2, min(limit, mark + 1 + _LONGEST_MARKED)):
            if reading.flags[close] & MARK:
                return phrase(reading, mark + 1, close)
    return None


def _extend(reading: Reading, first: int, limit: int) -> tuple[int, Name | None]:
    """Return where the plain phrase ends, and the person named in it."""
    names = reading.names
    token = first
    while token < limit:
        name = names.get(token)
        if name is not None:
            if name.type == "PER" and not is_bound(reading, name, first):
                return token, name
            token = name.beyond
            continue
        if token > first and not _is_abbreviation(reading, token) and _ends_phrase(reading, token):
            break
        token += 1
    return min(token, limit), None


def _is_abbreviation(reading: Reading, token: int) -> bool:
    """Tell whether a full stop stands behind a title of one letter: د. أحمد."""
    return bool(reading.flags[token] & STOP) and len(reading.normals[token - 1]) == 1


def _ends_phrase(reading: Reading, token: int) -> bool:
    flag = reading.flags[token]
    if flag & (ADVERB | PREPOSITION) and _belongs(reading, token):
        return False
    if flag & PHRASE_END and not flag & (TITLE | SPEAKER):
        return True
    if flag & CONTENT_HEAD and reading.folded[token - 1].startswith("ال") and reading.folded[token][0] != "و":
        return not flag & SPEAKER  # يعزو الخبراء ارتفاع …
    return bool(flag & DEMONSTRATIVE) or reading.folded[token] in words.MEDIA or _is_said(reading, token)


def _belongs(reading: Reading, token: int) -> bool:
    """Tell the name علي from على, and the adjective عام (مدير عام) from a year."""
    before = token - 1
    if reading.normals[token] == "علي":
        return bool(reading.flags[before] & (TITLE | SPEAKER))
    office = reading.folded[before].removeprefix("ال")
    if reading.folded[token] not in _GENERAL or not (
        office in words.OFFICE_WORDS or _is_their_office(office)
    ):
        return False
    after = token + 1
    return after >= len(reading.starts) or not reading.flags[after] & ADVERB


def _is_their_office(head: str) -> bool:
    """Tell whether a word is an office with a pronoun: كاتبها العام, مديرته."""
    stem = head.removesuffix("ها").removesuffix("هم").removesuffix("ه")
    return stem != head and (stem in words.OFFICES or stem.removesuffix("ت") + "ه" in words.OFFICES)


def _is_said(reading: Reading, token: int) -> bool:
    """Tell whether a word is a verbal noun with its speaker attached (قوله, تأكيدها)."""
    return any(cue.shape == "noun" and cue.object for cue in reading.cues(token))


def _further(reading: Reading, token: int, limit: int) -> Name | None:
    """Look for the person behind a long title: across its prepositions, and behind one comma."""
    flags, names = reading.flags, reading.names
    limit = min(limit, token + _REACH)
    if not reading.has_person(token, limit):
        return None
    while token < limit:
        name = names.get(token)
        if name is not None:
            if name.type == "PER" and not is_bound(reading, name, 0):
                return name
            token = name.beyond
        elif flags[token] & COMMA:
            token += 1
            while token < limit and flags[token] & TITLE and token not in names:
                token += 1
            name = names.get(token)
            person = name is not None and name.type == "PER"
            return name if name is not None and person and not is_bound(reading, name, token) else None
        elif flags[token] & _BREAKS and not _is_abbreviation(reading, token):
            in_marks = flags[token] & MARK and names.get(token + 1)
            if not in_marks or not flags[in_marks.beyond] & MARK:
                return None
            token = in_marks.beyond + 1
        else:
            token += 1
    return None


def _attach(reading: Reading, first: int, beyond: int, limit: int) -> int:
    """Extend a nominal phrase over في or من and the place or body behind it (مسؤولون في وزارة …)."""
    if beyond + 1 >= limit or reading.folded[beyond] not in _PLACES:
        return beyond
    name = reading.names.get(beyond + 1)
    if name is not None and name.beyond <= limit and name.type in {"ORG", "LOC"}:
        return name.beyond
    if reading.folded[beyond + 1] not in _GENERIC or reading.folded[first] not in words.SPEAKERS:
        return beyond
    end = beyond + 2
    while end < limit and not reading.flags[end] & PHRASE_END:
        end += 1
    return end
