"""Which first letters of a name are attached proclitics: و ف ب ل ك, and the first ل of لل."""

from collections.abc import Mapping
from typing import Final

from stream.annotate.document import EntityType
from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.known import whole_names
from stream.annotate.entities.pieces import Board, Piece
from stream.annotate.text import normalize

_SURELY_WHOLE: Final = 1_000
_FEW: Final = 3
_OFTEN: Final = 30
_MORE: Final = 5
_MANY_TIMES: Final = 20
_LEXICAL: Final = ~(
    lx.DEFINITE
    | lx.ARABIC
    | lx.NISBA
    | lx.RARE
    | lx.NAME
    | lx.GIVEN
    | lx.PLACE
    | lx.KNOWN
    | lx.AGENCY
    | lx.DIVISION
)
_ALL: Final = "وفبلك"
_BEFORE_KNOWN: Final = frozenset({"و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل"})
_OPENING: Final = lx.OPENING_MARKS
_CLOSING: Final = frozenset("\"“”»'’›)")


class Proclitics:
    """Decides for the pieces of one board, from the lexicon, the word before and the article's other names."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._seen: dict[str, int] = {}
        self._cuts: dict[int, int] = {}
        wholes = whole_names()
        for piece in board.pieces():
            folded, several = board.folded[piece.first], piece.beyond - piece.first > 1
            blocked = False
            if board.entries[piece.first].attachable:
                name = " ".join(board.folded[piece.first : piece.beyond]) if several else folded
                if name in wholes:
                    self._cuts[piece.first] = 0
                elif several:
                    cut = _cut_of_known(name, wholes)
                    if cut:
                        self._cuts[piece.first] = cut
                blocked = folded[0] in self._blocked(piece)
            self._count(folded, _SURELY_WHOLE if blocked else 1)
            if several and piece.type == "PER":
                self._count(board.folded[piece.beyond - 1], _SURELY_WHOLE)

    def letters(self, piece: Piece) -> int:
        """Return how many normalised letters of the piece's first word are attached proclitics."""
        first = piece.first
        if not self._board.entries[first].attachable:
            return 0
        known = self._cuts.get(first)
        if known is None:
            known = self._cuts[first] = self._decide(piece)
        return known

    def code_points(self, piece: Piece) -> int:
        """Return how many code points of the piece's first word they take, marks behind them included."""
        letters = self.letters(piece)
        if not letters:
            return 0
        surface = self._board.surfaces[piece.first]
        if len(surface) == len(self._board.normals[piece.first]):
            return letters if letters < len(surface) else 0
        at = 0
        while at < len(surface) and len(normalize(surface[: at + 1])) <= letters:
            at += 1
        return at if at < len(surface) else 0

    def _decide(self, piece: Piece) -> int:
        board, first = self._board, piece.first
        entry = board.entries[first]
        kinds, cut = entry.kinds, entry.cut
        folded = board.folded[first]
        if kinds & _LEXICAL:
            return 0 if piece.type == "PER" and kinds & lx.STOP else cut
        if cut and kinds & lx.AGENCY:
            return cut
        if self._seen.get(folded, 0) >= _SURELY_WHOLE:
            return 0
        if (
            piece.beyond - first > 2
            and board.entries[first + 1].kinds & lx.LETTER
            and lx.is_letter(folded[1:])
        ):
            return int(folded[0] == "و")
        return proclitics(
            folded,
            blocked=self._blocked(piece),
            coordinated=first > 0 and board.taken[first - 1] is not None,
            type_=piece.type,
            seen=self._seen,
        )

    def _count(self, folded: str, times: int) -> None:
        self._seen[folded] = self._seen.get(folded, 0) + times

    def _fills_marks(self, piece: Piece) -> bool:
        """Tell whether a piece is all that stands between two marks: proclitics stand before such marks."""
        surfaces, beyond = self._board.surfaces, piece.beyond
        return (
            surfaces[piece.first - 1] in _OPENING and beyond < len(surfaces) and surfaces[beyond] in _CLOSING
        )

    def _blocked(self, piece: Piece) -> str:
        """Return the letters that cannot be proclitics of a piece, because of the word before it."""
        first = piece.first
        if not first:
            return "فبلك" if piece.type == "PER" else ""
        if self._board.taken[first - 1] is not None:
            return ""
        before = self._board.entries[first - 1].kinds
        if before & lx.PREPOSITION or (before & lx.TITLE and piece.type == "PER"):
            return _ALL
        if (before & lx.PLACE_HEAD and not before & lx.DEFINITE) or self._fills_marks(piece):
            return _ALL
        if before & lx.PARTICLE:
            return "وف"
        return "بلك" if before & (lx.PLACE_HEAD | lx.BODY | lx.SITE) else ""


def _cut_of_known(name: str, wholes: frozenset[str]) -> int:
    """Return how many letters stand before a known name of several words: وأم درمان; 0 if it is none."""
    for cut in (1, 2):
        rest = name[cut:]
        if rest in wholes and name[:cut] in _BEFORE_KNOWN:
            return cut
        if rest.startswith("ل") and "ا" + rest in wholes:
            return cut
    return 0


def proclitics(
    folded: str, *, blocked: str, coordinated: bool, type_: EntityType, seen: Mapping[str, int]
) -> int:
    """Return how many first letters of a name's first word are attached proclitics.

    Args:
        folded: The word, folded.
        blocked: Letters that cannot be proclitics here, because of the word before.
        coordinated: Whether another name stands directly before, so that و is most likely a conjunction.
        type_: The type of the name: before a person ب stands less often than before a place.
        seen: Folded first words of the article's names, and how often each stands there.

    Returns:
        0 to 2; with لل it counts the first ل only, so that the name keeps an article.
    """
    if folded[0] in blocked:
        return 0
    if folded[0] == "و" and (folded[1:] in seen or (coordinated and not lx.known_name(folded))):
        return 1
    ways = lx.readings(folded)[1:]
    if not ways:
        return 0
    for cut, bare in ways:
        if bare in seen:
            return cut
    unsure = type_ == "PER" or folded[0] not in "بل"
    if unsure and seen.get(folded, 0) > 1 and lx.known_name(ways[0][1]) < _FEW:
        return 0
    return _likeliest(folded, ways, type_)


def _likeliest(folded: str, ways: list[tuple[int, str]], type_: EntityType) -> int:
    weight = _MORE if type_ == "LOC" else _MANY_TIMES
    best_cut, best_score = 0, lx.known_name(folded) * weight
    for cut, bare in ways:
        score = lx.known_name(bare)
        if folded[cut - 1] in ("كفب" if type_ == "PER" else "كف") and score < _OFTEN:
            score = 0
        if bare.startswith("ال") and len(bare) > 4 and folded[0] in ("ولف" if type_ == "PER" else "ولفب"):
            score += _FEW
        if score > best_score:
            best_cut, best_score = cut, score
    if not best_score and len(folded) > 4 and folded[0] in ("وب" if type_ == "LOC" else "و"):
        return 1
    return best_cut
