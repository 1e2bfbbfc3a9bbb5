"""Persons that the words around them give away: a title before, a verb of speech, a given name."""

from typing import Final

from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.pieces import Board, Piece
from stream.annotate.entities.words import folded_list

_TITLED: Final = 0.8
_SPOKEN: Final = 0.75
_LONGEST: Final = 5
_SOMETIMES: Final = 5
_PARTS: Final = folded_list("بن ابن بنت آل أبو أبي عبد بو أم ولد دي فان فون دا دو لو مولاي سيدي")
_SPEECH_MARKS: Final = folded_list("أن إن ان بأن قائلا قائلة أنه إنه أنها إنها بأنه") | frozenset(':"«“')
_NO_NAMES: Final = (
    lx.STOP | lx.ADJECTIVE | lx.NOT_NAME | lx.NATION | lx.BODY | lx.DEFINITE_BODY | lx.PORTFOLIO
)
_VERBAL: Final = "يتسنو"
_PLURALS: Final = ("ون", "ين", "تان", "تين", "تا", "يو", "دو", "ات")
_RULERS: Final = folded_list("الملك الملكة البابا القيصر السلطان الإمبراطور")
_ORDINALS: Final = folded_list("الأول الثاني الثالث الرابع الخامس السادس السابع الثامن الأولى الثانية")


def lay_persons(board: Board) -> None:
    """Lay persons behind titles and verbs of speech, and widen persons by the names beside them."""
    for index in board.having(lx.TITLE | lx.SPEECH):
        if board.taken[index] is None:
            kinds = board.kinds[index]
            if kinds & lx.TITLE and (kinds & lx.DEFINITE or board.words[index].normal.endswith(("ه", "ها"))):
                _behind_title(board, index, board.limit(index))
            elif kinds & lx.SPEECH:
                _behind_speech(board, index, board.limit(index))
    widen_persons(board)


def widen_persons(board: Board) -> None:
    """Widen the persons on a board by a given name before them and by a rare family name behind them."""
    for piece in board.pieces():
        if piece.type == "PER":
            _widen(board, piece)
    _lead_twice(board)


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
        kinds, cut, _, _ = board.entries[first]
        if kinds & lx.RARE and not cut and kinds & lx.ARABIC and not kinds & (_NO_NAMES | lx.DEFINITE):
            leads.setdefault((board.folded[first], board.folded[piece.first]), []).append(piece)
    for pieces in leads.values():
        if len(pieces) > 1:
            for piece in pieces:
                _lay(board, piece.first - 1, piece.beyond, piece.confidence)


def _is_name(board: Board, index: int) -> bool:
    """Tell whether a free token can be a word of a person's name: a name, or a rare word without proclitics."""
    if board.taken[index] is not None:
        return False
    kinds, cut, _, _ = board.entries[index]
    folded = board.folded[index]
    if folded in _PARTS:
        return True
    if cut or not kinds & lx.ARABIC or kinds & _NO_NAMES or len(folded) < 3:
        return False
    if kinds & (lx.NAME | lx.GIVEN):
        return True
    return bool(kinds & lx.RARE) and not folded.endswith(_PLURALS) and "\u064b" not in board.surfaces[index]


def _continues(board: Board, index: int, length: int) -> bool:
    """Tell whether a free token behind a person's name of so many words belongs to it."""
    kinds, cut, _, _ = board.entries[index]
    word = board.words[index]
    if board.taken[index] is not None or cut or "\u064b" in board.surfaces[index]:
        return False
    if word.folded == "الله" or word.normal == "علي":
        return True
    if length == 1 and kinds & lx.NATION and kinds & lx.DEFINITE and word.folded.endswith("ي"):
        return True
    if not _is_name(board, index):
        return False
    if kinds & (lx.NAME | lx.GIVEN) and word.folded[0] not in "وبل":
        return True
    return word.folded in _PARTS or word.folded[0] not in _VERBAL


def _run(board: Board, index: int, limit: int) -> int:
    """Return where the run of a person's names from index ends, persons already laid included."""
    start, laid = index, False
    while index < limit and index - start < _LONGEST:
        held = board.taken[index]
        if (
            held is not None
            and held.type == "PER"
            and held.first == index
            and (index == start or board.folded[index][0] != "و")
        ):
            index = held.beyond
            laid = True
        elif laid and not _follows(board, index):
            break
        elif _is_name(board, index) if index == start else _continues(board, index, index - start):
            index += 1
        else:
            break
    while index > start and board.folded[index - 1] in _PARTS:
        index -= 1
    return index


