"""Build `stream/annotate/model/name_words.tsv.gz`: words of names, how often each is one, and its gender.

usage: python -m stream.train.name_words DATA ROMANIZER > name_words.tsv.gz

DATA is the folder with `ner/` and `lists/` (WikiFANE Gold, CAMeL Morph's proper nouns, ArWikiCats' names),
ROMANIZER the `names.sqlite3` of the PyPI distribution arabic-name-romanizer (Wikidata, CC0). A line of the
result is: folded word, times seen in a name (9,999 at most), gender of a given name (m, f or nothing).
"""

import gzip
import sqlite3
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Final

from stream.annotate.entities.people import FEMALE_NAMES, MALE_NAMES
from stream.annotate.text import fold

_OTHER_SCRIPT_RULES: Final = ("IR", "PK", "AF")
_LETTERS: Final = frozenset("ابتثجحخدذرزسشصضطظعغفقكلمنهويءؤئ")
_SEEN_AT_MOST: Final = 9_999
_LISTED: Final = 3


def words_of_wikifane(path: Path) -> Counter[str]:
    """Count the words of persons and places in WikiFANE Gold, whose clitics are tokens of their own."""
    counts: Counter[str] = Counter()
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) > 1 and fields[1][2:] in {"PER", "LOC"}:
            counts[fold(fields[0])] += 1
    return counts


def words_of_romanizer(path: Path) -> Counter[str]:
    """Count given and family names; those of Persian and Urdu, spelled by other rules, are left out."""
    query = "SELECT arabic_key, sum(count) FROM units WHERE country NOT IN (?, ?, ?) GROUP BY arabic_key"
    counts: Counter[str] = Counter()
    with sqlite3.connect(path) as base:
        for key, seen in base.execute(query, _OTHER_SCRIPT_RULES):
            for word in fold(key).split():
                counts[word] += seen
    return counts


def words_of_lists(folder: Path) -> tuple[Counter[str], dict[str, str]]:
    """Count the words of listed persons and places; return them with the gender of given names."""
    counts: Counter[str] = Counter()
    genders: dict[str, str] = {}
    for line in (folder / "arwikicats_names.tsv").read_text(encoding="utf-8").splitlines():
        kind, arabic, *_ = line.split("\t")
        if kind == "PER" or (kind == "LOC" and " " not in arabic):
            counts.update(word for word in fold(arabic).split() if len(word) > 1)
    for line in (folder / "camel_morph_noun_prop.tsv").read_text(encoding="utf-8").splitlines():
        arabic, kind, gender, _ = line.split("\t")
        if kind in "riy" and "_" not in arabic:
            counts[fold(arabic)] += _LISTED
            if kind == "r" and gender in "mf":
                genders[fold(arabic)] = gender
    return counts, genders


def build(data: Path, romanizer: Path) -> str:
    """Return the lines of the word list, sorted."""
    listed, genders = words_of_lists(data / "lists")
    totals: defaultdict[str, int] = defaultdict(int)
    for word, seen in words_of_romanizer(romanizer).items():
        if seen > 1:
            totals[word] += seen
    for counts in (words_of_wikifane(data / "ner" / "wikifane_coarse.conll"), listed):
        for word, seen in counts.items():
            totals[word] += seen
    genders |= dict.fromkeys(map(fold, MALE_NAMES), "m") | dict.fromkeys(map(fold, FEMALE_NAMES), "f")
    for word in genders:
        totals[word] = max(totals[word], _LISTED)
    lines = [
        f"{word}\t{min(seen, _SEEN_AT_MOST)}\t{genders.get(word, '')}\n"
        for word, seen in sorted(totals.items())
        if len(word) > 1 and _LETTERS.issuperset(word)
    ]
    return "".join(lines)


def main() -> None:
    """Write the compressed list to standard output."""
    data, romanizer = map(Path, sys.argv[1:3])
    sys.stdout.buffer.write(gzip.compress(build(data, romanizer).encode(), mtime=0))


if __name__ == "__main__":
    main()
