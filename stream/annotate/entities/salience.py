"""How central an entity is to its article, from 0 to 1.

    salience = 0.30 headline + 0.20 early + 0.35 frequent + 0.15 quoted

headline  1 if it is named in the headline, else 0
early     1 - (offset of its first mention in the body / length of the body); 1 if it stands in the headline only
frequent  log2(1 + its mentions) / log2(1 + the mentions of the most often named entity of the article)
quoted    q / (q + 1), where q is how many quotes of the article it says

The four signals are those that Dunietz & Gillick ("A New Entity Salience Task with Millions of Training Examples",
EACL 2014) found to tell most: being in the headline, first position, number of mentions; being quoted is added for
news. The weights are set by hand so that the four sum to 1; they are not trained.
"""

from math import log2
from typing import Final

from stream.annotate.document import Document, Entity

_HEADLINE: Final = 0.30
_EARLY: Final = 0.20
_FREQUENT: Final = 0.35
_QUOTED: Final = 0.15


def rate_salience(document: Document) -> None:
    """Fill `salience` of every entity of the document; runs after the quotes are found, because they count."""
    entities = document.entities
    if not entities:
        return
    quotes = [0] * len(entities)
    for quote in document.quotes:
        if quote.speaker is not None and quote.speaker.entity is not None:
            quotes[quote.speaker.entity] += 1
    most = log2(1 + max([len(entity.mentions) for entity in entities]))
    for index, entity in enumerate(entities):
        entity.salience = _salience(document, entity, most, quotes[index])


def _salience(document: Document, entity: Entity, most: float, quotes: int) -> float:
    body_start = document.body_start
    early = 1.0
    for mention in entity.mentions:
        if mention.start >= body_start:
            early = 1.0 - (mention.start - body_start) / max(1, len(document.body))
            break
    score = (
        (_HEADLINE if entity.mentions[0].start < body_start else 0.0)
        + _EARLY * early
        + _FREQUENT * log2(1 + len(entity.mentions)) / most
        + _QUOTED * quotes / (quotes + 1)
    )
    return min(1.0, score)
