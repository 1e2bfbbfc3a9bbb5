"""The chain of annotation steps, in the order in which they run.

A step is a function that adds to one document. A new annotator is a new step in `STEPS`, and nothing else
changes.
"""

from collections.abc import Callable, Sequence
from typing import Final

from stream.annotate.document import Document
from stream.annotate.entities.linking import link_entities
from stream.annotate.entities.places import resolve_places
from stream.annotate.entities.recognizer import Recognizer
from stream.annotate.entities.refine import refine_mentions
from stream.annotate.entities.roles import find_roles
from stream.annotate.entities.salience import rate_salience
from stream.annotate.quotes import find_quotes

Step = Callable[[Document], None]
Lap = Callable[[str], None]
"""Called with the name of what has just ended. It may look at a clock; nothing here does."""

STEPS: Final[tuple[Step, ...]] = (
    refine_mentions,
    link_entities,
    find_roles,
    resolve_places,
    find_quotes,
    rate_salience,
)


def no_lap(_: str) -> None:
    """Let the steps go by without taking their times."""


def run_steps(documents: Sequence[Document], recognizer: Recognizer, lap: Lap = no_lap) -> None:
    """Fill mentions, entities and quotes of every document.

    Each step goes through all documents of a group that the recogniser yields before the next step begins: its code
    and tables are then still in the processor's caches, which saves up to a third of a step's time.

    Args:
        documents: What to annotate; the recogniser reads many at once, the other steps one by one.
        recognizer: What finds the names.
        lap: Called at the end of `recognize` and of each step, for each group.
    """
    for group in recognizer.recognize(documents):
        lap("recognize")
        for step in STEPS:
            for document in group:
                step(document)
            lap(step.__name__)
