"""What a single word tells: its kinds, and where its attached proclitics end. Answers are cached per word type."""

import gzip
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, NamedTuple, cast

from stream.annotate.entities import people, words
from stream.annotate.entities.divisions import DIVISIONS
from stream.annotate.entities.known import known_names
from stream.annotate.entities.nations import NATIONS
from stream.annotate.entities.places import country_names, is_place
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
_ENDINGS: Final = frozenset(
    {"ها", "هم", "هن", "هما", "نا", "ه", "ون", "ين", "ات", "وا", "ان", "تين", "تان", "يه", "ا"}
)
_LONGEST_ENDING: Final = 3
_SOMETIMES: Final = 5


class Entry(NamedTuple):
    """A word type: its kinds (bits), letters of surely attached proclitics, and its folded form without them."""

    kinds: int
    cut: int
    bare: str


_SHARED: Final[dict[int, int]] = {}
"""One object for all equal kinds: fewer places in memory to read."""


_ENTRIES_KEPT: Final = 100_000
_ENTRIES: Final[dict[str, Entry]] = {}


def entry(folded: str) -> Entry:
    """Return the entry of a folded word. It is made when first asked for; at most 100,000 are kept."""
    found = _ENTRIES.get(folded)
    return _make(folded) if found is None else found


def entries(words: list[str]) -> list[Entry]:
    """Return the entries of folded words."""
    found = list(map(_ENTRIES.get, words))
    for place in [place for place, one in enumerate(found) if one is None]:
        found[place] = entry(words[place])
    return cast("list[Entry]", found)


def _make(folded: str) -> Entry:
    if len(_ENTRIES) >= _ENTRIES_KEPT:
        _ENTRIES.clear()
    kinds, cut, bare = _look_up(folded)
    if folded in known_names():
        kinds |= KNOWN
    if folded in _agencies():
        kinds |= AGENCY
    if bare in _divisions() or folded in _divisions():
        kinds |= DIVISION
    made = _ENTRIES[folded] = Entry(_SHARED.setdefault(kinds, kinds), cut, bare)
    return made


@cache
def _agencies() -> frozenset[str]:
    names = frozenset(map(fold, words.AGENCIES))
    return names | {"لل" + name[2:] for name in names if name.startswith("ال")}


@cache
def _divisions() -> frozenset[str]:
    return frozenset(map(fold, DIVISIONS))


@cache
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


def _look_up(folded: str) -> Entry:
    kinds = _kinds()
    ways = readings(folded)
    for cut, bare in ways:
        found = kinds.get(bare)
        if found is None and bare.startswith("ال") and len(bare) > 4:
            found = kinds.get(bare[2:], 0) & PORTFOLIO or None
        if found is not None:
            return Entry(found | _shape(bare) | (GIVEN if name_gender(bare) else 0), cut, bare)
    if not folded[:1].isalpha():
        return Entry(_shape(folded), 0, folded)
    nature = _nature(folded, ways)
    for cut, bare in ways:
        if len(bare) > 2 and is_place(bare):
            return Entry(_shape(bare) | nature | PLACE, cut, bare)
    for cut, bare in ways:
        if bare.startswith("ال") and len(bare) > 4 and (cut < 2 or not known_name(folded)):
            return Entry(_shape(bare) | nature, cut, bare)
    return Entry(_shape(folded) | nature, 0, folded)


def _nature(folded: str, ways: tuple[tuple[int, str], ...]) -> int:
    """Return whether a word is rare, a name, a given name, in bits."""
    nature = RARE
    for cut, bare in ways:
        if _is_common(bare, cut):
            nature = 0
            break
    if known_name(folded) >= _SOMETIMES:
        nature |= NAME
    if name_gender(folded):
        nature |= GIVEN
    return nature


def _is_common(bare: str, cut: int) -> bool:
    """Tell whether what is left of a word is common, without ال and an ending of inflection or a pronoun."""
    common = _common()
    stem = bare.removeprefix("ال")
    if bare in common or (stem in common and len(stem) > (2 if cut else 1)):
        return True
    for length in range(1, min(_LONGEST_ENDING, len(stem) - 3) + 1):
        if stem[-length:] in _ENDINGS and stem[:-length] in common:
            return True
    return False


@cache
def _common() -> frozenset[str]:
    packed = files("stream.annotate").joinpath("model/common_words.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode().split())


@lru_cache(maxsize=100_000)
def readings(folded: str) -> tuple[tuple[int, str], ...]:
    """Return the ways to read a folded word: whole first, then with ever more of its first letters attached."""
    ways = [(0, folded)]
    rest, cut = folded, 0
    if len(rest) > 3 and rest[0] in "وف":
        rest, cut = rest[1:], 1
        ways.append((cut, rest))
    if len(rest) > 3 and rest.startswith("لل"):
        ways.append((cut + 1, "ال" + rest[2:]))
    elif len(rest) > 3 and rest[0] in "بلك":
        ways.append((cut + 1, rest[1:]))
    return tuple(ways)


def _shape(bare: str) -> int:
    first = bare[:1]
    if not first.isalpha():
        return HASH if first == "#" else 0
    if bare == "ل":
        return ARABIC | TO
    if not "\u0600" <= first <= "\u06ff":
        return OTHER_SCRIPT
    shape = ARABIC
    if bare.startswith("ال") and len(bare) > 3:
        shape |= DEFINITE
        if bare.endswith(("يه", "ي", "يين")) and len(bare) > 5:
            shape |= NISBA
    return shape


@cache
def _names() -> dict[str, tuple[int, str]]:
    packed = files("stream.annotate").joinpath("model/name_words.tsv.gz").read_bytes()
    names = {}
    for line in gzip.decompress(packed).decode().splitlines():
        name, seen, gender = line.split("\t")
        names[name] = (int(seen), gender)
    return names


def is_letter(folded: str) -> bool:
    """Tell whether a folded word is the name of a Latin letter, as in سي إن إن."""
    return bool(_kinds().get(folded, 0) & LETTER)


def known_name(folded: str) -> int:
    """Return how often the folded word was seen in names of persons and places, 0 if never."""
    found = _names().get(folded)
    if found:
        return found[0]
    if folded.startswith("ال"):
        bare = _names().get(folded[2:])
        return bare[0] if bare else int(is_place(folded)) * _FEW
    return int(is_place(folded)) * _FEW


def name_gender(folded: str) -> str:
    """Return the gender of a given name in folded form: m, f, or nothing where it is not known."""
    found = _names().get(folded)
    return found[1] if found else ""
