"""The gender of an entity, so that a verb can be matched with it: قالت الوزارة, قال الحزب."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from stream.annotate.document import Document, EntityType, Gender, Mention
from stream.annotate.entities import lexicon
from stream.annotate.entities.entries import entry_of
from stream.annotate.entities.people import NOT_FEMALE
from stream.annotate.entities.places import canonical_name
from stream.annotate.entities.words import folded_list
from stream.annotate.text import fold, normalize, word

_MASCULINE_COUNTRIES: Final = folded_list(
    "لبنان العراق الأردن المغرب السودان اليمن الصومال تشاد الفاتيكان السنغال"
)
_MASCULINE_SITES: Final = folded_list("نهر جبل ميناء مطار سجن قصر ملعب جسر مستشفى خليج مضيق شارع ميدان وادي")
_FEMININE_HEADS: Final = folded_list("الأمم قوات ميليشيات كتائب شؤون طالبان حماس القوات الشؤون الحرب حرب")
_MASCULINE_HEADS: Final = folded_list("""
    حزب مجلس مكتب بنك اتحاد نادي جيش منتخب فريق ديوان معهد مركز صندوق مصرف حلف تنظيم تحالف ائتلاف تيار
    متحف برلمان موقع برنامج حرس الحزب المجلس المكتب البنك الاتحاد النادي الجيش المنتخب الديوان المعهد
    المركز الصندوق المصرف الحلف التنظيم التحالف الائتلاف البرلمان الحرس البيت الكرملين الكونغرس
    البنتاغون الهلال الصليب الدفاع الأمن كأس دوري مهرجان مؤتمر منتدى نظام قانون اتفاق الأهلي النصر
    الشباب الاتحاد
""")
_NOT_FEMALE: Final = frozenset(map(fold, NOT_FEMALE))
_BACK: Final = 4


def gender_of_thing(name: str, type_: EntityType) -> Gender | None:
    """Return m or f for a place, organisation or other thing of this name, None where nothing tells."""
    head = fold(name).split(" ", 1)[0]
    if type_ == "LOC":
        head = canonical_name(name) or head
        return "m" if head in _MASCULINE_COUNTRIES or head in _MASCULINE_SITES else "f"
    if head in _MASCULINE_HEADS:
        return "m"
    if head in _FEMININE_HEADS or normalize(name).split(" ", 1)[0].endswith(("ة", "ات")):
        return "f"
    return None


def gender_of_person(document: Document, name: str, mentions: Sequence[Mention]) -> Gender | None:
    """Return m or f for a person of this name and these mentions, None where nothing tells."""
    for mention in mentions:
        told = _of_title(document.text[max(0, mention.start - 40) : mention.start])
        if told:
            return told
    return _of_given_name(name)


@lru_cache(maxsize=50_000)
def _of_given_name(name: str) -> Gender | None:
    normal = normalize(name).split()
    if not normal:
        return None
    given = lexicon.name_gender(fold(normal[0])) if len(normal) > 1 or normal[0].endswith("ة") else ""
    if given == "m":
        return "m"
    if given == "f" or (len(normal) > 1 and normal[0].endswith("ة")):
        return "f"
    return None


def _of_title(before: str) -> Gender | None:
    """Return the gender that titles directly before a name tell: الوزيرة السابقة, السيد."""
    if not before or before[-1] not in " \u00a0":
        return None
    rest = before
    for _ in range(_BACK):
        words = rest.rsplit(None, 1)
        if not words:
            return None
        surface, rest = words[-1], words[0] if len(words) > 1 else ""
        known = entry_of(word(surface))
        if known.kinds & lexicon.TITLE and known.bare not in _NOT_FEMALE:
            feminine = surface.endswith("ة") or known.kinds & lexicon.FEMALE
            return "f" if feminine else "m"
        if not known.kinds & lexicon.ADJECTIVE:
            return None
    return None
