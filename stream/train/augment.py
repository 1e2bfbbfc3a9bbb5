"""Further training sentences: our own templates filled with listed names, and corpus sentences with names replaced.

Both show the network names that no corpus has, in places where news has names.
"""

import random
import re
from collections.abc import Sequence
from typing import Final

from stream.annotate.entities.wordtypes import PROCLITICS, WordTable
from stream.train.corpora import Sentence
from stream.train.lists import (
    LARGE,
    OWN,
    TEMPLATES,
    Sources,
    category_names,
    cities,
    countries,
    person_names,
    read_list,
    words_of,
)

SLOT_TYPES: Final = {
    "P": "PER", "S": "PER", "L": "LOC", "C": "ORG", "O": "ORG", "K": "ORG", "M": "ORG", "X": "MISC", "A": None,
}  # fmt: skip
_SLOT: Final = re.compile(r"(?P<before>[^{}]*)\{(?P<slot>\w)\}")
_PARTICLES: Final = frozenset(
    {"بن", "ابن", "ال", "ابو", "عبد", "دي", "فان", "ديل", "لو", "لا", "دو", "ولد", "ام", "بنت"}
)


class Names:
    """The names that can fill each slot, chosen by a seeded generator."""

    def __init__(self, sources: Sources) -> None:
        own = {path.stem: [words_of(name) for name in read_list(path)] for path in sorted(OWN.glob("*.txt"))}
        listed: dict[str, list[list[str]]] = {"PER": [], "ORG": [], "NAT": []}
        for kind, name in category_names(sources.arwikicats):
            words = words_of(name)
            if kind in listed and words and all(word.isalpha() for word in words):
                listed[kind].append(words[1:] if words[0] == "نادي" and len(words) > 1 else words)
        self._full = [words for words in own["people"] if len(words) > 1]
        self._family = [words for words in own["people"] if len(words) == 1]
        foreign = [
            list(words) for kind, words in sorted(sources.wiki) if kind == "PER" and 2 <= len(words) <= 4
        ]
        foreign += [words for words in listed["PER"] if 2 <= len(words) <= 4]
        self._foreign = [words for words in foreign if not _PARTICLES & set(words)]
        names = list(person_names())
        self._given = [words_of(name) for name, role in names if role == "given"]
        self._surnames = [words_of(name) for name, role in names if role == "surname"]
        self._known_full = [words_of(name) for name, role in names if role == "full-name"]
        large = [words_of(name) for name, population in cities() if population > LARGE]
        small = [words_of(name) for name, population in cities() if population <= LARGE]
        nations_of_the_world = [words_of(name) for name in countries()]
        self._pools: dict[str, list[tuple[float, list[list[str]]]]] = {
            "S": [(0.6, self._family), (1, self._surnames)],
            "L": [(0.6, own["places"]), (0.75, large), (0.87, small), (1, nations_of_the_world)],
            "C": [(0.8, own["clubs"]), (1, listed["ORG"])],
            "A": [(1, [words for words in listed["NAT"] if len(words) == 1 and words[0].endswith("ي")])],
            "O": [(1, own["bodies"])],
            "K": [(1, own["companies"])],
            "M": [(1, own["media"])],
            "X": [(1, own["misc"])],
        }
        lines = (OWN / f"{TEMPLATES}.txt").read_text(encoding="utf-8").splitlines()
        self.templates = [line for line in lines if not line.startswith("#")]

    def choose(self, slot: str, rng: random.Random) -> list[str]:
        """Return the folded words of a name for one slot."""
        chance = rng.random()
        if slot == "P":
            return self._person(rng, chance)
        if slot == "S" and 0.6 <= chance < 0.85:
            return self._person(rng, chance)[-1:]
        for limit, pool in self._pools[slot]:
            if chance < limit:
                return rng.choice(pool)
        raise AssertionError(f"the shares of slot {slot} do not reach 1")

    def _person(self, rng: random.Random, chance: float) -> list[str]:
        if chance < 0.35:
            return rng.choice(self._full)
        if chance < 0.5:
            return rng.choice(self._known_full)
        if chance < 0.65:
            middle = ["بن", *rng.choice(self._given)] if rng.random() < 0.5 else rng.choice(self._given)
            family = rng.choice(self._surnames) if rng.random() < 0.5 else rng.choice(self._family)
            return [*rng.choice(self._given), *(middle if rng.random() < 0.4 else []), *family]
        if chance < 0.8:
            return rng.choice(self._foreign)
        return [rng.choice(self._foreign)[0], rng.choice(self._foreign)[-1]]


def glue(before: str, words: Sequence[str]) -> list[str]:
    """Return a name's words with a proclitic on the first; ل before the article gives لل."""
    if before.endswith("ل") and words[0].startswith("ال") and len(words[0]) > 3:
        return [f"{before}ل{words[0][2:]}", *words[1:]]
    return [before + words[0], *words[1:]]


def fill(template: str, names: Names, rng: random.Random) -> Sentence:
    """Return a template with names in its slots."""
    words: list[str] = []
    labels: list[str] = []
    for part in template.split():
        slot = _SLOT.fullmatch(part)
        if slot is None:
            chosen, kind = words_of(part), None
        else:
            kind = SLOT_TYPES[slot["slot"]]
            chosen = glue(slot["before"], names.choose(slot["slot"], rng))
        words.extend(chosen)
        labels.extend(_labels(kind, len(chosen)))
    return Sentence(words, labels)


def _labels(kind: str | None, count: int) -> list[str]:
    return [f"B-{kind}", *[f"I-{kind}"] * (count - 1)] if kind and count else ["O"] * count


def from_templates(names: Names, rng: random.Random, count: int) -> list[Sentence]:
    """Return that many filled templates."""
    return [fill(rng.choice(names.templates), names, rng) for _ in range(count)]


def replaced(sentence: Sentence, names: Names, table: WordTable, rng: random.Random) -> Sentence:
    """Return a sentence with about half of its persons and places replaced by listed ones."""
    words: list[str] = []
    labels: list[str] = []
    index = 0
    while index < len(sentence.words):
        beyond = index + 1
        label = sentence.labels[index]
        if label in {"B-PER", "B-LOC"} and rng.random() < 0.5:
            while beyond < len(sentence.words) and sentence.labels[beyond] == f"I{label[1:]}":
                beyond += 1
            slot = "L" if label == "B-LOC" else "P" if beyond - index > 1 else "S"
            proclitic = PROCLITICS[table.proclitic(sentence.words[index])]
            before = proclitic[:-1] if proclitic.endswith("لل") else proclitic
            chosen = glue(before, names.choose(slot, rng))
            words.extend(chosen)
            labels.extend(_labels(label[2:], len(chosen)))
        else:
            words.append(sentence.words[index])
            labels.append(label)
        index = beyond
    return Sentence(words, labels)
