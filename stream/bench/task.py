"""What the programs that are compared get to do, handed over as one JSON argument."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal, Self

import orjson
from confluent_kafka.admin import AdminClient
from msgspec import structs

from stream.bench.articles import bench_articles
from stream.commands.common import annotator
from stream.events import Article, Enriched
from stream.kafka.connection import Connection
from stream.kafka.delivery import DeliveryMode
from stream.kafka.process import Annotate
from stream.kafka.topics import Topics

Annotation = Literal["full", "constant"]

PARTITIONS: Final = 6
_ANSWER_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Task:
    """Read a topic as a member of a group, annotate, publish on three topics.

    `annotation` is full, or constant: each article gets the entities and quotes of the first one, at no cost.
    """

    brokers: str
    name: str
    delivery: DeliveryMode = "exactly-once"
    annotation: Annotation = "full"
    recognizer: str = "builtin"

    @classmethod
    def from_argument(cls) -> Self:
        """Return the task that is this program's argument."""
        return cls(**orjson.loads(sys.argv[1]))

    def argument(self) -> str:
        """Return the task as the argument of a program."""
        return orjson.dumps(asdict(self)).decode()

    @property
    def connection(self) -> Connection:
        """The cluster."""
        return Connection(brokers=self.brokers)

    @property
    def group(self) -> str:
        """The consumer group."""
        return self.name

    @property
    def topics(self) -> Topics:
        """Topics of the task's own."""
        return Topics(*(f"{self.name}.{role}" for role in Topics().by_role))

    def annotate(self) -> Annotate:
        """Return what annotates articles."""
        full = annotator(self.recognizer)
        if self.annotation == "full":
            return full
        (pattern,) = full(bench_articles(1))

        def constant(articles: Sequence[Article]) -> list[Enriched]:
            return [structs.replace(pattern, article=article) for article in articles]

        return constant


def partition_count(brokers: str, topic: str) -> int:
    """Return the number of partitions of a topic."""
    admin = AdminClient({"bootstrap.servers": brokers, "log_level": 0})
    return len(admin.list_topics(topic, timeout=_ANSWER_SECONDS).topics[topic].partitions)
