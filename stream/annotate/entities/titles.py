"""Titles of works in quotation marks: روايتها الجديدة «بيت الريح», فاز بالجائزة عن «بيت الريح», و«باب البحر»."""

from typing import Final

from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.pieces import Board, Piece
from stream.annotate.entities.words import folded_list

_TITLE: Final = 0.8
_CLOSING: Final = frozenset("\"“”»'’›")
_WORDS_AT_MOST: Final = 6
_BETWEEN_AT_MOST: Final = 4
_APART_AT_MOST: Final = 6
_SENTENCE_BEFORE: Final = 25
_SPEAKING: Final = folded_list("أن إن بأن أنه أنها إنه إنها")
_WORKS: Final = folded_list("""
    رواية روايته روايتها الرواية روايات رواياته رواياتها فيلم فيلمه فيلمها الفيلم أفلام أفلامه مسلسل المسلسل
    مسلسله مسلسلها كتاب كتابه كتابها الكتاب كتب مسرحية المسرحية مسرحيته مسرحيتها قصيدة قصيدته قصيدتها القصيدة
    أغنية أغنيته أغنيتها الأغنية ألبوم ألبومه ألبومها ديوان ديوانه ديوانها قصة قصته قصتها قصصية القصصية شعرية
    الشعرية برنامج برنامجه برنامجها البرنامج وثائقي الوثائقي لوحة لوحته لوحتها أوبرا أوبريت مجموعته مجموعتها
    القصيرة ثلاثية ثلاثيته
""")
_PRIZES: Final = folded_list("جائزة الجائزة جوائز الجوائز فاز فازت نال نالت")
_AND: Final = "و"
_FOR: Final = "عن"


def lay_titles(board: Board) -> None:
    """Lay short titles in quotation marks behind a noun of a work, behind عن of a prize, and those joined by و."""
    surfaces = board.surfaces
    beyond, before = 0, 0
    for at in board.opening:
        if surfaces[at] == "(":
            continue
        close = _closing(board, at) if at >= beyond else 0
        if not close:
            continue
        beyond = close + 1
        held = board.taken[at + 1]
        titled = held is not None and held.type == "MISC" and (held.first, held.beyond) == (at + 1, close)
        joined = before > 0 and at - before <= _APART_AT_MOST and board.folded[at - 1] == _AND
        if titled or joined or _is_introduced(board, at):
            if held is None or held.type != "ORG":
                board.lay(Piece(at + 1, close, "MISC", _TITLE))
            before = close


def _closing(board: Board, opening: int) -> int:
    """Return where the marks opened here close, 0 unless few words, and none of speech, stand in them."""
    surfaces, starts, ends = board.surfaces, board.starts, board.ends
    limit = min(len(surfaces), opening + 2 + _WORDS_AT_MOST)
    if opening + 1 < limit and ends[opening] != starts[opening + 1]:
        return 0
    for index in range(opening + 1, limit):
        if surfaces[index] in _CLOSING:
            return index if index > opening + 1 else 0
        if (not board.entries[index].kinds and not surfaces[index][0].isdigit()) or board.folded[
            index
        ] in _SPEAKING:
            return 0
    return 0


def _is_introduced(board: Board, opening: int) -> bool:
    """Tell whether a work is named shortly before a mark, or عن of a prize right before it."""
    folded, entries = board.folded, board.entries
    for index in range(opening - 1, max(-1, opening - 1 - _BETWEEN_AT_MOST), -1):
        kinds = entries[index].kinds
        if not kinds or kinds & lx.SPEECH:
            break
        if folded[index] in _WORKS or entries[index].bare in _WORKS:
            return True
    if opening and folded[opening - 1] == _FOR:
        first = max(0, opening - _SENTENCE_BEFORE)
        return any(
            entry.bare in _PRIZES or entry.bare in _WORKS for entry in board.entries[first : opening - 1]
        )
    return False
