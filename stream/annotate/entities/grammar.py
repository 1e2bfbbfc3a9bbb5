"""What may follow a generic word in a name: its complement, adjectives, further portfolios, a purpose, a place."""

from typing import Final

from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.pieces import Board
from stream.annotate.entities.words import folded_list

FEMININE_ENDINGS: Final = ("ات", "ه")
FEMININE_ADJECTIVES: Final = folded_list("العليا الكبرى الوسطى الأولى العظمى")
"""Feminine, though they do not end in ة."""

_DEEPEST: Final = 3
_RARE_AT_MOST: Final = 3
_VERBAL: Final = frozenset("يتسنو")
_INFLECTED: Final = ("يه", "نا", "ها", "هم", "ون", "ين", "ات")
_RARE: Final = lx.RARE | lx.ARABIC
_NO_RARE: Final = lx.DEFINITE | lx.TITLE | lx.STOP
_ACTORS: Final = (
    lx.STOP | lx.TITLE | lx.NOT_NAME | lx.NATION | lx.DEFINITE_BODY | lx.BODY | lx.COUNTRY | lx.PLACE
)
_FOR_THE_ARMY: Final = "للجيش"
_SERVANT: Final = "عبد"
_TOWARDS: Final = frozenset({"لدي"})
_GENERIC_COMPLEMENTS: Final = folded_list("""
    الجلسة التحقيق المحلفين الإدارة الاقتراع الموضوع السجن المدينة القرية المنطقة المدرسة الجامعة المستشفى
    البلاد
    الدولة الحكم العمل الاحتلال الحلفاء الطيران المباراة الرئيس الوزير الأسرة المنزل الكلية الشركة الحزب
    البرلمان
    النادي الفريق المنتخب التدريس المحاماة الجمهورية الجودة المستخدمين الاتهام المسلسل الفيلم الفندق البناية
    المبنى القاعة
""")
MEMBERS: Final = folded_list("""
    ألعاب كرة رياضة رياضات أطباء مهندسي صحافيي صحفيي عمال موظفي أساتذة معلمي محامي مزارعي فلاحي تجار كتاب فناني ناشري
    منتجي مصدري سائقي بحارة صيادي طلبة طلاب قضاة ممرضي صيادلة مقاولي صناعيي مربي مراقبة نساء أطفال أولياء قدماء
    هواة حكام لاعبي نقل تنمية
""")
_SECTIONS: Final = folded_list("""
    عمليات استئناف جنايات جنح بداية أحوال مرور بلديات أوقاف تربية جوازات مياه كهرباء موانئ مطارات جمارك ضرائب بورصات
    طوارئ تجارة صناعة سياحة محامي صيادلة أطباء مهندسي صحفيي عمال معلمي أراضي صرف سكك نفط غاز استثمار رعاية أحياء
    مطافئ إطفاء إسعاف تعليم زراعة بيئة إقليم قضاة مقاومة نواب
""")
"""Nouns that stand between the head of a body and the place or subject that names it: قيادة عمليات الأنبار."""

_REGIONS: Final = frozenset(
    {"للشرق الاوسط", "للشرق الادني", "للعالم العربي", "للخليج العربي", "لشمال افريقيا"}
)
"""What the purpose of a centre or institute may be: مركز فلان للشرق الأوسط."""

_BEFORE_NAMES: Final = folded_list("الملك الأمير الشيخ السلطان الملكة الأميرة الإمام الرئيس الشهيد خادم")


class Complement:
    """Where a complement ends, and the kinds of evidence in it: none means that there is no complement."""

    __slots__ = ("end", "told")

    def __init__(self, end: int, told: int) -> None:
        self.end = end
        self.told = told


def told(board: Board, first: int, beyond: int) -> int:
    """Return the kinds of the tokens from first to beyond, all in one."""
    kinds = 0
    for index in range(first, beyond):
        kinds |= board.entries[index].kinds
    return kinds


def adjectives(board: Board, index: int, limit: int, head: str | None = None) -> int:
    """Return where the run of definite adjectives from index ends; with a head they have to agree with it."""
    while index < limit:
        entry = board.entries[index]
        kinds, cut, bare = entry.kinds, entry.cut, entry.bare
        feminine = bare.endswith("ه") or bare in FEMININE_ADJECTIVES
        if head is not None and feminine != head.endswith(FEMININE_ENDINGS):
            break
        if cut or not kinds & lx.DEFINITE or kinds & (lx.STOP | lx.TITLE):
            break
        if not kinds & (lx.ADJECTIVE | lx.NISBA):
            break
        held = board.taken[index]
        if held is not None and held.type in {"PER", "LOC"} and not kinds & lx.ADJECTIVE:
            break
        index += 1
    return index


