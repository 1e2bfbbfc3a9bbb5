"""Bringing the pieces of one article into line: one name, one type; adjectives of clubs are no persons."""

from collections import Counter, defaultdict
from typing import Final

from stream.annotate.document import EntityType
from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.pieces import Board, Piece

_SPORTS_AT_LEAST: Final = 4
_CLUB: Final = 0.75
_RISKY: Final = lx.ADJECTIVE | lx.NISBA


def drop_adjectives(board: Board) -> None:
    """Take off single words like الأهلاوي or النجراني that are adjectives of the definite noun before them."""
    entries, taken = board.entries, board.taken
    for index in range(1, len(entries)):
        held = taken[index]
        if held is None or held.beyond - held.first > 1 or held.type != "PER":
            continue
        kinds, before = entries[index].kinds, entries[index - 1].kinds
        if not (kinds & lx.DEFINITE and before & lx.DEFINITE) or before & (lx.TITLE | lx.ADJECTIVE | lx.NISBA):
            continue
        if taken[index - 1] is None and board.words[index].folded.endswith(("وي", "اوي", "يه")):
            board.lift(held)


def lay_clubs(board: Board) -> None:
    """Lay clubs whose names are words, like النصر or الاتحاد, where the article is about sports."""
    entries, taken = board.entries, board.taken
    if sum(1 for entry in entries if entry.kinds & lx.SPORT) < _SPORTS_AT_LEAST:
        return
    count = len(entries)
    for index, (kinds, cut, _) in enumerate(entries):
        if not kinds & lx.CLUB or (taken[index] is not None and _longer(taken[index])):
            continue
        following = entries[index + 1] if index + 1 < count else None
        if following and not following.cut and following.kinds & lx.DEFINITE and following.kinds & _RISKY:
            continue
        before = entries[index - 1].kinds if index and not cut else 0
        if before & (lx.BODY | lx.LINK) and not before & lx.BRAND:
            continue
        board.lay(Piece(index, index + 1, "ORG", _CLUB))


def _longer(piece: Piece | None) -> bool:
    return piece is not None and piece.beyond - piece.first > 1


def agree(board: Board) -> None:
    """Give single words the type that their longer name has, and each name the type it has most often."""
    words = board.words
    families: dict[str, EntityType] = {}
    weights: defaultdict[tuple[str, ...], Counter[EntityType]] = defaultdict(Counter)
    companies: set[tuple[str, ...]] = set()
    pieces = board.pieces()
    forms = [tuple(words[at].folded for at in range(piece.first, piece.beyond)) for piece in pieces]
    for piece, form in zip(pieces, forms, strict=True):
        weights[form][piece.type] += piece.confidence
        if piece.type == "PER" and len(form) > 1 and board.entries[piece.beyond - 1].kinds & (lx.RARE | lx.NAME):
            families[form[-1]] = "PER"
        if piece.type == "ORG" and len(form) > 2 and board.entries[piece.first].kinds & lx.BRAND:
            companies.add(form[1:])
    for piece, form in zip(pieces, forms, strict=True):
        type_ = piece.type
        if len(form) == 1 and form[0] in families and not board.entries[piece.first].kinds & lx.COUNTRY:
            type_ = families[form[0]]
        elif form in companies:
            type_ = "ORG"
        elif len(weights[form]) > 1 and not board.entries[piece.first].kinds & lx.COUNTRY:
            type_ = max(weights[form], key=lambda one: (weights[form][one], one))
        piece.type = type_
