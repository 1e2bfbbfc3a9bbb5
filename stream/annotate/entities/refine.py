"""From what the recogniser found to the mentions of the annotation guide, at exact offsets.

The recogniser follows ANERcorp, which tags currencies and leaves out ministries and generic heads; the guide is
that of the project's gold articles. In order: what is no name goes, titles and nationalities before persons go,
names that need no recogniser are laid, then those with a generic head, then what is a name once is made one in the
whole article (`spreading`), and at the end attached proclitics are cut off the first word.
"""

from bisect import bisect_left, bisect_right
from typing import Final

from stream.annotate.document import Document, EntityType, Mention
from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.agreement import agree, drop_adjectives, lay_clubs
from stream.annotate.entities.knowns import lay_countries, lay_hashtags, lay_known, lay_places, widen_places
from stream.annotate.entities.persons import lay_persons, widen_persons
from stream.annotate.entities.phrases import find_phrases, lay_media
from stream.annotate.entities.pieces import Board, Piece
from stream.annotate.entities.proclitics import Proclitics
from stream.annotate.entities.spreading import spread

_KEPT: Final[dict[EntityType, float]] = {"PER": 0.5, "LOC": 0.35, "ORG": 0.3, "MISC": 0.6}
"""How sure the recogniser has to be. On the gold articles most of what is less sure is wrong; of bodies, whose
extent the recogniser often misses, the rules still make something."""

_INSIDE_NAMES: Final = frozenset({"في", "من", "علي", "بين", "عبر", "لدي", "مع"})
_NO_NAME: Final = lx.NOT_NAME | lx.NATION
_NAMELIKE: Final = lx.NAME | lx.GIVEN | lx.RARE
_GENERIC: Final = lx.BODY | lx.EVENT
_BEFORE_PERSONS: Final = lx.TITLE | lx.NATION


def refine_mentions(document: Document) -> None:
    """Replace the recogniser's mentions of a document by those of the annotation guide."""
    board = Board(document)
    _lay_recognized(document, board)
    lay_known(board)
    lay_persons(board)
    find_phrases(board)
    lay_media(board)
    lay_places(board)
    lay_countries(board)
    widen_places(board)
    lay_clubs(board)
    drop_adjectives(board)
    agree(board)
    lay_hashtags(board)
    proclitics = Proclitics(board)
    spread(board, proclitics)
    widen_persons(board)
    document.mentions = [_mention(board, piece, proclitics) for piece in board.pieces()]


def _lay_recognized(document: Document, board: Board) -> None:
    for mention in document.mentions:
        first = bisect_right(board.ends, mention.start)
        beyond = bisect_left(board.starts, mention.end)
        if beyond > first and mention.confidence >= _KEPT[mention.type]:
            piece = _trim(board, first, beyond, mention)
            if piece is not None:
                board.lay(piece)


def _trim(board: Board, first: int, beyond: int, mention: Mention) -> Piece | None:
    """Return a recogniser's mention without titles, place heads and signs at its edges, None if nothing is left."""
    kinds = board.kinds
    while first < beyond and not kinds[first]:
        first += 1
    while first < beyond and not kinds[beyond - 1]:
        beyond -= 1
    type_: EntityType = mention.type
    last = beyond - 1
    if type_ == "PER":
        while first < last and kinds[first] & _BEFORE_PERSONS and kinds[first] & lx.DEFINITE:
            first += 1
        if beyond - first > 2 and board.folded[first + 1] == "بن" and not kinds[first] & _NAMELIKE:
            first += 1
    elif type_ == "LOC":
        while first < last and kinds[first] & lx.PLACE_HEAD and not kinds[first] & lx.DEFINITE:
            first += 1
    elif type_ == "ORG" and first < last - 1 and kinds[first] & lx.BODY and _disagrees(board, first, last):
        beyond = last
    if first >= beyond or _is_no_name(board, first, beyond, type_):
        return None
    if first == last and kinds[first] & lx.COUNTRY:
        type_ = "LOC"
    return Piece(first, beyond, type_, mention.confidence)


def _disagrees(board: Board, first: int, last: int) -> bool:
    """Tell whether a body ends with a definite adjective that agrees neither with its head nor with a noun before."""
    kinds, before = board.kinds[last], board.kinds[last - 1]
    if not kinds & lx.DEFINITE or not kinds & (lx.ADJECTIVE | lx.NISBA) or before & lx.DEFINITE:
        return False
    return board.folded[first].endswith("ه") != board.folded[last].endswith("ه")


def _is_no_name(board: Board, first: int, beyond: int, type_: EntityType) -> bool:
    """Tell whether words are a currency, a nationality, a lone generic word or a definite adjective."""
    kinds = board.kinds[first]
    definite = kinds & lx.DEFINITE
    if beyond - first == 1:
        if kinds & lx.STOP or (kinds & _GENERIC and not definite):
            return True
    elif (type_ == "PER" and definite and board.entries[first].cut) or _runs_over(board, first, beyond):
        return True
    return all(one & _NO_NAME for one in board.kinds[first:beyond])


def _runs_over(board: Board, first: int, beyond: int) -> bool:
    """Tell whether a preposition other than في and من stands inside: then no name does."""
    return any(
        board.kinds[index] & lx.PREPOSITION and board.folded[index] not in _INSIDE_NAMES
        for index in range(first + 1, beyond)
    )


def _mention(board: Board, piece: Piece, proclitics: Proclitics) -> Mention:
    start = board.starts[piece.first]
    if board.kinds[piece.first] & lx.ARABIC:
        start += proclitics.code_points(piece)
    return Mention(start, board.ends[piece.beyond - 1], piece.type, round(piece.confidence, 4))
