"""Annotation of Arabic news as a chain of pure functions: articles in, entities and quotes out."""

from collections.abc import Sequence

from stream import __version__
from stream.annotate.chain import Lap, no_lap, run_steps
from stream.annotate.document import Document
from stream.annotate.entities.recognizer import Recognizer
from stream.annotate.language import is_arabic
from stream.annotate.project import project
from stream.events import Annotator, Article, Enriched


def annotate(articles: Sequence[Article], recognizer: Recognizer, lap: Lap = no_lap) -> list[Enriched]:
    """Return the articles with their entities and quotes.

    An article without text or in another language than Arabic comes back without annotation, and `skipped`
    says why. The result depends on nothing but the arguments, and on each article by itself.

    Args:
        articles: Any number; many at once are faster than one by one.
        recognizer: What finds the names.
        lap: Called when a step has ended, with its name: `tokens`, `recognize`, the steps of the chain, `project`.

    Returns:
        One enriched article for each article, in the same order.
    """
    annotator = Annotator("newsstream", __version__, recognizer.name)
    enriched: list[Enriched | None] = []
    documents: list[Document] = []
    for article in articles:
        if not article.body.strip():
            enriched.append(Enriched(article, annotator, skipped="empty"))
        elif not is_arabic(f"{article.headline} {article.body}", article.language):
            enriched.append(Enriched(article, annotator, skipped="language"))
        else:
            documents.append(Document.read(article.headline, article.body))
            enriched.append(None)
    lap("tokens")
    run_steps(documents, recognizer, lap)
    annotated = iter(documents)
    results = [
        done or project(article, next(annotated), annotator)
        for article, done in zip(articles, enriched, strict=True)
    ]
    lap("project")
    return results
