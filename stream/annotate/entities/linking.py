"""Gathering the mentions of one thing into one entity.

Persons are joined by their names (سيرغي لافروف, لافروف), organisations also without the generic word before the
name (وكالة رويترز, رويترز) or the nationality behind it (مجلس الشيوخ, مجلس الشيوخ الأمريكي), countries and places
by what they are called elsewhere (سوريا, سورية), and a name in brackets with the name before it.
"""

from typing import Final

from stream.annotate.document import Document, Entity, EntityType
from stream.annotate.entities.genders import gender_of_person
from stream.annotate.entities.lexicon import name_gender
from stream.annotate.entities.naming import Key, Name, name_at
from stream.annotate.entities.nations import NATIONS
from stream.annotate.text import fold

_EPITHETS: Final = frozenset({"المكرمه", "المنوره", "الشريف", "الشريفين", "المقدسه", "الحبيبه", "الشقيقه"})
_CLOSING: Final = frozenset(')]»”"')
_BRIDGES: Final = frozenset("()[]«»\"'“”‹›„/، ")

_NATIONS: Final = frozenset(map(fold, NATIONS))
_OF_CLUBS: Final = _NATIONS | {"رياضي", "رياضيه", "ثقافي", "اجتماعي"}


def link_entities(document: Document) -> None:
    """Fill `entities` of a document from its mentions, in the order of the first mention of each."""
    names = [name_at(document.text, mention) for mention in document.mentions]
    document.entities = [_entity(document, group, names) for group in _group(document, names)]


def _entity(document: Document, group: list[int], names: list[Name]) -> Entity:
    """Return the entity of mentions (by index), named by the name of most words and letters, of these the first."""
    first = names[group[0]]
    name = first
    if len(group) > 1 and not first.country:
        for index in group:
            other = names[index]
            if other.spaces > name.spaces or (
                other.spaces == name.spaces and len(other.text) > len(name.text)
            ):
                name = other
    mentions = [document.mentions[index] for index in group]
    gender = gender_of_person(document, name.text, mentions) if first.type == "PER" else name.gender
    return Entity(name.id, first.type, name.text, mentions, None, gender)


def _group(document: Document, names: list[Name]) -> list[list[int]]:
    """Return the mentions of each thing, by index."""
    nodes: dict[str, int] = {}
    of_nodes: list[Name] = []
    of_mention: list[int] = []
    for name in names:
        node = nodes.get(name.same)
        if node is None:
            node = nodes[name.same] = len(of_nodes)
            of_nodes.append(name)
        of_mention.append(node)
    parents = list(range(len(of_nodes)))
    _join_brackets(document, of_mention, parents)
    longer = _longer_names(of_nodes)
    _join_sure(longer, parents)
    return _collect(document, of_mention, of_nodes, longer, parents)


def _root(parents: list[int], node: int) -> int:
    while parents[node] != node:
        node = parents[node]
    return node


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


def _longer_names(names: list[Name]) -> list[list[int]]:
    """Return for each node the nodes of which it may be a shorter form, the likelier kind only."""
    alike: dict[str, list[int]] = {}
    for node, name in enumerate(names):
        for sound in name.sounds:
            nodes = alike.get(sound)
            if nodes is None:
                alike[sound] = [node]
            else:
                nodes.append(node)
    longer: list[list[int]] = []
    for node, name in enumerate(names):
        best, found = 1, list[int]()
        for other in alike[name.sounds[0]]:
            if other == node:
                continue
            rank = _rank(name, names[other])
            if rank > best:
                best, found = rank, [other]
            elif rank == best:
                found.append(other)
        longer.append(found)
    return longer


def _rank(name: Name, other: Name) -> int:
    """Return how well a name fits as a shorter form or other spelling of another: 0 not at all, 3 best."""
    short, full, type_ = name.key, other.key, name.type
    extra = len(full) - len(short)
    if extra < 0 or (extra == 0 and (short >= full or type_ == "ORG")):
        return 0
    if extra == 0:
        return int(_sound_alike(name.sounding, other.sounding))
    if type_ == "PER":
        return _rank_of_person(name, other, extra)
    return int(full[: len(short)] == short and _is_addition(short, full[len(short) :], type_))


def _rank_of_person(name: Name, other: Name, extra: int) -> int:
    short, full = name.key, other.key
    if full[extra:] == short:
        return 3
    for at in range(extra):
        if full[at : at + len(short)] == short:
            return 2
    return int(len(short) == 1 and _sound_alike(name.sounding, other.sounding[extra:]))


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
    """Tell whether foreign names that sound like this differ in vowel letters only, like موراليس and مورالس."""
    return one == other and sum([len(sound) for sound in one]) > 3


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
    document: Document,
    of_mention: list[int],
    names: list[Name],
    longer: list[list[int]],
    parents: list[int],
) -> list[list[int]]:
    """Return the mentions of each thing, by index, in the order of the first of each.

    A short form that fits several goes to the one named last before it, but behind a feminine verb (قالت بالين)
    to a woman, if there is one.
    """
    groups: dict[int, list[int]] = {}
    named_at: dict[int, int] = {}
    for index, node in enumerate(of_mention):
        root = _root(parents, node)
        if root == node and len(longer[node]) > 1:
            fitting = {_root(parents, other) for other in longer[node]}
            if len(fitting) > 1:
                mention = document.mentions[index]
                if mention.type == "PER" and document.text[mention.start - 2 : mention.start] == "ت ":
                    fitting = {one for one in fitting if name_gender(names[one].key[0]) == "f"} or fitting
                root = max(fitting, key=lambda one: (named_at.get(one, -1), -one))
        named_at[root] = index
        group = groups.get(root)
        if group is None:
            groups[root] = [index]
        else:
            group.append(index)
    return list(groups.values())
