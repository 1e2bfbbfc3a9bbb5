"""Who is grammatically the source of a quote: behind the cue, before it, or the subject of the whole sentence."""

from typing import Final

from stream.annotate.quotes import words
from stream.annotate.quotes.lexicon import (
    ADVERB,
    BRACKET,
    COLON,
    COMMA,
    COPULA,
    DASH,
    LINK,
    MARK,
    NAMED,
    PHRASE_END,
    PREPOSITION,
    RELATIVE,
    SPEAKER,
    STOP,
    TITLE,
)
from stream.annotate.quotes.reading import Reading
from stream.annotate.quotes.source import Source, is_bound, named, noun_phrase, phrase, speaks

_LATE: Final = 14
_CONVEYED: Final = 20
_MANNER: Final = words.WORDS["manner"]
_TOPIC: Final = words.WORDS["topic"]
_ANTECEDENT: Final = 12
_BRIEF: Final = 4
_NAME: Final = 6


def behind(reading: Reading, cue_last: int, limit: int) -> Source | None:
    """Return the source that follows its cue, up to the quote or the end of the clause (limit)."""
    flags = reading.flags
    token = cue_last + 1
    while (
        token < limit
        and (flags[token] & ADVERB or reading.folded[token] in words.WITH_PRONOUN)
        and not flags[token] & (TITLE | SPEAKER)
        and token not in reading.names
    ):
        token += 1
    token = _behind_manner(reading, token, limit)
    if token < limit and reading.folded[token] in words.HIS_WORDS:
        return None
    if token < limit and flags[token] & COMMA:
        return _behind_comma(reading, token, limit)
    if (
        token < limit
        and any(cue.shape == "participle" for cue in reading.cues(token))
        and not flags[token] & SPEAKER
    ):
        return None
    return noun_phrase(reading, token, limit) or _late(reading, token, limit)


def _behind_manner(reading: Reading, token: int, limit: int) -> int:
    """Return where a phrase that tells how somebody spoke has ended: بصوت متقطع, بحزم, مازحة."""
    if token >= limit or token in reading.names or reading.folded[token] not in _MANNER:
        return token
    token += 1
    while token < limit and not reading.flags[token] and token not in reading.names:
        if reading.folded[token].startswith("ال"):
            break
        token += 1
    return token


def conveyed(reading: Reading, lemma: str, verb: int, limit: int) -> Source | None:
    """Return whose words a verb passes on: فلان of نقلت الوكالة عن فلان, نسبت الصحيفة إلى فلان."""
    preposition = words.CONVEYS[lemma]
    for place in range(verb + 1, min(limit, verb + _CONVEYED)):
        if words.GOVERNED.get(reading.folded[place]) == preposition:
            return noun_phrase(reading, place + 1, limit)
    return None


def _behind_comma(reading: Reading, comma: int, limit: int) -> Source | None:
    """Return a subject behind circumstances in commas: أعلن، مساء اليوم، رئيس البلدية."""
    token = comma + 1
    while token < limit and not reading.flags[token] & COMMA:
        token += 1
    if token + 1 < limit and (token + 1 in reading.names or reading.flags[token + 1] & (TITLE | SPEAKER)):
        return noun_phrase(reading, token + 1, limit)
    return None


def _late(reading: Reading, token: int, limit: int) -> Source | None:
    """Return a subject that comes behind a prepositional phrase: أكد في تصريح له الوزير فلان أن."""
    place, marks = token + 1, 0
    while place < min(limit, token + _LATE):
        flag = reading.flags[place]
        if flag & (COMMA | COLON):
            return None
        marks += bool(flag & MARK)
        titled = flag & TITLE or reading.folded[place] in words.OFFICES
        behind_marks = marks == 2 and reading.flags[place - 1] & MARK and flag & (SPEAKER | TITLE)
        name = reading.names.get(place)
        if name is not None and name.type == "PER" and place > token and not marks % 2:
            medium = reading.names.get(token)
            follows = reading.flags[place - 1] & NAMED or (medium is not None and medium.beyond == place)
            if follows and not is_bound(reading, name, token):
                return named(name)  # قال لصحيفة المرفأ فلان
        if behind_marks or (titled and place > token + 1 and not marks % 2):
            found = None if reading.flags[place - 1] & PREPOSITION else noun_phrase(reading, place, limit)
            if found is not None and (behind_marks or _is_person(found)):
                return found
        place += 1
    return None


