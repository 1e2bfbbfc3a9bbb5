"""Who is grammatically the source of a quote: the noun phrase behind the cue, before it, or none at all."""

from typing import Final, Literal, NamedTuple

from stream.annotate.quotes import words
from stream.annotate.quotes.lexicon import (
    ADVERB,
    BRACKET,
    COLON,
    COMMA,
    COMPLEMENTIZER,
    COPULA,
    DASH,
    DEMONSTRATIVE,
    LINK,
    MARK,
    PHRASE_END,
    PREPOSITION,
    RELATIVE,
    SPEAKER,
    STOP,
    TITLE,
    WITH_BA,
)
from stream.annotate.quotes.reading import Name, Reading
from stream.annotate.text import fold

_REACH: Final = 30
PERSONS: Final = words.OFFICES | words.BARE_TITLES | frozenset("ال" + word for word in words.OFFICES)
_GROUPS: Final = (
    words.GROUPS | words.DOCUMENTS | frozenset("ال" + word for word in words.GROUPS | words.DOCUMENTS)
)
_GENERIC: Final = words.BODIES | frozenset("ال" + word for word in words.BODIES)
_BREAKS: Final = RELATIVE | MARK | COLON | STOP | DASH | BRACKET | COMPLEMENTIZER | WITH_BA


class Source(NamedTuple):
    """The words next to a cue that say who speaks: code points [start, end), and the name among them."""

    start: int
    end: int
    first: int
    beyond: int
    name: Name | None
    kind: Literal["name", "nominal"]


def _folded(reading: Reading, token: int) -> str:
    return reading.folded[token]


def named(name: Name) -> Source:
    """Return the source that is just a name."""
    return Source(name.mention.start, name.mention.end, name.first, name.beyond, name, "name")


def _of_words(reading: Reading, first: int, beyond: int, *, skip: int = 0) -> Source:
    return Source(reading.starts[first] + skip, reading.ends[beyond - 1], first, beyond, None, "nominal")


def _is_bound(reading: Reading, name: Name, first: int) -> bool:
    """Tell whether a person's name only tells whose (محامي فلان, من فلان) and is not itself who speaks."""
    if name.mention.start > reading.starts[name.first]:
        return True
    before = name.first - 1
    if before < first:
        return False
    return bool(reading.flags[before] & PREPOSITION) or _folded(reading, before) in words.RELATIONAL


def noun_phrase(reading: Reading, first: int, limit: int, *, skip: int = 0) -> Source | None:
    """Return the source that begins right at a token, or None where no noun phrase does.

    Args:
        reading: The article.
        first: Token at which the phrase would begin.
        limit: Token that it must not reach.
        skip: Code points of a proclitic before the phrase (لـ in وفقا لوزارة).
    """
    if first >= limit:
        return None
    flags, names = reading.flags, reading.names
    if flags[first] & MARK and first + 1 < limit:
        inner = names.get(first + 1)
        return named(inner) if inner and inner.beyond < limit else None
    opening = names.get(first)
    if opening is None and flags[first] & (PHRASE_END & ~ADVERB) and not skip:
        return None
    if opening is not None and opening.mention.start > reading.starts[first] + skip:
        # No source begins with ف or ك; then the letter is the name's own (قال فليك, كونس).
        return _of_words(reading, first, opening.beyond) if reading.normals[first][0] in "فك" else None
    if not skip and opening is None and is_attached(reading, first):
        return None
    beyond, person, leading = _extend(reading, first, limit)
    if person is not None:
        return named(person)
    head = _folded(reading, first)[skip:]
    if (head in PERSONS or head.startswith("ال")) and head not in _GROUPS and leading is None:
        person = _further(reading, beyond, limit)
        if person is not None:
            return named(person)
    if leading is not None and leading.first == first:
        return named(leading)
    if beyond < limit and flags[beyond] & MARK and beyond + 1 < limit:
        inner = names.get(beyond + 1)
        if inner is not None and inner.beyond <= limit:
            return named(inner)
    if head in _GENERIC and beyond - first == 1 and beyond < limit and flags[beyond] & MARK:
        close = next((t for t in range(beyond + 1, min(limit, beyond + 6)) if flags[t] & MARK), beyond)
        if close > beyond + 1:
            return _of_words(reading, beyond + 1, close)
    unknown = _unknown_name(reading, first, beyond)
    if unknown is not None:
        return unknown
    beyond = _attach(reading, first, beyond, limit)
    return _of_words(reading, first, beyond, skip=skip) if beyond > first else None


