"""One node or three, on loopback with ports of their own, and when they are ready."""

import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from stream.kafka.connection import Connection
from tests.kafka.broker.artifacts import Kafka, KafkaNotAvailable
from tests.kafka.broker.node import Node, free_ports, new_cluster_id

READY_SECONDS: Final = 90.0
_LOOK_AGAIN_SECONDS: Final = 0.1


class Cluster:
    """A running cluster of nodes numbered from 1. It ends with `close` or the `with` block.

    Args:
        kafka: Java and jars.
        folder: An empty folder for its files.
        nodes: How many.
        settings: Further settings of each node.
    """

    def __init__(
        self,
        kafka: Kafka,
        folder: Path,
        nodes: int = 1,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        ports = free_ports(2 * nodes)
        voters = dict(zip(range(1, nodes + 1), ports[nodes:], strict=True))
        self.nodes = [
            Node(kafka, folder / f"node-{number}", number, port, voters, settings or {})
            for number, port in zip(voters, ports, strict=False)
        ]
        self.connection = Connection(brokers=",".join(node.address for node in self.nodes))
        cluster_id = new_cluster_id()
        try:
            for node in self.nodes:
                node.format(cluster_id)
                node.start()
            self.wait_until_ready()
        except BaseException:
            self.close()
            raise

    def wait_until_ready(self) -> None:
        """Wait until every running node answers and knows of all others.

        Raises:
            KafkaNotAvailable: It does not within 90 s, or a node has ended.
        """
        running = [node for node in self.nodes if node.running]
        admin = AdminClient({"bootstrap.servers": ",".join(node.address for node in running), "log_level": 0})
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            for node in running:
                if not node.running:
                    tail = node.log.read_text(errors="replace").strip().splitlines()[-1:]
                    raise KafkaNotAvailable(f"the Kafka node ended at once: {''.join(tail)[:200]}")
            try:
                if len(admin.list_topics(timeout=2).brokers) >= len(running):
                    return
            except KafkaException:
                time.sleep(_LOOK_AGAIN_SECONDS)
        raise KafkaNotAvailable(f"the Kafka nodes did not answer within {READY_SECONDS:.0f} s")

    def close(self) -> None:
        """Kill all nodes: nothing of them is needed any more."""
        for node in self.nodes:
            node.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