def disagrees(board: Board, head: int, last: int) -> bool:
    """Tell whether a definite adjective agrees neither with a head nor with the noun right before it."""
    kinds = board.entries[last].kinds
    if (
        not kinds & lx.DEFINITE
        or not kinds & (lx.ADJECTIVE | lx.NISBA)
        or board.entries[last - 1].kinds & lx.DEFINITE
    ):
        return False
    return board.entries[head].bare.endswith(FEMININE_ENDINGS) != board.folded[last].endswith("ه")


def coordinated(board: Board, index: int, limit: int, *, freely: bool = False) -> int:
    """Return where further portfolios end: والتعليم العالي والبحث العلمي; freely: any definite noun is one."""
    while index < limit:
        if (
            is_portfolio(board, index)
            or (freely and _is_like_portfolio(board, index))
            or _is_second_adjective(board, index)
        ):
            index = adjectives(board, index + 1, limit)
        elif _is_linked_portfolio(board, index, limit):
            index = adjectives(board, index + 2, limit)
        else:
            break
    return index


def is_portfolio(board: Board, index: int) -> bool:
    """Tell whether a token is a portfolio with و before it: والتعليم."""
    entry = board.entries[index]
    kinds, cut, bare = entry.kinds, entry.cut, entry.bare
    return cut == 1 and bool(kinds & lx.PORTFOLIO) and bare[:2] == "ال" and board.folded[index][0] == "و"


def _is_second_adjective(board: Board, index: int) -> bool:
    """Tell whether a token is an adjective joined by و to the one before it: الاقتصادي والاجتماعي."""
    entry = board.entries[index]
    kinds, cut, bare = entry.kinds, entry.cut, entry.bare
    before = board.entries[index - 1].kinds
    if cut != 1 or not kinds & lx.NISBA or kinds & (lx.NATION | lx.TITLE) or board.folded[index][0] != "و":
        return False
    same = bare.endswith("ه") == board.folded[index - 1].endswith("ه")
    return same and bool(before & lx.DEFINITE and before & lx.NISBA and board.taken[index] is None)


def _is_like_portfolio(board: Board, index: int) -> bool:
    entry = board.entries[index]
    kinds, cut = entry.kinds, entry.cut
    if cut != 1 or not kinds & lx.DEFINITE or kinds & _ACTORS or _begins_name(board, index):
        return False
    return board.folded[index][0] == "و"


def _begins_name(board: Board, index: int) -> bool:
    """Tell whether another name begins at a token."""
    held = board.taken[index]
    return held is not None and held.first == index


def _is_linked_portfolio(board: Board, index: int, limit: int) -> bool:
    """Tell whether two tokens are a portfolio like وتقنية المعلومات."""
    entry = board.entries[index]
    kinds, cut = entry.kinds, entry.cut
    if cut != 1 or not kinds & lx.LINK or board.folded[index][0] != "و" or index + 1 >= limit:
        return False
    following = board.entries[index + 1]
    return not following.cut and bool(following.kinds & lx.DEFINITE) and not following.kinds & _ACTORS


def purpose(board: Board, index: int, limit: int) -> int:
    """Return where a purpose from index ends: للشغل, لمكافحة الفساد."""
    if index >= limit:
        return index
    folded = board.folded[index]
    if _begins_name(board, index):
        return _named_purpose(board, index)
    entry = board.entries[index]
    kinds, cut = entry.kinds, entry.cut
    if (
        folded.startswith("لل")
        and len(folded) > 4
        and (not kinds & (lx.STOP | lx.TITLE | lx.NOT_NAME) or folded == _FOR_THE_ARMY)
    ):
        return coordinated(board, adjectives(board, index + 1, limit), limit)
    if folded[0] == "ل" and index + 1 < limit and ((cut and kinds & lx.LINK) or folded[1:] in MEMBERS):
        following = board.entries[index + 1]
        if not following.cut and following.kinds & lx.DEFINITE:
            return coordinated(board, adjectives(board, index + 2, limit), limit)
        held = board.taken[index + 1]
        if held is not None and held.type == "LOC" and not following.cut:
            return held.beyond
    return index


def _named_purpose(board: Board, index: int) -> int:
    """Return where a name from index ends that is the purpose of a body: للحماية المدنية, للشرق الأوسط."""
    held = board.taken[index]
    if held is None:
        return index
    if held.type == "ORG" and held.beyond - index < _DEEPEST and board.folded[index].startswith("لل"):
        return held.beyond
    return held.beyond if " ".join(board.folded[index : held.beyond]) in _REGIONS else index


def cause(board: Board, index: int, limit: int) -> int:
    """Return where a cause from index ends: من أجل حقوق الإنسان, من أجل بيئة نظيفة."""
    folded = board.folded
    if index + 2 >= limit or folded[index] != "من" or folded[index + 1] != "اجل":
        return index
    start = index + 2
    entry = board.entries[start]
    kinds, cut = entry.kinds, entry.cut
    if cut or kinds & (lx.STOP | lx.TITLE) or not kinds & lx.ARABIC:
        return index
    if kinds & lx.DEFINITE or start + 1 >= limit:
        return coordinated(board, adjectives(board, start + 1, limit), limit)
    following = board.entries[start + 1]
    if following.cut or following.kinds & (lx.STOP | lx.TITLE) or not following.kinds & lx.ARABIC:
        return start + 1
    return coordinated(board, start + 2, limit)


