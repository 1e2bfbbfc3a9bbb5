"""Names that a generic word begins: وزارة الصحة, الحكومة السورية, ملعب لوجنيكي, كأس العالم, صحيفة «الوطن».

Which words begin what stands in `stream.annotate.entities.words`; this is the grammar of what may follow. The
extent is that of the annotation guide of the project: generic word inside before a body's name, outside before a
place.
"""

from typing import Final

from stream.annotate.document import EntityType
from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.pieces import Board, Piece
from stream.annotate.text import fold

_TRIGGERS: Final = lx.BODY | lx.DEFINITE_BODY | lx.SITE | lx.EVENT | lx.WORK | lx.DEFINITE_EVENT
_OPENING: Final = frozenset("\"“”«'‘„‹(")
_CLOSING: Final = frozenset("\"“”»'’›)")
_QUOTED_AT_MOST: Final = 5
_MEDIA_AT_MOST: Final = 3

_SURE: Final = 0.9
_LIKELY: Final = 0.75
_POSSIBLE: Final = 0.6


def _folded(text: str) -> frozenset[str]:
    return frozenset(map(fold, text.split()))


_PURPOSEFUL: Final = _folded("""
    الاتحاد الهيئة المؤسسة المجلس المركز الإدارة الصندوق المنظمة الجمعية الرابطة الوكالة اللجنة القطب الأمانة النقابة
    المكتب الشركة البنك المديرية الديوان المعهد الجامعة المفوضية الشبكة الجبهة الحركة وكالة منظمة مؤسسة مركز معهد هيئة
    شركة المحكمة اتحاد رابطة
""")
_NAMED_AFTER_PERSONS: Final = _folded("""
    جامعة مؤسسة معهد مركز شركة مجموعة مدرسة كلية جمعية دار بنك مصنع مكتبة كتائب أكاديمية مجمع مسرح متحف
""")
_NOT_AFTER_PLACES: Final = _folded("""
    مدرسة موقع محطة قيادة مكتب برنامج مركز مجموعة كنيسة دائرة سوق لجنة فرقة شبكة منصة مسرح دار متحف خلية عصابة إدارة
    مجلس قوات حركة مصنع جماعة فريق
""")
_DEFINITE_NAMES: Final = _folded("نادي حزب صحيفة قناة جريدة وكالة مجلة")
_WITH_PLACE_BEHIND: Final = _folded("منظمة بعثة محكمة المحكمة البعثة")
_TOWARDS: Final = _folded("لدى لدي")
_GENERIC_COMPLEMENTS: Final = _folded("""
    الجلسة التحقيق المحلفين الإدارة الاقتراع الموضوع السجن المدينة القرية المنطقة المدرسة الجامعة المستشفى البلاد
    الدولة الحكم العمل الاحتلال الحلفاء الدفاع_ الطيران المباراة الرئيس الوزير الأسرة المنزل الكلية الشركة الحزب البرلمان
    النادي الفريق المنتخب التدريس المحاماة الجمهورية الوزراء_ الجودة المستخدمين الاتهام
""")
_NOT_WITH_NATIONS: Final = _folded(
    "الإدارة المكتب الشركة المركز النادي_ المجلس_ القيادة المعهد الكلية السلطة_"
)
_NOT_OF_BODIES: Final = _folded("مكتب قيادة كتلة موقع برنامج فريق لجنة دائرة إدارة مقر محطة قوات")
_PLURAL_HEADS: Final = ("ات", "ه")
_FEMININE: Final = _folded("الخطوط الأركان الشؤون")
_MINISTRIES: Final = _folded("الخارجية الداخلية الدفاع الخزانة")
_MATCHES: Final = _folded("كأس دوري بطولة جائزة جوائز اتفاقية معاهدة مهرجان أولمبياد مونديال معركة")
_UNSURE_SITES: Final = _folded(
    "سوق طريق ساحة شارع جبل سد صالة برج دير معبد مملكة خليج مخيم بوابة ميدان مسجد جامع"
)
_NEVER_GUESSED: Final = _folded("سوق طريق ساحة شارع")
_ROYAL: Final = _folded("الملك الأمير الشيخ السلطان الملكة الأميرة الإمام الرئيس الشهيد خادم")


