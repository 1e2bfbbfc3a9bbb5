"""Gathering the mentions of one thing into one entity.

Persons are joined by their names (سيرغي لافروف, لافروف), organisations also without the generic word before the
name (وكالة رويترز, رويترز) or the nationality behind it (مجلس الشيوخ, مجلس الشيوخ الأمريكي), countries and places
by what they are called elsewhere (سوريا, سورية), and a name in brackets with the name before it.
"""

from functools import lru_cache
from hashlib import blake2b
from typing import Final

from stream.annotate.document import Document, Entity, EntityType, Mention
from stream.annotate.entities.aliases import ALIASES
from stream.annotate.entities.genders import gender_of
from stream.annotate.entities.lexicon import name_gender
from stream.annotate.entities.nations import NATIONS
from stream.annotate.entities.places import canonical_name
from stream.annotate.entities.words import BRAND_HEADS
from stream.annotate.text import fold, normalize

_ID_BYTES: Final = 8
_CACHE_LIMIT: Final = 50_000
_WEAK_LETTERS: Final = str.maketrans("", "", "اويءؤئ'’-")
_ATTACHED: Final = frozenset({"ابو", "ابي", "ابا", "بن", "ال", "بو", "ام"})
_EPITHETS: Final = frozenset({"المكرمه", "المنوره", "الشريف", "الشريفين", "المقدسه", "الحبيبه", "الشقيقه"})
_GENERIC_HEADS: Final = frozenset(fold(head).removeprefix("ال") for head in (*BRAND_HEADS, "وزارة", "هيئة_"))
_CLOSING: Final = frozenset(')]»”"')
_BRIDGES: Final = frozenset("()[]«»\"'“”‹›„/، ")

_NATIONS: Final = frozenset(map(fold, NATIONS))
_OF_CLUBS: Final = _NATIONS | {"رياضي", "رياضيه", "ثقافي", "اجتماعي"}

Key = tuple[str, ...]


def link_entities(document: Document) -> None:
    """Fill `entities` of a document from its mentions, in the order of the first mention of each."""
    groups = _group(document)
    document.entities = [_entity(document, group) for group in groups]


@lru_cache(maxsize=_CACHE_LIMIT)
def entity_id(name: str, type_: EntityType) -> str:
    """Return the id of an entity: its type and 16 hexadecimal digits of a hash of its normalised name.

    Args:
        name: The name as an article writes it; spelling variants that fold together, the article ال and
            known variants of country names do not change the id.
        type_: Its type.
    """
    key = " ".join(_node_key(name, type_))
    return (
        f"{type_.lower()}:{blake2b(key.encode('utf-8', 'surrogatepass'), digest_size=_ID_BYTES).hexdigest()}"
    )


@lru_cache(maxsize=_CACHE_LIMIT)
def _node_key(name: str, type_: EntityType) -> Key:
    """Return what makes two names the same at once: a country by any name, a body without generic words."""
    if type_ == "LOC":
        name = canonical_name(name) or name
    if type_ == "ORG":
        name = ALIASES.get(fold(name), name)
    key = name_key(name, type_) or (name,)
    return _core(key) if type_ == "ORG" else key


@lru_cache(maxsize=_CACHE_LIMIT)
def name_key(name: str, type_: EntityType) -> Key:
    """Return the words by which a name is compared: folded, without ال, عبد joined with what it governs."""
    words: list[str] = []
    joined = ""
    for word in fold(name).replace("-", " ").split():
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


def _entity(document: Document, mentions: list[Mention]) -> Entity:
    type_ = mentions[0].type
    name = _written(document.text, mentions[0])
    if len(mentions) > 1 and not (type_ == "LOC" and canonical_name(name)):
        names = [_written(document.text, mention) for mention in mentions]
        name = max(names, key=lambda one: (one.count(" "), len(one)))
    return Entity(
        id=entity_id(name, type_),
        type=type_,
        name=name,
        mentions=mentions,
        gender=gender_of(document, name, mentions),
    )


def _written(text: str, mention: Mention) -> str:
    """Return a mention as a name: without marks, and with the ال that is one with a preposition in للأمم."""
    surface = text[mention.start : mention.end]
    name = _plain(surface) or surface
    return "ا" + name if name[:1] == "ل" and text[mention.start - 1 : mention.start] == "ل" else name


@lru_cache(maxsize=_CACHE_LIMIT)
def _plain(name: str) -> str:
    return " ".join(normalize(name).split())


def _group(document: Document) -> list[list[Mention]]:
    nodes: dict[tuple[str, Key], int] = {}
    keys: list[Key] = []
    types: list[EntityType] = []
    of_mention: list[int] = []
    for mention in document.mentions:
        type_ = mention.type
        key = _node_key(_written(document.text, mention), type_)
        node = nodes.setdefault((type_, key), len(keys))
        if node == len(keys):
            keys.append(key)
            types.append(type_)
        of_mention.append(node)
    parents = list(range(len(keys)))
    _join_brackets(document, of_mention, parents)
    longer = _longer_names(keys, types)
    _join_sure(longer, parents)
    return _collect(document, of_mention, keys, longer, parents)


