"""One node or three, on loopback with ports of their own, and when they are ready."""

import contextlib
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from stream.kafka.connection import Connection
from tests.kafka.broker.artifacts import Kafka, KafkaNotAvailable
from tests.kafka.broker.network import Network
from tests.kafka.broker.node import QUICK, Node, free_ports, new_cluster_id
from tests.kafka.broker.secure import secure_settings

READY_SECONDS: Final = 90.0
_LOOK_AGAIN_SECONDS: Final = 0.1


class Cluster:
    """A running cluster of nodes numbered from 1. It ends with `close` or the `with` block.

    Args:
        kafka: Java and jars.
        folder: An empty folder for its files.
        nodes: How many.
        settings: Further settings of each node.
        proxied: Give each node a second address behind `network`, whose faults only the users of
            `proxied_connection` feel.
        secure: A key store: give each node a second address, `secure_address`, that wants TLS and SCRAM.
        users: Arguments of `--add-scram`.
        jvm: Options of Java.
    """

    def __init__(
        self,
        kafka: Kafka,
        folder: Path,
        nodes: int = 1,
        settings: Mapping[str, str] | None = None,
        *,
        proxied: bool = False,
        secure: Path | None = None,
        users: Sequence[str] = (),
        jvm: Sequence[str] = QUICK,
    ) -> None:
        ports = free_ports(4 * nodes)
        plain, controllers, inner, outer = (ports[at * nodes : (at + 1) * nodes] for at in range(4))
        voters = dict(zip(range(1, nodes + 1), controllers, strict=True))
        self.nodes = []
        for number, port, behind, before in zip(voters, plain, inner, outer, strict=True):
            chosen = dict(settings or {})
            if proxied:
                chosen |= _second_address(port, voters[number], behind, before)
            if secure:
                chosen |= secure_settings(secure, port, before, voters[number])
            self.nodes.append(
                Node(kafka, folder / f"node-{number}", number, port, voters, chosen, users, jvm)
            )
        self.connection = Connection(brokers=",".join(node.address for node in self.nodes))
        self.proxied_connection = Connection(brokers=",".join(f"127.0.0.1:{port}" for port in outer))
        self.secure_address = f"127.0.0.1:{outer[0]}"
        self.network = Network(dict(zip(outer, inner, strict=True)) if proxied else {})
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
            with contextlib.suppress(KafkaException):
                if len(admin.list_topics(timeout=2).brokers) >= len(running):
                    return
            time.sleep(_LOOK_AGAIN_SECONDS)
        raise KafkaNotAvailable(f"the Kafka nodes did not answer within {READY_SECONDS:.0f} s")

    def close(self) -> None:
        """Kill all nodes: nothing of them is needed any more."""
        self.network.close()
        for node in self.nodes:
            node.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _second_address(port: int, controller: int, behind: int, before: int) -> dict[str, str]:
    own = f"PLAINTEXT://127.0.0.1:{port}"
    return {
        "listeners": f"{own},PROXIED://127.0.0.1:{behind},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"{own},PROXIED://127.0.0.1:{before}",
        "inter.broker.listener.name": "PLAINTEXT",
    }
