"""`python -m tests.kafka.broker [COMMAND...]`: a real Kafka node for as long as a command runs, or until Ctrl-C.

The command finds the node in NEWSSTREAM_BROKERS and its process in NEWSSTREAM_BROKER_PID.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.kafka.broker import Cluster, KafkaNotAvailable, find_kafka
from tests.kafka.broker.node import USUAL


def main(command: list[str]) -> int:
    """Run the command, or wait, and return its exit code."""
    with tempfile.TemporaryDirectory(prefix="newsstream-kafka-") as folder:
        try:
            cluster = Cluster(find_kafka(), Path(folder), jvm=USUAL)
        except KafkaNotAvailable as reason:
            print(f"no real Kafka here: {reason}", file=sys.stderr)  # noqa: T201  this is a program
            return 1
        with cluster, contextlib.suppress(KeyboardInterrupt):
            if command:
                environment = {
                    **os.environ,
                    "NEWSSTREAM_BROKERS": cluster.connection.brokers,
                    "NEWSSTREAM_BROKER_PID": str(cluster.nodes[0].pid),
                }
                return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603  the user's words
            print(cluster.connection.brokers, flush=True)  # noqa: T201  this is a program
            signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
