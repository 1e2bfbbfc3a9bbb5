"""JSON Schema (2020-12) of every event, made from the same classes that read and write them.

The schemas are recorded in `schemas/` beside this module. Within one number of `VERSIONS` they change only so that
whoever wrote or read by the recorded ones still can; `compatibility` says what that is.
"""

from inspect import cleandoc
from typing import Any, Final

import msgspec

from stream.events.articles import Article
from stream.events.enriched import Enriched, EntityEvent, QuoteEvent, Withdrawn
from stream.events.ninjs import CAMEL_CASE, NinjsItem

EVENTS: Final[dict[str, type]] = {
    "article": Article,
    "ninjs": NinjsItem,
    "enriched": Enriched,
    "entity": EntityEvent,
    "quote": QuoteEvent,
    "withdrawn": Withdrawn,
}
READ: Final = frozenset(("article", "ninjs"))
"""The events that newsstream reads; the others it writes."""
VERSIONS: Final = {"article": 1, "ninjs": 1, "enriched": 1, "entity": 1, "quote": 1, "withdrawn": 1}
"""Raised with an incompatible change, which the changelog tells of. The number stands in the schema's `$id`."""

Schema = dict[str, Any]


def json_schema(event: str) -> Schema:
    """Return the JSON Schema of an event by its name in `EVENTS`.

    Raises:
        KeyError: There is no event of that name.
    """
    cls = EVENTS[event]
    (reference,), definitions = msgspec.json.schema_components((cls,), ref_template="#/$defs/{name}")
    if cls is Article:
        _as_read(definitions["Article"])
    elif cls is NinjsItem:
        _ninjs(definitions)
    elif cls is Enriched:
        _enriched(definitions)
    for definition in definitions.values():  # Python 3.13 takes the indentation off docstrings by itself
        definition["description"] = cleandoc(definition["description"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:newsstream:schema:{event}:{VERSIONS[event]}",
        **reference,
        "$defs": definitions,
    }


def _as_read(article: Schema) -> None:
    """Describe the article as it comes in: unknown members beside the known ones, `id` may be missing or null."""
    del article["properties"]["extra"]
    article["properties"]["id"] = {"anyOf": [article["properties"]["id"], {"type": "null"}], "default": None}
    article["required"] = ["headline", "body"]
    article["additionalProperties"] = True


def _enriched(definitions: dict[str, Schema]) -> None:
    """Describe the enriched event as it is written: what is not known is left out, `id` is always there."""
    article = definitions["PublishedArticle"] = definitions.pop("Article")
    _as_read(article)
    article["title"] = "PublishedArticle"
    article["required"] = ["id", "headline", "body"]
    article["properties"] = {name: _never_null(schema) for name, schema in article["properties"].items()}
    enriched = definitions["Enriched"]
    enriched["properties"] = {name: _never_null(schema) for name, schema in enriched["properties"].items()}
    enriched["properties"]["article"] = {"$ref": "#/$defs/PublishedArticle"}
    enriched["required"] = ["article", "annotator", "entities", "quotes"]


def _never_null(schema: Schema) -> Schema:
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
    others = [option for option in schema.get("anyOf", ()) if option != {"type": "null"}]
    return {**rest, **(others[0] if others else {})}


def _ninjs(definitions: dict[str, Schema]) -> None:
    """Describe what of ninjs is read, in both spellings of the names, and what tells it from the native form."""
    timestamp = json_schema("article")["$defs"]["Article"]["properties"]["published"]
    item = definitions["NinjsItem"]
    for name in item["properties"]:
        if name.endswith("created"):
            item["properties"][name] = timestamp
    for definition in definitions.values():
        properties = definition["properties"]
        definition["properties"] = {
            spelling: schema
            for name, schema in properties.items()
            for spelling in dict.fromkeys((CAMEL_CASE.get(name, name), name))
        }
    bodies = [_has(name, {"type": "string"}) for name in ("body_text", "body_html", "body_xhtml")]
    withdrawn = [_has(name, {"enum": ["canceled", "withheld"]}) for name in ("pubStatus", "pubstatus")]
    item["anyOf"] = [_has("bodies", {"type": "array", "minItems": 1}), *bodies, *withdrawn]
    item["not"] = {"required": ["body"]}


def _has(name: str, schema: Schema) -> Schema:
    return {"required": [name], "properties": {name: schema}}
