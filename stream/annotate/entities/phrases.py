"""Names that a generic word begins: وزارة الصحة, ملعب لوجنيكي, كأس العالم, صحيفة «الوطن».

Which words begin what stands in `words`, what may follow them in `grammar`. The extent is that of the annotation
guide of the project: generic word inside before a body's name, outside before a place.
"""

from typing import Final

from stream.annotate.document import EntityType
from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.bodies import DUALS, LIKELY, Found, body, definite_body
from stream.annotate.entities.grammar import adjectives, complement, is_portfolio, purpose, told
from stream.annotate.entities.pieces import Board, Piece
from stream.annotate.entities.sites import site
from stream.annotate.entities.words import STORMS, folded_list

_TRIGGERS: Final = lx.BODY | lx.DEFINITE_BODY | lx.SITE | lx.EVENT | lx.WORK | lx.DEFINITE_EVENT
_OPENING: Final = lx.OPENING_MARKS
_CLOSING: Final = frozenset("\"“”»'’›)")
_QUOTED_AT_MOST: Final = 5
_BRACKETED_AT_MOST: Final = 2
_MEDIA_AT_MOST: Final = 3
_POSSIBLE: Final = 0.6
_ASKED: Final = folded_list("حديث حوار لقاء دردشة مقابلة اتصال حديثه حديثها حوارها لقائه مقابلته")
_SOURCES: Final = folded_list("مصادر مراسل مراسلة مراسلو موفد مندوب قارئ قراء كاميرا عدسة ميكروفون")
_WITH: Final = "مع"
_TALK_BEFORE: Final = 3

_MATCHES: Final = folded_list("كأس دوري بطولة جائزة جوائز اتفاقية معاهدة مهرجان أولمبياد مونديال معركة")
_PRIZES: Final = folded_list("جائزة جوائز")
_HELD_IN: Final = folded_list("اتفاق اتفاقية معاهدة بروتوكول معرض إعلان ميثاق")
_ACCORDING: Final = folded_list("وفقا طبقا نظرا خلافا تنفيذا استنادا تتويجا نتيجة")
_LAWS: Final = folded_list("قانون نظام")


def find_phrases(board: Board) -> None:
    """Lay the phrases of a document on its board, over what the recogniser found there."""
    beyond = 0
    for index in board.having(_TRIGGERS):
        if index >= beyond:
            limit = board.limit(index)
            piece = _phrase(board, index, limit)
            if piece is not None:
                board.lay(piece)
                beyond = _second_ministry(board, index, piece.beyond, limit)


def lay_media(board: Board) -> None:
    """Lay the name in quotation marks behind the preposition ل alone: تصريح لـ«الوطن»."""
    surfaces = board.surfaces
    for index in board.having(lx.TO):
        if index + 3 >= len(surfaces) or surfaces[index + 1] not in _OPENING:
            continue
        if index and board.folded[index - 1] in _ACCORDING:
            continue
        _lay_marked(board, index + 2)
    for index in board.opening:
        if index and _is_asked(board, index):
            _lay_marked(board, index + 1)


def _is_asked(board: Board, opening: int) -> bool:
    """Tell whether a medium is named in the marks that open here: مصادر «الوطن», في حديث مع «الوطن»."""
    folded = board.folded
    if folded[opening - 1] != _WITH:
        return board.entries[opening - 1].bare in _SOURCES
    return any(
        entry.bare in _ASKED for entry in board.entries[max(0, opening - 1 - _TALK_BEFORE) : opening - 1]
    )


def _lay_marked(board: Board, first: int) -> None:
    """Lay the few words from first up to a closing mark as a body; none if a sign or particle is among them."""
    surfaces = board.surfaces
    for end in range(first, min(len(surfaces), first + 1 + _MEDIA_AT_MOST)):
        if surfaces[end] in _CLOSING:
            if end > first:
                board.lay(Piece(first, end, "ORG", LIKELY))
            break
        if not board.entries[end].kinds or board.entries[end].kinds & (lx.STOP | lx.EVENT | lx.WORK):
            break


