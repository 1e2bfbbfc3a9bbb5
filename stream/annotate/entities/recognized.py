"""Laying what the recogniser found: split at و, without titles and signs at the edges, without what is no name."""

from typing import Final

from stream.annotate.document import EntityType, Mention
from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.grammar import disagrees
from stream.annotate.entities.pieces import Board, Piece
from stream.annotate.entities.words import folded_list

_KEPT: Final[dict[EntityType, float]] = {"PER": 0.45, "LOC": 0.35, "ORG": 0.3, "MISC": 0.6}
"""How sure the recogniser has to be. On the gold articles most of what is less sure is wrong; of bodies, whose
extent the recogniser often misses, the rules still make something."""

_INSIDE_NAMES: Final = frozenset({"في", "من", "علي", "بين", "عبر", "لدي", "مع"})
_NO_NAME: Final = lx.NOT_NAME | lx.NATION
_KEPT_COMMON: Final = 0.6
"""The same for a single word that is a common one or looks like a verb in the imperfect."""

_KEPT_ANNOUNCED: Final = 0.3
"""The same for full names of persons that the words before them announce, or commas set apart."""

_COMMAS: Final = frozenset("،,")
_MANY_TIMES: Final = 20
_NAMELIKE: Final = lx.NAME | lx.GIVEN | lx.RARE
_GENERIC: Final = lx.BODY | lx.EVENT
_BEFORE_PERSONS: Final = lx.TITLE | lx.NATION
_LISTED: Final = lx.KNOWN | lx.COUNTRY | lx.PLACE | lx.GIVEN | lx.CLUB
_NO_EDGE: Final = lx.STOP | lx.PREPOSITION | lx.PARTICLE
_BARE_TITLES: Final = folded_list("سير لورد مستر دكتور كابتن مدرب لاعب رئيس وزير مدير جنرال سيناتور")
_EDGES: Final = frozenset({"اليوم"})
_COUNTED: Final = folded_list("عشر عشرة عشرين عشرون ثلاثين مئة مائة ألف مليون مرة مرات")
_FIRST_PERSON: Final = "سأ"
_SPLITTING: Final = frozenset({"فإن", "فأن", "بأن", "لأن", "لكن", "ولكن", "أن", "إن", "وأن", "وإن"})
_IMPERFECT: Final = "يت"
_VERB_LETTERS: Final = range(5, 8)


def lay_recognized(board: Board, mentions: list[Mention]) -> None:
    """Lay the recogniser's mentions (in order) on a board, as far as they are sure enough and names at all."""
    starts, ends, count = board.starts, board.ends, len(board.starts)
    first = 0
    for start, end, type_, confidence in mentions:
        while first < count and ends[first] <= start:
            first += 1
        beyond = first
        while beyond < count and starts[beyond] < end:
            beyond += 1
        if beyond == first:
            continue
        kept = _KEPT[type_]
        if type_ == "PER" and beyond - first > 1 and _is_announced(board, first, beyond):
            kept = _KEPT_ANNOUNCED
        if confidence >= kept:
            begin = first
            if type_ in {"PER", "LOC"}:
                for index in range(first + 1, beyond):
                    if _splits(board, index, type_):
                        _lay(board, begin, index, type_, confidence)
                        begin = index
            _lay(board, begin, beyond, type_, confidence)


def _is_announced(board: Board, first: int, beyond: int) -> bool:
    """Tell whether a person stands behind a title, a nationality or its adjective, or between commas."""
    if not first:
        return False
    before = board.entries[first - 1].kinds
    if before & lx.DEFINITE and before & (lx.TITLE | lx.NATION | lx.ADJECTIVE | lx.NISBA):
        return True
    surfaces = board.surfaces
    return surfaces[first - 1] in _COMMAS and beyond < len(surfaces) and surfaces[beyond] in _COMMAS


def _splits(board: Board, index: int, type_: EntityType) -> bool:
    """Tell whether a mention of persons or places ends before a token: و joins two of them, بري والسنيورة."""
    entry, folded = board.entries[index], board.folded[index]
    if board.normals[index] in _SPLITTING:
        return True
    if not entry.attachable or not folded.startswith("و"):
        return False
    if type_ == "LOC":
        return entry.cut == 1 and bool(entry.kinds & (lx.COUNTRY | lx.PLACE))
    return lx.known_name(folded[1:]) > _MANY_TIMES * lx.known_name(folded)


def _lay(board: Board, first: int, beyond: int, type_: EntityType, confidence: float) -> None:
    piece = _trim(board, first, beyond, type_, confidence)
    if piece is not None:
        board.lay(piece)


