"""The headline is found below what is left of the page, and never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.ingest.chrome import headline_index

HEADLINE = "إغلاق جسر المدينة القديم ثلاثة أسابيع للصيانة"
TEXT = "أعلنت بلدية المدينة أن أعمال الصيانة ستستمر حتى نهاية الشهر، وقال مدير الأشغال إن الطريق سيُفتح قريباً."

LEFTOVERS = {
    "section labels without spaces": ["الأولىسلايدر الجريدةصحيفة الأفق"],
    "section labels without spaces, no known word": ["ندوةملتقىحوارات"],
    "labels stuck together without ى or ة": ["أخبارالاقتصادسلايدر"],
    "one place stuck together beside labels": ["سياسةعربية ودولية"],
    "trail with >": ["العربية > أخبار > المغرب العربي"],
    "trail with ›": ["الرئيسية › ثقافة › كتب"],
    "trail with »": ["Home » News"],
    "trail with /": ["الرئيسية / سياسة"],
    "trail with |": ["أخبار | محليات"],
    "menu, one label a line": ["الرئيسية", "سياسة", "اقتصاد", "رياضة"],
    "labels with and": ["مال وأعمال"],
    "date": ["الخميس 8 أكتوبر 2026 - 14:30"],
    "date of the Levant": ["الثلاثاء 6 تشرين الأول 2026 - 11:45 ص"],
    "two calendars": ["الخميس 8 أكتوبر 2026 م الموافق 27 ربيع الآخر 1448 هـ"],
    "date in figures": ["نشر في: 12/03/2026 10:15 م"],
    "last update": ["آخر تحديث: الثلاثاء، 5 مايو 2026 الساعة 10:20 بتوقيت غرينتش"],
    "English date": ["Published: Monday, October 5, 2026 10:20 GMT"],
    "buttons": ["مشاركة", "طباعة", "حجم الخط"],
    "share on networks": ["شارك عبر فيسبوك تويتر واتساب"],
    "counters": ["0 تعليق", "1.2K مشاهدة", "مدة القراءة: 3 دقائق"],
    "address": ["https://news.example.org/2026/10/bridge"],
    "hashtags": ["#الجسر #المدينة"],
    "rule": ["* * *", "-----"],
    "newspaper": ["صحيفة الأفق"],
    "agency": ["وكالة الأنباء الأهلية"],
    "all together": ["الرئيسية > محليات", "صحيفة الأفق", "12/03/2026", "مشاركة", "طباعة", "-----"],
}


@pytest.mark.parametrize("above", LEFTOVERS.values(), ids=LEFTOVERS.keys())
def test_leftovers_above_the_headline_are_passed_over(above: list[str]) -> None:
    """The headline below each kind of leftover is found."""
    assert headline_index([*above, HEADLINE, TEXT]) == len(above)


HEADLINES = [
    HEADLINE,
    "عاجل | مقتل ثلاثة جنود",
    "فيديو | الأهلي يفوز على الزمالك",
    "رئيسة المحكمةالعليا تعلن استقالتها",
    "الخارجية: لا نية لزيادة الرسوم",
    "أسواق المال العالمية",
    "قناة السويس الجديدة",
    "تقرير / مواسم الكرز على سفوح الجبل",
    "«لن نغادر بيوتنا»",
    "2026 عام الجفاف",
    "من المسؤول عن انهيار الجسر؟",
    "وداعاً بيروت",
]


@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_that_looks_like_a_label_is_kept(headline: str) -> None:
    """A first line with the text right below it stays the headline, whatever words it is made of."""
    assert headline_index([headline, TEXT]) == 0


def test_a_misspelt_headline_with_a_subtitle_is_kept() -> None:
    """One word stuck to the next is a typing slip, not a leftover."""
    assert headline_index(["رئيسة المحكمةالعليا تعلن استقالتها", "خلاف على الدستور وراء القرار", TEXT]) == 0


def test_a_subtitle_does_not_hide_the_headline() -> None:
    """Leftovers are passed over too where a shorter line stands between headline and text."""
    assert headline_index(["الأولىسلايدر الجريدةصحيفة الأفق", HEADLINE, "خاص بالأفق", TEXT]) == 1


def test_lines_below_the_headline_are_not_judged() -> None:
    """A date under the headline belongs to the body."""
    assert headline_index([HEADLINE, "الخميس 8 أكتوبر 2026", TEXT]) == 0


def test_of_nothing_but_leftovers_something_is_the_headline() -> None:
    """Where no line is a headline, the longest-looking label is, or the first line."""
    assert headline_index(["الرئيسية", "أخبار العالم العربي", "12/03/2026"]) == 1
    assert headline_index(["-----", "12/03/2026"]) == 0


@given(st.lists(st.text(min_size=1).map(str.strip).filter(bool), min_size=1, max_size=8))
def test_some_line_is_always_the_headline(lines: list[str]) -> None:
    """Any lines give the index of one of them."""
    assert 0 <= headline_index(lines) < len(lines)
