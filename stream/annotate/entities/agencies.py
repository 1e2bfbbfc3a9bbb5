"""News agencies by their letters (أ ف ب, د.ب.أ) and, in bylines, by short names that are also words (وات, كونا).

And the short name in brackets behind the full name of a body: المنظمة العالمية للأرصاد (وارمو).
"""

from typing import Final

from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.pieces import Board, Piece

_SURE: Final = 0.9
_LIKELY: Final = 0.75
_LETTERS: Final = frozenset({"افب", "دبا", "اشا", "اب"})
_LETTERS_AT_MOST: Final = 3
_BYLINE_AT_MOST: Final = 14
_DASHES: Final = frozenset("-–—/:،")
_ANATOLIA: Final = "الاناضول"
"""An agency nearly always, a region only behind a word like هضبة or a preposition of place."""

_REGIONAL: Final = frozenset({"في", "من", "الي", "هضبه", "مناطق", "سهول", "جبال", "بلاد"})
_MARKS: Final = frozenset('"«“„')
_NO_SHORT: Final = lx.PLACE | lx.COUNTRY | lx.STOP | lx.TITLE | lx.NATION | lx.NOT_NAME | lx.GIVEN | lx.WORK


def lay_agencies(board: Board) -> None:
    """Lay agencies in letters anywhere, and those whose names are words where a byline names them."""
    folded = board.folded
    beyond = 0
    for index in board.having(lx.AGENCY):
        if index < beyond:
            continue
        end = _spelled(board, index)
        if end:
            board.lay(Piece(index, end, "ORG", _SURE))
            beyond = end
        elif len(folded[index]) > 2 and (_is_anatolia(board, index) or _in_byline(board, index)):
            board.lay(Piece(index, index + 1, "ORG", _SURE))
    _lay_short_names(board)


def _lay_short_names(board: Board) -> None:
    """Lay the short name in brackets, quotation marks inside or not, behind the full name of a body."""
    surfaces, count = board.surfaces, len(board.surfaces)
    for index in board.opening:
        if surfaces[index] != "(":
            continue
        start = index + 2 if surfaces[index + 1 : index + 2] and surfaces[index + 1] in _MARKS else index + 1
        close = start + (2 if start > index + 1 else 1)
        if not index or close >= count or surfaces[close] != ")":
            continue
        held, inside = board.taken[index - 1], board.taken[start]
        if held is not None and held.type == "ORG" and _is_short(board, start, inside):
            board.lay(Piece(start, start + 1, "ORG", _LIKELY))


def _spelled(board: Board, index: int) -> int:
    """Return where letters from index that name an agency end, points between them included; 0 if they do not."""
    surfaces, folded, count = board.surfaces, board.folded, len(board.surfaces)
    letters, end, found = "", index, 0
    while end < count and end - index < 2 * _LETTERS_AT_MOST:
        if len(folded[end]) > 2 or (end > index and board.starts[end] - board.ends[end - 1] > 1):
            break
        if surfaces[end] != ".":
            if not board.entries[end].kinds:
                break
            letters += folded[end]
            if letters in _LETTERS and (len(letters) == _LETTERS_AT_MOST or surfaces[end - 1] == "."):
                found = end + 1
        end += 1
    return found if found - index > 1 else 0


def _is_anatolia(board: Board, index: int) -> bool:
    """Tell whether a token is the agency Anadolu: not part of a longer name, and not where a region stands."""
    held = board.taken[index]
    if not board.folded[index].endswith(_ANATOLIA[2:]) or (held is not None and held.beyond - held.first > 1):
        return False
    before = board.folded[index - 1] if index else ""
    place = index and board.entries[index - 1].kinds & lx.PLACE_HEAD
    return not place and before not in _REGIONAL


def _in_byline(board: Board, index: int) -> bool:
    """Tell whether a word stands in brackets behind a place or beside a dash and a place, early in its line."""
    surfaces, count = board.surfaces, len(board.surfaces)
    before = surfaces[index - 1] if index else ""
    after = surfaces[index + 1] if index + 1 < count else ""
    if before == "(" and after == ")":
        return index < 2 or _is_place(board, index - 2) or index + 2 == count
    if before == "/" and after == "/":
        return True
    if before in _DASHES and before:
        return index > 1 and _is_place(board, index - 2)
    return after in _DASHES and bool(after) and index + 2 < count and _is_place(board, index + 2)


def _is_place(board: Board, index: int) -> bool:
    held = board.taken[index]
    return (
        held.type == "LOC"
        if held is not None
        else bool(board.entries[index].kinds & (lx.COUNTRY | lx.PLACE | lx.KNOWN))
    )


def _is_short(board: Board, index: int, held: Piece | None) -> bool:
    """Tell whether a word in brackets can be the short name of the body before."""
    kinds = board.entries[index].kinds
    if held is not None and held.type == "PER":
        return False
    return bool(kinds & (lx.RARE | lx.AGENCY | lx.OTHER_SCRIPT)) and not kinds & (
        lx.COUNTRY | lx.STOP | lx.TITLE
    )
