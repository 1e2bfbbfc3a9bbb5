"""Bringing the pieces of one article into line: one name, one type; adjectives of clubs are no persons."""

from typing import Final

from stream.annotate.document import EntityType
from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.pieces import Board, Piece
from stream.annotate.entities.words import STORMS, folded_list

_PERSONAL: Final = lx.NAME | lx.GIVEN
_OFTEN_ALONE: Final = 3
_OPENING: Final = frozenset('«“„"')
_SPORTS_AT_LEAST: Final = 4
_CLUB: Final = 0.75
_COMPANIES: Final = folded_list("شركة صحيفة جريدة مجلة قناة إذاعة وكالة بنك مصرف حزب")
_TRADES: Final = folded_list("""
    القابضة للإنشاءات للصناعات للاستثمار للاستثمارات للتطوير للطيران للاتصالات للتأمين للبترول للطاقة للسياحة للتجارة
    للإعلام للأدوية للأغذية للعقارات للمقاولات للتعدين للنقل للخدمات للكهرباء للأسمنت للحديد للتقنية للسيارات للنشر
""")
_ONLY_WITH: Final = {"سيول": "كوري"}
_NO_FAMILY: Final = lx.COUNTRY | lx.PLACE | lx.KNOWN | lx.STOP | lx.TITLE | lx.ADJECTIVE
_RISKY: Final = lx.ADJECTIVE | lx.NISBA


def drop_adjectives(board: Board) -> None:
    """Take off single words like الأهلاوي or النجراني that are adjectives of the definite noun before them."""
    for piece in board.pieces():
        index = piece.first
        if piece.type != "PER" or piece.beyond - index > 1 or not index or board.taken[index - 1] is not None:
            continue
        kinds, before = board.entries[index].kinds, board.entries[index - 1].kinds
        if not (kinds & lx.DEFINITE and before & lx.DEFINITE) or before & (
            lx.TITLE | lx.ADJECTIVE | lx.NISBA
        ):
            continue
        if board.folded[index].endswith(("وي", "يه")):
            board.lift(piece)


def drop_ambiguous(board: Board) -> None:
    """Take off cities whose name is a common word, where the article does not name their country: سيول, floods."""
    for piece in board.pieces():
        if piece.beyond - piece.first == 1:
            evidence = _ONLY_WITH.get(board.folded[piece.first].lstrip("وب"))
            if evidence and not any(evidence in folded for folded in board.folded):
                board.lift(piece)


def drop_glued(board: Board) -> None:
    """Cut verbs off persons whose name without them the article has elsewhere, and lone words opening a quotation."""
    pieces = [piece for piece in board.pieces() if piece.type == "PER"]
    if not pieces:
        return
    folded = board.folded
    forms: dict[str, int] = {}
    first_words: dict[str, set[str]] = {}
    for piece in pieces:
        form = board.form(piece.first, piece.beyond)
        forms[form] = forms.get(form, 0) + 1
        if piece.beyond - piece.first > 1:
            first_words.setdefault(folded[piece.beyond - 1], set()).add(folded[piece.first])
    for piece in pieces:
        length = piece.beyond - piece.first
        if length == 1:
            if _opens_quotation(board, piece.first) and folded[piece.first] not in first_words:
                board.lift(piece)
            continue
        first, last = piece.first, piece.beyond - 1
        kinds = board.entries[first].kinds
        verbal = kinds & lx.SPEECH or not kinds & _PERSONAL
        if length == 2 and verbal and len(first_words[folded[last]]) > 1:
            board.lay(Piece(last, last + 1, "PER", piece.confidence))
        elif (
            forms.get(board.form(first, last), 0) >= _OFTEN_ALONE
            and forms[board.form(first, last + 1)] == 1
            and not board.entries[last].kinds & (_PERSONAL | lx.DEFINITE)
            and not (length == 2 and kinds & lx.GIVEN)
        ):
            board.lay(Piece(first, last, "PER", piece.confidence))


def _opens_quotation(board: Board, index: int) -> bool:
    """Tell whether a name that is a word as well (حلمي) is the first of a quotation and does not fill it."""
    if not index or board.surfaces[index - 1] not in _OPENING or index + 1 >= len(board.surfaces):
        return False
    return (
        board.folded[index].endswith("ي")
        and bool(board.entries[index + 1].kinds)
        and not board.entries[index].kinds & lx.GIVEN
    )


