"""Names that Arabic news use every day and that mean one thing only: `known.tsv`, a type and a name a line.

Places of several words in the gazetteer (سان فرانسيسكو, خان يونس) count among them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final, cast

from stream.annotate.document import EntityType
from stream.annotate.entities.places import place_lines
from stream.annotate.entities.words import PARTICLES, PREPOSITIONS, STOPS
from stream.annotate.text import fold, tail_of

_PREFIXES: Final = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول")
_PREFIXES_OF_PLACES: Final = ("", "و", "ب", "ل")

_FREQUENT: Final = frozenset(map(fold, STOPS | PREPOSITIONS | PARTICLES))
"""Looking for a place behind each of these would cost more than the few places that begin so are worth."""


@dataclass(slots=True)
class Known:
    """The known names that begin with one word: the type of the word alone, and longer names by second word.

    A longer name is the words behind the first and a type; the longest come first. `tails` has the bits of the second
    words (see `tail_of`): most words that stand there are none of them.
    """

    alone: EntityType | None = None
    longer: dict[str, list[tuple[list[str], EntityType]]] = field(default_factory=dict)
    tails: int = 0


@cache
def known_names() -> dict[str, Known]:
    """Return the known names by the forms that their first word can have, with proclitics and without."""
    found: dict[str, Known] = {}
    for forms, rest, type_ in _names():
        for form in forms:
            known = found.setdefault(form, Known())
            if rest:
                known.longer.setdefault(rest[0], []).append((rest, type_))
                known.tails |= tail_of(rest[0])
            else:
                known.alone = type_
    for known in found.values():
        for names in known.longer.values():
            names.sort(key=lambda name: -len(name[0]))
    return found


@cache
def whole_names() -> frozenset[str]:
    """Return the folded names of `known.tsv`, as they stand without any proclitic."""
    return frozenset(fold(line.partition("\t")[2]) for line in _lines())


def _lines() -> list[str]:
    return files("stream.annotate.entities").joinpath("known.tsv").read_text(encoding="utf-8").splitlines()


def _names() -> Iterator[tuple[list[str], list[str], EntityType]]:
    """Yield the forms of the first word, the words behind it and the type of each name."""
    for name in place_lines():
        first, *rest = name.split()
        if rest:
            forms = [prefix + first for prefix in _PREFIXES_OF_PLACES]
            yield [form for form in forms if len(form) > 1 and form not in _FREQUENT], rest, "LOC"
    for line in _lines():
        type_, _, name = line.partition("\t")
        first, *rest = fold(name).split()
        forms = [form for prefix in _PREFIXES if (form := prefix + first) == first or form not in _FREQUENT]
        if first.startswith("ال"):
            forms += ["لل" + first[2:], "ولل" + first[2:]]
        yield forms, rest, cast("EntityType", type_)
