"""The description of the interface (OpenAPI 3.1), served at /api/openapi.json."""

from typing import Any, Final

import msgspec
import orjson

from stream import __version__
from stream.events import json_schema
from stream.newsroom.trends import WINDOWS, Trend

Json = dict[str, Any]


def _text(description: str, **more: Any) -> Json:
    return {"type": "string", "description": description, **more}


def _nullable(type_: str, description: str) -> Json:
    return {"type": [type_, "null"], "description": description}


def _object(properties: Json, **more: Any) -> Json:
    return {"type": "object", "required": list(properties), "properties": properties, **more}


def _list(item: Json) -> Json:
    return {"type": "array", "items": item}


def _page(item: str, next_: Json, **more: Json) -> Json:
    return _object({"items": _list({"$ref": f"#/components/schemas/{item}"}), **more, "next": next_})


def _query(name: str, description: str, **schema: Any) -> Json:
    return {"name": name, "in": "query", "description": description, "schema": {"type": "string", **schema}}


def _id(description: str) -> Json:
    schema = {"type": "string"}
    return {"name": "id", "in": "path", "required": True, "description": description, "schema": schema}


def _get(summary: str, parameters: list[Json], schema: Json, *, missing: bool = False) -> Json:
    answers = {"200": {"description": summary, "content": {"application/json": {"schema": schema}}}}
    problem = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    if parameters:
        answers["400"] = {"description": "A parameter is wrong; the text names it.", **problem}
    if missing:
        answers["404"] = {"description": "Not here: too old, withdrawn, or never there.", **problem}
    return {"get": {"summary": summary, "parameters": parameters, "responses": answers}}


_FILTERS: Final = [
    _query(
        "q", "Words that all stand in the quote, its speaker's name or the headline; spelling variants match."
    ),
    _query("person", "Id of a person who says it or is named in the sentence that the quote begins in."),
    _query("place", "Id of a place, likewise."),
    _query("organisation", "Id of an organisation, likewise."),
    _query("speaker", "`speaker.id` of a quote: who says it."),
    _query("outlet", "The article's source."),
    _query("kind", "How it is told.", enum=["direct", "indirect", "mixed"]),
    _query("act", "Speech act of the cue: say, deny, warn, announce …"),
    _query("article", "Id of the article."),
]
_LIMIT: Final = {
    "name": "limit", "in": "query", "description": "Most items of an answer.",
    "schema": {"type": "integer", "minimum": 1, "maximum": 200},
}  # fmt: skip
_OFFSET: Final = {
    "name": "offset", "in": "query", "description": "Items to pass over: `next` of the former answer.",
    "schema": {"type": "integer", "minimum": 0},
}  # fmt: skip
_TYPE: Final = _query("type", "Type of the name.", enum=["PER", "LOC", "ORG", "MISC"])
_NEXT_OFFSET: Final = _nullable("integer", "`offset` of the next page, null on the last one.")
_TOTAL: Final = {"type": "integer", "description": "Items on all pages."}

_STREAM: Final = """Server-Sent Events, as they come:

- `ready`: the stream is open; from here on nothing is left out. Its id is the place to resume from.
- `article` (`{id, headline, source, quotes}`), followed by as many `quote` events (schema Quote) as `quotes` says.
  A new version of an article comes the same way and takes the former one's place.
- `withdrawn` (`{article}`): show nothing of this article any more.
- `dropped` (`{quotes}`): this client did not keep up, and so many quotes were left out for it: ask /api/quotes.
- `resumed` (`{articles}`): what was missed since `Last-Event-ID` has been sent again.
- `reset`: too much was missed, or the id is of another cluster: ask /api/quotes anew.

Ids are Kafka offsets by partition and stay valid when the newsroom restarts. The last event of an article carries
the id: after a break in between, the whole article comes again. A comment line every 15 s keeps the line open."""


