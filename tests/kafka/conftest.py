"""A real Kafka for the tests here, or the reason why there is none."""

import os
from collections.abc import Iterator

import pytest

from stream.kafka.connection import Connection
from tests.kafka.broker import Cluster, KafkaNotAvailable, find_kafka
from tests.kafka.site import Site


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


@pytest.fixture(scope="session")
def kafka_connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """Return a running Apache Kafka: the one that NEWSSTREAM_TEST_BROKERS names, or one node started here."""
    brokers = os.environ.get("NEWSSTREAM_TEST_BROKERS")
    if brokers:
        yield Connection(brokers=brokers)
        return
    try:
        cluster = Cluster(find_kafka(), tmp_path_factory.mktemp("kafka"))
    except KafkaNotAvailable as reason:
        pytest.skip(f"no real Kafka here: {reason}")
    with cluster:
        yield cluster.connection


@pytest.fixture(scope="session")
def three_nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Return a cluster of three nodes that tests may kill, freeze and restart; they put it in order again."""
    try:
        cluster = Cluster(find_kafka(), tmp_path_factory.mktemp("three-nodes"), nodes=3)
    except KafkaNotAvailable as reason:
        pytest.skip(f"no real Kafka here: {reason}")
    with cluster:
        yield cluster


@pytest.fixture
def site(kafka_connection: Connection) -> Site:
    """Return the shared cluster with topic names and a group of the test's own; the topics are not there yet."""
    return Site(kafka_connection)
