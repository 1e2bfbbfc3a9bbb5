from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.annotate.document import Document
from stream.annotate.quotes import find_quotes
from tests.annotate.quotes.direct import DIRECT
from tests.annotate.quotes.indirect import INDIRECT
from tests.annotate.quotes.marking import annotate, mark
from tests.annotate.quotes.sources import SOURCES

CASES = (*DIRECT, *INDIRECT, *SOURCES)
MARKS = "«»“”„\"'‘’‹›:،.؟!()[]-–\n"
PIECES = st.sampled_from(
    [
        *MARKS,
        "قال",
        "وأضافت",
        "مؤكداً",
        "إن",
        "أن",
        "بأنه",
        "إلى",
        "على",
        "الذي",
        "وفقاً",
        "لـ",
        "الوزير",
        "سامر",
        "النجار",
        "كما",
    ]
)


def check(document: Document) -> None:
    """Assert that a quote's spans lie in one field, and every index inside its list."""
    headline = len(document.headline)
    for quote in document.quotes:
        assert 0 <= quote.start < quote.end <= len(document.text)
        assert not quote.start <= headline < quote.end
        if quote.cue is not None:
            assert 0 <= quote.cue.start < quote.cue.end <= len(document.text)
            assert (quote.cue.start < headline) == (quote.start < headline)
        if quote.speaker is not None:
            assert quote.speaker.name
            assert quote.speaker.entity is None or 0 <= quote.speaker.entity < len(document.entities)
            if quote.speaker.mention is not None:
                assert 0 <= quote.speaker.mention.start < quote.speaker.mention.end <= len(document.text)
                assert (quote.speaker.mention.start < headline) == (quote.start < headline)
        assert 0 <= quote.confidence <= 1


@given(st.text(), st.text())
def test_any_text(headline: str, body: str) -> None:
    """No text raises, and every span lies inside its field."""
    document = Document.read(headline, body)
    find_quotes(document)
    check(document)


@given(st.lists(PIECES, max_size=60), st.integers(0, 60), st.booleans())
def test_any_order_of_cues_and_marks(pieces: list[str], cut: int, spaced: bool) -> None:
    """No order of cues, complementizers and marks raises, and every span lies inside its field."""
    glue = " " if spaced else ""
    document = Document.read(glue.join(pieces[:cut]), glue.join(pieces[cut:]))
    find_quotes(document)
    check(document)


@given(st.data())
def test_articles_with_marks_dropped_doubled_and_swapped(data: st.DataObject) -> None:
    """Articles whose marks are damaged never raise, and every span lies inside its field."""
    cases = data.draw(st.lists(st.sampled_from(CASES), min_size=1, max_size=6))
    text = "\n".join(mark(case.text)[0] for case in cases)
    places = [place for place, letter in enumerate(text) if letter in MARKS]
    damaged = list(text)
    for place in data.draw(st.lists(st.sampled_from(places), max_size=8)) if places else []:
        damaged[place] = data.draw(st.sampled_from(["", damaged[place] * 2, *MARKS]))
    document = Document.read("", "".join(damaged))
    find_quotes(document)
    check(document)


@given(st.lists(st.sampled_from(CASES), min_size=1, max_size=5))
def test_quotes_are_in_order_and_apart(cases: list[object]) -> None:
    """The quotes of an article come in the order of the text, and none overlaps the next."""
    document = annotate("\n".join(case.text for case in cases))  # type: ignore[attr-defined]
    spans = [(quote.start, quote.end) for quote in document.quotes]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_same_quotes_twice() -> None:
    """The same article gives the same quotes each time."""
    text = "\n".join(case.text for case in CASES)
    assert annotate(text).quotes == annotate(text).quotes


@pytest.mark.parametrize(
    "text", ["«" * 2000, "قال " * 4000, 'قال "' * 2000, "أن " * 4000, "(" * 4000, "قال سامر: " * 2000]
)
def test_monotonous_text(text: str) -> None:
    """Text that repeats one sign or cue is read to its end."""
    document = Document.read("", text)
    find_quotes(document)
    check(document)


def test_an_article_of_a_megabyte() -> None:
    """A megabyte of quotes in one article is read whole: as many quotes as its parts have, and no time limit met."""
    part = "\n".join(case.text for case in CASES)
    copies = 1 + 1_000_000 // len(part.encode())
    document = annotate("\n".join([part] * copies))
    assert len(document.quotes) >= (copies - 1) * len(annotate(part).quotes)
    check(document)