def place_behind(board: Board, index: int, limit: int) -> int:
    """Return where a place or body that belongs to a name ends: منظمة التعاون في أوروبا, المحكمة الابتدائية بتونس."""
    if index < limit and board.folded[index][0] == "ب":
        held = board.taken[index]
        if held is None and board.entries[index].kinds & lx.PLACE_HEAD and index + 1 < limit:
            held = board.taken[index + 1]
        return held.beyond if held is not None and held.type == "LOC" else index
    if index + 1 >= limit:
        return index
    held = board.taken[index + 1]
    if board.folded[index] in _TOWARDS:
        return held.beyond if held is not None and held.type == "ORG" else index
    if board.folded[index] == "في":
        if held is not None and held.type == "LOC":
            return held.beyond
        if board.entries[index + 1].kinds & lx.COUNTRY:
            return index + 2
    return index


def complement(board: Board, index: int, limit: int, depth: int = 0) -> Complement:
    """Return the complement of a construct head from index.

    PHRASE stands in its evidence when a name is in it that is known to be one, NAMED_PERSON and COUNTRY
    when that
    is a person or a place, OTHER_SCRIPT when it is of Latin letters or so rare a word that it looks foreign.
    """
    if index >= limit or depth > _DEEPEST:
        return Complement(index, 0)
    entry = board.entries[index]
    kinds, cut, bare = entry.kinds, entry.cut, entry.bare
    if cut or kinds & lx.STOP:
        return Complement(index, 0)
    held = board.taken[index]
    if held is not None:
        type_ = lx.NAMED_PERSON if held.type == "PER" else lx.COUNTRY if held.type == "LOC" else 0
        return Complement(_rare_end(board, held.beyond, limit), kinds | lx.PHRASE | type_)
    if bare in _BEFORE_NAMES:
        after = complement(board, index + 1, limit, depth + 1)
        return Complement(after.end, lx.PHRASE | lx.ROYAL if after.told & lx.PHRASE else 0)
    return _free_complement(board, index, limit, depth)


def _free_complement(board: Board, index: int, limit: int, depth: int) -> Complement:
    entry = board.entries[index]
    kinds, bare = entry.kinds, entry.bare
    if kinds & lx.COUNTRY:
        return Complement(index + 1, kinds | lx.PHRASE)
    if bare == _SERVANT:
        return Complement(_end_of_servant(board, index, limit), kinds | lx.PHRASE | lx.NAMED_PERSON)
    if kinds & lx.DEFINITE and not kinds & lx.TITLE and bare not in _GENERIC_COMPLEMENTS:
        return Complement(index + 1, kinds)
    if kinds & lx.OTHER_SCRIPT:
        end = index
        while end < limit and board.entries[end].kinds & lx.OTHER_SCRIPT:
            end += 1
        return Complement(end, kinds)
    end = _rare_end(board, index, limit)
    if end > index:
        return Complement(end, kinds | lx.OTHER_SCRIPT)
    after = complement(board, index + 1, limit, depth + 1) if leads_on(board, index) else None
    return after if after is not None and after.told else Complement(index, 0)


def leads_on(board: Board, index: int) -> bool:
    """Tell whether a token is an indefinite noun that only leads on to what names a body: حقوق, عمليات."""
    entry = board.entries[index]
    kinds, cut, bare = entry.kinds, entry.cut, entry.bare
    return not cut and (bool(kinds & lx.LINK) or bare in _SECTIONS)


def _end_of_servant(board: Board, index: int, limit: int) -> int:
    """Return where a name that begins with عبد alone ends: عبد اللطيف جميل."""
    end = min(limit, index + 2)
    if (
        end < limit
        and not board.entries[end].cut
        and board.entries[end].kinds & (lx.RARE | lx.NAME | lx.GIVEN)
    ):
        end += 1
    return end


def _rare_end(board: Board, index: int, limit: int) -> int:
    """Return where the run of free rare words from index ends."""
    end = index
    while end < min(limit, index + _RARE_AT_MOST) and _is_rare(board, end):
        end += 1
    return end


def _is_rare(board: Board, index: int) -> bool:
    """Tell whether a free token is an Arabic word so rare that it is most likely a foreign name."""
    entry = board.entries[index]
    kinds, cut = entry.kinds, entry.cut
    if cut or kinds & _NO_RARE or kinds & _RARE != _RARE or board.taken[index] is not None:
        return False
    folded = board.folded[index]
    if folded[0] in _VERBAL or len(folded) < 3 or folded.endswith(_INFLECTED):
        return False
    return not folded.endswith("ت") or bool(kinds & lx.NAME)
