"""What a single word tells: its kinds, and where its attached proclitics end. Answers are kept for each word type."""

from typing import Final

from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.known import Known, known_names
from stream.annotate.text import Word, tail_of

_ENDINGS: Final = {
    "ا": ("ا", "ها", "هما", "نا", "وا"),
    "ت": ("ات",),
    "م": ("هم",),
    "ن": ("هن", "ون", "ين", "ان", "تين", "تان"),
    "ه": ("ه", "يه"),
}
"""Endings of inflection and pronouns by their last letter."""
_SHORTEST_BEFORE_ENDING: Final = 3


class Entry:
    """A word type, with what the rules ask of each token of it.

    kinds: Its kinds, in bits.
    cut: Letters of surely attached proclitics.
    bare: Its folded form without them.
    opens: Whether it is a mark behind which a name may stand.
    attachable: Whether its first letter can be an attached proclitic: و ف ب ل ك.
    tail: One bit that tells its last letters, see `tail_of`.
    known: The known names that it begins.
    """

    __slots__ = ("_folded", "_heads", "attachable", "bare", "cut", "kinds", "known", "opens", "tail")

    def __init__(self, folded: str, kinds: int, cut: int, bare: str, known: Known | None) -> None:
        self.kinds = kinds
        self.opens = folded in lx.OPENING_MARKS
        self.attachable = folded[:1] in _ATTACHABLE
        self.cut = cut
        self.tail = tail_of(folded)
        self.bare = bare
        self.known = known
        self._folded = folded
        self._heads: list[str] | None = None

    def heads(self) -> list[str]:
        """Return what the word may be without attached proclitics, of three letters or more."""
        if self._heads is None:
            self._heads = _heads(self._folded) if self.attachable else []
        return self._heads


def _heads(folded: str) -> list[str]:
    heads = [folded[1:]]
    if folded.startswith(_TWO_ATTACHED):
        heads.append(folded[2:])
    if folded.startswith("لل"):
        heads.append("ال" + folded[2:])
    elif folded.startswith(_BEFORE_ARTICLE):
        heads.append("ال" + folded[3:])
    return [head for head in heads if len(head) >= _SHORTEST_WITH_PROCLITICS]


_ATTACHABLE: Final = frozenset("وفبلك")
_TWO_ATTACHED: Final = ("وب", "ول", "فب", "فل")
_BEFORE_ARTICLE: Final = ("ولل", "فلل")
_SHORTEST_WITH_PROCLITICS: Final = 3
_ENTRIES_KEPT: Final = 100_000
_ENTRIES: Final[dict[str, Entry]] = {}


def entry(folded: str) -> Entry:
    """Return the entry of a folded word. It is made when first asked for; at most 100,000 are kept."""
    found = _ENTRIES.get(folded)
    return _make(folded) if found is None else found


def entry_of(word: Word) -> Entry:
    """Return the entry of a word, which keeps it from then on."""
    found = word.entry
    if found is None:
        found = word.entry = entry(word.folded)
    return found


def _make(folded: str) -> Entry:
    if len(_ENTRIES) >= _ENTRIES_KEPT:
        _ENTRIES.clear()
    lists = lx.lists()
    listed = lists.kinds.get(folded, 0)
    kinds, cut, bare = _look_up(folded, listed, lists)
    kinds |= listed & (lx.KNOWN | lx.AGENCY | lx.DIVISION)
    if cut:
        kinds |= lists.kinds.get(bare, 0) & lx.DIVISION
    known = known_names()[folded] if kinds & lx.KNOWN else None
    made = _ENTRIES[folded] = Entry(folded, kinds, cut, bare, known)
    return made


def _look_up(folded: str, listed: int, lists: lx.Lists) -> tuple[int, int, str]:
    """Return the kinds of a word as far as they show in its reading, how many letters that cuts, and what it leaves."""
    kinds = lists.kinds
    ways = lx.readings(folded)
    for cut, bare in ways:
        own = kinds.get(bare, 0) if cut else listed
        found = own & lx.LISTED
        if not found and bare.startswith("ال") and len(bare) > 4:
            found = kinds.get(bare[2:], 0) & lx.PORTFOLIO
        if found:
            return found | _shape(bare) | (own & lx.GIVEN), cut, bare
    if not folded[:1].isalpha():
        return _shape(folded), 0, folded
    nature = _nature(folded, listed, ways, kinds)
    for cut, bare in ways:
        if len(bare) > 2 and kinds.get(bare, 0) & lx.PLACE:
            return _shape(bare) | nature | lx.PLACE, cut, bare
    for cut, bare in ways:
        if bare.startswith("ال") and len(bare) > 4 and (cut < 2 or not lists.known_name(folded)):
            return _shape(bare) | nature, cut, bare
    return _shape(folded) | nature, 0, folded


def _nature(folded: str, listed: int, ways: list[tuple[int, str]], kinds: dict[str, int]) -> int:
    """Return whether a word is rare, a name, a given name, in bits."""
    nature = listed & (lx.NAME | lx.GIVEN)
    if not listed & lx.NAME_WORD and folded.startswith("ال"):
        nature |= kinds.get(folded[2:], 0) & lx.NAME
    for cut, bare in ways:
        if _is_common(bare, cut, kinds):
            return nature
    return nature | lx.RARE


def _is_common(bare: str, cut: int, kinds: dict[str, int]) -> bool:
    """Tell whether what is left of a word is common, without ال and an ending of inflection or a pronoun."""
    if kinds.get(bare, 0) & lx.COMMON:
        return True
    stem = bare
    if bare.startswith("ال"):
        stem = bare[2:]
        if kinds.get(stem, 0) & lx.COMMON and len(stem) > (2 if cut else 1):
            return True
    for ending in _ENDINGS.get(stem[-1:], ()):
        length = len(stem) - len(ending)
        if (
            length >= _SHORTEST_BEFORE_ENDING
            and stem.endswith(ending)
            and kinds.get(stem[:length], 0) & lx.COMMON
        ):
            return True
    return False


def _shape(bare: str) -> int:
    first = bare[:1]
    if not first.isalpha():
        return lx.HASH if first == "#" else 0
    if bare == "ل":
        return lx.ARABIC | lx.TO
    if not "\u0600" <= first <= "\u06ff":
        return lx.OTHER_SCRIPT
    shape = lx.ARABIC
    if bare.startswith("ال") and len(bare) > 3:
        shape |= lx.DEFINITE
        if bare.endswith(("يه", "ي", "يين")) and len(bare) > 5:
            shape |= lx.NISBA
    return shape
