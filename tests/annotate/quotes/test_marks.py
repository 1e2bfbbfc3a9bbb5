import pytest

from stream.annotate.document import Document
from stream.annotate.quotes.marks import pair_marks
from stream.annotate.quotes.reading import Reading


def stretches(text: str) -> list[tuple[str, bool]]:
    """Return the words in marks of a body, and whether a mark closes them."""
    document = Document.read("", text)
    reading = Reading(document)
    return [(reading.words(marked.first, marked.beyond), marked.closed) for marked in pair_marks(reading)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال «نعم يا سيدي» ومضى", [("نعم يا سيدي", True)]),
        ('قال "نعم" ثم "لا" ومضى', [("نعم", True), ("لا", True)]),
        ("قال ”نعم يا سيدي“ ومضى", [("نعم يا سيدي", True)]),
        ('قال "نعم يا سيدي\nومضى', [("نعم يا سيدي", False)]),
        ('قال "نعم.\nيا سيدي" ومضى', [("نعم.\nيا سيدي", True)]),
        ('قال "نعم.\nثم قال "لا" ومضى', [("نعم.", False), ("لا", True)]),
        ('قال ""نعم"" ومضى', [("نعم", True)]),
        ('قال "" ومضى', []),
        ("«قال «نعم» ومضى»", [("قال «نعم» ومضى", True)]),
        ('قال نعم" ومضى', []),
        ("لـ«الميناء» فقط", [("الميناء", True)]),
        ("the driver's car", []),
    ],
)
def test_pairs(text: str, expected: list[tuple[str, bool]]) -> None:
    """Marks are paired by what stands beside them: doubled, crossed, nested, unclosed, over lines, or stray."""
    assert stretches(text) == expected


def test_marks_never_run_from_the_headline_into_the_body() -> None:
    """A mark left open in the headline ends with the headline."""
    reading = Reading(Document.read('قال "نعم', 'لا" ومضى'))
    assert [(marked.beyond, marked.closed) for marked in pair_marks(reading)] == [(3, False)]
