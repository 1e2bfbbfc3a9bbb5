"""Who is in an article, looked up by what the text calls them: by part of a name, by office, by kind of body."""

from bisect import bisect_left
from typing import Final, final

from stream.annotate.quotes import words
from stream.annotate.quotes.lexicon import COLON, COMMA, MARK, STOP
from stream.annotate.quotes.places import at_or_behind
from stream.annotate.quotes.reading import Name, Reading
from stream.annotate.text import fold

_TITLE_REACH: Final = 11
_SPOKESMEN: Final = frozenset({"ناطق", "ناطقه", "متحدث", "متحدثه"})
_BEHIND: Final = 5
_SHORTENED: Final = 2
_CANDIDATES: Final = 24
"""How many earlier persons of an office are compared; bounds the time that a long text takes."""


_LIMIT: Final = 50_000
_FOLDED: Final[dict[str, tuple[str, ...]]] = {}


def folded_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name; the answers for up to 50,000 names are kept, since names recur."""
    folded = _FOLDED.get(name)
    if folded is None:
        if len(_FOLDED) >= _LIMIT:
            _FOLDED.clear()
        folded = _FOLDED[name] = tuple(fold(name).split())
    return folded


def strip_article(word: str) -> str:
    """Return a folded word without ال."""
    return word.removeprefix("ال")


def _without_and(word: str) -> str:
    return word[1:] if word.startswith("و") and word not in words.SPEAKERS else word


def same_kind(heard: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Tell whether a definite phrase may stand for a name: all its words, without ال, are among the name's."""
    bare = {strip_article(word) for word in known}
    return all(strip_article(word) in bare for word in heard)