def _behind_title(board: Board, index: int, limit: int) -> None:
    start = index + 1
    while start < limit and board.taken[start] is None:
        kinds = board.kinds[start]
        if not (kinds & lx.DEFINITE and kinds & (lx.TITLE | lx.ADJECTIVE) and not board.entries[start].cut):
            break
        start += 1
    end = _run(board, start, limit)
    if end == start:
        return
    if end < limit and board.folded[end] in _ORDINALS and board.entries[index].bare in _RULERS:
        end += 1
    first = board.entries[start]
    if first.kinds & lx.DEFINITE or (
        board.folded[start][0] in "لبو" and not first.kinds & (lx.NAME | lx.GIVEN)
    ):
        return
    if end - start == 1 and board.taken[start] is None and not first.kinds & lx.GIVEN:
        feminine = board.words[start].normal.endswith("ة")
        if not first.kinds & lx.RARE or (feminine and not first.kinds & lx.NAME):
            return
    _lay(board, start, end, _TITLED)


def _behind_speech(board: Board, index: int, limit: int) -> None:
    start = index + 1
    if start >= limit or not _is_name(board, start) or board.folded[start] in _PARTS:
        return
    end = _run(board, start, limit)
    if end == start or end >= limit or board.folded[end] not in _SPEECH_MARKS:
        return
    kinds = board.kinds[start]
    if kinds & lx.RARE or (kinds & lx.NAME and end - start > 1):
        _lay(board, start, end, _SPOKEN)


def _widen(board: Board, piece: Piece) -> None:
    first, beyond = piece.first, piece.beyond
    while first and _leads_into(board, first - 1):
        first -= 1
    if board.folded[first] == "بن" and first and _can_be_given(board, first - 1):
        first -= 1
    count = len(board.entries)
    while beyond < count and board.ends[beyond - 1] + 1 == board.starts[beyond]:
        alone = beyond - first == 1 and bool(board.kinds[first] & lx.GIVEN)
        if not (_follows(board, beyond) or (alone and _is_name(board, beyond) and _is_rare(board, beyond))):
            break
        beyond += 1
    if (first, beyond) != (piece.first, piece.beyond) and beyond - first <= _LONGEST:
        _lay(board, first, beyond, piece.confidence)


def _can_be_given(board: Board, index: int) -> bool:
    """Tell whether a free token before بن is a given name."""
    kinds, cut, _, _ = board.entries[index]
    if board.taken[index] is not None or cut or not kinds & lx.ARABIC or kinds & (lx.STOP | lx.DEFINITE):
        return False
    return bool(kinds & lx.RARE) or lx.known_name(board.folded[index]) >= _SOMETIMES


def _is_rare(board: Board, index: int) -> bool:
    folded = board.folded[index]
    return bool(board.kinds[index] & lx.RARE) and folded[0] not in _VERBAL + "م" and folded[-1] not in "اه"


def _leads_into(board: Board, index: int) -> bool:
    """Tell whether the free token before a person's name is a given name."""
    if board.taken[index] is not None or board.ends[index] + 1 != board.starts[index + 1]:
        return False
    kinds, cut, _, _ = board.entries[index]
    before = board.kinds[index - 1] if index else 0
    announced = not before or bool(before & (lx.TITLE | lx.SPEECH | lx.NATION))
    if cut:
        return False
    if board.words[index].normal == "علي":
        return announced and index > 0
    if not kinds & lx.ARABIC or kinds & (_NO_NAMES | lx.TITLE | lx.DEFINITE | lx.SPEECH):
        return False
    if kinds & lx.GIVEN and announced:
        return True
    return bool(kinds & lx.RARE and kinds & (lx.NAME | lx.GIVEN))


def _follows(board: Board, index: int) -> bool:
    """Tell whether the free token behind a person's name is a family name."""
    if board.taken[index] is not None:
        return False
    kinds, cut, _, _ = board.entries[index]
    folded = board.folded[index]
    if cut or not kinds & lx.RARE or kinds & _NO_NAMES or folded in _PARTS or folded[0] in _VERBAL:
        return False
    return bool(kinds & lx.NAME) or (bool(kinds & lx.DEFINITE) and folded.endswith("ي"))


def _lay(board: Board, first: int, beyond: int, confidence: float) -> None:
    for index in range(first, beyond):
        held = board.taken[index]
        if held is not None:
            confidence = max(confidence, held.confidence)
    board.lay(Piece(first, beyond, "PER", confidence))
