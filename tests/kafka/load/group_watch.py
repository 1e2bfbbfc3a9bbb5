"""Watching how far a consumer group has come, while brokers come and go."""

import contextlib
import time
from collections.abc import Callable
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

    def committed_soon(self, seconds: float = 60.0) -> dict[int, int]:
        """Return the committed offsets by partition, asking again while no broker answers.

        Raises:
            KafkaException: None answers for so long.
        """
        return _asked_again(self.committed, seconds)

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

    def ends_soon(self, seconds: float = 60.0) -> dict[int, int]:
        """Return the offset behind the last record of each partition, asking again while no broker answers.

        Raises:
            KafkaException: None answers for so long.
        """
        return _asked_again(self.ends, seconds)

    def _partitions(self) -> list[int]:
        return list(self._consumer.list_topics(self._topic, _ANSWER_SECONDS).topics[self._topic].partitions)

    def wait_until_all_done(self, seconds: float) -> float:
        """Wait until everything that is in the topic at the beginning of the call is committed.

        Returns:
            How long that took, in seconds.

        Raises:
            TimeoutError: It is not within the given time.
        """
        begin = time.monotonic()
        ends: dict[int, int] = {}
        behind: dict[int, int] = {}
        while time.monotonic() - begin < seconds:
            with contextlib.suppress(KafkaException):
                ends = ends or self.ends()
                committed = self.committed()
                behind = {n: committed.get(n, 0) for n, end in ends.items() if committed.get(n, 0) < end}
                if ends and not behind:
                    return time.monotonic() - begin
            time.sleep(_LOOK_AGAIN_SECONDS)
        raise TimeoutError(f"{self._group}: still at {behind} of {ends} after {seconds:.0f} s")

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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._consumer.close()


def _asked_again(question: Callable[[], dict[int, int]], seconds: float) -> dict[int, int]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(KafkaException):
            return question()
        time.sleep(_LOOK_AGAIN_SECONDS)
    return question()
