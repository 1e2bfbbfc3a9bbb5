"""TLS, passwords and access rights on real Apache Kafka: what a worker needs, and what it says where that fails."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.kafka.broker.secure import (
    AclOperation,
    ResourcePatternType,
    ResourceType,
    Right,
    grant,
    self_signed,
)
from tests.kafka.load.messages import generate, send
from tests.kafka.programs import Program
from tests.kafka.secure import Secure, start_secure_kafka
from tests.kafka.site import PARTITIONS, Site
from tests.kafka.test_worker_program import NEWSSTREAM, RECOGNIZER, settings
from tests.observe.asking import lag, monitor_address, wait_for_probe, wait_until

USERS: Final = ("everything", "no-articles", "no-group", "no-enriched", "no-dead-letters", "no-transactions")
ATTEMPTS: Final = 4
"""Of a worker within about ten seconds: pauses of 0.5, 1, 2, 4 … seconds, less up to half."""


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secure]:
    """Return a node that wants TLS, SCRAM and rights."""
    with start_secure_kafka(tmp_path_factory.mktemp("secure"), USERS) as node:
        yield node


def rights(site: Site) -> dict[str, Right]:
    """Return all rights that a worker needs, and nothing more; README lists them."""
    topics, literal = site.topics, ResourcePatternType.LITERAL
    topic, read, write = ResourceType.TOPIC, AclOperation.READ, AclOperation.WRITE
    return {
        "articles": (topic, topics.articles, literal, read),
        "group": (ResourceType.GROUP, site.group, literal, read),
        "enriched": (topic, topics.enriched, literal, write),
        "entities": (topic, topics.entities, literal, write),
        "quotes": (topic, topics.quotes, literal, write),
        "dead-letters": (topic, topics.dead_letters, literal, write),
        "transactions": (
            ResourceType.TRANSACTIONAL_ID,
            f"{site.group}-{topics.articles}-",
            ResourcePatternType.PREFIXED,
            write,
        ),
    }


def worker(site: Site, secure: Secure, log: Path, user: str = "everything", **changes: str) -> Program:
    """Start `newsstream worker` on the secure address."""
    environment = settings(site) | secure.environment(user) | changes
    return Program((*NEWSSTREAM, "worker", "--recognizer", RECOGNIZER), log, environment)


async def test_a_worker_with_just_the_listed_rights_does_everything(secure: Secure, tmp_path: Path) -> None:
    """Over TLS, with a SCRAM password and the listed rights: all inputs are accounted for, and lag is known."""
    site = Site(secure.connection)
    await site.create_topics()
    grant(site.connection, "everything", rights(site).values())
    send(site.connection, site.topics.articles, generate(31, 400, PARTITIONS))
    port = {"NEWSSTREAM_MONITOR_PORT": "0"}
    with worker(site, secure, tmp_path / "log", **port) as program, site.watch() as watch:
        watch.wait_until_all_done(60)
        address = monitor_address(program)
        wait_for_probe(address, "ready", True, 60)
        wait_until(lambda: lag(address) == dict.fromkeys(range(PARTITIONS), 0), 60, lambda: f"{lag(address)}")
        program.terminate()
        assert program.wait() == 0
        assert "trying again" not in program.output


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("NEWSSTREAM_SASL_PASSWORD", "wrong", "invalid credentials"),
        ("NEWSSTREAM_CA_FILE", "other", "CERTIFICATE_VERIFY_FAILED"),
    ],
)
async def test_a_wrong_password_or_ca_is_told_in_one_line_an_attempt(
    secure: Secure, tmp_path: Path, setting: str, value: str, told: str
) -> None:
    """The line names the reason; attempts are few, and the worker still ends in order."""
    site = Site(secure.connection)
    await site.create_topics()
    wrong = str(self_signed(tmp_path, "other")[1]) if value == "other" else value
    with worker(site, secure, tmp_path / "log", **{setting: wrong}) as program:
        program.wait_for("trying again")
        lines_of_trouble(program, told)


@pytest.mark.parametrize("missing", ["articles", "group", "enriched", "dead-letters", "transactions"])
async def test_a_missing_right_is_told_and_waited_for(secure: Secure, tmp_path: Path, missing: str) -> None:
    """Without one of the rights the worker says which; once it is given, it goes on by itself."""
    site = Site(secure.connection)
    await site.create_topics()
    user = f"no-{missing}"
    needed = rights(site)
    grant(site.connection, user, [right for name, right in needed.items() if name != missing])
    send(site.connection, site.topics.articles, generate(32, 400, PARTITIONS))
    with worker(site, secure, tmp_path / "log", user) as program, site.watch() as watch:
        program.wait_for("trying again", 60)
        lines_of_trouble(program, needed[missing][1], end=False)
        grant(site.connection, user, [needed[missing]])
        watch.wait_until_all_done(60)


def lines_of_trouble(program: Program, told: str, *, end: bool = True) -> None:
    """Check that each attempt so far is told in one line with the reason, and end the program in order."""
    if end:
        program.terminate()
        assert program.wait() == 0
    lines = [line for line in program.output.splitlines() if "trying again" in line]
    assert all(told in line for line in lines), program.output
    assert len(lines) <= ATTEMPTS
    assert "Traceback" not in program.output
