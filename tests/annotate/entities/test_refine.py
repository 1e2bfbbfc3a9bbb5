"""Mentions get the boundaries and types of the annotation guide, and exact offsets in any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.annotate.document import Document, EntityType, Mention
from stream.annotate.entities.refine import refine_mentions
from tests.annotate.entities.marked import read_marked, show

PROCLITICS = [
    ("وصل [PER وسمير الحداد] متأخراً.", "وصل و[PER سمير الحداد] متأخراً."),
    ("التقى الوزير في [LOC بيروت] نظيره.", "التقى الوزير في [LOC بيروت] نظيره."),
    ("أقيم الحفل [LOC ببيروت] أمس.", "أقيم الحفل ب[LOC بيروت] أمس."),
    ("سافر الوفد [LOC لباريس] فجراً.", "سافر الوفد ل[LOC باريس] فجراً."),
    ("تحدث [PER وليد الحداد] طويلاً.", "تحدث [PER وليد الحداد] طويلاً."),
    ("تحدث [PER فيصل الحداد] طويلاً.", "تحدث [PER فيصل الحداد] طويلاً."),
    ("تحدث [PER كمال الحداد] طويلاً.", "تحدث [PER كمال الحداد] طويلاً."),
    ("زارت البعثة [LOC كوبا] مرتين.", "زارت البعثة [LOC كوبا] مرتين."),
    ("عادت الطائرة [LOC للرياض] ليلاً.", "عادت الطائرة ل[LOC لرياض] ليلاً."),
    ("عاد من [LOC وارسو] مساء.", "عاد من [LOC وارسو] مساء."),
    ("شكر [PER فكرتشوف] مضيفيه، ثم غادر [PER فكرتشوف].", "شكر [PER فكرتشوف] مضيفيه، ثم غادر [PER فكرتشوف]."),
]

BODIES = [
    ("أصدرت وزارة الزراعة تقريراً.", "أصدرت [ORG وزارة الزراعة] تقريراً."),
    ("أصدرت وزارة التربية والتعليم قراراً.", "أصدرت [ORG وزارة التربية والتعليم] قراراً."),
    ("أعلنت الحكومة الأردنية خطتها.", "أعلنت [ORG الحكومة الأردنية] خطتها."),
    ("تعادل المنتخب المغربي مع ضيفه.", "تعادل [ORG المنتخب المغربي] مع ضيفه."),
    ("نقلت [ORG رويترز] الخبر عن شركة [ORG ميريديان].", "نقلت [ORG رويترز] الخبر عن [ORG شركة ميريديان]."),
    ("نشرت صحيفة «النهر الجديد» تحقيقاً.", "نشرت صحيفة «[ORG النهر الجديد]» تحقيقاً."),
    ("أدلى بتصريح لـ«النهر» أمس.", "أدلى بتصريح لـ«[ORG النهر]» أمس."),
    ("وزارتي الصحة والعمل", "[ORG وزارتي الصحة] و[ORG العمل]"),
    ("قال وزير الخارجية النرويجي إن الأمر انتهى.", "قال وزير الخارجية النرويجي إن الأمر انتهى."),
    ("بثت سي إن إن اللقاء.", "بثت [ORG سي إن إن] اللقاء."),
    ("قررت الحكومة تأجيل الجلسة.", "قررت الحكومة تأجيل الجلسة."),
]

OTHER = [
    ("حضر الرئيس [PER الرئيس نديم صفا] الحفل.", "حضر الرئيس الرئيس [PER نديم صفا] الحفل."),
    ("زار [LOC مدينة حلب] القديمة.", "زار مدينة [LOC حلب] القديمة."),
    ("تحدث [PER المصري] عن بلاده.", "تحدث المصري عن بلاده."),
    ("بلغ السعر ألف [MISC دولار] أمس.", "بلغ السعر ألف دولار أمس."),
    ("قال [ORG لبنان] إنه مستعد.", "قال [LOC لبنان] إنه مستعد."),
    ("قالت السويد إنها مستعدة.", "قالت [LOC السويد] إنها مستعدة."),
    ("تحت وسم #معا_نزرع انتشرت الصور.", "تحت وسم [MISC #معا_نزرع] انتشرت الصور."),
    ("فازت بكأس العالم مرتين.", "فازت ب[MISC كأس العالم] مرتين."),
    ("وأضاف القرموطي أن العمل مستمر.", "وأضاف [PER القرموطي] أن العمل مستمر."),
    ("استقبل السفير هانس غروبرمان ضيوفه.", "استقبل السفير [PER هانس غروبرمان] ضيوفه."),
    ("عرض فيلم «ليالي الشتاء» أمس.", "عرض فيلم «[MISC ليالي الشتاء]» أمس."),
]


@pytest.mark.parametrize(("given_text", "expected"), PROCLITICS + BODIES + OTHER)
def test_boundaries_follow_the_guide(given_text: str, expected: str) -> None:
    """Proclitics, titles and quotation marks stay outside, generic heads of bodies inside, nationalities are none."""
    document = read_marked(given_text)
    refine_mentions(document)
    assert show(document) == expected


def test_a_name_found_once_is_found_everywhere() -> None:
    """Whatever was a name in one place of the article is one in the others, and family names alone are, too."""
    document = read_marked(
        "وصل [PER نديم صفا] أمس. وقال صفا كلمة. وتبعه نديم صفا إلى القاعة، ثم ودع الحضور وصفا."
    )
    refine_mentions(document)
    assert [document.text[m.start : m.end] for m in document.mentions] == [
        "نديم صفا",
        "صفا",
        "نديم صفا",
        "صفا",
    ]


def test_one_name_has_one_type() -> None:
    """A family name that the recogniser took for a place is the person's when the article names the person."""
    document = read_marked("وصل [PER نديم قرموطي] أمس، ثم تكلم [LOC قرموطي] ساعة.")
    refine_mentions(document)
    assert {mention.type for mention in document.mentions} == {"PER"}


