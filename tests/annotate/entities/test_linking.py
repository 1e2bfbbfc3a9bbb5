"""Mentions of one thing become one entity, under its fullest name and an id that every article shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.annotate.document import Document, Mention
from stream.annotate.entities.linking import link_entities
from stream.annotate.entities.naming import entity_id
from tests.annotate.entities.marked import read_marked

SAME = [
    ("[PER نديم صفا] هنا. و[PER صفا] هناك.", ["نديم صفا"]),
    ("[PER صفا] هنا. و[PER نديم صفا] هناك.", ["نديم صفا"]),
    ("[PER عبد الله صفا] هنا. و[PER عبدالله صفا] هناك.", ["عبد الله صفا"]),
    ("[PER نديم صفا] و[PER سعاد صفا] هنا.", ["نديم صفا", "سعاد صفا"]),
    ("[PER أوتو هامرشولد] هنا. و[PER هامرشلد] هناك.", ["أوتو هامرشولد"]),
    ("الأمير [PER فهد بن سالم] ووالده [PER سالم] هنا.", ["فهد بن سالم", "سالم"]),
    ("[ORG وزارة الصحة] و[ORG وزارة الصحة الأردنية] هنا.", ["وزارة الصحة الأردنية"]),
    ("[ORG وزارة الخارجية السويدية] هنا و[ORG الخارجية السويدية] هناك.", ["وزارة الخارجية السويدية"]),
    ("[ORG شركة ميريديان] هنا و[ORG ميريديان] هناك.", ["شركة ميريديان"]),
    ("[ORG الهيئة الوطنية للري] ([ORG هور]) هنا و[ORG هور] هناك.", ["الهيئة الوطنية للري"]),
    ("[ORG مجلس الأمن] و[ORG مجلس الأمن القومي] هنا.", ["مجلس الأمن", "مجلس الأمن القومي"]),
    ("[ORG الأمم المتحدة] و[ORG بعثة الأمم المتحدة] هنا.", ["الأمم المتحدة", "بعثة الأمم المتحدة"]),
    ("[LOC سوريا] هنا و[LOC سورية] هناك.", ["سوريا"]),
    ("[LOC سوريا] و[LOC روسيا] و[LOC إدلب] و[LOC تدمر] هنا.", ["سوريا", "روسيا", "إدلب", "تدمر"]),
    ("[MISC كأس الأنهار] و[MISC كأس الأنهار للناشئين] هنا.", ["كأس الأنهار للناشئين"]),
    ("[ORG نادي المرجان] هنا و[ORG المرجان الرياضي الأردني] هناك.", ["المرجان الرياضي الأردني"]),
    ("[ORG ديوان المناجم] هنا و[ORG ديوان المناجم والمحاجر] هناك.", ["ديوان المناجم والمحاجر"]),
    ("[ORG الجامعة العربية] هنا و[ORG جامعة الدول العربية] هناك.", ["جامعة الدول العربية"]),
    ("[ORG أ ف ب] هنا و[ORG وكالة فرانس برس] هناك.", ["وكالة فرانس برس"]),
    ("[LOC الأردن] و[ORG الأردن] هنا.", ["الأردن", "الأردن"]),
]


@pytest.mark.parametrize(("marked", "names"), SAME)
def test_mentions_of_the_same_thing_share_an_entity(marked: str, names: list[str]) -> None:
    """Shorter forms, other spellings, acronyms and generic words join; what only looks alike stays apart."""
    document = read_marked(marked)
    link_entities(document)
    assert [entity.name for entity in document.entities] == names
    assert sum(len(entity.mentions) for entity in document.entities) == len(document.mentions)


def test_a_shared_family_name_goes_to_the_one_named_last() -> None:
    """Where two persons bear a family name, it alone means the one whom the article named last before."""
    document = read_marked("[PER نديم صفا] تكلم. ثم تكلم [PER رائد صفا] وقال [PER صفا] كلمته.")
    link_entities(document)
    assert [len(entity.mentions) for entity in document.entities] == [1, 2]


def test_a_feminine_verb_picks_the_woman() -> None:
    """Behind a feminine verb a shared family name means the woman, although a man was named last."""
    document = read_marked("[PER سعاد صفا] تكلمت بعد [PER نديم صفا]. وقالت [PER صفا] كلمتها.")
    link_entities(document)
    assert [len(entity.mentions) for entity in document.entities] == [2, 1]


def test_the_article_of_an_attached_preposition_comes_back() -> None:
    """The mention behind the first ل of لل has no ا, the entity's name has it."""
    document = read_marked("قدم ل[ORG لبرنامج الإنمائي] طلباً.")
    link_entities(document)
    assert document.entities[0].name == "البرنامج الإنمائي"


def test_ids_are_the_same_across_articles_and_spellings() -> None:
    """An id hangs on the folded name and the type alone, so that consumers can follow one entity."""
    assert entity_id("وزارة الصحة", "ORG") == entity_id("وزارة الصحه", "ORG")
    assert (
        entity_id("سوريا", "LOC")
        == entity_id("سورية", "LOC")
        == entity_id("الجمهورية العربية السورية", "LOC")
    )
    assert entity_id("عبد الله صفا", "PER") == entity_id("عبدالله صفا", "PER")
    assert entity_id("الأردن", "LOC") != entity_id("الأردن", "ORG")
    assert entity_id("نديم صفا", "PER") == "per:" + entity_id("نديم صفا", "PER").partition(":")[2]
    assert entity_id("نديم صفا", "PER") != entity_id("رائد صفا", "PER")


GENDERS = [
    ("قالت الوزيرة [PER ريتا كلاوزن] كلمتها.", "f"),
    ("قال الوزير [PER ريتا كلاوزن] كلمته.", "m"),
    ("تكلمت [PER فاطمة صفا] أمس.", "f"),
    ("تكلم [PER محمد صفا] أمس.", "m"),
    ("تكلم [PER أسامة صفا] أمس.", "m"),
    ("تكلم [PER زغلموش صفا] أمس.", None),
    ("أعلنت [ORG وزارة الصحة] ذلك.", "f"),
    ("أعلن [ORG مجلس النواب] ذلك.", "m"),
    ("أعلنت [LOC السويد] ذلك.", "f"),
    ("أعلن [LOC لبنان] ذلك.", "m"),
]


@pytest.mark.parametrize(("marked", "gender"), GENDERS)
def test_gender_for_agreement(marked: str, gender: str | None) -> None:
    """Titles, given names, endings and lists tell the gender of an entity; nothing is guessed without them."""
    document = read_marked(marked)
    link_entities(document)
    assert document.entities[0].gender == gender


@given(
    st.text(min_size=1),
    st.lists(st.integers(1, 6), max_size=9),
    st.sampled_from(["PER", "LOC", "ORG", "MISC"]),
)
def test_any_text_links(text: str, lengths: list[int], type_: str) -> None:
    """Whatever the mentions look like, linking never raises, loses none, and gives each entity another id."""
    document = Document.read("", text)
    at = 0
    for length in lengths:
        if at + length <= len(document.text):
            document.mentions.append(Mention(at, at + length, type_, 0.9))  # type: ignore[arg-type]  # sampled
            at += length
    link_entities(document)
    linked = sorted(mention for entity in document.entities for mention in entity.mentions)
    assert linked == document.mentions
    assert len({entity.id for entity in document.entities}) == len(document.entities)
