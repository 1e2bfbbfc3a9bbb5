import pytest

from stream.annotate.quotes.conjugate import conjugate
from stream.annotate.quotes.lexicon import cues_of
from stream.annotate.text import fold


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
    ("word", "lemma", "shape", "gender", "number"),
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
def test_cues_of(word: str, lemma: str, shape: str, gender: str, number: str) -> None:
    """A word in the text is taken apart into lemma, shape, gender and number, with proclitics and loose hamzas."""
    readings = [(cue.lemma.name, cue.shape, cue.gender, cue.number) for cue in cues_of(word, fold(word))]
    assert (lemma, shape, gender, number) in readings


@pytest.mark.parametrize("word", ["نادي", "دعوة", "فيلم", "ردا", "وزارة", "", "كتاب", "المدينة"])
def test_words_that_are_no_cue(word: str) -> None:
    """Nouns spelt nearly like a form of a speech verb are none."""
    assert cues_of(word, fold(word)) == ()
