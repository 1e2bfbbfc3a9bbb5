"""Names that Arabic news use every day and that mean one thing only: `known.tsv`, a type and a name a line.

Places of several words in the gazetteer (سان فرانسيسكو, خان يونس) count among them.
"""

from functools import cache
from importlib.resources import files
from typing import Final, cast

from stream.annotate.document import EntityType
from stream.annotate.entities.places import place_names
from stream.annotate.text import fold

_PREFIXES_OF_PLACES: Final = ("", "و", "ب", "ل")
_PREFIXES: Final = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول")


@cache
def known_names() -> dict[str, list[tuple[tuple[str, ...], EntityType]]]:
    """Return the rest of each known name and its type, by the forms of its first word, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], EntityType]]] = {}
    lines = files("stream.annotate.entities").joinpath("known.tsv").read_text(encoding="utf-8")
    for line in lines.splitlines():
        type_, _, name = line.partition("\t")
        first, *rest = fold(name).split()
        forms = [prefix + first for prefix in _PREFIXES]
        if first.startswith("ال"):
            forms += ["لل" + first[2:], "ولل" + first[2:]]
        for form in forms:
            found.setdefault(form, []).append((tuple(rest), cast("EntityType", type_)))
    for name in place_names():
        first, *rest = name.split()
        if rest:
            for prefix in _PREFIXES_OF_PLACES:
                found.setdefault(prefix + first, []).append((tuple(rest), "LOC"))
    for candidates in found.values():
        candidates.sort(key=lambda candidate: -len(candidate[0]))
    return found
