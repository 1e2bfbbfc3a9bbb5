"""What is listed of words: their kinds (bits), how often names have them, genders of given names; how to read them."""

import gzip
from functools import cache
from importlib.resources import files
from typing import Final

from stream.annotate.entities import people, words
from stream.annotate.entities.divisions import DIVISIONS
from stream.annotate.entities.known import known_names
from stream.annotate.entities.nations import NATIONS
from stream.annotate.entities.places import country_names, place_lines
from stream.annotate.text import fold

BODY: Final = 1 << 0
BRAND: Final = 1 << 1
STATE: Final = 1 << 2
DEFINITE_BODY: Final = 1 << 3
BODY_ADJECTIVE: Final = 1 << 4
ADJECTIVE: Final = 1 << 5
SITE: Final = 1 << 6
PLACE_HEAD: Final = 1 << 7
EVENT: Final = 1 << 8
TITLE: Final = 1 << 9
HONORIFIC: Final = 1 << 10
NOT_NAME: Final = 1 << 11
STOP: Final = 1 << 12
PREPOSITION: Final = 1 << 13
PORTFOLIO: Final = 1 << 14
LINK: Final = 1 << 15
NATION: Final = 1 << 16
COUNTRY: Final = 1 << 17
DEFINITE: Final = 1 << 18
ARABIC: Final = 1 << 19
OTHER_SCRIPT: Final = 1 << 20
NISBA: Final = 1 << 21
WORK: Final = 1 << 22
FEMALE: Final = 1 << 23
PHRASE: Final = 1 << 24
DEFINITE_EVENT: Final = 1 << 25
NAMED_PERSON: Final = 1 << 26
ROYAL: Final = 1 << 27
CODE_OF_LAW: Final = 1 << 28
PARTICLE: Final = 1 << 29
RARE: Final = 1 << 30
NAME: Final = 1 << 31
GIVEN: Final = 1 << 32
SPEECH: Final = 1 << 33
CLUB: Final = 1 << 34
SPORT: Final = 1 << 35
LETTER: Final = 1 << 36
PLACE: Final = 1 << 37
KNOWN: Final = 1 << 38
HASH: Final = 1 << 39
TO: Final = 1 << 40
AGENCY: Final = 1 << 41
QUARTER: Final = 1 << 42
DIVISION: Final = 1 << 43

COMMON: Final = 1 << 44
"""A common word as it stands in the list, which has stems and inflected forms."""
NAME_WORD: Final = 1 << 45
"""A word of the list of words in names, also a rare one."""
LISTED: Final = ~(NAME | GIVEN | PLACE | KNOWN | AGENCY | DIVISION | COMMON | NAME_WORD)
"""The kinds that a word is listed with in `words` and `people`."""

HOT: Final = (
    TITLE | SPEECH | BODY | DEFINITE_BODY | SITE | EVENT | DEFINITE_EVENT | WORK | COUNTRY | CLUB | SPORT | LETTER
    | PLACE | KNOWN | HASH | TO | AGENCY | QUARTER | DIVISION
)  # fmt: skip
"""The kinds by which rules are set off."""

OPENING_MARKS: Final = frozenset("\"“”«'‘„‹(")
"""Marks that may stand before a name, brackets too."""

_LISTS: Final = (
    (words.BODY_HEADS, BODY),
    (words.BRAND_HEADS, BODY | BRAND),
    (words.STATE_HEADS, BODY | STATE),
    (words.DEFINITE_HEADS, DEFINITE_BODY),
    (words.BODY_ADJECTIVES, BODY_ADJECTIVE | ADJECTIVE),
    (words.ADJECTIVES, ADJECTIVE),
    (words.SITE_HEADS, SITE),
    (words.PLACE_HEADS, PLACE_HEAD),
    (words.QUARTER_HEADS, QUARTER),
    (words.EVENT_HEADS, EVENT),
    (words.DEFINITE_EVENTS, DEFINITE_EVENT),
    (words.WORK_HEADS, WORK),
    (words.CODES_OF_LAW, CODE_OF_LAW),
    (people.TITLES, TITLE),
    (people.HONORIFICS, TITLE | HONORIFIC),
    (words.NOT_NAMES, NOT_NAME),
    (words.STOPS, STOP),
    (words.PREPOSITIONS, PREPOSITION),
    (words.PARTICLES, PARTICLE),
    (words.PORTFOLIOS, PORTFOLIO),
    (words.LINKS, LINK),
    (people.SPEECH_VERBS, SPEECH),
    (words.CLUBS, CLUB),
    (words.SPORTS, SPORT),
    (words.LETTERS, LETTER),
    (people.FEMALE_WORDS, FEMALE),
    (NATIONS, NATION | ADJECTIVE),
)
_FEW: Final = 3
SOMETIMES: Final = 5
"""Times that a word is to be seen in names to count as a name's."""