def lay_clubs(board: Board) -> None:
    """Lay clubs whose names are words, like النصر or الاتحاد, where the article is about sports."""
    clubs = board.having(lx.CLUB)
    if not clubs or len(board.having(lx.SPORT)) < _SPORTS_AT_LEAST:
        return
    count = len(board.entries)
    for index in clubs:
        if _longer(board.taken[index]):
            continue
        following = board.entries[index + 1] if index + 1 < count else None
        if following and not following.cut and following.kinds & lx.DEFINITE and following.kinds & _RISKY:
            continue
        before = board.entries[index - 1].kinds if index and not board.entries[index].cut else 0
        if before & (lx.BODY | lx.LINK) and not before & lx.BRAND:
            continue
        board.lay(Piece(index, index + 1, "ORG", _CLUB))


def widen_companies(board: Board) -> None:
    """Widen companies by their trade: أوراسكوم للإنشاءات, المراعي القابضة."""
    for piece in board.pieces():
        index = piece.beyond
        if piece.type != "ORG" or index >= len(board.folded) or board.taken[index] is not None:
            continue
        if board.folded[index] in _TRADES and board.entries[piece.first].kinds & lx.RARE:
            board.lay(Piece(piece.first, index + 1, "ORG", piece.confidence))


def _is_company(board: Board, piece: Piece) -> bool:
    """Tell whether a body's generic word makes a body of the name behind it wherever that stands alone."""
    if piece.beyond - piece.first > 2:
        return bool(board.entries[piece.first].kinds & lx.BRAND)
    return (
        board.entries[piece.first].bare in _COMPANIES
        and not board.entries[piece.first + 1].kinds & _NO_FAMILY
    )


def _longer(piece: Piece | None) -> bool:
    return piece is not None and piece.beyond - piece.first > 1


def agree(board: Board) -> None:
    """Give single words the type that their longer name has, and each name the type it has most often."""
    pieces = board.pieces()
    forms = [board.form(piece.first, piece.beyond) for piece in pieces]
    families = _families(board, pieces)
    companies = {
        board.form(piece.first + 1, piece.beyond)
        for piece in pieces
        if piece.type == "ORG" and _longer(piece) and _is_company(board, piece)
    }
    doubtful = _weights_of_doubtful(pieces, forms)
    for index, piece in enumerate(pieces):
        form = forms[index]
        country = board.entries[piece.first].kinds & lx.COUNTRY
        family = None if country or not families or _longer(piece) else _family(form, families)
        if family is not None:
            piece.type = family
        elif form in companies:
            piece.type = "ORG"
        elif not country and form in doubtful:
            piece.type = _heaviest(doubtful[form])


def _families(board: Board, pieces: list[Piece]) -> dict[str, EntityType]:
    """Return the words that are family names of persons, or names of storms, in longer names."""
    families: dict[str, EntityType] = {}
    for piece in pieces:
        last = piece.beyond - 1
        if piece.type == "PER" and last > piece.first and not board.entries[last].kinds & _NO_FAMILY:
            families[board.folded[last]] = "PER"
        elif piece.type == "MISC" and last - piece.first == 1 and board.entries[piece.first].bare in STORMS:
            families[board.folded[last]] = "MISC"
    return families


def _family(word: str, families: dict[str, EntityType]) -> EntityType | None:
    """Return the type of the longer name that a word is the end of, with و before it or without."""
    joined = families.get(word[1:]) if word.startswith("و") else None
    return joined or families.get(word)


def _weights_of_doubtful(pieces: list[Piece], forms: list[str]) -> dict[str, dict[EntityType, float]]:
    """Return how sure each type is of the names that have several."""
    types: dict[str, EntityType] = {}
    weights: dict[str, dict[EntityType, float]] = {}
    for index, piece in enumerate(pieces):
        if types.setdefault(forms[index], piece.type) != piece.type:
            weights[forms[index]] = {}
    if weights:
        for piece, form in zip(pieces, forms, strict=True):
            if form in weights:
                weights[form][piece.type] = weights[form].get(piece.type, 0.0) + piece.confidence
    return weights


def _heaviest(weights: dict[EntityType, float]) -> EntityType:
    return max((weight, type_) for type_, weight in weights.items())[1]
