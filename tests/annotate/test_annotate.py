"""Articles to enriched articles: what is skipped, where offsets point, that nothing else matters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.annotate import annotate
from stream.annotate.document import Cue, Document, Entity, Mention, Quote, Span, Speaker
from stream.annotate.project import project, rounded
from stream.events import Annotator, Article
from tests.doubles import NAMES, FixedWords, fixed_annotate

RECOGNIZER = FixedWords(NAMES)
ANNOTATOR = Annotator("newsstream", "1", "r")


@pytest.mark.parametrize(
    ("headline", "body", "language", "skipped"),
    [
        ("خبر", "زارت ليلى القاهرة أمس", None, None),
        ("خبر", "", None, "empty"),
        ("خبر", " \n ", None, "empty"),
        ("News", "Nothing in Arabic here at all.", None, "language"),
        ("خبر", "زارت ليلى القاهرة أمس", "fa", "language"),
    ],
)
def test_skipped(headline: str, body: str, language: str | None, skipped: str | None) -> None:
    """An empty or foreign article comes back without annotation and says why, in its place among the others."""
    article = Article("a", headline, body, language)
    first, middle, last = annotate(
        [Article("1", "خبر", "عاد"), article, Article("2", "خبر", "عاد")], RECOGNIZER
    )
    assert (first.article.id, middle.article.id, last.article.id) == ("1", "a", "2")
    assert middle.skipped == skipped
    assert bool(middle.entities) == (skipped is None)


def test_offsets_count_in_each_field() -> None:
    """Mentions of headline and body point into their own field."""
    (enriched,) = annotate([Article("a", "ليلى في القاهرة", "عادت ليلى إلى القاهرة.")], RECOGNIZER)
    found = {(m.field, m.start, m.end, m.text) for entity in enriched.entities for m in entity.mentions}
    assert found == {
        ("headline", 0, 4, "ليلى"),
        ("headline", 8, 15, "القاهرة"),
        ("body", 5, 9, "ليلى"),
        ("body", 14, 21, "القاهرة"),
    }


@given(st.text(max_size=40), st.text(max_size=80))
def test_any_text(headline: str, body: str) -> None:
    """Whatever the text, annotation does not raise and every span is what stands at its offsets."""
    (enriched,) = fixed_annotate()([Article("a", headline, "في القاهرة قال ليلى: «" + body)])
    for entity in enriched.entities:
        for mention in entity.mentions:
            field = headline if mention.field == "headline" else enriched.article.body
            assert field[mention.start : mention.end] == mention.text


def _document() -> Document:
    document = Document.read("قالت ليلى", "نعم. لا")
    document.entities = [Entity("per:1", "PER", "ليلى", [Mention(5, 9, "PER", 0.87654)], role=Span(0, 4))]
    return document


def test_quote_ids_differ_by_place() -> None:
    """Two quotes with the same words in one article have different ids, and the same ones each time."""
    document = Document.read("", "نعم نعم")
    document.quotes = [Quote("direct", 1, 4, None, None), Quote("direct", 5, 8, None, None)]
    article = Article("a", "", "نعم نعم")
    one, two = project(article, document, ANNOTATOR).quotes
    assert one.id != two.id
    assert project(article, document, ANNOTATOR).quotes[0].id == one.id


def test_a_cue_in_the_other_field_is_left_out() -> None:
    """Cue and source mention of a quote are offsets of the quote's field, or not there."""
    document = _document()
    speaker = Speaker("ليلى", 0, mention=Span(5, 9))
    document.quotes = [Quote("direct", 10, 13, Cue(0, 4, "قال", "say"), speaker)]
    (quote,) = project(Article("a", document.headline, document.body), document, ANNOTATOR).quotes
    assert (quote.field, quote.text, quote.cue) == ("body", "نعم", None)
    assert quote.speaker is not None
    assert (quote.speaker.entity, quote.speaker.mention) == ("per:1", None)


def test_sentence_around_a_quote() -> None:
    """A quote carries the sentence that it begins in."""
    document = _document()
    document.quotes = [Quote("direct", 15, 17, None, None)]
    (quote,) = project(Article("a", document.headline, document.body), document, ANNOTATOR).quotes
    assert (quote.text, quote.sentence.text, quote.sentence.start) == ("لا", "لا", 5)


def test_confidences_are_rounded() -> None:
    """Confidences have three decimals, so that processors that add in another order give the same bytes."""
    (entity,) = project(Article("a", "قالت ليلى", "نعم. لا"), _document(), ANNOTATOR).entities
    assert entity.mentions[0].confidence == 0.877
    assert entity.role is not None
    assert entity.role.text == "قالت"


@given(st.floats(0, 1) | st.integers(0, 2000).map(lambda half: half / 2000))
def test_shares_are_rounded_as_python_rounds_them(share: float) -> None:
    """The quick way gives the same float as `round`, halfway between two thousandths, too."""
    assert rounded(share) == round(share, 3)
