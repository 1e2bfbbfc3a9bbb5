"""Bringing the pieces of one article into line: one name, one type; adjectives of clubs are no persons."""

from collections import defaultdict
from typing import Final

from stream.annotate.document import EntityType
from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.pieces import Board, Piece
from stream.annotate.entities.words import STORMS

_SPORTS_AT_LEAST: Final = 4
_CLUB: Final = 0.75
_ONLY_WITH: Final = {"سيول": "كوري"}
_NO_FAMILY: Final = lx.COUNTRY | lx.PLACE | lx.KNOWN | lx.STOP | lx.TITLE | lx.ADJECTIVE
_RISKY: Final = lx.ADJECTIVE | lx.NISBA


def drop_adjectives(board: Board) -> None:
    """Take off single words like الأهلاوي or النجراني that are adjectives of the definite noun before them."""
    for piece in board.pieces():
        index = piece.first
        if piece.type != "PER" or piece.beyond - index > 1 or not index or board.taken[index - 1] is not None:
            continue
        kinds, before = board.kinds[index], board.kinds[index - 1]
        if not (kinds & lx.DEFINITE and before & lx.DEFINITE) or before & (
            lx.TITLE | lx.ADJECTIVE | lx.NISBA
        ):
            continue
        if board.folded[index].endswith(("وي", "يه")):
            board.lift(piece)


def drop_ambiguous(board: Board) -> None:
    """Take off cities whose name is a common word, where the article does not name their country: سيول, floods."""
    for piece in board.pieces():
        if piece.beyond - piece.first == 1:
            evidence = _ONLY_WITH.get(board.folded[piece.first].lstrip("وب"))
            if evidence and not any(evidence in folded for folded in board.folded):
                board.lift(piece)


def lay_clubs(board: Board) -> None:
    """Lay clubs whose names are words, like النصر or الاتحاد, where the article is about sports."""
    clubs = board.having(lx.CLUB)
    if not clubs or len(board.having(lx.SPORT)) < _SPORTS_AT_LEAST:
        return
    count = len(board.kinds)
    for index in clubs:
        if _longer(board.taken[index]):
            continue
        following = board.entries[index + 1] if index + 1 < count else None
        if following and not following.cut and following.kinds & lx.DEFINITE and following.kinds & _RISKY:
            continue
        before = board.kinds[index - 1] if index and not board.entries[index].cut else 0
        if before & (lx.BODY | lx.LINK) and not before & lx.BRAND:
            continue
        board.lay(Piece(index, index + 1, "ORG", _CLUB))


def _longer(piece: Piece | None) -> bool:
    return piece is not None and piece.beyond - piece.first > 1


def agree(board: Board) -> None:
    """Give single words the type that their longer name has, and each name the type it has most often."""
    folded = board.folded
    families: dict[str, EntityType] = {}
    weights: defaultdict[tuple[str, ...], defaultdict[EntityType, float]] = defaultdict(
        lambda: defaultdict(float)
    )
    companies: set[tuple[str, ...]] = set()
    pieces = board.pieces()
    forms = [tuple(folded[piece.first : piece.beyond]) for piece in pieces]
    for piece, form in zip(pieces, forms, strict=True):
        weights[form][piece.type] += piece.confidence
        if piece.type == "PER" and len(form) > 1 and not board.kinds[piece.beyond - 1] & _NO_FAMILY:
            families[form[-1]] = "PER"
        if piece.type == "ORG" and len(form) > 2 and board.kinds[piece.first] & lx.BRAND:
            companies.add(form[1:])
        if piece.type == "MISC" and len(form) == 2 and board.entries[piece.first].bare in STORMS:
            families[form[1]] = "MISC"
    for piece, form in zip(pieces, forms, strict=True):
        type_ = piece.type
        if len(form) == 1 and form[0] in families and not board.kinds[piece.first] & lx.COUNTRY:
            type_ = families[form[0]]
        elif form in companies:
            type_ = "ORG"
        elif len(weights[form]) > 1 and not board.kinds[piece.first] & lx.COUNTRY:
            type_ = max(weights[form], key=lambda one: (weights[form][one], one))
        piece.type = type_
