"""What stands in a document or speech: جاء في بيان فلان أن, ورد في التقرير: …, على ما جاء في نداء."""

from typing import Final

from stream.annotate.quotes import source as sources
from stream.annotate.quotes import words
from stream.annotate.quotes.lexicon import ADVERB, COLON, COMMA, COMPLEMENTIZER, MARK, STOP, WITH_BA
from stream.annotate.quotes.reading import Reading
from stream.annotate.quotes.source import Source

LEMMAS: Final = frozenset({"جاء", "ورد"})
"""The verbs that introduce speech only with the document in which it stands."""

_STANDS_IN: Final = words.DOCUMENTS | words.WORDS["spoken"]
_IN: Final = frozenset({"في", "ضمن", "خلال"})
_IN_IT: Final = frozenset({"فيه", "فيها"})
_OWNER: Final = 9
_ENDS: Final = COMMA | STOP | MARK | COLON | COMPLEMENTIZER | WITH_BA


def stands_in(reading: Reading, verb: int, limit: int) -> bool:
    """Tell whether a document or a pronoun for it follows a verb: جاء في بيان, ورد فيها."""
    here = _behind_adverbs(reading, verb, limit)
    if here < limit and reading.folded[here] in _IN_IT:
        return True
    if here + 1 >= limit or reading.folded[here] not in _IN:
        return False
    return reading.folded[here + 1].removeprefix("ال") in _STANDS_IN


def whose(reading: Reading, verb: int, limit: int) -> Source | None:
    """Return who speaks in the document behind a verb: who is named with it, else the document itself.

    Args:
        reading: The article.
        verb: The verb; `stands_in` is true of it.
        limit: Token before which the document and who is named with it stand.
    """
    first = _behind_adverbs(reading, verb, limit) + 1
    if reading.folded[first - 1] in _IN_IT:
        return None
    for token in range(first + 1, min(limit, first + _OWNER)):
        name = reading.names.get(token)
        if name is not None and name.type != "MISC":
            return sources.named(name)
        if reading.flags[token] & _ENDS:
            break
        body = reading.folded[token].removeprefix("ال")
        if body in words.BODIES and body != reading.folded[token]:
            return sources.noun_phrase(reading, token, limit)
    return sources.noun_phrase(reading, first, limit)


def _behind_adverbs(reading: Reading, verb: int, limit: int) -> int:
    here = verb + 1
    while here < limit and reading.flags[here] & ADVERB:
        here += 1
    return here