def find_phrases(board: Board) -> None:
    """Lay the phrases of a document on its board, over what the recogniser found there."""
    beyond = 0
    for index in board.having(_TRIGGERS):
        if index >= beyond:
            limit = board.limit(index)
            piece = _phrase(board, index, limit)
            if piece is not None:
                board.lay(piece)
                beyond = _second_ministry(board, board.entries[index].bare, piece.beyond, limit)


def _second_ministry(board: Board, head: str, index: int, limit: int) -> int:
    """Lay the second body of a dual head (وزارتي الداخلية والعمل) and return where to read on."""
    if head in _DUALS and index < limit:
        kinds, cut, _, _ = board.entries[index]
        if cut == 1 and kinds & lx.PORTFOLIO and board.folded[index][0] == "و":
            board.lay(Piece(index, index + 1, "ORG", _LIKELY))
            return index + 1
    return index


def _phrase(board: Board, index: int, limit: int) -> Piece | None:
    kinds = board.kinds[index]
    held = board.taken[index]
    if held is not None and held.first < index and held.type in {"PER", "LOC"}:
        return None
    if kinds & (lx.BODY | lx.WORK):
        quoted = _quoted(board, index, limit, kinds)
        if quoted is not None:
            return quoted
    found: tuple[int, EntityType, float] | None = None
    if kinds & lx.DEFINITE_BODY:
        found = _definite_body(board, index, limit)
    if found is None and kinds & lx.BODY:
        found = _body(board, index, limit)
    if found is None and kinds & lx.SITE:
        found = _site(board, index, limit)
    if found is None and kinds & (lx.EVENT | lx.DEFINITE_EVENT):
        found = _event(board, index, limit)
    if found is None:
        return None
    beyond, type_, confidence = found
    if held is not None and held.first <= index and held.type == type_:
        return Piece(held.first, max(beyond, held.beyond), type_, max(confidence, held.confidence))
    return Piece(index, beyond, type_, confidence)


def lay_media(board: Board) -> None:
    """Lay the name in quotation marks behind the preposition ل alone: تصريح لـ«الوطن»."""
    surfaces = board.surfaces
    for index in board.having(lx.TO):
        if index + 3 < len(surfaces) and surfaces[index + 1] in _OPENING:
            for end in range(index + 3, min(len(surfaces), index + 3 + _MEDIA_AT_MOST)):
                if surfaces[end] in _CLOSING:
                    board.lay(Piece(index + 2, end, "ORG", _LIKELY))
                    break


def _quoted(board: Board, index: int, limit: int, kinds: int) -> Piece | None:
    """Return the name in quotation marks or brackets behind a generic word: صحيفة «الوطن», برنامج "صباح الخير"."""
    surfaces = board.surfaces
    start = index + 1
    if start + 2 >= limit or surfaces[start] not in _OPENING:
        return None
    if surfaces[start] == "(" and not kinds & lx.BRAND:
        return None
    if board.ends[start] != board.starts[start + 1] and board.ends[index] == board.starts[start]:
        return None  # a closing mark: the word stands at the end of a quotation
    longest = 2 if surfaces[start] == "(" else _QUOTED_AT_MOST
    for end in range(start + 1, min(limit, start + 2 + longest)):
        if surfaces[end] in _CLOSING:
            type_: EntityType = "MISC" if kinds & lx.WORK else "ORG"
            return Piece(start + 1, end, type_, _LIKELY) if end > start + 1 else None
        if not board.kinds[end] or board.kinds[end] & lx.STOP:
            return None
    return None


def _adjectives(board: Board, index: int, limit: int, head: str | None = None) -> int:
    """Return where the run of definite adjectives from index ends; with a head they have to agree with it."""
    entries, taken = board.entries, board.taken
    while index < limit:
        kinds, cut, bare, _ = entries[index]
        if head is not None and bare.endswith("ه") != head.endswith(_PLURAL_HEADS):
            break
        if cut or not kinds & lx.DEFINITE or kinds & (lx.STOP | lx.TITLE):
            break
        if not kinds & (lx.ADJECTIVE | lx.NISBA):
            break
        held = taken[index]
        if held is not None and held.type in {"PER", "LOC"} and not kinds & lx.ADJECTIVE:
            break
        index += 1
    return index