def _trim(board: Board, first: int, beyond: int, type_: EntityType, confidence: float) -> Piece | None:
    """Return a recogniser's mention without what does not belong at its edges, None if nothing is left."""
    entries = board.entries
    while first < beyond and not entries[first].kinds:
        first += 1
    while first < beyond and not entries[beyond - 1].kinds:
        beyond -= 1
    if type_ in {"PER", "ORG"}:
        first, beyond = _without_edges(board, first, beyond)
    if type_ == "PER":
        first = _start_of_person(board, first, beyond - 1)
    elif type_ == "LOC":
        while (
            first < beyond - 1
            and entries[first].kinds & lx.PLACE_HEAD
            and not entries[first].kinds & lx.DEFINITE
        ):
            first += 1
    elif (
        type_ == "ORG"
        and first < beyond - 2
        and entries[first].kinds & lx.BODY
        and disagrees(board, first, beyond - 1)
    ):
        beyond -= 1
    if first >= beyond or _is_no_name(board, first, beyond, type_, confidence):
        return None
    if beyond - first == 1 and entries[first].kinds & lx.COUNTRY:
        type_ = "LOC"
    return Piece(first, beyond, type_, confidence)


def _without_edges(board: Board, first: int, beyond: int) -> tuple[int, int]:
    """Return where a name begins and ends without particles, prepositions, adverbs and future verbs at its edges."""
    while first < beyond and _is_no_edge(board, first):
        first += 1
    while beyond - first > 1 and (
        _is_no_edge(board, beyond - 1) or _is_future(board, beyond - 1) or _is_counted(board, beyond - 1)
    ):
        beyond -= 1
    return first, beyond


def _is_no_edge(board: Board, index: int) -> bool:
    entry = board.entries[index]
    kinds, cut = entry.kinds, entry.cut
    if board.normals[index] in _SPLITTING:
        return True
    if cut or not kinds & _NO_EDGE or board.folded[index] in _EDGES:
        return False
    return not kinds & lx.GIVEN or board.normals[index] == "على"


def _is_counted(board: Board, index: int) -> bool:
    """Tell whether a word is a numeral or مرة, but not part of an ordinal like السادس عشر."""
    return board.folded[index] in _COUNTED and not board.entries[index - 1].kinds & lx.DEFINITE


def _is_future(board: Board, index: int) -> bool:
    """Tell whether a word is a verb in the future, like سيفتتح."""
    folded = board.folded[index]
    if board.normals[index].startswith(_FIRST_PERSON):
        return not board.entries[index].kinds & (lx.NAME | lx.GIVEN | lx.PLACE | lx.KNOWN)
    return (
        len(folded) in _VERB_LETTERS
        and folded[0] == "س"
        and folded[1] in _IMPERFECT
        and not board.entries[index].kinds & (lx.NAME | lx.GIVEN | lx.PLACE | lx.KNOWN)
    )


def _start_of_person(board: Board, first: int, last: int) -> int:
    """Return where a person's name begins, behind titles, nationalities and whatever cannot be part of it."""
    entries = board.entries
    for index in range(first, last):
        if (
            entries[index].kinds & lx.NOT_NAME
            and entries[index].kinds & lx.DEFINITE
            and board.folded[index] != "الله"
        ):
            first = index + 1
    while first < last and entries[first].kinds & _BEFORE_PERSONS and entries[first].kinds & lx.DEFINITE:
        first += 1
    while first < last and board.folded[first] in _BARE_TITLES:
        first += 1
    if last - first > 1 and board.folded[first + 1] == "بن" and not entries[first].kinds & _NAMELIKE:
        first += 1
    return first


def _is_no_name(board: Board, first: int, beyond: int, type_: EntityType, confidence: float) -> bool:
    """Tell whether words are a currency, a nationality, a lone generic word or a definite adjective."""
    kinds = board.entries[first].kinds
    definite = kinds & lx.DEFINITE
    if beyond - first == 1:
        if kinds & lx.STOP or (kinds & _GENERIC and not definite):
            return True
        if confidence < _KEPT_COMMON and not kinds & _LISTED and _is_common(board, first):
            return True
    elif (type_ == "PER" and definite and board.entries[first].cut) or _runs_over(board, first, beyond):
        return True
    return all(board.entries[index].kinds & _NO_NAME for index in range(first, beyond))


def _is_common(board: Board, index: int) -> bool:
    """Tell whether an Arabic word is a common one, or has the form of a verb in the imperfect and is no name."""
    kinds = board.entries[index].kinds
    if not kinds & lx.ARABIC:
        return False
    return not kinds & lx.RARE or (board.folded[index][0] == "ي" and not kinds & lx.NAME)


def _runs_over(board: Board, first: int, beyond: int) -> bool:
    """Tell whether a preposition other than في and من stands inside: then no name does."""
    return any(
        board.entries[index].kinds & lx.PREPOSITION and board.folded[index] not in _INSIDE_NAMES
        for index in range(first + 1, beyond)
    )
