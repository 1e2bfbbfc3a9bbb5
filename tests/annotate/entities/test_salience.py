"""Salience: between 0 and 1, more for what the headline, the beginning, repetition and quotes point at."""

from hypothesis import given
from hypothesis import strategies as st

from stream.annotate.document import Document, Quote, Speaker
from stream.annotate.entities.linking import link_entities
from stream.annotate.entities.refine import refine_mentions
from stream.annotate.entities.salience import rate_salience
from tests.annotate.entities.marked import read_marked


def rated(document: Document) -> dict[str, float]:
    """Return the salience of a document's entities by name."""
    link_entities(document)
    rate_salience(document)
    return {entity.name: entity.salience for entity in document.entities}


def test_the_only_entity_everywhere_is_nearly_all() -> None:
    """In the headline, first in the body and alone: everything but being quoted."""
    assert rated(read_marked("[LOC حلب] تحتفل.", "[LOC حلب] تحتفل")) == {"حلب": 0.85}


def test_headline_place_and_number_count() -> None:
    """Named in the headline beats named first, which beats named last; named often beats named once."""
    scores = rated(
        read_marked("[LOC صيدا] ثم [LOC عكا] و[LOC عكا] و[LOC عكا] ثم [LOC صور].", "رسالة من [LOC حيفا]")
    )
    assert scores["حيفا"] > scores["صيدا"] > scores["صور"]
    assert scores["عكا"] > scores["صيدا"]


def test_being_quoted_counts() -> None:
    """Who says something is more central than who is only named."""
    document = read_marked("[PER نديم صفا] و[PER رائد كرم] هنا.")
    link_entities(document)
    document.quotes = [Quote("direct", 0, 1, None, Speaker("رائد كرم", entity=1))]
    rate_salience(document)
    silent = read_marked("[PER نديم صفا] و[PER رائد كرم] هنا.")
    assert document.entities[1].salience > rated(silent)["رائد كرم"]
    assert document.entities[0].salience == rated(silent)["نديم صفا"]


@given(st.text(), st.text())
def test_salience_is_a_share(headline: str, body: str) -> None:
    """Whatever the text, salience lies between 0 and 1."""
    document = Document.read(headline, body + " لبنان وسورية")
    refine_mentions(document)
    assert all(0 <= score <= 1 for score in rated(document).values())
