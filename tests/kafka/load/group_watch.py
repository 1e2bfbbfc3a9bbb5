"""Watching how far a consumer group has come, while brokers come and go."""

import contextlib
import time
from types import TracebackType
from typing import Final, Self

from confluent_kafka import Consumer, KafkaException, TopicPartition

from stream.kafka.connection import Connection

_ANSWER_SECONDS: Final = 5.0
_LOOK_AGAIN_SECONDS: Final = 0.1


class GroupWatch:
    """Committed offsets of a group on a topic, and where the topic ends. It keeps its own connections."""

    def __init__(self, connection: Connection, group: str, topic: str) -> None:
        settings = {
            "bootstrap.servers": connection.brokers,
            "group.id": group,
            "enable.auto.commit": False,
            "isolation.level": "read_committed",  # wait for offsets whose transaction is being completed
            "log_level": 0,
        }
        self._consumer = Consumer(settings)  # never subscribes, and so is no member
        self._group = group
        self._topic = topic

    def committed(self) -> dict[int, int]:
        """Return the committed offsets by partition.

        Raises:
            KafkaException: No broker answers.
        """
        places = [TopicPartition(self._topic, number) for number in self._partitions()]
        found = self._consumer.committed(places, _ANSWER_SECONDS)
        return {place.partition: place.offset for place in found if place.offset >= 0}

    def ends(self) -> dict[int, int]:
        """Return the offset behind the last record of each partition.

        Raises:
            KafkaException: No broker answers.
        """
        return {
            number: self._consumer.get_watermark_offsets(
                TopicPartition(self._topic, number), _ANSWER_SECONDS
            )[1]
            for number in self._partitions()
        }

    def _partitions(self) -> list[int]:
        return list(self._consumer.list_topics(self._topic, _ANSWER_SECONDS).topics[self._topic].partitions)

    def wait_until_all_done(self, seconds: float) -> float:
        """Wait until everything that is in the topic now is committed, and return how long that took, in seconds.

        Raises:
            TimeoutError: It is not within the given time.
        """
        return self._wait(seconds, {})

    def wait_until_each_moves(self, seconds: float) -> float:
        """Wait until every partition that has something left is further than now.

        Returns:
            How long that took, in seconds.

        Raises:
            TimeoutError: One is not within the given time.
        """
        deadline = time.monotonic() + seconds
        while True:
            try:
                return self._wait(seconds, {n: offset + 1 for n, offset in self.committed().items()})
            except KafkaException:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{self._group}: no broker answers") from None

    def wait_until(self, count: int, seconds: float) -> None:
        """Wait until so many inputs are committed, all partitions together.

        Raises:
            TimeoutError: They are not within the given time.
        """
        deadline = time.monotonic() + seconds
        done = 0
        while done < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self._group}: {done} done after {seconds} s, not {count}")
            with contextlib.suppress(KafkaException):
                done = sum(self.committed().values())
            time.sleep(_LOOK_AGAIN_SECONDS)

    def _wait(self, seconds: float, goals: dict[int, int]) -> float:
        begin = time.monotonic()
        behind: dict[int, int] = {}
        while time.monotonic() - begin < seconds:
            try:
                ends, committed = self.ends(), self.committed()
            except KafkaException:
                continue
            behind = {
                number: committed.get(number, 0)
                for number, end in ends.items()
                if committed.get(number, 0) < (min(end, goals.get(number, 1)) if goals else end)
            }
            if not behind:
                return time.monotonic() - begin
            time.sleep(_LOOK_AGAIN_SECONDS)
        raise TimeoutError(f"{self._group}: still at {behind} after {seconds:.0f} s")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._consumer.close()
