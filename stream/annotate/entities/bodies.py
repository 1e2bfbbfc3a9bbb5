"""Bodies by their generic word: وزارة الصحة, جامعة الملك فهد, الحكومة السورية, حركة نداء تونس."""

from typing import Final

from stream.annotate.document import EntityType
from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.grammar import (
    FEMININE_ADJECTIVES,
    FEMININE_ENDINGS,
    Complement,
    adjectives,
    cause,
    complement,
    coordinated,
    disagrees,
    leads_on,
    place_behind,
    purpose,
    told,
)
from stream.annotate.entities.pieces import Board
from stream.annotate.entities.words import folded_list

SURE: Final = 0.9
LIKELY: Final = 0.85

Found = tuple[int, EntityType, float]
"""Where a name ends, its type, and how sure that is."""

DUALS: Final = folded_list("وزارتي وزارتا شركتي هيئتي لجنتي جامعتي مؤسستي")
_PURPOSEFUL: Final = folded_list("""
    الاتحاد الهيئة المؤسسة المجلس المركز الإدارة الصندوق المنظمة الجمعية الرابطة الوكالة اللجنة القطب
    الأمانة النقابة القيادة السلطة البورصة
    المكتب الشركة البنك المديرية الديوان المعهد الجامعة المفوضية الشبكة الجبهة الحركة وكالة منظمة مؤسسة مركز
    معهد هيئة جمعية نقابة حركة ائتلاف تحالف شبكة حملة
    شركة المحكمة اتحاد رابطة الرئاسة المندوبية المرصد الديوان الفرقة مفوضية صندوق بعثة مجمع
""")
_NAMED_AFTER_PERSONS: Final = folded_list("""
    جامعة مؤسسة معهد مركز شركة مجموعة مدرسة كلية جمعية دار بنك مصنع مكتبة كتائب أكاديمية مجمع مسرح متحف
""")
_NOT_AFTER_PLACES: Final = folded_list("""
    مديرية مدرسة موقع محطة قيادة مكتب برنامج مركز مجموعة كنيسة دائرة سوق لجنة فرقة شبكة منصة مسرح دار متحف خلية
    عصابة إدارة
    مجلس قوات حركة مصنع جماعة فريق
""")
_OF_SUBJECTS: Final = folded_list("متحف مركز معهد مدرسة مكتب دار مسرح")
_DEFINITE_NAMES: Final = folded_list("""
    نادي حزب صحيفة قناة جريدة وكالة مجلة فضائية تلفزيون إذاعة تيار كتلة ائتلاف تحالف تكتل دار بنك مصرف
""")
_NEVER_NAMES: Final = folded_list("""
    الترجمة النشر الأموال الهجرة الأجور الهواء الكهرباء الماء الأحزاب القوى الدول المعارضة
    الأغلبية الناخبين النواب الأيتام الحضانة العجزة المسنين الرعاية السينما العرض العدالة القضاء الضيافة الأوبرا
    الحرب الكفر الإسلام السلام النيابة البلدية الكتب الدم الأهداف المعلومات الأسئلة البيانات الطعام
""")
_NAMED_BY_NOUNS: Final = folded_list("""
    حزب صحيفة قناة جريدة وكالة مجلة فضائية إذاعة تيار كتلة ائتلاف تحالف تكتل كتائب سرايا
""")
_NO_NOUN: Final = (
    lx.DEFINITE
    | lx.STOP
    | lx.TITLE
    | lx.SPEECH
    | lx.NATION
    | lx.ADJECTIVE
    | lx.BODY
    | lx.PREPOSITION
    | lx.NOT_NAME
)
_ENDS_OF_ADJECTIVES: Final = ("يه", "يين", "ي", "ون")
_OF_PORTFOLIOS: Final = folded_list("مجلس جهاز غرفة صندوق لجنة دائرة")
_OF_PHRASES: Final = folded_list("دائرة مجلس لجنة خلية")
_LASTING: Final = folded_list("العامة المشتركة العليا الأعلى")
_NOT_OF_REGIONS: Final = folded_list("مركز مجموعة مسرح متحف محطة سوق موقع فريق منتخب كنيسة مدرسة")
_FRONT: Final = "محور"
_MILITARY: Final = "العسكري"
_WITH_PLACE_BEHIND: Final = folded_list("منظمة بعثة محكمة المحكمة البعثة الشؤون هيئة ابتدائية استئنافية")
_LOCAL: Final = folded_list("الجهوي الجهوية المحلي المحلية الإقليمي الإقليمية الأساسية الابتدائية")
_NOT_WITH_NATIONS: Final = folded_list("الإدارة المكتب الشركة المركز القيادة المعهد الكلية النادي الشؤون")
_ONLY_WITH_NATIONS: Final = folded_list("الحكومة السلطة الأرصاد")
_NOT_OF_BODIES: Final = folded_list("مكتب قيادة موقع برنامج فريق لجنة دائرة إدارة مقر محطة قوات")
_FEMININE: Final = folded_list("الخطوط الأركان الشؤون الأرصاد")
_MINISTRIES: Final = folded_list("الخارجية الداخلية الدفاع الخزانة")
_OPEN_TO_PORTFOLIOS: Final = folded_list("وزارة كلية هيئة كتلة")
_PARTIES: Final = folded_list("حزب حركة تيار جبهة ائتلاف تحالف")


