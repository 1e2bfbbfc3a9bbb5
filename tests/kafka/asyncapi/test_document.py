"""The AsyncAPI document: valid by the official parser and schema, and true to the settings."""

import copy
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from msgspec import structs

from stream.cli import cli
from stream.kafka.asyncapi import asyncapi
from stream.kafka.connection import Connection
from stream.kafka.topics import TopicPlan, Topics
from tests.kafka.asyncapi.conftest import CONNECTIONS, document, example
from tests.kafka.asyncapi.official import OfficialParser

Json = dict[str, Any]

SCHEMA = Path(__file__).with_name("asyncapi-3.0.0.json.gz")
RENAMED = Topics("in", "out.articles", "out.names", "out.words", "out.failed")
PLANNED = TopicPlan(partitions=24, replication=3, retention_days=2)
VARIANTS: dict[str, dict[str, Any]] = {
    **{name: {"connection": connection} for name, connection in CONNECTIONS.items()},
    "renamed": {"topics": RENAMED},
    "planned": {"plan": PLANNED},
}
BROKEN: dict[str, Callable[[Json], object]] = {
    "no version": lambda d: d["info"].pop("version"),
    "unknown action": lambda d: d["operations"]["sendQuotes"].update(action="publish"),
    "operation without channel": lambda d: d["operations"]["sendQuotes"].pop("channel"),
    "unknown member of a channel": lambda d: d["channels"]["quotes"].update(topic="news.quotes"),
    "unknown security": lambda d: d["components"]["securitySchemes"]["sasl"].update(type="scram"),
    "server without host": lambda d: d["servers"]["broker1"].pop("host"),
    "unknown setting in a binding": lambda d: d["channels"]["quotes"]["bindings"]["kafka"].update(
        partitions=0
    ),
    "payload that is no schema": lambda d: d["components"]["schemas"]["Mention"].update(type="text"),
}
UNRESOLVED: dict[str, Callable[[Json], object]] = {
    "message that is nowhere": lambda d: d["channels"]["quotes"]["messages"]["quote"].update(
        {"$ref": "#/components/messages/said"}
    ),
    "message of another channel": lambda d: d["operations"]["sendQuotes"]["messages"].append(
        {"$ref": "#/channels/entities/messages/entity"}
    ),
}
"""What only the parser finds, as it follows references."""


def _validator() -> Any:
    return jsonschema.Draft7Validator(json.loads(gzip.decompress(SCHEMA.read_bytes())))


def _broken(edit: Callable[[Json], object]) -> Json:
    changed = copy.deepcopy(document(CONNECTIONS["scram-512"]))
    edit(changed)
    return changed


@pytest.mark.parametrize("variant", VARIANTS)
def test_valid_by_the_schema(variant: str) -> None:
    """Whatever the settings, the document is valid by AsyncAPI's own JSON Schema."""
    _validator().validate(document(**VARIANTS[variant]))


@pytest.mark.parametrize("edit", BROKEN)
def test_the_schema_refuses_what_is_wrong(edit: str) -> None:
    """A document with a fault is not valid, so being valid says something."""
    assert not _validator().is_valid(_broken(BROKEN[edit]))


def test_valid_to_the_official_parser(official_parser: OfficialParser) -> None:
    """The official parser reads all messages, and says nothing but that there is a newer AsyncAPI."""
    some = ("brokers", "scram-512", "client-certificate", "renamed", "planned")
    for result in official_parser.parse([document(**VARIANTS[variant]) for variant in some]):
        assert {found["code"] for found in result["diagnostics"]} <= {"asyncapi-latest-version"}
        assert set(result["messages"]) == set(document()["components"]["messages"])


def test_the_official_parser_refuses_what_is_wrong(official_parser: OfficialParser) -> None:
    """A document with a fault is an error to the official parser, also where a reference leads nowhere."""
    some = ("operation without channel", "unknown security", "payload that is no schema")
    edits = {name: BROKEN[name] for name in some} | UNRESOLVED
    results = official_parser.parse([_broken(edit) for edit in edits.values()])
    passed = [
        name
        for name, result in zip(edits, results, strict=True)
        if all(found["severity"] > 0 for found in result["diagnostics"])
    ]
    assert passed == []


def test_the_schema_is_the_published_one(official_parser: OfficialParser) -> None:
    """The copy of AsyncAPI's JSON Schema is what its package holds."""
    published = official_parser.modules / "@asyncapi/specs/schemas/3.0.0-without-$id.json"
    assert gzip.decompress(SCHEMA.read_bytes()) == published.read_bytes()


