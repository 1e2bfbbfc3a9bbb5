import pytest

from stream.annotate.quotes.conjugate import conjugate
from stream.annotate.quotes.lexicon import CUE, look_up
from stream.annotate.text import word


def forms(*parts: str) -> set[str]:
    """Return every form of a verb, given by its principal parts."""
    return {form.text for form in conjugate(*parts)}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            ("قال", "يقول", "قائلا", "قول"),
            "قالت قالوا قالتا قلن تقول يقولون يقولان يقلن قائلة قائلين قوله قولها القول قالها",
        ),
        (("دعا", "يدعو", "داعيا", "دعوة"), "دعت دعوا دعتا يدعون تدعو داعية داعين دعوته دعاه"),
        (("نفى", "ينفي", "نافيا", "نفي"), "نفت نفوا نفيا ينفون ينفيان تنفي نافية نافين نفيه نفاه"),
        (("رأى", "يرى", "-", "رؤية"), "رأت رأوا رأيا يرون يريان ترى رؤيته"),
        (("أشار", "يشير", "مشيرا", "إشارة"), "أشارت أشاروا أشرن يشيرون مشيرة مشيرين مشيرات إشارته"),
        (("ادعى", "يدعي", "مدعيا", "ادعاء"), "ادعت ادعوا يدعون مدعية ادعاؤه ادعائه"),
    ],
)
def test_forms(parts: tuple[str, str, str, str], expected: str) -> None:
    """The principal parts of sound, hollow and defective verbs give the forms of the third persons."""
    assert set(expected.split()) <= forms(*parts)


@pytest.mark.parametrize(
    ("surface", "lemma", "shape", "gender", "number"),
    [
        ("وقال", "قال", "perfect", "m", "s"),
        ("فأضافت", "أضاف", "perfect", "f", "s"),
        ("وسيؤكد", "أكد", "imperfect", "m", "s"),
        ("ليقول", "قال", "imperfect", "m", "s"),
        ("مشيرين", "أشار", "participle", "m", "p"),
        ("بقولها", "قال", "noun", "f", "s"),
        ("واعتبرته", "اعتبر", "perfect", "f", "s"),
        ("اكدوا", "أكد", "perfect", "m", "p"),
        ("قيل", "قال", "perfect", "m", "s"),
    ],
)
def test_readings_as_a_cue(surface: str, lemma: str, shape: str, gender: str, number: str) -> None:
    """A word in the text is taken apart into lemma, shape, gender and number, with proclitics and loose hamzas."""
    found = word(surface)
    assert look_up(found) & CUE
    readings = [(cue.lemma.name, cue.shape, cue.gender, cue.number) for cue in found.cues]
    assert (lemma, shape, gender, number) in readings


@pytest.mark.parametrize("surface", ["نادي", "دعوة", "فيلم", "ردا", "وزارة", "", "كتاب", "المدينة"])
def test_words_that_are_no_cue(surface: str) -> None:
    """Nouns spelt nearly like a form of a speech verb are none."""
    found = word(surface)
    assert not look_up(found) & CUE
    assert found.cues == ()