def definite_body(board: Board, index: int, limit: int) -> Found | None:
    """Return the body that a definite head with adjectives names: الحكومة السورية, المحكمة العليا."""
    bare = board.entries[index].bare
    end = adjectives(board, index + 1, limit)
    if end == index + 1:
        return None
    feminine = bare.endswith(FEMININE_ENDINGS) or bare in _FEMININE
    first = board.entries[index + 1].bare
    if (first.endswith("ه") or first in FEMININE_ADJECTIVES) != feminine:
        return None
    if bare in _MINISTRIES and index and board.entries[index - 1].kinds & lx.TITLE:
        return None
    evidence = told(board, index + 1, end)
    adjective = evidence & lx.BODY_ADJECTIVE and bare not in _ONLY_WITH_NATIONS
    named = bool(adjective or (evidence & lx.NATION and bare not in _NOT_WITH_NATIONS))
    if bare in _PURPOSEFUL:
        with_purpose = purpose(board, end, limit)
        named = named or with_purpose > end
        end = with_purpose
        with_cause = cause(board, end, limit)
        named = named or with_cause > end
        end = with_cause
    if not named:
        return None
    local = bare in _WITH_PLACE_BEHIND or any(
        entry.bare in _LOCAL for entry in board.entries[index + 1 : end]
    )
    return place_behind(board, end, limit) if local else end, "ORG", LIKELY


def body(board: Board, index: int, limit: int) -> Found | None:
    """Return the body that an indefinite head with its complement names: وزارة الصحة, شركة نوكيا."""
    if board.entries[index].bare == _FRONT:
        return _front(board, index, limit)
    found = _complement(board, index, limit)
    if not found.told:
        return None
    return _code_or_museum(board, index, found, limit) or _body_of(board, index, found, limit)


def _complement(board: Board, index: int, limit: int) -> Complement:
    """Return the complement of a head, with no evidence where the head names nothing before it."""
    bare = board.entries[index].bare
    held = board.taken[index + 1] if index + 1 < limit else None
    if bare in _NOT_OF_BODIES and held is not None and held.type == "ORG":
        return Complement(index + 1, 0)
    found = _party(board, index, limit) if bare in _PARTIES else None
    if found is None:
        found = complement(board, index + 1, limit)
    return _two_nouns(board, index, limit) if not found.told and bare in _NAMED_BY_NOUNS else found


def _body_of(board: Board, index: int, found: Complement, limit: int) -> Found | None:
    """Return the body that a head names with its complement, as far as it goes on behind that."""
    entry = board.entries[index]
    kinds, bare = entry.kinds, entry.bare
    held = board.taken[index + 1]
    if held is not None and found.end - index > 2 and disagrees(board, index, found.end - 1):
        found = Complement(found.end - 1, found.told)
    branded = bool(kinds & lx.BRAND) and held is not None and held.type == "ORG"
    after = found.end if branded else adjectives(board, found.end, limit, _agreeing(bare, found))
    if not _is_named(board, index, found, after):
        return None
    if bare not in DUALS and (not found.told & lx.PHRASE or found.told & lx.DEFINITE):
        freely = bare in _OPEN_TO_PORTFOLIOS and board.entries[index + 1].bare not in _MINISTRIES
        after = coordinated(board, after, limit, freely=freely)
    if bare in _PURPOSEFUL and not found.told & lx.NAMED_PERSON:
        after = cause(board, purpose(board, after, limit), limit)
    if bare in _WITH_PLACE_BEHIND:
        after = place_behind(board, after, limit)
    return after, "ORG", SURE if kinds & lx.STATE else LIKELY


def _is_named(board: Board, index: int, found: Complement, after: int) -> bool:
    """Tell whether a head, its complement and the adjectives up to `after` are the name of a body."""
    entry = board.entries[index]
    kinds, bare = entry.kinds, entry.bare
    named = told(board, found.end, after) & (lx.NATION | lx.BODY_ADJECTIVE)
    if bare in _DEFINITE_NAMES and not named and board.entries[index + 1].bare in _NEVER_NAMES:
        return False
    if _is_section(board, index, found, after):
        return True
    return _is_body(kinds, bare, found.told | named, alone=after == found.end)


