"""A watch on what comes out: when each enriched article becomes visible to readers of committed messages."""

import threading
import time
from collections.abc import Sequence
from typing import Final, Self

from confluent_kafka import Consumer, TopicPartition

from stream.bench.members import BenchFailed, Member
from stream.bench.task import Task, partition_count

_LOOK_AGAIN_SECONDS: Final = 0.1


class Watch:
    """Reads the enriched topic from its beginning, in a thread of its own. It ends with the `with` block.

    `seen` has the time (`time.monotonic`) of the first message of each key.
    """

    def __init__(self, task: Task) -> None:
        self.seen: dict[bytes, float] = {}
        self._more = threading.Condition()
        self._ended = False
        settings = {
            "bootstrap.servers": task.brokers,
            "group.id": f"{task.name}-watch",  # the client wants one; nothing is committed
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "log_level": 0,
        }
        self._consumer = Consumer(settings)
        topic = task.topics.enriched
        count = partition_count(task.brokers, topic)
        self._consumer.assign([TopicPartition(topic, number, 0) for number in range(count)])
        self._thread = threading.Thread(target=self._read, name="watch", daemon=True)
        self._thread.start()

    def wait(self, count: int, seconds: float, members: Sequence[Member] = ()) -> float:
        """Wait until so many articles were seen, and return when the last of them was.

        Raises:
            BenchFailed: They were not in time, or a member has ended.
        """
        deadline = time.monotonic() + seconds
        with self._more:
            while len(self.seen) < count:
                for member in members:
                    member.check()
                if time.monotonic() > deadline:
                    names = ", ".join(member.name for member in members)
                    raise BenchFailed(f"{names}: {len(self.seen)} of {count} articles within {seconds:.0f} s")
                self._more.wait(_LOOK_AGAIN_SECONDS)
            return max(self.seen.values())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended = True
        self._thread.join()
        self._consumer.close()

    def _read(self) -> None:
        while not self._ended:
            message = self._consumer.poll(_LOOK_AGAIN_SECONDS)
            if message is None or message.error():
                continue
            now, key = time.monotonic(), message.key()
            with self._more:
                self.seen.setdefault(key.encode() if isinstance(key, str) else key or b"", now)
                self._more.notify()
