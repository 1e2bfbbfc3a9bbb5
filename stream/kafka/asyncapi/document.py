"""The document as a whole: what stands around the messages.

https://www.asyncapi.com/docs/reference/specification/v3.0.0, with the Kafka bindings 0.5.0:
https://www.asyncapi.com/docs/reference/bindings/kafka
"""

from typing import Any, Final

import orjson

from stream import __version__
from stream.events import EVENTS, Enriched, json_schema
from stream.kafka.asyncapi.messages import BINDING_VERSION, messages
from stream.kafka.connection import Connection
from stream.kafka.topics import TopicPlan, Topics

Json = dict[str, Any]

_DESCRIPTION: Final = """Arabic news in, the names and quotes in it out. The operations are those of the worker: it \
receives articles, and sends what comes of them. Whoever subscribes receives what it sends.

- Offsets count Unicode code points of the field exactly as received: `text == field[start:end]` in Python, \
`[...field].slice(start, end).join("")` in JavaScript.
- The same article always gives the same bytes and the same `ce_id`: drop repeats by it.
- Read with `isolation.level=read_committed`: the outputs of a batch and its input offset are one transaction.
- Every message of the articles topic ends in exactly one of: enriched, with all its entity and quote events; \
withdrawn; or a dead letter.
- The bindings of the channels are what `newsstream topics` sets up; your cluster's administrator may differ.
- Members and headers that are not described here may come with a newer version; pass over them."""

_CHANNELS: Final = {
    "articles": (
        "articles",
        "Articles to annotate.",
        ("article", "ninjs", "articleTombstone"),
    ),
    "enrichedArticles": (
        "enriched",
        "One event an article: the article with its entities and quotes. Compacted, the newest version stays.",
        ("enriched", "enrichedTombstone"),
    ),
    "entities": (
        "entities",
        "One event for each distinct entity of an article.",
        ("entity", "withdrawn"),
    ),
    "quotes": (
        "quotes",
        "One event for each quote of an article.",
        ("quote", "withdrawn"),
    ),
    "deadLetters": (
        "dead-letters",
        "What could not be read or annotated, with its own key and bytes, and why. `newsstream replay` sends it back.",
        ("deadLetter",),
    ),
}
"""For each channel: what the command line calls it, what it holds, its messages.

No channel is called like a class, as generators of code make a type of each.
"""

_OPERATIONS: Final = {
    "receiveArticles": (
        "receive",
        "articles",
        "Articles and withdrawals, read in the order of each partition.",
    ),
    "sendEnriched": (
        "send",
        "enrichedArticles",
        "What an article became: enriched, passed on as skipped, or withdrawn.",
    ),
    "sendEntities": ("send", "entities", "The entities of an article, or its withdrawal."),
    "sendQuotes": ("send", "quotes", "The quotes of an article in reading order, or its withdrawal."),
    "sendDeadLetters": ("send", "deadLetters", "What could not be read or annotated."),
}

_SASL: Final = {"PLAIN": "plain", "SCRAM-SHA-256": "scramSha256", "SCRAM-SHA-512": "scramSha512"}


def asyncapi(connection: Connection, topics: Topics, plan: TopicPlan, group: str, example: Enriched) -> Json:
    """Return the document, nothing secret in it.

    Args:
        connection: Where the brokers are, and how one logs in.
        topics: Their names.
        plan: How they are set up.
        group: The workers' consumer group.
        example: The examples are made of this article; it must have entities and quotes.

    Raises:
        ValueError: The example has no entity or no quote with a speaker.
    """
    schemes = _security_schemes(connection)
    return {
        "asyncapi": "3.0.0",
        "id": "urn:newsstream:worker",
        "info": {
            "title": "newsstream",
            "version": __version__,
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
            "tags": [{"name": "kafka"}, {"name": "news"}, {"name": "arabic"}],
        },
        "defaultContentType": "application/json",
        "servers": _servers(connection, schemes),
        "channels": {name: _channel(name, topics, plan) for name in _CHANNELS},
        "operations": {name: _operation(name, group) for name in _OPERATIONS},
        "components": {
            "schemas": _schemas(),
            "messages": messages(topics, example),
            **({"securitySchemes": schemes} if schemes else {}),
        },
    }


def _security_schemes(connection: Connection) -> Json:
    if connection.security_protocol.startswith("SASL"):
        mechanism = connection.sasl_mechanism
        return {
            "sasl": {"type": _SASL[mechanism], "description": f"User name and password by SASL, {mechanism}."}
        }
    if connection.security_protocol == "SSL" and connection.certificate_file:
        return {
            "certificate": {"type": "X509", "description": "A client certificate that the brokers trust."}
        }
    return {}


def _servers(connection: Connection, schemes: Json) -> Json:
    encrypted = connection.security_protocol.endswith("SSL")
    security = [{"$ref": f"#/components/securitySchemes/{name}"} for name in schemes]
    return {
        f"broker{number}": {
            "host": address,
            "protocol": "kafka-secure" if encrypted else "kafka",
            "description": f"Apache Kafka, security.protocol {connection.security_protocol}.",
            **({"security": security} if security else {}),
        }
        for number, address in enumerate(connection.addresses(), 1)
    }


def _channel(name: str, topics: Topics, plan: TopicPlan) -> Json:
    role, description, held = _CHANNELS[name]
    topic = topics.by_role[role]
    configuration: Json = {
        key: value.split(",") if key == "cleanup.policy" else int(value)
        for key, value in plan.configuration(topics, topic).items()
    }
    binding = {
        "partitions": plan.partitions,
        "topicConfiguration": configuration,
        "bindingVersion": BINDING_VERSION,
    }
    if plan.replication > 0:
        binding["replicas"] = plan.replication
    return {
        "address": topic,
        "title": role.capitalize().replace("-", " "),
        "description": description,
        "messages": {message: {"$ref": f"#/components/messages/{message}"} for message in held},
        "bindings": {"kafka": binding},
    }


def _operation(name: str, group: str) -> Json:
    action, channel, summary = _OPERATIONS[name]
    operation: Json = {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": summary,
        "messages": [
            {"$ref": f"#/channels/{channel}/messages/{message}"} for message in _CHANNELS[channel][2]
        ],
    }
    if action == "receive":
        group_id = {"type": "string", "const": group}
        operation["bindings"] = {"kafka": {"groupId": group_id, "bindingVersion": BINDING_VERSION}}
    return operation


def _schemas() -> Json:
    """Return the definitions of all events under one roof."""
    schemas: Json = {}
    for event in EVENTS:
        definitions = orjson.dumps(json_schema(event)["$defs"])
        schemas |= orjson.loads(definitions.replace(b'"#/$defs/', b'"#/components/schemas/'))
    return schemas
