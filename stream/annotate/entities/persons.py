"""Persons that the words around them give away: a title before, a verb of speech, a given name."""

from typing import Final

from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.pieces import Board, Piece
from stream.annotate.entities.words import folded_list

_TITLED: Final = 0.8
_SPOKEN: Final = 0.75
LONGEST: Final = 5
PARTS: Final = folded_list("بن ابن بنت آل أبو أبي عبد بو أم ولد دي فان فون دا دو لو مولاي سيدي")
_SPEECH_MARKS: Final = folded_list("أن إن ان بأن قائلا قائلة أنه إنه أنها إنها بأنه") | frozenset(':"«“')
NO_NAMES: Final = lx.STOP | lx.ADJECTIVE | lx.NOT_NAME | lx.NATION | lx.BODY | lx.DEFINITE_BODY | lx.PORTFOLIO
VERBAL: Final = "يتسنو"
PLURALS: Final = ("ون", "ين", "تان", "تين", "تا", "يو", "دو", "ات")
_OFFICE: Final = lx.TITLE | lx.HONORIFIC | lx.DEFINITE
_COMPLEMENT_AT_MOST: Final = 8
_IN_OFFICES: Final = lx.DEFINITE | lx.LINK | lx.BODY | lx.COUNTRY | lx.PORTFOLIO
_RULERS: Final = folded_list("الملك الملكة البابا القيصر السلطان الإمبراطور")
SO_THAT: Final = "فإن"
"""Folded it looks like فان, which is part of Dutch names."""

_ABBREVIATED: Final = frozenset({"د", "م", "أ"})
_ORDINALS: Final = folded_list("الأول الثاني الثالث الرابع الخامس السادس السابع الثامن الأولى الثانية")


def lay_persons(board: Board) -> None:
    """Lay persons behind titles, offices with a complement and verbs of speech."""
    for index in board.having(lx.TITLE | lx.SPEECH):
        if board.taken[index] is None:
            kinds = board.entries[index].kinds
            if kinds & _OFFICE == lx.TITLE:
                _behind_office(board, index, board.limit(index))
            if kinds & lx.TITLE and (kinds & lx.DEFINITE or board.normals[index].endswith(("ه", "ها"))):
                _behind_title(board, index, board.limit(index))
            elif board.surfaces[index] in _ABBREVIATED:
                _behind_abbreviation(board, index, board.limit(index))
            elif kinds & lx.SPEECH:
                _behind_speech(board, index, board.limit(index))


def is_name(board: Board, index: int) -> bool:
    """Tell whether a free token can be a word of a person's name: a name, or a rare word without proclitics."""
    if board.taken[index] is not None:
        return False
    entry = board.entries[index]
    kinds, cut = entry.kinds, entry.cut
    folded = board.folded[index]
    if folded in PARTS:
        return board.normals[index] != SO_THAT
    if cut or not kinds & lx.ARABIC or kinds & NO_NAMES or len(folded) < 3:
        return False
    if kinds & (lx.NAME | lx.GIVEN):
        return True
    return bool(kinds & lx.RARE) and not folded.endswith(PLURALS) and "\u064b" not in board.surfaces[index]


def _continues(board: Board, index: int, length: int) -> bool:
    """Tell whether a free token behind a person's name of so many words belongs to it."""
    entry = board.entries[index]
    kinds, cut = entry.kinds, entry.cut
    folded = board.folded[index]
    if board.taken[index] is not None or cut or "\u064b" in board.surfaces[index]:
        return False
    if folded == "الله" or board.normals[index] == "علي":
        return True
    if length == 1 and kinds & lx.NATION and kinds & lx.DEFINITE and folded.endswith("ي"):
        return True
    if not is_name(board, index):
        return False
    if kinds & (lx.NAME | lx.GIVEN) and folded[0] not in "وبل":
        return True
    return folded in PARTS or folded[0] not in VERBAL


def _run(board: Board, index: int, limit: int) -> int:
    """Return where the run of a person's names from index ends, persons already laid included."""
    start, laid = index, False
    while index < limit and index - start < LONGEST:
        held = board.taken[index]
        if (
            held is not None
            and held.type == "PER"
            and held.first == index
            and (index == start or board.folded[index][0] != "و")
        ):
            index = held.beyond
            laid = True
        elif laid and not follows(board, index):
            break
        elif is_name(board, index) if index == start else _continues(board, index, index - start):
            index += 1
        else:
            break
    while index > start and board.folded[index - 1] in PARTS:
        index -= 1
    return index


