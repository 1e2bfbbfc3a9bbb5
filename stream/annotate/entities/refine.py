"""From what the recogniser found to the mentions of the annotation guide, at exact offsets.

The recogniser follows ANERcorp, which tags currencies and leaves out ministries and generic heads; the guide is
that of the project's gold articles. In order: what is no name goes, titles and nationalities before persons go,
names that need no recogniser are laid, then those with a generic head, then what is a name once is made one in the
whole article (`spreading`), and at the end attached proclitics are cut off the first word.
"""

from stream.annotate.document import Document, Mention
from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.agencies import lay_agencies
from stream.annotate.entities.agreement import (
    agree,
    drop_adjectives,
    drop_ambiguous,
    drop_glued,
    lay_clubs,
    widen_companies,
)
from stream.annotate.entities.knowns import (
    lay_countries,
    lay_divisions,
    lay_hashtags,
    lay_known,
    lay_places,
    lay_quarters,
    lay_toponyms,
    widen_places,
)
from stream.annotate.entities.persons import lay_persons
from stream.annotate.entities.phrases import find_phrases, lay_media
from stream.annotate.entities.pieces import Board, Piece
from stream.annotate.entities.proclitics import Proclitics
from stream.annotate.entities.recognized import lay_recognized
from stream.annotate.entities.spreading import spread
from stream.annotate.entities.titles import lay_titles
from stream.annotate.entities.widening import widen_persons


def refine_mentions(document: Document) -> None:
    """Replace the recogniser's mentions of a document by those of the annotation guide."""
    board = Board(document)
    lay_recognized(board, document.mentions)
    lay_known(board)
    lay_persons(board)
    widen_persons(board)
    find_phrases(board)
    lay_media(board)
    lay_titles(board)
    lay_agencies(board)
    lay_places(board)
    lay_quarters(board)
    lay_countries(board)
    lay_divisions(board)
    lay_toponyms(board)
    widen_places(board)
    lay_clubs(board)
    widen_companies(board)
    drop_adjectives(board)
    drop_ambiguous(board)
    drop_glued(board)
    agree(board)
    lay_hashtags(board)
    proclitics = Proclitics(board)
    spread(board, proclitics)
    widen_persons(board)
    document.mentions = [_mention(board, piece, proclitics) for piece in board.pieces()]


def _mention(board: Board, piece: Piece, proclitics: Proclitics) -> Mention:
    start = board.starts[piece.first]
    if board.entries[piece.first].kinds & lx.ARABIC:
        start += proclitics.code_points(piece)
    # a NamedTuple's own constructor is Python, which takes eight times as long
    return tuple.__new__(Mention, (start, board.ends[piece.beyond - 1], piece.type, piece.confidence))
