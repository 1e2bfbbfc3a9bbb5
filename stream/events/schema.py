"""JSON Schema (2020-12) of every event, made from the same classes that encode them."""

from typing import Any, Final

import msgspec

from stream.events.articles import Article
from stream.events.enriched import Enriched, EntityEvent, QuoteEvent, Withdrawn

EVENTS: Final[dict[str, type]] = {
    "article": Article,
    "enriched": Enriched,
    "entity": EntityEvent,
    "quote": QuoteEvent,
    "withdrawn": Withdrawn,
}


def json_schema(event: str) -> dict[str, Any]:
    """Return the JSON Schema of an event by its name in `EVENTS`.

    Raises:
        KeyError: There is no event of that name.
    """
    cls = EVENTS[event]
    (reference,), definitions = msgspec.json.schema_components((cls,), ref_template="#/$defs/{name}")
    if "Article" in definitions:
        _open(definitions["Article"])
    if "Enriched" in definitions:
        # "skipped" is written only where there is a reason
        definitions["Enriched"]["required"] = ["article", "annotator", "entities", "quotes"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:newsstream:schema:{event}",
        **reference,
        "$defs": definitions,
    }


def _open(article: dict[str, Any]) -> None:
    """Describe the article as it stands in JSON: unknown members beside the known ones, `id` may be missing."""
    del article["properties"]["extra"]
    article["required"] = ["headline", "body"]
    article["additionalProperties"] = True
