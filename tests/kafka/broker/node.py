"""One Kafka node (KRaft, broker and controller in one) as a process that can be killed, frozen and restarted."""

import base64
import signal
import socket
import subprocess
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.kafka.broker.artifacts import Kafka

QUICK: Final = ("-Xms96m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
"""Options of Java for brokers that live for a test."""
USUAL: Final = (
    "-Xms1g",
    "-Xmx1g",
    "-XX:+UseG1GC",
    "-XX:MaxGCPauseMillis=20",
    "-XX:InitiatingHeapOccupancyPercent=35",
)
"""Those with which Kafka's own scripts start it: slow for the first minute, then faster."""
_STOP_SECONDS: Final = 30
_MEBIBYTES: Final = 1_048_576


def free_ports(count: int) -> list[int]:
    """Return TCP ports on loopback that nobody listens on now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for opened in sockets:
            opened.bind(("127.0.0.1", 0))
        return [opened.getsockname()[1] for opened in sockets]
    finally:
        for opened in sockets:
            opened.close()


def new_cluster_id() -> str:
    """Return a random cluster id in the form that Kafka wants: 22 characters of base 64."""
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "A")


class Node:
    """One node. `start` returns when the process runs, not when it answers: see `Cluster`.

    Args:
        kafka: Java and jars.
        folder: Where it keeps settings, log and data; emptied by nobody.
        number: Its node id.
        port: Where clients reach it.
        voters: `controller.quorum.voters`: every node's id, address and controller port.
        settings: Further settings, which win over the ones chosen here.
        users: Arguments of `--add-scram` for the first start.
        jvm: Options of Java.
    """

    def __init__(
        self,
        kafka: Kafka,
        folder: Path,
        number: int,
        port: int,
        voters: Mapping[int, int],
        settings: Mapping[str, str],
        users: Sequence[str] = (),
        jvm: Sequence[str] = QUICK,
    ) -> None:
        self.number = number
        self.port = port
        self.address = f"127.0.0.1:{port}"
        self.log = folder / "node.log"
        self._kafka = kafka
        self._folder = folder
        self._users = users
        self._jvm = jvm
        self._settings = {**_settings(folder, number, port, voters), **settings}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Whether its process is there, frozen or not."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its process."""
        return self._running().pid

    def format(self, cluster_id: str) -> None:
        """Write the settings and prepare the data folder, once before the first start."""
        self._folder.mkdir(parents=True, exist_ok=True)
        lines = (f"{name}={value}" for name, value in self._settings.items())
        self._properties.write_text("\n".join(lines) + "\n")
        users = [part for user in self._users for part in ("--add-scram", user)]
        arguments = ("format", "--cluster-id", cluster_id, "--config", str(self._properties), *users)
        self._java("kafka.tools.StorageTool", *arguments).wait(timeout=60)

    def start(self) -> None:
        """Start the process."""
        self._process = self._java("kafka.Kafka", str(self._properties))

    def stop(self) -> None:
        """Shut down in order (SIGTERM) and wait for the end."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it (SIGKILL) and wait for the end."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Stop the process without closing its connections (SIGSTOP)."""
        self._running().send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen process go on (SIGCONT)."""
        self._running().send_signal(signal.SIGCONT)

    def _end(self, number: signal.Signals) -> None:
        if not self.running:
            return
        process = self._running()
        process.send_signal(number)
        process.send_signal(signal.SIGCONT)  # a frozen process takes no SIGTERM
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise ValueError(f"node {self.number} was never started")
        return self._process

    @property
    def _properties(self) -> Path:
        return self._folder / "server.properties"

    def _java(self, main: str, *arguments: str) -> subprocess.Popen[bytes]:
        logging = ("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", f"-Dkafka.logs.dir={self._folder}")
        command = (self._kafka.java, *self._jvm, *logging, "-cp", f"{self._kafka.jars}/*", main, *arguments)
        with self.log.open("ab") as log:
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603  our own words


def _settings(folder: Path, number: int, port: int, voters: Mapping[int, int]) -> dict[str, str]:
    nodes = len(voters)
    copies = str(min(3, nodes))
    return {
        "process.roles": "broker,controller",
        "node.id": str(number),
        "controller.quorum.voters": ",".join(f"{n}@127.0.0.1:{p}" for n, p in voters.items()),
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{voters[number]}",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT",
        "log.dirs": str(folder / "data"),
        "num.partitions": "4",
        "auto.create.topics.enable": "false",
        "default.replication.factor": copies,
        "min.insync.replicas": "2" if nodes >= 3 else "1",
        "offsets.topic.num.partitions": "4",
        "offsets.topic.replication.factor": copies,
        "transaction.state.log.num.partitions": "4",
        "transaction.state.log.replication.factor": copies,
        "transaction.state.log.min.isr": "2" if nodes >= 3 else "1",
        "group.initial.rebalance.delay.ms": "0",
        "group.min.session.timeout.ms": "1000",
        "log.index.size.max.bytes": str(_MEBIBYTES),
        "log.cleaner.dedupe.buffer.size": str(2 * _MEBIBYTES),
        "num.network.threads": "2",
        "num.io.threads": "4",
        "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
        "broker.session.timeout.ms": "6000",
        "broker.heartbeat.interval.ms": "1000",
        "replica.lag.time.max.ms": "6000",
    }
