"""The users of the manifests on real Apache Kafka with TLS, passwords and ACLs: each can do its work, and only that."""

import asyncio
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from stream.kafka.connection import Connection
from stream.kafka.topics import TopicPlan, Topics, set_up_topics
from stream.samples import load as samples
from tests.deploy.files import PRODUCTION, Document, documents
from tests.kafka.broker import find_kafka
from tests.kafka.broker.node import free_ports
from tests.kafka.broker.secure import (
    AclOperation,
    ResourcePatternType,
    ResourceType,
    Right,
    grant,
    self_signed,
)
from tests.kafka.conftest import skipping, start_kafka
from tests.kafka.programs import Program

PASSWORD: Final = "correct horse"  # noqa: S105  of users that live as long as the test
USERS: Final[dict[str, Document]] = {
    user["metadata"]["name"]: user
    for user in documents((PRODUCTION / "users.yaml").read_text(encoding="utf-8"))
}
_KINDS: Final = {
    "topic": ResourceType.TOPIC,
    "group": ResourceType.GROUP,
    "transactionalId": ResourceType.TRANSACTIONAL_ID,
}
_PATTERNS: Final = {"literal": ResourcePatternType.LITERAL, "prefix": ResourcePatternType.PREFIXED}


class Secure(NamedTuple):
    """A node's plain address for the test itself, and what users need for the secure one."""

    connection: Connection
    address: str
    certificate: Path

    def environment(self, user: str) -> dict[str, str]:
        """Return the settings with which a user's programs run."""
        return {
            "NEWSSTREAM_BROKERS": self.address,
            "NEWSSTREAM_SECURITY_PROTOCOL": "SASL_SSL",
            "NEWSSTREAM_CA_FILE": str(self.certificate),
            "NEWSSTREAM_SASL_USERNAME": user,
            "NEWSSTREAM_SASL_PASSWORD": PASSWORD,
        }


def rights(user: str) -> list[Right]:
    """Return the rights of a KafkaUser."""
    return [
        (
            _KINDS[acl["resource"]["type"]],
            acl["resource"]["name"],
            _PATTERNS[acl["resource"]["patternType"]],
            AclOperation[operation.upper()],
        )
        for acl in USERS[user]["spec"]["authorization"]["acls"]
        for operation in acl["operations"]
    ]


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secure]:
    """Return a node with the topics, and with the users and rights of the manifests."""
    folder = tmp_path_factory.mktemp("secure")
    with skipping():
        find_kafka()
    store, certificate = self_signed(folder, "node")
    users = [f"SCRAM-SHA-512=[name={user},password={PASSWORD}]" for user in USERS]
    with start_kafka(folder, secure=store, users=users) as cluster:
        asyncio.run(set_up_topics(cluster.connection, Topics(), TopicPlan(partitions=2), create=True))
        for user in USERS:
            grant(cluster.connection, user, rights(user))
        yield Secure(cluster.connection, cluster.secure_address, certificate)


def test_each_user_can_do_its_work(secure: Secure, tmp_path: Path) -> None:
    """Published, annotated, shown and counted, and replayed: each program with its own user's rights only."""
    articles = tmp_path / "articles.jsonl"
    lines = [json.dumps({"id": each.id, "headline": each.headline, "body": each.body}) for each in samples()]
    articles.write_text("\n".join([*lines, "not JSON"]) + "\n", encoding="utf-8")
    (port,) = free_ports(1)

    def program(user: str, *command: str, **settings: str) -> Program:
        environment = secure.environment(f"newsstream-{user}") | settings
        return Program(("-m", "stream", *command), tmp_path / f"{user}.log", environment)

    with (
        program("worker", "worker") as worker,
        program("newsroom", "newsroom", NEWSSTREAM_PORT=str(port)) as newsroom,
    ):
        with program("publisher", "publish", str(articles)) as publisher:
            publisher.wait(60)
        worker.wait_for("ready")
        newsroom.wait_for("ready")
        wait_until_shown(port, len(lines))
        with program("replay", "replay") as replay:
            assert replay.wait(60) == 0, replay.output
        worker.terminate()
        assert worker.wait() == 0
        newsroom.terminate()
        assert newsroom.wait() == 0
        for each in (worker, newsroom, publisher, replay):
            assert "uthoriz" not in each.output
            assert "trying again" not in each.output


def wait_until_shown(port: int, count: int) -> None:
    """Wait until the newsroom shows so many articles, and counts."""

    async def look() -> None:
        async with asyncio.timeout(60):
            while True:
                status = await asyncio.to_thread(ask, port)
                if status["articles"] >= count and status["trends_ready"]:
                    return
                await asyncio.sleep(0.1)

    asyncio.run(look())


def ask(port: int) -> Document:
    """Return what the newsroom says of itself."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/status", timeout=5) as answer:
        found: Document = json.load(answer)
    return found
