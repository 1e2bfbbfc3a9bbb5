"""The recognisers behind their seam: what every one promises, and what the trained one finds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stream.annotate.document import Document
from stream.annotate.entities.recognizer import Recognizer
from stream.annotate.entities.registry import load
from stream.annotate.text import normalize

NAMES = ("builtin", "gazetteer")
LETTERS = 'ابتجحدرسعفقلمنهويأإةىءلالو ـًُ\u200f\u200c\u0651ﻻﷲپگ0123456789.,،؛:!؟"«»()\n-abcXYZ@#😀'


@pytest.fixture(scope="module", params=NAMES)
def recognizer(request: pytest.FixtureRequest) -> Recognizer:
    """Each of the recognisers in turn."""
    return load(request.param)


@pytest.fixture(scope="module")
def trained() -> Recognizer:
    """The trained one."""
    return load("builtin")


def found(recognizer: Recognizer, headline: str, body: str = "") -> list[tuple[str, str]]:
    """Return the words and types of the mentions in an article."""
    document = Document.read(headline, body)
    list(recognizer.recognize([document]))
    return [(document.text[mention.start : mention.end], mention.type) for mention in document.mentions]


def check(document: Document) -> None:
    """Hold what the seam promises of mentions against a document."""
    beyond = 0
    for mention in document.mentions:
        assert beyond <= mention.start < mention.end <= len(document.text)
        assert mention.type in {"PER", "LOC", "ORG", "MISC"}
        assert 0 <= mention.confidence <= 1
        assert not document.text[mention.start].isspace()
        assert not document.text[mention.end - 1].isspace()
        beyond = mention.end


@settings(max_examples=150, deadline=None)
@given(headline=st.text(LETTERS, max_size=40), body=st.text(max_size=60) | st.text(LETTERS, max_size=200))
@pytest.mark.parametrize("name", NAMES)
def test_mentions_of_any_text_are_ordered_spans(name: str, headline: str, body: str) -> None:
    """Whatever the text, mentions are in order, do not overlap, lie inside it and hold no outer white space."""
    document = Document.read(headline, body)
    list(load_once(name).recognize([document]))
    check(document)


_LOADED: dict[str, Recognizer] = {}


def load_once(name: str) -> Recognizer:
    """Return a recogniser, loaded on the first call."""
    if name not in _LOADED:
        _LOADED[name] = load(name)
    return _LOADED[name]


def test_an_unknown_name_is_refused_in_one_line() -> None:
    """The error says which name is wrong and which there are."""
    names = "builtin, gazetteer, camel:DIRECTORY"
    with pytest.raises(ValueError, match=rf"^unknown recognizer 'nobody': choose one of {names}$"):
        load("nobody")


def test_both_tell_their_name(recognizer: Recognizer) -> None:
    """The name goes into every event, so it must be there and hold no spaces."""
    assert recognizer.name
    assert " " not in recognizer.name


def test_nothing_to_read_gives_nothing(recognizer: Recognizer) -> None:
    """No documents, and documents without words, are no error."""
    list(recognizer.recognize([]))
    empty, blank = Document.read("", ""), Document.read("  ", "\n\n")
    list(recognizer.recognize([empty, blank]))
    assert empty.mentions == blank.mentions == []


def test_countries_are_found_by_both(recognizer: Recognizer) -> None:
    """A country in a plain sentence needs no context."""
    assert ("فرنسا", "LOC") in found(recognizer, "وصل الوفد إلى فرنسا مساء أمس")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("زار الوفد مصر ولبنان", ("لبنان", "LOC")),
        ("يقام المعرض بدمشق هذا العام", ("دمشق", "LOC")),
        ("سافر الوزير للسودان أمس", ("لسودان", "LOC")),
        ("زار الوفد سوريا وَلُبنان أيضا", ("لُبنان", "LOC")),
        ("عاد الوفد من واشنطن أمس", ("واشنطن", "LOC")),
        ("انتهت الزيارة إلى بغداد أمس", ("بغداد", "LOC")),
    ],
)
def test_proclitics_stay_outside(recognizer: Recognizer, text: str, name: tuple[str, str]) -> None:
    """و, ب and the first ل of لل stay outside a mention; first letters that belong to the name stay inside."""
    assert name in found(recognizer, text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("قال الرئيس الأميركي باراك أوباما في واشنطن إن بلاده لن تنسحب", ("باراك أوباما", "PER")),
        ("وأضافت الطبيبة نوال الشمراني أن الحالة مستقرة", ("نوال الشمراني", "PER")),
        ("فاز مانشستر يونايتد على تشيلسي بهدفين", ("مانشستر يونايتد", "ORG")),
        ("وأكد لافروف أن موسكو ستواصل دعم الحوار", ("لافروف", "PER")),
        ("دعت الأمم المتحدة إلى وقف القتال", ("الأمم المتحدة", "ORG")),
    ],
)
def test_the_trained_one_reads_the_context(trained: Recognizer, text: str, name: tuple[str, str]) -> None:
    """Persons, family names alone, clubs and bodies in the sentences that news is made of."""
    assert name in found(trained, text)


ARTICLES = [
    ("وزير الطاقة يزور القاهرة", "قال الوزير سامر حداد إن مصر والأردن اتفقا على الربط الكهربائي."),
    ("الهلال يتعادل مع النصر", "سجل خالد العتيبي هدف الهلال في الرياض."),
    ("مهرجان في تونس", "افتتحت الفنانة ليلى بن سالم مهرجان قرطاج مساء أمس. وحضر الحفل سفير إيطاليا."),
    ("x", ""),
]


@pytest.mark.parametrize("name", NAMES)
def test_the_batch_makes_no_difference(name: str) -> None:
    """The same article gives the same mentions, to the last digit, alone, among others and in any order."""
    alone = []
    for article in ARTICLES:
        document = Document.read(*article)
        list(load(name).recognize([document]))
        alone.append(document.mentions)
    for order in (ARTICLES, ARTICLES[::-1] * 40):
        documents = [Document.read(*article) for article in order]
        list(load(name).recognize(documents))
        for article, document in zip(order, documents, strict=True):
            assert document.mentions == alone[ARTICLES.index(article)]


def test_a_name_does_not_reach_into_the_next_line(trained: Recognizer) -> None:
    """The headline's last word and the body's first make no name together."""
    document = Document.read("لقاء في نيويورك", "يونايتد يفوز على ليفربول")
    list(trained.recognize([document]))
    assert all(
        mention.end <= document.body_start - 1 or mention.start >= document.body_start
        for mention in document.mentions
    )


SENTENCE = "قال الوزير اللبناني سامر حداد في بيروت إن مصر وقطر وألمانيا ستدعم الأمم المتحدة، وغادر للسودان."


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(st.integers(0, len(SENTENCE) - 1), st.sampled_from("ًَُِّْـ\u200f\u200d\u2069"), max_size=12)
)
@pytest.mark.parametrize("name", NAMES)
def test_marks_change_nothing_but_offsets(name: str, marks: dict[int, str]) -> None:
    """Diacritics, tatweel and invisible marks inside words leave the mentions as they are, with exact spans."""
    letters = list(SENTENCE)
    for place, mark in marks.items():
        if SENTENCE[place].isalpha():
            letters[place] += mark
    plain, marked = Document.read(SENTENCE, ""), Document.read("".join(letters), "")
    list(load_once(name).recognize([plain, marked]))
    check(marked)
    assert plain.mentions
    assert [normalize(marked.text[mention.start : mention.end]) for mention in marked.mentions] == [
        plain.text[mention.start : mention.end] for mention in plain.mentions
    ]
