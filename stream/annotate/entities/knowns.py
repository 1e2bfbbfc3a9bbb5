"""Names that need no recogniser: those of `known`, places of the gazetteer, names spelled in Latin letters."""

from typing import Final

from stream.annotate.document import EntityType
from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.divisions import ADMINISTERED, TOPONYMS
from stream.annotate.entities.known import Known
from stream.annotate.entities.pieces import Board, Piece

_CONFIDENCE: Final = 0.93
_TRUSTED: Final = 0.7
_TRUSTED_MORE: Final = 0.9
_TRUSTED_LONGER: Final = 0.6
_LETTERS_AT_LEAST: Final = 3
_PARTICLE: Final = "ان"
_LOCATING: Final = frozenset({"في", "الي", "وفي", "من"})
_OWNED: Final = ("ها", "هم", "ه", "ك", "ي")
_PLACE_CONFIDENCE: Final = 0.8
_COUNTRY_CONFIDENCE: Final = 0.95
_NO_QUARTER: Final = lx.STOP | lx.TITLE | lx.NATION | lx.BODY | lx.DEFINITE_BODY | lx.NOT_NAME
_AMBIGUOUS_COUNTRIES: Final = frozenset({"مالي", "بنين", "كونغو"})


def lay_known(board: Board) -> None:
    """Lay the known names, and names spelled in Latin letters (سي إن إن), over what the recogniser found."""
    beyond = 0
    for index in board.having(lx.KNOWN):
        known = board.entries[index].known
        if index >= beyond and known is not None:
            end, type_ = _longest(known, board, index)
            if type_ is not None and not _is_held(board, index, end, type_):
                board.lay(Piece(index, end, type_, _CONFIDENCE))
                beyond = end
    _lay_letters(board)


def _longest(known: Known, board: Board, index: int) -> tuple[int, EntityType | None]:
    """Return where the longest known name from index ends, and its type, None if there is none."""
    folded, start = board.folded, index + 1
    if start < len(folded) and known.tails & board.entries[start].tail:
        longer = known.longer.get(folded[start])
        if longer is not None:
            for rest, type_ in longer:
                if folded[start : start + len(rest)] == rest:
                    return start + len(rest), type_
    return start, known.alone


def _is_held(board: Board, first: int, beyond: int, type_: EntityType) -> bool:
    """Tell whether a known name may not be laid: a longer name, or a trusted one of another type, is there."""
    held, last = board.taken[first], board.taken[beyond - 1]
    if last is not None and last is not held and last.beyond > beyond:
        return True
    if held is None or held is not last or held.beyond < beyond:
        return False
    if held.beyond - held.first > beyond - first:
        trusted = _TRUSTED_LONGER if beyond - first == 1 else _TRUSTED_MORE
        return held.type == type_ or held.confidence > trusted
    return beyond - first == 1 and held.type != type_ and held.confidence > _TRUSTED


def _lay_letters(board: Board) -> None:
    entries, count = board.entries, len(board.entries)
    beyond = 0
    for index in board.having(lx.LETTER):
        if index < beyond:
            continue
        first = index
        before = board.folded[index - 1] if index else ""
        if before[:1] == "و" and lx.is_letter(before[1:]):
            first -= 1
        beyond = index + 1
        while beyond < count and entries[beyond].kinds & lx.LETTER and not entries[beyond].cut:
            beyond += 1
        held = board.taken[first]
        if held is not None and held.beyond == beyond - 1 and board.folded[beyond - 1] == _PARTICLE:
            continue  # a known name, and إن behind it: قالت سي إن إن إن
        if beyond - first >= _LETTERS_AT_LEAST:
            board.lay(Piece(first, beyond, "ORG", _CONFIDENCE))


def lay_places(board: Board) -> None:
    """Lay places of the gazetteer whose name is no common word, or that stand behind a word like مدينة or في."""
    taken, folded = board.taken, board.folded
    for index in board.having(lx.PLACE):
        if taken[index] is not None or not index:
            continue
        entry = board.entries[index]
        kinds, cut = entry.kinds, entry.cut
        if cut:
            located = folded[index][cut - 1] == "ب"
            introduced = False
        else:
            located = folded[index - 1] in _LOCATING
            introduced = taken[index - 1] is None and bool(board.entries[index - 1].kinds & lx.PLACE_HEAD)
        if introduced or (located and kinds & lx.RARE):
            board.lay(Piece(index, index + 1, "LOC", _PLACE_CONFIDENCE))