def openapi() -> Json:
    """Return the whole description."""
    windows = ", ".join(f"{name}: {window.bucket} s" for name, window in WINDOWS.items())
    paths = {
        "/api/quotes": _get(
            "Quotes, the newest article first, in reading order within an article.",
            [*_FILTERS, _LIMIT, _query("after", "`next` of the former answer.")],
            _page("Quote", _nullable("string", "`after` of the next page, null on the last one.")),
        ),
        "/api/stream": {
            "get": {
                "summary": "Quotes as they come.",
                "description": _STREAM,
                "parameters": [
                    *_FILTERS,
                    {
                        "name": "Last-Event-ID",
                        "in": "header",
                        "description": "Id of the last event that was received.",
                        "schema": {"type": "string"},
                    },
                    _query("last_event_id", "The same, where no header can be set."),
                ],
                "responses": {
                    "200": {
                        "description": "Events.",
                        "content": {"text/event-stream": {"schema": {"type": "string"}}},
                    }
                },
            }
        },
        "/api/entities": _get(
            "Names on the desk, those in most articles first.",
            [_TYPE, _query("q", "Words that all stand in the name."), _LIMIT, _OFFSET],
            _page("Entity", _NEXT_OFFSET, total=_TOTAL),
        ),
        "/api/entities/{id}": _get(
            "All about one name: quotes over time, by outlet and by speech act, and what it is named together with.",
            [_id("Id of an entity, or `speaker.id` of a quote.")],
            {"$ref": "#/components/schemas/EntityPage"},
            missing=True,
        ),
        "/api/articles/{id}": _get(
            "An enriched article, as it stands on its topic.",
            [_id("Id of the article.")],
            {"$ref": "#/components/schemas/event.Enriched"},
            missing=True,
        ),
        "/api/outlets": _get("Outlets, those with most articles first.", [], _object({"items": _counts()})),
        "/api/trends": _get(
            "Names of a window in rank.",
            [
                _query(
                    "window",
                    f"Which window; length of its buckets: {windows}.",
                    enum=list(WINDOWS),
                    default="hour",
                ),
                _query(
                    "subject",
                    "quoted: quotes by speaker. named: articles by name.",
                    enum=["quoted", "named"],
                    default="named",
                ),
                _query("order", "What ranks.", enum=["rise", "count", "mentions"], default="rise"),
                _TYPE,
                _LIMIT,
                _OFFSET,
            ],
            _page(
                "Trend",
                _NEXT_OFFSET,
                ready={"type": "boolean", "description": "False while the tables are being restored."},
                window=_text("The window."),
                bucket_seconds={"type": "integer", "description": "Length of one bucket of `points`."},
                total=_TOTAL,
            ),
        ),
        "/api/status": _get("What is on the desk, and what is wrong.", [], _status()),
        "/api/openapi.json": _get("This description.", [], {"type": "object"}),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "newsstream newsroom",
            "version": __version__,
            "description": "Who says what in the news, and which names rise. Read only.",
        },
        "paths": paths,
        "components": {"schemas": _schemas()},
    }


def _counts() -> Json:
    return _list(_object({"name": _text("Which."), "count": {"type": "integer"}}))


def _status() -> Json:
    return _object(
        {
            "caught_up": {
                "type": "boolean",
                "description": "All articles that were there at the start are read.",
            },
            "trends_ready": {
                "type": "boolean",
                "description": "The windowed tables are restored and counting.",
            },
            "articles": {"type": "integer", "description": "Articles in memory."},
            "unreadable": {
                "type": "integer",
                "description": "Messages that were not what their topic promises.",
            },
            "failure": _nullable("string", "What keeps the newsroom from reading at the moment."),
        }
    )


def _schemas() -> Json:
    name = {
        "id": _text("Id of the entity."),
        "type": _text("PER, LOC, ORG or MISC."),
        "name": _text("Its name."),
    }
    geo = {"type": ["array", "null"], "items": {"type": "number"}, "description": "Latitude and longitude."}
    number = {"type": "number"}
    integer = {"type": "integer"}
    received = {"type": "integer", "description": "Kafka's time, ms since 1970."}
    speaker = _object(
        {
            "id": _text("The entity's id, or `name:` and the folded name."),
            "entity": _nullable("string", "Id of the entity, if it is one."),
            "name": _text("Fullest name."),
            "role": _nullable("string", "Office or title."),
            "resolved_by": _text("How the speaker was found."),
            "confidence": number,
        }
    )
    cue = {
        "text": _text("The words."),
        "lemma": _text("Its lemma."),
        "speech_act": _text("Kind of speech act."),
    }
    article = {
        "id": _text("Id."),
        "headline": _text("Headline."),
        "uri": _nullable("string", "Address as the publisher gives it, unchecked."),
        "source": _nullable("string", "Outlet."),
        "published": _nullable("string", "RFC 3339."),
    }
    quote = {
        "id": _text("Id of the quote."),
        "kind": _text("How it is told.", enum=["direct", "indirect", "mixed"]),
        "text": _text("The words."),
        "confidence": number,
        "cue": {"oneOf": [_object({**cue, "negated": {"type": "boolean"}}), {"type": "null"}]},
        "speaker": {"oneOf": [speaker, {"type": "null"}]},
        "names": _list(_object(name)),
        "article": _object(article),
        "received": received,
    }
    headline = {
        "id": _text("Id."),
        "headline": _text("Headline."),
        "source": article["source"],
        "received": received,
    }
    page = {
        "id": _text("Id of the entity or speaker."),
        "type": _nullable("string", "Type, null for a speaker who is no entity."),
        "name": _text("Fullest name."),
        "geo": geo,
        "roles": _list(_text("Office or title, the most usual first.")),
        "articles": integer,
        "mentions": integer,
        "quotes": integer,
        "by_day": _list(_object({"day": _text("Date."), "count": integer})),
        "by_outlet": _counts(),
        "by_act": _counts(),
        "with": _list(_object({**name, "articles": integer})),
        "headlines": _list(_object(headline)),
    }
    enriched = orjson.dumps(json_schema("enriched")["$defs"]).replace(
        b"#/$defs/", b"#/components/schemas/event."
    )
    events = {f"event.{name}": schema for name, schema in orjson.loads(enriched).items()}
    (trend,) = msgspec.json.schema_components((Trend,))[1].values()
    return {
        "Quote": _object(quote),
        "Entity": _object({**name, "articles": integer, "geo": geo}),
        "EntityPage": _object(page),
        "Trend": trend,
        **events,
        "Problem": _object({"error": _text("What is wrong, in one line.")}),
    }
