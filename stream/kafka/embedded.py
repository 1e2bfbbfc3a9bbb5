"""A Kafka broker inside this process, for the demonstration and for quick tests.

It is librdkafka's mock cluster (in confluent-kafka), which speaks the real protocol on loopback. It keeps
messages in memory only, about 5 MB a partition, makes each topic that is asked for with four partitions, and
has no transactions: use `at-least-once` with it, and one worker.
"""

from types import TracebackType
from typing import Final, Self

from confluent_kafka import Producer

from stream.kafka.connection import Connection

_ANSWER_SECONDS: Final = 10


class EmbeddedBroker:
    """A running broker; `connection` says how to reach it. It ends with `close` or the `with` block."""

    def __init__(self) -> None:
        self._owner: Producer | None = Producer(
            {"bootstrap.servers": "127.0.0.1:1", "test.mock.num.brokers": 1, "log_level": 0}
        )
        metadata = self._owner.list_topics(timeout=_ANSWER_SECONDS)
        addresses = ",".join(f"{broker.host}:{broker.port}" for broker in metadata.brokers.values())
        self.connection = Connection(brokers=addresses)

    def create_topics(self, names: tuple[str, ...]) -> None:
        """Make topics, by asking for them."""
        if self._owner is None:
            raise ValueError("the broker is closed")
        for name in names:
            self._owner.list_topics(name, timeout=_ANSWER_SECONDS)

    def close(self) -> None:
        """End the broker and forget its messages."""
        self._owner = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