def _code_or_museum(board: Board, index: int, found: Complement, limit: int) -> Found | None:
    """Return a code of law (مجلة الشغل), or a body of a place with its subject: متحف بيروت للفن الحديث."""
    bare = board.entries[index].bare
    if bare == "مجله" and board.entries[index + 1].kinds & lx.CODE_OF_LAW:
        return adjectives(board, found.end, limit), "MISC", LIKELY
    if bare in _OF_SUBJECTS and found.told & lx.COUNTRY:
        after = adjectives(board, found.end, limit, _agreeing(bare, found))
        subject = purpose(board, after, limit)
        if subject > after:
            return subject, "ORG", LIKELY
    return None


def _agreeing(bare: str, found: Complement) -> str | None:
    """Return the head with which adjectives have to agree: behind a proper name they are the head's."""
    return bare if found.told & lx.PHRASE else None


def _party(board: Board, index: int, limit: int) -> Complement | None:
    """Return the complement of a party that ends with a country: حركة نداء تونس."""
    for end in range(index + 2, min(limit, index + 4)):
        entry = board.entries[end]
        kinds, cut = entry.kinds, entry.cut
        entry = board.entries[end - 1]
        before, cut_before = entry.kinds, entry.cut
        if cut or cut_before or before & (lx.STOP | lx.DEFINITE | lx.PREPOSITION | lx.COUNTRY):
            return None
        if kinds & lx.COUNTRY:
            return Complement(end + 1, kinds | lx.PHRASE | lx.OTHER_SCRIPT)
    return None


def _two_nouns(board: Board, index: int, limit: int) -> Complement:
    """Return the name of a paper, channel or party that is a noun with its genitive: قناة صوت المدينة."""
    if index + 2 >= limit or board.taken[index + 1] is not None or board.taken[index + 2] is not None:
        return Complement(index + 1, 0)
    first, second = board.entries[index + 1], board.entries[index + 2]
    noun = not first.cut and first.kinds & lx.ARABIC and not first.kinds & _NO_NOUN and len(first.bare) > 2
    if not noun or first.bare.endswith(_ENDS_OF_ADJECTIVES) or first.bare[0] in "يت":
        return Complement(index + 1, 0)
    if second.cut or not second.kinds & lx.DEFINITE or second.kinds & (lx.TITLE | lx.NATION | lx.NOT_NAME):
        return Complement(index + 1, 0)
    return Complement(index + 3, lx.PHRASE | lx.DEFINITE)


def _front(board: Board, index: int, limit: int) -> Found | None:
    """Return a military command named after a place: محور مأرب العسكري."""
    held = board.taken[index + 1] if index + 1 < limit else None
    if held is None or held.type != "LOC" or held.beyond >= limit:
        return None
    return (held.beyond + 1, "ORG", LIKELY) if board.folded[held.beyond] == _MILITARY else None


def _is_section(board: Board, index: int, found: Complement, after: int) -> bool:
    """Tell whether a body is named by its subject: قيادة عمليات الأنبار, غرفة التجارة, لجنة المالية."""
    if found.told & lx.NAMED_PERSON:
        return False
    bare = board.entries[index].bare
    if leads_on(board, index + 1) and not (
        board.entries[index + 1].kinds & lx.PLACE_HEAD and bare in _NOT_OF_REGIONS
    ):
        return bool(found.told & (lx.PHRASE | lx.COUNTRY | lx.PORTFOLIO | lx.PLACE | lx.DIVISION))
    if bare in _OF_PHRASES and after > found.end and found.end == index + 2 and found.told & lx.DEFINITE:
        lasting = board.entries[after - 1].kinds & lx.NISBA or board.folded[after - 1] in _LASTING
        return bool(lasting) and board.taken[index + 1] is None
    return board.entries[index].bare in _OF_PORTFOLIOS and bool(board.entries[index + 1].kinds & lx.PORTFOLIO)


def _is_body(kinds: int, bare: str, evidence: int, *, alone: bool) -> bool:
    """Tell whether a generic head with this evidence behind it is the name of a body."""
    if evidence & lx.NAMED_PERSON:
        return bare in _NAMED_AFTER_PERSONS
    if evidence & lx.COUNTRY and alone and not evidence & lx.OTHER_SCRIPT:
        return bare not in _NOT_AFTER_PLACES
    if kinds & lx.STATE:
        return True
    named = bool(evidence & (lx.PHRASE | lx.NATION | lx.BODY_ADJECTIVE))
    if kinds & lx.BRAND:
        return named or bool(evidence & lx.OTHER_SCRIPT) or bare in _DEFINITE_NAMES
    return named
