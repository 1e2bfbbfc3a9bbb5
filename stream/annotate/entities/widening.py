"""Persons widened by the names beside them: given names before, family names behind, الحاج between two."""

from typing import Final

from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.persons import (
    LONGEST,
    NO_NAMES,
    PLURALS,
    SO_THAT,
    VERBAL,
    follows,
    is_end,
    is_name,
    lay_person,
)
from stream.annotate.entities.pieces import Board, Piece
from stream.annotate.entities.words import folded_list

_COMMAS: Final = frozenset("،,")
_APART: Final = (["،"], [","])
_ANNOUNCING: Final = lx.TITLE | lx.NATION | lx.SPEECH
_PARTICLES: Final = folded_list("دي فان فون دا دو ديل")
_ARTICLES: Final = folded_list("لا لاس لوس دير دن دي")
_IN_FAMILIES: Final = folded_list("الحاج الشيخ السيد")


def widen_persons(board: Board) -> None:
    """Widen the persons on a board by a given name before them and by a rare family name behind them."""
    for piece in board.pieces():
        if piece.type == "PER":
            _widen(board, piece)
            _widen_foreign(board, piece)
    _join_family(board)
    _lead_twice(board)


def _widen_foreign(board: Board, piece: Piece) -> None:
    """Widen a lone given name behind a title, nationality or verb of speech by an unknown word before a sign."""
    index = piece.beyond
    if piece.beyond - piece.first > 1 or not piece.first:
        return
    apart = board.surfaces[piece.first - 1] in _COMMAS and board.surfaces[index + 1 : index + 2] in _APART
    if not apart and not board.entries[piece.first - 1].kinds & _ANNOUNCING:
        return
    if index >= len(board.entries) or board.taken[index] is not None or not is_end(board, index + 1):
        return
    entry = board.entries[index]
    kinds, cut = entry.kinds, entry.cut
    folded, surface = board.folded[index], board.surfaces[index]
    if (
        not kinds & lx.RARE
        or kinds & NO_NAMES
        or "\u064b" in surface
        or board.ends[index - 1] + 1 != board.starts[index]
    ):
        return
    if (
        (cut and folded[0] not in "كف")
        or folded[0] in ("ينول" if _before_comma(board, index) else "يسنولب")
        or len(folded) < 3
        or folded.endswith(PLURALS)
    ):
        return
    lay_person(board, piece.first, index + 1, piece.confidence)


def _before_comma(board: Board, index: int) -> bool:
    """Tell whether a comma follows a word: then even one that begins like a verb or a prefix is a family name."""
    return board.surfaces[index + 1 : index + 2] in _APART


def _join_family(board: Board) -> None:
    """Join two names with الحاج or the like between them: it is part of a family name, نبيل الحاج ناصر."""
    for piece in board.pieces():
        index = piece.beyond
        if piece.type == "PER" and index + 1 < len(board.entries) and board.folded[index] in _IN_FAMILIES:
            after = board.taken[index + 1]
            if board.taken[index] is None and after is not None and after.type == "PER":
                lay_person(board, piece.first, after.beyond, piece.confidence)


def _lead_twice(board: Board) -> None:
    """Widen persons by a rare word that stands before the same name more than once: it is their given name."""
    leads: dict[tuple[str, str], list[Piece]] = {}
    for piece in board.pieces():
        first = piece.first - 1
        if (
            piece.type != "PER"
            or piece.beyond - piece.first > 1
            or first < 0
            or board.taken[first] is not None
        ):
            continue
        entry = board.entries[first]
        kinds, cut = entry.kinds, entry.cut
        if kinds & lx.RARE and not cut and kinds & lx.ARABIC and not kinds & (NO_NAMES | lx.DEFINITE):
            leads.setdefault((board.folded[first], board.folded[piece.first]), []).append(piece)
    for pieces in leads.values():
        if len(pieces) > 1:
            for piece in pieces:
                lay_person(board, piece.first - 1, piece.beyond, piece.confidence)


def _widen(board: Board, piece: Piece) -> None:
    first, beyond = piece.first, piece.beyond
    while first and _leads_into(board, first - 1):
        first -= 1
    if board.folded[first] == "بن" and first and _can_be_given(board, first - 1):
        first -= 1
    count = len(board.entries)
    beyond = _behind_particles(board, beyond, count)
    while beyond < count and board.ends[beyond - 1] + 1 == board.starts[beyond]:
        alone = beyond - first == 1 and bool(board.entries[first].kinds & lx.GIVEN)
        if not (follows(board, beyond) or (alone and is_name(board, beyond) and _is_rare(board, beyond))):
            break
        beyond += 1
    if (first, beyond) != (piece.first, piece.beyond) and beyond - first <= LONGEST:
        lay_person(board, first, beyond, piece.confidence)


def _behind_particles(board: Board, beyond: int, count: int) -> int:
    """Return where a name that breaks off behind a particle, or before دي لا, ends with what they lead to."""
    index = beyond
    if not _is_particle(board, beyond - 1):
        if index + 1 >= count or board.taken[index] is not None or not _is_particle(board, index):
            return beyond
        index += 1
    while index < count and board.folded[index] in _ARTICLES and board.taken[index] is None:
        index += 1
    if index >= count or board.starts[index] != board.ends[index - 1] + 1:
        return beyond
    entry = board.entries[index]
    kinds, cut = entry.kinds, entry.cut
    held = board.taken[index]
    if held is not None:
        return held.beyond if held.type == "PER" and held.first == index else beyond
    foreign = not cut and kinds & lx.RARE and kinds & lx.ARABIC and not kinds & (NO_NAMES | lx.DEFINITE)
    return index + 1 if foreign else beyond


def _is_particle(board: Board, index: int) -> bool:
    """Tell whether a token is a particle of Romance or Dutch names; فإن looks like فان folded."""
    return board.folded[index] in _PARTICLES and board.normals[index] != SO_THAT


def _can_be_given(board: Board, index: int) -> bool:
    """Tell whether a free token before بن is a given name."""
    entry = board.entries[index]
    kinds, cut = entry.kinds, entry.cut
    if board.taken[index] is not None or cut or not kinds & lx.ARABIC or kinds & (lx.STOP | lx.DEFINITE):
        return False
    return bool(kinds & lx.RARE) or lx.known_name(board.folded[index]) >= lx.SOMETIMES


def _is_rare(board: Board, index: int) -> bool:
    folded = board.folded[index]
    return (
        bool(board.entries[index].kinds & lx.RARE)
        and folded[0] not in VERBAL + "م"
        and folded[-1] not in "اه"
    )


def _leads_into(board: Board, index: int) -> bool:
    """Tell whether the free token before a person's name is a given name."""
    if board.taken[index] is not None or board.ends[index] + 1 != board.starts[index + 1]:
        return False
    entry = board.entries[index]
    kinds, cut = entry.kinds, entry.cut
    before = board.entries[index - 1].kinds if index else 0
    announced = not before or bool(before & (lx.TITLE | lx.SPEECH | lx.NATION))
    if cut:
        return False
    if board.normals[index] == "علي":
        return announced and index > 0
    if not kinds & lx.ARABIC or kinds & (NO_NAMES | lx.TITLE | lx.DEFINITE | lx.SPEECH):
        return False
    if kinds & lx.GIVEN and announced:
        return True
    return bool(kinds & lx.RARE and kinds & (lx.NAME | lx.GIVEN))
