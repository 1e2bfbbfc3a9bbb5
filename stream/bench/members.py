"""The programs that are measured, as processes of a consumer group."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Final, Self

import orjson
from confluent_kafka import ConsumerGroupState, KafkaException
from confluent_kafka.admin import AdminClient

from stream.bench.figures import cpu_seconds, resident_mb
from stream.bench.task import Task

_READY_SECONDS: Final = 90.0
_STOP_SECONDS: Final = 30.0
_LOOK_AGAIN_SECONDS: Final = 0.1


class BenchFailed(RuntimeError):  # noqa: N818  says what happened; nothing is caught by the word Error
    """A program that is measured did not do its work. The text says which one, and its last words."""


class Member:
    """A Python module run with a task as its argument. It ends with the `with` block.

    Args:
        name: What to call it in errors.
        module: To be run with `python -m`.
        task: What to do.
    """

    def __init__(self, name: str, module: str, task: Task) -> None:
        self.name = name
        self._words = tempfile.TemporaryFile()  # noqa: SIM115  closed at the end of the with block
        self._process = subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-m", module, task.argument()], stdout=subprocess.PIPE, stderr=self._words
        )

    @property
    def cpu(self) -> float:
        """CPU seconds used so far."""
        return cpu_seconds(self._process.pid)

    @property
    def memory(self) -> float:
        """Resident memory in MB."""
        return resident_mb(self._process.pid)

    def check(self) -> None:
        """Make sure that it still runs.

        Raises:
            BenchFailed: It does not.
        """
        if self._process.poll() is not None:
            self._words.seek(0)
            last = self._words.read().decode(errors="replace").strip().splitlines()[-1:]
            raise BenchFailed(f"{self.name} ended with {self._process.returncode}: {''.join(last)}")

    def stop(self) -> dict[str, float]:
        """End it (SIGTERM) and return the JSON object that it printed, empty if it printed none."""
        self._process.terminate()
        try:
            told, _ = self._process.communicate(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            told, _ = self._process.communicate()
        lines = told.splitlines()
        return orjson.loads(lines[-1]) if lines and lines[-1].startswith(b"{") else {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
        self._words.close()


def wait_until_joined(task: Task, members: Sequence[Member]) -> None:
    """Wait until the group is stable with all members and every partition is somebody's.

    Raises:
        BenchFailed: A member has ended, or it takes more than 90 s.
    """
    admin = AdminClient({"bootstrap.servers": task.brokers, "log_level": 0})
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        for member in members:
            member.check()
        if _joined(admin, task.group, len(members)):
            return
        time.sleep(_LOOK_AGAIN_SECONDS)
    raise BenchFailed(f"{members[0].name} did not join its group within {_READY_SECONDS:.0f} s")


def _joined(admin: AdminClient, group: str, count: int) -> bool:
    try:
        found = admin.describe_consumer_groups([group])[group].result()
    except KafkaException:
        return False
    working = [member for member in found.members if member.assignment.topic_partitions]
    return found.state == ConsumerGroupState.STABLE and len(working) == count