@pytest.mark.parametrize("name", ["لُبْنَان", "لبنـــان", "\u200fلبنان", "ﻟﺒﻨﺎﻥ"])
def test_marks_never_shift_offsets(name: str) -> None:
    """Diacritics, tatweel, bidi marks and presentation forms leave the mention on the name itself."""
    document = Document.read("", f"سافر وفد إلى {name} صباحاً.")
    refine_mentions(document)
    (mention,) = document.mentions
    assert document.text[mention.start : mention.end] == name.removeprefix("\u200f")


def test_a_marked_proclitic_takes_its_mark_along() -> None:
    """The diacritic on an attached letter stays outside the mention together with its letter."""
    document = read_marked("سافر نديم [LOC وَلُبنان] خلفه.")
    refine_mentions(document)
    (mention,) = document.mentions
    assert document.text[mention.start : mention.end] == "لُبنان"


TYPES: list[EntityType] = ["PER", "LOC", "ORG", "MISC"]
WORDS = [
    "وزارة", "الصحة", "والتعليم", "السورية", "الرئيس", "نديم", "صفا", "قال", "أن", "لبنان", "وبيروت",
    "للأمم", "المتحدة", "نادي", "«", "»", "(", ")", '"', "،", ".", "#", "_", "سي", "إن", "بي", "مدينة",
    "الحكومة", "لـ", "«النهر»", "كأس", "العالم", "مستشفى", "الملك", "فيصل", "في", "و", "ب", "على",
    "علي", "د", ".", "وزارتي", "العمل", "\n", "بن", "آل", "2024", "Reuters",
]  # fmt: skip


@given(
    text=st.one_of(
        st.text(),
        st.lists(st.sampled_from(WORDS)).map(" ".join),
        st.lists(st.sampled_from(WORDS)).map("".join),
    ),
    spans=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12), st.sampled_from(TYPES)), max_size=8),
)
def test_any_text_gives_ordered_mentions_inside_it(
    text: str, spans: list[tuple[int, int, EntityType]]
) -> None:
    """Whatever the text and whatever the recogniser says, nothing raises and mentions are in order and in range."""
    document = Document.read("", text)
    mentions, at = [], 0
    for gap, length, type_ in spans:
        if at + gap + length <= len(document.text):
            mentions.append(Mention(at + gap, at + gap + length, type_, 0.9))
            at += gap + length
    document.mentions = mentions
    refine_mentions(document)
    end = 0
    for mention in document.mentions:
        assert end <= mention.start < mention.end <= len(document.text)
        end = mention.end