def _second_ministry(board: Board, head: int, index: int, limit: int) -> int:
    """Lay the second body of a dual head (وزارتي الداخلية والعمل) and return where to read on."""
    if board.entries[head].bare in DUALS and index < limit and is_portfolio(board, index):
        board.lay(Piece(index, index + 1, "ORG", LIKELY))
        return index + 1
    return index


def _phrase(board: Board, index: int, limit: int) -> Piece | None:
    kinds = board.entries[index].kinds
    held = board.taken[index]
    if held is not None and held.first < index and held.type in {"PER", "LOC"}:
        return None
    if kinds & (lx.BODY | lx.WORK):
        quoted = _quoted(board, index, limit, kinds)
        if quoted is not None:
            return quoted
    found = _found(board, index, limit, kinds)
    if found is None:
        return None
    beyond, type_, confidence = found
    if held is not None and held.type == type_:
        return Piece(held.first, max(beyond, held.beyond), type_, max(confidence, held.confidence))
    return Piece(index, beyond, type_, confidence)


def _found(board: Board, index: int, limit: int, kinds: int) -> Found | None:
    found = None
    if kinds & lx.DEFINITE_BODY:
        found = definite_body(board, index, limit)
    if found is None and kinds & lx.BODY:
        found = body(board, index, limit)
    if found is None and kinds & lx.SITE:
        found = site(board, index, limit)
    if found is None and kinds & lx.EVENT:
        found = _event(board, index, limit)
    if found is None and kinds & lx.DEFINITE_EVENT:
        found = _definite_event(board, index, limit)
    return found


def _quoted(board: Board, index: int, limit: int, kinds: int) -> Piece | None:
    """Return the name in quotation marks or brackets behind a generic word: صحيفة «الوطن», برنامج "صباح الخير"."""
    surfaces = board.surfaces
    start = index + 1
    if start + 2 >= limit or surfaces[start] not in _OPENING:
        return None
    if board.ends[start] != board.starts[start + 1] and board.ends[index] == board.starts[start]:
        return None  # a closing mark: the word stands at the end of a quotation
    bracketed = surfaces[start] == "("
    if bracketed and not kinds & lx.BRAND:
        return None
    longest = _BRACKETED_AT_MOST if bracketed else _QUOTED_AT_MOST
    for end in range(start + 1, min(limit, start + 2 + longest)):
        if surfaces[end] in _CLOSING:
            type_: EntityType = "MISC" if kinds & lx.WORK else "ORG"
            return Piece(start + 1, end, type_, LIKELY) if end > start + 1 else None
        if not board.entries[end].kinds or board.entries[end].kinds & lx.STOP:
            break
    return None


def _event(board: Board, index: int, limit: int) -> Found | None:
    bare = board.entries[index].bare
    if index + 1 < limit:
        if bare in _PRIZES and board.entries[index + 1].kinds & lx.BODY:
            giver = body(board, index + 1, limit)
            return (giver[0], "MISC", LIKELY) if giver else None
        held = board.taken[index + 1]
        city = held is not None and held.type == "LOC" and not board.entries[index + 1].kinds & lx.COUNTRY
        if held is not None and city and bare in _HELD_IN and not board.entries[index + 1].cut:
            return held.beyond, "MISC", _POSSIBLE
    return _event_of(board, index, limit)


def _event_of(board: Board, index: int, limit: int) -> Found | None:
    found = complement(board, index + 1, limit)
    if not found.told:
        return None
    after = adjectives(board, found.end, limit)
    if board.entries[index].bare in _MATCHES:
        return purpose(board, after, limit), "MISC", LIKELY
    if board.entries[index].bare in STORMS and found.told & (lx.PHRASE | lx.OTHER_SCRIPT):
        return after, "MISC", LIKELY
    if board.entries[index].bare in _LAWS and board.entries[index + 1].kinds & lx.LINK:
        return after, "MISC", _POSSIBLE
    if found.told & lx.PHRASE and not found.told & (lx.COUNTRY | lx.NAMED_PERSON):
        return after, "MISC", _POSSIBLE
    return None


def _definite_event(board: Board, index: int, limit: int) -> Found | None:
    after = adjectives(board, index + 1, limit)
    named = told(board, index + 1, after) & (lx.NATION | lx.BODY_ADJECTIVE)
    return (after, "MISC", LIKELY) if named else None
