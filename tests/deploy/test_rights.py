"""The users of the manifests on real Apache Kafka with TLS, passwords and ACLs: each can do its work, and only that."""

import asyncio
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from stream.kafka.topics import TopicPlan, Topics, set_up_topics
from stream.samples import load as samples
from tests.deploy.files import PRODUCTION, Document, documents
from tests.kafka.broker.node import free_ports
from tests.kafka.broker.secure import (
    AclOperation,
    ResourcePatternType,
    ResourceType,
    Right,
    grant,
)
from tests.kafka.programs import Program
from tests.kafka.secure import Secure, start_secure_kafka

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
    with start_secure_kafka(tmp_path_factory.mktemp("secure"), USERS) as node:
        asyncio.run(set_up_topics(node.connection, Topics(), TopicPlan(partitions=2), create=True))
        for user in USERS:
            grant(node.connection, user, rights(user))
        yield node


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
