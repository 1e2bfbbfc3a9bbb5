"""Bodies by their generic word, divisions and particles of names, without any help of the recogniser."""

import pytest

from stream.annotate.entities.refine import refine_mentions
from tests.annotate.entities.marked import read_marked, show

SECTIONS = [
    "أعلنت [ORG مديرية أمن أسيوط] ضبط شبكة.",
    "أوضحت [ORG قيادة عمليات ميسان] موقفها.",
    "أصدرت [ORG غرفة صناعة عمان] بياناً.",
    "حكمت [ORG محكمة جنايات القاهرة] على المتهم.",
    "اجتمع [ORG مجلس محافظة نينوى] أمس.",
    "أعلنت [ORG حكومة إقليم كردستان] صرف الرواتب.",
]
SUBJECTS = [
    "أعلنت [ORG خلية الإعلام الأمني] مقتل خمسة.",
    "ذكرت [ORG دائرة الإحصاءات العامة] أن التضخم تراجع.",
    "أكدت [ORG اللجنة العليا للانتخابات] جاهزيتها.",
    "نفت [ORG القيادة العامة للجيش] الخبر.",
    "قدم [ORG الصندوق العربي للإنماء الاقتصادي والاجتماعي] قرضا.",
    "أفاد [ORG الديوان الوطني للحماية المدنية] بإخماد الحريق.",
    "سيطر [ORG محور صعدة العسكري] على التلال.",
]
PARTIES_AND_MEDIA = [
    "ووصفت [ORG كتلة التنمية والتحرير] القرار بالمتسرع.",
    "بثت [ORG قناة صوت النهر] المقابلة.",
    "أعلن [ORG مصرف الرافدين] خدمة جديدة.",
    "نقلت مصادر «[ORG النهر الجديد]» الخبر.",
    "قالت في حديث مع «[ORG النهر]» إنها عائدة.",
    "غضب الجيران من ضجيج «الباب».",
    "تراجعت حركة السفن في الميناء.",
    "احتاج بنك الدم إلى متبرعين.",
]
PLACES = [
    "وصلت الإغاثة إلى محلية [LOC الرهد] فجراً.",
    "نزح السكان من قضاء [LOC القائم] ليلاً.",
    "عاد الوفد من [LOC شمال دارفور] أمس.",
    "مرت القافلة ب[LOC أم درمان] و[LOC أم روابة] ظهراً.",
    "رسم الفنان الباب والميادين والزيتون.",
]
AGENCIES = [
    "قال المزارع ل[ORG لأناضول] إن الموسم جيد.",
    "تمتد القرى في هضبة الأناضول غرباً.",
]
PERSONS = [
    ("فاز [PER ماركو دي] لا بيترا، أمس.", "فاز [PER ماركو دي لا بيترا]، أمس."),
    ("حضرت د. سلوى القرموطي اللقاء.", "حضرت د. [PER سلوى القرموطي] اللقاء."),
    ("هتفوا باسم [PER نديم صفا عشر] مرات.", "هتفوا باسم [PER نديم صفا] عشر مرات."),
    ("إن خسر [PER نديم سأرحل] غداً.", "إن خسر [PER نديم] سأرحل غداً."),
]


@pytest.mark.parametrize("expected", SECTIONS + SUBJECTS + PARTIES_AND_MEDIA + PLACES + AGENCIES)
def test_generic_words_tell_names(expected: str) -> None:
    """Heads with a section, subject, genitive or place name a body whole; divisions are places; the rest is none."""
    document = read_marked(expected.replace("[ORG ", "").replace("[LOC ", "").replace("]", ""))
    refine_mentions(document)
    assert show(document) == expected


@pytest.mark.parametrize(("given_text", "expected"), PERSONS)
def test_persons_end_where_their_names_do(given_text: str, expected: str) -> None:
    """Particles lead on to the family name; numerals and verbs in the future never belong to it."""
    document = read_marked(given_text)
    refine_mentions(document)
    assert show(document) == expected