class Lists:
    """All that is listed of words by their folded forms.

    kinds: Every kind by which a word is on some list, in bits: looking a new word up in each list takes longer.
    names: How often a word was seen in names, and the gender of a given name.
    places: The lines of the gazetteer.
    """

    __slots__ = ("kinds", "names", "places")

    def __init__(self) -> None:
        self.names = _names()
        self.places = place_lines()
        self.kinds = _kinds()
        for listed, kind in (
            (_common(), COMMON),
            (self.names, NAME_WORD),
            ([name for name, (seen, _) in self.names.items() if seen >= SOMETIMES], NAME),
            ([name for name, (_, gender) in self.names.items() if gender], GIVEN),
            (self.places, PLACE),
            (known_names(), KNOWN),
            (_agencies(), AGENCY),
            (map(fold, DIVISIONS), DIVISION),
        ):
            for folded in listed:
                self.kinds[folded] = self.kinds.get(folded, 0) | kind

    def known_name(self, folded: str) -> int:
        """Return how often the folded word was seen in names of persons and places, 0 if never."""
        found = self.names.get(folded)
        if found is None and folded.startswith("ال"):
            found = self.names.get(folded[2:])
        if found is not None:
            return found[0]
        return _FEW if folded in self.places else 0

    def gender(self, folded: str) -> str:
        """Return the gender of a given name in folded form: m, f, or nothing where it is not known."""
        found = self.names.get(folded)
        return found[1] if found is not None else ""


@cache
def lists() -> Lists:
    """Return the lists. They are read when first asked for."""
    return Lists()


def _agencies() -> frozenset[str]:
    names = frozenset(map(fold, words.AGENCIES))
    return names | {"لل" + name[2:] for name in names if name.startswith("ال")}


def _kinds() -> dict[str, int]:
    kinds: dict[str, int] = {}
    for listed, bits in _LISTS:
        for one in listed:
            if not one.endswith("_"):
                key = fold(one)
                kinds[key] = kinds.get(key, 0) | bits
    for name in country_names():
        if " " not in name:
            kinds[name] = kinds.get(name, 0) | COUNTRY
    return kinds


def _common() -> frozenset[str]:
    packed = files("stream.annotate").joinpath("model/common_words.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode().split())


def readings(folded: str) -> list[tuple[int, str]]:
    """Return the ways to read a folded word: whole first, then with ever more of its first letters attached."""
    ways = [(0, folded)]
    rest, cut = folded, 0
    if len(rest) > 3 and rest[0] in "وف":
        rest, cut = rest[1:], 1
        ways.append((cut, rest))
    if len(rest) > 3 and rest[0] in "بلك":
        ways.append((cut + 1, "ال" + rest[2:] if rest.startswith("لل") else rest[1:]))
    return ways


def _names() -> dict[str, tuple[int, str]]:
    packed = files("stream.annotate").joinpath("model/name_words.tsv.gz").read_bytes()
    names = {}
    for line in gzip.decompress(packed).decode().splitlines():
        name, seen, gender = line.split("\t")
        names[name] = (int(seen), gender)
    return names


def is_letter(folded: str) -> bool:
    """Tell whether a folded word is the name of a Latin letter, as in سي إن إن."""
    return bool(lists().kinds.get(folded, 0) & LETTER)


def known_name(folded: str) -> int:
    """Return how often the folded word was seen in names of persons and places, 0 if never."""
    return lists().known_name(folded)


def name_gender(folded: str) -> str:
    """Return the gender of a given name in folded form: m, f, or nothing where it is not known."""
    return lists().gender(folded)