def _is_said(reading: Reading, token: int) -> bool:
    """Tell whether a word is a verbal noun with its speaker attached (قوله, تأكيدها)."""
    return any(cue.shape == "noun" and cue.object for cue in reading.infos[token].cues)


def is_attached(reading: Reading, token: int) -> bool:
    """Tell whether a word is a preposition grown together with a noun: للجمهور, لوكالة, بوزارة, or a lone ل."""
    word = _folded(reading, token)
    if word in {
        "ل",
        "ب",
        "لل",
        "ك",
        "له",
        "لانه",
        "لانها",
        "لانهم",
        "لان",
        "لها",
        "لهم",
        "لنا",
        "لي",
        "به",
        "بها",
        "بهم",
    }:
        return True
    if word[0] not in "لب" or len(word) < 4:
        return False
    rest = word[1:]
    name = reading.names.get(token)
    if name is not None and name.mention.start > reading.starts[token]:
        return True
    return (
        word.startswith(("لل", "بال"))
        and len(word) > 5
        or rest in words.SPEAKERS
        or rest in {"شؤون", "شوون", "قطاع"}
    )


def _extend(reading: Reading, first: int, limit: int) -> tuple[int, Name | None, Name | None]:
    """Return where the plain phrase ends, a person named in it, and the body or place that it begins with."""
    flags, names = reading.flags, reading.names
    token, leading = first, None
    while token < limit:
        name = names.get(token)
        if name is not None:
            if name.mention.type == "PER" and not _is_bound(reading, name, first):
                return token, name, leading
            if token == first:
                leading = name
            token = name.beyond
            continue
        if (
            token > first
            and flags[token] & PHRASE_END
            and not (token == first + 1 and len(reading.normals[first]) == 1)
            and not (flags[token] & (TITLE | SPEAKER))
        ):
            break
        if flags[token] & STOP and token == first + 1 and len(reading.normals[first]) == 1:  # د. أحمد
            token += 1
            continue
        if token > first and (flags[token] & DEMONSTRATIVE or _is_said(reading, token)):
            break
        token += 1
    return token, None, leading


def _further(reading: Reading, token: int, limit: int) -> Name | None:
    """Look for the person behind a long title: across its prepositions, and behind one comma."""
    flags, names = reading.flags, reading.names
    limit = min(limit, token + _REACH)
    while token < limit:
        name = names.get(token)
        if name is not None:
            if name.mention.type == "PER" and not _is_bound(reading, name, 0):
                return name
            token = name.beyond
            continue
        flag = flags[token]
        if flag & COMMA:
            token += 1
            while token < limit and flags[token] & TITLE and token not in names:
                token += 1
            name = names.get(token)
            return (
                name
                if name is not None and name.mention.type == "PER" and not _is_bound(reading, name, token)
                else None
            )
        if flag & _BREAKS:
            return None
        token += 1
    return None


