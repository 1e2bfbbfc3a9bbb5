"""Places by their generic word: مستشفى الشفاء, ملعب الملك فهد الدولي, شبه جزيرة سيناء, مملكة البحرين."""

from typing import Final

from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.bodies import LIKELY, Found
from stream.annotate.entities.grammar import Complement, adjectives, complement, purpose
from stream.annotate.entities.pieces import Board
from stream.annotate.entities.words import folded_list

_POSSIBLE: Final = 0.6
_OFTEN: Final = 5
_HALF: Final = "شبه"
_ISLAND: Final = folded_list("جزيرة الجزيرة")
_UNSURE: Final = folded_list("جبل سد صالة برج دير معبد مملكة خليج مخيم بوابة ميدان مسجد جامع")
_NEVER_GUESSED: Final = folded_list("سوق طريق ساحة شارع")


def site(board: Board, index: int, limit: int) -> Found | None:
    """Return the place that a generic word with its complement names."""
    bare = board.entries[index].bare
    start = index + 1
    if bare == _HALF:
        if start >= limit or board.folded[start] not in _ISLAND:
            return None
        start += 1
    found = complement(board, start, limit)
    if not found.told:
        return None
    after = adjectives(board, found.end, limit)
    if board.entries[index].kinds & lx.PLACE_HEAD:
        return _city_of_science(board, after, limit) if found.told & lx.ROYAL else None
    if found.told & lx.PHRASE:
        return after, "LOC", LIKELY
    return _guess(board, bare, start, found, after)


def _guess(board: Board, bare: str, start: int, found: Complement, after: int) -> Found | None:
    """Return the site if its complement, no name that is known, still looks like one."""
    if bare in _NEVER_GUESSED:
        return None
    if found.told & lx.OTHER_SCRIPT:
        return after, "LOC", LIKELY
    known = lx.known_name(board.entries[start].bare)
    likely = known > _OFTEN if bare in _UNSURE else bool(known) or after > found.end
    return (after, "LOC", _POSSIBLE) if likely else None


def _city_of_science(board: Board, index: int, limit: int) -> Found:
    """Return the site or, with a purpose, the body of a city named after a ruler: مدينة الملك فيصل للعلوم."""
    end = purpose(board, index, limit)
    return (end, "ORG", LIKELY) if end > index else (index, "LOC", LIKELY)