@final
class Directory:
    """Looks up the entities of one article. An index is made when first asked for."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.entities = reading.document.entities
        self.persons = [reading.names[token] for token in reading.person_tokens]
        self._words: dict[str, list[int]] | None = None
        self._kinds: dict[str, list[tuple[int, int]]] | None = None
        self._titles: dict[str, list[tuple[Name, frozenset[str]]]] | None = None

    def persons_between(self, first: int, beyond: int) -> list[Name]:
        """Return the mentions of persons that begin in tokens [first, beyond)."""
        tokens = self.reading.person_tokens
        return self.persons[at_or_behind(tokens, first) : at_or_behind(tokens, beyond)]

    def _by_word(self) -> dict[str, list[int]]:
        """Return the entities by each word of their names: a person before another of the same name."""
        if self._words is None:
            self._words = {}
            for persons in (True, False):
                for place, entity in enumerate(self.entities):
                    if (entity.type == "PER") == persons:
                        for word in folded_words(entity.name):
                            known = self._words.get(word)
                            if known is None:
                                self._words[word] = [place]
                            elif known[-1] != place:
                                known.append(place)
        return self._words

    def containing(self, heard: tuple[str, ...]) -> int | None:
        """Return the entity of whose name these folded words are an unbroken part."""
        known = heard[0] in words.SPEAKERS
        if known and len(heard) > 1:
            return None
        size = len(heard)
        for place in self._by_word().get(heard[0], ())[:_CANDIDATES]:
            entity = self.entities[place]
            if known and entity.type != "PER":
                continue
            name = folded_words(entity.name)
            if any(name[at : at + size] == heard for at in range(len(name) - size + 1)):
                return place
        return None

    def _by_kind(self) -> dict[str, list[tuple[int, int]]]:
        """Return where organisations are named, as code point and entity, by what kind of body they are."""
        if self._kinds is None:
            self._kinds = {}
            for place, entity in enumerate(self.entities):
                if entity.type == "ORG":
                    kind = strip_article(folded_words(entity.name)[0]) if entity.name.strip() else ""
                    mentions = ((mention.start, place) for mention in entity.mentions)
                    self._kinds.setdefault(kind, []).extend(mentions)
            for name in self.reading.names.values():
                kind = self._generic(name)
                if kind:
                    self._kinds.setdefault(kind, []).append((name.start, name.entity))
            for found in self._kinds.values():
                found.sort()
        return self._kinds

    def _generic(self, name: Name) -> str:
        """Return the word before an organisation that tells what it is, without و and ال: وكالة "المرفأ"."""
        before = name.first - 1 - (name.first > 0 and bool(self.reading.flags[name.first - 1] & MARK))
        if name.type != "ORG" or before < 0:
            return ""
        word = strip_article(_without_and(self.reading.folded[before]))
        return word if word in words.BODIES else ""

    def body(self, heard: tuple[str, ...], start: int) -> int | None:
        """Return the organisation that folded words (الحزب, الخارجية الروسية) stand for, the last before a point."""
        mentions = self._by_kind().get(strip_article(heard[0]), [])
        at = bisect_left(mentions, (start, -1))
        for _, entity in reversed(mentions[max(0, at - _CANDIDATES) : at]):
            known = folded_words(self.entities[entity].name)
            if len(heard) == 1 or same_kind(heard, known):
                return entity
        return self._shortened(heard)

    def _shortened(self, heard: tuple[str, ...]) -> int | None:
        """Return the organisation all of whose shortened name's words it has, or their origin: المركزي الكويتي."""
        if len(heard) < _SHORTENED:
            return None
        for place, entity in enumerate(self.entities[:_CANDIDATES]):
            if entity.type == "ORG":
                known = [strip_article(word) for word in folded_words(entity.name)]
                if all(any(_is_from(strip_article(word), other) for other in known) for word in heard):
                    return place
        return None

    def _by_title(self) -> dict[str, list[tuple[Name, frozenset[str]]]]:
        """Return the mentions of persons, each with its title, by the offices in that title."""
        if self._titles is None:
            self._titles = {}
            for name in self.persons:
                title = self._title(name)
                for word in title & words.OFFICE_WORDS:
                    self._titles.setdefault(word, []).append((name, title))
        return self._titles

    def _title(self, name: Name) -> frozenset[str]:
        """Return the words around a name that may be its title, without the article."""
        reading = self.reading
        tokens = reading.folded
        title = []
        for place in range(name.first - 1, max(-1, name.first - _TITLE_REACH - 1), -1):
            word = strip_article(_without_and(tokens[place]))
            breaks = reading.flags[place] & (COLON | STOP | MARK | COMMA)
            set_off = reading.flags[place] & COMMA and place == name.first - 1
            if breaks and not set_off and (place == 0 or len(reading.normals[place - 1]) > 1):
                break
            other = reading.names.get(place)
            spokesman = word == "باسم" and place and _is_spokesman(reading, place - 1)
            if (word in words.RELATIONAL and not spokesman) or (other is not None and other.type == "PER"):
                break
            title.append(word)
        after = range(name.beyond, min(len(tokens), name.beyond + _BEHIND))
        if not self.persons_between(after.start, after.stop):  # else it is the next one's title
            for place in after:
                if reading.flags[place] & (COLON | STOP | MARK):
                    break
                title.append(strip_article(tokens[place]))
        if "فني" in title and "مدير" in title:
            title.append("مدرب")  # المدير الفني للمنتخب
        return frozenset(title)

    def office(self, heard: tuple[str, ...], start: int, spoken: set[int | None]) -> int | None:
        """Return the person to whom the article gives an office before a code point.

        Args:
            heard: The folded words of the office; the second and third tell two ministers apart.
            start: Where they stand; in the headline, persons of the body are looked at too.
            spoken: The entities that have spoken, which are preferred.
        """
        headline = start < self.reading.document.body_start
        known = self._by_title().get(strip_article(heard[0]), [])
        rest = [strip_article(word) for word in heard[1:3]]
        alone = headline and len({name.entity for name, _ in known}) == 1
        nearest: int | None = None
        best = 1.0 if rest and not alone else 0.5
        if not headline:
            known = [entry for entry in known if entry[0].start < start][-_CANDIDATES:]
        if rest and not known and not headline:  # named only later on: then each word must be in the title
            known = self._by_title().get(strip_article(heard[0]), [])
            best = max(best, len(heard) - 0.5)
        for name, title in known[:_CANDIDATES]:
            value = 1.0 + sum(_alike(word, title) for word in rest) + 0.5 * (name.entity in spoken)
            if value > best:
                nearest, best = name.entity, value
        return nearest


def _is_from(word: str, other: str) -> bool:
    """Tell whether a word is another or its adjective of origin: كويتي of كويت, عراقيه of عراق."""
    stem = word.removesuffix("ه").removesuffix("ي")
    return word == other or (
        len(stem) > 2 and stem != word and stem == other.removesuffix("ه").removesuffix("ا")
    )


def _is_spokesman(reading: Reading, token: int) -> bool:
    """Tell whether a word, or the one before it, is ناطق or متحدث: who speaks for a body is named behind it."""
    return any(
        strip_article(reading.folded[place]) in _SPOKESMEN for place in range(max(0, token - 1), token + 1)
    )


def _alike(word: str, title: frozenset[str]) -> bool:
    """Tell whether a title has a word or one of its derivations: عراق, عراقيه."""
    return word in title or any(other.startswith(word[:4]) for other in title if len(word) > 3)