def _behind_title(board: Board, index: int, limit: int) -> None:
    start = index + 1
    while start < limit and board.taken[start] is None:
        kinds = board.entries[start].kinds
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
        feminine = board.normals[start].endswith("ة")
        if not first.kinds & lx.RARE or (feminine and not first.kinds & lx.NAME):
            return
    lay_person(board, start, end, _TITLED)


def _behind_abbreviation(board: Board, index: int, limit: int) -> None:
    """Lay the person behind د. or م.: two names or more, the first of which may begin with the article."""
    start = index + 1
    if start >= limit or board.surfaces[start] != "." or board.starts[start] != board.ends[index]:
        return
    start += 1
    end = _run(board, start, limit) if start < limit else start
    while end - start > 2 and _is_definite_noun(board, end - 1):
        end -= 1
    if end - start > 1 and not board.entries[start].cut:
        lay_person(board, start, end, _TITLED)


def _is_definite_noun(board: Board, index: int) -> bool:
    """Tell whether a token is a common word with the article, rather than a family name."""
    kinds = board.entries[index].kinds
    return bool(kinds & lx.DEFINITE) and not kinds & (lx.RARE | lx.GIVEN | lx.NISBA)


def _behind_office(board: Board, index: int, limit: int) -> None:
    """Lay the person behind an office with its complement: وزير الزراعة الأردني فلان الفلاني، …"""
    start, beyond = index + 1, min(limit, index + 1 + _COMPLEMENT_AT_MOST)
    while start < beyond:
        held = board.taken[start]
        if held is not None:
            if held.type == "PER" or held.first != start:
                return
            start = held.beyond
            continue
        entry = board.entries[start]
        kinds, cut = entry.kinds, entry.cut
        if (
            kinds & (lx.STOP | lx.SPEECH)
            or not kinds & _IN_OFFICES
            or (cut and board.folded[start][0] not in "ول")
        ):
            break
        start += 1
    if (
        start == index + 1
        or start >= limit
        or not (board.entries[start - 1].kinds & lx.DEFINITE or board.taken[start - 1] is not None)
    ):
        return
    first = board.entries[start]
    if first.cut or first.kinds & lx.DEFINITE or not is_name(board, start) or board.folded[start] in PARTS:
        return
    if board.folded[start][0] in VERBAL and not first.kinds & (lx.NAME | lx.GIVEN):
        return
    end = _run(board, start, limit)
    if end == start + 1 and not is_end(board, end) and lx.known_name(board.folded[end]) >= lx.SOMETIMES:
        end += 1  # a name that is a title as well: عادل نجم
    if end - start > 1 and is_end(board, end):
        lay_person(board, start, end, _SPOKEN)


def is_end(board: Board, index: int) -> bool:
    """Tell whether a sign, a particle or the end of the text stands at a place: names end before it."""
    return (
        index >= len(board.entries)
        or not board.entries[index].kinds
        or bool(board.entries[index].kinds & lx.STOP)
    )


def _behind_speech(board: Board, index: int, limit: int) -> None:
    start = index + 1
    if start >= limit or not is_name(board, start) or board.folded[start] in PARTS:
        return
    end = _run(board, start, limit)
    if end == start or end >= limit or board.folded[end] not in _SPEECH_MARKS:
        return
    kinds = board.entries[start].kinds
    if end - start == 1 and not kinds & lx.NAME and board.normals[start].endswith("ة"):
        return  # an adverb: وأردفت ضاحكة
    if kinds & lx.RARE or (kinds & lx.NAME and end - start > 1):
        lay_person(board, start, end, _SPOKEN)


def follows(board: Board, index: int) -> bool:
    """Tell whether the free token behind a person's name is a family name."""
    if board.taken[index] is not None:
        return False
    entry = board.entries[index]
    kinds, cut = entry.kinds, entry.cut
    folded = board.folded[index]
    if cut or not kinds & lx.RARE or kinds & NO_NAMES or folded in PARTS or folded[0] in VERBAL:
        return False
    return bool(kinds & lx.NAME) or (bool(kinds & lx.DEFINITE) and folded.endswith("ي"))


def lay_person(board: Board, first: int, beyond: int, confidence: float) -> None:
    """Lay a person on the tokens from first to beyond, as sure as the surest piece that lay there."""
    for index in range(first, beyond):
        held = board.taken[index]
        if held is not None:
            confidence = max(confidence, held.confidence)
    board.lay(Piece(first, beyond, "PER", confidence))
