"""Finding the names of `known` on a board, longest first."""

from functools import cache
from typing import Final

from stream.annotate.document import EntityType
from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.known import KNOWN
from stream.annotate.entities.pieces import Board, Piece
from stream.annotate.text import fold

_CONFIDENCE: Final = 0.93
_PREFIXES: Final = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول")
_LETTERS_AT_LEAST: Final = 2
_LOCATING: Final = frozenset({"في", "الي", "وفي", "من"})
_PLACE_CONFIDENCE: Final = 0.8


@cache
def _by_first_word() -> dict[str, list[tuple[tuple[str, ...], EntityType]]]:
    """Return the rest of each known name and its type, by the forms of its first word, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], EntityType]]] = {}
    for type_, names in KNOWN.items():
        for name in names.split("|"):
            first, *rest = fold(name).split() or [""]
            if first and not name.strip().endswith("_"):
                forms = [prefix + first for prefix in _PREFIXES]
                if first.startswith("ال"):
                    forms += ["لل" + first[2:], "ولل" + first[2:]]
                for form in forms:
                    found.setdefault(form, []).append((tuple(rest), type_))
    for candidates in found.values():
        candidates.sort(key=lambda candidate: -len(candidate[0]))
    return found


def lay_known(board: Board) -> None:
    """Lay the known names, and names spelled in Latin letters (سي إن إن), over what the recogniser found."""
    by_first = _by_first_word()
    words, taken = board.words, board.taken
    beyond = 0
    for index, word in enumerate(words):
        if index < beyond or word.folded not in by_first:
            continue
        for rest, type_ in by_first[word.folded]:
            end = index + 1 + len(rest)
            if end <= len(words) and all(
                words[index + 1 + at].folded == one for at, one in enumerate(rest)
            ):
                held, last = taken[index], taken[end - 1]
                inside = held is not None and held is last and held.first <= index and held.beyond >= end
                if inside and held is not None and (held.beyond - held.first > end - index):
                    break
                if last is not None and last is not held and last.beyond > end:
                    break
                board.lay(Piece(index, end, type_, _CONFIDENCE))
                beyond = end
                break
    _lay_letters(board)


def _lay_letters(board: Board) -> None:
    entries = board.entries
    index, count = 0, len(entries)
    while index < count:
        if not entries[index].kinds & lx.LETTER:
            index += 1
            continue
        end = index + 1
        while end < count and entries[end].kinds & lx.LETTER and not entries[end].cut:
            end += 1
        if end - index > _LETTERS_AT_LEAST and not all(_laid(board, at) for at in range(index, end)):
            board.lay(Piece(index, end, "ORG", _CONFIDENCE))
        index = end


def lay_places(board: Board) -> None:
    """Lay places of the gazetteer whose name is no common word, or that stand behind a word like مدينة or في."""
    entries, taken, words = board.entries, board.taken, board.words
    for index, (kinds, cut, bare) in enumerate(entries):
        if taken[index] is not None or not kinds & lx.PLACE:
            continue
        before = entries[index - 1] if index else None
        introduced = bool(before and taken[index - 1] is None and before.kinds & lx.PLACE_HEAD and not cut)
        located = bool(before and words[index - 1].folded in _LOCATING and not cut) or (
            cut > 0 and words[index].folded[cut - 1] == "ب"
        )
        if introduced or (kinds & lx.RARE and located):
            board.lay(Piece(index, index + 1, "LOC", _PLACE_CONFIDENCE))


def _laid(board: Board, index: int) -> bool:
    held = board.taken[index]
    return held is not None and held.beyond - held.first > _LETTERS_AT_LEAST
