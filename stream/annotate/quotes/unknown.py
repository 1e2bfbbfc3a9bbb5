"""Names that no recogniser knows, found by the titles before them and the commas around them."""

from typing import Final, final

from stream.annotate.quotes import words
from stream.annotate.quotes.lexicon import (
    ADVERB,
    COLON,
    COMMA,
    MARK,
    NAMED,
    PHRASE_END,
    PREPOSITION,
    SPEAKER,
    STOP,
    TITLE,
)
from stream.annotate.quotes.reading import Name, Reading

LEARNED: Final = frozenset({"كبير", "كبيره", "عالم", "عالمه"})
"""What leads to a name as offices do in construct, but has other meanings with the article."""
_LONGEST_NAME: Final = 5
_PLACE_REACH: Final = 14
_NO_NAME: Final = COMMA | STOP | MARK | ADVERB | PREPOSITION | COLON
_WITH_PRONOUN: Final = words.WORDS["preposition_pronouns"]


@final
class Source:
    """The words next to a cue that say who speaks: code points [start, end), tokens, and the name among them."""

    __slots__ = ("beyond", "end", "first", "name", "start")

    def __init__(self, start: int, end: int, first: int, beyond: int, name: Name | None) -> None:
        self.start = start
        self.end = end
        self.first = first
        self.beyond = beyond
        self.name = name


def without_proclitic(word: str, skip: int) -> str:
    """Return a folded word without `skip` letters of a proclitic, the article that لل swallows put back."""
    rest = word[skip:]
    swallowed = skip and word.startswith("لل") and rest not in words.SPEAKERS
    return "ا" + rest if swallowed else rest


def named(name: Name) -> Source:
    """Return the source that is just a name."""
    return Source(name.start, name.end, name.first, name.beyond, name)


def phrase(reading: Reading, first: int, beyond: int, *, skip: int = 0) -> Source:
    """Return the source that is a phrase of words, without `skip` code points of a proclitic."""
    return Source(reading.starts[first] + skip, reading.ends[beyond - 1], first, beyond, None)


def is_attached(reading: Reading, token: int) -> bool:
    """Tell whether a word is a preposition grown together with a noun: للجمهور, لوكالة, بوزارة, or a lone ل."""
    word = reading.folded[token]
    if word in _WITH_PRONOUN:
        return True
    if word[0] not in "لب" or len(word) < 4:
        return False
    name = reading.names.get(token)
    if name is not None and name.start > reading.starts[token]:
        return True
    rest = word[1:]
    if rest in words.SPEAKERS or rest in words.AFFAIRS:
        return True
    return len(word) > 5 and word.startswith(("لل", "بال"))


def behind_title(reading: Reading, first: int, beyond: int) -> Source | None:
    """Return the words behind a title that no recogniser knows as a name (الدكتور فلان الفلاني)."""
    folded = reading.folded
    start = first
    while start < beyond and (
        reading.flags[start] & TITLE or (reading.flags[start] & STOP and len(reading.normals[start - 1]) == 1)
    ):
        start += 1
    titled = start > first
    if not titled:
        start = _behind_office(reading, first, beyond)
        if start < beyond and folded[start] == "باسم":
            return None
    while titled and start + 2 < beyond and _describes(folded[start]):
        start += 1
    beyond = before_office(reading, start, beyond)
    length = beyond - start
    if not 0 < length <= _LONGEST_NAME or (start in reading.names and not titled):
        return None
    definite = folded[start].startswith("ال")
    if definite and length == 1:
        # A family name (السيد الحريري) or an adjective (الوزير الروسي).
        polite = folded[first] in words.POLITE
        adjective = folded[start].endswith(("ي", "يه")) or folded[start] in words.TITLE_ADJECTIVES
        family = titled and start == first + 1 and (polite or not adjective)
        return phrase(reading, start, beyond) if family else None
    adjective = folded[start][-1] == "ه" and length == 2 and folded[start + 1].startswith("ال")
    place = length == 1 and folded[start][0] in "بل"
    if (adjective or place) and not titled:
        return None
    known = reading.flags[start] & (PHRASE_END | SPEAKER) and reading.normals[start] != "علي"
    if known or is_attached(reading, start):
        return None
    return phrase(reading, start, beyond) if reading.surfaces[start][0].isalpha() else None


def behind_place(reading: Reading, first: int, limit: int) -> Source | None:
    """Return a name that no recogniser knows, behind the body of an office: أستاذ القانون في الجامعة فلان.

    Args:
        reading: The article.
        first: The preposition before the body or place.
        limit: Token that the name must not reach.
    """
    start = first + 1
    for token in range(first + 1, min(limit, first + _PLACE_REACH)):
        word = reading.folded[token]
        if reading.flags[token] & NAMED or token in reading.names:
            start = token + 1
        elif reading.flags[token] & _NO_NAME or is_attached(reading, token):
            return _run(reading, start, token)
        elif reading.flags[token] or (word.startswith(("ال", "لل")) and start == token):
            start = token + 1
    return _run(reading, start, limit) if limit <= first + _PLACE_REACH else None


def _run(reading: Reading, start: int, beyond: int) -> Source | None:
    """Return the words that are left behind a definite word or a name, if they can be somebody's name."""
    before = reading.folded[start - 1]
    led = reading.flags[start - 1] & NAMED or before.startswith(("ال", "لل"))
    plain = all(
        not reading.flags[token] and reading.surfaces[token][0].isalpha() for token in range(start, beyond)
    )
    if not led or not plain or not 1 < beyond - start <= _LONGEST_NAME - 1:
        return None
    return (
        None if reading.normals[start].endswith(("ة", "ات", "ين", "ون")) else phrase(reading, start, beyond)
    )


def _describes(word: str) -> bool:
    """Tell whether a word behind a title is an adjective of it: الناشطة الحقوقية فلانة."""
    return word.startswith("ال") and (word.endswith(("ي", "يه")) or word in words.TITLE_ADJECTIVES)


def behind_comma(reading: Reading, first: int, comma: int, limit: int) -> Source | None:
    """Return a name that no recogniser knows, between the comma behind an office and the next: عضو المجلس، فلان، …"""
    if reading.folded[first] not in words.OFFICES or comma >= limit or not reading.flags[comma] & COMMA:
        return None
    end = comma + 1
    while (
        end < limit
        and not reading.flags[end]
        and end not in reading.names
        and reading.surfaces[end][0].isalpha()
    ):
        end += 1
    if not 1 < end - comma - 1 <= _LONGEST_NAME or (end < limit and not reading.flags[end] & COMMA):
        return None
    start = comma + 1
    if reading.folded[start].startswith("ال") or is_attached(reading, start):
        return None
    return phrase(reading, start, end)


def before_office(reading: Reading, start: int, beyond: int) -> int:
    """Return where a name ends that an office follows: فلان الفلاني وزير الخارجية."""
    for token in range(start + 1, beyond):
        if reading.folded[token] in words.OFFICES:
            return token
    return beyond


def _behind_office(reading: Reading, first: int, beyond: int) -> int:
    """Return where a name may begin behind an office in construct: وزير الخارجية الفرنسي فلان."""
    folded = reading.folded
    if folded[first] not in words.OFFICES and folded[first] not in LEARNED:
        return beyond
    start = first + 1
    while start < beyond and not folded[start].startswith("ال") and start not in reading.names:
        start += 1
    while start < beyond and (
        folded[start].startswith(("ال", "وال", "لل")) or reading.flags[start] & (TITLE | SPEAKER)
    ):
        start += 1
    return start