def _unknown_name(reading: Reading, first: int, beyond: int) -> Source | None:
    """Return the words behind a title that no recogniser knows as a name (الدكتور فلان الفلاني)."""
    start = first
    while start < beyond and reading.flags[start] & TITLE:
        start += 1
    if start == first:
        if _folded(reading, first) not in words.OFFICES:
            return None
        start += 1
        while start < beyond and not _folded(reading, start).startswith("ال") and start not in reading.names:
            start += 1
        while start < beyond and (
            _folded(reading, start).startswith("ال") or reading.flags[start] & (TITLE | SPEAKER)
        ):
            start += 1
    elif (
        start < beyond
        and _folded(reading, start).startswith("ال")
        and start + 1 == beyond
        and start == first + 1
    ):
        # One word with the article: a family name (السيد الحريري) or an adjective (الوزير الروسي).
        adjective = _folded(reading, start).endswith(("ي", "يه")) and _folded(reading, first) not in {
            "السيد",
            "السيده",
            "الدكتور",
        }
        return None if adjective else _of_words(reading, start, beyond)
    if start >= beyond or beyond - start > 5 or reading.names.get(start) is not None:
        return None
    if _folded(reading, start).startswith("ال") and beyond - start < 2:
        return None
    if reading.flags[start] & (PHRASE_END | SPEAKER) or not reading.surfaces[start][0].isalpha():
        return None
    adjective = (
        _folded(reading, start)[-1] == "ه"
        and beyond - start == 2
        and _folded(reading, start + 1).startswith("ال")
    )
    if is_attached(reading, start) or (adjective and not reading.flags[first] & TITLE):
        return None
    return _of_words(reading, start, beyond)


def _attach(reading: Reading, first: int, beyond: int, limit: int) -> int:
    """Extend a nominal phrase over في or من and the place or body behind it (مسؤولون في وزارة …)."""
    if beyond + 1 >= limit or _folded(reading, beyond) not in {"في", "من", "لدي"}:
        return beyond
    name = reading.names.get(beyond + 1)
    if name is not None and name.beyond <= limit and name.mention.type in {"ORG", "LOC"}:
        return name.beyond
    if _folded(reading, beyond + 1) in _GENERIC and _folded(reading, first) in words.SPEAKERS:
        end = beyond + 2
        while end < limit and not reading.flags[end] & PHRASE_END:
            end += 1
        return end
    return beyond


def behind(reading: Reading, cue_last: int, limit: int) -> Source | None:
    """Return the source that follows its cue, up to the quote or the end of the clause (limit)."""
    flags = reading.flags
    token = cue_last + 1
    while (
        token < limit
        and (flags[token] & ADVERB and not flags[token] & (TITLE | SPEAKER))
        and token not in reading.names
    ):
        token += 1
    if token < limit and flags[token] & COMMA:
        return _after_comma(reading, token, limit)
    found = noun_phrase(reading, token, limit)
    if found is not None:
        return found
    return _late(reading, token, limit)


def _after_comma(reading: Reading, comma: int, limit: int) -> Source | None:
    token = comma + 1
    while token < limit and not reading.flags[token] & COMMA:
        token += 1
    if token + 1 < limit and (token + 1 in reading.names or reading.flags[token + 1] & (TITLE | SPEAKER)):
        return noun_phrase(reading, token + 1, limit)
    return None


def _late(reading: Reading, token: int, limit: int) -> Source | None:
    """Return a subject that comes behind a prepositional phrase: أكد في تصريح له الوزير فلان أن."""
    for place in range(token + 1, min(limit, token + 14)):
        if reading.flags[place] & (COMMA | COLON | MARK):
            return None
        titled = reading.flags[place] & TITLE or _folded(reading, place) in words.OFFICES
        if titled and not reading.flags[place - 1] & PREPOSITION and place not in reading.names:
            found = noun_phrase(reading, place, limit)
            if (
                found is not None
                and found.name is not None
                and found.name.mention.type == "PER"
                and place - token > 1
            ):
                return found
    return None