def lay_quarters(board: Board) -> None:
    """Lay the name behind حي, قرية and the like, known or not, and a place that و joins to another."""
    taken, folded, count = board.taken, board.folded, len(board.entries)
    for index in board.having(lx.QUARTER):
        following = index + 1
        if following < count and taken[following] is None and taken[index] is None:
            entry = board.entries[following]
            if entry.kinds & lx.DEFINITE and not entry.cut and not entry.kinds & _NO_QUARTER:
                board.lay(Piece(following, following + 1, "LOC", _PLACE_CONFIDENCE))
    for index in board.having(lx.PLACE):
        if index and taken[index] is None and folded[index][0] == "و" and board.entries[index].cut == 1:
            before = taken[index - 1]
            if before is not None and before.type == "LOC" and board.entries[index].kinds & lx.RARE:
                board.lay(Piece(index, index + 1, "LOC", _PLACE_CONFIDENCE))


def lay_divisions(board: Board) -> None:
    """Lay places whose names are words: behind محافظة and the like, and where و joins them to another place."""
    taken, folded, count = board.taken, board.folded, len(board.entries)
    for index in board.having(lx.DIVISION):
        if taken[index] is not None or not index:
            continue
        cut = board.entries[index].cut
        following = taken[index + 1] if index + 1 < count else None
        before = taken[index - 1]
        joined = cut == 1 and folded[index][0] == "و" and before is not None and before.type == "LOC"
        leading = (
            folded[index - 1] in _LOCATING
            and following is not None
            and following.type == "LOC"
            and folded[index + 1][0] == "و"
        )
        governed = not cut and before is None and board.entries[index - 1].bare in ADMINISTERED
        if governed or joined or leading:
            board.lay(Piece(index, index + 1, "LOC", _PLACE_CONFIDENCE))


def lay_toponyms(board: Board) -> None:
    """Lay unknown places of two words whose first is common in names of places: محلية أم دافوق, في عين زارة."""
    for index in board.having(lx.KNOWN):
        entry = board.entries[index]
        second = index + 1
        if not index or second >= len(board.entries) or board.folded[index] not in TOPONYMS or entry.cut:
            continue
        following, before = board.entries[second], board.entries[index - 1]
        free = board.taken[second] is None and board.taken[index] is None
        if not free or following.cut or following.kinds & _NO_QUARTER or not following.kinds & lx.RARE:
            continue
        if before.bare in ADMINISTERED or board.folded[index - 1] in _LOCATING:
            board.lay(Piece(index, second + 1, "LOC", _PLACE_CONFIDENCE))


def widen_places(board: Board) -> None:
    """Widen places behind a preposition by a rare word before them: من باخا كاليفورنيا."""
    for piece in board.pieces():
        first = piece.first - 1
        if piece.type != "LOC" or first < 1 or board.taken[first] is not None:
            continue
        entry = board.entries[first]
        kinds, cut = entry.kinds, entry.cut
        foreign = (
            kinds & lx.RARE
            and kinds & lx.ARABIC
            and not kinds & (lx.DEFINITE | lx.TITLE | lx.NAME | lx.PLACE)
        )
        if foreign and not cut and board.entries[first - 1].kinds & (lx.PREPOSITION | lx.PLACE_HEAD):
            word = board.folded[first]
            if not board.entries[piece.first].cut and word[0] not in "يتسنو" and not word.endswith(_OWNED):
                board.lay(Piece(first, piece.beyond, "LOC", piece.confidence))


def lay_countries(board: Board) -> None:
    """Lay the names of countries that no piece holds yet."""
    for index in board.having(lx.COUNTRY):
        if board.taken[index] is None and board.entries[index].bare not in _AMBIGUOUS_COUNTRIES:
            board.lay(Piece(index, index + 1, "LOC", _COUNTRY_CONFIDENCE))


def lay_hashtags(board: Board) -> None:
    """Lay hashtags, words joined by low lines included, over whatever is there."""
    starts, ends, surfaces = board.starts, board.ends, board.surfaces
    count = len(starts)
    for index in board.having(lx.HASH):
        beyond = index + 1
        if beyond == count or starts[beyond] != ends[index]:
            continue
        beyond += 1
        while beyond + 1 < count and surfaces[beyond] == "_" and starts[beyond + 1] == ends[beyond - 1] + 1:
            beyond += 2
        board.lay(Piece(index, beyond, "MISC", _COUNTRY_CONFIDENCE))
