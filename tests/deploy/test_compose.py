"""compose.yaml: by the Compose Specification's schema, and that it fits the program."""

import json
import re

import click
import jsonschema
import pytest

from stream.cli import cli
from stream.settings import ALL
from tests.deploy.files import DEPLOY, ROOT, SCHEMAS, Document, load, settings, settings_named

COMPOSE = load(DEPLOY / "compose.yaml")
SERVICES: dict[str, Document] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("newsstream")}


def test_it_is_valid() -> None:
    """The published schema of the format has nothing to object to."""
    schema = json.loads((SCHEMAS / "compose-spec.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(COMPOSE)


def test_workers_scale() -> None:
    """Nothing of the worker can be there only once."""
    assert not {"container_name", "ports", "hostname", "deploy"} & SERVICES["worker"].keys()


@pytest.mark.parametrize("name", OURS)
def test_commands_are_what_the_program_takes(name: str) -> None:
    """Every command of the image parses, flags and all."""
    first, *rest = OURS[name]["command"]
    command = cli.commands[first]
    context = click.Context(command, resilient_parsing=True)
    _, left, _ = command.make_parser(context).parse_args(list(rest))
    assert not [word for word in left if word and word.startswith("-")]


@pytest.mark.parametrize("name", OURS)
def test_containers_are_locked(name: str) -> None:
    """Read-only root file system, no capabilities, no new privileges."""
    service = OURS[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service


def test_settings_are_settings() -> None:
    """Every variable of ours is one that a command reads."""
    assert settings_named((DEPLOY / "compose.yaml").read_text(encoding="utf-8")) <= settings()


def test_ports_are_published_on_loopback_only() -> None:
    """Nobody else on the network reaches them."""
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_mounted_files_are_there() -> None:
    """What is mounted from beside compose.yaml exists; the rest are named volumes."""
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert (DEPLOY / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]


def test_sigterm_has_the_time_that_it_was_promised() -> None:
    """A worker is not killed before it has given up by itself: transaction timeout and 35 s."""
    minutes = re.fullmatch(r"(\d+)m", SERVICES["worker"]["stop_grace_period"])
    timeout = next(setting.default for setting in ALL if setting.name == "transaction-timeout-ms") / 1000
    assert minutes
    assert int(minutes[1]) * 60 >= timeout + 35


def test_kafka_is_the_version_that_is_tested() -> None:
    """Compose's Kafka is the one that the tests run on."""
    pom = (ROOT / "tests" / "kafka" / "pom.xml").read_text(encoding="utf-8")
    version = re.search(r"kafka_2\.13</artifactId>\s*<version>([\d.]+)<", pom)
    assert version
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{version[1]}"


def test_prometheus_finds_every_worker() -> None:
    """It asks the name of the worker's service for all addresses, on the port that the worker listens on."""
    (job,) = load(DEPLOY / "compose" / "prometheus.yaml")["scrape_configs"]
    (names,) = job["dns_sd_configs"]
    assert names["names"] == ["worker"]
    assert names["port"] == SERVICES["worker"]["environment"]["NEWSSTREAM_MONITOR_PORT"]
    assert SERVICES["worker"]["expose"] == [str(names["port"])]