def _coordinated(board: Board, index: int, limit: int) -> int:
    """Return where further portfolios end: والتعليم العالي والبحث العلمي."""
    entries = board.entries
    while index < limit:
        kinds, cut, bare, _ = entries[index]
        if cut != 1 or not kinds & lx.PORTFOLIO or not bare.startswith("ال") or board.folded[index][0] != "و":
            break
        index = _adjectives(board, index + 1, limit)
    return index


def _purpose(board: Board, index: int, limit: int) -> int:
    """Return where a purpose from index ends: للشغل, لمكافحة الفساد."""
    if index >= limit or board.taken[index] is not None:
        return index
    folded = board.folded[index]
    entry = board.entries[index]
    if folded.startswith("لل") and len(folded) > 4 and not entry.kinds & (lx.STOP | lx.TITLE | lx.NOT_NAME):
        return _coordinated(board, _adjectives(board, index + 1, limit), limit)
    following = board.entries[index + 1] if index + 1 < limit else None
    if folded[0] == "ل" and following and not following.cut and following.kinds & lx.DEFINITE:
        if entry.kinds & lx.LINK and entry.cut:
            return _coordinated(board, _adjectives(board, index + 2, limit), limit)
    return index


def _definite_body(board: Board, index: int, limit: int) -> tuple[int, EntityType, float] | None:
    entries = board.entries
    bare = entries[index].bare
    end = _adjectives(board, index + 1, limit)
    if end == index + 1:
        return None
    feminine = bare.endswith(_PLURAL_HEADS) or bare in _FEMININE
    if entries[index + 1].bare.endswith("ه") != feminine:
        return None
    before = entries[index - 1].kinds if index else 0
    if bare in _MINISTRIES and before & lx.TITLE:
        return None
    told = 0
    for at in range(index + 1, end):
        told |= entries[at].kinds
    named = told & lx.BODY_ADJECTIVE or (told & lx.NATION and bare not in _NOT_WITH_NATIONS)
    if bare in _PURPOSEFUL:
        purposeful = _purpose(board, end, limit)
        named = named or purposeful > end
        end = purposeful
    if not named:
        return None
    if bare in _WITH_PLACE_BEHIND:
        end = _place_behind(board, end, limit)
    return end, "ORG", _LIKELY


def _place_behind(board: Board, index: int, limit: int) -> int:
    """Return where a place that belongs to a body's name ends: منظمة التعاون في أوروبا, المحكمة الابتدائية بتونس."""
    if index + 1 < limit and board.folded[index] in _TOWARDS:
        held = board.taken[index + 1]
        if held is not None and held.type == "ORG":
            return held.beyond
    if index + 1 < limit and board.folded[index] == "في":
        held = board.taken[index + 1]
        if (held is not None and held.type == "LOC") or board.kinds[index + 1] & lx.COUNTRY:
            return held.beyond if held is not None else index + 2
    if index < limit and board.folded[index][0] == "ب":
        held = board.taken[index]
        if held is not None and held.type == "LOC":
            return held.beyond
    return index


def _complement(board: Board, index: int, limit: int, depth: int = 0) -> tuple[int, int]:
    """Return where the complement of a construct head ends, and which kinds of evidence it holds.

    The evidence is the union of the kinds of its words, with PHRASE set for a name that is known to be one.
    """
    if index >= limit or depth > 3:
        return index, 0
    kinds, cut, bare, _ = board.entries[index]
    held = board.taken[index]
    if cut or kinds & lx.STOP:
        return index, 0
    if held is not None and held.first <= index:
        return held.beyond, kinds | lx.PHRASE | (lx.NAMED_PERSON if held.type == "PER" else 0) | (
            lx.COUNTRY if held.type == "LOC" else 0
        )
    if kinds & lx.OTHER_SCRIPT:
        while index < limit and board.kinds[index] & lx.OTHER_SCRIPT:
            index += 1
        return index, kinds
    if kinds & lx.COUNTRY:
        return index + 1, kinds | lx.PHRASE
    if bare in _ROYAL and index + 1 < limit and board.taken[index + 1] is not None:
        end, _ = _complement(board, index + 1, limit, depth + 1)
        return end, lx.PHRASE | lx.ROYAL
    if kinds & lx.DEFINITE and bare not in _GENERIC_COMPLEMENTS:
        return index + 1, kinds
    if kinds & lx.LINK:
        end, told = _complement(board, index + 1, limit, depth + 1)
        return (end, told) if told else (index, 0)
    return index, 0


