"""Roles: the office or title of a person, where the text gives it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.annotate.document import Document
from stream.annotate.entities.linking import link_entities
from stream.annotate.entities.refine import refine_mentions
from stream.annotate.entities.roles import find_roles
from tests.annotate.entities.marked import read_marked

ROLES = [
    ("أكد وزير الزراعة السويدي [PER نديم صفا] ذلك.", "وزير الزراعة السويدي"),
    ("أكد نائب وزير الزراعة السويدي [PER نديم صفا] ذلك.", "نائب وزير الزراعة السويدي"),
    ("التقى الأمين العام ل[ORG لاتحاد] [PER نديم صفا] الوفد.", "الأمين العام للاتحاد"),
    ("قال الرئيس السابق [PER نديم صفا] ذلك.", "الرئيس السابق"),
    ("قال المتحدث باسم [ORG وزارة الصحة] [PER نديم صفا] ذلك.", "المتحدث باسم وزارة الصحة"),
    ("قال مدير المشفى الدكتور [PER نديم صفا] ذلك.", "مدير المشفى"),
    ("قال الدكتور [PER نديم صفا] ذلك.", None),
    ("قالت السيدة [PER سعاد صفا] ذلك.", None),
    ("قال [PER نديم صفا]، رئيس [ORG نادي النهر]، ذلك.", "رئيس نادي النهر"),
    ("قال [PER نديم صفا] المتحدث باسم الشركة ذلك.", "المتحدث باسم الشركة"),
    ("زار [PER نديم صفا] رئيس البلدية.", "رئيس البلدية"),
    ("وصل [PER نديم صفا] متأخراً.", None),
    ("وصل [PER صفا] أولاً. ثم تكلم المدرب [PER نديم صفا] ساعة.", "المدرب"),
    ("وقال وزير الزراعة. [PER نديم صفا] وصل.", None),
]


@pytest.mark.parametrize(("marked", "role"), ROLES)
def test_role_before_the_name_or_behind_it(marked: str, role: str | None) -> None:
    """An office counts before a name and in apposition behind it; a courtesy alone is none."""
    document = read_marked(marked)
    link_entities(document)
    find_roles(document)
    span = next(entity for entity in document.entities if entity.type == "PER").role
    assert (span and document.text[span.start : span.end]) == role


def test_only_persons_have_roles() -> None:
    """A title before a place is not the place's role."""
    document = read_marked("وصل رئيس [LOC لبنان] صباحاً.")
    link_entities(document)
    find_roles(document)
    assert document.entities[0].role is None


WORDS = [
    "رئيس", "الرئيس", "السابق", "وزير", "الخارجية", "السوري", "د", ".", "،", "نديم", "صفا", "الحداد",
    "المتحدث", "باسم", "للأمم", "المتحدة", "قال", "أن", "\n", "لبنان",
]  # fmt: skip


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS)).map(" ".join)))
def test_roles_stand_inside_the_text(text: str) -> None:
    """Whatever the text, nothing raises and a role is a stretch of it that holds no mention of its person."""
    document = Document.read(text, text)
    refine_mentions(document)
    link_entities(document)
    find_roles(document)
    for entity in document.entities:
        if entity.role is not None:
            assert 0 <= entity.role.start < entity.role.end <= len(document.text)
            assert all(m.end <= entity.role.start or m.start >= entity.role.end for m in entity.mentions)
