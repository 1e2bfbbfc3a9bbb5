"""What a name is to linking: what makes it the same as others, how it sounds, its id. Kept name by name."""

from hashlib import blake2b
from typing import Final

from stream.annotate.document import EntityType, Gender, Mention
from stream.annotate.entities.aliases import ALIASES
from stream.annotate.entities.genders import gender_of_thing
from stream.annotate.entities.places import canonical_name
from stream.annotate.entities.words import BRAND_HEADS
from stream.annotate.text import fold, normalize

_ID_BYTES: Final = 8
_WEAK_LETTERS: Final = "اويءؤئ'’-"
"""Letters of vowels, in which foreign names differ."""

_ATTACHED: Final = frozenset({"ابو", "ابي", "ابا", "بن", "ال", "بو", "ام"})
_GENERIC_HEADS: Final = frozenset(fold(head).removeprefix("ال") for head in (*BRAND_HEADS, "وزارة", "هيئة_"))

Key = tuple[str, ...]


class Name:
    """A name as an article writes it, of one type, with what linking asks of it.

    text: The name, normalised.
    key: The words by which it is compared.
    same: The same for all names that are one at once: type and key.
    sounding: What its words sound like.
    sounds: The same, each once, with the first letter of the type before; the first word's first.
    spaces: How many spaces are in it.
    id: The id of an entity of this name.
    country: Whether it is a country's.
    gender: That of a thing of this name; of a person more has to be known.
    """

    __slots__ = (
        "_with_alef",
        "country",
        "elided",
        "gender",
        "id",
        "key",
        "same",
        "sounding",
        "sounds",
        "spaces",
        "text",
        "type",
    )

    def __init__(self, text: str, type_: EntityType) -> None:
        self.text = text
        self.type: EntityType = type_
        self.key = _node_key(text, type_)
        words = " ".join(self.key)
        self.same = type_ + words
        self.sounding = tuple([_consonants(word) for word in self.key])
        self.sounds: list[str] = []
        for sound in self.sounding:
            one = type_[0] + sound
            if one not in self.sounds:
                self.sounds.append(one)
        self.spaces = text.count(" ")
        self.id = _id_of(words, type_)
        self.country = type_ == "LOC" and canonical_name(text) is not None
        self.gender: Gender | None = None if type_ == "PER" else gender_of_thing(text, type_)
        self.elided = text[:1] == "ل"
        self._with_alef: Name | None = None

    def with_alef(self) -> "Name":
        """Return the name with the ال that is one with a preposition in للأمم."""
        if self._with_alef is None:
            self._with_alef = Name("ا" + self.text, self.type)
        return self._with_alef


def _consonants(word: str) -> str:
    for letter in _WEAK_LETTERS:
        word = word.replace(letter, "")
    return word


_NAMES_KEPT: Final = 20_000
_NAMES: Final[dict[EntityType, dict[str, Name]]] = {"PER": {}, "LOC": {}, "ORG": {}, "MISC": {}}
"""Names by the surface that was read, at most 20,000 of each type."""


def name_at(text: str, mention: Mention) -> Name:
    """Return the name of a mention: without marks, and with the ال that is one with a preposition before it."""
    start, type_ = mention.start, mention.type
    surface = text[start : mention.end]
    names = _NAMES[type_]
    name = names.get(surface)
    if name is None:
        if len(names) >= _NAMES_KEPT:
            names.clear()
        name = names[surface] = Name(" ".join(normalize(surface).split()) or surface, type_)
    return name.with_alef() if name.elided and text[start - 1 : start] == "ل" else name


def entity_id(name: str, type_: EntityType) -> str:
    """Return the id of an entity: its type and 16 hexadecimal digits of a hash of its normalised name.

    Args:
        name: The name as an article writes it; spelling variants that fold together, the article ال and
            known variants of country names do not change the id.
        type_: Its type.
    """
    return _id_of(" ".join(_node_key(name, type_)), type_)


def _id_of(words: str, type_: EntityType) -> str:
    digest = blake2b(words.encode("utf-8", "surrogatepass"), digest_size=_ID_BYTES)
    return f"{type_.lower()}:{digest.hexdigest()}"


def _node_key(name: str, type_: EntityType) -> Key:
    """Return what makes two names the same at once: a country by any name, a body without generic words."""
    folded = (canonical_name(name) if type_ == "LOC" else None) or fold(name)
    if type_ == "ORG" and folded in ALIASES:
        folded = ALIASES[folded]
    key = _key(folded, type_) or (name,)
    return _core(key) if type_ == "ORG" else key


def _key(folded: str, type_: EntityType) -> Key:
    """Return the words by which a folded name is compared: without ال, عبد joined with what it governs."""
    words: list[str] = []
    joined = ""
    for word in folded.replace("-", " ").split():
        bare = word.strip("\"'«»“”()[]،,.")
        if not bare:
            continue
        article = bare.startswith("ال") and len(bare) > 3 and joined != "عبد"
        bare = joined + (bare[2:] if article else bare)
        joined = ""
        if bare == "عبد" or (type_ == "PER" and bare in _ATTACHED):
            joined = bare
            continue
        words.append(bare)
    if joined:
        words.append(joined)
    return tuple(words)


def _core(key: Key) -> Key:
    """Return the key of an organisation without generic words before the name itself: حزب, حركة, شركة …"""
    start = 0
    while start < len(key) - 1 and key[start] in _GENERIC_HEADS:
        start += 1
    return key[start:]
