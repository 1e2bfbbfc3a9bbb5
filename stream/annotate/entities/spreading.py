"""What is a name once is one wherever it stands in the article, and so is the family name of a person."""

from functools import lru_cache
from typing import Final

from stream.annotate.document import EntityType
from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.pieces import Board, Piece
from stream.annotate.entities.proclitics import Proclitics
from stream.annotate.entities.words import STORMS

_SPREAD: Final = 0.5
_CONFIDENCE: Final = 0.8
_NEVER: Final = lx.STOP | lx.ADJECTIVE | lx.TITLE | lx.NOT_NAME | lx.NATION | lx.PORTFOLIO

_PREFIXES: Final = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل")

Form = tuple[tuple[str, ...], EntityType]


def spread(board: Board, proclitics: Proclitics) -> None:
    """Lay the names of the article, and family names of its persons, wherever else they stand."""
    names = _names(board, proclitics)
    if not names:
        return
    folded = board.folded
    heads: dict[str, str] = {}
    for head in names:
        heads.update(_written_forms(head))
    for index in [index for index, word in enumerate(folded) if word in heads]:
        _lay_first(board, index, names[heads[folded[index]]])


@lru_cache(maxsize=20_000)
def _written_forms(head: str) -> dict[str, str]:
    """Return the head by the forms that it can have in the text, with proclitics attached or without."""
    if len(head) < 3:
        return {head: head}
    forms = [prefix + head for prefix in _PREFIXES]
    if head.startswith("ال"):
        forms += ["لل" + head[2:], "ولل" + head[2:], "فلل" + head[2:]]
    return dict.fromkeys(forms, head)


def _lay_first(board: Board, index: int, forms: list[Form]) -> None:
    """Lay the longest of the names that may begin at a token, if one does."""
    held = board.taken[index]
    if held is not None and (held.first < index or held.beyond - index >= len(forms[0][0])):
        return
    for form, type_ in forms:
        end = index + len(form)
        if tuple(board.folded[index + 1 : end]) == form[1:] and _gives_way(board, index, end, type_):
            if len(form) > 1 or not board.kinds[index] & _NEVER:
                board.lay(Piece(index, end, type_, _CONFIDENCE))
            return


def _gives_way(board: Board, first: int, beyond: int, type_: EntityType) -> bool:
    """Tell whether a name may be laid here: on free tokens, and over shorter parts of the same type."""
    for held in board.taken[first:beyond]:
        if held is not None and (
            held.type != type_
            or held.first < first
            or held.beyond > beyond
            or held.beyond - held.first == beyond - first
        ):
            return False
    return True


def _names(board: Board, proclitics: Proclitics) -> dict[str, list[Form]]:
    """Return the names laid so far by their first word, longest first; family names alone are names, too."""
    names: dict[str, list[Form]] = {}
    for piece in board.pieces():
        if piece.confidence >= _SPREAD:
            for form in _forms(board, piece, proclitics):
                known = names.setdefault(form[0][0], [])
                if form not in known:
                    known.append(form)
    for forms in names.values():
        if len(forms) > 1:
            forms.sort(key=lambda form: -len(form[0]))
    return names


def _forms(board: Board, piece: Piece, proclitics: Proclitics) -> list[Form]:
    first, *rest = board.folded[piece.first : piece.beyond]
    cut = proclitics.letters(piece)
    head = "ا" + first[cut:] if cut and first[cut - 1 : cut + 1] == "لل" else first[cut:]
    if not rest and piece.type != "PER" and board.kinds[piece.first] & _NEVER:
        return []
    forms: list[Form] = [((head, *rest), piece.type)]
    if piece.type == "PER" and rest and len(rest[-1]) > 2 and not board.kinds[piece.beyond - 1] & _NEVER:
        forms.append(((rest[-1],), "PER"))
    if rest and head in STORMS:
        forms.append((tuple(rest), piece.type))
    return forms