def before(reading: Reading, cue: int, clause: int) -> Source | None:
    """Return the subject that precedes its verb within a clause that begins at token `clause`."""
    flags = reading.flags
    token = cue - 1
    while token > clause and flags[token] & (ADVERB | COMMA):
        if flags[token] & RELATIVE:
            break
        token -= 1
    if token >= clause and flags[token] & RELATIVE:
        return _antecedent(reading, token, clause)
    first = clause
    while first < cue and flags[first] & (LINK | ADVERB | COMMA | DASH | STOP) and first not in reading.names:
        first += 1
    copula = first < cue and bool(flags[first] & COPULA)
    if copula:
        first += 1
    if first >= cue:
        return None
    found = noun_phrase(reading, first, cue)
    if found is None or not _may_speak(reading, found):
        return _adjacent(reading, cue, clause)
    if copula or _reaches(reading, found.beyond, cue):
        return found
    return _adjacent(reading, cue, clause)


def _adjacent(reading: Reading, cue: int, clause: int) -> Source | None:
    """Return a person whose name ends right before the verb: … رغم أن الأمين العام فلان اعتبر."""
    for first in range(cue - 1, max(clause, cue - 6) - 1, -1):
        name = reading.names.get(first)
        if name is not None:
            adjacent = (
                name.beyond == cue and name.mention.type == "PER" and not _is_bound(reading, name, clause)
            )
            return named(name) if adjacent else None
    return None


def _may_speak(reading: Reading, found: Source) -> bool:
    """Tell whether a phrase before its verb can be its subject: a name, somebody who speaks, or a definite noun."""
    if found.name is not None or reading.flags[found.first] & (SPEAKER | TITLE):
        return True
    return found.beyond - found.first <= 4 and _folded(reading, found.first).startswith("ال")


def _reaches(reading: Reading, token: int, cue: int) -> bool:
    """Tell whether nothing but appositions, adverbs and relative clauses lies between a subject and its verb."""
    flags = reading.flags
    while token < cue and flags[token] & ADVERB:
        token += 1
    if token >= cue:
        return True
    if flags[token] & (COMMA | DASH | BRACKET):
        return bool(flags[cue - 1] & (COMMA | DASH | BRACKET | ADVERB))
    if flags[token] & RELATIVE:
        return bool(flags[cue - 1] & (COMMA | ADVERB))
    return cue - token <= 4 and not any(flags[place] & (STOP | COLON) for place in range(token, cue))


def _antecedent(reading: Reading, relative: int, clause: int) -> Source | None:
    """Return what a relative pronoun stands for: the name right before it, or the nearest noun phrase."""
    token = relative - 1
    if token >= clause and reading.flags[token] & COMMA:
        token -= 1
    for first in range(token, max(clause, token - 12) - 1, -1):
        name = reading.names.get(first)
        if name is not None and (name.mention.type == "PER" or name.beyond > token):
            return named(name)
    first = token
    while first > clause and not reading.flags[first - 1] & (PHRASE_END | LINK):
        first -= 1
        if reading.flags[first] & SPEAKER:
            break
    return _of_words(reading, first, token + 1) if first <= token else None


def main_subject(reading: Reading, cue: int, clause: int) -> Source | None:
    """Return the first name of the sentence that may be the subject of a participle further on."""
    opening = clause
    while opening < cue and reading.flags[opening] & (LINK | ADVERB | COMMA) and opening not in reading.names:
        opening += 1
    if (
        opening + 1 < cue
        and opening not in reading.names
        and not reading.flags[opening] & (PREPOSITION | SPEAKER)
    ):
        found = noun_phrase(reading, opening + 1, cue)
        if found is not None and _may_speak(reading, found):
            return found
    for token in range(clause, cue):
        name = reading.names.get(token)
        if name is not None and name.mention.type == "PER" and not _is_bound(reading, name, clause):
            return named(name)
    for token in range(clause, cue):
        name = reading.names.get(token)
        if name is not None and name.mention.type in {"ORG", "LOC"} and not _is_bound(reading, name, clause):
            return named(name)
    return None


def folded_words(reading: Reading, source: Source) -> list[str]:
    """Return the folded words of a source's span."""
    return fold(reading.text[source.start : source.end]).split()
