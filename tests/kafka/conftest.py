"""A real Kafka for the tests here, or the reason why there is none."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from stream.kafka.connection import Connection
from tests.kafka.broker import Cluster, KafkaNotAvailable, find_kafka
from tests.kafka.site import Site

_reasons: Final[list[str]] = []


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest of the mark for long tests."""
    config.addinivalue_line("markers", "faults: takes minutes; runs only when asked for with -m faults")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the long tests unless the mark expression names them."""
    if "faults" in config.option.markexpr:
        return
    long = [item for item in items if item.get_closest_marker("faults")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in set(long)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line why tests on a real Kafka were left out."""
    for reason in _reasons:
        terminalreporter.write_line(f"Tests on a real Kafka were skipped: {reason}.")


def start_kafka(folder: Path, nodes: int = 1, **choices: Any) -> Cluster:
    """Return a new cluster for a test; where there can be none, skip the test."""
    with skipping():
        return Cluster(find_kafka(), folder, nodes, **choices)
    raise AssertionError  # never: either there is a cluster or the test is skipped


@contextmanager
def skipping() -> Iterator[None]:
    """Skip the test where Kafka is not to be had; what was in vain once is not tried again."""
    if _reasons:
        pytest.skip("no real Kafka here")
    try:
        yield
    except KafkaNotAvailable as reason:
        _reasons.append(str(reason))
        pytest.skip("no real Kafka here")


@pytest.fixture(scope="session")
def kafka_connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """Return a running Apache Kafka: the one that NEWSSTREAM_TEST_BROKERS names, or one node started here."""
    brokers = os.environ.get("NEWSSTREAM_TEST_BROKERS")
    if brokers:
        yield Connection(brokers=brokers)
        return
    with start_kafka(tmp_path_factory.mktemp("kafka")) as cluster:
        yield cluster.connection


@pytest.fixture
def own_node(tmp_path: Path) -> Iterator[Cluster]:
    """Return a node that the test may stop and start."""
    with start_kafka(tmp_path / "kafka") as cluster:
        yield cluster


@pytest.fixture
def site(kafka_connection: Connection) -> Site:
    """Return the shared cluster with topic names and a group of the test's own; the topics are not there yet."""
    return Site(kafka_connection)