def _root(parents: list[int], node: int) -> int:
    while parents[node] != node:
        node = parents[node]
    return node


def _core(key: Key) -> Key:
    """Return the key of an organisation without generic words before the name itself: حزب, حركة, شركة …"""
    start = 0
    while start < len(key) - 1 and key[start] in _GENERIC_HEADS:
        start += 1
    return key[start:]


def _join_brackets(document: Document, of_mention: list[int], parents: list[int]) -> None:
    mentions, text = document.mentions, document.text
    for index in range(1, len(mentions)):
        before, after = mentions[index - 1], mentions[index]
        if before.type != after.type or before.type == "LOC" or after.start - before.end > 4:
            continue
        between = text[before.end : after.start]
        if ("(" in between or '"' in between or "«" in between or "“" in between) and _BRIDGES.issuperset(
            between
        ):
            short = text[after.start : after.end]
            if " " not in short and text[after.end : after.end + 1] in _CLOSING:
                parents[_root(parents, of_mention[index])] = _root(parents, of_mention[index - 1])


def _longer_names(keys: list[Key], types: list[EntityType]) -> list[list[int]]:
    """Return for each node the nodes of which it may be a shorter form, the likelier kind only."""
    alike: dict[tuple[str, str], list[int]] = {}
    for node, key in enumerate(keys):
        for word in set(_sounds(key)):
            alike.setdefault((types[node], word), []).append(node)
    longer: list[list[int]] = []
    for node, key in enumerate(keys):
        best, found = 1, []
        for other in alike[types[node], _consonants(key[0])]:
            rank = _rank(key, keys[other], types[node]) if other != node else 0
            if rank > best:
                best, found = rank, [other]
            elif rank == best:
                found.append(other)
        longer.append(found)
    return longer


def _rank(short: Key, full: Key, type_: EntityType) -> int:
    """Return how well one name fits as a shorter form or other spelling of another: 0 not at all, 3 best."""
    extra = len(full) - len(short)
    if extra < 0 or (extra == 0 and (short >= full or type_ == "ORG")):
        return 0
    if extra == 0:
        return int(_sound_alike(short, full))
    if type_ == "PER":
        return _rank_of_person(short, full, extra)
    return int(full[: len(short)] == short and _is_addition(short, full[len(short) :], type_))


def _rank_of_person(short: Key, full: Key, extra: int) -> int:
    if full[extra:] == short:
        return 3
    if any(full[at : at + len(short)] == short for at in range(extra)):
        return 2
    return int(len(short) == 1 and _sound_alike(short, full[extra:]))


def _is_addition(short: Key, rest: Key, type_: EntityType) -> bool:
    """Tell whether a name may go on with these words and mean the same: المكرمة, الأمريكي, للمحترفين."""
    if type_ == "LOC":
        return _EPITHETS.issuperset(rest)
    if type_ == "MISC":
        return len(short) > 1
    if _NATIONS.issuperset(rest) or _OF_CLUBS.issuperset(rest):
        return True
    return len(short) > 1 and (rest[0].startswith("لل") or rest[0][0] == "و")


def _sound_alike(one: Key, other: Key) -> bool:
    """Tell whether foreign names differ in vowel letters only, like موراليس and مورالس."""
    sounds = _sounds(one)
    return sum(map(len, sounds)) > 3 and sounds == _sounds(other)


@lru_cache(maxsize=_CACHE_LIMIT)
def _sounds(key: Key) -> Key:
    return tuple([_consonants(word) for word in key])


@lru_cache(maxsize=_CACHE_LIMIT)
def _consonants(word: str) -> str:
    return word.translate(_WEAK_LETTERS)


def _join_sure(longer: list[list[int]], parents: list[int]) -> None:
    """Join each node whose longer forms all belong to one thing; longer forms may be joined in their turn."""
    changed = True
    while changed:
        changed = False
        for node, others in enumerate(longer):
            if parents[node] == node and others:
                roots = {_root(parents, other) for other in others} - {node}
                if len(roots) == 1 and all(_root(parents, other) != node for other in others):
                    parents[node] = roots.pop()
                    changed = True


def _collect(
    document: Document, of_mention: list[int], keys: list[Key], longer: list[list[int]], parents: list[int]
) -> list[list[Mention]]:
    """Return the mentions of each thing.

    A short form that fits several goes to the one named last before it, but behind a feminine verb (قالت بالين)
    to a woman, if there is one.
    """
    groups: dict[int, list[Mention]] = {}
    named_at: dict[int, int] = {}
    for index, mention in enumerate(document.mentions):
        node = of_mention[index]
        root = _root(parents, node)
        fitting = {_root(parents, other) for other in longer[node]} if root == node else set()
        if len(fitting) > 1:
            if mention.type == "PER" and document.text[mention.start - 2 : mention.start] == "ت ":
                fitting = {one for one in fitting if name_gender(keys[one][0]) == "f"} or fitting
            root = max(fitting, key=lambda one: (named_at.get(one, -1), -one))
        named_at[root] = index
        groups.setdefault(root, []).append(mention)
    return sorted(groups.values(), key=lambda group: group[0].start)