def test_topics_are_those_of_the_settings() -> None:
    """A renamed topic shows as the address of its channel, and its planned setup in the binding."""
    channels = document(topics=RENAMED, plan=PLANNED)["channels"]
    assert [channel["address"] for channel in channels.values()] == list(RENAMED.names)
    for channel in channels.values():
        kafka = channel["bindings"]["kafka"]
        assert (kafka["partitions"], kafka["replicas"]) == (24, 3)
    assert channels["enrichedArticles"]["bindings"]["kafka"]["topicConfiguration"]["cleanup.policy"] == [
        "compact"
    ]
    assert channels["quotes"]["bindings"]["kafka"]["topicConfiguration"]["retention.ms"] == 2 * 86_400_000


def test_the_worker_receives_articles_and_sends_the_rest() -> None:
    """Every topic has an operation, seen from the worker; the consumer group is named."""
    operations = document()["operations"].values()
    assert {(operation["action"], operation["channel"]["$ref"]) for operation in operations} == {
        ("receive", "#/channels/articles"),
        ("send", "#/channels/enrichedArticles"),
        ("send", "#/channels/entities"),
        ("send", "#/channels/quotes"),
        ("send", "#/channels/deadLetters"),
    }
    (group,) = (o["bindings"]["kafka"]["groupId"] for o in operations if o["action"] == "receive")
    assert group["const"] == "newsstream"


@pytest.mark.parametrize(
    ("connection", "protocol", "scheme"),
    [
        ("plain", "kafka", None),
        ("sasl-plain", "kafka", "plain"),
        ("scram-256", "kafka-secure", "scramSha256"),
        ("scram-512", "kafka-secure", "scramSha512"),
        ("tls", "kafka-secure", None),
        ("client-certificate", "kafka-secure", "X509"),
    ],
)
def test_servers_say_how_one_logs_in(connection: str, protocol: str, scheme: str | None) -> None:
    """Each server names its protocol and its security scheme."""
    found = document(CONNECTIONS[connection])
    (server,) = found["servers"].values()
    assert server["protocol"] == protocol
    schemes = found["components"].get("securitySchemes", {})
    assert [scheme_["type"] for scheme_ in schemes.values()] == ([scheme] if scheme else [])
    assert [reference["$ref"] for reference in server.get("security", ())] == [
        f"#/components/securitySchemes/{name}" for name in schemes
    ]


def test_names_are_told_apart() -> None:
    """No channel is called like a schema but for case: generators of code make a type of each."""
    found = document()
    names = [name.casefold() for name in (*found["channels"], *found["components"]["schemas"])]
    assert len(names) == len(set(names))


def test_every_broker_is_a_server() -> None:
    """Each address of the setting is a server."""
    servers = document(CONNECTIONS["brokers"])["servers"].values()
    assert [server["host"] for server in servers] == ["kafka-1:9092", "kafka-2:9092", "[::1]:9092"]


def test_an_example_needs_entities_and_quotes() -> None:
    """An article without entities makes no document with half of the examples missing."""
    bare = structs.replace(example(), entities=())
    with pytest.raises(ValueError, match="nothing for entities"):
        asyncapi(Connection(), Topics(), TopicPlan(), "g", bare)


def test_the_command_prints_the_document() -> None:
    """`asyncapi` follows flags and environment, needs no password, and prints none."""
    secrets = {
        "NEWSSTREAM_SASL_USERNAME": "the-user",
        "NEWSSTREAM_SASL_PASSWORD": "the-password",
        "NEWSSTREAM_KEY_PASSWORD": "the-key",
    }
    env = {
        **secrets,
        "NEWSSTREAM_SECURITY_PROTOCOL": "SASL_SSL",
        "NEWSSTREAM_QUOTES_TOPIC": "out.words",
        "NEWSSTREAM_GROUP": "desk",
    }
    done = CliRunner().invoke(cli, ["asyncapi", "--brokers", "kafka-7:9093"], env=env)
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    _validator().validate(found)
    assert found["servers"]["broker1"]["host"] == "kafka-7:9093"
    assert found["components"]["securitySchemes"]["sasl"]["type"] == "scramSha512"
    assert found["channels"]["quotes"]["address"] == "out.words"
    assert found["operations"]["receiveArticles"]["bindings"]["kafka"]["groupId"]["const"] == "desk"
    assert not any(secret in done.stdout for secret in secrets.values())
