from itertools import chain

import pytest

from tests.annotate.quotes.direct import DIRECT
from tests.annotate.quotes.indirect import INDIRECT
from tests.annotate.quotes.marking import Case, annotate, said
from tests.annotate.quotes.silence import SILENCE
from tests.annotate.quotes.sources import SOURCES
from tests.annotate.quotes.turns import BOUNDARIES, CUES, LABELS, SPEAKERS

TABLES = (DIRECT, INDIRECT, SOURCES, SILENCE, BOUNDARIES, CUES, SPEAKERS, LABELS)


CASES = tuple(chain(*TABLES))


@pytest.mark.parametrize("case", CASES, ids=[case.construction for case in CASES])
def test_construction(case: Case) -> None:
    """Each construction gives exactly its quotes: kind, content, cue and resolved speaker."""
    document = annotate(case.text, case.headline)
    assert tuple(said(document, quote) for quote in document.quotes) == case.quotes


def test_there_are_enough_constructions() -> None:
    """The tables name at least 120 constructions, none twice."""
    names = [case.construction for case in CASES]
    assert len(names) >= 120
    assert len(set(names)) == len(names)
