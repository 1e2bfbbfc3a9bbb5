"""The messages of each topic: headers, key, payload, and an example."""

from typing import Any, Final

from stream.events import EVENTS, Channel, Enriched
from stream.events.messages import SOURCE, TYPES, WITHDRAWN
from stream.kafka.asyncapi.examples import examples
from stream.kafka.deadletters import PREFIX
from stream.kafka.topics import Topics

Json = dict[str, Any]

BINDING_VERSION: Final = "0.5.0"

_JSON: Final = "application/json"
_TRACE: Final = {
    "traceparent": "W3C Trace Context, carried on from the article's message.",
    "tracestate": "What goes with `traceparent`.",
}


def messages(topics: Topics, example: Enriched) -> Json:
    """Return all messages by name.

    Args:
        topics: Names of the topics.
        example: The article that the examples are made of.

    Raises:
        ValueError: The example has no entity or no quote with a speaker.
    """
    article_id = "The article's id."
    found = {
        "article": _message(
            "An article in native form",
            _payload("article"),
            _read_headers(),
            "The article's id, best; versions of one article keep their order only under one key. There may be none.",
            keyless=True,
        ),
        "ninjs": _message(
            "An IPTC ninjs item",
            _payload("ninjs"),
            _read_headers(),
            "As for an article in native form.",
            keyless=True,
        ),
        "articleTombstone": _message(
            "A message without a value: the article of its key is withdrawn",
            {"type": "null", "description": "No value."},
            _read_headers(),
            "The id of the article that is withdrawn.",
        ),
        "enriched": _message(
            "An article with its entities and quotes",
            _payload("enriched"),
            _written_headers("enriched"),
            article_id,
        ),
        "enrichedTombstone": _message(
            "The article of the key was withdrawn",
            {"type": "null", "description": "No value, so that compaction removes the article."},
            _written_headers(None),
            article_id,
        ),
        "entity": _message(
            "One entity of one article", _payload("entity"), _written_headers("entities"), "The entity's id."
        ),
        "quote": _message(
            "One quote of one article",
            _payload("quote"),
            _written_headers("quotes"),
            "The id of the entity that speaks; without one, the speaker's name; without a speaker, the article's id.",
        ),
        "withdrawn": _message(
            "The article was withdrawn, and with it all that came of it",
            _payload("withdrawn"),
            _written_headers(None),
            article_id,
        ),
        "deadLetter": _message(
            "A message that could not be read or annotated",
            {"description": "The value of the message, byte for byte, whatever it is; there may be none."},
            _dead_letter_headers(),
            "The key of the message, byte for byte; there may be none.",
            content_type="application/octet-stream",
            keyless=True,
        ),
    }
    shown = examples(example, topics)
    return {name: message | {"name": name, "examples": [shown[name]]} for name, message in found.items()}


def _message(
    summary: str, payload: Json, headers: Json, key: str, *, content_type: str = _JSON, keyless: bool = False
) -> Json:
    key_schema = {"type": ["string", "null"] if keyless else "string", "description": key}
    return {
        "summary": f"{summary}.",
        "contentType": content_type,
        "headers": headers,
        "payload": payload,
        "bindings": {"kafka": {"key": key_schema, "bindingVersion": BINDING_VERSION}},
    }


def _payload(event: str) -> Json:
    return {"$ref": f"#/components/schemas/{EVENTS[event].__name__}"}


def _read_headers() -> Json:
    return {
        "type": "object",
        "description": "Other headers are not looked at; a dead letter keeps them.",
        "properties": _trace_headers(),
    }


def _written_headers(channel: Channel | None) -> Json:
    """Return the headers of an event: CloudEvents in binary mode. Without a channel, it tells of a withdrawal."""
    properties = {
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_id": {
            "type": "string",
            "pattern": "^[0-9a-f]{32}$",
            "description": "A hash of type, key and payload: the same event always has the same id.",
        },
        "ce_source": {"type": "string", "const": SOURCE.decode()},
        "ce_type": {"type": "string", "const": TYPES[channel] if channel else WITHDRAWN},
        "ce_subject": {"type": "string", "description": "The article's id."},
        "content-type": {"type": "string", "const": _JSON},
    }
    required = list(properties)
    if channel:
        properties["ce_time"] = {
            "type": "string",
            "description": "`published` of the article, where it has one (RFC 3339).",
        }
    return {
        "type": "object",
        "description": "CloudEvents 1.0, Kafka binding in binary mode.",
        "required": required,
        "properties": properties | _trace_headers(),
    }


def _dead_letter_headers() -> Json:
    described = {
        "exception": "Class of the error.",
        "message": "What is wrong, with the place in the message where there is one.",
        "stacktrace": "Stack trace, cut to its last 8,192 bytes.",
        "topic": "Topic that the message came from.",
        "partition": "Partition that it came from, in decimal digits.",
        "offset": "Offset that it had there, in decimal digits.",
    }
    properties: Json = {
        PREFIX + name: {"type": "string", "description": text} for name, text in described.items()
    }
    for name in ("partition", "offset"):
        properties[PREFIX + name]["pattern"] = "^[0-9]+$"
    return {
        "type": "object",
        "description": "All headers of the message, and those that Kafka Streams gives dead letters (KIP-1034).",
        "required": list(properties),
        "properties": properties,
    }


def _trace_headers() -> Json:
    return {name: {"type": "string", "description": text} for name, text in _TRACE.items()}