def _is_person(source: Source) -> bool:
    return source.name is not None and source.name.type == "PER"


def before(reading: Reading, cue: int, clause: int) -> Source | None:
    """Return the subject that precedes its verb within a clause that begins at token `clause`."""
    flags = reading.flags
    token = cue - 1
    while token > clause and flags[token] & (ADVERB | COMMA) and not flags[token] & RELATIVE:
        token -= 1
    if token >= clause and flags[token] & RELATIVE:
        return _antecedent(reading, token, clause)
    first = clause
    while first < cue and flags[first] & (LINK | ADVERB | COMMA | DASH | STOP) and first not in reading.names:
        first += 1
    copula = first < cue and bool(flags[first] & COPULA)
    found = noun_phrase(reading, first + copula, cue)
    if found is not None and may_speak(reading, found) and (copula or _reaches(reading, found.beyond, cue)):
        return found
    return _adjacent(reading, cue, clause)


def may_speak(reading: Reading, found: Source) -> bool:
    """Tell whether a phrase can be a subject: a name, somebody who speaks, or a short definite noun phrase."""
    if speaks(reading, found):
        return True
    return found.beyond - found.first <= _BRIEF and reading.folded[found.first].startswith("ال")


def _adjacent(reading: Reading, cue: int, clause: int) -> Source | None:
    """Return a person whose name ends right before the verb: … رغم أن الأمين العام فلان اعتبر."""
    if reading.folded[clause] in _TOPIC:
        return None  # وعن غياب فلان أوضح: what he spoke about
    for first in range(cue - 1, max(clause, cue - _NAME) - 1, -1):
        name = reading.names.get(first)
        if name is not None:
            adjacent = name.beyond == cue and name.type == "PER" and not is_bound(reading, name, clause)
            return named(name) if adjacent else None
    return None


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
    return cue - token <= _BRIEF and not any(flags[place] & (STOP | COLON) for place in range(token, cue))


def _antecedent(reading: Reading, relative: int, clause: int) -> Source | None:
    """Return what a relative pronoun stands for: the name right before it, or the nearest noun phrase."""
    token = relative - 1
    if token >= clause and reading.flags[token] & COMMA:
        token -= 1
    for first in range(token, max(clause, token - _ANTECEDENT) - 1, -1):
        name = reading.names.get(first)
        if name is not None and (name.type == "PER" or name.beyond > token):
            return named(name)
    first = token
    while first > clause and not reading.flags[first - 1] & (PHRASE_END | LINK):
        first -= 1
        if reading.flags[first] & SPEAKER:
            break
    return phrase(reading, first, token + 1) if 0 <= first <= token else None


def main_subject(reading: Reading, cue: int, clause: int) -> Source | None:
    """Return the likely subject of the sentence that a participle or verbal noun stands in.

    That is the noun phrase behind the verb with which the sentence opens, else its first person, body or place.
    """
    opening = clause
    while opening < cue and reading.flags[opening] & (LINK | ADVERB | COMMA) and opening not in reading.names:
        opening += 1
    if opening not in reading.names and not reading.flags[opening] & (PREPOSITION | SPEAKER):
        found = noun_phrase(reading, opening + 1, cue)
        if found is not None and may_speak(reading, found):
            return found
    for types in ({"PER"}, {"ORG", "LOC"}):
        for token in range(clause, cue):
            name = reading.names.get(token)
            if name is not None and name.type in types and not is_bound(reading, name, clause):
                return named(name)
    return None
