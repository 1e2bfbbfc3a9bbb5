"""What is a name once is one wherever it stands in the article, and so is the family name of a person."""

from typing import Final

from stream.annotate.document import EntityType
from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.entries import Entry
from stream.annotate.entities.pieces import Board, Piece
from stream.annotate.entities.proclitics import Proclitics
from stream.annotate.entities.words import STORMS
from stream.annotate.text import tail_of

_SPREAD: Final = 0.5
_CONFIDENCE: Final = 0.8
_NEVER: Final = lx.STOP | lx.ADJECTIVE | lx.TITLE | lx.NOT_NAME | lx.NATION | lx.PORTFOLIO


class _Name:
    """The words behind the first of a name of the article, and its type."""

    __slots__ = ("rest", "type")

    def __init__(self, rest: list[str], type_: EntityType) -> None:
        self.rest = rest
        self.type: EntityType = type_


_Names = dict[str, list[_Name]]
"""The names of an article by their first word, the longest first."""


def spread(board: Board, proclitics: Proclitics) -> None:
    """Lay the names of the article, and family names of its persons, wherever else they stand."""
    names = _names(board, proclitics)
    if not names:
        return
    tails = 0
    for head in names:
        tails |= tail_of(head)
    folded = board.folded
    for index, entry in enumerate(board.entries):
        if entry.tail & tails:
            begun = names.get(head_of(folded[index], entry, names))
            if begun is not None:
                _lay_first(board, index, begun)


def head_of(word: str, entry: Entry, names: _Names) -> str:
    """Return the first word of a name of which a word is a form, with proclitics or without; if none, the word.

    If it is a form of several, the one of them that was laid last counts.
    """
    found = word
    for head in entry.heads():
        if head in names and (found not in names or _is_later(head, found, names)):
            found = head
    return found


def _is_later(head: str, other: str, names: _Names) -> bool:
    heads = list(names)
    return heads.index(head) > heads.index(other)


def _lay_first(board: Board, index: int, names: list[_Name]) -> None:
    """Lay the longest of the names that may begin at a token, if one does."""
    held = board.taken[index]
    if held is not None and (held.first < index or held.beyond - index > len(names[0].rest)):
        return
    for name in names:
        rest = name.rest
        end = index + 1 + len(rest)
        if (not rest or board.folded[index + 1 : end] == rest) and _gives_way(board, index, end, name.type):
            if rest or not board.entries[index].kinds & _NEVER:
                board.lay(Piece(index, end, name.type, _CONFIDENCE))
            return


def _gives_way(board: Board, first: int, beyond: int, type_: EntityType) -> bool:
    """Tell whether a name may be laid here: on free tokens, and over shorter parts of the same type."""
    taken = board.taken
    for index in range(first, beyond):
        held = taken[index]
        if held is not None and (
            held.type != type_
            or held.first < first
            or held.beyond > beyond
            or held.beyond - held.first == beyond - first
        ):
            return False
    return True


def _names(board: Board, proclitics: Proclitics) -> _Names:
    """Return the names laid so far; family names alone are names, too, and storms without their generic word."""
    names: _Names = {}
    folded, entries = board.folded, board.entries
    for piece in board.pieces():
        if piece.confidence < _SPREAD:
            continue
        first, last, type_ = piece.first, piece.beyond - 1, piece.type
        head, cut = folded[first], proclitics.letters(piece)
        if cut:
            head = "ا" + head[cut:] if head[cut - 1 : cut + 1] == "لل" else head[cut:]
        if first == last:
            if type_ == "PER" or not entries[first].kinds & _NEVER:
                _add(names, head, [], type_)
            continue
        rest = folded[first + 1 : last + 1]
        _add(names, head, rest, type_)
        if type_ == "PER" and len(rest[-1]) > 2 and not entries[last].kinds & _NEVER:
            _add(names, rest[-1], [], "PER")
        if head in STORMS:
            _add(names, rest[0], rest[1:], type_)
    return names


def _add(names: _Names, head: str, rest: list[str], type_: EntityType) -> None:
    """Add a name unless it is there, behind those that are as long."""
    known = names.get(head)
    if known is None:
        names[head] = [_Name(rest, type_)]
        return
    place = 0
    for name in known:
        if len(name.rest) < len(rest):
            break
        if name.type == type_ and name.rest == rest:
            return
        place += 1
    known.insert(place, _Name(rest, type_))