def _told(board: Board, first: int, beyond: int) -> int:
    told = 0
    for index in range(first, beyond):
        told |= board.kinds[index]
    return told


def _body(board: Board, index: int, limit: int) -> tuple[int, EntityType, float] | None:
    kinds, _, bare, _ = board.entries[index]
    end, told = _complement(board, index + 1, limit)
    if not told:
        return None
    held = board.taken[index + 1]
    if bare in _NOT_OF_BODIES and held is not None and held.type == "ORG" and held.first == index + 1:
        return None
    if bare == "مجله" and board.kinds[index + 1] & lx.CODE_OF_LAW:
        return _adjectives(board, end, limit), "MISC", _LIKELY
    after = _adjectives(board, end, limit, head=bare if told & lx.PHRASE else None)
    named = _told(board, end, after) & (lx.NATION | lx.BODY_ADJECTIVE)
    if bare not in _DUALS and (not told & lx.PHRASE or told & lx.DEFINITE):
        after = _coordinated(board, after, limit)
    if bare in _PURPOSEFUL and not told & lx.NAMED_PERSON:
        after = _purpose(board, after, limit)
    if bare in _WITH_PLACE_BEHIND:
        after = _place_behind(board, after, limit)
    if not _is_body(kinds, bare, told, bool(named), alone=after == end):
        return None
    return after, "ORG", _SURE if kinds & lx.STATE else _LIKELY


def _is_body(kinds: int, bare: str, told: int, named: bool, *, alone: bool) -> bool:
    """Tell whether a generic head with this complement is the name of a body."""
    if told & lx.NAMED_PERSON:
        return bare in _NAMED_AFTER_PERSONS
    if told & lx.COUNTRY and alone:
        return bare not in _NOT_AFTER_PLACES
    if kinds & lx.STATE:
        return True
    if kinds & lx.BRAND:
        return bool(told & (lx.PHRASE | lx.OTHER_SCRIPT)) or named or bare in _DEFINITE_NAMES
    return bool(told & lx.PHRASE) or named


def _site(board: Board, index: int, limit: int) -> tuple[int, EntityType, float] | None:
    bare = board.entries[index].bare
    end, told = _complement(board, index + 1, limit)
    if not told:
        return None
    after = _adjectives(board, end, limit)
    if told & (lx.PHRASE | lx.OTHER_SCRIPT):
        return after, "LOC", _LIKELY
    known = lx.known_name(board.entries[index + 1].bare)
    if bare in _NEVER_GUESSED:
        return None
    if bare in _UNSURE_SITES:
        return (after, "LOC", _POSSIBLE) if known > 5 else None
    return (after, "LOC", _POSSIBLE) if known or after > end else None


def _event(board: Board, index: int, limit: int) -> tuple[int, EntityType, float] | None:
    kinds, _, bare, _ = board.entries[index]
    if kinds & lx.DEFINITE_EVENT:
        after = _adjectives(board, index + 1, limit)
        told = _told(board, index + 1, after)
        return (after, "MISC", _LIKELY) if told & (lx.NATION | lx.BODY_ADJECTIVE) else None
    end, told = _complement(board, index + 1, limit)
    if not told:
        return None
    after = _adjectives(board, end, limit)
    if bare in _MATCHES:
        return _purpose(board, after, limit), "MISC", _LIKELY
    if told & lx.PHRASE and not told & (lx.COUNTRY | lx.NAMED_PERSON):
        return after, "MISC", _POSSIBLE
    return None


_DUALS: Final = _folded("وزارتي وزارتا شركتي هيئتي لجنتي جامعتي مؤسستي")
